"""A model as `model.summary()` prints it: rows of layers, models inside models with rows of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from attnstudio.core.models.flattening import graph_of, names

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class LayerRow:
    """One layer, or a model that is used as one.

    Attributes:
        name, kind: as Keras has them.
        shape: of its output, as "7x7x1280"; "?" where a side is open; empty where there is none.
        parameters, trainable: how many, and how many of them training would change.
        map_name: what a map calls it; None where no map can use it.
        rows: of the layers inside.
    """

    name: str
    kind: str
    shape: str
    parameters: int
    trainable: int
    map_name: str | None = None
    rows: tuple[LayerRow, ...] = ()


@dataclass(frozen=True)
class Totals:
    """Parameters of a whole model, each counted once, and the bytes that they take."""

    parameters: int = 0
    trainable: int = 0
    bytes: int = 0

    @property
    def fixed(self) -> int:
        """Those that training would not change."""
        return self.parameters - self.trainable


def totals(model: keras.Model) -> Totals:
    from keras.src.utils.summary_utils import weight_memory_size

    return Totals(count(model.weights), count(model.trainable_weights), int(weight_memory_size(model.weights)))


def tree(model: keras.Model, usable: frozenset[str]) -> tuple[LayerRow, ...]:
    """The layers of a model, in the order of the data. `usable`: the names by which maps know layers of it."""
    return _rows(model, usable, names(model))


def count(weights: list[Any]) -> int:
    """How many numbers the variables hold."""
    return sum(prod(variable.shape) for variable in weights)


def _rows(model: keras.Model, usable: frozenset[str], called: Mapping[int, str]) -> tuple[LayerRow, ...]:
    rows = []
    for one in graph_of(model).operations:
        map_name = called.get(id(one))
        rows.append(
            LayerRow(
                name=one.name,
                kind=type(one).__name__,
                shape=_shape(one),
                parameters=count(getattr(one, "weights", [])),
                trainable=count(getattr(one, "trainable_weights", [])),
                map_name=map_name if map_name in usable else None,
                rows=_rows(one, usable, called) if _is_model(one) else (),
            )
        )
    return tuple(rows)


def _is_model(one: Any) -> bool:
    import keras

    return isinstance(one, keras.Model)


def _shape(one: Any) -> str:
    if _is_model(one):
        outputs = getattr(one, "outputs", None) or []
        shape = tuple(outputs[0].shape) if len(outputs) == 1 else ()
    else:
        shape = _output_shape(one)
    return "x".join("?" if side is None else str(side) for side in shape[1:])


def _output_shape(one: Any) -> tuple[int | None, ...]:
    """Of the output of a layer's last call, which is the one in the model where there are others; empty: none."""
    nodes = one._inbound_nodes
    return tuple(nodes[-1].output_tensors[0].shape) if nodes else ()
