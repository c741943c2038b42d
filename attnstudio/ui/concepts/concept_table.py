"""Concepts as rows: importance as a bar, crops of pictures, and where it stands in the picture that is shown."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from PIL import Image
from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from attnstudio.core.concepts.concepts import ConceptMaps, Concepts
from attnstudio.core.concepts.crops import crops
from attnstudio.core.overlay import blend
from attnstudio.core.scaling import enlarge
from attnstudio.jobs.concepts import FoundConcepts
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number

_SIDE, _CROPS, _GAP, _BAR = 72, 6, 4, 90  # pixels but for the number of crops
_HERE = _SIDE * 4 // 3  # width of the picture that is shown
_OPACITY = 0.6


class ConceptColumn(IntEnum):
    CONCEPT = 0
    IMPORTANCE = 1
    CROPS = 2
    HERE = 3


class ConceptTable(QTableWidget):
    """One row a concept, the most important one first."""

    def __init__(self) -> None:
        super().__init__(0, len(ConceptColumn))
        self._concepts: Concepts | None = None
        self._crops: list[list[np.ndarray]] = []  # of each row
        self._fitting = _CROPS
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setIconSize(QSize(_CROPS * (_SIDE + _GAP), _SIDE))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_SIDE + 2 * _GAP)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in zip(ConceptColumn, (36, _BAR + 24, 0, _HERE + 24), strict=True):
            self.setColumnWidth(column, width)
        self.horizontalHeader().setSectionResizeMode(ConceptColumn.CROPS, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().sectionResized.connect(self._on_resized)

    def show_concepts(self, found: FoundConcepts | None) -> None:
        self._concepts = None if found is None else found.concepts
        self._crops = []
        self.setRowCount(0 if found is None else len(found.concepts.basis))
        if found is None:
            return
        for row in range(self.rowCount()):
            self._fill(row, ConceptColumn.CONCEPT, str(row + 1))
            importance = None if found.concepts.importance is None else float(found.concepts.importance[row])
            text = number(importance, 2)
            self._fill(row, ConceptColumn.IMPORTANCE, tr("Importance {value}", value=text), _bar(importance, text))
            shown = crops(found.sample, found.concepts, row, _CROPS)
            names = ", ".join(found.sample.paths[picture].name for picture, _ in shown)
            self._crops.append([crop for _, crop in shown])
            self._fill(row, ConceptColumn.CROPS, names, _beside(self._crops[row][: self._fitting]))
            self._fill(row, ConceptColumn.HERE, "")

    def show_here(self, maps: ConceptMaps | None, pixels: np.ndarray | None, colormap: str) -> None:
        """Where the concepts stand in the picture that is shown, each by the most of it in any picture."""
        if self._concepts is None:
            return
        for row in range(self.rowCount()):
            if maps is None or pixels is None or row >= len(maps.values):
                self._fill(row, ConceptColumn.HERE, "")
                continue
            most = max(float(self._concepts.maps[..., row].max()), 1e-9)
            share = float(maps.values[row].max()) / most
            text = tr("Most of it here: {share} % of the most in any picture", share=number(100 * share, 0))
            self._fill(row, ConceptColumn.HERE, text, _overlay(maps, row, most, pixels, colormap))

    def retranslate(self) -> None:
        self.setHorizontalHeaderLabels(["", tr("Importance"), tr("Where it is strongest"), tr("In this picture")])
        title = self.horizontalHeader().sectionSizeHint(ConceptColumn.HERE)
        self.setColumnWidth(ConceptColumn.HERE, max(_HERE + 24, title))
        self.setAccessibleName(tr("Concepts of the layer"))

    @Slot(int, int, int)
    def _on_resized(self, column: int, _: int, width: int) -> None:
        """Show as many crops as there is room for, and none cut off."""
        fitting = min(max(1, (width - 12 + _GAP) // (_SIDE + _GAP)), _CROPS)
        if column != ConceptColumn.CROPS or fitting == self._fitting:
            return
        self._fitting = fitting
        for row, parts in enumerate(self._crops):
            index = self.model().index(row, column)
            self.model().setData(index, _beside(parts[:fitting]), Qt.ItemDataRole.DecorationRole)

    def _fill(self, row: int, column: ConceptColumn, text: str, pixmap: QPixmap | None = None) -> None:
        item = QTableWidgetItem(text if column is ConceptColumn.CONCEPT else "")
        if pixmap is not None:
            item.setData(Qt.ItemDataRole.DecorationRole, pixmap)
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        self.setItem(row, column, item)


def _bar(share: float | None, text: str) -> QPixmap:
    """A bar of the length of a share of 1, with its number."""
    pixmap, colours = QPixmap(_BAR, _SIDE // 2), theme.colours()
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(QColor(colours.text))
    painter.drawText(QRect(0, 0, _BAR, 20), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    painter.fillRect(QRect(0, 22, _BAR, 5), QColor(colours.border))
    painter.fillRect(QRect(0, 22, round(_BAR * min(1.0, share or 0.0)), 5), QColor(colours.accent))
    painter.end()
    return pixmap


def _beside(parts: list[np.ndarray]) -> QPixmap:
    pixmap = QPixmap(max(1, len(parts) * (_SIDE + _GAP) - _GAP), _SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, part in enumerate(parts):
        painter.drawImage(QRect(place * (_SIDE + _GAP), 0, _SIDE, _SIDE), to_qimage(part))
    painter.end()
    return pixmap


def _overlay(maps: ConceptMaps, row: int, most: float, pixels: np.ndarray, colormap: str) -> QPixmap:
    small = Image.fromarray(pixels)
    small.thumbnail((_HERE, _SIDE))
    width, height = maps.placement.input_size
    values = np.clip(enlarge(maps.values[row], height, width) / np.float32(most), 0, 1).astype(np.float32)
    image = blend(np.asarray(small), values, maps.placement.scaled(small.size), colormap, _OPACITY)
    return QPixmap.fromImage(to_qimage(image))
