"""Actions as data: id, text, shortcut, icon, enabled-when. Menus, toolbar and shortcuts are made from these rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from attnstudio.core.text import mark
from attnstudio.ui import theme
from attnstudio.ui.text import tr


class When(StrEnum):
    """What must be so for an action to make sense."""

    ALWAYS = "always"
    PICTURE = "a picture is shown"
    CANVAS = "a picture is shown by itself"
    MAP = "a map is shown"
    BUSY = "a job runs"
    REGION = "the picture has a region"
    SELECTED = "a shape of the region is selected"
    UNDO = "there is a change to undo"
    REDO = "there is a change to do again"
    COMPARED = "maps are compared"
    MEASURED = "maps were measured"


@dataclass(frozen=True)
class ActionRow:
    id: str
    text: str
    shortcut: str = ""
    icon: str = ""
    when: When = When.ALWAYS
    checkable: bool = False

    @property
    def is_letter(self) -> bool:
        """Whether the shortcut is a key that a list needs for itself, to find what is typed."""
        return bool(self.shortcut) and self.shortcut != "Esc" and "+" not in self.shortcut.removeprefix("Shift+")


ACTIONS = (
    ActionRow("open", mark("&Open pictures..."), "Ctrl+O", "open"),
    ActionRow("open_folder", mark("Open &folder..."), "Ctrl+Shift+O"),
    ActionRow("open_model", mark("Open &model..."), "Ctrl+M"),
    ActionRow("scenes", mark("Built-&in scenes"), "Ctrl+B", "scenes"),
    ActionRow("save_overlay", mark("&Save overlay..."), "Ctrl+S", "save", When.MAP),
    ActionRow("export_map", mark("E&xport map..."), "Ctrl+E", when=When.MAP),
    ActionRow("copy_view", mark("&Copy view"), "Ctrl+C", "copy", When.PICTURE),
    ActionRow("copy_overlay", mark("Copy o&verlay"), "Ctrl+Shift+C", when=When.MAP),
    ActionRow("copy_numbers", mark("Copy map as &numbers"), when=When.MAP),
    ActionRow("open_session", mark("O&pen session...")),
    ActionRow("save_session", mark("S&ave session"), "Ctrl+Shift+S", when=When.PICTURE),
    ActionRow("save_session_as", mark("Save session as..."), when=When.PICTURE),
    ActionRow("open_regions", mark("Open re&gions..."), when=When.PICTURE),
    ActionRow("save_regions", mark("Save r&egions..."), when=When.PICTURE),
    ActionRow("count_difficult", mark("Count cro&wd and difficult objects"), checkable=True),
    ActionRow("quit", mark("&Quit"), "Ctrl+Q"),
    ActionRow("undo", mark("&Undo"), "Ctrl+Z", "undo", When.UNDO),
    ActionRow("redo", mark("&Redo"), "Ctrl+Shift+Z", "redo", When.REDO),
    ActionRow("tool_select", mark("&Pan and select"), "M", "select", When.CANVAS, checkable=True),
    ActionRow("tool_rectangle", mark("Re&ctangle"), "R", "rectangle", When.CANVAS, checkable=True),
    ActionRow("tool_ellipse", mark("&Ellipse"), "E", "ellipse", When.CANVAS, checkable=True),
    ActionRow("tool_polygon", mark("P&olygon"), "P", "polygon", When.CANVAS, checkable=True),
    ActionRow("tool_brush", mark("&Brush"), "B", "brush", When.CANVAS, checkable=True),
    ActionRow("tool_eraser", mark("Er&aser"), "Shift+B", "eraser", When.CANVAS, checkable=True),
    ActionRow("brush_smaller", mark("&Smaller brush"), "[", when=When.CANVAS),
    ActionRow("brush_larger", mark("&Larger brush"), "]", when=When.CANVAS),
    ActionRow("next_region", mark("Select &next region"), "N", when=When.REGION),
    ActionRow("delete_region", mark("&Delete region"), "Del", when=When.SELECTED),
    ActionRow("clear_regions", mark("Clear reg&ions"), when=When.REGION),
    ActionRow("fill_regions", mark("Fill re&gions"), when=When.CANVAS, checkable=True),
    ActionRow("run", mark("&Run"), "Ctrl+Return", "run", When.PICTURE),
    ActionRow("run_cheap", mark("Run all that are c&heap"), "Ctrl+Shift+Return", when=When.PICTURE),
    ActionRow("cancel", mark("&Cancel"), "Esc", "cancel", When.BUSY),
    ActionRow("previous_picture", mark("P&revious picture"), "Alt+Left", when=When.PICTURE),
    ActionRow("next_picture", mark("&Next picture"), "Alt+Right", when=When.PICTURE),
    ActionRow("fit", mark("&Fit"), "F", "fit", When.PICTURE),
    ActionRow("actual_size", mark("&Actual size"), "1", "actual-size", When.PICTURE),
    ActionRow("zoom_in", mark("Zoom &in"), "Ctrl++", when=When.PICTURE),
    ActionRow("zoom_out", mark("Zoom o&ut"), "Ctrl+-", when=When.PICTURE),
    ActionRow("next_view", mark("Overlay, picture, map in &turn"), "V", when=When.MAP),
    ActionRow("view_overlay", mark("&Overlay"), "", "overlay", checkable=True),
    ActionRow("view_picture", mark("&Picture"), "", "picture", checkable=True),
    ActionRow("view_map", mark("&Map"), "", "map", checkable=True),
    ActionRow("inspector", mark("In&spector of layers"), "Ctrl+I", checkable=True),
    ActionRow("compare", mark("&Compare maps"), "Ctrl+K", "compare", When.PICTURE, checkable=True),
    ActionRow("compare_lab", mark("The lab's &four methods"), when=When.PICTURE),
    ActionRow("show_grid", mark("&Grid"), "", "grid", When.COMPARED, checkable=True),
    ActionRow("show_curtain", mark("C&urtain"), "", "curtain", When.COMPARED, checkable=True),
    ActionRow("show_blink", mark("&Blink"), "", "blink", When.COMPARED, checkable=True),
    ActionRow("show_difference", mark("&Difference"), "", "difference", When.COMPARED, checkable=True),
    ActionRow("show_correlation", mark("Co&rrelation"), "", "correlation", When.COMPARED, checkable=True),
    ActionRow("export_figure", mark("&Export figure..."), "Ctrl+Shift+E", "figure", When.COMPARED),
    ActionRow("leave_compare", mark("&Leave the comparison"), "", "close", When.COMPARED),
    ActionRow("measure", mark("M&easure maps..."), "Ctrl+Shift+M", checkable=True),
    ActionRow("save_report", mark("Save &report..."), "Ctrl+Shift+R", when=When.MEASURED),
    ActionRow("models", mark("Manage &models...")),
    ActionRow("licences", mark("&Licences...")),
    ActionRow("show_log", mark("Show log &file")),
    ActionRow("about", mark("&About attnstudio")),
)


def make(owner: QWidget) -> dict[str, QAction]:
    """A QAction a row, by id."""
    made = {}
    for row in ACTIONS:
        action = QAction(owner)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        if row.shortcut:
            action.setShortcut(QKeySequence(row.shortcut))
        made[row.id] = action
    owner.addActions(list(made.values()))
    return made


def keep_letters_in(place: QWidget, owner: QWidget, made: Mapping[str, QAction]) -> None:
    """Shortcuts without Ctrl or Alt work only while the focus is in one part of the window."""
    for row in ACTIONS:
        if row.is_letter:
            owner.removeAction(made[row.id])
            made[row.id].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            place.addAction(made[row.id])


def retranslate(made: Mapping[str, QAction]) -> None:
    for row in ACTIONS:
        action = made[row.id]
        action.setText(tr(row.text))
        plain = tr(row.text).replace("&", "").removesuffix("...")
        action.setToolTip(f"{plain} ({row.shortcut})" if row.shortcut else plain)


def show_icons(made: Mapping[str, QAction]) -> None:
    """Again when the theme changes."""
    for row in ACTIONS:
        if row.icon:
            made[row.id].setIcon(theme.icon(row.icon))


def enable(made: Mapping[str, QAction], holds: Mapping[When, bool]) -> None:
    """Rows whose condition is not told are left as they are."""
    for row in ACTIONS:
        if row.when in holds:
            made[row.id].setEnabled(holds[row.when])
