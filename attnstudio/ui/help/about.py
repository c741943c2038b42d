"""The About dialog: versions, and the folders of settings, log and models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from attnstudio import paths
from attnstudio.core.text import tr_noop
from attnstudio.engine_process.host import EngineHost
from attnstudio.ui.shell import theme, versions
from attnstudio.ui.shell.engine_facts import confinement_text, memory_text
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.folder_list import FolderList
from attnstudio.ui.widgets.plain import PlainLabel

_PLACES: dict[str, Callable[[], Path]] = {
    tr_noop("Log"): paths.log_file,
    tr_noop("Settings"): paths.settings_file,
    tr_noop("Models"): paths.model_folder,
}
_ICON_SIDE = 64


class AboutDialog(QDialog):
    """Not modal.

    Args:
        host: of the process that computes, if there is one.
    """

    licences_requested = Signal()

    def __init__(self, parent: QWidget | None = None, host: EngineHost | None = None) -> None:
        super().__init__(parent)
        self._host, self.engine = host, faint()
        self.engine.setWordWrap(True)
        self._icon, self._title = PlainLabel(), PlainLabel(versions.program())
        self._icon.setPixmap(theme.application_icon().pixmap(_ICON_SIDE))
        font = self._title.font()
        font.setPixelSize(22)
        self._title.setFont(font)
        self._sentence = PlainLabel()
        self.versions = faint()
        self.versions.setText(versions.beneath())
        for label in (self._title, self.versions, self.engine):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folders = FolderList(_PLACES)
        self.copy_button, self.licences_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self.copy_button.clicked.connect(self.copy)
        self.licences_button.clicked.connect(self.licences_requested)
        self.close_button.clicked.connect(self.close)
        self.retranslate()
        self.close_button.setFocus()

    def retranslate(self) -> None:
        self.setWindowTitle(tr("About attnstudio"))
        self._sentence.setText(tr("Shows what an image classifier looks at."))
        self.folders.retranslate()
        self.refresh()
        self.copy_button.setText(tr("Copy"))
        self.copy_button.setToolTip(tr("Copy versions and paths, for a problem report"))
        self.licences_button.setText(tr("Licences..."))
        self.close_button.setText(tr("Close"))

    def refresh(self) -> None:
        """What may have changed since it was shown last."""
        self.folders.refresh()
        self.engine.setText("\n".join(filter(None, (confinement_text(self._host), memory_text(self._host)))))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def copy(self) -> None:
        """Copy all of the text to the clipboard."""
        parts = (self._title, self.versions, self.engine, self.folders)
        QGuiApplication.clipboard().setText("\n".join(part.text() for part in parts))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE // 2)
        for label in (self._title, self._sentence, self.versions, self.engine):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(2 * theme.SPACE)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addWidget(self.copy_button)
        buttons.addStretch()
        buttons.addWidget(self.licences_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(2 * theme.SPACE)
        column.addLayout(head)
        column.addWidget(self.folders)
        column.addStretch()
        column.addLayout(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(button is self.close_button)
