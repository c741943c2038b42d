"""Relatives of the gradient that later papers brought, against their sums written out with an eager tape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import helpers
import numpy as np
import pytest
from PIL import Image

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.scaling import low_pass

if TYPE_CHECKING:
    import keras

CLASS = helpers.weights_for(0, 1, 0)


@pytest.fixture(scope="module")
def residual() -> keras.Model:
    """ReLUs, a branch and max pooling."""
    return helpers.residual()


@pytest.fixture(scope="module")
def network(residual: keras.Model) -> CompiledModel:
    return helpers.compiled(residual)


@pytest.fixture(scope="module")
def picture(residual: keras.Model) -> np.ndarray:
    return helpers.inputs(residual, 1)[0]


def raw(heatmap: Heatmap) -> np.ndarray:
    return heatmap.values * (heatmap.raw_max - heatmap.raw_min) + heatmap.raw_min


def found(
    network: CompiledModel, picture: np.ndarray, method: str, weights: np.ndarray = CLASS, **params: float | str
) -> np.ndarray:
    return raw(helpers.maps(network, picture, weights, None, MethodCall(method, tuple(params.items())))[0])


@pytest.mark.parametrize("weights", [CLASS, helpers.weights_for(1, -1, 0)], ids=["a class", "A rather than B"])
def test_idgi_shares_out_each_step_by_the_gradient(
    network: CompiledModel, picture: np.ndarray, weights: np.ndarray
) -> None:
    points = -1 + np.linspace(0, 1, 8, dtype=np.float32)[:, None, None, None] * (picture + 1)  # -1: black
    slow = helpers.slow(network.model, points, weights)
    scores, expected = (slow.logits @ weights).astype(float), np.zeros(picture.shape)
    for gradient, before, after in zip(slow.input_gradient, scores, scores[1:], strict=False):
        expected += (after - before) * gradient**2 / (gradient**2).sum()
    map_of_it = found(network, picture, "idgi", weights, steps=7)
    np.testing.assert_allclose(map_of_it, expected.sum(axis=-1), atol=1e-5 * np.ptp(expected))
    assert map_of_it.sum() == pytest.approx(scores[-1] - scores[0], rel=1e-4)


def test_idgi_of_two_baselines_is_the_mean(network: CompiledModel, picture: np.ndarray) -> None:
    from attnstudio.core.models.preprocessing import PREPROCESSING

    white = PREPROCESSING["minus_one_to_one"](np.full(picture.shape, 255, np.uint8))
    scores = network.logits(np.stack([picture, -np.ones_like(picture), white])) @ CLASS
    both = found(network, picture, "idgi", steps=5, baseline="two-sided")
    assert both.sum() == pytest.approx(scores[0] - scores[1:].mean(), rel=1e-4)


@pytest.mark.parametrize(("rows", "columns"), [(24, 24), (24, 60), (31, 20)], ids=["square", "wide", "high"])
def test_the_filter_takes_waves_by_their_number(rows: int, columns: int) -> None:
    """Waves along both axes: those of fewer periods than asked for, across the shorter side, stay."""
    side, places = min(rows, columns), np.mgrid[:rows, :columns]
    long = 1 + np.cos(2 * np.pi * 3 * places[0] / rows) + np.sin(2 * np.pi * 2 * places[1] / columns)
    short = np.cos(2 * np.pi * 9 * places[0] / rows) + np.sin(2 * np.pi * (9 * columns // side) * places[1] / columns)
    np.testing.assert_allclose(low_pass(long + short, 5), long, atol=1e-5)
    np.testing.assert_allclose(low_pass(long + short, side), long + short, atol=1e-5)
    diagonal = np.cos(2 * np.pi * 4 * (places[0] / rows + places[1] / columns))
    if rows == columns:  # 4 periods along each side are 5.7 across
        np.testing.assert_allclose(low_pass(diagonal, 5), 0, atol=1e-5)


def test_a_map_can_wear_the_filter(network: CompiledModel, picture: np.ndarray) -> None:
    for method in ("integrated_gradients", "smoothgrad"):
        plain, smooth = (found(network, picture, method, low_pass=periods) for periods in (0, 3))
        expected = low_pass(plain, 3)
        if method == "smoothgrad":
            expected = np.maximum(expected, 0)
        np.testing.assert_allclose(smooth, expected, atol=1e-5 * np.ptp(plain))
        assert np.ptp(smooth) < np.ptp(plain)


def bending_once(layer: str) -> Any:
    """A convolution, one layer that bends, logits: the mean of its derivatives is the derivative's mean."""
    keras = helpers.keras_ready()
    bends = {
        "relu": keras.layers.ReLU(),
        "relu6": keras.layers.ReLU(6.0),
        "windows": keras.layers.MaxPooling2D(2),
        "windows that overlap": keras.layers.MaxPooling2D(3, 2, "same"),
    }
    x = inputs = keras.Input(helpers.TINY_INPUT)
    x = keras.layers.Conv2D(4, 3, padding="same", name="conv")(x)
    x = bends[layer](x)
    x = x if layer.startswith("relu") else keras.layers.ReLU()(x + 100)  # which is always active
    return helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x))))


