"""What is taken for what: the pairs, the most frequent first, beside the matrix."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QToolButton, QWidget

from attnstudio.core.accuracy import Accuracy
from attnstudio.ui.accuracy.accuracy_text import ClassName
from attnstudio.ui.accuracy.confusion_matrix import ConfusionMatrix
from attnstudio.ui.accuracy.pair_table import PairTable
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel, faint
from attnstudio.ui.widgets.plain import PlainLabel, plain


class ConfusionView(Panel):
    """Emits `pair_chosen` with label and prediction of a pair of the table, or of a cell of the matrix."""

    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs, self.matrix = PairTable(), ConfusionMatrix()
        self.none, self.reading = faint(), PlainLabel()
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom_in, self.zoom_out, self.fit = QToolButton(), QToolButton(), QToolButton()
        self._left = QStackedWidget()
        self._left.addWidget(self.pairs)
        self._left.addWidget(self.none)
        splitter = QSplitter()
        splitter.addWidget(self._left)
        splitter.addWidget(self._right())
        splitter.setSizes([370, 430])
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        self.stack.addWidget(splitter, 1)
        self.pairs.pair_chosen.connect(self._on_pair)
        self.matrix.cell_chosen.connect(self.pair_chosen)
        self.matrix.read.connect(self._on_read)
        self.zoom_in.clicked.connect(self.matrix.zoom_in)
        self.zoom_out.clicked.connect(self.matrix.zoom_out)
        self.fit.clicked.connect(self.matrix.fit)
        self.retranslate()

    def show_accuracy(self, accuracy: Accuracy, name: ClassName) -> None:
        """`name`: of an index of a class."""
        worst = accuracy.worst_pairs()
        self.pairs.show_pairs(worst, {score.index: score.support for score in accuracy.classes}, name)
        self._left.setCurrentWidget(self.pairs if worst else self.none)
        self.matrix.show_accuracy(accuracy, name)

    def retranslate(self) -> None:
        self.none.setText(tr("No class is taken for another one."))
        self.zoom_in.setText("+")
        self.zoom_out.setText("\N{MINUS SIGN}")
        self.fit.setIcon(theme.icon("fit"))
        for button, text in (
            (self.zoom_in, tr("Larger cells (+)")),
            (self.zoom_out, tr("Smaller cells (-)")),
            (self.fit, tr("Fit the matrix into its place (0)")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.pairs.retranslate()
        self.matrix.retranslate()

    def _right(self) -> QWidget:
        right = Panel()
        row = QHBoxLayout()
        row.setSpacing(2)
        self.reading.setMinimumWidth(60)
        row.addWidget(self.reading, 1)
        for button in (self.zoom_out, self.zoom_in, self.fit):
            button.setAutoRaise(True)
            row.addWidget(button)
        right.stack.addLayout(row)
        right.stack.addWidget(self.matrix, 1)
        return right

    @Slot(int, int)
    def _on_pair(self, label: int, predicted: int) -> None:
        self.matrix.show_cell(label, predicted)
        self.pair_chosen.emit(label, predicted)

    @Slot(str)
    def _on_read(self, text: str) -> None:
        self.reading.setText(text or tr("The colour is the share of the label's pictures."))
        self.reading.setToolTip(plain(text))
