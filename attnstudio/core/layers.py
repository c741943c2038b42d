"""Which layer of a Keras model a map explains: the layers that can be, and the rules `auto` and `last-conv`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from attnstudio.core.errors import ChoiceFailure

if TYPE_CHECKING:
    import keras

# After these the map shows less than before them, or the same.
_PASSED_OVER = ("Pooling", "Padding", "Dropout", "InputLayer", "Flatten", "Reshape", "Activity")


def spatial_layers(model: keras.Model) -> list[str]:
    """Names of the layers with one 4-D output larger than 1x1, in the order of the data."""
    return [layer.name for layer in model.layers if _is_spatial(layer)]


def gateways(model: keras.Model) -> list[str]:
    """Spatial layers that every path from input to output goes through, in the order of the data, without pooling."""
    order: list[Any] = list(model.operations)  # each stands behind all that it uses
    position = {id(layer): index for index, layer in enumerate(order)}
    furthest_consumer = -1
    found = []
    for index, layer in enumerate(order):
        # Nothing computed before this layer is used behind it: every path goes through.
        everything_passes = furthest_consumer <= index
        for node in layer._outbound_nodes:
            furthest_consumer = max(furthest_consumer, position.get(id(node.operation), -1))
        if everything_passes and _is_spatial(layer) and not any(word in type(layer).__name__ for word in _PASSED_OVER):
            found.append(layer.name)
    return found


def auto_layer(model: keras.Model) -> str | None:
    """The last spatial layer that every path from input to output goes through, after its activation, before pooling.

    In residual and dense networks the last convolution is only one of several branches; the merge behind it is not.
    None where no layer qualifies.
    """
    return next(reversed(gateways(model)), None)


def last_conv(model: keras.Model) -> str | None:
    """The last convolution, which is tf-keras-vis's default."""
    from keras.src.layers.convolutional.base_conv import BaseConv

    convolutions = [layer for layer in model.layers if isinstance(layer, BaseConv) and _is_spatial(layer)]
    return convolutions[-1].name if convolutions else None


def has_relu(model: keras.Model) -> bool:
    """Whether any layer is a ReLU, or has one for its activation."""
    import keras

    def is_relu(layer: Any) -> bool:
        activation = getattr(layer, "activation", None)
        return isinstance(layer, keras.layers.ReLU) or activation in (keras.activations.relu, keras.activations.relu6)

    return any(is_relu(layer) for layer in model.layers)


def resolve(choice: str, model: keras.Model) -> str | None:
    """The layer that `auto`, `last-conv` or a name stands for. None: the model has no spatial layer.

    Raises:
        ChoiceFailure: the name is of no layer, or of one without height and width.
    """
    if choice == "auto":
        return auto_layer(model)
    if choice == "last-conv":
        return last_conv(model)
    usable = spatial_layers(model)
    if choice in usable:
        return choice
    if choice in {layer.name for layer in model.layers}:
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


def _is_spatial(layer: Any) -> bool:
    try:
        shape = layer.output.shape
    except (AttributeError, ValueError):  # several outputs, or never called
        return False
    return len(shape) == 4 and all(side is None or side > 1 for side in shape[1:3])
