"""What the method chooser says of the current row: sentence, paper, needs, expected time, and why it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.ui.explain.method_rows import Row
from attnstudio.ui.explain.method_text import cost_text, misfit, needs_text, paper_link
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import about
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.widgets.base import Panel, faint, heading
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import LinkLabel, PlainLabel

_WIDTH = 270


class MethodDetails(Panel):
    """Shows one row. The buttons are for a set of the user's own.

    Args:
        seconds: what a map is expected to take here.
    """

    rename_requested = Signal()
    delete_requested = Signal()

    def __init__(self, seconds: Callable[[MethodCall], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self.name, self.summary, self.misfit = heading(), LinkLabel(by_keyboard=False), PlainLabel()
        self.needs, self.time = faint(), faint()
        as_problem(self.misfit)
        for label in (self.name, self.summary, self.misfit):
            label.setWordWrap(True)
        self.rename, self.delete = QPushButton(), QPushButton()
        self.rename.clicked.connect(self.rename_requested)
        self.delete.clicked.connect(self.delete_requested)
        for button in (self.rename, self.delete):
            button.setAutoDefault(False)  # Enter in the search is not for them
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.rename)
        row.addWidget(self.delete)
        row.addStretch()
        self.stack.setSpacing(theme.SPACE)
        for widget in (self.name, self.summary, self.misfit, self.needs, self.time, self._buttons):
            self.stack.addWidget(widget)
        self.stack.addStretch()
        self.setFixedWidth(_WIDTH)
        self.retranslate()

    def retranslate(self) -> None:
        self.rename.setText(tr("Rename"))
        self.delete.setText(tr("Delete"))

    def show_row(self, row: Row | None, info: ModelInfo | None) -> None:
        """None: nothing was found."""
        self.name.setText(tr("No method is called that.") if row is None else row.name)
        method = None if row is None else row.method
        reason = misfit(method, info) if method is not None else ""
        self.misfit.setText(reason)
        self.misfit.setVisible(bool(reason))
        self._buttons.setVisible(row is not None and row.is_own)
        for label in (self.summary, self.needs, self.time):
            label.setVisible(row is not None)
        if row is None:
            return
        time = about(sum(map(self._seconds, row.calls)))
        self.time.setText(
            tr("Here about {time} a picture", time=time)
            if method is None
            else tr("Here about {time} a picture ({passes})", time=time, passes=cost_text(method))
        )
        if method is None:
            self.summary.setText(escape(", ".join(method_name(call.id) for call in row.calls)))
            self.needs.setText(tr("{n} methods, computed together.", n=len(row.calls)))
        else:
            self.summary.setText(f"{escape(tr(method.summary))}<br><br>{paper_link(method.paper)}")
            self.needs.setText(needs_text(method))
