"""Which layer of a Keras model a map explains: the layers that can be, and the rules `auto` and `last-conv`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Any

from attnstudio.core.errors import ChoiceFailure

if TYPE_CHECKING:
    import keras

# After these the map shows less than before them, or the same.
_PASSED_OVER = ("Pooling", "Padding", "Dropout", "InputLayer", "Flatten", "Reshape", "Activity")
_MOST_PREFIX_TOKENS = 8  # a class token, a distillation token, registers


@dataclass(frozen=True)
class Grid:
    """How a layer's output lies over the picture: as (rows, columns, filters), or as tokens (prefix + rows * columns,
    filters), of which the first `prefix` show no place, such as a class token."""

    rows: int | None
    columns: int | None
    tokens: bool = False
    prefix: int = 0


def operation(model: keras.Model, name: str) -> Any:
    """The layer, or operation, of this name. Raises KeyError."""
    return _by_name(model)[name]


def output(operation: Any) -> Any:
    """Its output; of an attention layer that gives its scores too, the output proper. None where it has none, or
    several."""
    try:
        result = operation.output
    except (AttributeError, ValueError):  # called more than once, or never
        return None
    if isinstance(result, (list, tuple)):
        return result[0] if _is_attention(operation) else None
    return result


def grids(model: keras.Model) -> dict[str, Grid]:
    """The layers that a map can show, in the order of the data: those with one output of a height and a width larger
    than 1, or with one token for each place of such an output before them."""
    found = {}
    sizes: list[tuple[int, int]] = []
    for one in model.operations:
        shape = _shape(one)
        if len(shape) == 4 and all(side is None or side > 1 for side in shape[1:3]):
            found[one.name] = Grid(*shape[1:3])
            rows, columns = shape[1:3]
            if rows is not None and columns is not None:
                sizes.append((rows, columns))
        elif len(shape) == 3 and (grid := _token_grid(shape, sizes)) is not None:
            found[one.name] = grid
    return found


def gateways(model: keras.Model) -> list[str]:
    """Layers of `grids` that every path from input to output goes through, in the order of the data, without pooling.

    Where a class token is in front, the places behind the last attention no longer count: none of the answer comes
    from them.
    """
    order: list[Any] = list(model.operations)  # each stands behind all that it uses
    position = {id(layer): index for index, layer in enumerate(order)}
    usable = grids(model)
    last_attention = max((position[id(one)] for one, _ in _attentions(model)), default=len(order))
    furthest_consumer = -1
    found = []
    for index, layer in enumerate(order):
        # Nothing computed before this layer is used behind it: every path goes through.
        everything_passes = furthest_consumer <= index
        for node in layer._outbound_nodes:
            furthest_consumer = max(furthest_consumer, position.get(id(node.operation), -1))
        if not everything_passes or layer.name not in usable:
            continue
        if usable[layer.name].prefix and index > last_attention:
            continue
        if not any(word in type(layer).__name__ for word in _PASSED_OVER):
            found.append(layer.name)
    return found


def auto_layer(model: keras.Model) -> str | None:
    """The last layer with places that every path from input to output goes through, after its activation, before
    pooling.

    In residual and dense networks the last convolution is only one of several branches; the merge behind it is not.
    None where no layer qualifies.
    """
    return next(reversed(gateways(model)), None)


def last_conv(model: keras.Model) -> str | None:
    """The last convolution, which is tf-keras-vis's default."""
    from keras.src.layers.convolutional.base_conv import BaseConv

    usable = grids(model)
    convolutions = [layer.name for layer in model.layers if isinstance(layer, BaseConv) and layer.name in usable]
    return convolutions[-1] if convolutions else None


def has_relu(model: keras.Model) -> bool:
    """Whether any layer is a ReLU, or has one for its activation."""
    import keras

    def is_relu(one: Any) -> bool:
        activation = getattr(one, "activation", None)
        known = activation in (keras.activations.relu, keras.activations.relu6)
        return known or isinstance(one, keras.layers.ReLU) or type(one).__name__ in ("Relu", "Relu6")

    return any(is_relu(one) for one in model.operations)


def attention_scores(model: keras.Model) -> list[Any]:
    """The attention each head pays from token to token, (batch, heads, tokens, tokens), in the order of the data: of
    attention layers that give it, and of softmaxes between tokens."""
    return [scores for _, scores in _attentions(model) if scores is not None]


def attention_grid(model: keras.Model) -> Grid | None:
    """Where the tokens lie of which the attention scores speak."""
    scores = attention_scores(model)
    counts = {int(one.shape[-1]) for one in scores}
    found = [grid for grid in grids(model).values() if grid.tokens]
    fitting = [grid for grid in found if {grid.prefix + (grid.rows or 0) * (grid.columns or 0)} == counts]
    return fitting[-1] if fitting else None


def resolve(choice: str, model: keras.Model) -> str | None:
    """The layer that `auto`, `last-conv` or a name stands for. None: no layer of the model has places.

    Raises:
        ChoiceFailure: the name is of no layer, or of one without height and width.
    """
    if choice == "auto":
        return auto_layer(model)
    if choice == "last-conv":
        return last_conv(model)
    usable = list(grids(model))
    if choice in usable:
        return choice
    if choice in _by_name(model):
        raise ChoiceFailure(
            "The layer {layer} has no height and width, so no map can show it. The last that have: {near}.",
            layer=choice,
            near=", ".join(usable[-3:]),
        )
    raise ChoiceFailure(
        "The model has no layer {layer}. Near: {near}. Or give auto or last-conv.",
        layer=choice,
        near=", ".join(difflib.get_close_matches(choice, usable, 3, 0.3) or usable[-3:]),
    )


def _by_name(model: keras.Model) -> dict[str, Any]:
    return {one.name: one for one in model.operations}


def _shape(operation: Any) -> tuple[int | None, ...]:
    return tuple(getattr(output(operation), "shape", ()))


def _is_attention(operation: Any) -> bool:
    import keras

    return isinstance(operation, keras.layers.MultiHeadAttention)


def _attentions(model: keras.Model) -> Iterator[tuple[Any, Any]]:
    """Each operation that mixes tokens by attention, with its scores where it gives them."""
    for one in model.operations:
        if _is_attention(one):
            result = one.output
            yield one, result[1] if isinstance(result, (list, tuple)) else None
        elif _is_softmax(one):
            shape = _shape(one)
            if len(shape) == 4 and shape[-1] == shape[-2] and (shape[-1] or 0) > 1:
                yield one, one.output


def _is_softmax(operation: Any) -> bool:
    import keras

    return type(operation).__name__ == "Softmax" or (
        getattr(operation, "activation", None) is keras.activations.softmax
    )


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
