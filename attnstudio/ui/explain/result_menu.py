"""What can be done with a map of the list of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from attnstudio.core.text import tr_noop
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.settings_clipboard import CHOICES, SettingsClipboard
from attnstudio.ui.shell import context_menus
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.state.history import History
from attnstudio.ui.state.requests import use_settings
from attnstudio.ui.state.results import Row
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed
from attnstudio.ui.widgets.context_menu import RowMenu


class ResultMenu(QObject):
    """Owns nothing.

    Args:
        show: shows a map with its picture.
    """

    def __init__(
        self,
        results: Results,
        actions: Mapping[str, QAction],
        selection: Selection,
        viewed: Viewed,
        history: History,
        clipboard: SettingsClipboard,
        show: Callable[[Row], None],
    ) -> None:
        super().__init__()
        self._results, self._actions, self._selection = results, actions, selection
        self._viewed, self._history, self._show, self._clipboard = viewed, history, show, clipboard
        RowMenu(results.table, self._fill)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), results)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._remove_current)

    def use_settings(self, row: Row, *parts: str) -> None:
        """Choose what the map was computed with, for whatever picture is shown.

        Args:
            parts: fields of the selection; none: all.
        """
        use_settings(self._selection, row.result.request, row.call, *parts)

    def remove(self, row: Row) -> None:
        """Take a map off the list."""
        model = self._results.model
        place = model.row_of(row)
        if place is not None:
            self._history.do(tr_noop("remove result"), partial(model.insert, place, row), partial(model.take, row))

    def _fill(self, menu: QMenu, index: QModelIndex) -> None:
        row, shown = self._results.model.rows[index.row()], self._viewed.now.map
        name = f"{method_name(row.heatmap.method)}, {row.result.request.image.name}"
        menu.addAction(name.replace("&", "&&")).setEnabled(False)
        menu.addSeparator()
        is_shown = shown is not None and shown.heatmap is row.heatmap
        if not is_shown:
            menu.addAction(tr("Show this map"), partial(self._show, row))
        settings = menu.addMenu(tr("Use its settings"))
        settings.addAction(tr("All"), partial(self.use_settings, row))
        settings.addSeparator()
        for name, text in CHOICES.items():
            settings.addAction(tr(text), partial(self.use_settings, row, name))
        menu.addAction(tr("Copy settings"), partial(self._clipboard.copy, row.result.request, row.call))
        self._clipboard.fill(menu)
        if is_shown:
            menu.addSeparator()
            context_menus.fill(menu, self._actions, context_menus.MAP)
        menu.addSeparator()
        menu.addAction(tr("Remove from results"), partial(self.remove, row))

    def _remove_current(self) -> None:
        index = self._results.table.currentIndex()
        if index.isValid():
            self.remove(self._results.model.rows[index.row()])