@pytest.mark.parametrize("layer", ["relu", "relu6", "windows", "windows that overlap"])
def test_smoothdiff_of_one_bend_is_the_mean_gradient(layer: str) -> None:
    model = bending_once(layer)
    if layer == "relu6":
        kernel, bias = model.get_layer("conv").get_weights()
        model.get_layer("conv").set_weights([6 * kernel, bias])
    network, one_input, weights = helpers.compiled(model), helpers.inputs(model, 1)[0], helpers.weights_for(1, 0)
    network.forward_batch = 4  # the last batch is not full
    noise = np.random.default_rng(0).standard_normal((10, *one_input.shape), np.float32)
    spread = np.float32(0.5) * np.ptp(one_input)
    mean = helpers.slow(network.model, one_input + spread * noise, weights).input_gradient.mean(axis=0)
    map_of_it = found(network, one_input, "smoothdiff", weights, samples=10, noise=0.5)
    np.testing.assert_allclose(map_of_it, np.abs(mean).max(axis=-1), atol=1e-5 * np.abs(mean).max())


def test_smoothdiff_without_noise_is_saliency(network: CompiledModel, picture: np.ndarray) -> None:
    smooth, plain = found(network, picture, "smoothdiff", samples=3, noise=0.0), found(network, picture, "saliency")
    np.testing.assert_allclose(smooth, plain, atol=1e-5 * plain.max())


def test_smoothdiff_comes_nearer_to_many_gradients_than_as_many_passes_do(
    network: CompiledModel, picture: np.ndarray
) -> None:
    rng, spread = np.random.default_rng(9), np.float32(0.2) * np.ptp(picture)
    copies = picture + spread * rng.standard_normal((2000, *picture.shape), np.float32)
    wanted = np.abs(network.input_gradients(copies, CLASS).mean(axis=0)).max(axis=-1)
    few = np.abs(network.input_gradients(copies[:10], CLASS).mean(axis=0)).max(axis=-1)
    smooth = found(network, picture, "smoothdiff", samples=10)
    near, far = (np.corrcoef(one.ravel(), wanted.ravel())[0, 1] for one in (smooth, few))
    assert near > far


def haar(size: int, levels: int) -> list[np.ndarray]:
    """Rows of the transform: the differences of each level, the finest first, then the last means."""
    means, rows = np.eye(size), []
    for _ in range(levels):
        rows.append((means[::2] - means[1::2]) / np.sqrt(2))
        means = (means[::2] + means[1::2]) / np.sqrt(2)
        rows.append(means)
    return rows


def test_wam_is_the_gradient_by_wavelet_coefficients() -> None:
    """By a tape over coefficients from which the picture is made; its 12x10 pixels are cut out of 12x12."""
    import tensorflow as tf

    from attnstudio.core.scaling import enlarge

    model = helpers.residual()
    network, one_input = helpers.compiled(model), helpers.inputs(model, 1)[0]
    fine, means, coarse, last = haar(12, 2)
    bases = [(fine, means), (means, fine), (fine, fine), (coarse, last), (last, coarse), (coarse, coarse)]
    padded = np.pad(one_input, ((0, 0), (0, 2), (0, 0))).astype(np.float64)
    bases.append((last, last))
    coefficients = [tf.Variable(np.einsum("ah,hwc,bw->abc", down, padded, across)) for down, across in bases]
    with tf.GradientTape() as tape:
        made = tf.add_n([tf.einsum("ah,abc,bw->hwc", *args) for args in zip(*_sides(bases, coefficients), strict=True)])
        cut = tf.cast(made[None, :, :10], tf.float32)
        y = tf.reduce_sum(network.model(cut, training=False) * CLASS)
    np.testing.assert_allclose(cut[0], one_input, atol=1e-5)
    expected = np.zeros((12, 12), np.float32)
    for slope in tape.gradient(y, coefficients)[:-1]:
        size = np.abs(slope.numpy().mean(axis=-1)).astype(np.float32)
        expected += enlarge(size / size.max(), 12, 12)
    map_of_it = found(network, one_input, "wam", samples=1, noise=0.0, levels=2)
    np.testing.assert_allclose(map_of_it, expected[:, :10], atol=1e-4)


