"""The bar over the picture while maps are reviewed: what the keys do, and how much is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from attnstudio.core.review import EXPLANATIONS, NAMES, Review
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.flow_layout import FlowLayout
from attnstudio.ui.widgets.labels import as_chip


class ReviewBar(QWidget):
    """A chip for each mark; that of the picture that is shown is on, and turning it off takes the mark away."""

    marked = Signal(int)  # Review
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {review: QToolButton() for review in list(Review)[1:]}
        self.progress, self.close_button = faint(wrapped=False), QToolButton()
        marks = QWidget()
        flow, row = FlowLayout(marks), QHBoxLayout(self)
        for review, button in self.buttons.items():
            button.setCheckable(True)
            as_chip(button)
            button.clicked.connect(lambda on, review=review: self.marked.emit(int(review if on else Review.NONE)))
            flow.addWidget(button)
        flow.addWidget(self.progress)
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.closed)
        row.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2)
        row.addWidget(marks, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        self.retranslate()

    def show_review(self, review: Review, done: int, count: int) -> None:
        """Of the picture that is shown; how many of the listed ones are reviewed."""
        for one, button in self.buttons.items():
            button.setChecked(one is review)
        self.progress.setText(tr("Reviewed: {done} of {count}", done=done, count=count))

    def retranslate(self) -> None:
        for review, button in self.buttons.items():
            button.setText(f"{int(review)}  {tr(NAMES[review])}")
            button.setToolTip(tr(EXPLANATIONS[review]))
        self.progress.setToolTip(tr("The arrows walk, 1 to 4 mark, 0 takes the mark away"))
        self.close_button.setIcon(theme.icon("close"))
        self.close_button.setToolTip(tr("End the review"))
        self.close_button.setAccessibleName(tr("End the review"))
