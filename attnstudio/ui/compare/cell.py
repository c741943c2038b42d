"""One map of a comparison over its picture, with its caption below."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from attnstudio.ui.shell import theme
from attnstudio.ui.viewer.linked import Link, LinkedView
from attnstudio.ui.widgets.plain import plain

_MARGIN = 3
_DIM = 0.25  # of a picture whose map is not there yet
_SLIP = 4  # pixels between press and release that still make a click
_BADGE = 18


class Cell(LinkedView):
    """Emits `picked` when it is clicked, or Space is pressed; `opened` on a double click, or Enter."""

    picked = Signal(bool)  # whether as the second of the two
    opened = Signal()

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._name = self._caption = self._message = self._badge = self._warning = self._notes = ""
        self._pressed_at: QPointF | None = None

    def set_texts(self, name: str, caption: str, message: str) -> None:
        """Args:
        name: of the map, for screen readers.
        caption: shown below the map.
        message: shown in place of a map that is not there.
        """
        self._name, self._caption, self._message = name, caption, message
        self.setAccessibleName(name)
        self._describe()

    def warn(self, warning: str, notes: str = "") -> None:
        """Show a warning sign on the map, with this text as tool tip; empty: no warning.

        Args:
            notes: what else is known of the map, for the tool tip.
        """
        self._warning, self._notes = warning, notes
        self._describe()

    def mark(self, badge: str) -> None:
        """A or B for the two that are looked at together, empty for the others."""
        self._badge = badge
        self.update()

    def _describe(self) -> None:
        parts, said = [self._message] if self._message else [self._name, self._caption], [self._warning, self._notes]
        self.setToolTip(plain("\n".join(filter(None, [*parts, *said]))))
        self.setAccessibleDescription("\n".join(filter(None, [self._message or self._caption, *said])))
        self.update()

    def area(self) -> QRect:
        below = self.fontMetrics().height() + 2
        return self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN - below)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        colours, area = theme.colours(), self.area()
        painter.fillRect(self.rect(), QColor(colours.canvas))
        if self.picture is not None:
            painter.setOpacity(1.0 if self.map else _DIM)
            self.paint_map(painter, self.map, area)
            painter.setOpacity(1.0)
        if self._message:
            self._paint_message(painter, area.adjusted(4, 2, -4, -2))
        painter.setPen(QColor(colours.faint))
        painter.setFont(theme.tabular(self.font()))
        below = QRect(area.left(), area.bottom() + 1, area.width(), self.rect().bottom() - area.bottom() - 1)
        text = painter.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_marks(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        slipped = self._pressed_at is None or (event.position() - self._pressed_at).manhattanLength() > _SLIP
        if event.button() == Qt.MouseButton.LeftButton and not slipped:
            self.picked.emit(_second(event))
        self._pressed_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit()
            case Qt.Key.Key_Space:
                self.picked.emit(_second(event))
            case _:
                event.ignore()  # the grid knows the neighbours

    def _paint_message(self, painter: QPainter, room: QRect) -> None:
        wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        ground = QColor(theme.colours().canvas)
        ground.setAlpha(200)
        text = shortened(self._message, room, painter.fontMetrics())
        painter.setClipRect(room)
        painter.fillRect(painter.boundingRect(room, wrapped, text).adjusted(-4, -2, 4, 2), ground)
        painter.setPen(QColor(theme.colours().text))
        painter.drawText(room, wrapped, text)
        painter.setClipping(False)

    def _paint_marks(self, painter: QPainter) -> None:
        accent = QColor(theme.colours().accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self._warning and self.map is not None:
            side = theme.ICON_SIDE
            place = QRect(self.area().right() - side - 5, self.area().top() + 1, side + 4, side + 4)
            ground = QColor(theme.colours().window)
            ground.setAlpha(225)
            painter.fillRect(place, ground)
            painter.drawPixmap(place.topLeft() + QPoint(2, 2), theme.icon("warning").pixmap(side))
        if self._badge:
            painter.setPen(QPen(accent, 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            badge = QRect(0, 0, _BADGE, _BADGE)
            painter.fillRect(badge, accent)
            painter.setPen(QColor(theme.colours().on_accent))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self._badge)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.colours().text), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))


def shortened(text: str, room: QRect, metrics: QFontMetrics) -> str:
    """As many of its words as fit into the room in lines of its width; the tool tip has the others."""

    def fits(shown: str) -> bool:
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, shown).height() <= room.height()

    if fits(text):
        return text
    words = text.split()
    count = bisect_left(range(1, len(words)), True, key=lambda count: not fits(" ".join(words[:count]) + "..."))
    return " ".join(words[: max(1, count)]).rstrip(".,;:") + "..."


def _second(event: QMouseEvent | QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
