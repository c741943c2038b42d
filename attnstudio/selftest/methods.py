"""Every method makes a map."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.explain import bind_methods, explain
from attnstudio.core.methods.base import METHODS, Method
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.flattening import flatten
from attnstudio.core.models.head import to_logits
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.params import IntParam
from attnstudio.core.request import Heatmap, MethodCall, Request
from attnstudio.selftest.check import Check, require_map
from attnstudio.selftest.subject import MODEL, Subject

_MOST = {"samples": 200, "designs": 8}  # the map need not be exact


def checks(subject: Subject) -> Iterator[Check]:
    for method in METHODS:
        yield f"method {method.id}", partial(_check_method, subject, method)


def _check_method(subject: Subject, method: Method) -> None:
    call = _quick(method)
    if method.lacks(subject.engine.load(MODEL).info.offered):
        found = _on_a_transformer(call)
    else:
        (found,) = subject.engine.run(Request(subject.scene, MODEL, (call,)), RunContext()).heatmaps
    require_map(found.values)


def _quick(method: Method) -> MethodCall:
    counts = [param for param in method.params if isinstance(param, IntParam) and param.name in _MOST]
    return MethodCall(method.id, tuple((param.name, min(param.default, _MOST[param.name])) for param in counts))


def _on_a_transformer(call: MethodCall) -> Heatmap:
    """The map of a method that the built-in model cannot carry, on a small vision transformer of random weights."""
    import keras

    layers, shape = keras.layers, (32, 32, 3)
    inputs = keras.Input(shape)
    x = layers.Reshape((16, 8))(layers.Conv2D(8, 8, 8, name="patches")(inputs))
    x = layers.Add()([x, layers.MultiHeadAttention(2, 4)(x, x)])
    model = keras.Model(inputs, layers.Dense(3, "softmax")(layers.GlobalAveragePooling1D()(x)))
    network = CompiledModel(to_logits(flatten(model, shape))[0])
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    model_input = ModelInput(pixels, PREPROCESSING["minus_one_to_one"])
    return explain(bind_methods([call]), network, model_input, np.eye(3, dtype=np.float32)[0], None, RunContext())[0]
