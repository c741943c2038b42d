"""What models do to pixels before their first weights is found by what they compute, wherever that stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.preprocessing import PREPROCESSING, preset
from attnstudio.core.placement import Placement, fit
from attnstudio.core.request import Request

SCENE = sorted((helpers.ROOT / "resources" / "demo" / "scenes").iterdir())[0]
SHAPE = (20, 24, 3)  # height, width, channels
IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class Member:
    """A way to begin a model: what to call on its input, the preset it should be guessed to want, words of the reason,
    and the values that pixels 0..255 reach its first weighted layer as, where they are worth a check."""

    begin: Callable[[Any, Any, Any], Any]  # (layers, ops, input) -> tensor
    expected: str
    reason: str = "The model rescales by itself"
    values: tuple[float, float] | None = None
    channels: int = 3


def _behind_augmentation(layers: Any, _: Any, x: Any) -> Any:
    for layer in (layers.RandomFlip(), layers.RandomRotation(0.1), layers.GaussianNoise(0.1), layers.Dropout(0.2)):
        x = layer(x)
    return layers.Rescaling(1 / 255)(x)


def _several_policies(layers: Any, _: Any, x: Any) -> Any:
    for layer in (layers.RandAugment((0, 255)), layers.AugMix((0, 255)), layers.RandomContrast(0.2, (0, 255))):
        x = layer(x)
    return layers.Rescaling(1 / 127.5, -1)(x)


def _spatial(layers: Any, _: Any, x: Any) -> Any:
    x = layers.Resizing(30, 30)(layers.ZeroPadding2D(4)(x))
    return layers.ZeroPadding2D(3)(layers.Rescaling(1 / 255)(layers.CenterCrop(18, 18)(x)))


def _nested(layers: Any, _: Any, x: Any) -> Any:
    keras = helpers.keras_ready()
    augmentation = keras.Sequential([keras.Input(SHAPE), layers.RandomFlip(), layers.RandomZoom(0.1)], name="augment")
    scaling = keras.Sequential([keras.Input(SHAPE), layers.Rescaling(1 / 127.5, -1)], name="scaling")
    return scaling(augmentation(x))


def _caffe(_: Any, __: Any, x: Any) -> Any:
    return helpers.keras_ready().applications.vgg16.preprocess_input(x)


def _torch(_: Any, __: Any, x: Any) -> Any:
    return helpers.keras_ready().applications.densenet.preprocess_input(x)


def _own_mean(layers: Any, _: Any, x: Any) -> Any:
    return layers.Normalization(mean=[120.0, 110.0, 90.0], variance=[3600.0, 3500.0, 4900.0])(x)


def _imagenet_by_layers(layers: Any, _: Any, x: Any) -> Any:
    variance = [one**2 for one in IMAGENET_DEVIATION]
    return layers.Normalization(mean=IMAGENET_MEAN, variance=variance)(layers.Rescaling(1 / 255)(x))


def _imagenet_of_unit_pixels(layers: Any, _: Any, x: Any) -> Any:
    return layers.Normalization(mean=IMAGENET_MEAN, variance=[one**2 for one in IMAGENET_DEVIATION])(x)


def _standardised(_: Any, ops: Any, x: Any) -> Any:
    return (x - ops.mean(x, axis=(1, 2, 3), keepdims=True)) / (ops.std(x, axis=(1, 2, 3), keepdims=True) + 1e-3)


def _patches(layers: Any, ops: Any, x: Any) -> Any:
    return layers.Dense(8)(ops.image.extract_patches(x / 255, 4))


def _grey_to_colour(layers: Any, ops: Any, x: Any) -> Any:
    return layers.Concatenate()([x, x, x]) / 127.5 - 1


def _two_branches(layers: Any, _: Any, x: Any) -> Any:
    one = layers.Conv2D(4, 3, name="one")(layers.Rescaling(1 / 255)(x))
    return layers.Concatenate()([one, layers.Conv2D(4, 3, name="other")(x)])


MEMBERS = {
    "Rescaling": Member(lambda k, o, x: k.Rescaling(1 / 255)(x), "as_it_is", values=(0, 1)),
    "operators": Member(lambda k, o, x: x / 127.5 - 1, "as_it_is", values=(-1, 1)),
    "ops layers": Member(lambda k, o, x: o.subtract(o.multiply(x, 1 / 127.5), 1.0), "as_it_is", values=(-1, 1)),
    "behind augmentation": Member(_behind_augmentation, "as_it_is", values=(0, 1)),
    "behind policies": Member(_several_policies, "as_it_is", values=(-1, 1)),
    "behind noise": Member(lambda k, o, x: k.Rescaling(1 / 255)(k.GaussianNoise(0.1)(x)), "as_it_is", values=(0, 1)),
    "behind padding": Member(lambda k, o, x: k.Rescaling(1 / 255)(k.ZeroPadding2D(9)(x)), "as_it_is", values=(0, 1)),
    "padded, resized, cropped": Member(_spatial, "as_it_is", values=(0, 1)),
    "augmented after": Member(lambda k, o, x: k.RandomFlip()(k.Rescaling(1 / 255)(x)), "as_it_is", values=(0, 1)),
    "pooled before": Member(lambda k, o, x: k.Rescaling(1 / 255)(k.AveragePooling2D(2)(x)), "as_it_is", values=(0, 1)),
    "nested": Member(_nested, "as_it_is", values=(-1, 1)),
    "Caffe": Member(_caffe, "as_it_is", values=(-123.68, 151.061)),
    "ImageNet by operators": Member(_torch, "as_it_is", values=(-2.1179, 2.64)),
    "ImageNet by layers": Member(_imagenet_by_layers, "as_it_is", values=(-2.1179, 2.64)),
    "own mean": Member(_own_mean, "as_it_is", values=(-2, 2.45098)),
    "mean only": Member(lambda k, o, x: x - 120.0, "as_it_is", values=(-120, 135)),
    "gamma": Member(lambda k, o, x: (x / 255) ** 2.2, "as_it_is"),
    "each picture's own scale": Member(_standardised, "as_it_is"),
    "negative of 0..255": Member(lambda k, o, x: 255 - x, "as_it_is", values=(0, 255)),
    "logarithm": Member(lambda k, o, x: o.log(x + 1), "as_it_is"),
    "hue and saturation": Member(lambda k, o, x: o.image.rgb_to_hsv(x / 255), "as_it_is", values=(0, 1)),
    "channels first": Member(lambda k, o, x: k.Dense(4)(k.Flatten()(k.Permute((3, 1, 2))(x / 255))), "as_it_is"),
    "channels one by one": Member(
        lambda k, o, x: k.Concatenate()([x[..., 2:] - 103.939, x[..., 1:2] - 116.779, x[..., :1] - 123.68]),
        "as_it_is",
        values=(-123.68, 151.061),
    ),
    "with a channel of ones": Member(lambda k, o, x: k.Concatenate()([x / 255, o.ones_like(x[..., :1])]), "as_it_is"),
    "negative of 0..1": Member(lambda k, o, x: 1 - x, "zero_to_one", "expects pixels of 0 to 1"),
    "patches": Member(_patches, "as_it_is", values=(0, 1)),
    "two branches": Member(_two_branches, "as_it_is", "They reach other unscaled: if that is not intended"),
    "grey to colour": Member(_grey_to_colour, "as_it_is", values=(-1, 1), channels=1),
    "grey": Member(lambda k, o, x: k.Rescaling(1 / 255)(x), "as_it_is", values=(0, 1), channels=1),
    "to grey": Member(lambda k, o, x: o.image.rgb_to_grayscale(x) / 255, "as_it_is", values=(0, 1)),
    "random at inference no more": Member(
        lambda k, o, x: k.Rescaling(1 / 255)(k.RandomBrightness(0.2)(x, training=True)), "as_it_is", values=(0, 1)
    ),
    # Nothing that rescales pixels of 0 to 255.
    "nothing": Member(lambda k, o, x: x, "zero_to_one", "The model gives no indication"),
    "augmentation only": Member(
        lambda k, o, x: k.RandomFlip()(k.ZeroPadding2D(2)(x)), "zero_to_one", "The model gives"
    ),
    "flipped channels": Member(lambda k, o, x: x[..., ::-1], "zero_to_one", "into blue, green, red"),
    "never adapted": Member(
        lambda k, o, x: k.Normalization(mean=0.0, variance=1.0)(x), "zero_to_one", "The model gives"
    ),
    "to grey only": Member(lambda k, o, x: o.image.rgb_to_grayscale(x), "zero_to_one", "The model gives no indication"),
    "stretched contrast": Member(lambda k, o, x: k.AutoContrast((0, 255))(x), "zero_to_one", "could not be determined"),
    # What rescales pixels that were scaled before.
    "-1..1 of 0..1": Member(lambda k, o, x: x * 2 - 1, "zero_to_one", "expects pixels of 0 to 1"),
    "0..1 of -1..1": Member(lambda k, o, x: (x + 1) / 2, "minus_one_to_one", "expects pixels of -1 to 1"),
    "ImageNet of 0..1": Member(_imagenet_of_unit_pixels, "zero_to_one", "that have the mean 0.449"),
    "0..255 of 0..1": Member(lambda k, o, x: k.Rescaling(255.0)(x), "zero_to_one", "expects pixels of 0 to 1"),
    "less a half": Member(lambda k, o, x: x - 0.5, "zero_to_one", "The model gives no indication"),
}


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child process does, done in this one, which has TensorFlow already."""

    def run_sandbox(path: Path, *_: object) -> ModelMetadata:
        return ModelMetadata.from_json(json.loads(json.dumps(child.describe(keras_file.load(path)).to_json())))

    monkeypatch.setattr(vetting, "run_sandbox", run_sandbox)


