"""Thumbnails of the rows that are seen, as icons."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from attnstudio.jobs.pictures import PictureLoader

SMALL, LARGE = QSize(64, 48), QSize(96, 96)
_MOST = 1500  # icons that are held; others are decoded again
_SIZES = (SMALL, LARGE)


class Thumbnails(QObject):
    """Owns the icons seen last, small ones for rows and large ones for a grid."""

    ready = Signal(object)  # Path

    def __init__(self, loader: PictureLoader) -> None:
        super().__init__()
        self._loader = loader
        self._icons: OrderedDict[Path, dict[int, QIcon]] = OrderedDict()
        self._blank = {size.width(): _icon(QImage(), size) for size in _SIZES}
        loader.thumbnail_ready.connect(self._on_thumbnail, Qt.ConnectionType.QueuedConnection)

    def icon(self, path: Path, size: QSize) -> QIcon:
        """A grey one at first; `ready` follows."""
        if path not in self._icons:
            self._loader.request_thumbnail(path)
            return self._blank[size.width()]
        self._icons.move_to_end(path)
        return self._icons[path][size.width()]

    @Slot(object, object)
    def _on_thumbnail(self, path: Path, image: QImage) -> None:
        self._icons[path] = {size.width(): _icon(image, size) for size in _SIZES}
        if len(self._icons) > _MOST:
            oldest, _ = self._icons.popitem(last=False)
            self._loader.forget_thumbnail(oldest)
        self.ready.emit(path)


def _icon(image: QImage, size: QSize) -> QIcon:
    """The same when selected: a picture must not be tinted."""
    pixmap = _framed(image, size)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _framed(image: QImage, size: QSize) -> QPixmap:
    """The thumbnail centred in a cell of one size, so that the names stand in one column."""
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    if not image.isNull():
        fitted = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        painter = QPainter(pixmap)
        painter.drawImage((size.width() - fitted.width()) // 2, (size.height() - fitted.height()) // 2, fitted)
        painter.end()
    else:
        pixmap.fill(QColor(128, 128, 128, 40))
    return pixmap
