"""Mean maps side by side, each with the spread of its maps, on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from attnstudio.core.contrast import PLAIN, Contrast
from attnstudio.core.mean_map import MeanMap
from attnstudio.core.overlay import DEFAULT_COLORMAP, DIVERGING, Scale
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number

_GAP, _BAR = 10, 12
_STEP = 1 / 32  # of a key, as a share of the map
_ELIDED = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, eq=False)
class NamedMean:
    """A mean map, and what it is of."""

    name: str
    map: MeanMap


@dataclass(frozen=True)
class _Tile:
    """Where an image is painted; `of`: number of the mean map; `is_spread`: of its deviation."""

    of: int
    is_spread: bool
    box: QRectF


class MeanMapView(QWidget):
    """Paints means and spreads. Owns the place that is read: the values of all tiles at the mouse.

    Arrow keys move the place.
    """

    accessible_role = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._means: tuple[NamedMean, ...] = ()
        self._colormap, self._signed, self._contrast = DEFAULT_COLORMAP, False, PLAIN
        self._images: dict[tuple[int, bool], QImage] = {}
        self._place: tuple[float, float] | None = None  # shares of width and height
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 120)
        font = theme.tabular(self.font())
        font.setPixelSize(theme.BASE_PIXELS - 1)
        self.setFont(font)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(560, 280)

    def show_means(
        self, title: str, means: Sequence[NamedMean], colormap: str, *, signed: bool = False, contrast: Contrast = PLAIN
    ) -> None:
        """`colormap`: of spreads, and of means that are not `signed`; `contrast`: of means."""
        self._title, self._means, self._colormap, self._images = title, tuple(means), colormap, {}
        self._signed = signed
        self._contrast = contrast.resolved(self._shares()) if means else contrast
        self.setAccessibleName(tr("Mean maps"))
        self.setToolTip(tr("Spread: the standard deviation over the pictures"))
        self._describe()
        self.update()

    @property
    def top(self) -> float:
        """The greatest mean in size, which is the upper end of the scale of the means."""
        return _greatest([np.abs(one.map.mean) for one in self._means])

    @property
    def spread_top(self) -> float:
        return _greatest([one.map.deviation for one in self._means])

    @property
    def extent(self) -> QSize:
        """What is painted on, from the top left corner."""
        tiles = self._tiles()
        if not tiles:
            return self.size()
        is_stacked = tiles[-1].box.top() > tiles[0].box.top()
        right = max(tile.box.right() for tile in tiles) + _GAP + self._bar_room() * (1 if is_stacked else 2)
        title = self.fontMetrics().horizontalAdvance(self._title) + 2 * _GAP
        bottom = max(tile.box.bottom() for tile in tiles) + _GAP
        return QSize(math.ceil(max(right, title)), math.ceil(bottom)).boundedTo(self.size())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._read(next((_share(tile.box, event.position()) for tile in self._tiles() if _hits(tile, event)), None))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._read(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._read(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves = {
            Qt.Key.Key_Left: (-_STEP, 0.0),
            Qt.Key.Key_Right: (_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, -_STEP),
            Qt.Key.Key_Down: (0.0, _STEP),
        }
        by = moves.get(Qt.Key(event.key()))
        if by is None or not self._means:
            super().keyPressEvent(event)
        elif self._place is None:
            self._read((0.5, 0.5))
        else:
            self._read((_clipped(self._place[0] + by[0]), _clipped(self._place[1] + by[1])))

    def readings(self) -> list[str]:
        """Mean and spread at the place that is read, of each mean map."""
        if self._place is None:
            return []
        pairs = ((_at(one.map.mean, self._place), _at(one.map.deviation, self._place)) for one in self._means)
        return [f"{number(mean, 3)} \N{PLUS-MINUS SIGN} {number(spread, 3)}" for mean, spread in pairs]

    def _read(self, place: tuple[float, float] | None) -> None:
        self._place = place
        self._describe()
        self.update()

    def _describe(self) -> None:
        """For those who do not see it."""
        values = [f" ({reading})" for reading in self.readings()] or [""] * len(self._means)
        counts = [f"{one.name}: {one.map.count}{value}" for one, value in zip(self._means, values, strict=True)]
        self.setAccessibleDescription("; ".join([self._title, *counts]))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, scheme = QPainter(self), theme.colours()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(scheme.base))
        if self.hasFocus():
            painter.setPen(QColor(scheme.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        tiles = self._tiles()
        for tile in tiles:
            painter.drawImage(tile.box, self._image(tile))
            self._paint_caption(painter, tile, scheme)
            if self._place is not None:
                self._paint_reading(painter, tile, scheme)
        if tiles:
            self._paint_bars(painter, tiles, scheme)
            painter.setPen(QColor(scheme.text))
            title = self.fontMetrics().elidedText(self._title, _ELIDED, self.width() - 2 * _GAP)
            painter.drawText(QPointF(_GAP, 4 + self.fontMetrics().ascent()), title)
        painter.end()

    def _tiles(self) -> list[_Tile]:
        """Means and spreads in the arrangement that makes them largest: one row, or the spreads below the means."""
        if not self._means:
            return []
        height, width = self._means[0].map.mean.shape
        count, line = len(self._means), self.fontMetrics().height() + 4
        head = line + 4
        room = QSize(self.width() - 2 * _GAP - 2 * self._bar_room(), self.height() - _GAP - head)

        def scale(columns: int, rows: int) -> float:
            across = (room.width() - (columns - 1) * _GAP) / columns
            down = room.height() / rows - line - (_GAP if rows > 1 else 0)
            return max(1e-3, min(across / width, down / height))

        in_line, stacked = scale(2 * count, 1), scale(count, 2)
        factor = max(in_line, stacked)
        size = QSize(max(1, int(width * factor)), max(1, int(height * factor)))
        tiles = []
        for of in range(count):
            for part, is_spread in enumerate((False, True)):
                column, row = (of + part * count, 0) if in_line >= stacked else (of, part)
                left, top = _GAP + column * (size.width() + _GAP), head + row * (size.height() + line + _GAP) + line
                tiles.append(_Tile(of, is_spread, QRectF(left, top, size.width(), size.height())))
        return tiles

    def _image(self, tile: _Tile) -> QImage:
        key = tile.of, tile.is_spread
        if key not in self._images:
            found = self._means[tile.of].map
            values = found.deviation if tile.is_spread else found.mean
            shares = values / self.spread_top if tile.is_spread else self._share_of(values)
            pixels = self._scale(tile.is_spread).colours(np.nan_to_num(shares)).copy()
            pixels[np.isnan(values)] = _rgb(theme.colours().canvas)  # no map reaches there
            self._images[key] = to_qimage(pixels)
        return self._images[key]

    def _scale(self, is_spread: bool) -> Scale:
        """From 0 to 1."""
        if is_spread:
            return Scale(self._colormap, 0, 1)
        return Scale(DIVERGING if self._signed else self._colormap, 0, 1, self._contrast)

    def _share_of(self, mean: np.ndarray) -> np.ndarray:
        """Of the range of the means, from 0 to 1."""
        shares = mean / self.top
        return (shares + 1) / 2 if self._signed else shares

    def _shares(self) -> np.ndarray:
        """Of all means, where a map reaches."""
        shares = np.concatenate([self._share_of(one.map.mean).ravel() for one in self._means])
        return shares[~np.isnan(shares)]

    def _paint_caption(self, painter: QPainter, tile: _Tile, scheme: theme.Colours) -> None:
        one, metrics = self._means[tile.of], self.fontMetrics()
        text = tr("Spread") if tile.is_spread else f"{one.name}: {one.map.count}"
        painter.setPen(QColor(scheme.faint if tile.is_spread else scheme.text))
        place = QPointF(tile.box.left(), tile.box.top() - 4 - metrics.descent())
        painter.drawText(place, metrics.elidedText(text, _ELIDED, int(tile.box.width()) + _GAP))

    def _paint_reading(self, painter: QPainter, tile: _Tile, scheme: theme.Colours) -> None:
        """The value at the place, in a corner of the tile, and where that is."""
        assert self._place is not None
        found, box = self._means[tile.of].map, tile.box
        values = found.deviation if tile.is_spread else found.mean
        point = QPointF(box.left() + self._place[0] * box.width(), box.top() + self._place[1] * box.height())
        painter.setPen(QColor("#ffffff"))
        painter.drawEllipse(point, 3, 3)
        painter.setPen(QColor("#000000"))
        painter.drawEllipse(point, 4, 4)
        text, metrics = number(_at(values, self._place), 3), self.fontMetrics()
        plate = QRectF(
            box.left(), box.bottom() - metrics.height(), metrics.horizontalAdvance(text) + 8, metrics.height()
        )
        painter.fillRect(plate, QColor(scheme.base))
        painter.setPen(QColor(scheme.text))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_bars(self, painter: QPainter, tiles: Sequence[_Tile], scheme: theme.Colours) -> None:
        """The colour bars of the means and of the spreads, right of all tiles."""
        right = max(tile.box.right() for tile in tiles) + _GAP
        first = next(tile.box for tile in tiles if not tile.is_spread)
        spread = next(tile.box for tile in tiles if tile.is_spread)
        is_stacked = spread.top() > first.top()
        for number_, (box, top, name) in enumerate(
            ((first, self.top, tr("Mean")), (spread, self.spread_top, tr("Spread")))
        ):
            left = right if is_stacked else right + number_ * self._bar_room()
            bar = QRectF(left, box.top(), _BAR, box.height())
            colours = self._scale(number_ == 1).colours(np.linspace(1, 0, 256, dtype=np.float32)[:, None])
            painter.drawImage(bar, to_qimage(np.ascontiguousarray(colours)))
            painter.setPen(QColor(scheme.faint))
            ascent = self.fontMetrics().ascent()
            painter.drawText(QPointF(left, box.top() - 4 - self.fontMetrics().descent()), name)
            painter.setPen(QColor(scheme.text))
            painter.drawText(QPointF(bar.right() + 4, bar.top() + ascent), number(top, 2))
            low = number(-top, 2) if self._signed and number_ == 0 else "0"
            painter.drawText(QPointF(bar.right() + 4, bar.bottom()), low)
            if self._signed and number_ == 0:
                painter.drawText(QPointF(bar.right() + 4, bar.center().y() + ascent / 2), "0")

    def _bar_room(self) -> int:
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(tr("Mean")), metrics.horizontalAdvance(tr("Spread")))
        return max(words, _BAR + 4 + metrics.horizontalAdvance("-0.000")) + _GAP


def _greatest(arrays: Sequence[np.ndarray]) -> float:
    return max((float(np.nanmax(one)) for one in arrays if not np.isnan(one).all()), default=1.0) or 1.0


def _hits(tile: _Tile, event: QMouseEvent) -> bool:
    return tile.box.contains(event.position())


def _share(box: QRectF, point: QPointF) -> tuple[float, float]:
    """Below 1, so that it is a place of the array."""
    across, down = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
    return _clipped(across), _clipped(down)


def _clipped(share: float) -> float:
    return min(max(share, 0.0), 1 - 1e-6)


def _at(values: np.ndarray, place: tuple[float, float]) -> float | None:
    """None: no map reaches there."""
    found = float(values[int(place[1] * values.shape[0]), int(place[0] * values.shape[1])])
    return None if math.isnan(found) else found


def _rgb(colour: str) -> tuple[int, int, int]:
    named = QColor(colour)
    return named.red(), named.green(), named.blue()
