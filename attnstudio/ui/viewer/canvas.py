"""The overlay viewer: zoom to the cursor, fit, pan, read-out. It paints layers and computes no map."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.core.overlay import DEFAULT_OPACITY
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer import layers
from attnstudio.ui.viewer.layers import Layer, MapImage, Scene

_MARGIN = 12  # pixels round a fitted picture
_SMALLEST, _LARGEST = 0.01, 64.0
_STEP = 1.25
_VIEWS = (View.OVERLAY, View.PICTURE, View.MAP)


@dataclass(frozen=True)
class ReadOut:
    """What is under the cursor: picture pixel, its colour, the map's value (None where there is none)."""

    x: int
    y: int
    rgb: tuple[int, int, int]
    value: float | None


class Canvas(QWidget):
    """Shows one picture and one map over it."""

    cursor_moved = Signal(object)  # ReadOut or None
    view_changed = Signal(object)  # View

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture: DisplayPicture | None = None
        self._map: MapImage | None = None
        self._stand_in: MapImage | None = None
        self._view = View.OVERLAY
        self._opacity = DEFAULT_OPACITY
        self._scale = 1.0
        self._offset = QPointF()
        self._fitted = True
        self._dragged_from: QPointF | None = None
        self._resting_cursor = Qt.CursorShape.ArrowCursor
        self.over: list[Layer] = []  # painted on top of all others
        self.retranslate()

    @property
    def picture(self) -> DisplayPicture | None:
        return self._picture

    @property
    def map(self) -> MapImage | None:
        """What lies over the picture."""
        return self._stand_in or self._map

    @property
    def view(self) -> View:
        return self._view

    @property
    def scale(self) -> float:
        """Canvas pixels for one picture pixel."""
        return self._scale

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Picture with its map"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, 520)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 200)

    def set_picture(self, picture: DisplayPicture | None) -> None:
        """Show another picture, without a map. A zoom that the user chose is kept."""
        self._picture = picture
        self._map = self._stand_in = None
        if self._fitted:
            self.fit()
        self.update()

    def set_map(self, shown: MapImage | None) -> None:
        self._map = shown
        self.update()

    def set_stand_in(self, shown: MapImage | None) -> None:
        """Show something else in the map's place, until None; maps that arrive meanwhile wait behind it."""
        self._stand_in = shown
        self.update()

    def set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self.update()

    def set_colormap(self, colormap: str) -> None:
        self._map, self._stand_in = (
            None if shown is None else shown.with_colormap(colormap) for shown in (self._map, self._stand_in)
        )
        self.update()

    def set_view(self, view: View) -> None:
        if view is not self._view:
            self._view = view
            self.view_changed.emit(view)
            self.update()

    def next_view(self) -> None:
        """Overlay, picture, map, and round again."""
        self.set_view(_VIEWS[(_VIEWS.index(self._view) + 1) % len(_VIEWS)])

    def set_tool_cursor(self, cursor: Qt.CursorShape) -> None:
        """The mouse's, unless the picture is being dragged."""
        self._resting_cursor = cursor
        self.setCursor(cursor)

    def fit(self) -> None:
        """The whole picture, as large as it goes, and again whenever the window changes its size."""
        self._fitted = True
        if self._picture is not None:
            size = self._picture.levels[0].size()
            room_x, room_y = max(1, self.width() - 2 * _MARGIN), max(1, self.height() - 2 * _MARGIN)
            self._scale = min(room_x / size.width(), room_y / size.height())
            self._offset = QPointF(
                (self.width() - size.width() * self._scale) / 2, (self.height() - size.height() * self._scale) / 2
            )
        self.update()

    def actual_size(self) -> None:
        """One picture pixel on one screen pixel, the centre kept."""
        self.zoom(1 / self.devicePixelRatioF() / self._scale, QPointF(self.rect().center()))

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom; the point of the picture under `around` stays where it is."""
        if self._picture is None:
            return
        centre = QPointF(self.rect().center()) if around is None else around
        scale = min(max(self._scale * factor, _SMALLEST), _LARGEST)
        self._offset = centre - (centre - self._offset) * (scale / self._scale)
        self._scale = scale
        self._fitted = False
        self.update()

    def to_picture(self, point: QPointF) -> QPointF:
        return (point - self._offset) / self._scale

    def from_picture(self, point: QPointF) -> QPointF:
        return point * self._scale + self._offset

    def read_out(self, point: QPointF) -> ReadOut | None:
        """What lies under a point of the canvas; None beside the picture."""
        if self._picture is None:
            return None
        place = self.to_picture(point)
        pixels = self._picture.picture.pixels
        height, width = pixels.shape[:2]
        if not (0 <= place.x() < width and 0 <= place.y() < height):
            return None
        x, y = int(place.x()), int(place.y())
        red, green, blue = pixels[y, x].tolist()
        return ReadOut(x, y, (red, green, blue), self.map.value_at(place.x(), place.y()) if self.map else None)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = Scene(
            rect=self.rect(),
            transform=QTransform.fromTranslate(self._offset.x(), self._offset.y()).scale(self._scale, self._scale),
            picture=self._picture,
            map=self.map,
            view=self._view,
            opacity=self._opacity,
            device_ratio=self.devicePixelRatioF(),
        )
        for layer in (*layers.LAYERS, *self.over):
            layer(painter, scene)
        if self.hasFocus():
            layers.focus_frame(painter, scene)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom(_STEP**turns, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._dragged_from is not None and self._picture is not None:
            self._offset += event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._fitted = False
            self.update()
        self.cursor_moved.emit(self.read_out(event.position()))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:  # noqa: N802
        self._dragged_from = None
        self.setCursor(self._resting_cursor)

    def mouseDoubleClickEvent(self, _: QMouseEvent) -> None:  # noqa: N802
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.cursor_moved.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = 40.0
        moves = {
            Qt.Key.Key_Left: QPointF(step, 0),
            Qt.Key.Key_Right: QPointF(-step, 0),
            Qt.Key.Key_Up: QPointF(0, step),
            Qt.Key.Key_Down: QPointF(0, -step),
        }
        if event.key() in moves and self._picture is not None:
            self._offset += moves[Qt.Key(event.key())]
            self._fitted = False
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()
