"""Regions: where the object is in a picture, drawn by the user or read from a file. Metrics compare maps with them.

Coordinates are picture pixels with edges at 0..width and 0..height, as in `placement.Placement`. A pixel belongs to a
shape if its centre is inside; of the edges, the left and the top one count as inside.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from attnstudio.core.errors import RegionFailure
from attnstudio.core.placement import Placement
from attnstudio.core.text import Notice, tr_noop

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Size = tuple[int, int]  # width, height

_OVERSHOOT = 1.0  # pixels by which other programs put a box beyond the picture, counting from 0 or from 1
_BLOCK = 2**22  # values summed at once
_ROUNDING = 1e-9


@dataclass(frozen=True)
class _Boxed:
    """A shape that is known by the box round it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self) -> Box:
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True)
class Rectangle(_Boxed):
    def inside(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Which points (x, y) of the box are: `x` (columns,) and `y` (rows,), rising -> bool (rows, columns)."""
        return np.ones((y.size, x.size), bool)


@dataclass(frozen=True)
class Ellipse(_Boxed):
    def inside(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """As `Rectangle.inside`."""
        across = (2 * x - self.left - self.right) / (self.right - self.left)
        down = (2 * y - self.top - self.bottom) / (self.bottom - self.top)
        return across**2 <= (1 - down**2)[:, None]


@dataclass(frozen=True)
class Polygon:
    """Three points or more. Where it crosses itself, what is inside an even number of times is outside."""

    points: tuple[Point, ...]

    @property
    def box(self) -> Box:
        x, y = zip(*self.points, strict=True)
        return min(x), min(y), max(x), max(y)

    def inside(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """As `Rectangle.inside`: inside is what has an odd number of edges to its left."""
        edges = np.zeros((y.size, x.size + 1), bool)
        for (x0, y0), (x1, y1) in pairwise((*self.points, self.points[0])):
            first, end = np.searchsorted(y, (min(y0, y1), max(y0, y1))).tolist()
            if first < end:
                crossing = x0 + (y[first:end] - y0) * ((x1 - x0) / (y1 - y0))
                edges[np.arange(first, end), np.searchsorted(x, crossing)] ^= True
        return np.logical_xor.accumulate(edges, axis=1)[:, :-1]


@dataclass(frozen=True)
class Stroke:
    """Of a round brush. One that erases takes away from the shapes before it."""

    points: tuple[Point, ...]
    radius: float
    erases: bool = False

    def parts(self) -> Iterator[Ellipse | Polygon]:
        """Shapes that make up the stroke: the brush at each point, and its way between them."""
        for x, y in self.points:
            yield Ellipse(x - self.radius, y - self.radius, x + self.radius, y + self.radius)
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if length := math.hypot(x1 - x0, y1 - y0):
                dx, dy = (y1 - y0) * self.radius / length, (x0 - x1) * self.radius / length
                yield Polygon(((x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)))


@dataclass(frozen=True)
class Bitmap:
    """From a mask, in pixels. `packed`: one bit a pixel, row by row, deflated."""

    width: int
    height: int
    packed: bytes

    @classmethod
    def of(cls, pixels: np.ndarray) -> Bitmap:
        """bool (height, width)."""
        height, width = pixels.shape
        return cls(width, height, zlib.compress(np.packbits(pixels).tobytes()))

    @property
    def size(self) -> Size:
        return self.width, self.height

    def pixels(self) -> np.ndarray:
        """bool (height, width)."""
        bits = np.frombuffer(zlib.decompress(self.packed), np.uint8)
        return np.unpackbits(bits, count=self.width * self.height).view(bool).reshape(self.height, self.width)


Shape = Rectangle | Ellipse | Polygon | Stroke | Bitmap


@dataclass(frozen=True)
class Region:
    """The union of shapes, in their order.

    Attributes:
        class_index, label: of the object, as far as they are known.
        file: it was read from, for messages.
        picture_size: (width, height) of the picture, if the file has it.
        with_difficult: whether objects count that the file marks as difficult or as a crowd.
    """

    shapes: tuple[Shape, ...]
    class_index: int | None = None
    label: str = ""
    file: Path | None = field(default=None, compare=False)
    picture_size: Size | None = field(default=None, compare=False)
    with_difficult: bool = field(default=False, compare=False)


def mask(region: Region, picture_size: Size) -> np.ndarray:
    """The pixels of a picture of this (width, height) that belong to the region: bool (height, width).

    Raises RegionFailure where a bitmap is of another size.
    """
    width, height = picture_size
    covered = np.zeros((height, width), bool)
    for shape in region.shapes:
        if isinstance(shape, Bitmap):
            _refuse_size(shape, picture_size, region.file or "mask")
            covered |= shape.pixels()
        elif isinstance(shape, Stroke):
            for part in shape.parts():
                _paint(part, covered, not shape.erases)
        else:
            _paint(shape, covered, True)
    return covered


def _paint(shape: Rectangle | Ellipse | Polygon, onto: np.ndarray, value: bool) -> None:
    left, top, right, bottom = shape.box
    rows, columns = (
        slice(*(math.ceil(min(max(edge, 0.0), size) - 0.5) for edge in edges))
        for edges, size in zip(((top, bottom), (left, right)), onto.shape, strict=True)
    )
    x, y = (np.arange(part.start, part.stop) + 0.5 for part in (columns, rows))
    onto[rows, columns][shape.inside(x, y)] = value


def on_input(covered: np.ndarray, placement: Placement) -> np.ndarray:
    """A mask at the model input: bool (height, width) of the picture -> bool (input height, input width).

    An input pixel is set if the mask covers at least half of its area. If it covers half of none, those that it covers
    most are set; none are if it lies outside the model input.
    """
    left, top, right, bottom = placement.box
    width, height = placement.input_size
    across, down = np.linspace(left, right, width + 1), np.linspace(top, bottom, height + 1)
    share = _areas(covered, across, down) / ((across[1] - across[0]) * (down[1] - down[0]))
    return share >= max(min(0.5, float(share.max())) - _ROUNDING, _ROUNDING)


def _areas(covered: np.ndarray, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """The covered area of each cell of a grid with these edges: float64 (rows, columns)."""
    if covered.shape[0] > covered.shape[1]:  # the longer side is summed first, to keep what is between small
        return _areas(covered.T, down, across).T
    step = max(1, _BLOCK // covered.shape[1])
    starts = range(0, covered.shape[0], step)
    strips = np.concatenate([_between(covered[start : start + step], across) for start in starts])
    return _between(strips.T, down).T


def _between(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The integral of pixels between neighbouring edges: (..., pixels) -> float64 (..., edges - 1)."""
    edges = np.clip(edges, 0, values.shape[-1])
    pixel = np.minimum(edges.astype(int), values.shape[-1] - 1)
    sums = np.cumsum(values, axis=-1, dtype=np.float64)[..., pixel]
    return np.diff(sums - (pixel + 1 - edges) * values[..., pixel], axis=-1)


def check(region: Region, picture_size: Size, name: object) -> tuple[Notice, ...]:
    """Whether the region can be used on a picture, which is called `name` in messages.

    Returns:
        What the user should know: that shapes are cut off at the picture's edge.

    Raises:
        RegionFailure: it covers no pixel, or as `check_place`.
    """
    notices = check_place(region, picture_size, name)
    if not mask(region, picture_size).any():
        raise RegionFailure(
            "{name}: the region covers no pixel of the picture. Draw it again, or choose another annotation file.",
            name=_whose(region, name),
        )
    return notices


def check_place(region: Region, picture_size: Size, name: object) -> tuple[Notice, ...]:
    """As `check`, without looking for the pixels.

    Raises:
        RegionFailure: a shape lies outside of the picture, or a mask is of another size. What a brush does is no shape.
    """
    width, height = picture_size
    if region.picture_size not in (None, picture_size):
        raise RegionFailure(
            "{name}: the annotations are of a picture of {other_size}, and this one has {size}. "
            "Choose the annotation file of this picture.",
            name=_whose(region, name),
            other_size=sized(region.picture_size),
            size=sized(picture_size),
        )
    beyond = 0
    for shape in region.shapes:
        if isinstance(shape, Bitmap):
            _refuse_size(shape, picture_size, _whose(region, name))
        elif not isinstance(shape, Stroke):
            left, top, right, bottom = shape.box
            if right <= 0 or bottom <= 0 or left >= width or top >= height:
                raise RegionFailure(
                    "{name}: the box {box} (left, top, right, bottom) lies outside of the picture ({size}). "
                    "Correct it, or choose the annotation file of this picture.",
                    name=_whose(region, name),
                    box=boxed(shape.box),
                    size=sized(picture_size),
                )
            beyond += max(-left, -top, right - width, bottom - height) > _OVERSHOOT
    if not beyond:
        return ()
    values = {"name": _whose(region, name), "count": beyond, "size": sized(picture_size)}
    return (
        Notice(tr_noop("{name}: shapes that reach beyond the picture ({size}) are cut off there: {count}."), values),
    )


def _refuse_size(bitmap: Bitmap, picture_size: Size, name: object) -> None:
    if bitmap.size != picture_size:
        raise RegionFailure(
            "{name}: the mask has {mask_size} pixels, and the picture {size}. "
            "Scale the mask to the picture's size, or choose the mask of this picture.",
            name=name,
            mask_size=sized(bitmap.size),
            size=sized(picture_size),
        )


def _whose(region: Region, name: object) -> object:
    return named(region.file, name) if region.file else name


def named(file: Path, picture: object) -> str:
    """How messages call what a file says of a picture."""
    return f"{file} ({picture})"


def sized(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def boxed(box: Box) -> str:
    return f"[{', '.join(f'{edge:g}' for edge in box)}]"