def _built(member: Member, end: Callable[[Any, Any], Any] | None = None) -> Any:
    keras = helpers.keras_ready()
    inputs = keras.Input((*SHAPE[:2], member.channels))
    x = member.begin(keras.layers, keras.ops, inputs)
    if len(x.shape) == 4:
        x = keras.layers.Conv2D(6, 3, activation="relu", name="first")(x)
        x = keras.layers.GlobalAveragePooling2D()(x)
    return helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(3, "softmax")(keras.layers.Flatten()(x))))


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("kind", MEMBERS)
def test_the_guess_follows_what_the_model_computes(kind: str, tmp_path: Path) -> None:
    member, path = MEMBERS[kind], tmp_path / "mine.keras"
    _built(member).save(path)
    metadata = vetting.vet(path).metadata
    preprocessing, reason = metadata.guess()
    assert preprocessing == member.expected, str(reason)
    assert member.reason in str(reason)
    if member.values is not None:
        assert (metadata.inputs[0].low, metadata.inputs[0].high) == pytest.approx(member.values, abs=1e-3)
    loaded = keras_file.load(path)
    result = Engine(()).run(Request(SCENE, str(path)), RunContext())
    picture = images.decode(SCENE).pixels
    height, width = picture.shape[:2]
    fitted = fit(picture, Placement.of((width, height), result.model.input_size, "stretch"), "bilinear")
    answer = helpers.answer(loaded, preset(preprocessing, member.channels)(fitted)[None])[0]
    np.testing.assert_allclose(result.prediction.probabilities, answer, atol=1e-5)
    if preprocessing == "as_it_is" and member.channels == 3:
        plain = helpers.answer(loaded, fitted[None].astype(np.float32))[0]
        np.testing.assert_allclose(result.prediction.probabilities, plain, atol=1e-5)


