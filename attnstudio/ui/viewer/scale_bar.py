"""One colour bar for all that is compared."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnstudio.core.contrast import PLAIN, Contrast
from attnstudio.core.overlay import DEFAULT_COLORMAP, Scale
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr

_WIDTH, _TALLEST, _MARGIN = 14, 320, 12
_USUAL = "+0.00"  # has room, so that nothing jumps when other labels come


class ScaleBar(QWidget):
    """The colour bar: the lowest value at the bottom, with labels."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: tuple[str, ...] = ("", "")  # from the top to the bottom, evenly
        self._scale = Scale(DEFAULT_COLORMAP, 0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_scale(self, colormap: str, *labels: str, contrast: Contrast = PLAIN) -> None:
        """Args:
        labels: from the highest to the lowest value.
        """
        self._scale, self.labels = Scale(colormap, 0, 1, contrast), labels
        self.setAccessibleName(tr("Colour bar"))
        self.setAccessibleDescription(" ... ".join(reversed(labels)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        widest = max(self.fontMetrics().horizontalAdvance(label) for label in (*self.labels, _USUAL))
        return QSize(_WIDTH + widest + 3 * 8, 120)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        height = min(_TALLEST, self.height() - 2 * _MARGIN)
        bar = QRect(8, (self.height() - height) // 2, _WIDTH, height)
        table = self._scale.colours(np.linspace(1, 0, 256, dtype=np.float32)[:, None])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, to_qimage(table))
        colours = theme.colours()
        painter.setPen(QColor(colours.border))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.tabular(self.font()))
        each = painter.fontMetrics().height()
        for number, label in enumerate(self.labels):
            middle = bar.top() + round(number * height / (len(self.labels) - 1))
            top = min(max(middle - each // 2, bar.top()), bar.bottom() - each)
            place = QRect(bar.right() + 8, top, self.width() - bar.right() - 8, each)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
        painter.end()
