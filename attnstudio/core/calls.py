"""The calls of a graph: every layer where it stands on the way from the model's input to its output.

A Keras layer may be called more than once, in this graph and in others: a loaded Sequential has calls that lead
nowhere, a shared layer has several that count. So what a layer gives is looked up by the call, never by the layer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


def calls(model: keras.Model) -> list[Call]:
    """Every call on the model's graph, in the order of the data: each stands behind all that it uses."""
    place = {id(operation): number for number, operation in enumerate(model.operations)}
    nodes = [
        node
        for depth in sorted(model._nodes_by_depth, reverse=True)
        for node in sorted(model._nodes_by_depth[depth], key=lambda node: place[id(node.operation)])
    ]
    totals, numbers = Counter(id(node.operation) for node in nodes), Counter[int]()
    found: list[Call] = []
    index: dict[int, int] = {}
    for node in nodes:
        operation = node.operation
        numbers[id(operation)] += 1
        several = totals[id(operation)] > 1
        name = f"{operation.name}{_NUMBER}{numbers[id(operation)]}" if several else operation.name
        parents = dict.fromkeys(index[id(parent)] for parent in node.parent_nodes if id(parent) in index)
        index[id(node)] = len(found)
        found.append(Call(name, operation, tuple(node.output_tensors), tuple(parents)))
    return found


def call(model: keras.Model, name: str) -> Call:
    """The call of this name; there must be one."""
    return next(one for one in calls(model) if one.name == name)


def calls_of(found: list[Call], layer: str) -> list[Call]:
    """Those of the layer of this name."""
    return [one for one in found if layer in (one.name, one.operation.name)]


def is_attention(operation: Any) -> bool:
    import keras

    return isinstance(operation, keras.layers.MultiHeadAttention)
