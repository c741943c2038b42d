"""How often a model is right, where it is wrong, and whether its probabilities can be believed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from attnstudio.core.picture_columns import NO_CLASS, PictureColumns
from attnstudio.core.predicted_row import PredictedRow

NORMAL_95 = 1.959963984540054  # of the standard normal distribution, 95 % lie within this of 0
BINS = 15  # as Guo et al. have it


def wilson(hits: int, count: int, z: float = NORMAL_95) -> tuple[float, float]:
    """The score interval of a share of `hits` in `count` (Wilson 1927), 95 % unless `z` says otherwise.

    Unlike the usual +- interval it never leaves 0..1, and means something at 0 of 10. Of no trials: 0 to 1.
    """
    if count == 0:
        return 0.0, 1.0
    share = hits / count
    centre = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    low, high = (centre - half) / scale, (centre + half) / scale
    return (0.0 if hits == 0 else low), (1.0 if hits == count else high)  # exactly, whatever rounding makes of it


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    count: int

    @property
    def value(self) -> float | None:
        """0..1; None: of nothing."""
        return self.hits / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson."""
        return wilson(self.hits, self.count)


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class.

    Attributes:
        recall: of the pictures with this label, those that are predicted so; its count is the support.
        precision: of the pictures that are predicted so, those with this label.
    """

    index: int
    recall: Share
    precision: Share

    @property
    def support(self) -> int:
        return self.recall.count

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where the class neither is nor is predicted."""
        together = self.recall.count + self.precision.count
        return 2 * self.recall.hits / together if together else None


@dataclass(frozen=True, slots=True)
class Pair:
    """A cell of the confusion matrix: `count` pictures with this label have this prediction."""

    label: int
    predicted: int
    count: int


@dataclass(frozen=True)
class Bin:
    """Predictions whose probability is in (low, high]; the first bin has its low end too.

    `confidence`: their mean probability; None: there are none.
    """

    low: float
    high: float
    right: Share
    confidence: float | None

    @property
    def gap(self) -> float:
        """Accuracy less confidence; 0 of an empty bin. Below 0: overconfident."""
        return 0.0 if self.confidence is None or self.right.value is None else self.right.value - self.confidence


@dataclass(frozen=True)
class Accuracy:
    """Of the pictures that have a label and a prediction.

    Attributes:
        top1, top5: shares of the pictures whose label is the prediction, or among the first five classes.
        classes: those that some picture is labelled or predicted as, by index.
        confusion: the cells that are not 0, by label and prediction; right ones too. Classes may be any number.
        bins: the reliability diagram.
        left_out: how many pictures have no label, or no prediction.
    """

    top1: Share
    top5: Share
    classes: tuple[ClassScore, ...]
    confusion: tuple[Pair, ...]
    bins: tuple[Bin, ...]
    mean_loss: float | None
    left_out: int = 0

    @staticmethod
    def of(labels: Sequence[int] | np.ndarray, rows: Iterable[object], *, bins: int = BINS) -> Accuracy:
        """Of a data set's labels (negative: none) and rows in the same order.

        Args:
            rows: PredictedRow; anything else (a failure, None: not predicted yet) is left out.
        """
        kept = [
            (int(label), row)
            for label, row in zip(labels, rows, strict=True)
            if label >= 0 and isinstance(row, PredictedRow) and row.label_rank is not None
        ]
        return _accuracy(
            np.array([label for label, _ in kept], np.int64),
            np.array([row.predicted for _, row in kept], np.int64),
            np.array([row.label_rank for _, row in kept], np.int64),
            np.array([row.probability for _, row in kept], np.float64),
            [row.loss for _, row in kept if row.loss is not None],
            len(labels) - len(kept),
            bins,
        )

    @staticmethod
    def of_columns(columns: PictureColumns, *, bins: int = BINS) -> Accuracy:
        """As `of`, of a list of pictures: 100,000 take a few milliseconds.

        A label whose rank is not known is not among the first five classes; it has no part in the mean loss.
        """
        kept = np.flatnonzero((columns.labels != NO_CLASS) & (columns.predicted != NO_CLASS) & ~columns.removed)
        of_label = columns.label_probability[kept]
        losses = columns.loss[kept][~np.isnan(of_label)]
        return _accuracy(
            columns.labels[kept].astype(np.int64),
            columns.predicted[kept].astype(np.int64),
            columns.ranks[kept].astype(np.int64),
            columns.probability[kept].astype(np.float64),
            losses.tolist(),
            len(columns) - int(columns.removed.sum()) - kept.size,
            bins,
        )

    @property
    def count(self) -> int:
        return self.top1.count

    @property
    def ece(self) -> float | None:
        """Expected calibration error (Guo et al. 2017, 1706.04599): the mean |accuracy - confidence| of the bins,
        each weighted by how many predictions it has. 0..1; None: of nothing."""
        if not self.count:
            return None
        return sum(abs(one.gap) * one.right.count for one in self.bins) / self.count

    def worst_pairs(self, count: int | None = None) -> list[Pair]:
        """What is taken for what, most often first; as many as are wanted."""
        wrong = [pair for pair in self.confusion if pair.label != pair.predicted]
        return sorted(wrong, key=lambda pair: (-pair.count, pair.label, pair.predicted))[:count]


