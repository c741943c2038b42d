"""The signs that a measured robustness is none, on real models whose gradients lead nowhere; and what eager Keras says
of these models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers import Call, Ended
from PIL import Image

COUNT, SIDE = 16, 12
Pixels = np.ndarray


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("masked") / "pictures"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(COUNT):
        Image.fromarray(rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8)).save(folder / f"p{number}.png")
    return folder


def pixels_of(folder: Path) -> Pixels:
    return np.stack([np.asarray(Image.open(file)) for file in sorted(folder.glob("*.png"))]).astype(np.float32) / 255


def sigmoids(file: Path, steepness: float) -> Any:
    """Those of 1e5 are 0 or 1 everywhere: their gradient is 0 in single precision. Those of 3 have the same borders."""
    keras = helpers.keras_ready()
    inputs = keras.Input((SIDE, SIDE, 3))
    steep = keras.layers.Dense(16, "sigmoid", name="steep")
    model = keras.Model(inputs, keras.layers.Dense(5)(steep(keras.layers.Flatten()(inputs * 2 - 1))))
    helpers.with_random_weights(model)
    steep.kernel.assign(steep.kernel * steepness)
    steep.bias.assign(steep.bias * steepness)
    model.save(file)
    return model


def waves(file: Path) -> Any:
    """Each logit has waves on its slope: small steps stay on the first one, a large step goes past it."""
    keras = helpers.keras_ready()
    inputs = keras.Input((SIDE, SIDE, 3))
    slope = keras.layers.Dense(2, use_bias=False)(keras.layers.Flatten()(inputs * 2 - 1))
    model = helpers.with_random_weights(keras.Model(inputs, slope + 0.5 * keras.ops.sin(12.0 * slope)))
    model.save(file)
    return model


def gradient_of(model: Any, pixels: Pixels) -> Pixels:
    """Of the cross-entropy of the model's own answers."""
    import tensorflow as tf

    x = tf.constant(pixels)
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = model(x)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.argmax(logits, -1), logits)
    return np.asarray(tape.gradient(loss, x))


def attacked(call: Call, pictures: Path, model: Path, *words: object) -> Ended:
    ended = call(
        *("attack", pictures, "--model", model, "--preprocessing", "zero_to_one", *words),
        *("--pictures", "none", "--output", model.parent / "out", "--json"),
    )
    assert ended.status == 0, ended.err
    return ended


def test_steep_sigmoids_show_every_sign(call: Call, pictures: Path, tmp_path: Path) -> None:
    masked, smooth = (sigmoids(tmp_path / f"{name}.keras", by) for name, by in (("masked", 1e5), ("smooth", 3.0)))
    pixels = pixels_of(pictures)
    assert not gradient_of(masked, pixels).any() and gradient_of(smooth, pixels).any()
    ended = attacked(
        *(call, pictures, tmp_path / "masked.keras", "--transfer", tmp_path / "smooth.keras"),
        *("--attack", "bim,deepfool,square,uniform_noise", "--set", "square.queries=200"),
        *(f"--eps={name}=32/255,64/255,1" for name in ("bim", "square", "uniform_noise")),
    )
    told = ended.rows[-1]["warnings"]
    signs = (
        "The accuracy under BIM does not fall with eps: 100.0 % at eps 32/255, 100.0 % at eps 255/255.",
        "DeepFool, which nothing limits, leaves an accuracy of 100.0 %.",
        "BIM with eps 255/255 leaves an accuracy of 100.0 %.",
        "which follows the gradient, leaves 100.0 %. A gradient that is no better than noise shows nothing",
        "Square attack, which sees only answers, leaves",
        f"Pictures that BIM made on {tmp_path / 'smooth.keras'} leave",
        f"The gradient of the model is 0 for {COUNT} of the {COUNT} pictures that BIM attacked",
    )
    for sign in signs:
        assert sum(sign in one for one in told) == 1, sign
    assert len(told) == len(signs), told
    assert sum("the gradients are masked, not the model robust" in one for one in told) == 2
    assert "The gradient of the model is 0 for this picture" in ended.err

    # The pictures that both models take for the same, one large step along the other's gradient away.
    own, other = (np.asarray(model(pixels)).argmax(-1) for model in (masked, smooth))
    moved = np.clip(pixels + np.sign(gradient_of(smooth, pixels)), 0, 1)
    fooled = np.asarray(masked(moved)).argmax(-1) != own
    assert 0 < (own == other).sum() < COUNT and fooled[own == other].all()


def test_a_model_with_gradients_shows_none(call: Call, pictures: Path, tmp_path: Path) -> None:
    sigmoids(tmp_path / "smooth.keras", 3.0)
    words = ("--attack", "fgsm,bim,square,uniform_noise,deepfool", "--set", "square.queries=200")
    ended = attacked(call, pictures, tmp_path / "smooth.keras", *words, "--eps", "8/255,32/255")
    assert ended.rows[-1]["warnings"] == []


def test_a_single_step_beats_many_on_waves(call: Call, pictures: Path, tmp_path: Path) -> None:
    model = waves(tmp_path / "waves.keras")
    words = ("--attack", "fgsm,bim", "--eps", "8/255,16/255")
    ended = attacked(call, pictures, tmp_path / "waves.keras", *words)
    told = ended.rows[-1]["warnings"]
    (one_step,) = (one for one in told if "of a single step" in one)
    pixels = pixels_of(pictures)
    right = np.asarray(model(pixels)).argmax(-1)
    step = np.rint(255 * np.clip(pixels + 16 / 255 * np.sign(gradient_of(model, pixels)), 0, 1)) / 255
    left = np.mean(np.asarray(model(step.astype(np.float32))).argmax(-1) == right)
    assert f"FGSM, of a single step, leaves {100 * left:.1f} % at eps 16/255, and BIM, of many, leaves" in one_step
    assert any("The accuracy under BIM rises with eps" in one for one in told)
