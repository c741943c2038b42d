"""What is known of the pictures of a list, in columns: a million rows are sorted and filtered at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

import numpy as np

from attnstudio.core.errors import Failure
from attnstudio.core.predicted_row import TOP_COUNT, PredictedRow
from attnstudio.core.review import Review
from attnstudio.core.row_filter import UNSURE_BELOW, RowFilter

NO_CLASS = -1
NO_RANK = 0


class State(IntEnum):
    """What a job does with a picture."""

    NONE = 0
    WAITING = 1
    DONE = 2
    FAILED = 3


class Column(IntEnum):
    """In the order of the table."""

    NAME = 0
    LABEL = 1
    PREDICTED = 2
    PROBABILITY = 3
    MARGIN = 4
    ENTROPY = 5
    RIGHT = 6
    RANK = 7
    LOSS = 8
    REGION = 9
    STATE = 10
    REVIEW = 11
    DATE = 12


class PictureColumns:
    """One value a picture in each column.

    Attributes:
        labels: int32 (n,), of the model's classes; NO_CLASS: none, or one that the model does not have.
        top: int32 (n, 5), the most probable classes; NO_CLASS: no prediction, or fewer classes.
        probabilities: float32 (n, 5), of those; NaN: none.
        entropy: float32 (n,), nats; NaN: no prediction.
        ranks: int32 (n,), of the label among all classes, from 1; NO_RANK: not known.
        label_probability: float32 (n,); NaN: not known.
        regions: bool (n,), whether the object is marked.
        reviews: int8 (n,), of Review: what a person says of the map.
        removed: bool (n,), whether it was taken off the list: it is not counted, and matches no filter.
        dates: float64 (n,), seconds since 1970 at which the files were changed last; NaN: not known.
        states: int8 (n,), of State.
        failures: by row, why it cannot be predicted or explained.
    """

    def __init__(self, count: int) -> None:
        self.labels = np.full(count, NO_CLASS, np.int32)
        self.regions = np.zeros(count, bool)
        self.reviews = np.zeros(count, np.int8)
        self.removed = np.zeros(count, bool)
        self.dates = np.full(count, np.nan)
        self.failures: dict[int, Failure] = {}
        self.forget_predictions()

    def __len__(self) -> int:
        return len(self.labels)

    def extend(self, count: int) -> None:
        """Append rows of which nothing is known."""
        other = PictureColumns(count)
        for name in (
            "labels",
            "regions",
            "reviews",
            "removed",
            "dates",
            "top",
            "probabilities",
            "entropy",
            "ranks",
            "label_probability",
            "states",
        ):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(other, name)]))

    def forget_predictions(self) -> None:
        """Another model predicts otherwise."""
        count = len(self.labels)
        self.top = np.full((count, TOP_COUNT), NO_CLASS, np.int32)
        self.probabilities = np.full((count, TOP_COUNT), np.nan, np.float32)
        self.entropy = np.full(count, np.nan, np.float32)
        self.ranks = np.full(count, NO_RANK, np.int32)
        self.label_probability = np.full(count, np.nan, np.float32)
        self.states = np.zeros(count, np.int8)
        self.failures.clear()

    def set_label(self, rows: np.ndarray, label: int | np.ndarray) -> None:
        """Of some rows; what is known of their predictions then says what it can of the label."""
        self.labels[rows] = label
        found = (self.top[rows] == self.labels[rows, None]) & (self.labels[rows, None] != NO_CLASS)
        known = found.any(axis=1)
        place = found.argmax(axis=1)
        self.ranks[rows] = np.where(known, place + 1, NO_RANK)
        self.label_probability[rows] = np.where(known, self.probabilities[rows, place], np.nan)

    def put(self, predictions: Sequence[tuple[int, PredictedRow | Failure]]) -> None:
        """Each with its row."""
        there = [(row, found) for row, found in predictions if isinstance(found, PredictedRow)]
        for row, failure in predictions:
            if isinstance(failure, Failure):
                self.failures[row] = failure
                self.states[row] = State.FAILED
        if not there:
            return
        rows = np.array([row for row, _ in there])
        if self.failures:
            for row, _ in there:
                self.failures.pop(row, None)
        count = len(there[0][1].top)
        self.top[rows, :count] = [found.top for _, found in there]
        self.probabilities[rows, :count] = [found.probabilities for _, found in there]
        self.entropy[rows] = [found.entropy for _, found in there]
        self.states[rows] = State.NONE
        self.set_label(rows, self.labels[rows])
        ranked = [(row, one.label_rank, one.label_probability) for row, one in there if one.label_rank is not None]
        if ranked:
            of_label, ranks, shares = zip(*ranked, strict=True)
            self.ranks[list(of_label)], self.label_probability[list(of_label)] = ranks, shares

    def restore_predictions(self, columns: Mapping[str, np.ndarray], classes: int) -> bool:
        """Predictions that were made earlier, by the names of the columns; returns whether they are of such rows."""
        top, names = columns["top"], ("top", "probabilities", "entropy", "ranks", "label_probability")
        fit = [columns[name].shape == getattr(self, name).shape for name in names]
        fit += [columns[name].dtype == getattr(self, name).dtype for name in names]
        if not all(fit) or (top.size and not NO_CLASS <= top.min() <= top.max() < classes):
            return False
        for name in names:
            setattr(self, name, columns[name].copy())
        return True

    @property
    def predicted(self) -> np.ndarray:
        """int32 (n,)."""
        return self.top[:, 0]

    @property
    def probability(self) -> np.ndarray:
        """float32 (n,), of the predicted class."""
        return self.probabilities[:, 0]

    @property
    def margin(self) -> np.ndarray:
        """float32 (n,): the probability of the first class less that of the second."""
        return self.probabilities[:, 0] - np.nan_to_num(self.probabilities[:, 1])

    @property
    def loss(self) -> np.ndarray:
        """float32 (n,): cross entropy, nats."""
        return -np.log(np.maximum(self.label_probability, np.finfo(np.float32).tiny))

    @property
    def right(self) -> np.ndarray:
        """int8 (n,): 1 right, 0 wrong, -1 not known."""
        known = (self.labels != NO_CLASS) & (self.predicted != NO_CLASS)
        return np.where(known, self.labels == self.predicted, -1).astype(np.int8)

    @property
    def unsure(self) -> np.ndarray:
        """bool (n,)."""
        return self.probability < UNSURE_BELOW

    @property
    def failed(self) -> np.ndarray:
        """bool (n,)."""
        return self.states == State.FAILED

    def counts(self) -> Mapping[str, int]:
        """How many pictures each flag of a RowFilter holds for."""
        right = self.right
        flags = {
            "wrong": right == 0,
            "right": right == 1,
            "unsure": self.unsure,
            "region": self.regions,
            "failed": self.failed,
        }
        return {name: int((holds & ~self.removed).sum()) for name, holds in flags.items()}

    def class_counts(self, of: Column) -> list[tuple[int, int]]:
        """Classes that are labels or predictions, or reviews, each with how many pictures have it: the most frequent
        first."""
        values = {Column.LABEL: self.labels, Column.PREDICTED: self.predicted, Column.REVIEW: self.reviews}[of]
        none = Review.NONE if of is Column.REVIEW else NO_CLASS
        counts = np.bincount(values[(values != none) & ~self.removed])
        present = np.flatnonzero(counts)
        order = np.argsort(-counts[present], kind="stable")
        return [(int(one), int(counts[one])) for one in present[order]]

    def matching(self, wanted: RowFilter, names: Sequence[str]) -> np.ndarray:
        """bool (n,): the rows for which every condition holds.

        Args:
            names: of the pictures, in small letters; read only where the filter has a text.
        """
        found = ~self.removed
        if wanted.wrong:
            found &= self.right == 0
        if wanted.right:
            found &= self.right == 1
        if wanted.unsure:
            found &= self.unsure
        if wanted.label is not None:
            found &= self.labels == wanted.label
        if wanted.predicted is not None:
            found &= self.predicted == wanted.predicted
        if wanted.review is not None:
            found &= self.reviews == wanted.review
        if wanted.region:
            found &= self.regions
        if wanted.failed:
            found &= self.failed
        low, high = wanted.probability
        if (low, high) != (0.0, 1.0):
            found &= (self.probability >= low) & (self.probability <= high)
        if wanted.text:
            text = wanted.text.casefold()
            found &= np.fromiter((text in name for name in names), bool, len(self))
        return found

    def order(
        self,
        column: Column,
        *,
        descending: bool,
        names: Sequence[str],
        class_names: Sequence[str],
    ) -> np.ndarray:
        """intp (n,): the rows sorted by a column; equal ones stay in the order of the list, unknown ones come last.

        Args:
            names: of the pictures, in small letters; read only where they are sorted by.
            class_names: labels and predictions are sorted by name.
        """
        keys, unknown = self._keys(column, names, class_names)
        order = np.argsort(-keys if descending else keys, kind="stable")
        return np.concatenate([order[~unknown[order]], order[unknown[order]]])

    def _keys(self, column: Column, names: Sequence[str], class_names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Numbers to sort by, and where there is nothing to sort by."""
        match column:
            case Column.NAME:
                return places(names), np.zeros(len(self), bool)
            case Column.LABEL | Column.PREDICTED:
                values = self.labels if column is Column.LABEL else self.predicted
                ranks = np.append(places([name.casefold() for name in class_names]), 0)
                return ranks[values], values == NO_CLASS
            case Column.RIGHT:
                return self.right, self.right < 0
            case Column.RANK:
                return self.ranks, self.ranks == NO_RANK
            case Column.REGION:
                return ~self.regions * np.int8(1), np.zeros(len(self), bool)
            case Column.STATE:
                return self.states, self.states == State.NONE
            case Column.REVIEW:
                return self.reviews, self.reviews == Review.NONE
        numbers = {
            Column.PROBABILITY: self.probability,
            Column.MARGIN: self.margin,
            Column.ENTROPY: self.entropy,
            Column.LOSS: self.loss,
            Column.DATE: self.dates,
        }[column]
        return numbers, np.isnan(numbers)


def places(texts: Sequence[str]) -> np.ndarray:
    """int32 (n,): the place of each text in their alphabetical order."""
    found = np.empty(len(texts), np.int32)
    every = list(texts)
    found[sorted(range(len(every)), key=every.__getitem__)] = np.arange(len(every), dtype=np.int32)
    return found
