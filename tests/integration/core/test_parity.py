"""The maps are those of tf-keras-vis 0.8.7, and look where the reference figures say they do.

Both sides get the same input. Where the decoder converts a colour profile to sRGB, as in bald_eagle.jpg, that is not
what Keras's load_img gives; elsewhere it is.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import images, layers
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.models.initializers import initialize_with, zeros
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.placement import Placement, fit
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.core.scaling import normalised

TOLERANCE = 1e-4  # of maps normalised to 0..1
PHOTOS = ("tiger_shark", "goldfish", "school_bus", "bald_eagle")
SINGLE = ("saliency", "gradcam", "gradcam++")
SAMPLES = 20  # on the same noise, their number makes no difference

# p, saliency, SmoothGrad, Grad-CAM, Grad-CAM++: the shared folder's README.
FIGURES = {
    "goldfish": (0.999, 0.63, 0.77, 0.61, 0.62),
    "tiger_shark": (0.987, 0.68, 0.72, 0.65, 0.68),
    "bald_eagle": (0.989, 0.63, 0.71, 0.53, 0.53),
    "golden_retriever": (0.741, 0.73, 0.67, 0.51, 0.53),
    "school_bus": (0.673, 0.73, 0.75, 0.71, 0.72),
}


@pytest.fixture(scope="module")
def mobilenet(engine: Engine, mobilenet_weights: Path) -> LoadedModel:
    return engine.load("mobilenet_v2")


class Reference:
    """tf-keras-vis on one model."""

    def __init__(self, parts: SimpleNamespace, model: Any) -> None:
        self._parts = parts
        with initialize_with(zeros):  # its copy gets the weights of the model
            self._linear = parts.kinds["saliency"](model, model_modifier=parts.to_linear(), clone=True).model

    def map(self, method: str, one_input: np.ndarray, index: int) -> np.ndarray:
        return self._run(method, [index], one_input)[0]

    def smoothgrad(self, one_input: np.ndarray, index: int, seed: int, copies: int = 20) -> np.ndarray:
        """Of SAMPLES samples: in a batch of copies of the picture, because one at a time takes a minute."""
        np.random.seed(seed)
        settings = {"smooth_samples": SAMPLES // copies, "smooth_noise": 0.2, "keepdims": True, "normalize_map": False}
        means = self._run("saliency", [index] * copies, np.stack([one_input] * copies), **settings)
        return normalised(means.mean(axis=0).max(axis=-1))[0]

    def _run(self, method: str, classes: list[int], inputs: np.ndarray, **settings: Any) -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras warns of the way in which it calls the model
            visualiser = self._parts.kinds[method](self._linear)
            return np.asarray(visualiser(self._parts.score(classes), inputs, **settings))


@pytest.fixture(scope="module")
def mobilenet_reference(mobilenet: LoadedModel, tf_keras_vis: SimpleNamespace) -> Reference:
    return Reference(tf_keras_vis, mobilenet.keras_model)


class SameNoise(RunContext):
    """Hands out the noise that tf-keras-vis draws under the same seed."""

    def rng(self) -> Any:
        state = np.random.RandomState(self.seed)
        return SimpleNamespace(standard_normal=lambda size, dtype: np.asarray(state.normal(0.0, 1.0, size), dtype))


def explained(engine: Engine, photo: Path, *methods: MethodCall, ctx: RunContext | None = None) -> Result:
    """As the lab's notebook does it."""
    request = Request(photo, "mobilenet_v2", methods, layer="last-conv", resize="stretch", interpolation="nearest")
    return engine.run(request, ctx or RunContext())


def input_of(mobilenet: LoadedModel, photo: Path) -> np.ndarray:
    return mobilenet.model_input(images.decode(photo).pixels, "stretch", "nearest")[0].input


def measured(what: str, value: object) -> None:
    """Seen with `pytest -rP`."""
    print(f"measured: {what}: {value}")


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


@pytest.mark.parametrize("name", ["tiger_shark", "goldfish", "Egyptian_cat", "acoustic_guitar"])
def test_the_input_is_the_notebooks(mobilenet: LoadedModel, photos: Path, name: str) -> None:
    keras = helpers.keras_ready()
    photo = photos / f"{name}.jpg"
    pixels = np.asarray(keras.utils.load_img(photo, target_size=(224, 224)), np.float32)
    theirs = keras.applications.mobilenet_v2.preprocess_input(pixels)
    np.testing.assert_allclose(input_of(mobilenet, photo), theirs, atol=1e-6)


def test_the_model_is_what_its_spec_says(mobilenet: LoadedModel) -> None:
    assert mobilenet.info.auto_layer == mobilenet.spec.auto_layer == "out_relu"
    assert mobilenet.layer("last-conv") == "Conv_1"
    assert mobilenet.network.frozen
    assert mobilenet.network.class_count == len(mobilenet.info.class_names) == 1000


def test_the_other_preprocessing_is_keras_own(photos: Path) -> None:
    keras = helpers.keras_ready()
    pixels = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)
    theirs = keras.applications.vgg16.preprocess_input(pixels.astype(np.float32))
    np.testing.assert_allclose(PREPROCESSING["caffe"](pixels), theirs, atol=1e-4)


