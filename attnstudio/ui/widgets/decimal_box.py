"""A box for a number with decimals."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from attnstudio.ui.shell.numbers import number


class DecimalBox(QDoubleSpinBox):
    """Shows the decimal sign of the window's language, and reads a point and a comma."""

    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())

    def textFromValue(self, value: float) -> str:  # noqa: N802
        return number(value, self.decimals())

    def valueFromText(self, text: str) -> float:  # noqa: N802
        return super().valueFromText(text.replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, _, position = super().validate(text.replace(",", "."), position)
        return state, text, position
