"""SmoothDiff: one backward pass by the mean derivatives of ReLUs and max pooling at many noisy copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.noise import noise_param, noisy_copies, samples_param
from attnstudio.core.scaling import channel_max
from attnstudio.core.text import tr_noop


@METHODS.register
class SmoothDiff(Method):
    """max over channels of |dy/dx|, with the derivative of each ReLU and max pooling replaced by its mean at
    x + N(0, (noise * (max x - min x))^2) (Hill et al. 2025, OpenReview 7YKbyBb0kF, and the authors' code; of the paper
    itself only the abstract was read). What else bends, such as a sigmoid, keeps its derivative at x.

    With one such layer it is the mean gradient of SmoothGrad; with more it takes them for independent.
    """

    id = "smoothdiff"
    name = "SmoothDiff"
    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT, Need.RELU})
    paper = "OpenReview 7YKbyBb0kF"
    summary = tr_noop(
        "One gradient by the mean derivatives of all ReLUs at noisy copies: SmoothGrad with fewer passes."
    )
    description = tr_noop(
        "Noisy copies of the picture tell how often each ReLU and each input of a max pooling is active, and one "
        "backward pass uses these means for derivatives. It comes near SmoothGrad of many more copies."
    )
    formula = (
        r"L = \max_c \left| \frac{\partial y}{\partial x_c} \right|_{\, J_l \to \mathrm{E}_n "
        r"\left[ J_l(x + \varepsilon_n) \right]}, \quad \varepsilon_n \sim \mathcal{N}(0, \sigma^2)"
    )
    params = (samples_param(20), noise_param(0.20))

    def attribute(self, context: AttributionContext) -> np.ndarray:
        noisy, total, done = noisy_copies(context, context.params["noise"]), context.params["samples"], 0
        active: np.ndarray | None = None
        while True:
            context.run.check_cancelled()
            count = min(context.model.forward_batch, total - done)
            (found,) = context.model.run(ActiveUnits(), noisy(count))
            active = found.sum(axis=0) if active is None else active + found.sum(axis=0)
            done += count
            context.run.progress(done, total)
            (gradient,) = context.model.run(
                SmoothedGradient(), context.input[None], context.class_weights[None], active[None] / np.float32(done)
            )
            if done == total:
                return channel_max(np.abs(gradient[0]))
            context.run.partial(channel_max(np.abs(gradient[0])))


@dataclass(frozen=True)
class ActiveUnits(GraphSpec):
    """(inputs) -> (1, units): at how many of them each ReLU, and each place of each window of a max pooling, is
    active."""

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(x: Any) -> list[Any]:
            bends = _bends_of(forward, x)[1]
            counts = [tf.reduce_sum(_derivative(one), axis=0) for one in bends]
            return [tf.concat([tf.reshape(one, [1, -1]) for one in counts], axis=1)]

        return run


@dataclass(frozen=True)
class SmoothedGradient(GraphSpec):
    """(inputs, class weights of each, derivatives of each as `ActiveUnits` orders them) -> dy/dx by these."""

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count), (None, None)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(x: Any, class_weights: Any, derivatives: Any) -> list[Any]:
            with tf.compat.v1.get_default_graph().gradient_override_map(_gradients()):
                (logits, *_), bends = _bends_of(forward, x)
            shapes = [_derivative(one).shape[1:] for one in bends]
            parts = tf.split(derivatives, [prod(shape) for shape in shapes], axis=1)
            known = {
                one.name: tf.reshape(part, [-1, *shape]) for one, part, shape in zip(bends, parts, shapes, strict=True)
            }
            with _by(known):
                return list(tf.gradients(tf.reduce_sum(logits * class_weights), [x]))

        return run


_KINDS = ("Relu", "Relu6", "MaxPool")
_DERIVATIVES: ContextVar[Mapping[str, Any]] = ContextVar("derivatives")


@contextmanager
def _by(derivatives: Mapping[str, Any]) -> Iterator[None]:
    """Gradients computed inside take these derivatives, by the names of the operations."""
    token = _DERIVATIVES.set(derivatives)
    try:
        yield
    finally:
        _DERIVATIVES.reset(token)


def _bends_of(forward: Any, x: Any) -> tuple[list[Any], list[Any]]:
    """The outputs, and the operations whose derivatives are averaged, in the order in which they were traced."""
    before = {one.name for one in x.graph.get_operations()}
    outputs = forward(x)
    made = [one for one in x.graph.get_operations() if one.name not in before and one.type in _KINDS]
    return outputs, [one for one in made if one.type != "MaxPool" or _is_plain(one)]


def _is_plain(pool: Any) -> bool:
    return pool.get_attr("data_format") == b"NHWC" and pool.get_attr("padding") != b"EXPLICIT"


def _derivative(operation: Any) -> Any:
    """Of each input: 1 where it is active, of a max pooling (batch, rows, columns, places of a window, filters)."""
    import tensorflow as tf

    before = operation.inputs[0]
    if operation.type == "MaxPool":
        windows = _windows(operation)
        return tf.one_hot(tf.argmax(windows, axis=3), windows.shape[3], axis=3)
    active = before > 0
    if operation.type == "Relu6":
        active &= before < 6
    return tf.cast(active, tf.float32)


def _windows(pool: Any) -> Any:
    """What a max pooling compares: (batch, rows, columns, places of a window, filters)."""
    import tensorflow as tf

    x, (_, rows, columns, _) = pool.inputs[0], pool.outputs[0].shape
    _, high, wide, _ = pool.get_attr("ksize")
    _, down, along, _ = pool.get_attr("strides")
    ends = [(rows - 1) * down + high, (columns - 1) * along + wide]
    missing = [max(0, end - side) for end, side in zip(ends, x.shape[1:3], strict=True)]
    pads: Sequence[Sequence[int]] = [[0, 0], *([one // 2, one - one // 2] for one in missing), [0, 0]]
    padded = tf.pad(x, pads, constant_values=x.dtype.min)
    views = [
        padded[:, top : top + (rows - 1) * down + 1 : down, left : left + (columns - 1) * along + 1 : along]
        for top, left in product(range(high), range(wide))
    ]
    return tf.stack(views, axis=3)


@cache
def _gradients() -> dict[str, str]:
    """TensorFlow's names of these operations -> of their gradients, which it keeps by name, once a process."""
    import tensorflow as tf

    def gradient(operation: Any, incoming: Any) -> Any:
        derivative = _DERIVATIVES.get().get(operation.name)
        if derivative is None:
            return tf.raw_ops.MaxPoolGrad(
                orig_input=operation.inputs[0],
                orig_output=operation.outputs[0],
                grad=incoming,
                **{name: operation.get_attr(name) for name in ("ksize", "strides", "padding", "data_format")},
            )
        if operation.type != "MaxPool":
            return incoming * derivative
        x = operation.inputs[0]
        return tf.gradients(_windows(operation), [x], [incoming[:, :, :, None] * derivative], stop_gradients=[x])[0]

    names = {kind: f"AttnstudioSmooth{kind}" for kind in _KINDS}
    for name in names.values():
        tf.RegisterGradient(name)(gradient)
    return names
