"""How a confusion matrix looks: where its cells lie, and what is painted there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.accuracy.accuracy_text import ClassName
from attnstudio.ui.accuracy.confusion_cells import ConfusionCells
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr

_GRID_FROM = 12  # pixels, the height of a cell; counts and lines
PADDING = 6
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class MatrixLook:
    """Where things are in the viewport.

    Attributes:
        cell_size: in pixels.
        margins: the width of the names beside the rows, and the height of those above the columns.
        offset: how far the cells are scrolled.
        count: of classes.
    """

    cell_size: QSize
    margins: QSize
    offset: QPoint
    room: QSize
    count: int
    font: QFont

    @property
    def area(self) -> QRect:
        """Of the cells that are in sight."""
        width = min(self.room.width() - self.margins.width(), self.cell_size.width() * self.count)
        height = min(self.room.height() - self.margins.height(), self.cell_size.height() * self.count)
        return QRect(self.margins.width(), self.margins.height(), max(0, width), max(0, height))

    def cell(self, row: int, column: int) -> QRect:
        corner, width, height = self.area.topLeft() - self.offset, self.cell_size.width(), self.cell_size.height()
        return QRect(corner.x() + column * width, corner.y() + row * height, width, height)

    def place(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column at a point; beside the cells, None."""
        if not self.area.contains(point):
            return None
        inside = point - self.area.topLeft() + self.offset
        row, column = inside.y() // self.cell_size.height(), inside.x() // self.cell_size.width()
        return (row, column) if row < self.count and column < self.count else None

    @property
    def rows(self) -> range:
        """Those in sight."""
        return self._seen(self.offset.y(), self.area.height(), self.cell_size.height())

    @property
    def columns(self) -> range:
        return self._seen(self.offset.x(), self.area.width(), self.cell_size.width())

    @property
    def is_small(self) -> bool:
        """Whether cells have no room for lines and counts."""
        return self.cell_size.height() < _GRID_FROM

    def _seen(self, offset: int, extent: int, each: int) -> range:
        first = offset // each
        return range(first, min(self.count, math.ceil((offset + extent) / each)) if extent else first)


def paint(
    viewport: QWidget,
    look: MatrixLook,
    cells: ConfusionCells,
    name: ClassName,
    marked: tuple[int, int] | None,
    has_focus: bool,
) -> None:
    """The cells in sight; `marked`: row and column of the one that is read."""
    painter, scheme = QPainter(viewport), theme.colours()
    painter.setFont(look.font)
    painter.fillRect(viewport.rect(), QColor(scheme.base))
    if look.count:
        painter.setClipRect(look.area)
        _paint_cells(painter, look, cells, scheme)
        if marked is not None:
            _paint_mark(painter, look, marked, scheme)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(scheme.faint), 1))
        painter.drawRect(look.area.adjusted(-1, -1, 0, 0))
        _paint_names(painter, look, cells, name, marked, scheme)
    if has_focus:
        painter.setPen(QPen(QColor(scheme.accent), 1))
        painter.drawRect(viewport.rect().adjusted(0, 0, -1, -1))
    painter.end()


def axis_titles() -> tuple[str, str]:
    """Of the rows, and of the columns."""
    return tr("Label") + " \N{DOWNWARDS ARROW}", tr("Predicted") + " \N{RIGHTWARDS ARROW}"