@pytest.mark.parametrize("name", PHOTOS)
def test_mobilenet(
    engine: Engine, mobilenet: LoadedModel, photos: Path, mobilenet_reference: Reference, name: str
) -> None:
    photo = photos / f"{name}.jpg"
    result = explained(engine, photo, *map(MethodCall, SINGLE))
    for heatmap in result.heatmaps:
        theirs = mobilenet_reference.map(heatmap.method, input_of(mobilenet, photo), result.target.index)
        difference = float(np.abs(heatmap.values - theirs).max())
        measured(f"{name} {heatmap.method}", difference)
        assert difference <= TOLERANCE, heatmap.method


@pytest.mark.parametrize("name", PHOTOS[:1])
def test_mobilenet_smoothgrad(
    engine: Engine, mobilenet: LoadedModel, photos: Path, mobilenet_reference: Reference, name: str
) -> None:
    """On the same noise: with noise of their own, two maps of 200 samples by tf-keras-vis itself correlate by 0.985."""
    photo, call = photos / f"{name}.jpg", MethodCall("smoothgrad", (("samples", SAMPLES),))
    result = explained(engine, photo, call, ctx=SameNoise(seed=0))
    theirs = mobilenet_reference.smoothgrad(input_of(mobilenet, photo), result.target.index, seed=0)
    found = correlation(result.heatmaps[0].values, theirs)
    measured(f"{name} correlation", found)
    measured(f"{name} difference", float(np.abs(result.heatmaps[0].values - theirs).max()))
    assert found >= 0.999


@pytest.mark.parametrize("name", FIGURES)
def test_the_reference_figures(engine: Engine, mobilenet: LoadedModel, photos: Path, name: str) -> None:
    photo = photos / f"{name}.jpg"
    calls = [MethodCall(method) for method in ("saliency", "smoothgrad", "gradcam", "gradcam++")]
    result = explained(engine, photo, *calls)
    known = json.loads((photos / "boxes.json").read_text("utf-8"))[photo.name]
    inside = np.zeros((224, 224), bool)
    for left, top, right, bottom in known["boxes"]:
        (x0, y0), (x1, y1) = result.placement.to_input(left, top), result.placement.to_input(right, bottom)
        inside[round(y0) : round(y1), round(x0) : round(x1)] = True
    energies = [float(heatmap.values[inside].sum() / heatmap.values.sum()) for heatmap in result.heatmaps]
    probability = float(result.prediction.probabilities[result.target.index])
    measured(name, [round(value, 3) for value in (probability, *energies)])
    assert result.target.index == known["class_index"]
    assert (probability, *energies) == pytest.approx(FIGURES[name], abs=0.03)


def test_the_trap(engine: Engine, mobilenet: LoadedModel, photos: Path) -> None:
    """A man who holds two small hammerheads: the model sees swimming trunks."""
    result = explained(engine, photos / "hammerhead.jpg")
    names, probabilities = result.model.class_names, result.prediction.probabilities
    assert names[result.target.index] == "swimming trunks"
    assert probabilities[result.target.index] == pytest.approx(0.69, abs=0.01)
    assert probabilities[names.index("hammerhead")] == pytest.approx(0.013, abs=0.003)


# VGG16 with seeded random weights


@pytest.fixture(scope="module")
def vgg16() -> Iterator[LoadedModel]:
    yield Engine((), random_weights=True).load("vgg16")


@pytest.mark.parametrize("name", PHOTOS[:1])  # to random weights they are all alike
def test_vgg16(vgg16: LoadedModel, photos: Path, tf_keras_vis: SimpleNamespace, name: str) -> None:
    assert vgg16.info.auto_layer == vgg16.spec.auto_layer == vgg16.layer("last-conv") == "block5_conv3"
    assert not vgg16.network.frozen
    one_input = input_of(vgg16, photos / f"{name}.jpg")
    index = int(vgg16.network.logits(one_input[None])[0].argmax())
    weights = np.eye(1, 1000, index, dtype=np.float32)[0]
    reference = Reference(tf_keras_vis, vgg16.keras_model)
    for heatmap in helpers.maps(vgg16.network, one_input, weights, "block5_conv3", *SINGLE):
        theirs = reference.map(heatmap.method, one_input, index)
        difference = float(np.abs(heatmap.values - theirs).max())
        measured(f"{name} {heatmap.method}", difference)
        assert difference <= TOLERANCE, heatmap.method


def test_small_vgg16_smoothgrad(photos: Path, tf_keras_vis: SimpleNamespace) -> None:
    """At 32x32, because 200 samples at 224x224 take minutes."""
    keras = helpers.keras_ready()
    keras.utils.set_random_seed(0)
    model = keras.applications.VGG16(weights=None, input_shape=(32, 32, 3), classes=10)
    pixels = images.decode(photos / "tiger_shark.jpg").pixels
    placement = Placement.of((pixels.shape[1], pixels.shape[0]), (32, 32), "stretch")
    one_input = PREPROCESSING["caffe"](fit(pixels, placement, "nearest"))
    network = helpers.compiled(model)
    index = int(network.logits(one_input[None])[0].argmax())
    call = MethodCall("smoothgrad", (("samples", SAMPLES),))
    weights, layer = np.eye(1, 10, index, dtype=np.float32)[0], layers.last_conv(model)
    (heatmap,) = helpers.maps(network, one_input, weights, layer, call, ctx=SameNoise(seed=0))
    theirs = Reference(tf_keras_vis, model).smoothgrad(one_input, index, seed=0)
    measured("correlation", correlation(heatmap.values, theirs))
    measured("difference", float(np.abs(heatmap.values - theirs).max()))
    assert correlation(heatmap.values, theirs) >= 0.999
