"""The menu bar: which actions are in which menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import LANGUAGES, tr
from attnstudio.ui.shell.toolbar import add_actions

TOOLS = ("tool_select", "tool_rectangle", "tool_ellipse", "tool_polygon", "tool_brush", "tool_eraser")
THEMES = {"": tr_noop("System"), "dark": tr_noop("Dark"), "light": tr_noop("Light")}
_THEME, _LANGUAGE = tr_noop("T&heme"), tr_noop("&Language")
MENUS = {
    tr_noop("&File"): (
        "open",
        "open_folder",
        "open_dataset",
        "scenes",
        "",
        "open_model",
        "",
        *("open_session", "reopen_last", "save_session", "save_session_as"),
        "",
        *("open_regions", "save_regions", "count_difficult"),
        "",
        "save_overlay",
        "export_map",
        *("export_selected", "save_pictures"),
        "",
        *("copy_view", "copy_overlay", "copy_numbers", "paste", "", "quit"),
    ),
    tr_noop("E&dit"): (
        *("undo", "redo", "", *TOOLS, "", "brush_smaller", "brush_larger", ""),
        *(
            "next_region",
            "delete_region",
            "clear_regions",
            "",
            "set_label",
            "match_classes",
            "",
            "copy_path",
            "show_in_folder",
            "remove_pictures",
            "clear_list",
            "",
            "preferences",
        ),
    ),
    tr_noop("&View"): (
        *("fit", "actual_size", "zoom_in", "zoom_out", "", "next_view", "view_overlay", "view_picture", "view_map"),
        *("fill_regions",),
        *("", "previous_picture", "next_picture", "", "inspector", "layer_strip", "accuracy", "mean_map"),
    ),
    tr_noop("&Explain"): (
        "choose_methods",
        *("copy_settings", "paste_settings"),
        "",
        "run",
        "run_fast",
        "explain_selected",
        "",
        "predict_all",
        "",
        "review",
        "",
        "cancel",
    ),
    tr_noop("&Compare"): (
        *("compare", "compare_lab", "", "show_grid", "show_curtain", "show_blink", "show_difference"),
        *("show_correlation", "", "export_figure", "leave_compare", "", "keep_map", "end_split"),
    ),
    tr_noop("&Tools"): (
        "measure",
        "save_report",
        "report_title",
        "",
        *("attack", "attack_selected", "attack_smallest", "save_attacked", ""),
        "backdoors",
        "features",
        "concepts",
        "",
        "models",
    ),
    tr_noop("&Help"): ("palette", "shortcuts", "", "licences", "show_log", "", "about"),
}


class Menus:
    """Fills a menu bar.

    Args:
        device_menu: a submenu of the Explain menu.
        recent_menu, kept_menu: those of the File and of the Compare menu.
        panels: actions that show and hide a panel.
        on_theme, on_language: called with a key of THEMES or LANGUAGES.
    """

    def __init__(
        self,
        bar: QMenuBar,
        actions: Mapping[str, QAction],
        device_menu: QMenu,
        recent_menu: QMenu,
        kept_menu: QMenu,
        panels: Sequence[QAction],
        on_theme: Callable[[str], None],
        on_language: Callable[[str], None],
    ) -> None:
        self._titles: list[tuple[QMenu, str]] = []
        self._themes: list[tuple[QAction, str]] = []
        self._choices: dict[str, dict[str, QAction]] = {}  # by the title of their menu
        for title, names in MENUS.items():
            menu = bar.addMenu("")
            self._titles.append((menu, title))
            add_actions(menu, actions, names)
            if title == "&File":
                menu.insertMenu(actions["open_model"], recent_menu)
            if title == "&Compare":
                menu.insertMenu(actions["end_split"], kept_menu)
            if title == "&Explain":
                menu.addSeparator()
                menu.addMenu(device_menu)
            if title == "&View":
                menu.addSeparator()
                self._add_choices(menu, _THEME, THEMES, on_theme, translated=True)
                self._add_choices(menu, _LANGUAGE, LANGUAGES, on_language, translated=False)
                submenu = menu.addMenu("")
                self._titles.append((submenu, tr_noop("Pan&els")))
                submenu.addActions(list(panels))

    def mark(self, theme: str, language: str) -> None:
        """Check what is in use: keys of THEMES and LANGUAGES."""
        for title, key in ((_THEME, theme), (_LANGUAGE, language)):
            for one, action in self._choices[title].items():
                action.setChecked(one == key)

    def retranslate(self) -> None:
        for menu, text in self._titles:
            menu.setTitle(tr(text))
        for action, text in self._themes:
            action.setText(tr(text))

    def _add_choices(
        self, menu: QMenu, title: str, rows: Mapping[str, str], chosen: Callable[[str], None], *, translated: bool
    ) -> None:
        submenu = menu.addMenu("")
        group = QActionGroup(submenu)
        self._titles.append((submenu, title))
        self._choices[title] = {key: group.addAction(text) for key, text in rows.items()}
        submenu.addActions(group.actions())
        for key, text in rows.items():
            action = self._choices[title][key]
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, key=key: chosen(key))
            if translated:
                self._themes.append((action, text))
