"""Layers are looked up by their calls on the path: copies of what users do to graphs, each against an eager tape."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from integration.core.test_own_models import explained, saved

from attnstudio.core.calls import calls
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.grids import Grid, grids
from attnstudio.core.layers import Branches, branches, gateways, last_conv, notice, resolve
from attnstudio.core.models.flattening import flatten, graph_of
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.passes import Pass
from attnstudio.core.rules import Rule

WEIGHTS = np.array([1.0, 0.0, -0.5], np.float32)


def _loaded(folder: Path, model: Any) -> Any:
    keras = helpers.keras_ready()
    return keras.saving.load_model(saved(folder, helpers.with_random_weights(model)))


def _names(model: Any) -> list[str]:
    return [one.name for one in calls(model)]


def test_a_loaded_sequential_has_one_call_of_each_layer_on_its_path(tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((12, 10, 3)),
            layers.Conv2D(4, 3, activation="relu", name="first"),
            layers.MaxPooling2D(name="pool"),
            layers.Conv2D(5, 3, activation="relu", name="second"),
            layers.GlobalAveragePooling2D(name="mean"),
            layers.Dense(3, name="scores"),
        ]
    )
    loaded = graph_of(_loaded(tmp_path, model))
    assert _names(loaded)[1:] == ["first", "pool", "second", "mean", "scores"]
    x = np.random.default_rng(0).random((2, 12, 10, 3), np.float32)
    (one, _) = helpers.compiled(loaded).single_passes(x, WEIGHTS, Pass(layers=frozenset({"first", "second"})))
    import tensorflow as tf

    with tf.GradientTape() as tape:
        first = loaded.get_layer("first")(x)
        second = loaded.get_layer("second")(loaded.get_layer("pool")(first))
        scores = loaded.get_layer("scores")(loaded.get_layer("mean")(second))
        score = tf.reduce_sum(scores * WEIGHTS, axis=-1)
    expected = tape.gradient(score, [first, second])
    for name, activation, gradient in zip(("first", "second"), (first, second), expected, strict=True):
        np.testing.assert_allclose(one.layers[name].activation, activation[0], rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(one.layers[name].gradient, gradient[0], rtol=1e-5, atol=1e-8)
        assert np.abs(one.layers[name].gradient).max() > 0


def _called_twice() -> Any:
    """One network for the picture and for its mirror image."""
    keras = helpers.keras_ready()
    layers = keras.layers
    conv = layers.Conv2D(4, 3, activation="relu", name="conv")
    mean, scores = layers.GlobalAveragePooling2D(name="mean"), layers.Dense(3, name="scores")
    inputs = keras.Input((12, 10, 3))
    once = [scores(mean(conv(x))) for x in (inputs, keras.ops.flip(inputs, 2))]
    return keras.Model(inputs, layers.Average(name="both")(once))


def test_each_call_of_a_shared_layer_has_a_name_and_a_gradient_of_its_own(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, _called_twice())
    assert [name for name in _names(loaded) if name.startswith("conv")] == ["conv@1", "conv@2"]
    x = np.random.default_rng(0).random((1, 12, 10, 3), np.float32)
    requested = Pass(frozenset({Rule.PLAIN}), frozenset({"conv@1", "conv@2"}))
    (one,) = helpers.compiled(loaded).single_passes(x, WEIGHTS, requested)
    import tensorflow as tf

    picture = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        both = [loaded.get_layer("conv")(each) for each in (picture, picture[:, :, ::-1])]
        scores = [loaded.get_layer("scores")(loaded.get_layer("mean")(each)) for each in both]
        score = tf.reduce_sum((scores[0] + scores[1]) / 2 * WEIGHTS)
    to_input, *to_calls = tape.gradient(score, [picture, *both])
    np.testing.assert_allclose(one.input_gradients[Rule.PLAIN], to_input[0], rtol=1e-5, atol=1e-8)
    for name, activation, gradient in zip(("conv@1", "conv@2"), both, to_calls, strict=True):
        np.testing.assert_allclose(one.layers[name].activation, activation[0], rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(one.layers[name].gradient, gradient[0], rtol=1e-5, atol=1e-8)


def test_a_layer_that_is_called_several_times_is_explained_by_its_first_call_with_a_notice() -> None:
    model = _called_twice()
    assert resolve("conv", model) == "conv@1"
    assert resolve("conv@2", model) == "conv@2"
    assert resolve("last-conv", model) in ("conv@1", "conv@2")
    reported = str(notice("conv", model))
    assert "called 2 times" in reported and "conv@1" in reported and "conv@2" in reported
    assert notice("conv@2", model) is None
    with pytest.raises(ChoiceFailure, match="no height and width"):
        resolve("scores", model)


@pytest.mark.usefixtures("here")
def test_the_command_names_the_call_and_can_show_all_of_them(tmp_path: Path) -> None:
    path = saved(tmp_path, helpers.with_random_weights(_called_twice()))
    result = explained(path, "layercam", target="0")
    assert [one.layer for one in result.heatmaps] == ["conv@1"]
    assert any("conv@2" in str(one) for one in result.heatmaps[0].notices)
    explicit = explained(path, "layercam", target="0", layer="conv@2")
    assert explicit.heatmaps[0].layer == "conv@2"
    (mirrored,) = explicit.heatmaps[0].notices  # the second call is of a flipped picture
    assert "conv@2 is not aligned with the picture" in str(mirrored)
    assert np.abs(explicit.heatmaps[0].values - result.heatmaps[0].values).max() > 0.1


def _ensemble(stem: bool, second_filters: int = 8) -> Any:
    """Two networks whose outputs are averaged, with or without a shared convolution before them."""
    keras = helpers.keras_ready()
    layers = keras.layers
    x = inputs = keras.Input((12, 10, 3))
    if stem:
        x = layers.Conv2D(2, 3, padding="same", activation="relu", name="stem")(x)
    ends = []
    for name, filters in (("small", 4), ("large", second_filters)):
        y = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv")(x)
        y = layers.Conv2D(filters, 3, padding="same", name=f"{name}_last")(y)
        y = layers.MaxPooling2D(name=f"{name}_pool")(layers.ReLU(name=f"{name}_relu")(y))
        ends.append(layers.GlobalAveragePooling2D(name=f"{name}_mean")(y))
    return keras.Model(inputs, layers.Dense(3, name="scores")(layers.Concatenate(name="both")(ends)))


@pytest.mark.parametrize("stem", (False, True))
def test_of_branches_that_join_behind_their_pooling_the_heaviest_is_taken_and_the_others_are_named(stem: bool) -> None:
    model = _ensemble(stem)
    assert branches(model) == Branches("large_relu", ("small_relu",), bypassed=True)
    reported = str(notice("auto", model))
    assert "large_relu" in reported and "small_relu" in reported
    assert last_conv(model) == "large_last"
    assert gateways(model) == (["stem"] if stem else [])


@pytest.mark.usefixtures("here")
def test_the_layers_of_all_branches_can_be_fused(tmp_path: Path) -> None:
    from attnstudio.core.request import MethodCall

    path = saved(tmp_path, helpers.with_random_weights(_ensemble(False)))
    (alone,) = explained(path, "gradcam", target="0").heatmaps
    assert [notice.setting for notice in alone.warnings] == [("gradcam", "layers", "small_relu")]
    assert "(gradcam.layers) to small_relu" in str(alone.warnings[0])
    (both,) = explained(path, MethodCall("gradcam", (("layers", "small_relu"),)), target="0").heatmaps
    assert not both.warnings, "nothing is left out any more"
    fused = both.values
    each = [
        explained(path, "gradcam", target="0", layer=name).heatmaps[0].values for name in ("large_relu", "small_relu")
    ]
    mean = np.mean(each, axis=0)
    np.testing.assert_allclose(fused, (mean - mean.min()) / (np.ptp(mean) + 1e-7), atol=1e-5)


def test_without_left_out_branches_there_is_no_notice() -> None:
    for model in (helpers.residual(), helpers.normed(), helpers.transformer()):
        assert notice("auto", model) is None


def test_channels_first_layers_inside_a_channels_last_model_are_read_by_their_own_format(tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((12, 10, 3))
    x = layers.Permute((3, 1, 2), name="first")(inputs)
    x = layers.Conv2D(5, 3, padding="same", data_format="channels_first", name="conv")(x)
    x = layers.ReLU(name="relu")(layers.BatchNormalization(axis=1, name="norm")(x))
    x = layers.Permute((2, 3, 1), name="last")(x)
    x = layers.Conv2D(4, 3, activation="relu", name="usual")(x)
    model = keras.Model(inputs, layers.Dense(3, name="scores")(layers.GlobalAveragePooling2D(name="mean")(x)))
    loaded = _loaded(tmp_path, model)
    found = grids(loaded)
    assert [found[name] for name in ("first", "conv", "norm", "relu")] == [Grid(12, 10, channels_first=True)] * 4
    assert found["last"] == Grid(12, 10) and found["usual"] == Grid(10, 8)
    x = np.random.default_rng(0).random((1, 12, 10, 3), np.float32)
    compiled = helpers.compiled(loaded)
    (one,) = compiled.single_passes(x, WEIGHTS, Pass(layers=frozenset({"relu"})))
    import tensorflow as tf

    with tf.GradientTape() as tape:
        relu = tf.constant(x)
        for name in ("first", "conv", "norm", "relu"):
            relu = loaded.get_layer(name)(relu)
        tape.watch(relu)
        scores = relu
        for name in ("last", "usual", "mean", "scores"):
            scores = loaded.get_layer(name)(scores)
        score = tf.reduce_sum(scores * WEIGHTS)
    at = one.layers["relu"]
    assert at.activation.shape == (12, 10, 5)
    np.testing.assert_allclose(at.activation, np.moveaxis(relu[0].numpy(), 0, -1), rtol=1e-5, atol=1e-6)
    gradient = np.moveaxis(tape.gradient(score, relu)[0].numpy(), 0, -1)
    np.testing.assert_allclose(at.gradient, gradient, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(compiled.head_logits(at.activation[None], "relu", at.prefix), scores, rtol=1e-5)


def test_a_gradient_that_is_not_connected_is_an_error_that_names_the_layer() -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((12, 10, 3))
    x = layers.Conv2D(4, 3, name="before")(inputs)
    x = layers.Conv2D(4, 3, name="behind")(keras.ops.round(x))
    compiled = helpers.compiled(keras.Model(inputs, layers.Dense(3, name="scores")(layers.GlobalAveragePooling2D()(x))))
    batch = np.ones((1, 12, 10, 3), np.float32)
    with pytest.raises(ModelFailure, match="reaches the layer before"):
        compiled.single_passes(batch, WEIGHTS, Pass(layers=frozenset({"before"})))
    with pytest.raises(ModelFailure, match="reaches the model's input"):
        compiled.input_gradients(batch, WEIGHTS)
    (one,) = compiled.single_passes(batch, WEIGHTS, Pass(layers=frozenset({"behind"})))
    assert np.abs(one.layers["behind"].gradient).max() > 0


def _of_list(shape: tuple[int, ...], classes: int = 3) -> Any:
    keras = helpers.keras_ready()
    layers = keras.layers
    return keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(8, activation="tanh"), layers.Dense(classes)]
    )


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("shape", "size", "picture"),
    (
        ((12, 10), None, (12, 10, 1)),
        ((28, 28), None, (28, 28, 1)),
        ((36, 36), None, (36, 36, 1)),  # as many rows as a square has places
        ((784,), None, (28, 28, 1)),
        ((192,), None, (8, 8, 3)),
        ((120,), None, (10, 12, 1)),
        ((120,), (15, 8), (8, 15, 1)),
        ((360,), (15, 8), (8, 15, 3)),
    ),
)
def test_inputs_without_a_channel_axis_are_read_row_by_row(
    shape: tuple[int, ...], size: tuple[int, int] | None, picture: tuple[int, int, int], tmp_path: Path
) -> None:
    import tensorflow as tf

    path = saved(tmp_path, helpers.with_random_weights(_of_list(shape)))
    result = explained(path, "gradient_x_input", options=ModelOptions(input_size=size), target="1")
    height, width, _ = picture
    assert result.model.input_size == (width, height)
    assert result.model.auto_layer is None
    is_reported = any(f"{width}x{height} pixels, row by row" in str(one) for one in result.notices)
    assert is_reported == (len(shape) == 1)
    loaded = helpers.keras_ready().saving.load_model(path)
    flat = flatten(loaded, picture)
    x = np.random.default_rng(0).random((1, *picture), np.float32)
    in_own_shape = tf.constant(x.reshape(1, *shape))
    with tf.GradientTape() as tape:
        tape.watch(in_own_shape)
        scores = loaded(in_own_shape)
        score = tf.reduce_sum(scores * WEIGHTS)
    compiled = helpers.compiled(flat)
    np.testing.assert_allclose(compiled.logits(x), scores, rtol=1e-5, atol=1e-6)
    expected = tape.gradient(score, in_own_shape).numpy().reshape(picture)
    np.testing.assert_allclose(compiled.input_gradients(x, WEIGHTS)[0], expected, rtol=1e-5, atol=1e-8)
    for heatmap in result.heatmaps:
        assert heatmap.values.shape == (height, width)
        assert heatmap.values.max() > 0.9


@pytest.mark.usefixtures("here")
def test_a_class_activation_map_of_a_network_without_places_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = saved(tmp_path, helpers.with_random_weights(_of_list((28, 28))))
    with pytest.raises(ChoiceFailure, match="no layer with height and width"):
        explained(path, "gradcam")


@pytest.mark.usefixtures("here")
def test_a_size_that_a_list_does_not_have_is_refused_with_the_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path, helpers.with_random_weights(_of_list((784,))))
    with pytest.raises(ChoiceFailure, match=r"a list of 784 numbers.*600.*1800"):
        explained(path, "saliency", options=ModelOptions(input_size=(30, 20)))


def test_what_is_remembered_of_a_model_does_not_keep_it() -> None:
    keras = helpers.keras_ready()
    image = keras.Input((8, 8, 3))
    model = keras.Model(image, keras.layers.Conv2D(2, 3, name="conv")(image))
    assert [one.name for one in calls(model)][-1] == "conv"
    assert branches(model).chosen == last_conv(model) == "conv"
    known = weakref.ref(model)
    del model, image
    gc.collect()
    assert known() is None
