"""The channels of a layer as rows of a list, in the chosen order."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, QSizeF, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QWidget

from attnstudio.core.channel_order import ChannelOrder, Ordered, ordered
from attnstudio.core.channels import Channels
from attnstudio.core.overlay import DEFAULT_COLORMAP, coloured
from attnstudio.core.scaling import normalised
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import decimal
from attnstudio.ui.shell.numbers import number as number_text

SIDE = 80  # of a thumbnail, the longer one
_Index = QModelIndex | QPersistentModelIndex


class ChannelList(QAbstractListModel):
    """One row a channel, in the chosen order; a thumbnail is painted when its row is first seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._channels: Channels | None = None
        self._ordered: Ordered | None = None
        self._colormap = DEFAULT_COLORMAP
        self._thumbnails: dict[int, QIcon] = {}

    def show_channels(self, channels: Channels | None) -> None:
        """In the order of their weights."""
        self.beginResetModel()
        self._channels = channels
        self._ordered = None if channels is None else ordered(ChannelOrder.WEIGHT, channels.weights)
        self._thumbnails.clear()
        self.endResetModel()

    def show_order(self, found: Ordered) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = [self.place(index.row()) for index in before]
        self._ordered = found
        rows = {place: row for row, place in enumerate(found.places.tolist())}
        self.changePersistentIndexList(before, [self.index(rows[place]) for place in places])
        self.layoutChanged.emit()

    def place(self, row: int) -> int:
        """Of the channel of a row, in the order of weights."""
        assert self._ordered is not None
        return int(self._ordered.places[row])

    def set_colormap(self, colormap: str) -> None:
        self._colormap = colormap
        self._thumbnails.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1), [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() or self._channels is None else len(self._channels.numbers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._channels is None or self._ordered is None:
            return None
        place = self.place(index.row())
        number, weight = int(self._channels.numbers[place]), float(self._channels.weights[place])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{number} {_strength(self._ordered, index.row())}"
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return tr("Channel {number}, weight {weight}", number=number, weight=signed(weight))
            case Qt.ItemDataRole.DecorationRole:
                if place not in self._thumbnails:
                    self._thumbnails[place] = self._thumbnail(self._channels, place)
                return self._thumbnails[place]
        return None

    def _thumbnail(self, channels: Channels, place: int) -> QIcon:
        image = to_qimage(coloured(normalised(channels.values[place])[0], self._colormap))
        size = size_of(channels) * 2
        fitted = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        pixmap = QPixmap.fromImage(fitted)
        pixmap.setDevicePixelRatio(2)
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a channel must not be tinted
        return icon


def signed(weight: float) -> str:
    """Two figures and a sign: +0.034."""
    return decimal(f"{weight:+#.2g}".rstrip(".")).replace("-", "\N{MINUS SIGN}")


def size_of(channels: Channels) -> QSize:
    """Of a thumbnail: in the shape of what the model saw of the picture."""
    left, top, right, bottom = channels.placement.box
    shape = QSizeF(right - left, bottom - top)
    return shape.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio).toSize().expandedTo(QSize(1, 1))


def _strength(found: Ordered, row: int) -> str:
    """What a channel is ordered by: a share in per cent, else two figures and a sign."""
    strength = float(found.strengths[row])
    if found.order is ChannelOrder.REGION:
        return tr("{share} %", share=number_text(100 * strength, 0))
    return signed(strength)
