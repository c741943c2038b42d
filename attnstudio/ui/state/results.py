"""The maps that were computed in this window: what the Results panel lists and the shared scale is taken over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from attnstudio.core.request import Heatmap, MethodCall, Result

MOST = 1000
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class Row:
    """A map with the result that it is part of."""

    result: Result
    heatmap: Heatmap

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Two maps with the same key are the same map."""
        request = replace(self.result.request, methods=(self.call,), target="", layer=self.heatmap.layer or "")
        return request, self.result.target, self.result.source.digest

    @property
    def call(self) -> MethodCall:
        return next(call for call in self.result.request.methods if call.id == self.heatmap.method)


class ResultRows(QAbstractTableModel):
    """Owns the maps, newest last, at most a thousand. A subclass defines the texts of the cells."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._keys: set[tuple[object, ...]] = set()

    @property
    def results(self) -> list[Result]:
        """Those that the maps are part of, in their order."""
        return list({id(row.result): row.result for row in self.rows}.values())

    def add(self, result: Result) -> None:
        """Append the maps of a result that are not there yet."""
        new = [row for heatmap in result.heatmaps if (row := Row(result, heatmap)).key not in self._keys]
        if new:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
            self.rows.extend(new)
            self._keys.update(row.key for row in new)
            self.endInsertRows()
        if (surplus := len(self.rows) - MOST) > 0:
            self.beginRemoveRows(QModelIndex(), 0, surplus - 1)
            self._keys.difference_update(row.key for row in self.rows[:surplus])
            del self.rows[:surplus]
            self.endRemoveRows()

    def take(self, row: Row) -> None:
        """Take a map off the list."""
        if (place := self.row_of(row)) is not None:
            self.beginRemoveRows(QModelIndex(), place, place)
            self._keys.discard(self.rows.pop(place).key)
            self.endRemoveRows()

    def insert(self, place: int, row: Row) -> None:
        """Put a map back that was taken off, unless it is there again."""
        if row.key not in self._keys:
            place = min(place, len(self.rows))
            self.beginInsertRows(QModelIndex(), place, place)
            self.rows.insert(place, row)
            self._keys.add(row.key)
            self.endInsertRows()

    def clear(self) -> None:
        self.beginResetModel()
        self.rows.clear()
        self._keys.clear()
        self.endResetModel()

    def row_of(self, wanted: Row) -> int | None:
        return next((number for number, row in enumerate(self.rows) if row.key == wanted.key), None)

    def alike(self, heatmap: Heatmap, model_id: str) -> list[Heatmap]:
        """The map, and those of the same method and model: they may share a scale."""
        maps = [
            row.heatmap for row in self.rows if row.heatmap.method == heatmap.method and row.result.model.id == model_id
        ]
        return [*maps, heatmap]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.rows[index.row()].heatmap.method if role == Qt.ItemDataRole.DisplayRole else None
