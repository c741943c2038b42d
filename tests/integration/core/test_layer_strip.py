"""Maps at every depth from one pass: each is that of a run of its own, and Grad-CAM's that of a gradient tape."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled
from attnstudio.core.explain import bind_methods, explain
from attnstudio.core.images import Picture, Source
from attnstudio.core.layer_strip import LayerStrip, depths, has_strip, layer_strip
from attnstudio.core.methods.base import METHODS
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.predictions import PredictedInput, predict
from attnstudio.core.request import MethodCall, Request, Subject
from attnstudio.core.scaling import enlarge, normalised
from attnstudio.core.unsupported import UnsupportedMethodFailure

NOISY = MethodCall("layercam", (("noise_samples", 3),))


def loaded(model: Any) -> LoadedModel:
    """As the engine loads it; its input is the picture's pixels in -1..1."""
    height, width, channels = model.input_shape[1:]
    names = tuple(f"class {number}" for number in range(model.output_shape[-1]))
    build = "minus_one_to_one", lambda: model, None
    spec = ModelSpec("made", "Made", (width, height), None, *build, names=names, channels=channels)
    return LoadedModel.of(spec, model, "/CPU:0", random_weights=True)


def picture_for(model: LoadedModel) -> Picture:
    """Of the input's own size, so that no pixel is resampled."""
    width, height = model.spec.input_size
    pixels = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    return Picture(Source(Path("made.png"), 1, 2, "digest"), pixels)


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return loaded(helpers.residual())


def strip_of(model: LoadedModel, call: MethodCall, ctx: RunContext | None = None) -> LayerStrip:
    request = Request(Path("made.png"), "made", (call,), target="0")
    return layer_strip(model, request, picture_for(model), ctx or RunContext(seed=7))


def test_a_depth_is_what_every_path_goes_through_after_its_activation(model: LoadedModel) -> None:
    assert depths(model.network.model) == ["stem", "merge_relu"]
    assert depths(loaded(helpers.normed()).network.model) == ["conv_relu", "depthwise_relu"]


def test_of_many_depths_some_are_taken_at_even_distances_with_the_last() -> None:
    keras = helpers.keras_ready()
    x = inputs = keras.Input((8, 8, 3))
    for number in range(20):
        x = keras.layers.Conv2D(2, 1, activation="relu", name=f"conv{number}")(x)
    outputs = keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x))
    found = depths(keras.Model(inputs, outputs), most=5)
    assert found == ["conv0", "conv5", "conv10", "conv14", "conv19"]


@pytest.mark.parametrize("call", [MethodCall("gradcam"), NOISY], ids=["gradcam", "layercam with noise"])
def test_each_map_is_that_of_a_run_of_its_own(model: LoadedModel, call: MethodCall) -> None:
    strip = strip_of(model, call)
    assert [one.layer for one in strip.maps] == ["stem", "merge_relu"]
    (predicted,) = predict(model, strip.request, [Subject(picture_for(model))])
    assert isinstance(predicted, PredictedInput)
    one_input, weights = predicted.model_input, predicted.class_weights
    for one in strip.maps:
        context = RunContext(seed=7)
        (single,) = explain(bind_methods([call]), model.network, one_input, weights, one.layer, context)
        np.testing.assert_allclose(one.values, single.values, atol=2e-5)
        assert (one.raw_min, one.raw_max) == pytest.approx((single.raw_min, single.raw_max), rel=1e-4, abs=1e-7)


def test_grad_cam_is_that_of_a_gradient_tape(model: LoadedModel) -> None:
    batch = picture_for(model).pixels.astype(np.float32)[None] / 127.5 - 1
    for one in strip_of(model, MethodCall("gradcam")).maps:
        slow = helpers.slow(model.network.model, batch, helpers.weights_for(1, 0, 0), one.layer)
        raw = np.maximum((slow.activation[0] * slow.layer_gradient[0].mean(axis=(0, 1))).sum(axis=-1), 0)
        wanted, low, high = normalised(enlarge(raw.astype(np.float32), *batch.shape[1:3]))
        assert high > low, "a flat map shows nothing"
        np.testing.assert_allclose(one.values, wanted, atol=1e-4)


def test_one_pass_makes_them_all(model: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    passes = CompiledModel.single_passes

    def spy(self: CompiledModel, batch: np.ndarray, *others: Any) -> Any:
        made.append(others)
        return passes(self, batch, *others)

    monkeypatch.setattr(CompiledModel, "single_passes", spy)
    strip_of(model, MethodCall("gradcam"))
    assert len(made) == 1


def test_only_class_activation_maps_of_one_pass_have_one() -> None:
    known = METHODS.discover()
    assert all(has_strip(known[one]) for one in ("gradcam", "gradcam++", "layercam", "eigencam"))
    assert not any(has_strip(known[one]) for one in ("saliency", "ablationcam", "lime", "random"))


def test_a_model_without_places_says_so_and_a_cancelled_strip_ends(model: LoadedModel) -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((8, 6, 3))
    dense = keras.layers.Dense(3)(keras.layers.Flatten()(inputs))
    with pytest.raises(UnsupportedMethodFailure):
        strip_of(loaded(helpers.with_random_weights(keras.Model(inputs, dense))), MethodCall("gradcam"))
    token = threading.Event()
    token.set()
    with pytest.raises(Cancelled):
        strip_of(model, MethodCall("gradcam"), RunContext(cancelled=token))
