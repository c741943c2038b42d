"""What a model says of one picture of a data set, in a few numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnstudio.core.probabilities import Head, probabilities

TOP_COUNT = 5
_INDEPENDENT: tuple[Head, ...] = ("sigmoid", "sigmoid_logits")


@dataclass(frozen=True, slots=True)
class PredictedRow:
    """A prediction, and what it says of the picture's label.

    Attributes:
        top: indices of the most probable classes, at most five, in order.
        probabilities: of those, 0..1.
        entropy: in nats, of the distribution over the classes; the sum over the units where these are independent of
            each other.
        label_rank: place of the label in the order of all classes, from 1; None without a label.
        label_probability: 0..1; None without a label.
    """

    top: tuple[int, ...]
    probabilities: tuple[float, ...]
    entropy: float
    label_rank: int | None = None
    label_probability: float | None = None

    @property
    def predicted(self) -> int:
        return self.top[0]

    @property
    def probability(self) -> float:
        """Of the predicted class."""
        return self.probabilities[0]

    @property
    def margin(self) -> float:
        """The probability of the first class less that of the second; of the first where there is only one."""
        return self.probabilities[0] - (self.probabilities[1] if len(self.probabilities) > 1 else 0.0)

    @property
    def is_right(self) -> bool | None:
        """None without a label."""
        return None if self.label_rank is None else self.label_rank == 1

    @property
    def loss(self) -> float | None:
        """Cross entropy, -log(probability of the label), in nats; None without a label."""
        if self.label_probability is None:
            return None
        return -math.log(max(self.label_probability, np.finfo(np.float64).tiny))


def rows_of(
    logits: np.ndarray, labels: Sequence[int | None], head: Head, *, single_unit: bool = False
) -> list[PredictedRow | None]:
    """One row an input; None where its logits are not finite.

    Args:
        logits: (inputs, classes).
        labels: of each input, an index of a class; None or a negative one: it has none.
        head: what makes probabilities of the logits; not that of a regression.
        single_unit: whether the two classes are the sides of one unit, so that their probabilities sum to 1.
    """
    logits = np.asarray(logits, np.float64)
    finite = np.isfinite(logits).all(axis=1)
    safe = np.where(finite[:, None], logits, 0.0)
    shares = probabilities(safe, head)
    top = _top(safe, min(TOP_COUNT, safe.shape[1]))
    spread = _entropy(shares, independent=head in _INDEPENDENT and not single_unit)
    found_rows: list[PredictedRow | None] = []
    for number, label in enumerate(labels):
        if not finite[number]:
            found_rows.append(None)
            continue
        of_label: tuple[int | None, float | None] = (None, None)
        if label is not None and label >= 0:
            scores = safe[number]
            before = np.count_nonzero(scores > scores[label]) + np.count_nonzero(scores[:label] == scores[label])
            of_label = int(before) + 1, float(shares[number, label])
        found = top[number]
        found_rows.append(
            PredictedRow(tuple(found.tolist()), tuple(shares[number, found].tolist()), float(spread[number]), *of_label)
        )
    return found_rows


def _top(logits: np.ndarray, count: int) -> np.ndarray:
    """The largest ones' indices, of equal ones the lower index first: (inputs, classes) -> int (inputs, count)."""
    left = logits.copy()
    rows = np.arange(len(left))
    found = np.empty((len(left), count), np.intp)
    for place in range(count):
        found[:, place] = left.argmax(axis=1)
        left[rows, found[:, place]] = -np.inf
    return found


def _entropy(shares: np.ndarray, *, independent: bool) -> np.ndarray:
    """(inputs, classes) -> (inputs,), in nats."""
    found = -_times_log(shares).sum(axis=1)
    return found - _times_log(1 - shares).sum(axis=1) if independent else found


def _times_log(shares: np.ndarray) -> np.ndarray:
    """p log p; 0 where p is 0."""
    return shares * np.log(np.where(shares > 0, shares, 1.0))
