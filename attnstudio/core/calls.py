"""The calls of a graph: every layer where it stands on the way from the model's input to its output.

A Keras layer may be called more than once, in this graph and in others: a loaded Sequential has calls that lead
nowhere, a shared layer has several that count. So what a layer gives is looked up by the call, never by the layer.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attnstudio.core.once_a_model import once_a_model

if TYPE_CHECKING:
    import keras

_NUMBER = "@"  # between the name of a layer that is called several times and the number of the call


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a layer, or of an operation.

    Attributes:
        name: of the layer; where it is called several times, with the number of the call: "conv@2".
        operation: the layer.
        outputs: the symbolic tensors that it gives here.
        parents: places, in the list of calls, of those whose outputs it takes.
    """

    name: str
    operation: Any
    outputs: tuple[Any, ...]
    parents: tuple[int, ...]

    @property
    def output(self) -> Any:
        """Its output; of an attention layer that gives its scores too, the output proper. None: it has several."""
        if len(self.outputs) == 1 or is_attention(self.operation):
            return self.outputs[0]
        return None

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Of the output, with the batch; empty where there is no single one."""
        return tuple(getattr(self.output, "shape", ()))


def nodes(model: keras.Model) -> list[Any]:
    """Keras's nodes of the model's graph, each behind all that it uses; those of one layer in the order of its calls
    where the data allow it."""
    place = {id(operation): number for number, operation in enumerate(model.operations)}
    depths = model._nodes_by_depth
    return [
        node
        for depth in sorted(depths, reverse=True)
        for node in sorted(depths[depth], key=lambda node: (place[id(node.operation)], _number(node)))
    ]


@once_a_model
def calls(model: keras.Model) -> tuple[Call, ...]:
    """Every call on the model's graph, in the order of the data: each stands behind all that it uses."""
    every = nodes(model)
    numbers: dict[int, list[int]] = {}
    for node in every:
        insort(numbers.setdefault(id(node.operation), []), _number(node))
    found: list[Call] = []
    index: dict[int, int] = {}
    for node in every:
        operation, of_layer = node.operation, numbers[id(node.operation)]
        several = len(of_layer) > 1
        name = f"{operation.name}{_NUMBER}{of_layer.index(_number(node)) + 1}" if several else operation.name
        parents = dict.fromkeys(index[id(parent)] for parent in node.parent_nodes if id(parent) in index)
        index[id(node)] = len(found)
        found.append(Call(name, operation, tuple(node.output_tensors), tuple(parents)))
    return tuple(found)


def _number(node: Any) -> int:
    """Of the node among all calls of its layer."""
    return next(number for number, one in enumerate(node.operation._inbound_nodes) if one is node)


def call(model: keras.Model, name: str) -> Call:
    """The call of this name; there must be one."""
    return next(one for one in calls(model) if one.name == name)


def calls_of(found: Sequence[Call], layer: str) -> list[Call]:
    """Those of the layer of this name."""
    return [one for one in found if layer in (one.name, one.operation.name)]


def ancestors(every: Sequence[Call], place: int) -> set[int]:
    """The call itself and all that it is computed from."""
    found, waiting = {place}, [place]
    while waiting:
        for parent in every[waiting.pop()].parents:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def is_attention(operation: Any) -> bool:
    import keras

    return isinstance(operation, keras.layers.MultiHeadAttention)
