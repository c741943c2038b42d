"""The context menus of the window: each part, and which menu it has. Part of the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, QPointF
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.inspector.channel_grid import ChannelGrid
from attnstudio.ui.inspector.layer_tree import LayerTree
from attnstudio.ui.layer_strip.panel import LayerStripPanel
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.shell import context_menus
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.widgets.context_menu import ContextMenu, RowMenu

_EXCITED = 3  # channels of a layer at a time: no layer of a picture has fewer
_REACH = 5.0  # canvas pixels round a line of a region


def add_picture_menu(
    canvas: Canvas,
    actions: Mapping[str, QAction],
    select_region_at: Callable[[QPointF, float], bool],
    add_parts: Callable[[QMenu], None],
) -> None:
    """Of the region under the mouse, or else of the picture. `add_parts`: of the settings that were copied."""

    def fill(menu: QMenu, place: QPoint | None) -> None:
        if canvas.picture is None:
            return
        if place is not None:
            is_region = select_region_at(canvas.to_picture(QPointF(place)), _REACH / canvas.scale)
        else:
            is_region = actions["delete_region"].isEnabled()
        names = context_menus.REGION if is_region else context_menus.PICTURE
        context_menus.fill(menu, actions, names)
        if not is_region:
            add_parts(menu)

    ContextMenu(canvas, fill)


def add_list_menus(browser: ImageBrowser, actions: Mapping[str, QAction], add_parts: Callable[[QMenu], None]) -> None:
    """Of the selected pictures where the row is among them, else of its picture alone. That is highlighted while the
    menu is open; what is selected and shown changes only with an entry that goes to the picture."""

    def fill(menu: QMenu, index: QModelIndex) -> None:
        row = browser.list_row(index)
        if row in browser.pictures.selected_rows:
            context_menus.fill(menu, actions, context_menus.PICTURES)
            add_parts(menu)
            return
        browser.highlight(index)
        menu.aboutToHide.connect(browser.show_selection)
        for name in context_menus.PICTURES:
            if not name:
                menu.addSeparator()
            elif actions[name].isEnabled() and name not in context_menus.OF_SHOWN:
                menu.addAction(actions[name].icon(), actions[name].text(), partial(act, name, row))

    def act(name: str, row: int) -> None:
        if name in context_menus.IN_PASSING:
            with browser.pictures.selecting(np.array([row])):
                actions[name].trigger()
            return
        if name not in context_menus.OF_LIST:
            browser.choose(browser.pictures.path(row))
        actions[name].trigger()

    for view in browser.views:
        RowMenu(view, fill)


def add_comparison_menu(view: CompareView, actions: Mapping[str, QAction]) -> None:
    """The map under the mouse becomes the chosen one, of which the menu is."""

    def fill(menu: QMenu, place: QPoint | None) -> None:
        cell = None if place is None else view.childAt(place)
        for where, one in view.grid.cells.items():
            if one is cell and view.pair[:1] != (where,):
                view.pick(where, False)
        context_menus.fill(menu, actions, context_menus.COMPARISON)

    ContextMenu(view, fill)


def add_method_box_menu(selector: MethodSelector, actions: Mapping[str, QAction]) -> None:
    """Of the chosen methods."""

    def fill(menu: QMenu, _: QPoint | None) -> None:
        context_menus.fill(menu, actions, context_menus.METHODS)
        menu.addSeparator()
        selector.fill_menu(menu)

    ContextMenu(selector.box, fill)


def add_layer_box_menu(picker: LayerPicker, actions: Mapping[str, QAction]) -> None:
    """Of the chosen layer."""

    def fill(menu: QMenu, _: QPoint | None) -> None:
        if picker.name is not None:
            _add_copy(menu, tr("Copy name of layer"), picker.name)
        context_menus.fill(menu, actions, context_menus.LAYER)

    ContextMenu(picker.box, fill)


def add_layer_strip_menu(strip: LayerStripPanel, actions: Mapping[str, QAction]) -> None:
    def fill(menu: QMenu, index: QModelIndex) -> None:
        layer = strip.layer(index)
        menu.addAction(tr("Explain this layer"), lambda: strip.layer_chosen.emit(layer))
        _add_copy(menu, tr("Copy name of layer"), layer)
        context_menus.fill(menu, actions, ("", "inspector"))

    RowMenu(strip.list, fill)


def add_channel_menu(grid: ChannelGrid, excite: Callable[[str], object]) -> None:
    """`excite`: makes pictures that excite a channel, by its name."""

    def fill(menu: QMenu, index: QModelIndex) -> None:
        if grid.is_chosen(index):
            menu.addAction(tr("Back to the map"), grid.clear_selection)
        else:
            menu.addAction(tr("Show this channel"), lambda: grid.choose(index))
        name = grid.name(index)
        menu.addAction(tr("What excites this channel"), lambda: excite(name))
        _add_copy(menu, tr("Copy name of channel"), name)

    RowMenu(grid.list, fill)


def _add_copy(menu: QMenu, text: str, what: str) -> None:
    menu.addAction(text, lambda: QGuiApplication.clipboard().setText(what))


def add_layer_menu(tree: LayerTree, choose: Callable[[str], object], excite: Callable[[str], object]) -> None:
    """`excite`: makes pictures that excite channels, by their names."""

    def fill(menu: QMenu, index: QModelIndex) -> None:
        name, map_name = tree.names(index)
        if map_name is not None:
            menu.addAction(tr("Explain this layer"), lambda: choose(map_name))
            menu.addAction(tr("What excites its first channels"), lambda: excite(f"{map_name}[0-{_EXCITED - 1}]"))
        _add_copy(menu, tr("Copy name of layer"), name)

    RowMenu(tree, fill)
