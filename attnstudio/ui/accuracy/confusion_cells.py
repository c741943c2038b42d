"""The cells of a confusion matrix by row and column, for any number of classes. No widgets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnstudio.core.accuracy import Accuracy, Pair


class ConfusionCells:
    """Rows are labels, columns predictions; both are the same classes, in the order of their indices.

    Attributes:
        classes: index of the class of each row and column.
        supports: how many pictures each row has.
    """

    def __init__(self, accuracy: Accuracy | None = None) -> None:
        scores = () if accuracy is None else accuracy.classes
        self.classes = [score.index for score in scores]
        self.supports = [score.support for score in scores]
        pairs = () if accuracy is None else accuracy.confusion
        self._places = {index: place for place, index in enumerate(self.classes)}
        self._rows = np.array([self._places[pair.label] for pair in pairs], np.intp)  # ascending
        self._columns = np.array([self._places[pair.predicted] for pair in pairs], np.intp)
        self._counts = np.array([pair.count for pair in pairs], np.intp)

    def __len__(self) -> int:
        return len(self.classes)

    def place(self, label: int, predicted: int) -> tuple[int, int] | None:
        """Row and column of two classes; None: one of them is not here."""
        row, column = self._places.get(label), self._places.get(predicted)
        return None if row is None or column is None else (row, column)

    def pair(self, row: int, column: int) -> Pair:
        """A cell, also one that is 0."""
        found = next(self.within(range(row, row + 1), range(column, column + 1)), None)
        return Pair(self.classes[row], self.classes[column], 0 if found is None else found[2])

    def within(self, rows: range, columns: range) -> Iterator[tuple[int, int, int]]:
        """Row, column and count of the cells that are not 0, in ranges of rows and columns."""
        seen = self._seen(rows, columns)
        yield from zip(
            self._rows[seen].tolist(), self._columns[seen].tolist(), self._counts[seen].tolist(), strict=True
        )

    def shares(self, rows: range, columns: range) -> np.ndarray:
        """float32 (rows, columns): each cell as a share of its row's pictures."""
        seen, made = self._seen(rows, columns), np.zeros((len(rows), len(columns)), np.float32)
        row, column = self._rows[seen], self._columns[seen]
        made[row - rows.start, column - columns.start] = self._counts[seen] / np.asarray(self.supports)[row]
        return made

    def _seen(self, rows: range, columns: range) -> np.ndarray:
        """intp: the numbers of the cells in ranges of rows and columns."""
        first, last = np.searchsorted(self._rows, (rows.start, rows.stop))
        inside = (self._columns[first:last] >= columns.start) & (self._columns[first:last] < columns.stop)
        return first + np.flatnonzero(inside)
