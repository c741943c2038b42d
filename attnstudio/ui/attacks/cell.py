"""One picture of the lab with its title above, zoomed with the others."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen

from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.shell import theme
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.linked import Link, LinkedView
from attnstudio.ui.widgets.plain import plain

_MARGIN = 4
_SMALLEST = 7.0  # points of a text
_STILL = 4  # pixels that a click may move


class AttackCell(LinkedView):
    """Shows a picture or a map over it, or says why there is none."""

    clicked = Signal(QPointF)  # a point of the picture, as shares of its sides

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.title, self._reason = "", ""
        self.place: QRectF | None = None
        self._pressed_at: QPointF | None = None

    def show_place(self, place: QRectF | None) -> None:
        """Where the attack works, as shares of the picture's sides; None: everywhere."""
        if place != self.place:
            self.place = place
            self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(90, 90)

    def show_picture(self, title: str, picture: DisplayPicture, shown: MapImage | None = None) -> None:
        self.title, self._reason = title, ""
        self.setAccessibleName(title)
        self.show_map(picture, shown)

    def show_nothing(self, title: str, reason: str = "") -> None:
        self.title, self._reason = title, reason
        self.setAccessibleName(title)
        self.setAccessibleDescription(reason)
        self.setToolTip(plain(reason))
        self.show_map(None, None)

    def area(self) -> QRect:
        above = self.fontMetrics().height() + 6
        return self.rect().adjusted(_MARGIN, above, -_MARGIN, -_MARGIN)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed_at = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        pressed, self._pressed_at = self._pressed_at, None
        super().mouseReleaseEvent(event)
        if self.picture is None or pressed is None or (event.position() - pressed).manhattanLength() > _STILL:
            return
        point, size = self.viewport().to_picture(event.position()), self.picture.levels[0].size()
        share = QPointF(point.x() / size.width(), point.y() / size.height())
        if QRectF(0, 0, 1, 1).contains(share):
            self.clicked.emit(share)

    def _paint_place(self, painter: QPainter, place: QRectF) -> None:
        """Light on dark, so that it is seen on any picture."""
        assert self.picture is not None
        size, viewport = self.picture.levels[0].size(), self.viewport()
        corners = [
            viewport.from_picture(QPointF(corner.x() * size.width(), corner.y() * size.height()))
            for corner in (place.topLeft(), place.bottomRight())
        ]
        painter.save()
        painter.setClipRect(self.area())
        for colour, width in ((QColor(0, 0, 0, 160), 3), (QColor(theme.colours().accent), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(QRectF(*corners))
        painter.restore()

    def _paint_reason(self, painter: QPainter) -> None:
        """In a low cell in small letters, so that its end, which says what to do, is seen too."""
        wrapped, room = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.area().adjusted(4, 0, -4, 0)
        font = QFont(self.font())
        while not room.contains(painter.boundingRect(room, wrapped, self._reason)) and font.pointSizeF() > _SMALLEST:
            font.setPointSizeF(font.pointSizeF() - 0.5)
            painter.setFont(font)
        painter.drawText(room, wrapped, self._reason)
        painter.setFont(self.font())

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, colours = QPainter(self), theme.colours()
        painter.fillRect(self.rect(), QColor(colours.canvas))
        if self.picture is not None:
            self.paint_map(painter, self.map, self.area())
            if self.place is not None:
                self._paint_place(painter, self.place)
        elif self._reason:
            painter.setPen(QColor(colours.faint))
            self._paint_reason(painter)
        above = QRect(_MARGIN, 0, self.width() - 2 * _MARGIN, self.area().top())
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideMiddle, above.width())
        painter.drawText(above, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
