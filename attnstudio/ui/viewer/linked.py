"""What pictures side by side share: zoom, position, opacity, and whether map, picture or both are shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QWidget

from attnstudio.core.overlay import DEFAULT_OPACITY
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer import layers
from attnstudio.ui.viewer.layers import Layer, MapImage, Scene
from attnstudio.ui.viewer.read_out import ReadOut, read_out
from attnstudio.ui.viewer.viewport import LARGEST, Viewport, arrow_move, wheel_factor


class Link(QObject):
    """One zoom for pictures of any size: all of it is measured in parts of each picture."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0  # 1: the whole picture is seen
        self.centre = QPointF(0.5, 0.5)  # the point in the middle of the view
        self.opacity = DEFAULT_OPACITY
        self.view = View.OVERLAY
        self.over: list[Layer] = []  # painted on top, in pixels of the pictures' files

    def fit(self) -> None:
        self.move_to(1.0, QPointF(0.5, 0.5))

    def move_to(self, factor: float, centre: QPointF) -> None:
        """The picture never becomes smaller than fitted, and always covers the middle of the view."""
        self.factor = min(max(factor, 1.0), LARGEST)
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

    accessible_role = QAccessible.Role.Graphic

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
        wanted = min(max(self.link.factor * factor, 1.0), LARGEST)
        fixed = QRectF(self.area()).center() if around is None else around
        now = self.viewport()
        self._place(wanted, now.zoomed(now.scale * wanted / self.link.factor, fixed))

    def paint_map(self, painter: QPainter, shown: MapImage | None, rect: QRect, opacity: float | None = None) -> None:
        """The picture and a map over it, within a part of the widget."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = Scene(
            rect=rect,
            transform=self.viewport().transform(),
            picture=self.picture,
            map=shown,
            view=self.link.view,
            opacity=self.link.opacity if opacity is None else opacity,
            device_ratio=self.devicePixelRatioF(),
        )
        layers.picture(painter, scene)
        layers.heatmap(painter, scene)
        if self.picture is not None and self.link.over:
            shrunk = QTransform.fromScale(1 / self._shrink, 1 / self._shrink) * scene.transform
            painter.save()
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            for layer in self.link.over:
                layer(painter, replace(scene, transform=shrunk))
            painter.restore()

    def read_out(self, point: QPointF) -> ReadOut | None:
        """What is under a point, in pixels of the picture's file; None outside the picture."""
        if self.picture is None or not QRectF(self.area()).contains(point):
            return None
        return read_out(self.picture, self.map, self.viewport().to_picture(point), self._shrink)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, 240)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, 90)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if (factor := wheel_factor(event)) is not None:
            self.zoom(factor, event.position())
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
        if (move := arrow_move(event)) is not None:
            self._move(move)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:  # noqa: N802
        self.update()

    def focusOutEvent(self, event: object) -> None:  # noqa: N802
        self.update()

    def _move(self, by: QPointF) -> None:
        self._place(self.link.factor, self.viewport().moved(by))

    def viewport(self) -> Viewport:
        """Where the picture lies at the moment."""
        area, size = QRectF(self.area()), self._size()
        return Viewport.centred(self._fitted_scale() * self.link.factor, self.link.centre, size, area)

    def _place(self, factor: float, viewport: Viewport) -> None:
        """Move this view, and with it all others of the link."""
        self.link.move_to(factor, viewport.centre(self._size(), QRectF(self.area())))

    def _size(self) -> QSizeF:
        """Of the picture."""
        return QSizeF(4, 3) if self.picture is None else QSizeF(self.picture.levels[0].size())

    def _fitted_scale(self) -> float:
        return Viewport.fitted(self._size(), QRectF(self.area())).scale


def _part(value: float) -> float:
    return min(max(value, 0.0), 1.0)
