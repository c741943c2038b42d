"""The channels of a layer as thumbnails, the one with the largest weight for the target first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QToolButton, QWidget

from attnstudio.core.channel_order import Ordered
from attnstudio.core.channels import Channels
from attnstudio.ui.inspector.channel_list import SIDE, ChannelList, size_of
from attnstudio.ui.inspector.order_box import OrderBox
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Pages, Panel, heading
from attnstudio.ui.widgets.elided_label import ElidedLabel
from attnstudio.ui.widgets.right_click import RightClick

_ROOM = QSize(12, 26)  # to the right of a thumbnail, and below it for its caption
_PATIENCE = 300  # ms; after that "Working..." is shown
_Index = QModelIndex | QPersistentModelIndex


class _Thumbnails(QListView):
    """At most one is selected; selecting it again takes the selection back. The columns share the whole width."""

    def set_size(self, size: QSize) -> None:
        """Of a thumbnail."""
        self.setIconSize(size)
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._share_width()
        super().resizeEvent(event)

    def _share_width(self) -> None:
        width = self.viewport().width() - 2
        columns = max(1, width // (SIDE + _ROOM.width()))
        self.setGridSize(QSize(width // columns, self.iconSize().height() + _ROOM.height()))

    def selectionCommand(  # noqa: N802
        self, index: _Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        again = index.isValid() and self.selectionModel().isSelected(index)
        if again and event is not None and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            return QItemSelectionModel.SelectionFlag.Clear
        return super().selectionCommand(index, event)


class ChannelGrid(Panel):
    """Emits `channel_chosen` with a channel's place in the order of weights, None when none is chosen any more."""

    channel_chosen = Signal(object)  # int or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channels: Channels | None = None
        self._target = ""
        self._reason: Callable[[], str] = lambda: tr("Choose a picture and a layer.")
        self._heading = heading()
        self._about = ElidedLabel()
        self.back = QToolButton()
        self.back.setEnabled(False)
        self.back.clicked.connect(self.clear_selection)
        self.list = _Thumbnails()
        self._thumbnails = ChannelList(self)
        self._set_up_list()
        self._pages = Pages(self.list)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_PATIENCE)
        self._slow.timeout.connect(self._on_slow)
        first = QHBoxLayout()
        first.addWidget(self._heading, 1)
        first.addWidget(self.back)
        self.stack.addLayout(first)
        self.stack.addWidget(self._about)
        self.order = OrderBox()
        self.stack.addWidget(self.order)
        self.stack.addWidget(self._pages, 1)
        self.retranslate()

    def _set_up_list(self) -> None:
        self.list.setModel(self._thumbnails)
        RightClick(self.list)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        font = theme.tabular(self.list.font())
        font.setPixelSize(theme.BASE_PIXELS - 2)
        self.list.setFont(font)
        self.list.selectionModel().selectionChanged.connect(self._on_selection)
        self.list.activated.connect(self._on_activated)

    @property
    def chosen(self) -> int | None:
        """Place of the chosen channel."""
        places = [self._thumbnails.place(index.row()) for index in self.list.selectedIndexes()]
        return places[0] if places else None

    @property
    def channel(self) -> tuple[str, int] | None:
        """Layer and number of the chosen channel."""
        if self._channels is None or self.chosen is None:
            return None
        return self._channels.layer, int(self._channels.numbers[self.chosen])

    def name(self, index: QModelIndex) -> str:
        """Of a channel, with its layer."""
        assert self._channels is not None
        number = int(self._channels.numbers[self._thumbnails.place(index.row())])
        return f"{self._channels.layer}[{number}]"

    def is_chosen(self, index: QModelIndex) -> bool:
        return self.list.selectionModel().isSelected(index)

    def choose(self, index: QModelIndex) -> None:
        """Nothing, while other channels are computed."""
        if self.list.selectionMode() is not QAbstractItemView.SelectionMode.NoSelection:
            self.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_channels(self, channels: Channels, target: str) -> None:
        """Show a layer's channels; `target`: the name of what they are weighted for."""
        self._slow.stop()
        self._channels, self._target = channels, target
        self.clear_selection()
        self._thumbnails.show_channels(channels)
        self.list.set_size(size_of(channels))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.scrollToTop()
        self._pages.show_content()
        self.retranslate()

    def show_order(self, found: Ordered) -> None:
        """Sort them anew; the chosen one stays chosen."""
        if self._channels is not None and len(found.places) == len(self._channels.numbers):
            self._thumbnails.show_order(found)
            if self.chosen is None:
                self.list.scrollToTop()

    def show_nothing(self, reason: Callable[[], str]) -> None:
        """Say in their place why there are none, or what to do next, in the language of the moment."""
        self._slow.stop()
        self._channels, self._reason = None, reason
        self.clear_selection()
        self._thumbnails.show_channels(None)
        self._pages.show_empty(reason())
        self.retranslate()

    def wait(self) -> None:
        """Other channels are being computed: the present ones stay visible, but cannot be chosen."""
        self.clear_selection()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._slow.start()

    def clear_selection(self) -> None:
        self.list.clearSelection()

    def set_colormap(self, colormap: str) -> None:
        self._thumbnails.set_colormap(colormap)

    def retranslate(self) -> None:
        self._heading.setText(tr("Channels of the layer"))
        self.list.setAccessibleName(tr("Channels of the layer"))
        self.order.retranslate()
        self.back.setText(tr("Back to the map"))
        self.back.setToolTip(tr("Show the map again (Esc)"))
        self._about.show_whole("" if self._channels is None else _about(self._channels, self._target))
        self._pages.empty.setText(self._reason())

    @Slot()
    def _on_slow(self) -> None:
        self.show_nothing(lambda: tr("Working..."))

    @Slot(QItemSelection, QItemSelection)
    def _on_selection(self, *_: QItemSelection) -> None:
        self.back.setEnabled(self.chosen is not None)
        self.channel_chosen.emit(self.chosen)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.choose(index)


def _about(channels: Channels, target: str) -> str:
    rows, columns = channels.values.shape[1:]
    shape = f"{rows}\N{MULTIPLICATION SIGN}{columns}"
    count = len(channels.numbers)
    if count < channels.total:
        text = tr(
            "{layer}, {shape}: {count} of {n} channels, the largest weights for {target}",
            layer=channels.layer,
            shape=shape,
            count=count,
            n=channels.total,
            target=target,
        )
        return text
    return tr(
        "{layer}, {shape}: {n} channels, weights for {target}",
        layer=channels.layer,
        shape=shape,
        n=count,
        target=target,
    )
