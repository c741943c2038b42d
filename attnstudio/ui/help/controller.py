"""The Help menu: the keys, the licences, the log file, and what this program is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog

from attnstudio import paths
from attnstudio.engine_process.host import EngineHost
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import show_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.shell.shortcuts import Shortcuts

if TYPE_CHECKING:
    from attnstudio.ui.help.about import AboutDialog
    from attnstudio.ui.help.licences_dialog import LicencesDialog
    from attnstudio.ui.help.shortcuts_dialog import ShortcutsDialog


class HelpController(QObject):
    """Owns its dialogs, which are built, and imported, when they are first opened: most users never see them."""

    def __init__(
        self,
        window: MainWindow,
        shortcuts: Shortcuts,
        board: JobBoard,
        notifier: Notifier,
        host: EngineHost | None = None,
    ) -> None:
        super().__init__()
        self._window, self._shortcuts, self._board, self._notifier = window, shortcuts, board, notifier
        self._host = host
        self.licences: LicencesDialog | None = None
        for name, slot in (
            ("shortcuts", self.show_shortcuts),
            ("licences", self.show_licences),
            ("show_log", self.show_log),
            ("about", self.show_about),
        ):
            self._window.actions_by_id[name].triggered.connect(slot)

    @cached_property
    def keys(self) -> ShortcutsDialog:
        from attnstudio.ui.help.shortcuts_dialog import ShortcutsDialog

        dialog = ShortcutsDialog(self._shortcuts, self._window)
        self._window.closing.connect(dialog.hide)
        return dialog

    @cached_property
    def about(self) -> AboutDialog:
        from attnstudio.ui.help.about import AboutDialog

        dialog = AboutDialog(self._window, self._host)
        dialog.licences_requested.connect(self.show_licences)
        self._window.closing.connect(dialog.hide)
        return dialog

    @Slot()
    def show_shortcuts(self) -> None:
        _show(self.keys)
        self.keys.filter.setFocus()

    @Slot()
    def show_licences(self) -> None:
        """The first time when they are read."""
        from attnstudio.jobs.licences import LicencesWork

        if self.licences is not None:
            _show(self.licences)
        else:
            self._board.submit(Job(LicencesWork()).listen(done=self._on_licences))

    @Slot()
    def show_log(self) -> None:
        """The folder with the log file, which may be another one each time the program starts."""
        folder = paths.log_file().parent
        if not show_folder(folder):
            self._notifier.show(
                lambda: tr("No file manager found. The folder is {folder}", folder=folder), Scope.PROGRAM
            )

    @Slot()
    def show_about(self) -> None:
        self.about.refresh()
        _show(self.about)

    def _on_licences(self, components: object) -> None:
        from attnstudio.ui.help.licences_dialog import LicencesDialog

        assert isinstance(components, list)
        self.licences = LicencesDialog(components, self._window)
        self._window.closing.connect(self.licences.hide)
        _show(self.licences)


def _show(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
