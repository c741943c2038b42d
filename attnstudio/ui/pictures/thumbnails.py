"""Thumbnails of the rows that are seen, as icons."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap

from attnstudio.jobs.pictures import THUMBNAIL_SIDE, PictureLoader

SMALL = QSize(64, 48)  # in a list
LEAST_SIDE, USUAL_SIDE, MOST_SIDE = 64, 96, THUMBNAIL_SIDE  # in a grid
_MOST = 600  # thumbnails that are held, several screens full; others are decoded again


@dataclass(frozen=True)
class _Thumbnail:
    image: QImage
    icons: dict[tuple[int, int], QIcon] = field(default_factory=dict)  # by width and height

    is_there: bool = True  # else it is still being made

    def icon(self, size: QSize) -> QIcon:
        if size.toTuple() not in self.icons:
            self.icons[size.toTuple()] = _icon(self.image, size, is_broken=self.is_there and self.image.isNull())
        return self.icons[size.toTuple()]


class Thumbnails(QObject):
    """Owns the thumbnails seen last, small ones for rows and those of a grid, whose side can be chosen."""

    ready = Signal(object)  # Path

    def __init__(self, loader: PictureLoader) -> None:
        super().__init__()
        self._loader = loader
        self._made: OrderedDict[Path, _Thumbnail] = OrderedDict()
        self._blank = _Thumbnail(QImage(), is_there=False)
        self.large = QSize(USUAL_SIDE, USUAL_SIDE)
        loader.thumbnail_ready.connect(self._on_thumbnail, Qt.ConnectionType.QueuedConnection)

    def resize(self, side: int) -> None:
        """The large ones, in pixels."""
        before, self.large = self.large.toTuple(), QSize(side, side)
        for one in (self._blank, *self._made.values()):
            one.icons.pop(before, None)

    def icon(self, path: Path, size: QSize) -> QIcon:
        """A grey one at first; `ready` follows."""
        if path not in self._made:
            self._loader.request_thumbnail(path)
            return self._blank.icon(size)
        self._made.move_to_end(path)
        return self._made[path].icon(size)

    def is_broken(self, path: Path) -> bool:
        """Whether the file was found not to be a picture."""
        return path in self._made and self._made[path].image.isNull()

    @Slot(object, object)
    def _on_thumbnail(self, path: Path, image: QImage) -> None:
        self._made[path] = _Thumbnail(image)
        if len(self._made) > _MOST:
            oldest, _ = self._made.popitem(last=False)
            self._loader.forget_thumbnail(oldest)
        self.ready.emit(path)


def _icon(image: QImage, size: QSize, *, is_broken: bool) -> QIcon:
    """The same when selected: a picture must not be tinted."""
    pixmap = _framed(image, size)
    if is_broken:
        _cross(pixmap)
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


def _cross(pixmap: QPixmap) -> None:
    """In the middle, in a grey that is seen in both themes."""
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(128, 128, 128), 2.5))
    middle, arm = QPointF(pixmap.width() / 2, pixmap.height() / 2), min(pixmap.width(), pixmap.height()) / 5
    for slope in (arm, -arm):
        painter.drawLine(middle - QPointF(arm, slope), middle + QPointF(arm, slope))
    painter.end()
