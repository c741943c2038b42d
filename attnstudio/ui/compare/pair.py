"""Two maps of one picture looked at together: what the curtain, the blinking and the difference share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.shell import theme
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.linked import LinkedView

_MARGIN = 8


@dataclass(frozen=True, eq=False)
class Pair:
    """Two maps and the picture they belong to."""

    picture: DisplayPicture
    names: tuple[str, str]
    maps: tuple[MapImage, MapImage]
    shrink: float = 1.0


class PairView(LinkedView):
    """Shows a pair, or says why there is none."""

    pair: Pair | None = None
    _reason = ""

    def show_pair(self, pair: Pair | None, reason: str = "") -> None:
        self.pair, self._reason = pair, reason
        if pair is None:
            self.show_map(None, None)
        else:
            self.show_map(pair.picture, pair.maps[0], pair.shrink)
        self.setAccessibleDescription(reason if pair is None else " / ".join(pair.names))

    def area(self) -> QRect:
        above = self.fontMetrics().height() + 6
        return self.rect().adjusted(_MARGIN, above, -_MARGIN, -_MARGIN)

    def begin(self) -> QPainter:
        """A painter on an empty ground, or on the reason for it."""
        painter = QPainter(self)
        colours = theme.colours()
        painter.fillRect(self.rect(), QColor(colours.canvas))
        if self.pair is None:
            painter.setPen(QColor(colours.faint))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 8, -24, -8), wrapped, self._reason)
        return painter

    def title(self, painter: QPainter, text: str, align: Qt.AlignmentFlag) -> None:
        """A name above the picture, at one of its sides or in its middle."""
        above = QRect(_MARGIN, 0, self.width() - 2 * _MARGIN, self.area().top())
        if align is not Qt.AlignmentFlag.AlignHCenter:
            above.setWidth(above.width() // 2 - 4)
            if align is Qt.AlignmentFlag.AlignRight:
                above.moveRight(self.width() - _MARGIN)
        painter.setPen(QColor(theme.colours().text))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, above.width())
        painter.drawText(above, align | Qt.AlignmentFlag.AlignVCenter, cut)

    def end(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QColor(theme.colours().accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
