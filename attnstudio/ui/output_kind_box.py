"""What an output's numbers are: what was found, and the choice of another reading."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from attnstudio.core.models.card import Output
from attnstudio.core.models.kinds import Kind
from attnstudio.core.text import mark
from attnstudio.ui.panels.base import faint
from attnstudio.ui.text import message, tr

LABELS: dict[Kind, str] = {
    "": mark("As found"),
    "softmax": mark("Softmax: probabilities of classes, together 1"),
    "sigmoid": mark("Sigmoid: probabilities, each for itself"),
    "logits": mark("Logits: scores of classes"),
    "probabilities": mark("Probabilities as they are"),
    "regression": mark("Numbers (regression)"),
}


class OutputKindBox:
    """`box`: the choice; `found`: says what was found.

    Args:
        kind: what is chosen already; empty: nothing.
    """

    def __init__(self, kind: str) -> None:
        self.box, self.found = QComboBox(), faint()
        for one, label in LABELS.items():
            self.box.addItem(tr(label), one)
        self.box.setCurrentIndex(max(0, self.box.findData(kind)))

    @property
    def chosen(self) -> str:
        return str(self.box.currentData())

    def show_output(self, output: Output) -> None:
        self.found.setText(tr("Found: {meaning}", meaning=message(output.meaning.text)))
