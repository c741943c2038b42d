"""Actions as data: id, text, shortcut, icon, enabled-when. Menus, toolbar and shortcuts are built from these rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from attnstudio.core.text import tr_noop
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr

_AT_ONCE = 10  # icons in a step


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
    LISTED = "pictures are listed"
    LAST = "a window was closed earlier"
    MATCHED = "a data set with classes is open"


@dataclass(frozen=True)
class ActionRow:
    id: str
    text: str
    shortcut: str = ""
    icon: str = ""
    when: When = When.ALWAYS
    checkable: bool = False
    key_shown: str = ""  # of a key that is dispatched elsewhere
    also: str = ""  # a second shortcut, which stays whatever the user chooses


ACTIONS = (
    ActionRow("open", tr_noop("&Open pictures..."), "Ctrl+O", "open"),
    ActionRow("open_folder", tr_noop("Open &folder..."), "Ctrl+Shift+O"),
    ActionRow("open_dataset", tr_noop("Open &data set..."), "Ctrl+D"),
    ActionRow("open_model", tr_noop("Open &model..."), "Ctrl+M"),
    ActionRow("scenes", tr_noop("Built-&in scenes"), "Ctrl+B", "scenes"),
    ActionRow("save_overlay", tr_noop("&Save overlay..."), "Ctrl+S", "save", When.MAP),
    ActionRow("export_map", tr_noop("E&xport map..."), "Ctrl+E", when=When.MAP),
    ActionRow("paste", tr_noop("Pas&te"), "Ctrl+V"),
    ActionRow("copy_view", tr_noop("&Copy view"), "Ctrl+C", "copy", When.PICTURE),
    ActionRow("copy_overlay", tr_noop("Copy o&verlay"), "Ctrl+Shift+C", when=When.MAP),
    ActionRow("copy_numbers", tr_noop("Copy map as &numbers"), when=When.MAP),
    ActionRow("open_session", tr_noop("O&pen session...")),
    ActionRow("reopen_last", tr_noop("Reopen last session"), when=When.LAST),
    ActionRow("save_session", tr_noop("S&ave session"), "Ctrl+Shift+S", when=When.PICTURE),
    ActionRow("save_session_as", tr_noop("Save session as..."), when=When.PICTURE),
    ActionRow("open_regions", tr_noop("Open re&gions..."), when=When.PICTURE),
    ActionRow("save_regions", tr_noop("Save r&egions..."), when=When.PICTURE),
    ActionRow("count_difficult", tr_noop("Count cro&wd and difficult objects"), checkable=True),
    ActionRow("quit", tr_noop("&Quit"), "Ctrl+Q"),
    ActionRow("undo", tr_noop("&Undo"), "Ctrl+Z", "undo", When.UNDO),
    ActionRow("redo", tr_noop("&Redo"), "Ctrl+Shift+Z", "redo", When.REDO),
    ActionRow("tool_select", tr_noop("&Pan and select"), "M", "select", When.CANVAS, checkable=True),
    ActionRow("tool_rectangle", tr_noop("Re&ctangle"), "R", "rectangle", When.CANVAS, checkable=True),
    ActionRow("tool_ellipse", tr_noop("&Ellipse"), "E", "ellipse", When.CANVAS, checkable=True),
    ActionRow("tool_polygon", tr_noop("P&olygon"), "P", "polygon", When.CANVAS, checkable=True),
    ActionRow("tool_brush", tr_noop("&Brush"), "B", "brush", When.CANVAS, checkable=True),
    ActionRow("tool_eraser", tr_noop("Er&aser"), "Shift+B", "eraser", When.CANVAS, checkable=True),
    ActionRow("brush_smaller", tr_noop("&Smaller brush"), "[", when=When.CANVAS),
    ActionRow("brush_larger", tr_noop("&Larger brush"), "]", when=When.CANVAS),
    ActionRow("next_region", tr_noop("Select &next region"), "N", when=When.REGION),
    ActionRow("delete_region", tr_noop("&Delete region"), "Del", when=When.SELECTED),
    ActionRow("clear_regions", tr_noop("Clear reg&ions"), when=When.REGION),
    ActionRow("fill_regions", tr_noop("Fill re&gions"), when=When.CANVAS, checkable=True),
    ActionRow("run", tr_noop("&Run"), "Ctrl+Return", "run", When.PICTURE),
    ActionRow("choose_methods", tr_noop("Choose methods..."), "Ctrl+J"),
    ActionRow("copy_settings", tr_noop("Copy settings"), "Ctrl+Alt+C"),
    ActionRow("paste_settings", tr_noop("Paste settings"), "Ctrl+Alt+V"),
    ActionRow("run_fast", tr_noop("Run all fast met&hods"), "Ctrl+Shift+Return", when=When.PICTURE),
    ActionRow("predict_all", tr_noop("&Predict all"), "Ctrl+P", when=When.LISTED),
    ActionRow("explain_selected", tr_noop("Explain &these"), "Ctrl+T", when=When.LISTED),
    ActionRow("export_selected", tr_noop("Export maps of se&lected pictures..."), when=When.LISTED),
    ActionRow("save_pictures", tr_noop("Save table of pictures..."), when=When.LISTED),
    ActionRow("set_label", tr_noop("Se&t label..."), "Ctrl+L", when=When.LISTED),
    ActionRow("copy_path", tr_noop("Copy path of picture"), when=When.LISTED),
    ActionRow("show_in_folder", tr_noop("Show picture in its folder"), when=When.LISTED),
    ActionRow("remove_pictures", tr_noop("Remove from list"), when=When.LISTED),
    ActionRow("clear_list", tr_noop("Clear list"), when=When.LISTED),
    ActionRow("match_classes", tr_noop("&Match classes..."), when=When.MATCHED),
    ActionRow("review", tr_noop("Re&view maps"), "Ctrl+R", when=When.PICTURE, checkable=True),
    ActionRow("cancel", tr_noop("&Cancel"), icon="cancel", when=When.BUSY, key_shown="Esc"),
    ActionRow("previous_picture", tr_noop("P&revious picture"), "Alt+Left", when=When.PICTURE),
    ActionRow("next_picture", tr_noop("&Next picture"), "Alt+Right", when=When.PICTURE),
    ActionRow("fit", tr_noop("&Fit"), "F", "fit", When.PICTURE),
    ActionRow("actual_size", tr_noop("&Actual size"), "1", "actual-size", When.PICTURE),
    ActionRow("zoom_in", tr_noop("Zoom &in"), "Ctrl++", when=When.PICTURE),
    ActionRow("zoom_out", tr_noop("Zoom o&ut"), "Ctrl+-", when=When.PICTURE),
    ActionRow("next_view", tr_noop("Nex&t view (overlay, picture, map)"), "V", when=When.MAP),
    ActionRow("view_overlay", tr_noop("&Overlay"), "", "overlay", checkable=True),
    ActionRow("view_picture", tr_noop("&Picture"), "", "picture", checkable=True),
    ActionRow("view_map", tr_noop("&Map"), "", "map", checkable=True),
    ActionRow("inspector", tr_noop("Layer in&spector"), "Ctrl+I", checkable=True),
    ActionRow("accuracy", tr_noop("Accurac&y"), "Ctrl+Shift+A", checkable=True),
    ActionRow("mean_map", tr_noop("Mean map"), checkable=True),
    ActionRow("layer_strip", tr_noop("Map at every layer"), "Ctrl+Shift+L", checkable=True),
    ActionRow("compare", tr_noop("&Compare maps"), "Ctrl+K", "compare", When.PICTURE, checkable=True),
    ActionRow("keep_map", tr_noop("Kee&p this map"), "Ctrl+Shift+K", when=When.MAP),
    ActionRow("end_split", tr_noop("E&nd split line"), key_shown="Esc"),
    ActionRow("compare_lab", tr_noop("The &four methods of the lab assignment"), when=When.PICTURE),
    ActionRow("show_grid", tr_noop("&Grid"), "", "grid", When.COMPARED, checkable=True),
    ActionRow("show_curtain", tr_noop("C&urtain"), "", "curtain", When.COMPARED, checkable=True),
    ActionRow("show_blink", tr_noop("&Blink"), "", "blink", When.COMPARED, checkable=True),
    ActionRow("show_difference", tr_noop("&Difference"), "", "difference", When.COMPARED, checkable=True),
    ActionRow("show_correlation", tr_noop("Co&rrelation"), "", "correlation", When.COMPARED, checkable=True),
    ActionRow("export_figure", tr_noop("&Export figure..."), "Ctrl+Shift+E", "figure", When.COMPARED),
    ActionRow("leave_compare", tr_noop("C&lose comparison"), "", "close", When.COMPARED),
    ActionRow("measure", tr_noop("M&easure maps..."), "Ctrl+Shift+M", checkable=True),
    ActionRow("save_report", tr_noop("Save &report..."), "Ctrl+Shift+R", when=When.MEASURED),
    ActionRow("report_title", tr_noop("&Title of reports...")),
    ActionRow("attack", tr_noop("Attac&k this picture"), "Ctrl+Shift+T", when=When.PICTURE, checkable=True),
    ActionRow("attack_selected", tr_noop("Attack selected pictures"), when=When.LISTED),
    ActionRow("attack_smallest", tr_noop("&Find the smallest eps")),
    ActionRow("save_attacked", tr_noop("Save attacked picture...")),
    ActionRow("backdoors", tr_noop("Check for &backdoors"), checkable=True),
    ActionRow("features", tr_noop("Activation maximisation"), checkable=True),
    ActionRow("concepts", tr_noop("Concepts of the layer"), checkable=True),
    ActionRow("models", tr_noop("Manage &models...")),
    ActionRow("preferences", tr_noop("Pre&ferences..."), "Ctrl+,"),
    ActionRow("shortcuts", tr_noop("&Keyboard shortcuts"), "F1", also="?"),
    ActionRow("palette", tr_noop("&Command palette..."), "Ctrl+Shift+P"),
    ActionRow("licences", tr_noop("&Licences...")),
    ActionRow("show_log", tr_noop("Show log &file")),
    ActionRow("about", tr_noop("&About attnstudio")),
)


# macOS has these in the menu of the program; it would go by the English words and take others along.
_ROLES = {
    "preferences": QAction.MenuRole.PreferencesRole,
    "about": QAction.MenuRole.AboutRole,
    "quit": QAction.MenuRole.QuitRole,
}


def build(owner: QWidget) -> dict[str, QAction]:
    """One QAction for each row, by id."""
    built = {}
    for row in ACTIONS:
        action = QAction(owner)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        action.setShortcuts([QKeySequence(key) for key in (row.shortcut, row.also) if key])
        action.setMenuRole(_ROLES.get(row.id, QAction.MenuRole.NoRole))
        built[row.id] = action
    owner.addActions(list(built.values()))
    return built


def retranslate(actions: Mapping[str, QAction]) -> None:
    for row in ACTIONS:
        action = actions[row.id]
        action.setText(f"{tr(row.text)}\t{row.key_shown}" if row.key_shown else tr(row.text))
    show_keys(actions)


def show_keys(actions: Mapping[str, QAction]) -> None:
    """In the tool tips."""
    for row in ACTIONS:
        key = native(actions[row.id].shortcut()) or row.key_shown
        actions[row.id].setToolTip(f"{name_of(row)} ({key})" if key else name_of(row))


def name_of(row: ActionRow) -> str:
    """What it does, in the language of the window, as it stands in a sentence or a table."""
    return tr(row.text).replace("&", "").removesuffix("...")


def native(key: QKeySequence) -> str:
    """As the keyboard of this system and the language of the window have it."""
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def show_icons(actions: Mapping[str, QAction]) -> None:
    """In the colours of the theme."""
    for step in icon_steps(actions):
        step()


def icon_steps(actions: Mapping[str, QAction]) -> list[Callable[[], None]]:
    """The steps of `show_icons`, for who must not stand still: a new drawing takes a millisecond."""
    rows = [row for row in ACTIONS if row.icon]
    return [partial(_show_icons, actions, rows[start : start + _AT_ONCE]) for start in range(0, len(rows), _AT_ONCE)]


def _show_icons(actions: Mapping[str, QAction], rows: Iterable[ActionRow]) -> None:
    for row in rows:
        actions[row.id].setIcon(theme.icon(row.icon))


def enable(actions: Mapping[str, QAction], holds: Mapping[When, bool]) -> None:
    """Enable or disable the rows whose condition is in `holds`; leave the others."""
    for row in ACTIONS:
        if row.when in holds:
            actions[row.id].setEnabled(holds[row.when])
