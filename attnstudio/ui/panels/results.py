"""Every map made so far: picture, method, layer, target, probability, time. Choosing a row shows it again."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import Heatmap, Result
from attnstudio.core.targets import percent
from attnstudio.core.text import mark
from attnstudio.ui import theme
from attnstudio.ui.panels.base import Panel, faint
from attnstudio.ui.text import tr

_KEPT = 1000
_COLUMNS = (mark("Picture"), mark("Method"), mark("Layer"), mark("Target"), mark("Probability"), mark("Time, s"))
_NUMBERS = (4, 5)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class Row:
    result: Result
    heatmap: Heatmap

    def cells(self) -> tuple[str, ...]:
        result, target = self.result, self.result.target
        return (
            result.request.image.name,
            METHODS.discover()[self.heatmap.method].name,
            self.heatmap.layer or "-",
            f"{target.name(result.model.class_names)} ({target.index})",
            percent(float(result.prediction.probabilities[target.index])),
            f"{self.heatmap.seconds:.3f}",
        )


class ResultTable(QAbstractTableModel):
    """Newest last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def add(self, result: Result) -> int | None:
        """Append the maps of a result that are not there yet; returns the row of its first map."""
        first = None
        for heatmap in result.heatmaps:
            row = self._row_of(result, heatmap)
            if row is None:
                row = len(self.rows)
                self.beginInsertRows(QModelIndex(), row, row)
                self.rows.append(Row(result, heatmap))
                self.endInsertRows()
            first = row if first is None else first
        while len(self.rows) > _KEPT:
            self.beginRemoveRows(QModelIndex(), 0, 0)
            self.rows.pop(0)
            self.endRemoveRows()
            first = None if first is None else first - 1
        return first

    def _row_of(self, result: Result, heatmap: Heatmap) -> int | None:
        for number, row in enumerate(self.rows):
            if row.heatmap is heatmap or (row.result.request == result.request and row.heatmap.method == heatmap.method):
                return number
        return None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row()].cells()[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)


class Results(Panel):
    """Emits `row_chosen` when the user goes to another map."""

    row_chosen = Signal(object)  # Row

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ResultTable(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFont(theme.tabular(self.table.font()))
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in _NUMBERS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self._empty = faint()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        empty_page = QWidget()
        QVBoxLayout(empty_page).addWidget(self._empty)
        self._pages.addWidget(empty_page)
        self._pages.addWidget(self.table)
        self.stack.addWidget(self._pages)
        self.retranslate()

    def add(self, result: Result) -> None:
        """List the maps of a result and mark its first one, without emitting `row_chosen`."""
        row = self.model.add(result)
        if row is None:
            return
        self._pages.setCurrentWidget(self.table)
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self.table.selectRow(row)
        selection.blockSignals(False)
        self.table.viewport().update()
        self.table.scrollTo(self.model.index(row, 0))

    def shared_range(self, heatmap: Heatmap, model_id: str) -> tuple[float, float]:
        """The lowest and highest raw value among the maps of the same method and model."""
        maps = [
            row.heatmap
            for row in self.model.rows
            if row.heatmap.method == heatmap.method and row.result.model.id == model_id
        ]
        everything = [*maps, heatmap]
        return min(one.raw_min for one in everything), max(one.raw_max for one in everything)

    def retranslate(self) -> None:
        self._empty.setText(tr("No maps yet. Every map you make is listed here; choose one to see it again."))
        self.table.setAccessibleName(tr("Results"))
        self.model.retranslate()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(self.model.rows[current.row()])