def _sides(bases: Any, coefficients: Any) -> Any:
    return [down for down, _ in bases], coefficients, [across for _, across in bases]


def test_agi_sums_what_is_lost_on_the_way_to_other_classes(network: CompiledModel, picture: np.ndarray) -> None:
    import tensorflow as tf

    weights = np.eye(3, dtype=np.float32)[network.logits(picture[None])[0].argmax()]
    expected, ends = np.zeros(picture.shape), []
    for false in np.flatnonzero(weights == 0):
        place = picture
        for _ in range(30):
            x = tf.Variable(place[None])
            with tf.GradientTape(persistent=True) as tape:
                logits = network.model(x, training=False)
                y, p = tf.reduce_sum(logits * weights), tf.nn.softmax(logits)[0, false]
            if int(tf.argmax(logits[0])) == false:
                break
            towards = np.sign(tape.gradient(p, x).numpy()[0])
            moved = np.clip(place + np.float32(0.02 * 2) * towards, -1, 1)  # pixels are -1..1
            expected -= tape.gradient(y, x).numpy()[0] * (moved - place) / 2
            place = moved
        ends.append(place)
    map_of_it = found(network, picture, "agi", weights, size=0.02, steps=30)
    np.testing.assert_allclose(map_of_it, expected.sum(axis=-1), atol=1e-4 * np.ptp(expected))
    scores = network.logits(np.stack([picture, *ends])) @ weights
    assert map_of_it.sum() == pytest.approx(scores[0] - scores[1:].mean(), rel=0.1)  # the path has few steps


def test_agi_needs_another_class() -> None:
    network = helpers.compiled(helpers.linear(np.ones((4, 4, 3, 1), np.float32)))
    with pytest.raises(ChoiceFailure, match="integrated_gradients"):
        found(network, np.zeros((4, 4, 3), np.float32), "agi", helpers.weights_for(1))


def test_expected_gradients_start_from_the_pictures_of_a_folder(
    network: CompiledModel, picture: np.ndarray, tmp_path: Path
) -> None:
    """Two pictures of one colour each, so that no resizing changes them; a damaged one is left out."""
    for level in (0, 255):
        Image.new("RGB", (30, 20), (level, level, level)).save(tmp_path / f"{level}.png")
    (tmp_path / "damaged.png").write_bytes(b"no picture")
    rng = np.random.default_rng(0)
    levels = np.array([-1, 1], np.float32)[rng.integers(2, size=40)]
    places = rng.random((40, 1, 1, 1), np.float32)
    starts = np.broadcast_to(levels[:, None, None, None], (40, *picture.shape))
    way = picture - starts
    gradient = helpers.slow(network.model, starts + places * way, CLASS).input_gradient
    expected = (way * gradient).mean(axis=0).sum(axis=-1)
    map_of_it = found(network, picture, "expected_gradients", samples=40, folder=str(tmp_path))
    np.testing.assert_allclose(map_of_it, expected, atol=1e-5 * np.ptp(expected))


def test_expected_gradients_say_what_they_start_from(network: CompiledModel, picture: np.ndarray) -> None:
    call = MethodCall("expected_gradients", (("samples", 2),))
    (heatmap,) = helpers.maps(network, picture, CLASS, None, call)
    assert any("12 drawn scenes" in str(one) for one in heatmap.notices)
    with pytest.raises(ChoiceFailure, match="no pictures in the folder nowhere"):
        found(network, picture, "expected_gradients", folder="nowhere")


def test_agi_of_the_other_of_two_classes_says_why_there_is_no_way() -> None:
    network = helpers.compiled(helpers.linear(np.stack([np.ones((4, 4, 3)), -np.ones((4, 4, 3))], -1)))
    (heatmap,) = helpers.maps(network, np.full((4, 4, 3), 0.5, np.float32), helpers.weights_for(0, 1), None, "agi")
    assert "for another class already" in " ".join(map(str, heatmap.notices))
