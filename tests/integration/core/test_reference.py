"""A family of models against an eager GradientTape on each as Keras loaded it: prediction, dy/dx, A and dy/dA."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import helpers.unusual_models  # noqa: F401  # registers its members
import numpy as np
import pytest
from helpers.recording import Call, Reference, one_hot, reference
from helpers.reference_models import MEMBERS

from attnstudio.core import device, grids
from attnstudio.core.models import keras_file
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.passes import AtLayer, Pass
from attnstudio.core.rules import Rule

COUNT = 2  # inputs in a batch
pytestmark = pytest.mark.usefixtures("here")


def opened(path: Path, options: ModelOptions) -> LoadedModel:
    """As the engine opens a user's file."""
    device.select("cpu")
    return LoadedModel.of(spec_of(str(path), options), keras_file.load(path), device.CPU, random_weights=False)


@pytest.mark.parametrize("name", MEMBERS)
def test_the_engine_computes_what_keras_computes(name: str, tmp_path: Path) -> None:
    import keras

    member = MEMBERS[name]
    path = tmp_path / f"{name}.keras"
    member.build().save(path)
    ours = opened(path, ModelOptions(output=member.output, input_size=member.size))
    own = keras.saving.load_model(path)
    width, height = ours.spec.input_size
    low, high = (0, 255) if member.pixels else (-1, 1)
    shape = (COUNT, height, width, ours.spec.channels)
    batch = np.random.default_rng(3).uniform(low, high, shape).astype(np.float32)
    expected = reference(own, batch.reshape(COUNT, *keras_shape(own, shape)), member.logits, member.output)

    def close(found: np.ndarray, wanted: np.ndarray, what: str) -> None:
        assert found.shape == wanted.shape, what
        largest, error = float(np.abs(wanted).max()), float(np.abs(found - wanted).max())
        assert error <= member.tolerance * largest, f"{what} is off by {error:.2g}, of {largest:.2g}"

    names = list(grids.grids(ours.keras_model))
    requested = Pass(rules=frozenset({Rule.PLAIN}), layers=frozenset(names))
    weights = sided(one_hot(expected.logits))
    passes = ours.network.single_passes(batch, weights, requested)
    for number, found in enumerate(passes):
        probabilities = ours.prediction(found.logits).probabilities
        answer = expected.prediction[number]
        if ours.network.head == "logits":
            close(found.logits, answer, "logits")
        else:
            close(probabilities, np.append(1 - answer, answer) if len(answer) == 1 else answer, "prediction")
        logits = expected.logits[number]
        close(found.logits, np.append(-logits, logits) if len(logits) == 1 else logits, "logits")
        close(found.input_gradients[Rule.PLAIN], expected.input_gradient[number].reshape(shape[1:]), "dy/dx")
        assert np.abs(found.input_gradients[Rule.PLAIN]).max() > 0

    inputs = {one.name for one in ours.keras_model.inputs}
    matched = named(expected, passes[0].layers)
    listed = set(names) - inputs
    assert listed == set(matched), f"not listed: {set(matched) - listed}; of no effect: {listed - set(matched)}"
    for layer, (_, activation, gradient) in matched.items():
        assert np.abs(gradient).max() > 0, f"{layer}: the seed leaves it without effect"
        for number, found in enumerate(passes):
            assert len(activation) == COUNT, f"{layer} has windows in its batch"
            close(found.layers[layer].activation, on_grid(activation[number], found.layers[layer]), f"A of {layer}")
            close(found.layers[layer].gradient, on_grid(gradient[number], found.layers[layer]), f"dy/dA of {layer}")


