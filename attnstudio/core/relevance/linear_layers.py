"""What is linear in Keras's layers: kernels, biases, and how they are applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attnstudio.core.calls import Call


@dataclass(frozen=True)
class Step:
    """One linear step of a layer; a separable convolution has two.

    Attributes:
        apply: (input, kernel) -> output.
        kernel, bias: variables, or None.
        outputs: axes of the kernel that its outputs are counted along.
        channels: axes of the input and of the kernel that every output sums over; None: there are no such.
        pointwise: whether it is the same matrix product at each place: a convolution of 1x1.
        is_dense: whether it is a dense layer, not a convolution.
    """

    apply: Callable[[Any, Any], Any]
    kernel: Any
    bias: Any
    outputs: tuple[int, ...] = (-1,)
    channels: tuple[int, int] | None = None
    pointwise: bool = False
    is_dense: bool = False


def steps(layer: Any) -> list[Step]:
    """In order; none for a layer that is not linear up to its activation."""
    from keras import layers, ops

    bias = getattr(layer, "bias", None)
    channel = 1 if getattr(layer, "data_format", "") == "channels_first" else -1
    if isinstance(layer, layers.Dense):
        return [Step(ops.matmul, layer.kernel, bias, channels=(-1, 0), is_dense=True)]
    if isinstance(layer, layers.EinsumDense):
        return [Step(lambda x, kernel: ops.einsum(layer.equation, x, kernel), layer.kernel, bias, is_dense=True)]
    if isinstance(layer, (layers.SeparableConv1D, layers.SeparableConv2D)):
        return [
            Step(lambda x, kernel: ops.depthwise_conv(x, kernel, **_settings(layer)), layer.depthwise_kernel, None),
            Step(
                lambda x, kernel: ops.conv(x, kernel, data_format=layer.data_format),
                layer.pointwise_kernel,
                bias,
                channels=(channel, -2),
                pointwise=channel == -1,
            ),
        ]
    if isinstance(layer, (layers.DepthwiseConv1D, layers.DepthwiseConv2D)):
        depthwise = lambda x, kernel: ops.depthwise_conv(x, kernel, **_settings(layer))  # noqa: E731
        return [Step(depthwise, layer.kernel, bias, (-2, -1))]
    if isinstance(layer, (layers.Conv1DTranspose, layers.Conv2DTranspose)):
        transposed = lambda x, kernel: ops.conv_transpose(  # noqa: E731
            x, kernel, output_padding=layer.output_padding, **_settings(layer)
        )
        return [Step(transposed, layer.kernel, bias, (-2,))]
    if isinstance(layer, (layers.Conv1D, layers.Conv2D, layers.Conv3D)):
        summed = (channel, -2) if layer.groups == 1 else None
        pointwise = summed == (-1, -2) and {*layer.kernel_size, *layer.strides} == {1}
        return [Step(layer.convolution_op, layer.kernel, bias, channels=summed, pointwise=pointwise)]
    return []


def _settings(layer: Any) -> dict[str, Any]:
    return {
        "strides": layer.strides,
        "padding": layer.padding,
        "dilation_rate": layer.dilation_rate,
        "data_format": layer.data_format,
    }


def norm_behind(call: Call, readers: list[Call]) -> Any:
    """The batch norm that can be folded into a convolution or dense layer: its only reader, of its channels."""
    import keras

    layer = call.operation
    if len(readers) != 1 or getattr(layer, "data_format", "channels_last") != "channels_last":
        return None
    norm, activation = readers[0].operation, getattr(layer, "activation", None)
    last = len(call.shape) - 1
    is_norm = type(norm) is keras.layers.BatchNormalization and norm.axis in (-1, last)
    return norm if is_norm and activation in (None, keras.activations.linear) else None


def scale_and_shift(norm: Any, value: Callable[[Any], Any]) -> tuple[Any, Any]:
    """What a batch norm multiplies by and adds; `value` gives a variable's tensor."""
    import tensorflow as tf

    scale = tf.math.rsqrt(value(norm.moving_variance) + norm.epsilon)
    if norm.scale:
        scale *= value(norm.gamma)
    shift = -value(norm.moving_mean) * scale
    return scale, shift + value(norm.beta) if norm.center else shift


def scaled(step: Step, kernel: Any, scale: Any) -> Any:
    """The kernel with each output's weights times its own number."""
    import tensorflow as tf

    shape = [1] * len(kernel.shape)
    for axis in step.outputs:
        shape[axis] = kernel.shape[axis]
    return kernel * tf.reshape(scale, shape)


def bias_of(layer: Any, bias: Any) -> Any:
    """In the shape that it is added in."""
    import tensorflow as tf

    if bias is None:
        return 0.0
    if getattr(layer, "data_format", "channels_last") == "channels_first":
        return tf.reshape(bias, [-1] + [1] * layer.rank)
    return bias
