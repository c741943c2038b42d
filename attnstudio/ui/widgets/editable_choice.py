"""A choice of a few words, or of a text that is written in their place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QComboBox, QToolTip

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.params import EditableChoiceParam
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.plain import plain


class EditableChoice(QComboBox):
    """Emits `changed` when another value is chosen or typed. An invalid one is reported and reverted."""

    changed = Signal()

    def __init__(self, param: EditableChoiceParam, value: str) -> None:
        super().__init__()
        self._param, self._value = param, value
        self._words = {tr(word): word for word in param.choices}
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(self._words))
        self.setCurrentText(self.shown)
        self.setValidator(_Validator(self))
        line = self.lineEdit()
        assert line is not None
        line.setAcceptDrops(False)  # what is dropped here is for the window
        line.editingFinished.connect(self._on_edited)
        self.activated.connect(self._on_edited)

    @property
    def value(self) -> str:
        """The one that was accepted last."""
        return self._value

    @property
    def shown(self) -> str:
        """The value as it is read: a word in the user's language."""
        return tr(self._value) if self._value in self._param.choices else self._value

    def check(self, text: str) -> str:
        """The value of the text, a word in English or in the user's language. Raises ChoiceFailure."""
        return self._param.check(self._words.get(text.strip(), text))

    @Slot()
    def _on_edited(self) -> None:
        value = self.check(self.currentText())
        if value != self._value:
            self._value = value
            self.changed.emit()


class _Validator(QValidator):
    """Asks the parameter."""

    def __init__(self, choice: EditableChoice) -> None:
        super().__init__(choice)
        self._choice = choice

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        try:
            self._choice.check(text)
        except ChoiceFailure:
            return QValidator.State.Intermediate, text, place
        return QValidator.State.Acceptable, text, place

    def fixup(self, text: str) -> str:
        try:
            self._choice.check(text)
        except ChoiceFailure as failure:
            below = self._choice.mapToGlobal(QPoint(0, self._choice.height()))
            QToolTip.showText(below, plain(message(failure)), self._choice)
        return self._choice.shown
