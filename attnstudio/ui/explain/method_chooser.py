"""The popup in which methods are chosen: type to search, arrows, Enter; Space ticks several."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.ui.explain.method_choice import in_order
from attnstudio.ui.explain.method_details import MethodDetails
from attnstudio.ui.explain.method_list import MethodList
from attnstudio.ui.explain.method_lists import MethodLists
from attnstudio.ui.explain.method_menu import add_entries
from attnstudio.ui.explain.method_rows import Row, listed, matching
from attnstudio.ui.explain.method_text import misfit
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.context_menu import RowMenu
from attnstudio.ui.widgets.popup_dialog import PopupDialog

_SIZE = (640, 500)
_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)


class MethodChooser(PopupDialog):
    """A view of the selection: a tick takes effect at once. Owns whether something was ticked since it was opened."""

    def __init__(
        self, selection: Selection, lists: MethodLists, seconds: Callable[[MethodCall], float], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._selection, self._lists = selection, lists
        self._info: ModelInfo | None = None
        self._has_ticked = False
        self.field, self.list, self.details = QLineEdit(), MethodList(seconds), MethodDetails(seconds)
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self._hint, self.save = faint(), QPushButton()
        self.save.setAutoDefault(False)
        content, below, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        content.setSpacing(2 * theme.SPACE)
        content.addWidget(self.list, 1)
        content.addWidget(self.details)
        below.addWidget(self._hint, 1)
        below.addWidget(self.save)
        column.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        column.addWidget(self.field)
        column.addLayout(content, 1)
        column.addLayout(below)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._accept)
        RowMenu(self.list, self._fill_menu)
        self.list.currentItemChanged.connect(self._show_details)
        self.list.picked.connect(self._pick)
        self.list.accepted.connect(self._accept)
        self.list.ticked.connect(self._tick)
        self.list.starred.connect(self._star)
        self.list.renamed.connect(self._rename, Qt.ConnectionType.QueuedConnection)  # once the editor is gone
        self.list.typed.connect(self._type)
        self.list.deletion_requested.connect(self._delete)
        self.details.rename_requested.connect(self.list.edit_name)
        self.details.delete_requested.connect(self._delete)
        self.save.clicked.connect(self._save)
        selection.changed.connect(self._on_selection)
        self.retranslate()

    def show_model(self, info: ModelInfo | None) -> None:
        """The methods that it cannot carry are grey; None: the model is not loaded yet."""
        self._info = info
        if self.isVisible():
            self._search()

    def open_below(self, widget: QWidget) -> None:
        """Below the widget and right-aligned with it, or where the screen has the room."""
        self._has_ticked = False
        self.field.clear()
        self._search()
        room = widget.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        below = widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height()))
        self.move(_inside(QRect(below, self.size()), room))
        self.show()
        self.field.setFocus()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Choose methods"))
        self.field.setPlaceholderText(tr("Method, family, or what it does"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list.setAccessibleName(tr("Methods"))
        self._hint.setText(tr("Enter chooses one, Space ticks several, * marks a favourite, Esc closes."))
        self.save.setText(tr("Save as a set"))
        self.save.setToolTip(tr("Keep the ticked methods, with their parameters, under a name"))
        self.details.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Down leads from the field into the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _DOWN:
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _search(self) -> None:
        """List what matches. With nothing typed, the first of the chosen methods is the current one."""
        sections, best = listed(self._lists, self._info), None
        chosen = [call.id for call in self._selection.now.methods]
        if typed := self.field.text().strip():
            sections, best = matching(sections, typed)
        self.list.show_sections(sections, self._info)
        self.list.show_favourites(self._lists.favourites)
        self.list.show_ticks(chosen)
        self.list.make_current(
            lambda row: row == best if typed else row.method is not None and row.method.id == next(iter(chosen), "")
        )
        self._show_details()

    @Slot()
    def _show_details(self) -> None:
        self.details.show_row(self.list.row, self._info)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "methods" in changed:
            self.save.setEnabled(bool(self._selection.now.methods))
            if self.isVisible():
                self.list.show_ticks([call.id for call in self._selection.now.methods])

    @Slot()
    def _accept(self) -> None:
        """Enter: what was ticked stays chosen; where nothing was, the current row is picked."""
        row = self.list.row
        if self._has_ticked and (row is None or row.method is not None):
            self.hide()
        elif row is not None:
            self._pick(row)

    @Slot(object)
    def _pick(self, row: Row) -> None:
        """Choose a row alone, and close; a method that does not fit is not chosen."""
        if row.method is None or not misfit(row.method, self._info):
            self._selection.choose(methods=row.calls)
            self.hide()

    @Slot(str)
    def _tick(self, method_id: str) -> None:
        """Add a method to the chosen ones, or take it away; one that does not fit can only be taken away."""
        calls = self._selection.now.methods
        others = tuple(call for call in calls if call.id != method_id)
        if others == calls and not misfit(METHODS.discover()[method_id], self._info):
            others = in_order((*calls, self._lists.call(method_id)))
        self._has_ticked = True
        self._selection.choose(methods=others)
        self.list.show_ticks([one.id for one in others])

    @Slot(str)
    def _star(self, method_id: str) -> None:
        self._lists.toggle_favourite(method_id)
        self.list.show_favourites(self._lists.favourites)

    def _fill_menu(self, menu: QMenu, index: QModelIndex) -> None:
        row = self.list.row_of(index)
        if row is None:
            return
        menu.addAction(tr("Choose {name}", name=row.name), partial(self._pick, row))
        if row.method is not None:
            is_favourite = row.method.id in self._lists.favourites
            add_entries(menu, row.method, is_favourite=is_favourite, star=self._star)

    @Slot(QKeyEvent)
    def _type(self, event: QKeyEvent) -> None:
        """What is typed in the list goes to the search."""
        self.field.setFocus()
        QApplication.sendEvent(self.field, event)

    @Slot()
    def _save(self) -> None:
        name = self._lists.add_set(self._selection.now.methods)
        self.field.clear()
        self._show_set(name)
        self.list.edit_name()

    @Slot(str, str)
    def _rename(self, name: str, wanted: str) -> None:
        self._show_set(self._lists.rename_set(name, wanted))

    @Slot()
    def _delete(self) -> None:
        if (row := self.list.row) is not None and row.is_own:
            self._lists.delete_set(row.name)
            self._search()
            self.list.setFocus()

    def _show_set(self, name: str) -> None:
        self._search()
        self.list.make_current(lambda row: row.is_own and row.name == name)


def _inside(place: QRect, room: QRect) -> QPoint:
    """Where a window lies wholly within the room."""
    x = max(room.left(), min(place.left(), room.right() + 1 - place.width()))
    y = max(room.top(), min(place.top(), room.bottom() + 1 - place.height()))
    return QPoint(x, y)
