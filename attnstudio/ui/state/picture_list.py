"""The pictures that are open, in the order they came, and which of them are selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from pathlib import Path

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from attnstudio.core.datasets.sequences import Joined

_Index = QModelIndex | QPersistentModelIndex


class PictureList(QAbstractListModel):
    """Owns the list and the selection in it. The row's display data is the file's name.

    The pictures of a data set may be a million: their paths are made when they are read.
    """

    list_changed = Signal()  # other pictures are open
    selection_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._opened: Sequence[Path] = ()  # of a data set
        self._added: list[Path] = []  # one by one
        self._rows: dict[Path, int] = {}  # of the added ones, and of those of a data set that were looked at
        self._has_all_rows = True
        self._removed = np.zeros(0, bool)
        self._selected = np.empty(0, np.intp)
        self._snapshot: tuple[Path, ...] | None = ()
        self._selected_paths: tuple[Path, ...] | None = ()

    def __len__(self) -> int:
        return len(self._opened) + len(self._added)

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that are open and not removed. Collected once a change: there may be many thousands."""
        if self._snapshot is None:
            every = (*self._opened, *self._added)
            self._snapshot = tuple(compress(every, ~self._removed)) if self._removed.any() else every
        return self._snapshot

    @property
    def removed(self) -> np.ndarray:
        """bool (n,), read-only: which were taken off the list. Their rows keep their numbers: they may come back."""
        return self._removed

    @property
    def count(self) -> int:
        """How many are not removed."""
        return len(self) - int(self._removed.sum())

    @property
    def sequence(self) -> Sequence[Path]:
        """All as they are now, for another thread; made when they are read."""
        return Joined([self._opened, tuple(self._added)])

    @property
    def added(self) -> tuple[Path, ...]:
        """Those that do not belong to a data set."""
        return tuple(self._added)

    @property
    def selected(self) -> tuple[Path, ...]:
        """In the order of the list. Collected once a change."""
        if self._selected_paths is None:
            self._selected_paths = tuple(self.path(int(row)) for row in self._selected)
        return self._selected_paths

    @property
    def opened(self) -> Sequence[Path]:
        """The pictures of a data set, as they were opened; () where none is listed."""
        return self._opened

    @property
    def selected_rows(self) -> np.ndarray:
        """intp, ascending."""
        return self._selected

    def select(self, paths: Iterable[Path]) -> None:
        """Select these, as far as they are listed."""
        self.select_rows(np.array([row for path in paths if (row := self.row_of(path)) is not None], np.intp))

    def select_rows(self, rows: np.ndarray) -> None:
        rows = np.sort(rows).astype(np.intp)
        rows = rows[np.diff(rows, prepend=-1) != 0]
        if not np.array_equal(rows, self._selected):
            self._selected, self._selected_paths = rows, None
            self.selection_changed.emit()

    @contextmanager
    def selecting(self, rows: np.ndarray) -> Iterator[None]:
        """Have these selected for a moment: those that were selected before are so afterwards, as far as listed."""
        before = self._selected
        self.select_rows(rows)
        try:
            yield
        finally:
            before = before[before < len(self)]
            self.select_rows(before[~self._removed[before]])

    def set_removed(self, rows: np.ndarray, *, removed: bool) -> None:
        """Take pictures off the list, or put them back. None that is removed is selected."""
        mask = self._removed.copy()
        mask[rows] = removed
        self._set_removed(mask)
        self._snapshot = None
        self.list_changed.emit()
        self.select_rows(self._selected[~mask[self._selected]])

    def add(self, paths: Iterable[Path]) -> list[Path]:
        """Append the paths that are not there yet, and put back those that were removed; returns both."""
        rows = {path: self.row_of(path) for path in paths}
        back = [row for row in rows.values() if row is not None and self._removed[row]]
        if back:
            self.set_removed(np.array(back), removed=False)
        new = [path for path, row in rows.items() if row is None]
        if new:
            first = len(self)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._added += new
            self._rows.update((path, row) for row, path in enumerate(new, start=first))
            self._set_removed(np.concatenate([self._removed, np.zeros(len(new), bool)]))
            self._snapshot = None
            self.endInsertRows()
            self.list_changed.emit()
        returned = set(back)
        return [path for path, row in rows.items() if row is None or row in returned]

    def replace(self, paths: Iterable[Path]) -> None:
        """Open these pictures instead; none is selected."""
        added = list(dict.fromkeys(paths))
        self._reset((), added, {path: row for row, path in enumerate(added)})

    def open(self, pictures: Sequence[Path]) -> None:
        """Open those of a data set instead, none of which is read; none is selected."""
        self._reset(pictures, [], {})

    def row_of(self, path: Path) -> int | None:
        if (row := self._rows.get(path)) is None and not self._has_all_rows:
            self._rows = {path: row for row, path in reversed(list(enumerate(self._opened)))} | self._rows
            self._has_all_rows = True
            row = self._rows.get(path)
        return row

    def path(self, row: int) -> Path:
        opened = len(self._opened)
        if row >= opened:
            return self._added[row - opened]
        path = self._opened[row]
        if not self._has_all_rows:
            self._rows.setdefault(path, row)
        return path

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role == Qt.ItemDataRole.DisplayRole:
            return self.path(index.row()).name
        return None

    def _reset(self, opened: Sequence[Path], added: list[Path], rows: dict[Path, int]) -> None:
        self.beginResetModel()
        self._opened, self._added, self._rows = opened, added, rows
        self._has_all_rows = not opened
        self._set_removed(np.zeros(len(self), bool))
        was_selected, self._selected = bool(self._selected.size), np.empty(0, np.intp)
        self._snapshot, self._selected_paths = None, ()
        self.endResetModel()
        self.list_changed.emit()
        if was_selected:
            self.selection_changed.emit()

    def _set_removed(self, mask: np.ndarray) -> None:
        mask.setflags(write=False)
        self._removed = mask
