"""The pictures that are open, as a list, a grid or a table; the chosen one; which of them are listed and selected."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QSlider,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from attnstudio.core.text import tr_noop
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.pictures.cell_looks import picture_grid, picture_list, resize_grid
from attnstudio.ui.pictures.filter_bar import FilterBar
from attnstudio.ui.pictures.picture_rows import PictureRows
from attnstudio.ui.pictures.picture_table import PictureTable
from attnstudio.ui.pictures.row_selection import select_places, selected_places
from attnstudio.ui.pictures.sort_menu import SortMenu
from attnstudio.ui.pictures.thumbnails import LEAST_SIDE, MOST_SIDE, USUAL_SIDE, Thumbnails
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.widgets.base import Pages, Panel, faint
from attnstudio.ui.widgets.flow_layout import FlowLayout
from attnstudio.ui.widgets.right_click import RightClick


class Look(StrEnum):
    LIST = "list"
    GRID = "grid"
    TABLE = "table"


_NAMES = {Look.LIST: tr_noop("List"), Look.GRID: tr_noop("Grid"), Look.TABLE: tr_noop("Table")}


class ImageBrowser(Panel):
    """A view of the list of pictures and of its selection. Owns which look is shown, and the current picture.

    Args:
        actions: of the pictures, as buttons.
    """

    image_chosen = Signal(object)  # Path: the user, by mouse or keys, or `choose` moved to another one
    look_changed = Signal(str)  # one of Look
    side_changed = Signal(int)  # of the grid's thumbnails, in pixels

    def __init__(
        self,
        pictures: PictureList,
        loader: PictureLoader,
        state: DatasetState | None = None,
        actions: Sequence[QAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.pictures = pictures
        self.state = DatasetState(pictures) if state is None else state
        self._rows = PictureRows(self.state, pictures, Thumbnails(loader), self)
        self._current: int | None = None  # row of the list
        self._is_restoring = False
        self.filter_bar = FilterBar(self.state)
        self.filter = self.filter_bar.text
        self.list, self.grid = picture_list(), picture_grid()
        self.table = PictureTable(self._rows, self.state)
        self._views: dict[Look, QAbstractItemView] = {
            Look.LIST: self.list,
            Look.GRID: self.grid,
            Look.TABLE: self.table,
        }
        self._shown_views = QStackedWidget()
        for view in self._views.values():
            if view is not self.table:
                view.setModel(self._rows)
            RightClick(view)
            view.selectionModel().currentChanged.connect(self._on_current_changed)
            view.selectionModel().selectionChanged.connect(self._on_selected)
            self._shown_views.addWidget(view)
        self.count, self.side = faint(wrapped=False), QSlider(Qt.Orientation.Horizontal)
        self.side.setRange(LEAST_SIDE, MOST_SIDE)
        self.side.setPageStep((MOST_SIDE - LEAST_SIDE) // 4)
        self.side.setValue(USUAL_SIDE)
        self.side.valueChanged.connect(self._on_side)
        self._action_buttons: list[QToolButton] = []
        self.sort_menu = SortMenu(self.state)
        self.look_buttons = {look: QToolButton() for look in Look}
        self._pages = Pages(self._shown_views)
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE)
        self.stack.addWidget(self._head(actions))
        self.stack.addWidget(self.filter_bar)
        self.stack.addWidget(self._pages, 1)
        below = QHBoxLayout()
        below.addWidget(self.count)
        below.addWidget(self.side, 1)
        self.stack.addLayout(below)
        pictures.selection_changed.connect(self.show_selection)
        pictures.list_changed.connect(self._on_list)
        pictures.modelAboutToBeReset.connect(self._on_reset)
        self.state.changed.connect(self._on_state)
        self.show_look(Look.LIST)
        self.retranslate()

    @property
    def views(self) -> Sequence[QAbstractItemView]:
        """The looks; one of them is shown."""
        return list(self._views.values())

    def list_row(self, index: QModelIndex) -> int:
        """The row of the list that a row of a view shows."""
        return self._rows.list_row(index)

    def highlight(self, index: QModelIndex) -> None:
        """Let a row of the view look selected alone, until `show_selection`. Nothing is selected by that."""
        self._is_restoring = True
        select_places(self._view, np.array([index.row()]), self._view.currentIndex())
        self._is_restoring = False

    @Slot()
    def show_selection(self) -> None:
        """As the state says; the current picture stays so."""
        self._show_count()
        places = self.state.places_of(self.pictures.selected_rows)
        if not self._is_restoring and not np.array_equal(places, selected_places(self._view)):
            self._is_restoring = True
            select_places(self._view, places, self._view.currentIndex())
            self._is_restoring = False

    @property
    def look(self) -> Look:
        return next(look for look, view in self._views.items() if view is self._view)

    @property
    def _view(self) -> QAbstractItemView:
        view = self._shown_views.currentWidget()
        assert isinstance(view, QAbstractItemView)
        return view

    def retranslate(self) -> None:
        self.filter_bar.retranslate()
        self.sort_menu.retranslate()
        self._rows.retranslate()
        for look, view in self._views.items():
            view.setAccessibleName(tr("Pictures"))
            self.look_buttons[look].setIcon(theme.icon(f"look-{look}"))
            self.look_buttons[look].setToolTip(tr(_NAMES[look]))
            self.look_buttons[look].setAccessibleName(tr(_NAMES[look]))
        self.side.setAccessibleName(tr("Size of the thumbnails"))
        self.side.setToolTip(tr("Size of the thumbnails"))
        self._pages.empty.setText(_empty())
        self._show_count()

    @Slot(object)
    def show_look(self, look: Look) -> None:
        """As a list, a grid or a table; what is selected stays so."""
        had_focus = self._view.hasFocus()
        self._shown_views.setCurrentWidget(self._views[look])
        self.look_buttons[look].setChecked(True)
        self._restore()
        if had_focus:
            self._view.setFocus()
        self._show_count()
        self.look_changed.emit(look)

    def choose(self, path: Path) -> None:
        """Make a picture the current one. Where it is so already, it is chosen again: its file may have changed."""
        row = self.pictures.row_of(path)
        if row is None:
            return
        if self.state.place_of(row) is None:
            self.state.show_all()
        index = self._rows.index_of(path)
        if index.row() == self._view.currentIndex().row():
            self.image_chosen.emit(path)
        else:
            self._current = row
            self._go_to(index)
        self._view.scrollTo(index)

    def step(self, by: int) -> None:
        """Go to a neighbour of the current picture."""
        row = self._view.currentIndex().row() + by
        if 0 <= row < self._rows.rowCount():
            self._go_to(self._rows.index(row, 0))

    def _go_to(self, index: QModelIndex) -> None:
        """Select this picture alone; the view's own way would add to the selection while Ctrl or Shift is held."""
        flag = QItemSelectionModel.SelectionFlag
        self._view.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def _head(self, actions: Sequence[QAction]) -> QWidget:
        """The looks, and two actions, the second one for many: in a narrow window they go into a row of their own."""
        looks, head = QWidget(), QWidget()
        row, group, flow = QHBoxLayout(looks), QButtonGroup(self), FlowLayout(head, theme.SPACE)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for look, button in self.look_buttons.items():
            button.setCheckable(True)
            button.setAutoRaise(True)
            group.addButton(button)
            button.clicked.connect(lambda _=False, look=look: self.show_look(look))
            row.addWidget(button)
        row.addWidget(self.sort_menu)
        flow.addWidget(looks)
        for action in actions[:2]:
            of_action = QToolButton()
            of_action.setDefaultAction(action)
            self._action_buttons.append(of_action)
            flow.addWidget(of_action)
        return head

    @Slot(int)
    def _on_side(self, side: int) -> None:
        self._rows.resize_thumbnails(side)
        resize_grid(self.grid, side)
        self.side_changed.emit(side)

    @Slot()
    def _on_list(self) -> None:
        if self.pictures.count:
            self._pages.show_content()
        else:
            self._pages.show_empty(_empty())

    @Slot()
    def _on_reset(self) -> None:
        self._current = None

    @Slot(object)
    def _on_state(self, changed: frozenset[str]) -> None:
        if changed & {"view", "dataset"}:
            self._restore()
            self._show_count()
        if "order" in changed:
            self._view.scrollToTop()

    def _restore(self) -> None:
        """The rows were listed anew: the current picture and the selection stay, as far as they are listed."""
        rows = self.pictures.selected_rows
        places = self.state.places_of(rows[rows < len(self.state)])
        place = None if self._current is None else self.state.place_of(self._current)
        index = QModelIndex() if place is None else self._rows.index(place, 0)
        if place is not None and not places.size:
            places = np.array([place])
        self._is_restoring = True
        select_places(self._view, places, index)
        self._is_restoring = False
        self.pictures.select_rows(self.state.view[places])
        if index.isValid():
            self._view.scrollTo(index)

    @Slot()
    def _on_selected(self) -> None:
        if not self._is_restoring and self.sender() is self._view.selectionModel():
            self.pictures.select_rows(self.state.view[selected_places(self._view)])

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        is_shown = self.sender() is self._view.selectionModel()
        if current.isValid() and not self._is_restoring and is_shown and current.row() != before.row():
            self._current = self._rows.list_row(current)
            self.image_chosen.emit(self._rows.path(current))

    def _show_count(self) -> None:
        listed, every, selected = len(self.state.view), self.pictures.count, len(self.pictures.selected_rows)
        text = tr("{listed} of {n} pictures", listed=listed, n=every)
        if listed == every:
            text = tr("{n} pictures", n=every)
        self.count.setText(tr("{pictures}, {selected} selected", pictures=text, selected=selected))
        self.count.setVisible(every > 0)
        self.side.setVisible(every > 0 and self.look is Look.GRID)
        for button in self._action_buttons[1:]:
            button.setVisible(selected > 1)


def _empty() -> str:
    return tr("No pictures yet.\nDrop files or folders here.")
