"""Methods x metrics: mean and interval, signs for best, worst, ties, controls and the sanity check."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from attnstudio.core.evaluation.summary import Cell, Mark, Summary, is_control
from attnstudio.ui.measure import score_text
from attnstudio.ui.measure.curve_style import looks
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.widgets.base import Panel
from attnstudio.ui.widgets.plain import plain

_Index = QModelIndex | QPersistentModelIndex
NO_SUMMARY = Summary((), (), 0, {})
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ScoreModel(QAbstractTableModel):
    """A row a method, the controls last; a column a metric."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.methods: tuple[str, ...] = ()
        self.metrics: tuple[str, ...] = ()
        self.summary = NO_SUMMARY

    def show_summary(self, methods: tuple[str, ...], metrics: tuple[str, ...], summary: Summary) -> None:
        """`methods` and `metrics`: all that are to be measured."""
        if (methods, metrics) == (self.methods, self.metrics):
            self.summary = summary
            self.repaint()
            return
        self.beginResetModel()
        self.methods, self.metrics, self.summary = methods, metrics, summary
        self.endResetModel()

    def repaint(self) -> None:
        """Numbers, the language or the theme changed."""
        if self.methods:
            last_row, last_column = len(self.methods) - 1, len(self.metrics) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last_row, last_column))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last_column)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last_row)

    def key(self, index: _Index) -> tuple[str, str]:
        """Method and metric of a cell."""
        return self.methods[index.row()], self.metrics[index.column()]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.methods)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.metrics)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return self._name(self.methods[section], role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return score_text.header(self.metrics[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return score_text.header_sentences(self.metrics[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        method, metric = self.key(index)
        cell = self.summary.cells.get((method, metric))
        if role == Qt.ItemDataRole.FontRole:
            return _font(method, cell)
        if role == Qt.ItemDataRole.DisplayRole:
            return score_text.cell_text(cell, score_text.digits_in(self.summary, metric))
        if role == Qt.ItemDataRole.UserRole:
            return cell.estimate.mean if cell and cell.estimate else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return plain(score_text.cell_sentences(self.summary, method, metric))
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(method, cell)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _name(self, method: str, role: int) -> object:
        """Of a row, with the line of its curves."""
        if role == Qt.ItemDataRole.DecorationRole:
            return looks(self.methods)[method].sample()
        if role == Qt.ItemDataRole.DisplayRole:
            return method_name(method)
        if role == Qt.ItemDataRole.ToolTipRole and is_control(method):
            return tr("A control: it does not depend on the model. A method should do better.")
        if role == Qt.ItemDataRole.FontRole:
            return _font(method, None)
        return _colour(method, None) if role == Qt.ItemDataRole.ForegroundRole else None


def _font(method: str, cell: Cell | None) -> QFont:
    """Italic for controls, bold for the best and the worst."""
    font = theme.tabular(QFont())
    font.setPixelSize(theme.BASE_PIXELS - 1)  # the table is dense
    font.setBold(bool(cell and (cell.mark in (Mark.BEST, Mark.AMONG_BEST) or cell.fails)))
    font.setItalic(is_control(method))
    return font


def _colour(method: str, cell: Cell | None) -> QColor | None:
    scheme = theme.colours()
    if cell and cell.fails:
        return QColor(scheme.failure)
    return QColor(scheme.faint) if is_control(method) else None


class _Sorted(QSortFilterProxyModel):
    """By mean; what was not measured comes last either way."""

    def lessThan(self, left: _Index, right: _Index) -> bool:  # noqa: N802
        first, second = left.data(Qt.ItemDataRole.UserRole), right.data(Qt.ItemDataRole.UserRole)
        if first is None or second is None:
            ascending = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (second is None and first is not None) if ascending else (first is None and second is not None)
        return first < second


class _Table(QTableView):
    """Ctrl+C copies the table: while it has the keys, they are not the window's."""

    copied = Signal()
    pressed_again = Signal(QModelIndex)  # the cell that was the current one already

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        before = self.currentIndex()
        super().mousePressEvent(event)
        if before.isValid() and self.indexAt(event.position().toPoint()) == before:
            self.pressed_again.emit(before)

    def event(self, event: QEvent) -> bool:
        its_own = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy)
        if its_own and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)


class ScoreTable(Panel):
    """Emits `cell_chosen` with method and metric when the user goes to a cell."""

    cell_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        self.model = ScoreModel(self)
        self._sorted = _Sorted(self)
        self._sorted.setSourceModel(self.model)
        self.table = _Table()
        self.table.setTabKeyNavigation(False)  # Tab leads on to the next control
        self.table.setModel(self._sorted)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setSortingEnabled(True)
        names, header = self.table.verticalHeader(), self.table.horizontalHeader()
        names.setDefaultSectionSize(22)
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for one in (names, header):
            one.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSortIndicatorClearable(True)  # a third click: the order of the methods, the controls last
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.selectionModel().currentChanged.connect(self._on_current)
        self.table.pressed_again.connect(self._on_pressed_again)
        self.table.copied.connect(self.copy)
        self.stack.addWidget(self.table, 1)
        self.retranslate()

    def show_summary(self, methods: tuple[str, ...], metrics: tuple[str, ...], summary: Summary) -> None:
        """`methods` and `metrics`: all that are to be measured; the cell that was chosen stays so."""
        chosen, self._showing = self.chosen, True
        self.model.show_summary(methods, metrics, summary)
        if chosen is not None and self.chosen is None:
            self._choose(*chosen)
        self._showing = False

    def choose(self, method: str, metric: str) -> None:
        """Go to a cell; what the user chose elsewhere is not told again."""
        self._showing = True
        self._choose(method, metric)
        self._showing = False

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Method and metric of the current cell."""
        index = self._sorted.mapToSource(self.table.currentIndex())
        return self.model.key(index) if index.isValid() else None

    @Slot()
    def copy(self) -> None:
        """The table to the clipboard, in the order of the methods."""
        model = self.model
        QGuiApplication.clipboard().setText(score_text.as_text(model.methods, model.metrics, model.summary))

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Scores"))
        self.model.repaint()

    def _choose(self, method: str, metric: str) -> None:
        model = self.model
        if method in model.methods and metric in model.metrics:
            index = model.index(model.methods.index(method), model.metrics.index(metric))
            self.table.setCurrentIndex(self._sorted.mapFromSource(index))

    @Slot(QModelIndex)
    def _on_pressed_again(self, index: QModelIndex) -> None:
        self.cell_chosen.emit(*self.model.key(self._sorted.mapToSource(index)))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self.cell_chosen.emit(*self.model.key(self._sorted.mapToSource(current)))
