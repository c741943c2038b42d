"""By what the channels are sorted."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from attnstudio.core.channel_order import ChannelOrder
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel

_TEXTS = {
    ChannelOrder.WEIGHT: tr_noop("Weight"),
    ChannelOrder.MEAN_WEIGHT: tr_noop("Mean weight of the selected pictures"),
    ChannelOrder.ACTIVATION: tr_noop("Mean activation"),
    ChannelOrder.REGION: tr_noop("Share in the region"),
    ChannelOrder.CURSOR: tr_noop("Activation under the cursor"),
}
_HINTS = {
    ChannelOrder.REGION: tr_noop("Draw a region on the picture first."),
    ChannelOrder.CURSOR: tr_noop("Move the cursor over the picture."),
    ChannelOrder.MEAN_WEIGHT: tr_noop("Select two pictures or more in the list first."),
}


class OrderBox(QWidget):
    """Emits `chosen` when the user chooses another order. `need` says what a chosen order still waits for."""

    chosen = Signal(object)  # ChannelOrder

    def __init__(self) -> None:
        super().__init__()
        self._label, self.box, self._need = PlainLabel(), QComboBox(), faint()
        self._label.setBuddy(self.box)
        for order in ChannelOrder:
            self.box.addItem("", order)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._needs = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label)
        row.addWidget(self.box, 1)
        row.addWidget(self._need)
        self.box.activated.connect(self._on_activated)
        self.retranslate()

    @property
    def order(self) -> ChannelOrder:
        return ChannelOrder(self.box.currentData())

    def show_need(self, needs: bool) -> None:
        """Whether the chosen order waits for something of the user."""
        self._needs = needs
        text = _HINTS.get(self.order, "") if needs else ""
        self._need.setText(tr(text) if text else "")
        self._need.setVisible(bool(text))

    def retranslate(self) -> None:
        self._label.setText(tr("Sort by"))
        self.box.setAccessibleName(tr("Sort by"))
        for place, order in enumerate(ChannelOrder):
            self.box.setItemText(place, tr(_TEXTS[order]))
        self.show_need(self._needs)

    @Slot()
    def _on_activated(self) -> None:
        self.chosen.emit(self.order)
