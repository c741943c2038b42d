"""Which actions are in which context menu: those of the menu bar and of the palette, by what the menu is of."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from attnstudio.ui.shell.toolbar import add_actions

PICTURE = (
    *("run", "cancel", "", "view_overlay", "view_picture", "view_map", "", "fit", "actual_size", ""),
    *(
        "copy_overlay",
        "copy_numbers",
        "save_overlay",
        "export_map",
        "",
        "copy_settings",
        "paste_settings",
        "",
        "compare",
        "keep_map",
        "end_split",
        "inspector",
        "measure",
        "attack",
    ),
)
REGION = ("delete_region", "clear_regions", "fill_regions", "", "undo", "redo", "", "save_regions")
PICTURES = (
    *("explain_selected", "compare", "predict_all", "attack_selected", "", "export_selected", ""),
    *(
        "set_label",
        "match_classes",
        "",
        "paste_settings",
        "",
        "copy_path",
        "show_in_folder",
        "",
        "remove_pictures",
        "clear_list",
    ),
)
OF_LIST = ("predict_all", "match_classes", "clear_list")  # entries of PICTURES that are of all pictures,
OF_SHOWN = ("paste_settings",)  # of the one that is shown,
IN_PASSING = ("set_label", "copy_path", "show_in_folder", "remove_pictures")  # and those for which no other is shown
MAP = ("copy_overlay", "copy_numbers", "save_overlay", "export_map")
METHODS = ("choose_methods", "run_fast", "", "copy_settings", "paste_settings")
LAYER = ("", "inspector", "layer_strip")
COMPARISON = (
    *("run", "cancel", "", *MAP, "", "show_grid", "show_curtain", "show_blink", "show_difference"),
    *("show_correlation", "", "export_figure", "leave_compare"),
)


def fill(menu: QMenu, actions: Mapping[str, QAction], names: tuple[str, ...]) -> None:
    """Without what makes no sense at the moment."""
    add_actions(menu, actions, tuple(name for name in names if not name or actions[name].isEnabled()))


class MenuKey(QObject):
    """Shift+F10 opens the context menu of what has the keyboard, as the Menu key does."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        key = QShortcut(QKeySequence("Shift+F10"), window)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self._open)

    @Slot()
    def _open(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None:
            place = focus.rect().center()
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(focus, QContextMenuEvent(reason, place, focus.mapToGlobal(place)))
