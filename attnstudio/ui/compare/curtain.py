"""Two maps over one picture, with a divider between them that is moved by mouse or arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from attnstudio.ui.compare.pair import PairView
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.viewer.linked import Link

_GRIP = 8  # pixels on both sides of the divider that still grab it
_STEP = 0.02


class Curtain(PairView):
    """The first map at the left of the divider, the second at its right. Shift with an arrow key moves the picture."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.place = 0.5  # of the divider, from the left edge of the view to the right one
        self._held = False
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Curtain: two maps with a divider; arrow keys move it"))
        self.setToolTip(tr("Drag the divider, or move it with the arrow keys"))

    def move_divider(self, place: float) -> None:
        self.place = min(max(place, 0.0), 1.0)
        self.update()

    def divider(self) -> int:
        """Its x in the widget."""
        area = self.area()
        return area.left() + round(self.place * area.width())

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = self.begin()
        if self.pair is not None:
            area, x = self.area(), self.divider()
            for shown, left, right in zip(self.pair.maps, (area.left(), x), (x, area.right() + 1), strict=True):
                if right > left:
                    self.paint_map(painter, shown, QRect(left, area.top(), right - left, area.height()))
            self.title(painter, f"A  {self.pair.names[0]}", Qt.AlignmentFlag.AlignLeft)
            self.title(painter, f"{self.pair.names[1]}  B", Qt.AlignmentFlag.AlignRight)
            self._paint_divider(painter, area, x)
        self.end(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._held = event.button() == Qt.MouseButton.LeftButton and self._is_near(event.position())
        if not self._held:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._held:
            self.move_divider((event.position().x() - self.area().left()) / max(1, self.area().width()))
        if self.pair is not None:  # what is read is the map under the cursor
            self.map = self.pair.maps[0 if event.position().x() < self.divider() else 1]
        self.setCursor(Qt.CursorShape.SplitHCursor if self._is_near(event.position()) else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._held = False
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {
            Qt.Key.Key_Left: self.place - _STEP,
            Qt.Key.Key_Right: self.place + _STEP,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        if event.key() in steps and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_divider(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _is_near(self, point: QPointF) -> bool:
        return self.pair is not None and abs(point.x() - self.divider()) <= _GRIP

    def _paint_divider(self, painter: QPainter, area: QRect, x: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#000000"), 3))
        painter.drawLine(x, area.top(), x, area.bottom())
        painter.setPen(QPen(QColor("#ffffff"), 1))
        painter.drawLine(x, area.top(), x, area.bottom())
        painter.setPen(QPen(QColor("#ffffff"), 1.5))
        painter.setBrush(QColor(theme.colours().accent))
        middle = QPoint(x, area.center().y())
        painter.drawEllipse(middle, 9, 9)
        painter.drawLine(middle + QPoint(-2, -3), middle + QPoint(-5, 0))
        painter.drawLine(middle + QPoint(-5, 0), middle + QPoint(-2, 3))
        painter.drawLine(middle + QPoint(2, -3), middle + QPoint(5, 0))
        painter.drawLine(middle + QPoint(5, 0), middle + QPoint(2, 3))
