"""attnstudio.explain: its maps are those of the command line and of an eager tape, and the model stays as it is."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers import own_models
from PIL import Image

import attnstudio
from attnstudio import paths

from .conftest import small

MODELS = {
    "softmax inside": small,
    "logits": lambda: small(None),
    "softmax outside": own_models.separate_softmax,
    "activation outside": own_models.separate_activation,
    "nested in Sequential": own_models.nested_in_sequential,
    "nested in functional": own_models.nested_in_functional,
    "not square": own_models.not_square,
}


def eager_saliency(model: Any, x: np.ndarray, targets: list[int]) -> np.ndarray:
    """max over channels of abs(dy/dx), y the logit: of a copy whose last activation is taken away."""
    keras = helpers.keras_ready()
    import tensorflow as tf

    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    last = copy.layers[-1]
    if isinstance(last, (keras.layers.Softmax, keras.layers.Activation)):
        copy = keras.Model(copy.inputs, copy.layers[-2].output)
    else:
        last.activation = keras.activations.linear
    batch = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(batch)
        scores = tf.gather(copy(batch, training=False), targets, axis=1, batch_dims=1)
    return np.abs(tape.gradient(scores, batch).numpy()).max(axis=-1)


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")  # these classes are not what random weights see
@pytest.mark.parametrize("kind", MODELS)
def test_maps_of_a_model_in_memory_are_those_of_an_eager_tape_and_the_model_stays(kind: str) -> None:
    model = MODELS[kind]()
    x = np.random.default_rng(1).uniform(0, 255, (3, *model.input_shape[1:])).astype(np.float32)
    before = helpers.fingerprint(model, x)
    maps = attnstudio.explain(model, x, methods=["saliency", "gradcam"], targets=[3, 2, 1], preprocessing="none")
    expected = eager_saliency(model, x, [3, 2, 1])
    np.testing.assert_allclose(maps["saliency"].raw, expected, atol=1e-6 * float(expected.max()) + 1e-9)
    assert helpers.fingerprint(model, x) == before
    assert not any(len(layer._inbound_nodes) > 1 for layer in model.layers if not hasattr(layer, "layers"))


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_a_compiled_model_stays_trainable_and_is_explained_as_it_is_then(images: np.ndarray) -> None:
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy")
    x = images.astype(np.float32) / 255
    first = attnstudio.explain(model, images, "saliency", targets=1, preprocessing="zero_to_one")
    model.fit(x, np.array([0, 1, 2, 3]), epochs=2, verbose=0)
    second = attnstudio.explain(model, images, "saliency", targets=1, preprocessing="zero_to_one")
    assert np.abs(first["saliency"].raw - second["saliency"].raw).max() > 1e-6
    expected = eager_saliency(model, x, [1] * 4)
    np.testing.assert_allclose(second["saliency"].raw, expected, atol=1e-6 * float(expected.max()))
    with pytest.raises(attnstudio.Failure, match="changed"):
        first.scores("deletion")


def test_the_settings_of_keras_stay(model: Any, images: np.ndarray) -> None:
    keras = helpers.keras_ready()
    keras.config.set_dtype_policy("mixed_float16")
    keras.config.set_floatx("float64")
    try:
        before = keras.layers.Dense(1).name
        maps = attnstudio.explain(model, images, "saliency", preprocessing="zero_to_one")
        after = keras.layers.Dense(1).name
        assert keras.config.dtype_policy().name == "mixed_float16"
        assert keras.config.floatx() == "float64"
    finally:
        keras.config.set_dtype_policy("float32")
        keras.config.set_floatx("float32")
    number = int(before.partition("_")[2] or 0)
    assert after == f"dense_{number + 1}"
    plain = attnstudio.explain(model, images, "saliency", preprocessing="zero_to_one")
    np.testing.assert_array_equal(maps["saliency"].values, plain["saliency"].values)


def test_maps_are_those_of_the_command_line(call: helpers.Call, tmp_path: Path) -> None:
    photos = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[:2]
    ended = call("explain", *photos, "--model", "demo", "--method", "gradcam++,smoothgrad", "--output", tmp_path)
    assert ended.status == 0, ended.err
    maps = attnstudio.explain("demo", photos, ["gradcam++", "smoothgrad"])
    for method in maps.methods:
        written = np.stack([np.load(tmp_path / f"{photo.stem}.{method}.npy") for photo in photos])
        np.testing.assert_allclose(maps[method].values, written, atol=1e-6)


def test_a_model_is_explained_alike_in_memory_and_by_its_file(model: Any, tmp_path: Path, images: np.ndarray) -> None:
    model.save(tmp_path / "small.keras")
    given: dict[str, Any] = {"params": {"rise": {"samples": 40}}, "class_names": list("abcde")}
    with pytest.warns(attnstudio.Notice, match="zero_to_one"):
        by_file = attnstudio.explain(tmp_path / "small.keras", images, ["gradcam", "rise"], **given)
    with pytest.warns(attnstudio.Notice, match="zero_to_one"):
        in_memory = attnstudio.explain(model, images, ["gradcam", "rise"], **given)
    for method in ("gradcam", "rise"):
        np.testing.assert_allclose(by_file[method].values, in_memory[method].values, atol=1e-6)


def test_pictures_in_every_form_give_the_same_maps(model: Any, images: np.ndarray, tmp_path: Path) -> None:
    files = []
    for number, one in enumerate(images):
        files.append(tmp_path / f"{number}.png")
        Image.fromarray(one).save(files[-1])
    tensor = helpers.keras_ready().ops.convert_to_tensor(images)
    forms: dict[str, Any] = {
        "list of arrays": list(images),
        "tensor": tensor,
        "pictures of Pillow": [Image.fromarray(one) for one in images],
        "paths": files,
        "texts": [str(one) for one in files],
        "folder": tmp_path,
        "mixed": [images[0], files[1], Image.fromarray(images[2]), str(files[3])],
        "float from 0 to 1": images / 255,
        "float from 0 to 255": images.astype(np.float32),
        "whole numbers": images.astype(np.int64),
    }
    expected = attnstudio.explain(model, images, "gradcam", targets=2, preprocessing="zero_to_one")["gradcam"].values
    for name, form in forms.items():
        maps = attnstudio.explain(model, form, "gradcam", targets=2, preprocessing="zero_to_one")
        np.testing.assert_allclose(maps["gradcam"].values, expected, atol=1e-6, err_msg=name)
    prepared = (images / 255).astype(np.float32)
    maps = attnstudio.explain(model, prepared, "gradcam", targets=2, preprocessing="none")
    np.testing.assert_allclose(maps["gradcam"].values, expected, atol=1e-6)
    np.testing.assert_array_equal(maps[1].picture.pixels, images[1])


def test_one_picture_needs_no_axis_of_pictures(model: Any, images: np.ndarray) -> None:
    one = attnstudio.explain(model, images[0], "saliency", preprocessing="zero_to_one")
    all_of_them = attnstudio.explain(model, images, "saliency", preprocessing="zero_to_one")
    assert len(one) == 1
    np.testing.assert_allclose(one["saliency"].values[0], all_of_them["saliency"].values[0], atol=1e-6)


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_a_model_of_any_size_takes_arrays_as_they_are(images: np.ndarray) -> None:
    model = own_models.any_size()
    x = np.random.default_rng(2).uniform(0, 1, (2, 36, 52, 3)).astype(np.float32)
    maps = attnstudio.explain(model, x, "saliency", targets=1, preprocessing="none")
    expected = eager_saliency(model, x, [1, 1])
    np.testing.assert_allclose(maps["saliency"].raw, expected, atol=1e-6 * float(expected.max()))


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_grey_pictures_of_any_shape(images: np.ndarray) -> None:
    model, grey = small(channels=1), images[..., 0]
    x = np.random.default_rng(3).uniform(0, 1, (4, 24, 24)).astype(np.float32)
    plain = attnstudio.explain(model, grey, "saliency", targets=1, preprocessing="zero_to_one")["saliency"].raw
    deep = attnstudio.explain(model, grey[..., None], "saliency", targets=1, preprocessing="zero_to_one")
    np.testing.assert_array_equal(plain, deep["saliency"].raw)
    between_levels = attnstudio.explain(model, x, "saliency", targets=1, preprocessing="zero_to_one")["saliency"].raw
    expected = eager_saliency(model, x[..., None], [1] * 4)
    np.testing.assert_allclose(between_levels, expected, atol=1e-6 * float(expected.max()))


def test_pixels_are_resized_and_prepared_inputs_are_not(model: Any) -> None:
    large = np.random.default_rng(0).integers(0, 256, (2, 60, 50, 3), np.uint8)
    maps = attnstudio.explain(model, large, "gradcam", preprocessing="zero_to_one")
    assert maps["gradcam"].values.shape == (2, 24, 24)
    assert maps.overlay(0, "gradcam").shape == (60, 50, 3)
    with pytest.raises(attnstudio.Failure, match=r"\(n, 24, 24, 3\).*\(n, 60, 50, 3\)"):
        attnstudio.explain(model, large / 255, "gradcam", preprocessing="none")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (lambda images: images / 127.5 - 1, "what the model takes"),
        (lambda images: images / 255, "pixels from 0 to 1"),
        (lambda images: images * 1.0, "pixels from 0 to 255"),
    ],
)
def test_what_is_guessed_of_floats_is_reported(model: Any, images: np.ndarray, values: Any, text: str) -> None:
    with pytest.warns(attnstudio.Notice) as warned:
        attnstudio.explain(model, values(images), "saliency")
    texts = [str(one.message) for one in warned]
    assert any(text in one for one in texts)
    assert any("zero_to_one" in one for one in texts)
    assert {one.filename for one in warned} == {__file__}


def test_targets(model: Any, images: np.ndarray) -> None:
    names = ("cat", "dog", "fish", "bird", "frog")
    given: dict[str, Any] = {"class_names": names, "preprocessing": "zero_to_one"}
    maps = attnstudio.explain(model, images, "saliency", targets=["dog", 2, "predicted", "cat-frog"], **given)
    best = names[int(attnstudio.predict(model, images, **given).indices[2])]
    assert maps.targets == ("dog", "fish", best, "cat - frog")
    assert maps[1].target_index == 2
    column = attnstudio.explain(model, images, "saliency", targets=np.array([[1], [2], [0], [3]]), **given)
    assert column.targets == ("dog", "fish", "cat", "bird")
    both = [attnstudio.explain(model, images[3:], "gradient_x_input", targets=one, **given) for one in ("cat", "frog")]
    difference = attnstudio.explain(model, images[3:], "gradient_x_input", targets="cat-frog", **given)
    raw = [one["gradient_x_input"].raw for one in (*both, difference)]
    assert np.abs(raw[0] - raw[1]).max() > 0
    assert len({array.tobytes() for array in raw}) == 3


def test_the_class_check_warns(model: Any, images: np.ndarray) -> None:
    keras = helpers.keras_ready()
    sure = keras.Sequential([keras.Input((24, 24, 3)), keras.layers.Conv2D(4, 3), keras.layers.Flatten()])
    sure.add(keras.layers.Dense(3, "softmax", name="answer"))
    sure.get_layer("answer").bias.assign([9.0, 0.0, 0.0])
    with pytest.warns(attnstudio.Notice, match=r"image-0.*You are explaining c .*the model predicts a"):
        attnstudio.explain(
            sure, images[:1] * 0, "saliency", targets="c", class_names=list("abc"), preprocessing="zero_to_one"
        )


SHAPES = r"shape \(n, height, width\)"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ({"images": np.zeros((2, 24, 24, 7), np.uint8)}, SHAPES),
        ({"images": np.zeros((2, 3, 24, 24), np.uint8)}, SHAPES),
        ({"images": np.zeros((24,), np.uint8)}, SHAPES),
        ({"images": np.zeros((4, 24 * 24 * 3))}, r"reshape\(-1, 24, 24, 3\)"),
        ({"images": []}, "no pictures"),
        ({"images": {"a": 1}}, "not dict"),
        ({"images": np.full((1, 24, 24, 3), np.nan)}, "finite"),
        ({"images": "nowhere.png"}, "nowhere.png was not found"),
        ({"images": np.full((1, 24, 24, 3), -1.0)}, 'preprocessing="none"'),
        ({"targets": [1, 2]}, "Targets: 2; pictures: 4"),
        ({"targets": 5}, "no class 5"),
        ({"targets": None}, "not None"),
        ({"targets": np.float32(3)}, "A target is the index of a class"),
        ({"targets": np.eye(4)}, "A target is the index of a class"),
        ({"targets": -1}, "not -1"),
        ({"targets": "clas 1"}, "Similar: class 1"),
        ({"methods": "grad-cam"}, "no method grad-cam. Similar: gradcam"),
        ({"methods": "salience"}, "Similar: saliency"),
        ({"methods": []}, "No method"),
        ({"params": {"nois": 1}, "methods": "smoothgrad"}, "no parameter nois.*noise"),
        ({"params": {"gradcam": {"x": 1}}, "methods": "saliency"}, "gradcam is not among saliency"),
        ({"preprocessing": "imagenet"}, "no preprocessing imagenet"),
        ({"resize": "squash"}, "no resize squash"),
        ({"layer": "third"}, "third"),
        ({"seed": -1}, "seed"),
        ({"class_names": ["a", "b"]}, "Class names: 2;"),
        ({"model": "mobilenet_v9"}, "no model mobilenet_v9"),
        ({"model": object()}, "not builtins.object"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_bad_call_is_reported(model: Any, images: np.ndarray, call: dict[str, Any], text: str) -> None:
    given = {"model": model, "images": images, "methods": "saliency", "preprocessing": "zero_to_one"} | call
    with pytest.raises(attnstudio.Failure, match=text):
        attnstudio.explain(**given)


def test_a_subclassed_model_says_how_to_give_its_graph(images: np.ndarray) -> None:
    keras = helpers.keras_ready()

    class Own(keras.Model):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.conv = keras.layers.Conv2D(4, 3, activation="relu")
            self.mean, self.answer = keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, "softmax")

        def call(self, inputs: Any) -> Any:
            return self.answer(self.mean(self.conv(inputs)))

    own = Own()
    own(images / 255)
    with pytest.raises(attnstudio.Failure, match=r"subclass of keras.Model \(Own\).*keras.Model\(inputs, model.call"):
        attnstudio.explain(own, images)
    inputs = keras.Input((24, 24, 3))
    graph = keras.Model(inputs, own.call(inputs))
    maps = attnstudio.explain(graph, images, "saliency", preprocessing="zero_to_one")
    assert maps["saliency"].values.shape == (4, 24, 24)


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_layers_of_the_users_own_code_are_copied(images: np.ndarray) -> None:
    """Nothing is registered with Keras, and a lambda is what a file may not hold."""
    keras = helpers.keras_ready()
    from keras.src.saving.serialization_lib import SafeModeScope

    class Twice(keras.layers.Layer):  # type: ignore[misc, name-defined]
        def call(self, inputs: Any) -> Any:
            return inputs * 2

    def bent(x: Any) -> Any:
        return keras.ops.relu(x) - 0.1 * keras.ops.relu(-x)

    layers = [
        keras.Input((24, 24, 3)),
        keras.layers.Lambda(lambda x: x - 0.5),
        keras.layers.Conv2D(6, 3, activation=bent),
        Twice(),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(3, "softmax"),
    ]
    model = helpers.with_random_weights(keras.Sequential(layers))
    maps = attnstudio.explain(model, images / 255, "saliency", preprocessing="none")
    assert maps.scores("randomisation")["saliency"]["randomisation"].shape == (4,)
    scope = keras.saving.custom_object_scope({"Twice": Twice, "bent": bent})
    with scope, SafeModeScope(safe_mode=False):
        expected = eager_saliency(model, (images / 255).astype(np.float32), [one.target_index for one in maps])
    np.testing.assert_allclose(maps["saliency"].raw, expected, atol=1e-6 * float(expected.max()))


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_models_that_differ_in_a_lambda_only_are_distinguished(images: np.ndarray) -> None:
    keras = helpers.keras_ready()

    def built(function: Any) -> Any:
        layers = [keras.Input((24, 24, 3)), keras.layers.Lambda(function), keras.layers.GlobalAveragePooling2D()]
        return helpers.with_random_weights(keras.Sequential([*layers, keras.layers.Dense(3, "softmax")], name="bent"))

    found = [
        attnstudio.predict(built(function), images, preprocessing="zero_to_one").logits
        for function in (lambda x: x * 2, lambda x: x * 3, lambda x: x * 2)
    ]
    assert np.abs(found[0] - found[1]).max() > 1e-3
    np.testing.assert_allclose(found[0], found[2], atol=1e-6)


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
@pytest.mark.parametrize("output_kind", ["logits", "sigmoid", "regression"])
def test_what_a_models_numbers_are_can_be_said(images: np.ndarray, output_kind: str) -> None:
    model = small(None)
    given: dict[str, Any] = {"preprocessing": "zero_to_one", "output_kind": output_kind}
    numbers = helpers.answer(model, images / 255).astype(np.float64)
    expected = {
        "logits": np.exp(numbers) / np.exp(numbers).sum(axis=1, keepdims=True),
        "sigmoid": 1 / (1 + np.exp(-numbers)),
        "regression": numbers,
    }[output_kind]
    found = attnstudio.predict(model, images, **given)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-6)
    np.testing.assert_allclose(found.logits, numbers, atol=1e-5)
    maps = attnstudio.explain(model, images, "saliency", targets=1, **given)
    np.testing.assert_allclose(maps.predictions.probabilities, expected, atol=1e-6)
    assert maps[0].prediction.regression == (output_kind == "regression")
    scores = attnstudio.evaluate(model, images, "saliency", metrics=["sparseness"], targets=1, **given)
    assert f"output_kind='{output_kind}'" in scores.evaluation.call
    assert scores.evaluation.request.options.output_kind == output_kind


def test_a_kind_that_is_said_is_not_guessed(images: np.ndarray) -> None:
    model = small(None)
    with pytest.warns(attnstudio.Notice, match="may be a regression|as the model does not say"):
        attnstudio.predict(model, images, preprocessing="zero_to_one")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        attnstudio.predict(model, images, preprocessing="zero_to_one", output_kind="logits")


def test_a_kind_that_cannot_be_is_refused(model: Any, images: np.ndarray) -> None:
    given: dict[str, Any] = {"preprocessing": "zero_to_one"}
    with pytest.raises(attnstudio.Failure, match=r"no output kind softmaxx\. There are: softmax"):
        attnstudio.predict(model, images, output_kind="softmaxx", **given)
    with pytest.raises(attnstudio.Failure, match="not between 0 and 1"):
        attnstudio.predict(small(None), images, output_kind="probabilities", **given)
    with pytest.raises(attnstudio.Failure, match="output_kind are for models of your own"):
        attnstudio.predict("demo", images, output_kind="softmax")


def test_a_sequential_that_is_not_built_says_so(images: np.ndarray) -> None:
    keras = helpers.keras_ready()
    with pytest.raises(attnstudio.Failure, match="not built"):
        attnstudio.explain(keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(2)]), images)


def test_no_method_fits_a_model_without_layers_that_have_places() -> None:
    model = own_models.no_layer_with_places()
    x = np.random.default_rng(0).integers(0, 256, (1, *model.input_shape[1:]), np.uint8)
    with pytest.raises(attnstudio.Failure, match="Grad-CAM"):
        attnstudio.explain(model, x, "gradcam", preprocessing="zero_to_one")
    with pytest.warns(attnstudio.Notice, match="gradcam is left out"):
        maps = attnstudio.explain(model, x, ["gradcam", "saliency"], preprocessing="zero_to_one")
    assert maps.methods == ("saliency",)
    with pytest.raises(KeyError):
        maps["gradcam"]


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_mobilenet_in_memory_is_mobilenet_of_the_catalogue(
    mobilenet_weights: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keras = helpers.keras_ready()
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(mobilenet_weights.parent))
    model = keras.applications.MobileNetV2(weights=None)
    model.load_weights(mobilenet_weights)
    files = [photos / "goldfish.jpg", photos / "tiger_shark.jpg"]
    before = [array.tobytes() for array in model.get_weights()], model.to_json()
    in_memory = attnstudio.explain(model, files, ["saliency", "gradcam++"], targets=[1, 3])
    of_catalogue = attnstudio.explain("mobilenet_v2", files, ["saliency", "gradcam++"], targets=["goldfish", 3])
    for method in in_memory.methods:
        np.testing.assert_allclose(in_memory[method].values, of_catalogue[method].values, atol=1e-6)
    assert ([array.tobytes() for array in model.get_weights()], model.to_json()) == before


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
@pytest.mark.parametrize("kind", sorted({*own_models.WORKING} - {"several outputs"}))
def test_models_of_every_kind_are_explained_and_stay(kind: str) -> None:
    model = own_models.WORKING[kind][0]()
    shape = [side or 32 for side in model.input_shape[1:]]
    x = np.random.default_rng(1).integers(0, 256, (2, *shape), np.uint8)
    before = helpers.fingerprint(model, x)
    maps = attnstudio.explain(model, x, "saliency", targets=1, preprocessing="as_it_is")
    assert maps["saliency"].values.max() > 0.9
    assert helpers.fingerprint(model, x) == before
