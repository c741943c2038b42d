"""A row or a grid of captioned pictures, one of which may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.widgets.plain import plain


@dataclass(frozen=True, eq=False)
class Captioned:
    """`pixels`: uint8 (height, width, 3); None: not there yet. `help`: for the tool tip and screen readers."""

    pixels: np.ndarray | None
    caption: str
    help: str


class CaptionedPictures(QListWidget):
    """Pictures of one size, with two lines of text each."""

    def __init__(self, side: int, *, wrapped: bool) -> None:
        super().__init__()
        self._side = side
        self._nothing = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)  # keeps the place of a picture
        self._nothing.fill(Qt.GlobalColor.transparent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(wrapped)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(side, side))
        self.setGridSize(QSize(side + 24, side + 2 * self.fontMetrics().height() + 12))
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if not wrapped:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedHeight(self.gridSize().height() + self.horizontalScrollBar().sizeHint().height() + 4)

    def show_pictures(self, pictures: Sequence[Captioned]) -> None:
        """What is chosen stays so, by its place."""
        chosen = self.currentRow()
        while self.count() > len(pictures):
            self.takeItem(self.count() - 1)
        for row, one in enumerate(pictures):
            if row == self.count():
                self.addItem(QListWidgetItem())
            item = self.item(row)
            item.setText(one.caption)
            item.setToolTip(plain(one.help))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, one.help)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setIcon(self._icon(self._nothing if one.pixels is None else to_qimage(one.pixels)))
        if 0 <= chosen < self.count():
            self.setCurrentRow(chosen)

    def show_image(self, row: int, image: QImage) -> None:
        """One that arrived later."""
        self.item(row).setIcon(self._icon(image))

    def _icon(self, image: QImage) -> QIcon:
        """In a square, so that captions stand in one line whatever the shapes of the pictures."""
        side = 2 * self._side
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        scaled, pixmap = image.scaled(side, side, kept, smooth), QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.drawImage((side - scaled.width()) // 2, (side - scaled.height()) // 2, scaled)
        painter.end()
        pixmap.setDevicePixelRatio(2)
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a picture must not be tinted
        return icon
