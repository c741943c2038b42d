"""The submenu of what was opened lately."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu

from attnstudio.ui.recent.recent_files import RecentFiles
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.plain import plain

_WIDEST = 420  # pixels of an entry


class RecentMenu(QMenu):
    """Emits `chosen`; what is no longer there is greyed."""

    chosen = Signal(object)  # Path

    def __init__(self, recent: RecentFiles) -> None:
        super().__init__()
        self._recent = recent
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        recent.changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        self.setTitle(tr("Open &recent"))
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        paths = self._recent.paths
        for path in paths:
            action = self.addAction(_text(path, self.fontMetrics()))
            action.setToolTip(plain(str(path)))
            action.setEnabled(path.exists())
            action.triggered.connect(partial(self._on_action, path))
        self.addSeparator()
        self.addAction(tr("Clear list"), self._recent.clear).setEnabled(bool(paths))
        self.menuAction().setEnabled(bool(paths))

    def _on_action(self, path: Path, _: bool = False) -> None:
        self.chosen.emit(path)


def _text(path: Path, metrics: QFontMetrics) -> str:
    """The name and the folder, as much as has room."""
    text = f"{path.name}  \N{EM DASH}  {path.parent}"
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDEST).replace("&", "&&")
