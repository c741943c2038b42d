"""What a layer shows, channel by channel: weights, order and values by hand."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio import paths
from attnstudio.core import channels as module
from attnstudio.core.channels import Channels, layer_channels
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, ModelFailure, PictureFailure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.scaling import enlarge

SCENE = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[0]


def loaded(model: Any) -> LoadedModel:
    """As the engine loads it; its input is the picture's pixels in -1..1."""
    height, width, channels = model.input_shape[1:]
    names = tuple(f"class {number}" for number in range(model.output_shape[-1]))
    spec = ModelSpec(
        *("made", "Made", (width, height), None, "minus_one_to_one", lambda: model, None),
        names=names,
        channels=channels,
    )
    return LoadedModel.of(spec, model, "/CPU:0", random_weights=True)


def picture_for(model: LoadedModel, seed: int = 3) -> Picture:
    """Of the input's own size, so that no pixel is resampled."""
    width, height = model.spec.input_size
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Picture(Source(Path("made.png"), 1, 2, "digest"), pixels)


def look(model: LoadedModel, layer: str = "auto", target: str = "0", picture: Picture | None = None) -> Channels:
    request = Request(Path("made.png"), "made", target=target, layer=layer)
    return layer_channels(model, request, picture or picture_for(model))


def input_of(picture: Picture) -> np.ndarray:
    return picture.pixels.astype(np.float32) / 127.5 - 1


def test_weights_are_mean_gradients_and_channels_stand_in_their_order() -> None:
    rng = np.random.default_rng(0)
    gradient = rng.normal(0, 0.1, (4, 6, 3)).astype(np.float32)
    gradient += np.array([0.5, -2.0, 1.5], np.float32)  # so the order is 2, 0, 1
    model = loaded(helpers.cam(gradient))
    picture = picture_for(model)
    found = look(model, "features", picture=picture)
    assert found.numbers.tolist() == [2, 0, 1]
    np.testing.assert_allclose(found.weights, gradient.mean(axis=(0, 1))[[2, 0, 1]], rtol=1e-5)
    np.testing.assert_allclose(found.values, np.moveaxis(input_of(picture), -1, 0)[[2, 0, 1]], atol=1e-5)
    assert (found.layer, found.total) == ("features", 3)
    assert found.values.dtype == found.weights.dtype == np.float32


def test_channels_are_those_of_a_gradient_tape() -> None:
    keras_model = helpers.normed()
    model = loaded(keras_model)
    picture = picture_for(model)
    found = look(model, target="2-1", picture=picture)
    slow = helpers.slow(
        model.network.model, input_of(picture)[None], helpers.weights_for(0, -1, 1, 0), "depthwise_relu"
    )
    weights = slow.layer_gradient[0].mean(axis=(0, 1))
    order = np.argsort(-weights)
    assert found.layer == "depthwise_relu"
    assert found.numbers.tolist() == order.tolist()
    np.testing.assert_allclose(found.weights, weights[order], atol=1e-6)
    np.testing.assert_allclose(found.values, np.moveaxis(slow.activation[0], -1, 0)[order], atol=1e-5)
    assert (found.target.index, found.target.minus) == (2, 1)
    # Summed by weight they are Grad-CAM.
    gradcam = np.maximum(np.tensordot(found.weights, found.values, 1), 0)
    np.testing.assert_allclose(gradcam, np.maximum((slow.activation[0] * weights).sum(axis=-1), 0), atol=1e-5)


def test_the_request_its_file_and_its_place_are_reported() -> None:
    model = loaded(helpers.normed())
    picture = picture_for(model)
    found = look(model, "last-conv", picture=picture)
    assert found.request == Request(Path("made.png"), "made", target="0", layer="last-conv")
    assert found.source is picture.source
    assert found.layer == "conv"
    assert found.placement.input_size == (10, 12)


