"""What an output's numbers are: what was found, and the choice of another reading."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from attnstudio.core.models.metadata import Output
from attnstudio.core.models.output_kinds import OutputKind
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import faint

LABELS: dict[OutputKind, str] = {
    "": tr_noop("As detected"),
    "softmax": tr_noop("Softmax: class probabilities that sum to 1"),
    "sigmoid": tr_noop("Sigmoid: independent probabilities"),
    "logits": tr_noop("Logits: class scores"),
    "probabilities": tr_noop("Probabilities as they are"),
    "regression": tr_noop("Numbers (regression)"),
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
        self.found.setText(tr("Detected: {meaning}", meaning=message(output.meaning.text)))
