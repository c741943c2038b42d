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
    """Of each call's output, one letter for each axis behind the batch: r(ows), c(olumns), f(ilters), t(okens). Empty
    where that is not known."""
    found: list[str] = []
    for one in every:
        alike = [found[parent] for parent in one.parents if len(every[parent].shape) == len(one.shape)]
        if alike:
            given = max(alike, key=len)
        elif one.parents:
            given = _reshaped(every[one.parents[0]].shape, found[one.parents[0]], one.shape)
        else:
            given = _USUAL.get(len(one.shape), UNKNOWN)
        found.append(_moved(one, given))
    return found


def _reshaped(before: Shape, axes: str, shape: Shape) -> str:
    """Behind a call that changes the number of axes: a picture becomes tokens, tokens become a picture."""
    if not axes:
        return _USUAL.get(len(shape), UNKNOWN)
    new = _RESHAPED.get(axes, UNKNOWN)
    if len(new) != len(shape) - 1:
        return UNKNOWN
    filters, now = before[1 + axes.index("f")], shape[1 + new.index("f")]
    return new if None in (filters, now) or filters == now else UNKNOWN


def _moved(one: Call, given: str) -> str:
    """Behind a call that may move the axes, or take them for others."""
    declared = getattr(one.operation, "data_format", None) if len(one.shape) == 4 else None
    order = _order(one.operation, len(one.shape))
    if order is not None:
        return "".join(given[axis - 1] for axis in order[1:]) if given and order[0] == 0 else UNKNOWN
    if declared == "channels_first":
        return CHANNELS_FIRST
    return UNKNOWN if declared == "channels_last" and given == CHANNELS_FIRST else given


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
