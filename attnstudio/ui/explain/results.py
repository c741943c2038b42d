"""Every map computed so far: picture, method, layer, target, prediction, time. Choosing a row shows it again.

A map that has a warning has its sign. What its method says of it is in the tool tip.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QTableView, QWidget

from attnstudio.core.request import Heatmap, Result
from attnstudio.core.text import tr_noop
from attnstudio.core.wrappers import extra_layers
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name, message, method_name, tr
from attnstudio.ui.shell.numbers import decimal, number
from attnstudio.ui.state.results import ResultRows, Row
from attnstudio.ui.widgets.base import Pages, Panel, as_list
from attnstudio.ui.widgets.fitted_columns import FittedColumns
from attnstudio.ui.widgets.plain import plain
from attnstudio.ui.widgets.right_click import RightClick

_COLUMNS = (
    tr_noop("Picture"),
    tr_noop("Method"),
    tr_noop("Layer"),
    tr_noop("Target"),
    tr_noop("Prediction"),
    tr_noop("Time, s"),
)
_PICTURE, _METHOD, _TIME, _TEXTS, _NUMBERS = 0, 1, 5, (0, 1, 2, 3), (4, 5)
_LEAST = 110  # pixels of a column of texts
_WORTH_SAYING = 0.05  # seconds
_Index = QModelIndex | QPersistentModelIndex


def cells(row: Row) -> tuple[str, ...]:
    """The cells of a row."""
    result, target = row.result, row.result.target
    return (
        result.request.image.name,
        method_name(row.heatmap.method),
        "+".join(filter(None, [row.heatmap.layer, *extra_layers(dict(row.call.params))])) or "-",
        f"{class_name(target.name(result.model.class_names))} ({target.index})",
        decimal(result.prediction.explained_text(target)),
        number(row.heatmap.map_seconds, 3),
    )


class ResultTable(ResultRows):
    """The rows with their texts."""

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(self.rows[index.row()])[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _TIME:
            return _built(self.rows[index.row()].heatmap)
        heatmap = self.rows[index.row()].heatmap
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _METHOD and heatmap.warnings:
            return theme.icon("warning")
        if role not in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return None
        lines = [message(notice) for notice in sorted(heatmap.notices, key=lambda notice: not notice.warning)]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in _TEXTS:
            lines.insert(0, _whole(self.rows[index.row()], index.column()))
        return plain("\n".join(lines)) if lines else None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)


def _whole(row: Row, column: int) -> str:
    """What a narrow column cuts off."""
    return str(row.result.request.image) if column == _PICTURE else cells(row)[column]


def _built(heatmap: Heatmap) -> str | None:
    """What came once before the map."""
    if heatmap.build_seconds < _WORTH_SAYING:
        return None
    return tr("The graph was prepared once in {seconds} s", seconds=number(heatmap.build_seconds, 1))


class Results(Panel):
    """Emits `row_chosen` when the user goes to another map."""

    row_chosen = Signal(object)  # Row

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ResultTable()
        self.table = QTableView()
        self.table.setModel(self.model)
        as_list(self.table)
        RightClick(self.table)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        FittedColumns(self.table, _TEXTS, _LEAST)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self._pages = Pages(self.table)
        self.stack.addWidget(self._pages)
        self.retranslate()

    def add(self, result: Result, shown: Heatmap | None) -> None:
        """List the maps of a result and mark the one that is shown, without emitting `row_chosen`."""
        self.model.add(result)
        if self.model.rows:
            self._pages.show_content()
        row = None if shown is None else self.model.row_of(Row(result, shown))
        if row is None:
            return
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self.table.selectRow(row)
        selection.blockSignals(False)
        self.table.viewport().update()
        self.table.scrollTo(self.model.index(row, 0))

    def unmark(self) -> None:
        """None of the maps is shown any more."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())

    def retranslate(self) -> None:
        self._pages.empty.setText(tr("No maps yet. Computed maps are listed here; choose one to see it again."))
        self.table.setAccessibleName(tr("Results"))
        self.model.retranslate()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(self.model.rows[current.row()])
