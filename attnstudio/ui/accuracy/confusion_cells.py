"""The cells of a confusion matrix by row and column, for any number of classes. No widgets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter

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
        self._places = {index: place for place, index in enumerate(self.classes)}
        self._rows: list[list[tuple[int, int]]] = [[] for _ in scores]  # column and count, by column
        for pair in () if accuracy is None else accuracy.confusion:
            self._rows[self._places[pair.label]].append((self._places[pair.predicted], pair.count))

    def __len__(self) -> int:
        return len(self.classes)

    def place(self, label: int, predicted: int) -> tuple[int, int] | None:
        """Row and column of two classes; None: one of them is not here."""
        row, column = self._places.get(label), self._places.get(predicted)
        return None if row is None or column is None else (row, column)

    def pair(self, row: int, column: int) -> Pair:
        """A cell, also one that is 0."""
        cells = self._rows[row]
        at = bisect_left(cells, column, key=itemgetter(0))
        count = cells[at][1] if at < len(cells) and cells[at][0] == column else 0
        return Pair(self.classes[row], self.classes[column], count)

    def within(self, rows: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Row, column and count of the cells that are not 0, in ranges of rows and columns."""
        if not columns:
            return
        for row in rows:
            cells = self._rows[row]
            for column, count in cells[bisect_left(cells, columns[0], key=itemgetter(0)) :]:
                if column > columns[-1]:
                    break
                yield row, column, count
