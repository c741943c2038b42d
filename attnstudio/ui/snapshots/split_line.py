"""A line over the canvas: left of it a map that was kept, right of it that of now."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from attnstudio.core.overlay import on_scale
from attnstudio.export.session_content import KeptMap
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.viewer import layers
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.layers import MapImage, Scene

_GRIP, _STEP = 6, 0.02  # pixels beside the line; share of the canvas
_STEPS = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}


class SplitLine(QObject):
    """Owns where the line is, as a share of the canvas's width, and which map is left of it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.place = 0.5
        self.kept: KeptMap | None = None
        self._image: MapImage | None = None  # of it
        self._is_dragged = False
        canvas.over.insert(0, self._paint)  # below the regions
        canvas.installEventFilter(self)

    def show_map(self, kept: KeptMap | None) -> None:
        """Left of the line; None: there is no line."""
        if kept is not self.kept:
            self.kept, self._is_dragged = kept, False
            self._image = (
                MapImage(on_scale(kept.heatmap, kept.scale), kept.placement, kept.scale) if kept is not None else None
            )
            self._canvas.update()

    @property
    def x(self) -> int:
        """In the canvas."""
        return round(self.place * self._canvas.width())

    def move_to(self, place: float) -> None:
        self.place = min(max(place, 0.0), 1.0)
        self._canvas.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if self.kept is None:
            return False
        if isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _STEPS.get(Qt.Key(event.key()))
            if by is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.move_to(self.place + by)
                return True
        return False

    def _on_mouse(self, event: QMouseEvent) -> bool:
        is_near = abs(event.position().x() - self.x) <= _GRIP
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._is_dragged = is_near
            return is_near
        if event.type() == QEvent.Type.MouseButtonRelease and self._is_dragged:
            self._is_dragged = False
            return True
        if event.type() == QEvent.Type.MouseMove:
            if self._is_dragged:
                self.move_to(event.position().x() / max(1, self._canvas.width()))
            self._canvas.setCursor(Qt.CursorShape.SplitHCursor if is_near else Qt.CursorShape.ArrowCursor)
        return self._is_dragged

    def _paint(self, painter: QPainter, scene: Scene) -> None:
        if self.kept is None or scene.picture is None:
            return
        left = QRect(scene.rect.left(), scene.rect.top(), self.x, scene.rect.height())
        painter.save()
        painter.setClipRect(left)
        older = replace(scene, map=self._image)
        for layer in (layers.background, layers.picture, layers.heatmap):
            layer(painter, older)
        painter.restore()
        for x, width, colour in ((self.x, 3, "#000000"), (self.x, 1, "#ffffff")):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(x, scene.rect.top(), x, scene.rect.bottom())
        _title(painter, self.kept.name, QPointF(self.x - theme.SPACE, theme.SPACE), is_left=True)
        _title(painter, tr("Now"), QPointF(self.x + theme.SPACE, theme.SPACE), is_left=False)


def _title(painter: QPainter, text: str, place: QPointF, *, is_left: bool) -> None:
    """Beside the line."""
    metrics = painter.fontMetrics()
    text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, 220)
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
    box.moveTopRight(place) if is_left else box.moveTopLeft(place)
    ground = QColor(theme.colours().window)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(theme.colours().text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
