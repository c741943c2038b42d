"""The page before the first picture: one click leads to a first map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel

_TEXT_WIDTH = 460


class Welcome(QWidget):
    """Emits what the user chose to start with."""

    open_requested = Signal()
    scenes_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logo, self._title, self._text = PlainLabel(), PlainLabel(), faint()
        self._logo.setPixmap(theme.application_icon().pixmap(72))
        font = self._title.font()
        font.setPixelSize(22)
        self._title.setFont(font)
        self.open_button, self.scenes_button = QPushButton(), QPushButton()
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self.open_requested)
        self.scenes_button.clicked.connect(self.scenes_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addStretch()
        for button in (self.open_button, self.scenes_button):
            button.setMinimumSize(190, 34)
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.SPACE)
        layout.addStretch(2)
        for widget in (self._logo, self._title, self._text):
            if isinstance(widget, PlainLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        self.last_button = QToolButton()
        self.last_button.setMinimumHeight(30)
        self.last_button.hide()
        layout.addWidget(self.last_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.retranslate()

    def show_last(self, action: QAction) -> None:
        """Offer what was open when the program was closed, if that is known."""
        self.last_button.setDefaultAction(action)
        self.last_button.setVisible(action.isEnabled())

    def retranslate(self) -> None:
        self._title.setText(tr("See what the classifier looks at"))
        self._text.setText(
            tr(
                "Drop pictures or a folder anywhere in this window. Or start with the built-in scenes: a small model "
                "and a dozen drawn pictures that need no network."
            )
        )
        self._text.setFixedSize(_TEXT_WIDTH, self._text.heightForWidth(_TEXT_WIDTH))
        self.open_button.setText(tr("Open pictures..."))
        self.scenes_button.setText(tr("Try the built-in scenes"))
