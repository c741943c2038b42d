"""The About dialog: versions, and the folders of settings, log and models."""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from attnstudio import paths
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import show_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel

_PLACES: dict[str, Callable[[], Path]] = {
    tr_noop("Log"): paths.log_file,
    tr_noop("Settings"): paths.settings_file,
    tr_noop("Models"): paths.model_folder,
}
_ICON_SIDE = 64
_PATH_WIDTH = 400


class AboutDialog(QDialog):
    """Not modal."""

    licences_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._title = PlainLabel(), PlainLabel(f"attnstudio {_version('attnstudio')}".strip())
        self._icon.setPixmap(theme.application_icon().pixmap(_ICON_SIDE))
        font = self._title.font()
        font.setPixelSize(22)
        self._title.setFont(font)
        self._sentence = PlainLabel()
        self.versions = faint()
        self.versions.setText(_versions())
        for label in (self._title, self.versions):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.places = {name: (PlainLabel(), QLineEdit(), QPushButton()) for name in _PLACES}
        self.note = PlainLabel()
        self.note.setProperty("role", "problem")
        self.note.setWordWrap(True)
        self.copy_button, self.licences_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self.copy_button.clicked.connect(self.copy)
        self.licences_button.clicked.connect(self.licences_requested)
        self.close_button.clicked.connect(self.close)
        self.refresh()
        self.retranslate()
        self.close_button.setFocus()

    def refresh(self) -> None:
        """Look again where things are, and whether there is anything yet."""
        self.note.hide()
        for name, (_, line, button) in self.places.items():
            line.setText(str(_PLACES[name]()))
            line.setCursorPosition(0)
            button.setEnabled(_folder(name).is_dir())

    def retranslate(self) -> None:
        self.setWindowTitle(tr("About attnstudio"))
        self._sentence.setText(tr("Shows what an image classifier looks at."))
        for name, (label, line, button) in self.places.items():
            label.setText(tr(name))
            line.setAccessibleName(tr(name))
            button.setText(tr("Open folder"))
            button.setAccessibleName(f"{tr('Open folder')}: {tr(name)}")
        self.copy_button.setText(tr("Copy"))
        self.copy_button.setToolTip(tr("Copy versions and paths, for a problem report"))
        self.licences_button.setText(tr("Licences..."))
        self.close_button.setText(tr("Close"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def copy(self) -> None:
        """Copy all of the text to the clipboard."""
        places = [f"{label.text()}: {line.text()}" for label, line, _ in self.places.values()]
        QGuiApplication.clipboard().setText("\n".join([self._title.text(), self.versions.text(), *places]))

    def _show_folder(self, name: str) -> None:
        folder = _folder(name)
        shown = show_folder(folder)
        self.note.setText("" if shown else tr("No file manager found. The folder is {folder}", folder=folder))
        self.note.setVisible(not shown)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE // 2)
        for label in (self._title, self._sentence, self.versions):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(2 * theme.SPACE)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(theme.SPACE)
        for row, (name, (label, line, button)) in enumerate(self.places.items()):
            line.setReadOnly(True)
            line.setMinimumWidth(_PATH_WIDTH)
            button.clicked.connect(partial(self._show_folder, name))
            for place, widget in enumerate((label, line, button)):
                grid.addWidget(widget, row, place)
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
        column.addLayout(grid)
        column.addWidget(self.note)
        column.addStretch()
        column.addLayout(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(button is self.close_button)


def _folder(name: str) -> Path:
    place = _PLACES[name]()
    return place.parent if place.suffix else place


def _versions() -> str:
    """What the program runs on. TensorFlow is not imported for this: it takes seconds."""
    parts = {
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "TensorFlow": _version("tensorflow-cpu") or _version("tensorflow"),
        "Keras": _version("keras"),
    }
    return ", ".join(f"{name} {number}" for name, number in parts.items() if number)


def _version(distribution: str) -> str:
    """Empty where it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
