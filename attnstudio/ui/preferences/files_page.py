"""Where the program keeps its files, and the ones that can go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from attnstudio import paths
from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.cache_folder import CacheSizeWork, ClearCacheWork
from attnstudio.jobs.job import Job
from attnstudio.ui.preferences.page import Page
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import DASH, number
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.folder_list import FolderList
from attnstudio.ui.widgets.plain import PlainLabel

_PLACES: dict[str, Callable[[], Path]] = {
    tr_noop("Settings"): paths.settings_file,
    tr_noop("Log"): paths.log_file,
    tr_noop("Models"): paths.model_folder,
    tr_noop("Cache"): paths.cache_folder,
}


class FilesPage(Page):
    """Owns the size of the cache as it was last looked up."""

    title = tr_noop("Files")

    can_reset = False

    def __init__(self, board: JobBoard) -> None:
        super().__init__()
        self._board, self._bytes = board, -1
        self.folders = FolderList(_PLACES)
        self.cache_size, self.clear, self._hint = PlainLabel(), QPushButton(), faint()
        self.clear.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self.cache_size)
        row.addWidget(self.clear)
        row.addStretch()
        self.stack.addWidget(self.folders)
        self.stack.addSpacing(theme.SPACE)
        self.stack.addLayout(row)
        self.stack.addWidget(self._hint)
        self.stack.addStretch()
        self.clear.clicked.connect(self._clear)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.folders.retranslate()
        self.clear.setText(tr("Clear cache"))
        self._hint.setText(
            tr(
                "The cache holds predictions, checks of model files, unpacked arrays and how long maps took. What is "
                "cleared is computed again when it is needed; no picture, region or session is deleted."
            )
        )
        self._show()

    def on_shown(self) -> None:
        self.folders.refresh()
        self._board.submit(Job(CacheSizeWork()).listen(done=self._on_size))

    @Slot()
    def _clear(self) -> None:
        self.clear.setEnabled(False)
        self._board.submit(Job(ClearCacheWork()).listen(done=self._on_size, cancelled=self._show))

    @Slot(object)
    def _on_size(self, size: object) -> None:
        assert isinstance(size, int)
        self._bytes = size
        self._show()

    @Slot()
    def _show(self) -> None:
        size = DASH if self._bytes < 0 else tr("{size} MB", size=number(self._bytes / 2**20, 1))
        self.cache_size.setText(tr("Size of the cache: {size}", size=size))
        self.clear.setEnabled(self._bytes > 0)