@pytest.mark.parametrize(("name", "layer"), [("halves", "conv1"), ("two_scales", "conv")])
def test_calls_are_numbered_as_the_code_makes_them(name: str, layer: str, tmp_path: Path) -> None:
    """The left half before the right, the picture before the smaller one, though Keras runs them in another order."""
    path = tmp_path / f"{name}.keras"
    model = MEMBERS[name].build()
    model.save(path)
    ours = opened(path, ModelOptions())
    picture = np.random.default_rng(3).uniform(-1, 1, (1, *model.input_shape[1:])).astype(np.float32)
    front = picture if name == "two_scales" else picture[:, :, : picture.shape[2] // 2]
    own = (model if name == "two_scales" else model.get_layer("features")).get_layer(layer)
    first = f"{layer}@1"
    (found,) = ours.network.single_passes(picture, np.eye(4, dtype=np.float32)[0], Pass(layers=frozenset({first})))
    np.testing.assert_allclose(found.layers[first].activation, own(front)[0], atol=1e-5)


def test_a_layer_whose_axes_stand_otherwise_has_no_places(tmp_path: Path) -> None:
    """Its map would be drawn mirrored at the diagonal, or show channels as places."""
    import keras

    path = tmp_path / "mixer.keras"
    MEMBERS["as_many_tokens_as_filters"].build().save(path)
    listed = set(opened(path, ModelOptions()).info.layers)
    assert {"patches", "tokens", "norm", "back", "merge"} <= listed
    assert not {"swapped", "of_places"} & listed
    inputs = keras.Input((24, 32, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu", name="upright")(inputs)
    x = keras.layers.Conv2D(5, 3, name="mirrored")(keras.layers.Permute((2, 1, 3), name="mirror")(x))
    x = keras.layers.ReLU(name="upright_again")(keras.ops.swapaxes(x, 1, 2))
    x = keras.layers.GlobalAveragePooling2D()(
        keras.layers.Conv2D(4, 3, name="rows_as_channels")(keras.layers.Permute((3, 1, 2), name="first")(x))
    )
    keras.Model(inputs, keras.layers.Dense(4)(x)).save(tmp_path / "mirrored.keras")
    found = opened(tmp_path / "mirrored.keras", ModelOptions())
    assert {"upright", "upright_again", "first"} <= set(found.info.layers)
    assert not {"mirror", "mirrored", "rows_as_channels"} & set(found.info.layers)
    assert found.info.auto_layer == "first"


def keras_shape(model: object, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Of one input of the model itself, which may have no axis of channels."""
    (tensor,) = model.inputs  # type: ignore[attr-defined]
    return tuple(tensor.shape[1:]) if None not in tensor.shape[1:] else shape[1:]


def sided(weights: np.ndarray) -> np.ndarray:
    """The engine gives a single unit z two sides, -z and z."""
    return np.hstack([weights < 0, weights > 0]).astype(np.float32) if weights.shape[-1] == 1 else weights


def named(expected: Reference, found: Mapping[str, AtLayer]) -> dict[str, tuple[Call, np.ndarray, np.ndarray]]:
    """What was recorded by the name that the engine gives it: of layers with places, and of what else it lists.

    A layer inside another model may be called by its path. Which of a layer's several calls is which is told by what
    they give, because Keras runs them in an order of its own.
    """
    by_layer: dict[int, list[tuple[Call, np.ndarray, np.ndarray]]] = {}
    for one in expected.layers:
        by_layer.setdefault(id(one[0].layer), []).append(one)
    matched = {}
    for calls in by_layer.values():
        suffixes = [f"@{number}" for number in range(1, len(calls) + 1)] if len(calls) > 1 else [""]
        for one, suffix in zip(calls, suffixes, strict=True):
            call, activation, _ = one
            path = re.sub("[^A-Za-z0-9.-]", "_", call.path)  # TensorFlow takes nothing else
            path = path if call.path.isascii() else type(call.layer).__name__.lower()
            possible = [name + other for name in (path, call.layer.name, f"{path}_2") for other in suffixes]
            free = [name for name in possible if name in found and name not in matched]
            if free:
                matched[min(free, key=lambda name: distance(activation[0], found[name]))] = one
            elif has_places(activation) and len(call.outputs) == 1 and len(activation) == COUNT:
                matched[call.path + suffix] = one
    return matched


def distance(activation: np.ndarray, found: AtLayer) -> float:
    """Between a recorded output of one input and the engine's."""
    rows, columns, filters = found.activation.shape
    if activation.size < rows * columns * filters:
        return float("inf")
    laid = on_grid(activation, found)
    return float(np.abs(laid - found.activation).max()) if laid.shape == found.activation.shape else float("inf")


def has_places(activation: np.ndarray) -> bool:
    return activation.ndim == 4 and min(activation.shape[1:3]) > 1


def on_grid(one: np.ndarray, found: AtLayer) -> np.ndarray:
    """A layer's output as (rows, columns, filters): tokens laid out, channels put last."""
    rows, columns, filters = found.activation.shape
    if one.ndim == 2:
        return one[len(one) - rows * columns :].reshape(rows, columns, filters)
    return one if one.shape == found.activation.shape else np.moveaxis(one, 0, -1)
