"""What compared maps have in common: zoom, place, opacity, and whether map, picture or both are seen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QWidget

from attnstudio.core.overlay import DEFAULT_OPACITY
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer import layers
from attnstudio.ui.viewer.canvas import ReadOut
from attnstudio.ui.viewer.layers import MapImage, Scene

_LARGEST = 64.0  # times the fitted size
_STEP = 1.25
_MOVE = 40  # pixels that an arrow key moves the picture by


class Link(QObject):
    """One zoom for pictures of any size: all of it is measured in parts of each picture."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0  # 1: the whole picture is seen
        self.centre = QPointF(0.5, 0.5)  # what stands in the middle
        self.opacity = DEFAULT_OPACITY
        self.view = View.OVERLAY

    def fit(self) -> None:
        self.move_to(1.0, QPointF(0.5, 0.5))

    def move_to(self, factor: float, centre: QPointF) -> None:
        """Nobody gets lost: the picture does not become smaller than fitted, nor leave the middle."""
        self.factor = min(max(factor, 1.0), _LARGEST)
        fitted = self.factor == 1.0
        self.centre = QPointF(0.5, 0.5) if fitted else QPointF(_part(centre.x()), _part(centre.y()))
        self.changed.emit()

    def set_opacity(self, opacity: float) -> None:
        self.opacity = opacity
        self.changed.emit()

    def set_view(self, view: View) -> None:
        self.view = view
        self.changed.emit()


class LinkedView(QWidget):
    """A picture, with whatever lies over it, that is zoomed and moved with all others of its link."""

    cursor_moved = Signal(object)  # ReadOut or None

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = link
        self.picture: DisplayPicture | None = None
        self.map: MapImage | None = None
        self._shrink = 1.0  # pixels of the file for one of the picture that is shown
        self._dragged_from: QPointF | None = None
        link.changed.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_map(self, picture: DisplayPicture | None, shown: MapImage | None, shrink: float = 1.0) -> None:
        """Args:
        shrink: pixels of the picture's file for one of those that are shown.
        """
        self.picture, self.map, self._shrink = picture, shown, shrink
        self.update()

    def area(self) -> QRect:
        """Where the picture has its place in the widget."""
        return self.rect()

    def actual_factor(self) -> float:
        """The zoom at which a pixel of the file is one of the screen."""
        return self._shrink / self.devicePixelRatioF() / self._fitted_scale()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """The point of the picture under `around` stays where it is."""
        middle = QRectF(self.area()).center()
        fixed = middle if around is None else around
        place = self._to_part(fixed)
        wanted = min(max(self.link.factor * factor, 1.0), _LARGEST)
        size = self._size() * self._fitted_scale() * wanted
        offset = fixed - middle
        self.link.move_to(wanted, place - QPointF(offset.x() / size.width(), offset.y() / size.height()))

    def transform(self) -> QTransform:
        """From picture pixels to the widget's."""
        scale = self._fitted_scale() * self.link.factor
        size, middle = self._size(), QRectF(self.area()).center()
        left = middle.x() - self.link.centre.x() * size.width() * scale
        top = middle.y() - self.link.centre.y() * size.height() * scale
        return QTransform.fromTranslate(left, top).scale(scale, scale)

    def paint_map(self, painter: QPainter, shown: MapImage | None, rect: QRect, opacity: float | None = None) -> None:
        """The picture and a map over it, within a part of the widget."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = Scene(
            rect=rect,
            transform=self.transform(),
            picture=self.picture,
            map=shown,
            view=self.link.view,
            opacity=self.link.opacity if opacity is None else opacity,
            device_ratio=self.devicePixelRatioF(),
        )
        layers.picture(painter, scene)
        layers.heatmap(painter, scene)

    def read_out(self, point: QPointF) -> ReadOut | None:
        """What lies under a point, in pixels of the picture's file; None beside the picture."""
        inverse, possible = self.transform().inverted()
        if self.picture is None or not possible or not QRectF(self.area()).contains(point):
            return None
        place, pixels = inverse.map(point), self.picture.picture.pixels
        height, width = pixels.shape[:2]
        if not (0 <= place.x() < width and 0 <= place.y() < height):
            return None
        red, green, blue = pixels[int(place.y()), int(place.x())].tolist()
        value = self.map.value_at(place.x(), place.y()) if self.map else None
        return ReadOut(int(place.x() * self._shrink), int(place.y() * self._shrink), (red, green, blue), value)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, 240)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, 90)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom(_STEP**turns, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._dragged_from is not None:
            self._move(event.position() - self._dragged_from)
            self._dragged_from = event.position()
        self.cursor_moved.emit(self.read_out(event.position()))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:  # noqa: N802
        self._dragged_from = None

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        self.cursor_moved.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves = {
            Qt.Key.Key_Left: QPointF(_MOVE, 0),
            Qt.Key.Key_Right: QPointF(-_MOVE, 0),
            Qt.Key.Key_Up: QPointF(0, _MOVE),
            Qt.Key.Key_Down: QPointF(0, -_MOVE),
        }
        if event.key() in moves:
            self._move(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:  # noqa: N802
        self.update()

    def focusOutEvent(self, event: object) -> None:  # noqa: N802
        self.update()

    def _move(self, by: QPointF) -> None:
        size = self._size() * self._fitted_scale() * self.link.factor
        self.link.move_to(self.link.factor, self.link.centre - QPointF(by.x() / size.width(), by.y() / size.height()))

    def _to_part(self, point: QPointF) -> QPointF:
        inverse, _ = self.transform().inverted()
        place, size = inverse.map(point), self._size()
        return QPointF(place.x() / size.width(), place.y() / size.height())

    def _size(self) -> QSizeF:
        """Of the picture."""
        return QSizeF(4, 3) if self.picture is None else QSizeF(self.picture.levels[0].size())

    def _fitted_scale(self) -> float:
        room, size = self.area().size(), self._size()
        return max(1e-6, min(room.width() / size.width(), room.height() / size.height()))


def _part(value: float) -> float:
    return min(max(value, 0.0), 1.0)
