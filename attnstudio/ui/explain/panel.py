"""The Explain panel: the pickers in a column that scrolls, Run and Cancel below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import about
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.scroll_area import ScrollArea


class ExplainPanel(QWidget):
    def __init__(self, pickers: Sequence[QWidget], run: QAction, cancel: QAction) -> None:
        super().__init__()
        self.run_button, self.cancel_button = QPushButton(), QPushButton()
        self._expected: float | None = None
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, theme.SPACE // 2, 12, theme.SPACE // 2)
        column.setSpacing(2 * theme.SPACE)
        for picker in pickers:
            column.addWidget(picker)
        column.addStretch()
        scroll = self._scroll = ScrollArea(inside, horizontal=False)
        scroll.setMinimumWidth(300)
        buttons = self._buttons = QHBoxLayout()
        self._bar = scroll.verticalScrollBar()
        self._bar.rangeChanged.connect(self._align_buttons)
        self._align_buttons()
        buttons.setSpacing(theme.SPACE)
        for button, action, stretch in ((self.run_button, run, 2), (self.cancel_button, cancel, 1)):
            button.setMinimumHeight(30)
            button.setEnabled(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            buttons.addWidget(button, stretch)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addLayout(buttons)
        self.retranslate()

    @Slot(object)
    def show_expected(self, seconds: float | None) -> None:
        """How long a map will take; None: it comes by itself."""
        self._expected = seconds
        self.retranslate()

    def retranslate(self) -> None:
        expected = self._expected
        self.run_button.setText(
            tr("Run") if expected is None else tr("Run, about {time}", time=about(max(1, expected)))
        )
        self.cancel_button.setText(tr("Cancel"))
        self._scroll.setAccessibleName(tr("Explain"))

    @Slot()
    def _align_buttons(self) -> None:
        """They end where the pickers end: left of the scroll bar, where there is one."""
        bar = self._bar.sizeHint().width() if self._bar.maximum() > 0 else 0
        self._buttons.setContentsMargins(12, theme.SPACE, 12 + bar, theme.SPACE)
