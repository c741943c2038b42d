"""Batch norms folded into the convolutions before them, for graphs that only infer: (W * x) s + t = (W s) * x + t."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.calls import calls

if TYPE_CHECKING:
    import keras

Values = dict[int, np.ndarray]  # of variables, by their id


def folded(model: keras.Model, kept: set[int]) -> Values:
    """The values that some variables of a model get, with which it computes the same as with its own.

    A convolution's kernel takes the scale of the batch norm behind it, which then only adds.

    Args:
        kept: ids of symbolic tensors whose values are asked for: they stay as they are.
    """
    every = calls(model)
    uses = Counter(id(call.operation) for call in every)
    readers = Counter(parent for call in every for parent in call.parents)
    values: Values = {}
    for call in every:
        if len(call.parents) != 1:
            continue
        (place,) = call.parents
        before = every[place]
        alone = readers[place] == uses[id(call.operation)] == uses[id(before.operation)] == 1
        if alone and id(before.output) not in kept and _is_norm(call.operation) and _is_convolution(before.operation):
            values |= _pair(before.operation, call.operation)
    return values


def _pair(convolution: Any, norm: Any) -> Values:
    """Of a convolution and its batch norm."""
    mean, variance = (np.float64(one.numpy()) for one in (norm.moving_mean, norm.moving_variance))
    scale = (norm.gamma.numpy() if norm.scale else 1) / np.sqrt(variance + norm.epsilon)
    shift = (norm.beta.numpy() if norm.center else 0) - mean * scale
    kernel = _kernel(convolution)
    of_kernel = kernel.numpy()
    per_filter = scale.reshape(of_kernel.shape[2:]) if _is_depthwise(convolution) else scale
    # TensorFlow drops a multiplication by one, and what is left of the norm is its offset.
    values = {
        id(kernel): of_kernel * per_filter,
        id(norm.moving_mean): -shift,
        id(norm.moving_variance): np.full_like(variance, _variance_for_one(norm.epsilon)),
    }
    if convolution.use_bias:
        values[id(convolution.bias)] = convolution.bias.numpy() * scale
    if norm.scale:
        values[id(norm.gamma)] = np.ones_like(scale)
    if norm.center:
        values[id(norm.beta)] = np.zeros_like(scale)
    return {which: value.astype(np.float32) for which, value in values.items()}


def _variance_for_one(epsilon: float) -> np.float32:
    """What becomes exactly 1 when the norm adds its epsilon."""
    variance = np.float32(1 - epsilon)
    while variance + np.float32(epsilon) < 1:
        variance = np.nextafter(variance, np.float32(2))
    return variance


def _is_norm(operation: Any) -> bool:
    import keras

    return type(operation) is keras.layers.BatchNormalization and operation.axis in (-1, 3) and _is_plain(operation)


def _is_convolution(operation: Any) -> bool:
    import keras

    kinds = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D)
    return (
        type(operation) in kinds
        and operation.data_format == "channels_last"
        and operation.activation is keras.activations.linear
        and _is_plain(operation)
    )


def _is_plain(operation: Any) -> bool:
    return operation.dtype_policy.name == "float32" and not getattr(operation, "lora_enabled", False)


def _is_depthwise(operation: Any) -> bool:
    import keras

    return type(operation) is keras.layers.DepthwiseConv2D


def _kernel(convolution: Any) -> Any:
    """The variable with one filter for each channel of the output."""
    import keras

    return convolution.pointwise_kernel if type(convolution) is keras.layers.SeparableConv2D else convolution.kernel
