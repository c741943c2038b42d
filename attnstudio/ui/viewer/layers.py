"""What the canvas paints, in order: each layer is a function of the painter and the scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QLinearGradient, QPainter, QPen, QTransform

from attnstudio.core.overlay import Scale
from attnstudio.core.placement import Placement
from attnstudio.jobs.pictures import DisplayPicture, to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import in_range
from attnstudio.ui.state.display_options import View

BAR_WIDTH, BAR_HEIGHT, BAR_MARGIN = 14, 180, 16
_GAP = 8  # round and between the parts of the colour bar
_WIDEST_LABEL = "-0.00\N{MULTIPLICATION SIGN}10\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ZERO}"


class MapImage:
    """A map looked up in a colormap, ready to paint. Changing the colormap costs one table look-up."""

    def __init__(self, values: np.ndarray, placement: Placement, scale: Scale, partial: bool = False) -> None:
        self.values, self.placement, self.scale, self.partial = values, placement, scale, partial
        self.image = to_qimage(scale.colours(values))

    @property
    def colormap(self) -> str:
        return self.scale.colormap

    @property
    def low(self) -> float:
        """The raw value of 0."""
        return self.scale.low

    @property
    def high(self) -> float:
        """The raw value of 1."""
        return self.scale.high

    def with_colormap(self, colormap: str) -> MapImage:
        """A signed map keeps its own."""
        if self.scale.is_signed:
            return self
        return MapImage(self.values, self.placement, replace(self.scale, colormap=colormap), self.partial)

    def value_at(self, x: float, y: float) -> float | None:
        """0 to 1, under a point of the picture; None outside the region that the model saw."""
        column, row = self.placement.to_input(x, y)
        height, width = self.values.shape
        if not (0 <= column < width and 0 <= row < height):
            return None
        return float(self.values[int(row), int(column)])

    def raw_at(self, x: float, y: float) -> float | None:
        """As `value_at`, in the units of the colour bar."""
        value = self.value_at(x, y)
        return None if value is None else self.low + value * (self.high - self.low)


@dataclass(frozen=True)
class Scene:
    """All that is painted.

    Attributes:
        transform: leads from picture pixels to the canvas's.
        value: of the map under the mouse, in the units of the colour bar; None: it is elsewhere.
    """

    rect: QRect
    transform: QTransform
    picture: DisplayPicture | None
    map: MapImage | None
    view: View
    opacity: float
    device_ratio: float
    value: float | None = None


Layer = Callable[[QPainter, Scene], None]


def background(painter: QPainter, scene: Scene) -> None:
    painter.fillRect(scene.rect, QColor(theme.colours().canvas))


def picture(painter: QPainter, scene: Scene) -> None:
    if scene.picture is None or (scene.view is View.MAP and scene.map is not None):
        return
    scale = scene.transform.m11() * scene.device_ratio
    level, shrink = 0, 1.0
    while level + 1 < len(scene.picture.levels) and shrink / 2 >= scale:
        level, shrink = level + 1, shrink / 2
    image = scene.picture.levels[level]
    full = scene.picture.levels[0]
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 2)
    _draw_visible(painter, scene, image, QRectF(0, 0, full.width(), full.height()))


def heatmap(painter: QPainter, scene: Scene) -> None:
    if scene.map is None or scene.picture is None or scene.view is View.PICTURE:
        return
    left, top, right, bottom = scene.map.placement.box
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(scene.opacity if scene.view is View.OVERLAY else 1.0)
    width, height = scene.map.placement.picture_size
    clip = scene.transform.mapRect(QRectF(0, 0, width, height))
    painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)  # with that of a part of the canvas
    _draw_visible(painter, scene, scene.map.image, QRectF(QPointF(left, top), QPointF(right, bottom)))
    painter.restore()


def bar_room(metrics: QFontMetrics) -> int:
    """Pixels beside the picture for the colour bar of any map: nothing jumps when another one comes."""
    return BAR_MARGIN + _panel_width(metrics.horizontalAdvance(_WIDEST_LABEL)) + _GAP


def _panel_width(text_width: int) -> int:
    return BAR_WIDTH + text_width + 3 * _GAP


def colour_bar(painter: QPainter, scene: Scene) -> None:
    if scene.map is None or scene.view is View.PICTURE:
        return
    height = min(BAR_HEIGHT, scene.rect.height() - 6 * BAR_MARGIN)
    if height < 60:
        return
    metrics = painter.fontMetrics()
    low, high = scene.map.low, scene.map.high
    labels = in_range(high, low, high), in_range(low, low, high)
    words = (tr("for"), tr("against")) if scene.map.scale.is_signed else ()
    text_width = max(metrics.horizontalAdvance(text) for text in (*labels, *words))
    panel = QRectF(0, 0, _panel_width(text_width), height + 2 * 10)
    panel.moveBottomRight(QPointF(scene.rect.right() - BAR_MARGIN, scene.rect.bottom() - BAR_MARGIN))
    colours = theme.colours()
    ground = QColor(colours.window)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(panel, 4, 4)
    bar = QRectF(panel.left() + _GAP, panel.top() + 10, BAR_WIDTH, height)
    gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
    stops = np.linspace(0, 1, 86, dtype=np.float32)
    for stop, colour in zip(stops.tolist(), scene.map.scale.colours(stops), strict=True):
        gradient.setColorAt(stop, QColor(*colour.tolist()))
    painter.setBrush(gradient)
    painter.drawRect(bar)
    if scene.value is not None and high > low:
        _tick(painter, bar, (scene.value - low) / (high - low))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(colours.text))
    left = bar.right() + _GAP
    painter.drawText(QPointF(left, bar.top() + metrics.ascent() - 2), labels[0])
    painter.drawText(QPointF(left, bar.bottom()), labels[1])
    if words:
        painter.drawText(QPointF(left, bar.center().y() + metrics.ascent() / 2), "0")
        painter.setPen(QColor(colours.faint))
        painter.drawText(QPointF(left, bar.top() + metrics.ascent() - 2 + metrics.height()), words[0])
        painter.drawText(QPointF(left, bar.bottom() - metrics.height()), words[1])


def _tick(painter: QPainter, bar: QRectF, share: float) -> None:
    """Where a value is on the bar: a light line with a dark edge."""
    y = bar.bottom() - min(max(share, 0.0), 1.0) * bar.height()
    for colour, width in (("#000000", 4.0), ("#ffffff", 1.5)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLine(QPointF(bar.left() - 3, y), QPointF(bar.right() + 3, y))


def focus_frame(painter: QPainter, scene: Scene) -> None:
    pen = QPen(QColor(theme.colours().accent), 1)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(scene.rect.adjusted(0, 0, -1, -1))


def note(painter: QPainter, scene: Scene, text: str) -> None:
    """A line of text at the top, on a ground of its own."""
    colours, metrics = theme.colours(), painter.fontMetrics()
    room = scene.rect.width() - 2 * BAR_MARGIN - 16
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
    panel = QRectF(0, BAR_MARGIN, metrics.horizontalAdvance(shown) + 16, metrics.height() + 8)
    panel.moveLeft(scene.rect.center().x() - panel.width() / 2)
    ground = QColor(colours.window)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(panel, 4, 4)
    painter.setPen(QColor(colours.text))
    painter.drawText(panel, Qt.AlignmentFlag.AlignCenter, shown)


LAYERS: tuple[Layer, ...] = (background, picture, heatmap, colour_bar)


def _draw_visible(painter: QPainter, scene: Scene, image: QImage, place: QRectF) -> None:
    """Draw an image that covers `place` in picture pixels; only what is in sight is scaled."""
    inverse, possible = scene.transform.inverted()
    if not possible:
        return
    visible = inverse.mapRect(QRectF(scene.rect)).intersected(place)
    if visible.isEmpty():
        return
    x, y = image.width() / place.width(), image.height() / place.height()
    source = QRectF(
        (visible.left() - place.left()) * x,
        (visible.top() - place.top()) * y,
        visible.width() * x,
        visible.height() * y,
    )
    painter.drawImage(scene.transform.mapRect(visible), image, source)