def test_whole_numbers_go_in_as_they_are() -> None:
    """Pixels of 0..1 would all be 0."""
    keras = helpers.keras_ready()
    layers = keras.layers
    embedded = keras.Sequential([keras.Input((16, 16)), layers.Embedding(256, 4), layers.Conv2D(4, 3)])
    embedded.add(layers.GlobalAveragePooling2D())
    convolved = keras.Sequential([keras.Input((16, 16, 3), dtype="uint8"), layers.Conv2D(4, 3)])
    convolved.add(layers.GlobalMaxPooling2D())
    for model in (embedded, convolved):
        preprocessing, reason = child.describe(model).guess()
        assert preprocessing == "as_it_is"
        assert f"It needs integers (at the layer {model.layers[0].name})" in str(reason)


@pytest.mark.usefixtures("in_process")
def test_fractions_of_pixels_for_whole_numbers_are_refused(tmp_path: Path) -> None:
    """They would be cut off by Keras, and not by a copy that has gradients."""
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential([keras.Input((16, 16, 3), dtype="uint8"), layers.Rescaling(1 / 255), layers.Conv2D(4, 3)])
    model.add(layers.GlobalMaxPooling2D())
    model.save(path := tmp_path / "whole.keras")
    with pytest.raises(ChoiceFailure, match=r"needs integers .* zero_to_one, .* does not fit\. Choose as_it_is"):
        spec_of(str(path), ModelOptions(preprocessing="zero_to_one"))
    assert spec_of(str(path), ModelOptions()).preprocessing == "as_it_is"


