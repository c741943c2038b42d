"""The channels of a layer as thumbnails, the one with the largest weight for the target first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QSizePolicy, QToolButton, QWidget

from attnstudio.core.channels import Channels
from attnstudio.core.overlay import DEFAULT_COLORMAP, coloured
from attnstudio.core.scaling import normalised
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import decimal
from attnstudio.ui.widgets.base import Pages, Panel, heading
from attnstudio.ui.widgets.plain import PlainLabel, plain

_SIDE = 80  # of a thumbnail, the longer one
_ROOM = QSize(12, 26)  # to the right of a thumbnail, and below it for its caption
_PATIENCE = 300  # ms; after that "Working..." is shown
_Index = QModelIndex | QPersistentModelIndex


class ChannelList(QAbstractListModel):
    """One row a channel; a thumbnail is painted when its row is first seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._channels: Channels | None = None
        self._colormap = DEFAULT_COLORMAP
        self._thumbnails: dict[int, QIcon] = {}

    def show_channels(self, channels: Channels | None) -> None:
        self.beginResetModel()
        self._channels = channels
        self._thumbnails.clear()
        self.endResetModel()

    def set_colormap(self, colormap: str) -> None:
        self._colormap = colormap
        self._thumbnails.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1), [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() or self._channels is None else len(self._channels.numbers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._channels is None:
            return None
        place = index.row()
        number, weight = int(self._channels.numbers[place]), float(self._channels.weights[place])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{number} {signed(weight)}"
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return tr("Channel {number}, weight {weight}", number=number, weight=signed(weight))
            case Qt.ItemDataRole.DecorationRole:
                if place not in self._thumbnails:
                    self._thumbnails[place] = self._thumbnail(self._channels, place)
                return self._thumbnails[place]
        return None

    def _thumbnail(self, channels: Channels, place: int) -> QIcon:
        image = to_qimage(coloured(normalised(channels.values[place])[0], self._colormap))
        size = _size(channels) * 2
        fitted = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        pixmap = QPixmap.fromImage(fitted)
        pixmap.setDevicePixelRatio(2)
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a channel must not be tinted
        return icon


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
        columns = max(1, width // (_SIDE + _ROOM.width()))
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
        self._about = _Elided()
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
        self.stack.addWidget(self._pages, 1)
        self.retranslate()

    def _set_up_list(self) -> None:
        self.list.setModel(self._thumbnails)
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
        rows = [index.row() for index in self.list.selectedIndexes()]
        return rows[0] if rows else None

    @property
    def channel(self) -> tuple[str, int] | None:
        """Layer and number of the chosen channel."""
        if self._channels is None or self.chosen is None:
            return None
        return self._channels.layer, int(self._channels.numbers[self.chosen])

    def show_channels(self, channels: Channels, target: str) -> None:
        """Show a layer's channels; `target`: the name of what they are weighted for."""
        self._slow.stop()
        self._channels, self._target = channels, target
        self.clear_selection()
        self._thumbnails.show_channels(channels)
        self.list.set_size(_size(channels))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.scrollToTop()
        self._pages.show_content()
        self.retranslate()

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
        self.back.setText(tr("Back to the map"))
        self.back.setToolTip(tr("Show the map again (Esc)"))
        self._about.show_text("" if self._channels is None else _about(self._channels, self._target))
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
        if self.list.selectionMode() is not QAbstractItemView.SelectionMode.NoSelection:
            self.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


class _Elided(PlainLabel):
    """One faint line, cut at its end where it is too long, whole in the tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "faint")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(plain(text))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


def signed(weight: float) -> str:
    """Two figures and a sign: +0.034."""
    return decimal(f"{weight:+#.2g}".rstrip(".").replace("e-0", "e-").replace("-", "\N{MINUS SIGN}"))


def _size(channels: Channels) -> QSize:
    """Of a thumbnail: in the shape of what the model saw of the picture."""
    left, top, right, bottom = channels.placement.box
    shape = QSizeF(right - left, bottom - top)
    return shape.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio).toSize().expandedTo(QSize(1, 1))


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
        "{layer}, {shape}: {n} channels, by weight for {target}",
        layer=channels.layer,
        shape=shape,
        n=count,
        target=target,
    )
