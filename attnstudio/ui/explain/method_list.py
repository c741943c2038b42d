"""The list of the method chooser: a row a method or set, with tick, expected time and star, under headings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.ui.explain.method_rows import Row, Section
from attnstudio.ui.explain.method_text import misfit
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import about
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.right_click import RightClick

NAME, TIME, STAR = range(3)
_ROW = Qt.ItemDataRole.UserRole
_ENABLED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class MethodList(QTreeWidget):
    """A click picks a row; Ctrl+click, the box or Space ticks a method; a click on the star, or *, marks it.

    Args:
        seconds: what a map is expected to take here.
    """

    picked = Signal(object)  # Row
    accepted = Signal()  # Enter
    ticked = Signal(str)  # id of a method
    starred = Signal(str)
    renamed = Signal(str, str)  # a set of the user's own, and its new name
    deletion_requested = Signal()  # of the current one
    typed = Signal(QKeyEvent)  # for the search

    def __init__(self, seconds: Callable[[MethodCall], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self._modifiers, self._has_ticked = Qt.KeyboardModifier.NoModifier, False  # of the mouse's last press
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (TIME, STAR):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        RightClick(self)
        self.itemChanged.connect(self._on_changed)
        self.itemClicked.connect(self._on_clicked)

    @property
    def row(self) -> Row | None:
        """The current one."""
        item = self.currentItem()
        return None if item is None else item.data(NAME, _ROW)

    def row_of(self, index: QModelIndex) -> Row | None:
        """None: a heading."""
        return self.itemFromIndex(index).data(NAME, _ROW)

    def rows(self) -> Iterator[tuple[Row, QTreeWidgetItem]]:
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None and item.data(NAME, _ROW) is not None:
                yield item.data(NAME, _ROW), item

    def show_sections(self, sections: Sequence[Section], info: ModelInfo | None) -> None:
        """List them; no row is the current one."""
        self.blockSignals(True)
        self.clear()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours().faint))  # of the boxes' outlines
        self.setPalette(palette)
        faded = palette.brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        for section in sections:
            self._add_heading(section.title)
            for row in section.rows:
                item = QTreeWidgetItem(self, [row.name, about(sum(map(self._seconds, row.calls)))])
                item.setData(NAME, _ROW, row)
                item.setTextAlignment(TIME, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setFont(TIME, theme.tabular(self.font()))
                item.setFlags(_ENABLED | Qt.ItemFlag.ItemIsEditable if row.is_own else _ENABLED)
                if row.method is not None:
                    item.setFlags(_ENABLED | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(NAME, Qt.CheckState.Unchecked)
                    if misfit(row.method, info):
                        item.setForeground(NAME, faded)
                        item.setForeground(TIME, faded)
        self.blockSignals(False)

    def show_ticks(self, chosen: Collection[str]) -> None:
        """Tick the chosen methods."""
        self.blockSignals(True)
        for row, item in self.rows():
            if row.method is not None:
                item.setCheckState(NAME, _state(row.method.id in chosen))
        self.blockSignals(False)
        self.viewport().update()

    def make_current(self, wanted: Callable[[Row], bool]) -> None:
        """The first row that is wanted, else the first."""
        items = list(self.rows())
        found = next((item for row, item in items if wanted(row)), items[0][1] if items else None)
        if found is not None:
            self.setCurrentItem(found)
            self.scrollToItem(found, QAbstractItemView.ScrollHint.EnsureVisible)

    def edit_name(self) -> None:
        """Of the current row, a set of the user's own."""
        if (item := self.currentItem()) is not None:
            self.setFocus()
            self.editItem(item, NAME)

    def show_favourites(self, favourites: Collection[str]) -> None:
        """Fill the stars of the favourites. Their own section follows when the list is opened again: nothing jumps."""
        self.blockSignals(True)
        for row, item in self.rows():
            if row.method is not None:
                is_favourite = row.method.id in favourites
                item.setIcon(STAR, theme.icon("star-filled" if is_favourite else "star"))
                item.setData(STAR, Qt.ItemDataRole.AccessibleTextRole, tr("favourite") if is_favourite else "")
        self.blockSignals(False)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._modifiers, self._has_ticked = event.modifiers(), False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        row, key = self.row, event.key()
        if self.state() is QAbstractItemView.State.EditingState:  # Enter ends it, and comes here too
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Delete and row is not None and row.is_own:
            self.deletion_requested.emit()
        elif event.text() == "*" and row is not None and row.method is not None:
            self.starred.emit(row.method.id)
        elif key == Qt.Key.Key_Backspace or (event.text().strip() and event.text().isprintable()):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def _add_heading(self, title: str) -> None:
        item = QTreeWidgetItem(self, [title])
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(NAME, QBrush(QColor(theme.colours().faint)))
        font = self.font()
        font.setBold(True)
        item.setFont(NAME, font)
        item.setFirstColumnSpanned(True)

    @Slot(QTreeWidgetItem, int)
    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        """Its box was ticked, or its name edited."""
        row: Row = item.data(NAME, _ROW)
        if row.method is not None:
            self._has_ticked = True
            self.ticked.emit(row.method.id)
        elif column == NAME and item.text(NAME) != row.name:
            self.renamed.emit(row.name, item.text(NAME))

    @Slot(QTreeWidgetItem, int)
    def _on_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        row: Row | None = item.data(NAME, _ROW)
        if row is None or self._has_ticked:
            return
        if row.method is not None and column == STAR:
            self.starred.emit(row.method.id)
        elif row.method is not None and self._modifiers & Qt.KeyboardModifier.ControlModifier:
            self.ticked.emit(row.method.id)
        else:
            self.picked.emit(row)


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
