"""One picture of the lab with its title above, zoomed with the others."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.shell import theme
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.linked import Link, LinkedView
from attnstudio.ui.widgets.plain import plain

_MARGIN = 4


class AttackCell(LinkedView):
    """Shows a picture or a map over it, or says why there is none."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.title, self._reason = "", ""

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

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, colours = QPainter(self), theme.colours()
        painter.fillRect(self.rect(), QColor(colours.canvas))
        if self.picture is not None:
            self.paint_map(painter, self.map, self.area())
        elif self._reason:
            painter.setPen(QColor(colours.faint))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.area().adjusted(8, 4, -8, -4), wrapped, self._reason)
        above = QRect(_MARGIN, 0, self.width() - 2 * _MARGIN, self.area().top())
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, above.width())
        painter.drawText(above, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
