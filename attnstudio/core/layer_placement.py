"""Checks whether a layer is spatially aligned with the picture, over which its map is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core.calls import Call, ancestors, calls
from attnstudio.core.grids import Grid, explainable_layers
from attnstudio.core.probe import probe_picture
from attnstudio.core.scaling import enlarge
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    import keras

# What can move places, or leave some out; all other layers keep them where they are.
_MOVING = (
    *("CenterCrop", "Cropping2D", "CropImages", "DepthToSpace", "Dstack", "Einsum", "ExtractPatches", "Flip"),
    *("GetItem", "Hstack", "Moveaxis", "Permute", "Reshape", "Resizing", "Roll", "Rot90", "Slice"),
    *("SpaceToDepth", "Split", "Stack", "Swapaxes", "Take", "Transpose", "Vstack"),
)
_SIDES = (tr_noop("top"), tr_noop("bottom"), tr_noop("left"), tr_noop("right"))
_STRIP = 6  # a strip at the edge is this part of the side
_SEEN = 1e-6  # smallest change of the layer, as a share of its largest value
_ELSEWHERE = 2.0  # how many times as much a change shows in another quarter than in its own


def notice(model: keras.Model, layer: str, preprocess: Callable[[np.ndarray], np.ndarray]) -> Notice | None:
    """The notice of a misaligned layer, found by changing parts of a picture; None if it is aligned.

    Args:
        model: one flat graph.
        preprocess: from uint8 pixels (height, width, 3) to the model's input.
    """
    every = calls(model)
    place = next(index for index, one in enumerate(every) if one.name == layer)
    if not any(_may_move(every[index]) for index in ancestors(every, place)):
        return None
    height, width = model.input_shape[1:3]
    picture = preprocess(probe_picture(0, height, width))
    quarters, strips = _quarters(height, width), _strips(height, width)
    changes = _changes(model, every[place], explainable_layers(model)[layer], picture, [*quarters, *strips])
    for quarter, change in zip(quarters, changes[:4], strict=True):
        shown = enlarge(change, height, width)
        by_quarter = [float(shown[one].mean()) for one in quarters]
        if max(by_quarter) > _ELSEWHERE * shown[quarter].mean():
            return Notice(
                tr_noop(
                    "The layer {layer} is not aligned with the picture: the model rotates, flips or splits the "
                    "picture before it, so its map appears in the wrong place. Choose an earlier layer, or a "
                    "method that needs none, such as saliency or occlusion."
                ),
                {"layer": layer},
                warning=True,
            )
    unseen = [side for side, change in zip(_SIDES, changes[4:], strict=True) if change.max() == 0]
    if not unseen:
        return None
    return Notice(
        tr_noop(
            "The layer {layer} does not cover the whole picture (cut off: {sides}), but its map is stretched over "
            "all of it. Choose an earlier layer, or a method that needs none, such as saliency or occlusion."
        ),
        {"layer": layer, "sides": _joined(unseen)},
        warning=True,
    )


def _joined(words: Sequence[str]) -> Notice:
    first, *rest = words
    if not rest:
        return Notice(first)
    return Notice(tr_noop("{first}, {rest}"), {"first": Notice(first), "rest": _joined(rest)})


def _may_move(one: Call) -> bool:
    kind = type(one.operation).__name__
    if kind == "Concatenate":  # of channels, nearly always
        return len(one.shape) == 4 and getattr(one.operation, "axis", -1) not in (-1, 3)
    return kind in _MOVING


def _quarters(height: int, width: int) -> list[tuple[slice, slice]]:
    rows, columns = (slice(height // 2), slice(height // 2, None)), (slice(width // 2), slice(width // 2, None))
    return [(row, column) for row in rows for column in columns]


def _strips(height: int, width: int) -> list[tuple[slice, slice]]:
    """At the top, at the bottom, at the left, at the right."""
    high, wide = -(-height // _STRIP), -(-width // _STRIP)
    everything = slice(None)
    return [
        (slice(high), everything),
        (slice(height - high, None), everything),
        (everything, slice(wide)),
        (everything, slice(width - wide, None)),
    ]


def _changes(
    model: keras.Model, one: Call, grid: Grid, picture: np.ndarray, parts: Sequence[tuple[slice, slice]]
) -> list[np.ndarray]:
    """How much the layer changes at each place, (rows, columns), where each part of the picture is inverted."""
    import keras

    changed = []
    for part in parts:
        other = picture.copy()
        other[part] = picture.max() + picture.min() - other[part]
        changed.append(other)
    outputs = keras.Model(model.inputs, one.output)([np.stack([picture, *changed])], training=False)
    values = np.asarray(keras.ops.convert_to_numpy(outputs))
    if grid.channels_first:
        values = np.moveaxis(values, 1, -1)
    if grid.tokens:
        values = values[:, grid.prefix :].reshape(len(values), grid.rows or 0, grid.columns or 0, -1)
    found = np.abs(values[1:] - values[0]).max(axis=-1)
    found[found <= _SEEN * np.abs(values[0]).max()] = 0
    return list(found)