def shade(share: float, *, is_right: bool, scheme: theme.Colours) -> QColor:
    """Of a cell with this share of its row's pictures: the root, so that a few in a hundred are seen."""
    base, full = QColor(scheme.base), QColor(scheme.accent if is_right else scheme.failure)
    part = 0.0 if share <= 0 else 0.12 + 0.88 * math.sqrt(share)
    mixed = (round(a + part * (b - a)) for a, b in zip(_rgb(base), _rgb(full), strict=True))
    return QColor(*mixed)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _paint_cells(painter: QPainter, look: MatrixLook, cells: ConfusionCells, scheme: theme.Colours) -> None:
    if look.is_small:
        _paint_small_cells(painter, look, cells, scheme)
        return
    metrics = QFontMetrics(look.font)
    _paint_grid(painter, look, scheme)
    for row, column, count in cells.within(look.rows, look.columns):
        box = look.cell(row, column).adjusted(1, 1, 0, 0)
        colour = shade(count / cells.supports[row], is_right=row == column, scheme=scheme)
        painter.fillRect(box, colour)
        text = str(count)
        if metrics.horizontalAdvance(text) < look.cell_size.width():
            painter.setPen(QColor("#000000" if _luminance(colour) > 0.18 else "#ffffff"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_small_cells(painter: QPainter, look: MatrixLook, cells: ConfusionCells, scheme: theme.Colours) -> None:
    """As one image: a million cells may be in sight."""
    rows, columns = look.rows, look.columns
    if not rows or not columns:
        return
    shares = cells.shares(rows, columns)
    is_right = np.arange(rows.start, rows.stop)[:, None] == np.arange(columns.start, columns.stop)
    levels = np.linspace(0, 1, 256)
    tables = np.array([[_rgb(shade(one, is_right=kind, scheme=scheme)) for one in levels] for kind in (False, True)])
    places = np.where(shares > 0, np.maximum(np.round(shares * 255), 1), 0).astype(np.intp)
    pixels = tables.astype(np.uint8)[is_right.astype(np.intp), places]
    corner, last = look.cell(rows.start, columns.start), look.cell(rows.stop - 1, columns.stop - 1)
    painter.drawImage(corner.united(last), to_qimage(pixels))


def _paint_grid(painter: QPainter, look: MatrixLook, scheme: theme.Colours) -> None:
    line = QColor(scheme.faint)
    line.setAlpha(45)
    painter.setPen(QPen(line, 1))
    area = look.area
    for row in look.rows:
        y = look.cell(row, 0).top()
        painter.drawLine(area.left(), y, area.right(), y)
    for column in look.columns:
        x = look.cell(0, column).left()
        painter.drawLine(x, area.top(), x, area.bottom())


def _paint_mark(painter: QPainter, look: MatrixLook, marked: tuple[int, int], scheme: theme.Colours) -> None:
    """A frame round the cell, and a faint cross through its row and column."""
    box, area = look.cell(*marked), look.area
    band = QColor(scheme.text)
    band.setAlpha(28)
    painter.fillRect(QRect(area.left(), box.top(), area.width(), box.height()), band)
    painter.fillRect(QRect(box.left(), area.top(), box.width(), area.height()), band)
    painter.setPen(QPen(QColor(scheme.text), 1 if look.is_small else 2))
    painter.drawRect(box.adjusted(-2, -2, 1, 1) if look.is_small else box.adjusted(0, 0, -1, -1))


def _paint_names(
    painter: QPainter,
    look: MatrixLook,
    cells: ConfusionCells,
    name: ClassName,
    marked: tuple[int, int] | None,
    scheme: theme.Colours,
) -> None:
    """Of each class, or of as many as there is room for; of the marked cell always."""
    metrics, area, painter_pen = QFontMetrics(look.font), look.area, QColor(scheme.faint)
    height = metrics.height()
    steps = (math.ceil(height / look.cell_size.height()), math.ceil(height / look.cell_size.width()))
    row_width, column_height = look.margins.width() - PADDING, look.margins.height() - PADDING

    def text(place: int, room: int) -> str:
        return metrics.elidedText(name(cells.classes[place]), Qt.TextElideMode.ElideMiddle, room - 2)

    def is_free(place: int, of: int) -> bool:
        """`of`: 0 rows, 1 columns."""
        return place % steps[of] == 0 and (marked is None or abs(place - marked[of]) >= steps[of])

    painter.setClipRect(QRect(0, area.top(), area.left(), area.height()))
    for row in look.rows:
        is_marked = marked is not None and row == marked[0]
        if is_marked or is_free(row, 0):
            painter.setPen(QColor(scheme.text) if is_marked else painter_pen)
            middle = look.cell(row, 0).center().y()
            painter.drawText(QRect(0, middle - height // 2, row_width, height), _RIGHT, text(row, row_width))
    painter.setClipRect(QRect(area.left(), 0, area.width(), area.top()))
    for column in look.columns:
        is_marked = marked is not None and column == marked[1]
        if is_marked or is_free(column, 1):
            painter.setPen(QColor(scheme.text) if is_marked else painter_pen)
            painter.save()
            painter.translate(look.cell(0, column).center().x(), area.top() - PADDING)
            painter.rotate(-90)
            painter.drawText(QRect(0, -height // 2, column_height, height), _LEFT, text(column, column_height))
            painter.restore()
    painter.setClipping(False)
    painter.setPen(QColor(scheme.text))
    corner = QRect(PADDING, 2, row_width - PADDING, height)
    rows, columns = axis_titles()
    painter.drawText(corner, _RIGHT, columns)
    corner.moveBottom(area.top() - 4)
    painter.drawText(corner, _LEFT, rows)


def _luminance(colour: QColor) -> float:
    """Relative, as WCAG has it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())
