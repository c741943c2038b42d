"""Spatial grids of a Keras model's layers: rows and columns, or tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, prod
from typing import TYPE_CHECKING

from attnstudio.core.axes import CHANNELS_FIRST, CHANNELS_LAST, TOKENS, axes
from attnstudio.core.calls import Call, calls
from attnstudio.core.once_a_model import once_a_model

if TYPE_CHECKING:
    import keras


_MOST_PREFIX_TOKENS = 8  # a class token, a distillation token, registers
AS_PICTURE = (
    "picture_as_list"  # the layer in front of a model whose input has no axis of channels; see models.flattening
)


@dataclass(frozen=True)
class Grid:
    """Spatial grid of a layer's output.

    As (rows, columns, filters); `channels_first`: as (filters, rows, columns); `tokens`: as (prefix + rows * columns,
    filters), of which the first `prefix` show no place, such as a class token.
    """

    rows: int | None
    columns: int | None
    tokens: bool = False
    prefix: int = 0
    channels_first: bool = False


@once_a_model
def grids(model: keras.Model) -> dict[str, Grid]:
    """The layers that a map can show, in the order of the data: those with one output, of real numbers, of a height and
    a width larger than 1, or with one token for each place of such an output before them. Named as `calls` names
    them."""
    return grids_of(calls(model))


@once_a_model
def explainable_layers(model: keras.Model) -> dict[str, Grid]:
    """Those of `grids`, and the layers that are one pixel large, which a user may ask for by name."""
    return grids_of(calls(model), smallest=1)


def grids_of(every: Sequence[Call], smallest: int = 2) -> dict[str, Grid]:
    found = {}
    sizes: list[tuple[int, int]] = []
    takes_pictures = not any(one.operation.name == AS_PICTURE for one in every)
    for one, order, rows_each in zip(every, axes(every), _rows_each(every), strict=True):
        if not _is_real(one) or rows_each != 1:
            continue
        shape, is_first = one.shape, order == CHANNELS_FIRST
        if order in (CHANNELS_LAST, CHANNELS_FIRST):
            rows, columns = shape[2:] if is_first else shape[1:3]
            if any(side is not None and side < smallest for side in (rows, columns)):
                continue
            found[one.name] = Grid(rows, columns, channels_first=is_first)
            if rows is not None and columns is not None:
                sizes.append((rows, columns))
        elif order == TOKENS and takes_pictures and (grid := _token_grid(shape, sizes)) is not None:
            found[one.name] = grid
    return found


def _rows_each(every: Sequence[Call]) -> list[Fraction]:
    """Of each call, how many rows its output has for one picture: more than 1 where a reshape has put windows of the
    picture into the batch."""
    found: list[Fraction] = []
    for one in every:
        rows = max((found[parent] for parent in one.parents), default=Fraction(1))
        if type(one.operation).__name__ == "Reshape" and not hasattr(one.operation, "weights") and one.parents:
            sizes = [_size_of_row(shape) for shape in (every[one.parents[0]].shape, one.shape)]
            rows = rows * Fraction(*sizes) if all(sizes) else rows
        found.append(rows)
    return found


def _size_of_row(shape: Sequence[int | None]) -> int:
    """Numbers in one row of a batch; 0 where that is not known."""
    return 0 if None in shape[1:] else prod(side or 0 for side in shape[1:])


def _is_real(one: Call) -> bool:
    """Whether its output can have a gradient, unlike comparisons and whole numbers."""
    return "float" in str(getattr(one.output, "dtype", ""))


def _token_grid(shape: tuple[int | None, ...], sizes: list[tuple[int, int]]) -> Grid | None:
    """How (batch, tokens, filters) lies over the picture: by an output before it of as many places, else square."""
    _, tokens, filters = shape
    if tokens is None or filters is None or filters < 2:
        return None
    for rows, columns in sorted(sizes, key=lambda size: -size[0] * size[1]):
        prefix = tokens - rows * columns
        if prefix == 0 or 0 < prefix <= _MOST_PREFIX_TOKENS < rows * columns:
            return Grid(rows, columns, True, prefix)
    for prefix in (0, 1):
        side = isqrt(tokens - prefix)
        if side**2 == tokens - prefix > _MOST_PREFIX_TOKENS and len(sizes) == 1 and sizes[0][0] == sizes[0][1]:
            return Grid(side, side, True, prefix)
    return None
