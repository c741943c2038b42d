"""How a gradient passes a ReLU: rules, so that one forward pass can have a backward pass under each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from typing import Any


class Rule(StrEnum):
    """How a gradient passes a ReLU."""

    PLAIN = "plain"  # where its input is positive
    GUIDED = "guided"  # where its input and the gradient are (arXiv 1412.6806)
    DECONV = "deconv"  # where the gradient is (arXiv 1311.2901)
    SMOOTH = "smooth"  # as a softplus of its input would: so that it has a gradient itself (arXiv 1906.07983)


_SHARPNESS = 10.0  # of the softplus

_RULE = ContextVar("rule", default=Rule.PLAIN)


@contextmanager
def following(rule: Rule) -> Iterator[None]:
    """Gradients computed inside follow the rule, at all ReLUs made `switchable`."""
    token = _RULE.set(rule)
    try:
        yield
    finally:
        _RULE.reset(token)


@contextmanager
def switchable() -> Iterator[None]:
    """ReLUs traced inside obey `following` later on."""
    import tensorflow as tf

    with tf.compat.v1.get_default_graph().gradient_override_map(_gradients()):
        yield


@cache
def _gradients() -> dict[str, str]:
    """TensorFlow's names of the ReLU operations -> of their gradients, which it keeps by name, once a process."""
    import tensorflow as tf

    plain = {"Relu": tf.raw_ops.ReluGrad, "Relu6": tf.raw_ops.Relu6Grad}

    def gradient(operation: Any, incoming: Any) -> Any:
        rule = _RULE.get()
        if rule is Rule.SMOOTH:
            before = operation.inputs[0]
            passed = tf.sigmoid(_SHARPNESS * before)
            return incoming * (passed if operation.type == "Relu" else passed * tf.sigmoid(_SHARPNESS * (6 - before)))
        if rule is not Rule.PLAIN:
            incoming = tf.maximum(incoming, 0)
        if rule is Rule.DECONV:
            return incoming
        return plain[operation.type](gradients=incoming, features=operation.outputs[0])

    names = {kind: f"Attnstudio{kind}" for kind in plain}
    for name in names.values():
        tf.RegisterGradient(name)(gradient)
    return names