def test_an_embedding_of_levels_made_of_fractions_takes_fractions() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((16, 16, 1))
    levels = keras.ops.cast(keras.ops.reshape(inputs, (-1, 16, 16)) * 255, "int32")
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Embedding(256, 4)(levels))
    assert child.describe(keras.Model(inputs, keras.layers.Dense(3)(x))).guess()[0] == "zero_to_one"


def test_a_mask_of_rows_is_no_picture() -> None:
    """A recurrent layer also takes which rows it may pass over."""
    keras = helpers.keras_ready()
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28)), layers.Masking(), layers.LSTM(4), layers.Dense(3)])
    preprocessing, reason = child.describe(model).guess()
    assert preprocessing == "zero_to_one", str(reason)


@pytest.mark.parametrize(
    ("mean", "deviation", "expected"),
    [
        (118.0, 62.0, "as_it_is"),
        (0.45, 0.25, "zero_to_one"),
        (-0.1, 0.5, "minus_one_to_one"),
        (1.0, 60.0, "caffe"),
        (0.05, 1.1, "torch"),
        (0.0, 1.0, "as_it_is"),  # never trained
        (0.13, 0.31, "zero_to_one"),  # the rest: of dark pictures
        (33.0, 60.0, "as_it_is"),
        (-0.74, 0.5, "minus_one_to_one"),
    ],
)
def test_a_batch_norm_in_front_gives_the_scale_of_its_training(mean: float, deviation: float, expected: str) -> None:
    keras = helpers.keras_ready()
    norm = keras.layers.BatchNormalization(name="scale")
    stack = [norm, keras.layers.Conv2D(4, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input(SHAPE), keras.layers.RandomFlip(), *stack])
    norm.moving_mean.assign([mean] * 3)
    norm.moving_variance.assign([deviation**2] * 3)
    preprocessing, reason = child.describe(model).guess()
    assert preprocessing == expected
    assert "batch normalization scale" in str(reason)


def everyday(channels: int = 3) -> np.ndarray:
    """Pixels with the mean and the spread of photos, or in grey, of white drawings on black; uint8."""
    rng = np.random.default_rng(2)
    shape = (40, *SHAPE[:2], channels)
    drawn = np.where(rng.random(shape) < 0.15, rng.uniform(100, 255, shape), 0)
    pixels = rng.normal(115, 60, shape) if channels == 3 else drawn
    return pixels.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", PREPROCESSING)
