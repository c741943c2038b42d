"""The bar of a panel that starts a job: what is computed, start and cancel, which of the results is seen, and save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QToolButton, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.flow_layout import FlowLayout
from attnstudio.ui.widgets.plain import PlainLabel


class RunBar(QWidget):
    """Goes on in a second row where the panel is narrow.

    Args:
        more: what stands between the choice and the buttons.
    """

    start_requested = Signal()
    cancel_requested = Signal()
    save_requested = Signal()

    def __init__(self, *more: QWidget) -> None:
        super().__init__()
        self.label, self.choice, self.result = PlainLabel(), QComboBox(), QComboBox()
        self.start, self.cancel, self.save = QPushButton(), QPushButton(), QToolButton()
        self.label.setBuddy(self.choice)
        for box in (self.choice, self.result):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = FlowLayout(self, theme.SPACE)
        for widget in (self.label, self.choice, *more, self.start, self.cancel, self.result, self.save):
            row.addWidget(widget)
        self.start.clicked.connect(self.start_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.save.clicked.connect(self.save_requested)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        self.cancel.setEnabled(busy)

    def show_texts(self, label: str, start: str, start_help: str, save: str) -> None:
        self.label.setText(label)
        self.start.setText(start)
        self.start.setToolTip(start_help)
        self.cancel.setText(tr("Cancel"))
        self.save.setIcon(theme.icon("save"))
        self.save.setToolTip(save)
        self.save.setAccessibleName(save)