def test_nothing_of_it_can_be_changed() -> None:
    found = look(loaded(helpers.normed()))
    for array in (found.numbers, found.weights, found.values, found.large(0)[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_large_channel_has_the_inputs_size_and_its_own_range() -> None:
    found = look(loaded(helpers.normed()), "depthwise")
    for place in range(len(found.numbers)):
        values, low, high = found.large(place)
        assert values.shape == helpers.TINY_INPUT[:2]
        raw = enlarge(found.values[place], 12, 10)
        assert (low, high) == pytest.approx((raw.min(), raw.max()))
        np.testing.assert_allclose(values * (high - low) + low, raw, atol=1e-4 * (high - low))


@pytest.mark.parametrize("class_token", [True, False])
def test_tokens_lie_on_their_grid_without_the_class_token(class_token: bool) -> None:
    model = loaded(helpers.transformer(class_token))
    picture = picture_for(model)
    found = look(model, "first_merge", picture=picture)
    slow = helpers.slow(model.network.model, input_of(picture)[None], helpers.weights_for(1, 0, 0), "first_merge")
    tokens, gradient = (array[0, int(class_token) :] for array in (slow.activation, slow.layer_gradient))
    order = np.argsort(-gradient.mean(axis=0))
    assert found.values.shape == (16, 4, 5)
    np.testing.assert_allclose(found.weights, gradient.mean(axis=0)[order], atol=1e-6)
    np.testing.assert_allclose(found.values, tokens.reshape(4, 5, 16).transpose(2, 0, 1)[order], atol=1e-5)


def test_the_input_itself_can_be_inspected() -> None:
    keras_model = helpers.normed()
    model = loaded(keras_model)
    picture = picture_for(model)
    found = look(model, keras_model.layers[0].name, picture=picture)
    np.testing.assert_allclose(found.values, np.moveaxis(input_of(picture), -1, 0)[found.numbers], atol=1e-6)


def test_equal_weights_keep_the_layers_order() -> None:
    found = look(loaded(helpers.cam(np.ones((4, 6, 3), np.float32))), "features")
    assert found.numbers.tolist() == [0, 1, 2]


def test_of_a_very_large_layer_the_lightest_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = np.broadcast_to(np.array([0.1, -2.0, 1.5], np.float32), (4, 6, 3))
    monkeypatch.setattr(module, "MAX_CACHED_BYTES", 2 * 4 * 6 * 4 + 1)
    model = loaded(helpers.cam(gradient.copy()))
    found = look(model, "features")
    assert found.numbers.tolist() == [2, 1], "what speaks against the target is heavy too"
    assert len(found.values) == len(found.weights) == 2
    assert found.total == 3
    monkeypatch.setattr(module, "MAX_CACHED_BYTES", 0)
    assert look(model, "features").numbers.tolist() == [1]


@pytest.mark.parametrize(("side", "count"), [(112, 64), (7, 2048), (224, 64)])
def test_the_layers_of_known_networks_are_kept_whole(side: int, count: int) -> None:
    assert len(module.heaviest_channels(np.linspace(-1, 1, count, dtype=np.float32), side * side * 4)) == count


# What can be wrong


def test_a_network_without_height_and_width_is_reported() -> None:
    with pytest.raises(ChoiceFailure, match="Made has no layer with height and width to inspect"):
        look(loaded(_flat()))


def _flat() -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input((1, 1, 3))
    return helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(inputs))))


def test_a_layer_or_target_that_is_not_there_is_named() -> None:
    model = loaded(helpers.normed())
    with pytest.raises(ChoiceFailure, match=r"The model has no layer conv_rely\. Similar names: conv_relu"):
        look(model, "conv_rely")
    with pytest.raises(ChoiceFailure, match="There is no class 9"):
        look(model, target="9")


def test_an_answer_that_is_not_finite_is_a_failure() -> None:
    keras_model = helpers.headed("logits")
    keras_model.get_layer("scores").bias.assign([np.inf, 0.0, 0.0])
    with pytest.raises(ModelFailure, match="is not finite"):
        look(loaded(keras_model))


# By the engine


def test_the_engine_gives_what_grad_cam_sums_up_and_shares_its_graph(engine: Engine) -> None:
    request = Request(SCENE, "demo", (MethodCall("gradcam"),), target="top2", layer="relu5", resize="crop")
    network = engine.load("demo").network
    result = engine.run(request, RunContext())
    before = network.trace_count
    found = engine.channels(request, RunContext())
    assert network.trace_count == before, "the graph was traced anew"
    assert found.request == request
    assert (found.target, found.placement) == (result.target, result.placement)
    assert found.source == result.source
    summed = enlarge(np.maximum(np.tensordot(found.weights, found.values, 1), 0), 128, 128)
    assert summed.max() == pytest.approx(result.heatmaps[0].raw_max, rel=1e-4)


def test_a_picture_that_is_not_there_is_reported(engine: Engine) -> None:
    with pytest.raises(PictureFailure, match="nowhere"):
        engine.channels(Request(Path("nowhere.jpg"), "demo"), RunContext())


def test_it_can_be_cancelled_before_the_model_runs(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CompiledModel, "execute", lambda *_: pytest.fail("the model ran"))
    token = threading.Event()
    token.set()
    with pytest.raises(Cancelled):
        engine.channels(Request(SCENE, "demo"), RunContext(cancelled=token))


def test_a_cpu_without_memory_is_reported(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    import tensorflow as tf

    def exhausted(*_: object) -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "injected")

    monkeypatch.setattr(CompiledModel, "execute", exhausted)
    with pytest.raises(ModelFailure, match="There is not enough memory to run Demo"):
        engine.channels(Request(SCENE, "demo"), RunContext())