def test_a_normalization_gives_the_scale_of_its_pixels(name: str, channels: int) -> None:
    if channels == 1 and name in ("caffe", "torch"):
        pytest.skip("both are made for colours")
    keras = helpers.keras_ready()
    pixels = PREPROCESSING[name](everyday(channels))
    for axis in (-1, None, (1, 2, 3)):
        norm = keras.layers.Normalization(axis=axis, name="norm")
        norm.adapt(pixels)
        stack = [norm, keras.layers.Conv2D(4, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
        preprocessing, reason = child.describe(keras.Sequential([keras.Input(pixels.shape[1:]), *stack])).guess()
        assert preprocessing == name
        if name == "as_it_is":
            assert "The model rescales by itself" in str(reason)
        else:
            found = re.search(r"normalizes pixels \(norm\) that have the mean (\S+) and", str(reason))
            assert found is not None
            assert float(found[1]) == pytest.approx(pixels.mean(), rel=0.02, abs=0.01)


@pytest.mark.parametrize("steps", [20, 60, 300])
@pytest.mark.parametrize(
    ("name", "channels"), [("zero_to_one", 1), ("zero_to_one", 3), ("as_it_is", 1), ("as_it_is", 3)]
)
def test_a_batch_norm_that_was_trained_for_a_few_steps_gives_its_scale(name: str, channels: int, steps: int) -> None:
    """Its averages have then left 0 and 1, and not yet reached those of the pictures."""
    keras = helpers.keras_ready()
    pixels = keras.ops.convert_to_tensor(PREPROCESSING[name](everyday(channels)))
    norm = keras.layers.BatchNormalization()
    stack = [norm, keras.layers.Conv2D(4, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input(pixels.shape[1:]), *stack])
    for _ in range(steps):
        norm(pixels, training=True)
    assert child.describe(model).guess()[0] == name


def test_names_alone_tell_nothing() -> None:
    """A model and a layer that are called like parts of VGG16, and are none."""
    keras = helpers.keras_ready()
    stack = [keras.layers.Conv2D(4, 3, name="block5_conv3"), keras.layers.GlobalAveragePooling2D()]
    model = keras.Sequential([keras.Input(SHAPE), *stack, keras.layers.Dense(2)], name="vgg16")
    assert child.describe(model).guess()[0] == "zero_to_one"


def test_every_preset_inside_is_found_as_what_it_does() -> None:
    """The presets themselves, as operators: the range found is that of the preset on black and white."""
    keras = helpers.keras_ready()
    functions: dict[str, Callable[[Any], Any]] = {
        "minus_one_to_one": lambda x: x / 127.5 - 1,
        "zero_to_one": lambda x: x / 255,
        "caffe": lambda x: x[..., ::-1] - np.array([103.939, 116.779, 123.68], np.float32),
        "torch": lambda x: (x / 255 - np.array(IMAGENET_MEAN, np.float32)) / np.array(IMAGENET_DEVIATION, np.float32),
    }
    for name, function in functions.items():
        inputs = keras.Input(SHAPE)
        x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3)(function(inputs)))
        (found,) = child.describe(keras.Model(inputs, keras.layers.Dense(2)(x))).inputs
        ends = [PREPROCESSING[name](np.full(3, level, np.uint8)) for level in (0, 255)]
        assert found.kind == "affine"
        assert found.order == ("bgr" if name == "caffe" else "rgb")
        np.testing.assert_allclose(found.offsets, ends[0], atol=1e-3)
        np.testing.assert_allclose(np.multiply(found.gains, 255) + found.offsets, ends[1], atol=1e-3)


@pytest.mark.usefixtures("in_process")
def test_real_weights_answer_alike_with_their_preprocessing_built_in(
    tmp_path: Path, engine: Engine, mobilenet_weights: Path, photos: Path
) -> None:
    keras = helpers.keras_ready()
    layers, size = keras.layers, (224, 224, 3)
    augmented = [layers.RandomFlip(), layers.GaussianNoise(0.1), layers.Rescaling(1 / 127.5, -1)]
    inputs = keras.Input(size)
    assert mobilenet_weights.is_file()
    network = engine.load("mobilenet_v2").keras_model
    keras.Model(inputs, network(keras.Sequential([keras.Input(size), *augmented])(inputs))).save(tmp_path / "my.keras")
    assert vetting.vet(tmp_path / "my.keras").metadata.guess()[0] == "as_it_is"
    mine = Engine(())
    for photo in sorted(photos.glob("*.jpg"))[:3]:
        given = mine.run(Request(photo, str(tmp_path / "my.keras")), RunContext()).prediction.probabilities
        wanted = engine.run(Request(photo, "mobilenet_v2"), RunContext()).prediction.probabilities
        np.testing.assert_allclose(given, wanted, atol=1e-5)


def test_a_statistic_of_the_whole_batch_is_measured() -> None:
    keras = helpers.keras_ready()
    x = inputs = keras.Input(SHAPE)
    x = (x - keras.ops.min(x)) / (keras.ops.max(x) - keras.ops.min(x) + 1e-6)
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3)(x))
    metadata = child.describe(keras.Model(inputs, keras.layers.Dense(3, "softmax")(x)))
    assert metadata.guess()[0] == "as_it_is"
    assert (metadata.inputs[0].kind, metadata.inputs[0].low) == ("other", 0)
    assert metadata.inputs[0].high == pytest.approx(1)


@pytest.mark.parametrize("shape", [(28, 28), (784,), (588,)])
def test_inputs_without_channels_are_measured_too(shape: tuple[int, ...]) -> None:
    keras = helpers.keras_ready()
    for scale, expected in ((1 / 255, "as_it_is"), (1.0, "zero_to_one")):
        stack = [keras.layers.Rescaling(scale), keras.layers.Flatten(), keras.layers.Dense(4, name="first")]
        model = keras.Sequential([keras.Input(shape), *stack])
        assert child.describe(model).guess()[0] == expected
