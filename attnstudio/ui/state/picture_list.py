"""The pictures that are open, in the order they came, and which of them are selected."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

_Index = QModelIndex | QPersistentModelIndex


class PictureList(QAbstractListModel):
    """Owns the list and the selection in it. The row's display data is the file's name."""

    list_changed = Signal()  # other pictures are open
    selection_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._paths: list[Path] = []
        self._rows: dict[Path, int] = {}
        self._selected: tuple[Path, ...] = ()
        self._snapshot: tuple[Path, ...] | None = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that are open. Collected once a change: there may be many thousands."""
        if self._snapshot is None:
            self._snapshot = tuple(self._paths)
        return self._snapshot

    @property
    def selected(self) -> tuple[Path, ...]:
        """In the order of the list."""
        return self._selected

    def select(self, paths: Iterable[Path]) -> None:
        """Select these, as far as they are listed."""
        rows = {self._rows[path]: path for path in paths if path in self._rows}
        selected = tuple(rows[row] for row in sorted(rows))
        if selected != self._selected:
            self._selected = selected
            self.selection_changed.emit()

    def add(self, paths: Iterable[Path]) -> list[Path]:
        """Append the paths that are not there yet; returns those."""
        new = [path for path in dict.fromkeys(paths) if path not in self._rows]
        if new:
            first = len(self._paths)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            for row, path in enumerate(new, start=first):
                self._paths.append(path)
                self._rows[path] = row
            self._snapshot = None
            self.endInsertRows()
            self.list_changed.emit()
        return new

    def replace(self, paths: Iterable[Path]) -> None:
        """Open these pictures instead; none is selected."""
        self.beginResetModel()
        self._paths = list(dict.fromkeys(paths))
        self._rows = {path: row for row, path in enumerate(self._paths)}
        self._snapshot = None
        self.endResetModel()
        self.list_changed.emit()
        self.select(())

    def row_of(self, path: Path) -> int | None:
        return self._rows.get(path)

    def path(self, row: int) -> Path:
        return self._paths[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._paths)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role == Qt.ItemDataRole.DisplayRole:
            return self._paths[index.row()].name
        return None
