"""Activation maximisation on real graphs: compared with an eager tape, with tf-keras-vis, and with itself."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio import paths
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure
from attnstudio.core.features.base import MAXIMISERS
from attnstudio.core.features.excitation import spectrum_of
from attnstudio.core.features.maximise import MaximisationCall, Maximised, faded, maximise
from attnstudio.core.features.unit import Unit, UnitGradient, excitations
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import preset
from attnstudio.core.request import Request

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[:6]


def loaded(model: Any, preprocessing: str = "minus_one_to_one") -> LoadedModel:
    height, width, channels = model.input_shape[1:]
    names = tuple(f"class {number}" for number in range(model.output_shape[-1]))
    spec = ModelSpec(
        "made", "Made", (width, height), None, preprocessing, lambda: model, None, names=names, channels=channels
    )
    return LoadedModel.of(spec, model, "/CPU:0", random_weights=True)


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return loaded(helpers.residual())


def made(model: LoadedModel, call: MaximisationCall, seed: int = 0) -> list[Maximised]:
    return [one for one in maximise(model, call, RunContext(seed=seed)) if one.done == 1]


@pytest.mark.parametrize("unit", [Unit("", 1), Unit("stem", 2)], ids=["class", "channel"])
def test_value_and_gradient_are_those_of_a_tape(model: LoadedModel, unit: Unit) -> None:
    import keras
    import tensorflow as tf

    height, width, channels = model.keras_model.input_shape[1:]
    pixels = np.random.default_rng(0).random((2, height, width, channels), np.float32)
    chain = PixelChain.of(preset("minus_one_to_one", channels), channels)
    count = model.network.class_count if not unit.layer else model.network.model.get_layer(unit.layer).output.shape[-1]
    weights = np.broadcast_to(np.eye(count, dtype=np.float32)[unit.index], (2, count))
    values, gradient = model.network.run(UnitGradient(unit.layer, chain), pixels, weights)
    flat = model.network.model
    tensor = flat.get_layer(unit.layer).output if unit.layer else flat.output
    eager, x = keras.Model(flat.inputs, tensor), tf.Variable(pixels)
    with tf.GradientTape() as tape:
        found = eager(2 * x - 1, training=False)[..., unit.index]
        wanted = tf.reduce_mean(tf.reshape(found, (2, -1)), axis=-1)
        total = tf.reduce_sum(wanted)
    np.testing.assert_allclose(values, wanted.numpy(), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(gradient, tape.gradient(total, x).numpy(), rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(excitations(model.network, [unit], 2 * pixels - 1)[:, 0], values, rtol=1e-4, atol=1e-5)


def test_pixels_are_those_of_tf_keras_vis() -> None:
    """Without its random modifiers, from the same start."""
    import tensorflow as tf
    from tf_keras_vis.activation_maximization import ActivationMaximization
    from tf_keras_vis.activation_maximization.regularizers import Norm, TotalVariation2D

    subject = loaded(helpers.residual(), "as_it_is")
    shape = subject.keras_model.input_shape[1:]
    params = (("jitter", 0), ("rotation", 0.0), ("steps", 12), ("total_variation", 5.0), ("norm", 2.0), ("order", 2))
    (found,) = made(subject, MaximisationCall((Unit("", 1),), "pixels", params))
    start = np.random.default_rng((0, 0, 1)).random(shape, np.float32) * np.float32(255)
    flat = subject.network.model
    theirs = ActivationMaximization(flat, clone=False)(
        lambda outputs: outputs[:, 1],
        seed_input=tf.constant(start[None]),
        input_modifiers=[],
        regularizers=[TotalVariation2D(5.0), Norm(2.0, p=2)],
        steps=12,
    )
    np.testing.assert_allclose(found.pixels, np.asarray(theirs)[0], atol=1.6)


@pytest.mark.parametrize("name", sorted(MAXIMISERS.discover()))
def test_every_way_excites_a_class_of_the_demo_more_than_any_scene_does(name: str, engine: Engine) -> None:
    call = MaximisationCall((Unit("", 1),), name, (("steps", 24),))
    request = Request(Path(), "demo")
    found = list(engine.maximise(request, call, RunContext()))
    assert [one.done for one in found] == pytest.approx([(step + 1) / 24 for step in range(24)])
    last = found[-1]
    scenes = [one for _, one in engine.excite_each(request, call.units, SCENES, RunContext())]
    assert last.value > last.before
    assert last.value > max(float(one[0]) for one in scenes if not isinstance(one, Failure))
    batch = engine.load("demo").preprocessing(last.pixels[None])
    assert engine.logits(request, batch, RunContext())[0, 1] == pytest.approx(last.value, rel=1e-3)
    assert faded(last).shape == last.pixels.shape and last.weight.max() == 255


def test_the_same_seed_makes_the_same_picture_alone_or_among_others(model: LoadedModel) -> None:
    units = (Unit("stem", 0), Unit("stem", 1))
    both = made(model, MaximisationCall(units, params=(("steps", 3),)))
    (alone,) = made(model, MaximisationCall(units[1:], params=(("steps", 3),)))
    (other,) = made(model, MaximisationCall(units[1:], params=(("steps", 3),)), seed=1)
    np.testing.assert_array_equal(both[1].pixels, alone.pixels)
    assert not np.array_equal(alone.pixels, other.pixels)


def test_pictures_are_ranked_by_their_logits_and_a_broken_one_comes_out(engine: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"no picture")
    units, request = (Unit("", 3), Unit("", 0)), Request(Path(), "demo")
    found = dict(engine.excite_each(request, units, [SCENES[0], broken, SCENES[1]], RunContext()))
    assert isinstance(found[1], Failure)
    for number, scene in ((0, SCENES[0]), (2, SCENES[1])):
        logits = engine.run(Request(scene, "demo"), RunContext()).prediction.logits
        np.testing.assert_allclose(np.asarray(found[number]), logits[[3, 0]], rtol=1e-4, atol=1e-4)


def test_the_spectrum_of_pictures_is_taken(engine: Engine) -> None:
    subject, request = engine.load("demo"), Request(Path(), "demo")
    spectrum = spectrum_of(subject, request, SCENES[:2], RunContext())
    width, height = subject.spec.input_size
    assert spectrum.shape == (height, width // 2 + 1, 3)
    call = MaximisationCall((Unit("", 1),), params=(("steps", 1),), spectrum=spectrum)
    own, (natural,) = made(subject, call)[0], made(subject, MaximisationCall(call.units, params=call.params))
    assert not np.array_equal(own.pixels, natural.pixels)
    with pytest.raises(ChoiceFailure):
        made(subject, MaximisationCall(call.units, spectrum=spectrum[:-1]))


@pytest.mark.parametrize(
    "call",
    [
        MaximisationCall((Unit("nowhere", 0),)),
        MaximisationCall((Unit("stem", 10_000),)),
        MaximisationCall((Unit("", 99),)),
        MaximisationCall((Unit("", 0),), "magic"),
        MaximisationCall((Unit("", 0),), params=(("steps", 0),)),
        MaximisationCall(()),
    ],
    ids=["layer", "channel", "class", "maximiser", "parameter", "nothing"],
)
def test_what_is_not_there_is_named(model: LoadedModel, call: MaximisationCall) -> None:
    with pytest.raises(ChoiceFailure):
        made(model, call)


def test_a_cancelled_one_ends_between_two_steps(model: LoadedModel) -> None:
    token = threading.Event()
    steps = maximise(model, MaximisationCall((Unit("", 0),)), RunContext(cancelled=token))
    next(steps)
    token.set()
    with pytest.raises(Cancelled):
        next(steps)