def _accuracy(
    truth: np.ndarray,
    predicted: np.ndarray,
    ranks: np.ndarray,
    confidence: np.ndarray,
    losses: Sequence[float],
    left_out: int,
    bins: int,
) -> Accuracy:
    """Of pictures that have both, each array (pictures,). `ranks`: of the labels, from 1; 0: not among the first."""
    pairs = _confusion(truth, predicted)
    return Accuracy(
        top1=Share(int((ranks == 1).sum()), len(truth)),
        top5=Share(int(((ranks >= 1) & (ranks <= 5)).sum()), len(truth)),
        classes=_class_scores(truth, predicted),
        confusion=pairs,
        bins=_bins(confidence, ranks == 1, bins),
        mean_loss=math.fsum(losses) / len(losses) if losses else None,
        left_out=left_out,
    )


def _confusion(truth: np.ndarray, predicted: np.ndarray) -> tuple[Pair, ...]:
    """Sorted by label, then by prediction."""
    width = int(predicted.max(initial=0)) + 1
    cells, counts = np.unique(truth * width + predicted, return_counts=True)
    labels, seen = np.divmod(cells, width)
    return tuple(map(Pair, labels.tolist(), seen.tolist(), counts.tolist()))


def _class_scores(truth: np.ndarray, predicted: np.ndarray) -> tuple[ClassScore, ...]:
    most = max(int(truth.max(initial=-1)), int(predicted.max(initial=-1))) + 1
    support, seen = np.bincount(truth, minlength=most), np.bincount(predicted, minlength=most)
    hits = np.bincount(truth[truth == predicted], minlength=most)
    present = np.flatnonzero(support + seen)
    columns = (column[present].tolist() for column in (hits, support, seen))
    return tuple(
        ClassScore(index, recall=Share(right, labelled), precision=Share(right, taken))
        for index, right, labelled, taken in zip(present.tolist(), *columns, strict=True)
    )


def bin_of(confidence: np.ndarray, count: int = BINS) -> np.ndarray:
    """The bin of each probability: intp, of the shape of `confidence`. NaN: the last one."""
    edges = np.linspace(0, 1, count + 1)
    return np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, count - 1)


def _bins(confidence: np.ndarray, right: np.ndarray, count: int) -> tuple[Bin, ...]:
    """Equally wide, over 0..1."""
    edges = np.linspace(0, 1, count + 1)
    place = bin_of(confidence, count)
    total = np.bincount(place, minlength=count)
    hits = np.bincount(place, weights=right, minlength=count)
    sums = np.bincount(place, weights=confidence, minlength=count)
    return tuple(
        Bin(
            float(edges[number]),
            float(edges[number + 1]),
            Share(int(hits[number]), int(total[number])),
            float(sums[number] / total[number]) if total[number] else None,
        )
        for number in range(count)
    )
