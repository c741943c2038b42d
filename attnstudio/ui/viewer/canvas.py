"""The overlay viewer: zoom to the cursor, fit, pan, read-out. It paints layers and computes no map."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.core.overlay import DEFAULT_OPACITY
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer import layers
from attnstudio.ui.viewer.layers import Layer, MapImage, Scene
from attnstudio.ui.viewer.read_out import ReadOut, read_out
from attnstudio.ui.viewer.viewport import LARGEST, Viewport, arrow_move, wheel_factor

_MARGIN = 12  # pixels round a fitted picture
_LEAST_BESIDE_BAR = 320  # pixels of the canvas: in a narrower one the colour bar lies over the picture
_SMALLEST = 0.01
_VIEWS = (View.OVERLAY, View.PICTURE, View.MAP)


class Canvas(QWidget):
    """Shows one picture and one map over it."""

    accessible_role = QAccessible.Role.Graphic

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
        self._substitute: MapImage | None = None
        self._view = View.OVERLAY
        self._opacity = DEFAULT_OPACITY
        self._viewport = Viewport()
        self._fitted = True
        self._was_moved = False  # by the canvas, to keep a kept zoom's picture in sight
        self._is_map_hidden = False
        self._mouse: QPointF | None = None  # where it is; None: elsewhere
        self._read: ReadOut | None = None  # under the mouse
        self._dragged_from: QPointF | None = None
        self._resting_cursor = Qt.CursorShape.ArrowCursor
        self.over: list[Layer] = []  # painted on top of all others
        self.retranslate()

    @property
    def picture(self) -> DisplayPicture | None:
        return self._picture

    @property
    def map(self) -> MapImage | None:
        """What is shown over the picture."""
        return self._substitute or self._map

    @property
    def view(self) -> View:
        return self._view

    @property
    def scale(self) -> float:
        """Canvas pixels for one picture pixel."""
        return self._viewport.scale

    @property
    def note(self) -> str:
        """What is said in its corner; empty: nothing."""
        return tr("Zoom kept; the picture was moved into view") if self._was_moved else ""

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Picture with its map"))
        self.setAccessibleDescription(self.note)
        self.update()  # the numbers of the colour bar are written as the language does

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, 520)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 200)

    def set_picture(self, picture: DisplayPicture | None) -> None:
        """Show another picture, without a map. A zoom that the user chose stays, at the same place of the picture.

        Where this place would leave too little in sight, the picture is moved, which `note` says.
        """
        before, self._picture = self._picture, picture
        self._map = self._substitute = None
        if self._fitted:
            self.fit()
        elif before is not None and picture is not None:
            sizes, area = [QSizeF(one.levels[0].size()) for one in (before, picture)], QRectF(self.rect())
            centre = self._viewport.centre(sizes[0], area)
            wanted = Viewport.centred(self.scale, centre, sizes[1], area)
            self._place(wanted)
            self._say_moved(self._viewport != wanted)
        self._show_changed()

    def set_map(self, shown: MapImage | None) -> None:
        self._map = shown
        self._show_changed()

    def set_substitute(self, shown: MapImage | None) -> None:
        """Show a channel in place of the map; None shows the map again, or a newer one."""
        self._substitute = shown
        self._show_changed()

    def set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self.update()

    def set_colormap(self, colormap: str) -> None:
        self._map, self._substitute = (
            None if shown is None else shown.with_colormap(colormap) for shown in (self._map, self._substitute)
        )
        self.update()

    def set_view(self, view: View) -> None:
        if view is not self._view:
            self._view = view
            self.view_changed.emit(view)
            self.update()

    def hide_map(self, hidden: bool) -> None:
        """For a while, whatever view is chosen."""
        if hidden != self._is_map_hidden:
            self._is_map_hidden = hidden
            self.update()

    def next_view(self) -> None:
        """Overlay, picture, map, and round again."""
        self.set_view(_VIEWS[(_VIEWS.index(self._view) + 1) % len(_VIEWS)])

    def set_tool_cursor(self, cursor: Qt.CursorShape) -> None:
        """The mouse's, unless the picture is being dragged."""
        self._resting_cursor = cursor
        self.setCursor(cursor)

    def fit(self) -> None:
        """Show the whole picture as large as possible, and again whenever the canvas is resized."""
        self._fitted = True
        self._say_moved(False)
        if self._picture is not None:
            bar = layers.bar_room(self.fontMetrics()) if self.width() > _LEAST_BESIDE_BAR else _MARGIN
            area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -bar, -_MARGIN)
            self._viewport = Viewport.fitted(QSizeF(self._picture.levels[0].size()), area)
        self._show_changed()

    def actual_size(self) -> None:
        """One picture pixel on one screen pixel, around the centre."""
        self._zoom_to(1 / self.devicePixelRatioF(), QPointF(self.rect().center()))

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """The point of the picture under `around` stays where it is."""
        self._zoom_to(self.scale * factor, QPointF(self.rect().center()) if around is None else around)

    def _zoom_to(self, scale: float, around: QPointF) -> None:
        if self._picture is not None:
            self._place(self._viewport.zoomed(min(max(scale, _SMALLEST), LARGEST), around))

    def to_picture(self, point: QPointF) -> QPointF:
        return self._viewport.to_picture(point)

    def from_picture(self, point: QPointF) -> QPointF:
        return self._viewport.from_picture(point)

    def read_out(self, point: QPointF) -> ReadOut | None:
        """What is under a point of the canvas; None outside the picture."""
        return None if self._picture is None else read_out(self._picture, self.map, self.to_picture(point))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = Scene(
            rect=self.rect(),
            transform=self._viewport.transform(),
            picture=self._picture,
            map=self.map,
            view=View.PICTURE if self._is_map_hidden else self._view,
            opacity=self._opacity,
            device_ratio=self.devicePixelRatioF(),
            value=None if self._read is None else self._read.value,
        )
        for layer in (*layers.LAYERS, *self.over):
            layer(painter, scene)
        if self.note:
            layers.note(painter, scene, self.note)
        if self.hasFocus():
            layers.focus_frame(painter, scene)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if (factor := wheel_factor(event)) is not None:
            self.zoom(factor, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._dragged_from is not None and self._picture is not None:
            self._place(self._viewport.moved(event.position() - self._dragged_from))
            self._dragged_from = event.position()
        self._mouse = event.position()
        self._point_at(self.read_out(self._mouse))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:  # noqa: N802
        self._dragged_from = None
        self.setCursor(self._resting_cursor)

    def mouseDoubleClickEvent(self, _: QMouseEvent) -> None:  # noqa: N802
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._mouse = None
        self._point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        move = arrow_move(event)
        if move is not None and self._picture is not None:
            self._place(self._viewport.moved(move))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def _point_at(self, read: ReadOut | None) -> None:
        """What is under the mouse, which the colour bar marks."""
        self._read = read
        self.update(self.rect().adjusted(self.width() - layers.bar_room(self.fontMetrics()), 0, 0, 0))
        self.cursor_moved.emit(read)

    def _place(self, viewport: Viewport) -> None:
        """Where the user zoomed or moved the picture to; it does not leave the canvas."""
        if self._picture is not None:
            viewport = viewport.in_sight(QSizeF(self._picture.levels[0].size()), QRectF(self.rect()))
        self._viewport, self._fitted = viewport, False
        self._say_moved(False)
        self._show_changed()

    def _show_changed(self) -> None:
        """Something else may now be under the mouse, though it did not move."""
        if self._mouse is not None:
            self._point_at(self.read_out(self._mouse))
        self.update()

    def _say_moved(self, moved: bool) -> None:
        if moved != self._was_moved:
            self._was_moved = moved
            self.setAccessibleDescription(self.note)
