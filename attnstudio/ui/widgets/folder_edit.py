"""A folder, typed or chosen in a dialog."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import tr


class FolderEdit(QWidget):
    """Emits `changed` when another folder is typed or chosen."""

    changed = Signal()

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._value = folder
        self.line, self.button = QLineEdit(folder), QToolButton()
        self.line.setAcceptDrops(False)  # what is dropped here is for the window
        self.button.setIcon(theme.icon("open"))
        self.button.setToolTip(tr("Choose a folder..."))
        self.button.setAccessibleName(tr("Choose a folder..."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE // 2)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        self.line.editingFinished.connect(self._on_edited)
        self.button.clicked.connect(self._choose)

    @property
    def value(self) -> str:
        """As it was typed; empty: none."""
        return self.line.text().strip()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        self.line.setAccessibleName(name)

    @Slot()
    def _on_edited(self) -> None:
        if self.value != self._value:
            self._value = self.value
            self.line.setToolTip(self.value)
            self.changed.emit()

    @Slot()
    def _choose(self) -> None:
        chosen = open_folder(self, tr("Choose a folder"), self.value)
        if chosen is not None:
            self.line.setText(str(chosen))
            self._on_edited()
