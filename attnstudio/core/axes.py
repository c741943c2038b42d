"""Which axis of a call's output is which: rows, columns and filters, or tokens and filters, followed through the graph.

A permutation moves them, a layer of channels first expects them elsewhere. Where they stand in no order that a map is
drawn from, such as columns before rows, the call has no places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from attnstudio.core.calls import Call

Shape = Sequence[int | None]
CHANNELS_LAST, CHANNELS_FIRST, TOKENS, UNKNOWN = "rcf", "frc", "tf", ""
_USUAL = {4: CHANNELS_LAST, 3: TOKENS}  # by the number of axes, with the batch
_RESHAPED = {CHANNELS_LAST: TOKENS, TOKENS: CHANNELS_LAST, CHANNELS_FIRST: "ft", "ft": CHANNELS_FIRST}


def axes(every: Sequence[Call]) -> list[str]:
    """The axes of each call's output, one letter for each axis after the batch: r(ows), c(olumns), f(ilters), t(okens).
    An empty text if they are not known."""
    found: list[str] = []
    for one in every:
        alike = [found[parent] for parent in one.parents if len(every[parent].shape) == len(one.shape)]
        if alike:
            input_axes = max(alike, key=len)
        elif one.parents:
            input_axes = _reshaped(every[one.parents[0]].shape, found[one.parents[0]], one.shape)
        else:
            input_axes = _USUAL.get(len(one.shape), UNKNOWN)
        found.append(_moved(one, input_axes))
    return found


def _reshaped(before: Shape, axes: str, shape: Shape) -> str:
    """The axes after a call that changes their number: a picture becomes tokens, or tokens become a picture."""
    if not axes:
        return _USUAL.get(len(shape), UNKNOWN)
    new = _RESHAPED.get(axes, UNKNOWN)
    if len(new) != len(shape) - 1:
        return UNKNOWN
    filters, now = before[1 + axes.index("f")], shape[1 + new.index("f")]
    return new if None in (filters, now) or filters == now else UNKNOWN


def _moved(one: Call, input_axes: str) -> str:
    """The axes after a call that may permute or reinterpret them."""
    declared = getattr(one.operation, "data_format", None) if len(one.shape) == 4 else None
    order = _order(one.operation, len(one.shape))
    if order is not None:
        return "".join(input_axes[axis - 1] for axis in order[1:]) if input_axes and order[0] == 0 else UNKNOWN
    if declared == "channels_first":
        return CHANNELS_FIRST
    return UNKNOWN if declared == "channels_last" and input_axes == CHANNELS_FIRST else input_axes


def _order(operation: Any, rank: int) -> tuple[int, ...] | None:
    """The order of the axes behind a layer or an operation that changes it; None for all others."""
    kind = type(operation).__name__
    if kind == "Permute":
        return (0, *operation.dims)
    if kind == "Transpose":
        return tuple(range(rank))[::-1] if operation.axes is None else tuple(axis % rank for axis in operation.axes)
    places = np.empty(tuple(range(1, rank + 1)))
    if kind == "Moveaxis":
        return tuple(size - 1 for size in np.moveaxis(places, operation.source, operation.destination).shape)
    if kind == "Swapaxes":
        return tuple(size - 1 for size in np.swapaxes(places, operation.axis1, operation.axis2).shape)
    return None
