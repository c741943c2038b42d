"""Concepts on real graphs: compared with the head by hand, and with the engine's process elsewhere."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio import paths
from attnstudio.core.concepts.concepts import (
    ConceptCall,
    Concepts,
    ConceptSample,
    class_of,
    concept_sample,
    find_concepts,
)
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, DataSetFailure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.request import Request

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[:6]


def loaded(model: Any) -> LoadedModel:
    height, width, channels = model.input_shape[1:]
    names = tuple(f"class {number}" for number in range(model.output_shape[-1]))
    build = "zero_to_one", lambda: model, None
    spec = ModelSpec("made", "Made", (width, height), None, *build, names=names, channels=channels)
    return LoadedModel.of(spec, model, "/CPU:0", random_weights=True)


def found_in(model: LoadedModel, call: ConceptCall, seed: int = 0) -> Concepts:
    *shares, last = find_concepts(model, call, RunContext(seed=seed))
    assert isinstance(last, Concepts)
    done = [one for one in shares if isinstance(one, float)]
    assert done == sorted(done) and len(done) == len(shares) and 0 < done[0] < done[-1] <= 1
    return last


@pytest.fixture(scope="module")
def linear_head() -> LoadedModel:
    """Behind the layer the logits are linear in its activations."""
    keras = helpers.keras_ready()
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(6, 3, padding="same", activation="relu", name="conv")(inputs)
    outputs = keras.layers.Dense(3, name="logits")(keras.layers.GlobalAveragePooling2D()(x))
    return loaded(helpers.with_random_weights(keras.Model(inputs, outputs)))


def test_the_importance_for_a_linear_head_is_the_square_of_what_a_concept_adds(linear_head: LoadedModel) -> None:
    """y = b + sum c_i m_i with independent, uniform m_i: S_i = c_i^2 / sum c^2."""
    inputs = np.random.default_rng(0).random((12, 8, 8, 3), np.float32)
    found = found_in(linear_head, ConceptCall(inputs, "conv", 3, class_index=1))
    kernel = linear_head.network.model.get_layer("logits").kernel.numpy()[:, 1]
    added = found.maps.mean(axis=(1, 2)) * (found.basis @ kernel)
    wanted = np.mean(added**2 / (added**2).sum(axis=1, keepdims=True), axis=0)
    assert found.importance is not None and (np.diff(found.importance) <= 0).all()
    np.testing.assert_allclose(found.importance, wanted, atol=0.12)
    conv = linear_head.network.model.get_layer("conv")
    activations = np.asarray(conv(inputs))
    left = found.maps @ found.basis
    assert found.error == pytest.approx(np.linalg.norm(activations - left) / np.linalg.norm(activations), rel=1e-3)
    assert found.error < 0.5 and found.layer == "conv"


def test_the_seed_decides(linear_head: LoadedModel) -> None:
    call = ConceptCall(np.random.default_rng(1).random((3, 8, 8, 3), np.float32), count=2)
    one, other = found_in(linear_head, call), found_in(linear_head, call)
    np.testing.assert_array_equal(one.maps, other.maps)
    assert not np.array_equal(one.maps, found_in(linear_head, call, seed=1).maps)


def test_where_concepts_stand_in_a_picture_is_where_they_stood_when_they_were_found(engine: Engine) -> None:
    request = Request(SCENES[0], "demo")
    sample = concept_sample(engine.load("demo"), request, SCENES, RunContext())
    assert isinstance(sample, ConceptSample) and sample.paths == tuple(SCENES)
    *_, found = engine.find_concepts(request, ConceptCall(sample.inputs, count=4), RunContext())
    assert isinstance(found, Concepts) and found.importance is not None
    here = engine.concept_maps(request, found.layer, found.basis, RunContext())
    there = np.moveaxis(found.maps[0], -1, 0)
    assert here.values.shape == there.shape and here.placement.input_size == engine.load("demo").spec.input_size
    assert np.corrcoef(here.values.ravel(), there.ravel())[0, 1] > 0.95
    with pytest.raises(ChoiceFailure):
        engine.concept_maps(request, found.layer, found.basis[:, :-1], RunContext())


def test_a_layer_that_a_path_passes_by_has_concepts_without_importance() -> None:
    model = loaded(helpers.residual())
    height, width, channels = model.keras_model.input_shape[1:]
    inputs = np.random.default_rng(2).random((2, height, width, channels), np.float32)
    found = found_in(model, ConceptCall(inputs, "inside", 2))
    assert found.importance is None
    assert any("is not known" in str(one) for one in found.notices)


def test_what_cannot_be_done_is_said(linear_head: LoadedModel, tmp_path: Path) -> None:
    inputs = np.zeros((2, 8, 8, 3), np.float32)
    for call in (ConceptCall(inputs, "nowhere"), ConceptCall(inputs, count=0), ConceptCall(inputs, class_index=3)):
        with pytest.raises(ChoiceFailure):
            found_in(linear_head, call)
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"no picture")
    with pytest.raises(DataSetFailure, match="readable ones: 1"):
        concept_sample(linear_head, Request(Path(), "made"), [SCENES[0], broken], RunContext())
    token = threading.Event()
    token.set()
    with pytest.raises(Cancelled):
        next(find_concepts(linear_head, ConceptCall(inputs), RunContext(cancelled=token)))
    assert class_of("predicted", ("cat", "dog")) == class_of("top1", ("cat",)) == -1
    assert class_of("dog", ("cat", "dog")) == 1
