"""A heading that opens and closes what is below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from attnstudio.ui.widgets.plain import plain_button


class Fold(QWidget):
    """Closed at first. Emits `opened` whenever it is opened."""

    opened = Signal()

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.content, self._body = content, QWidget()
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.toggled.connect(self._on_toggled)
        inside, column = QVBoxLayout(self._body), QVBoxLayout(self)
        inside.addWidget(content)
        for layout in (inside, column):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.button)
        column.addWidget(self._body)
        self._body.hide()

    @property
    def is_open(self) -> bool:
        return self.button.isChecked()

    def set_title(self, title: str) -> None:
        self.button.setText(plain_button(title))
        self.button.setAccessibleName(title)

    @Slot()
    def open(self) -> None:
        self.button.setChecked(True)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        if is_open:
            self.opened.emit()
        self._body.setVisible(is_open)
