"""Steps from a KerasTensor back through the graph that computes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_SETTINGS = ("axis", "axes", "keepdims", "indices_or_sections", "training", "mask", "newshape", "weights")


def operation_of(tensor: Any) -> Any:
    """The layer, or operation, that gives a tensor."""
    return tensor._keras_history.operation


def node_of(tensor: Any) -> Any:
    """The call of that operation."""
    history = tensor._keras_history
    return history.operation._inbound_nodes[history.node_index]


def arguments(tensor: Any) -> list[Any]:
    """Arguments of the operation as one list of tensors, numbers and arrays, without settings such as axes."""
    import keras

    found = node_of(tensor).arguments
    kwargs = {name: one for name, one in found.kwargs.items() if name not in _SETTINGS}
    return [one for one in keras.tree.flatten([found.args, kwargs]) if not isinstance(one, (bool, str, type(None)))]


def behind(tensor: Any) -> Iterator[Any]:
    """The tensor and all that it is computed from, each after its own inputs."""
    stack, done = [(tensor, False)], set[int]()
    while stack:
        one, opened = stack.pop()
        if id(one) in done:
            continue
        if opened:
            done.add(id(one))
            yield one
            continue
        stack.append((one, True))
        stack += [(before, False) for before in node_of(one).input_tensors]
