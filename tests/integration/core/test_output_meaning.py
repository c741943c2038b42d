"""What the output of a user's model means is found out, and what is shown of it is what Keras predicts."""

from __future__ import annotations

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
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.models import keras_file, losses
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.output_meaning import OutputMeaning
from attnstudio.core.models.preprocessing import preset
from attnstudio.core.placement import Placement, fit
from attnstudio.core.request import MethodCall, Request, Result

SCENE = sorted((helpers.ROOT / "resources" / "demo" / "scenes").iterdir())[0]
SIDE = 12


pytestmark = pytest.mark.usefixtures("here")


def model(end: Callable[[Any, Any, Any], Any], loss: object = None) -> Any:
    """A small network; `end` makes its outputs of (keras, pooled features, features with places)."""
    keras = helpers.keras_ready()
    inputs = keras.Input((SIDE, SIDE, 3))
    places = keras.layers.Conv2D(6, 3, activation="relu", name="conv")(inputs)
    built = keras.Model(inputs, end(keras, keras.layers.GlobalAveragePooling2D()(places), places))
    helpers.with_random_weights(built)
    if loss is not None:
        built.compile("sgd", loss)
    return built


def saved(folder: Path, built: Any) -> Path:
    path = folder / "mine.keras"
    built.save(path)
    return path


def explained(path: Path, *methods: str, target: str = "top1", **options: Any) -> Result:
    calls = tuple(MethodCall(method) for method in methods)
    request = Request(SCENE, str(path), calls, target=target, options=ModelOptions(**options))
    return Engine(()).run(request, RunContext())


def predicted(path: Path, name: str = "") -> np.ndarray:
    """The outputs of the model as Keras loads it, float64 (units,)."""
    keras = helpers.keras_ready()
    pixels = images.decode(SCENE).pixels
    placement = Placement.of((pixels.shape[1], pixels.shape[0]), (SIDE, SIDE), "stretch")
    one_input = preset("zero_to_one", 3)(fit(pixels, placement, "bilinear"))
    answer = helpers.answer(keras.models.load_model(path, compile=False), one_input[None])
    if isinstance(answer, dict):
        answer = answer[name]
    return answer.astype(np.float64)[0].ravel()


def meaning_of(path: Path) -> OutputMeaning:
    """As the file was vetted."""
    found = spec_of(str(path)).meaning
    assert found is not None
    return found


def about_output(result: Result) -> list[str]:
    return [text for text in map(str, result.notices) if "output" in text]


def softmax(numbers: np.ndarray) -> np.ndarray:
    powers = np.exp(numbers - numbers.max())
    return np.asarray(powers / powers.sum())


def sigmoid(numbers: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-numbers)))


def dense(keras: Any, x: Any, units: int, activation: str | None = "softmax", **options: Any) -> Any:
    return keras.layers.Dense(units, activation, **options)(x)


@dataclass(frozen=True)
class Member:
    """A model whose output has a meaning: its end, its loss, the kind that is found, and words of the reason."""

    end: Callable[[Any, Any, Any], Any]
    kind: str
    why: str
    loss: object = None


def _weighted(keras: Any, x: Any, _: Any) -> Any:
    return 0.3 * dense(keras, x, 4) + 0.7 * dense(keras, x, 4)


def _mean_of_stacked(keras: Any, x: Any, _: Any) -> Any:
    return keras.ops.mean(keras.ops.stack([dense(keras, x, 3), dense(keras, x, 3), dense(keras, x, 3)]), axis=0)


def _shared_head(keras: Any, x: Any, places: Any) -> Any:
    head = keras.layers.Dense(4, "softmax")
    return keras.layers.Average()([head(x), head(keras.layers.GlobalMaxPooling2D()(places))])


def _normalised_product(keras: Any, x: Any, _: Any) -> Any:
    product = keras.layers.Multiply()([dense(keras, x, 4), dense(keras, x, 4)])
    return product / keras.ops.sum(product, axis=-1, keepdims=True)


def _softmax_by_hand(keras: Any, x: Any, _: Any) -> Any:
    scores = dense(keras, x, 4, None)
    powers = keras.ops.exp(scores - keras.ops.max(scores, axis=-1, keepdims=True))
    return powers / keras.ops.sum(powers, axis=-1, keepdims=True)


def _geometric_mean(keras: Any, x: Any, _: Any) -> Any:
    logarithms = [keras.ops.log(dense(keras, x, 4) + 1e-9) for _ in range(2)]
    return keras.ops.exp((logarithms[0] + logarithms[1]) / 2)


def _noisy_labels(keras: Any, x: Any, _: Any) -> Any:
    """A fixed matrix of how labels are taken for each other: only the numbers say that they sum to 1."""
    confusion = keras.ops.convert_to_tensor(np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.0, 0.3, 0.7]], np.float32))
    return keras.ops.matmul(dense(keras, x, 3), confusion)


def _nested(keras: Any, x: Any, _: Any) -> Any:
    def classifier(name: str) -> Any:
        inputs = keras.Input((6,))
        return keras.Model(inputs, dense(keras, dense(keras, inputs, 5, "relu"), 4), name=name)

    return keras.layers.Average()([classifier("one")(x), classifier("other")(x)])


def _over_tokens(keras: Any, _: Any, places: Any) -> Any:
    tokens = keras.layers.Reshape(((SIDE - 2) ** 2, 6))(places)
    return keras.ops.mean(keras.layers.Softmax()(dense(keras, tokens, 4, None)), axis=1)


def _along_axis_1(keras: Any, x: Any, _: Any) -> Any:
    column = keras.layers.Reshape((4, 1))(dense(keras, x, 4, None))
    return keras.layers.Flatten()(keras.layers.Softmax(axis=1)(column))


def _at_places(keras: Any, _: Any, places: Any) -> Any:
    scores = keras.layers.Softmax()(keras.layers.Conv2D(4, 1)(places))
    return keras.layers.GlobalAveragePooling2D()(scores)


def _complement(keras: Any, x: Any, _: Any) -> Any:
    p = dense(keras, x, 1, "sigmoid")
    return keras.layers.Concatenate()([1 - p, p])


def _complement_stacked(keras: Any, x: Any, _: Any) -> Any:
    p = dense(keras, x, 1, "sigmoid")[:, 0]
    return keras.ops.stack([1 - p, p], axis=1)


def _one_without_axis(keras: Any, x: Any, _: Any) -> Any:
    return dense(keras, x, 3)[:, 2]


def _one_of_softmax(keras: Any, x: Any, _: Any) -> Any:
    return dense(keras, x, 3)[:, 1:2]


def _sigmoids_joined(keras: Any, x: Any, _: Any) -> Any:
    return keras.layers.Concatenate()([dense(keras, x, 2, "sigmoid"), dense(keras, x, 3, "sigmoid")])


def _tanh_to_one(keras: Any, x: Any, _: Any) -> Any:
    return (dense(keras, x, 3, "tanh") + 1) / 2


def average(units: int, activation: str) -> Callable[[Any, Any, Any], Any]:
    return lambda keras, x, _: keras.layers.Average()([dense(keras, x, units, activation) for _ in range(2)])


# Numbers that are probabilities: what is shown is what Keras predicts.
PROBABILITIES = {
    "softmax": Member(lambda k, x, _: dense(k, x, 4), "softmax", "sum to 1, from a softmax"),
    "softmax with mse": Member(lambda k, x, _: dense(k, x, 4), "softmax", "sum to 1, from a softmax", "mse"),
    "softmax, reshaped": Member(
        lambda k, x, _: k.layers.Reshape((1, 4))(dense(k, x, 4)), "softmax", "sum to 1, from a softmax"
    ),
    "average": Member(average(4, "softmax"), "probabilities", "sum to 1, from an average of 2 softmax heads"),
    "weighted": Member(_weighted, "probabilities", "sum to 1, from a weighted sum of 2 softmax heads"),
    "mean of stacked": Member(_mean_of_stacked, "probabilities", "sum to 1, from an average of 3 softmax heads"),
    "one head, twice": Member(_shared_head, "probabilities", "sum to 1, from an average of 2 softmax heads"),
    "nested models": Member(_nested, "probabilities", "sum to 1, from an average of 2 softmax heads"),
    "softmax of tokens": Member(_over_tokens, "probabilities", "sum to 1, from a softmax at each place"),
    "softmax along axis 1": Member(_along_axis_1, "softmax", "sum to 1, from a softmax"),
    "maximum": Member(
        lambda k, x, _: k.layers.Maximum()([dense(k, x, 4), dense(k, x, 4)]),
        "probabilities",
        "do not sum to 1, from the larger, or smaller, numbers of 2 softmax heads",
    ),
    "product": Member(
        lambda k, x, _: k.layers.Multiply()([dense(k, x, 4), dense(k, x, 4)]),
        "probabilities",
        "do not sum to 1, from a product of 2 softmax heads",
    ),
    "normalised product": Member(_normalised_product, "probabilities", "sum to 1, from 2 softmax heads, divided"),
    "joined": Member(
        lambda k, x, _: k.layers.Concatenate()([dense(k, x, 4), dense(k, x, 3)]),
        "probabilities",
        "do not sum to 1, from 2 concatenated softmax heads",
    ),
    "softmax at places": Member(_at_places, "probabilities", "sum to 1, from a softmax at each place"),
    "softmax by hand": Member(_softmax_by_hand, "probabilities", "sum to 1, from a formula"),
    "noisy labels": Member(_noisy_labels, "probabilities", "sum to 1, from a formula"),
    "clipped": Member(
        lambda k, x, _: k.ops.clip(dense(k, x, 4), 1e-7, 1 - 1e-7), "probabilities", "sum to 1, from a softmax"
    ),
    "complement": Member(_complement, "sigmoid", "sum to 1, from a sigmoid and its complement"),
    "complement, stacked": Member(_complement_stacked, "sigmoid", "sum to 1, from a sigmoid and its complement"),
    "several labels": Member(lambda k, x, _: dense(k, x, 5, "sigmoid"), "sigmoid", "independent probabilities"),
    "average of sigmoids": Member(
        average(5, "sigmoid"), "probabilities", "independent probabilities, one a class, from an average of 2 sigmoid"
    ),
    "sigmoids joined": Member(_sigmoids_joined, "sigmoid", "independent probabilities"),
    "sigmoid by hand": Member(
        lambda k, x, _: 1 / (1 + k.ops.exp(-dense(k, x, 3, None))), "probabilities", "independent probabilities"
    ),
    "geometric mean": Member(_geometric_mean, "probabilities", "independent probabilities"),
    "root of a product": Member(
        lambda k, x, _: k.ops.sqrt(dense(k, x, 4) * dense(k, x, 4)), "probabilities", "values are between 0 and 1"
    ),
    "power": Member(lambda k, x, _: dense(k, x, 4) ** 0.5, "probabilities", "values are between 0 and 1"),
    "largest of stacked": Member(
        lambda k, x, _: k.ops.max(k.ops.stack([dense(k, x, 4), dense(k, x, 4)]), axis=0),
        "probabilities",
        "do not sum to 1, from the larger, or smaller, numbers of 2 softmax heads",
    ),
    "tanh to 0..1": Member(
        _tanh_to_one, "probabilities", "independent probabilities, one a class, from the activation"
    ),
}
# A single number: its other side is shown too.
ONE_UNIT = {
    "one sigmoid": Member(lambda k, x, _: dense(k, x, 1, "sigmoid"), "sigmoid", "the probability of one class"),
    "average of two": Member(average(1, "sigmoid"), "probabilities", "from an average of 2 sigmoid heads"),
    "one of a softmax": Member(_one_of_softmax, "probabilities", "the probability of one class, from some units"),
    "one of a softmax, without its axis": Member(_one_without_axis, "probabilities", "the probability of one class"),
    "hard sigmoid": Member(
        lambda k, x, _: dense(k, x, 1, "hard_sigmoid"), "probabilities", "from the activation hard_sigmoid"
    ),
}


def far(value: float, units: int = 1, **options: Any) -> Callable[[Any, Any, Any], Any]:
    """Linear units about a value."""
    return lambda keras, x, _: dense(keras, x, units, None, name="years", **options) * 0.1 + value


def _expected_value(keras: Any, x: Any, _: Any) -> Any:
    return keras.layers.Rescaling(8.0)(keras.ops.max(dense(keras, x, 5), axis=-1, keepdims=True))


# Numbers that are what they are.
NUMBERS = {
    "mse": Member(lambda k, x, _: dense(k, x, 1, None, name="age"), "regression", "its loss is mse", "mse"),
    "no loss, about 40": Member(far(40.0), "regression", "it is about 39."),
    "no loss, about -200": Member(far(-200.0, 3), "regression", "it is about -20"),
    "box": Member(lambda k, x, _: dense(k, x, 4, None, name="box"), "regression", "its loss is mae", "mae"),
    "box of sigmoids": Member(
        lambda k, x, _: dense(k, x, 4, "sigmoid", name="box"), "regression", "from a sigmoid", "mean_squared_error"
    ),
    "percent": Member(
        lambda k, x, _: 100 * dense(k, x, 1, "sigmoid"), "regression", "from a sigmoid, and lies between 0 and 100"
    ),
    "expected age": Member(_expected_value, "regression", "from a softmax, and lies between 0 and 8"),
    "hinge": Member(lambda k, x, _: dense(k, x, 1, "tanh"), "regression", "a margin", "hinge"),
    "tanh": Member(lambda k, x, _: dense(k, x, 1, "tanh"), "regression", "it ends in tanh"),
    "relu": Member(lambda k, x, _: dense(k, x, 2, "relu"), "regression", "it ends in relu"),
    "from_logits forgotten": Member(
        lambda k, x, _: dense(k, x, 3, None) * 9, "regression", "from_logits=True", "sparse_categorical_crossentropy"
    ),
}


def check_maps(result: Result) -> None:
    for heatmap in result.heatmaps:
        assert np.isfinite(heatmap.values).all()
        assert heatmap.values.max() > 0.9, heatmap.method


@pytest.mark.parametrize("name", PROBABILITIES)
def test_probabilities_are_those_that_keras_predicts(name: str, tmp_path: Path) -> None:
    member = PROBABILITIES[name]
    path = saved(tmp_path, model(member.end, member.loss))
    result = explained(path, "saliency")
    theirs = predicted(path)
    np.testing.assert_allclose(result.prediction.probabilities, theirs, atol=1e-6)
    assert result.target.index == int(theirs.argmax())
    assert not result.prediction.regression
    check_maps(result)
    found = meaning_of(path)
    assert found.kind == member.kind
    assert member.why in str(found.text)


@pytest.mark.parametrize("name", ONE_UNIT)
def test_a_single_probability_has_two_sides(name: str, tmp_path: Path) -> None:
    member = ONE_UNIT[name]
    path = saved(tmp_path, model(member.end))
    result = explained(path, "saliency")
    (p,) = predicted(path)
    np.testing.assert_allclose(result.prediction.probabilities, [1 - p, p], atol=1e-6)
    assert result.model.class_names == ("class 0", "class 1")
    check_maps(result)
    found = meaning_of(path)
    assert found.kind == member.kind
    assert member.why in str(found.text)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_regression_is_explained_as_the_number_that_it_is(name: str, tmp_path: Path) -> None:
    member = NUMBERS[name]
    path = saved(tmp_path, model(member.end, member.loss))
    result = explained(path, "saliency")
    theirs = predicted(path)
    prediction = result.prediction
    np.testing.assert_allclose(prediction.logits, theirs, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(prediction.probabilities, prediction.logits)
    assert prediction.regression
    assert result.target.index == 0
    assert prediction.value(result.target) == pytest.approx(theirs[0], rel=1e-5, abs=1e-5)
    assert prediction.probability(0) is None
    assert "%" not in prediction.text(0)
    assert result.class_warning is None
    assert len(about_output(result)) == 1
    assert member.why in about_output(result)[0]
    assert "classes are numbered" not in " ".join(map(str, result.notices))


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_the_gradient_of_an_average_is_that_of_its_logarithms(activation: str, tmp_path: Path) -> None:
    """An independent computation: eager, on the model as Keras loads it."""
    import tensorflow as tf

    path = saved(tmp_path, model(average(4, activation)))
    loaded = Engine(()).load(str(path))
    own = helpers.keras_ready().models.load_model(path, compile=False)
    batch = np.random.default_rng(1).random((2, SIDE, SIDE, 3)).astype(np.float32)
    weights = helpers.weights_for(0, 0, 1, 0)
    x = tf.constant(batch)
    with tf.GradientTape() as tape:
        tape.watch(x)
        p = own(x, training=False)
        others = tf.reduce_mean(tf.math.log(p), axis=-1) if activation == "softmax" else tf.math.log(1 - p)[:, 2]
        score = tf.math.log(p)[:, 2] - others
    expected = tape.gradient(score, x).numpy()
    found = loaded.network.input_gradients(batch, weights)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


def test_an_average_that_is_sure_is_explained_as_exactly(tmp_path: Path) -> None:
    """Where p is 1 and 0 in float32: by the formula, in float64, down to the features, then by an eager tape."""
    import tensorflow as tf

    keras = helpers.keras_ready()
    path = saved(tmp_path, built := model(average(3, "softmax")))
    for layer in built.layers[-3:-1]:
        layer.bias.assign([40.0, 0.0, -30.0])
    built.save(path)
    loaded = Engine(()).load(str(path))
    batch = np.random.default_rng(1).random((1, SIDE, SIDE, 3)).astype(np.float32)
    own = keras.models.load_model(path, compile=False)
    assert helpers.answer(own, batch)[0].tolist()[0] == 1.0
    features = keras.Model(own.inputs, own.layers[2].output)
    x = tf.constant(batch)
    with tf.GradientTape() as tape:
        tape.watch(x)
        pooled = features(x, training=False)
    weights = [[np.asarray(one, np.float64) for one in layer.get_weights()] for layer in own.layers[3:5]]
    shares = [softmax(pooled.numpy()[0] @ kernel + bias) for kernel, bias in weights]
    mean = np.mean(shares, axis=0)
    slopes = np.zeros((3, pooled.shape[-1]))  # of log p_j by the features
    for (kernel, _), share in zip(weights, shares, strict=True):
        slopes += (share / mean / 2)[:, None] * (kernel.T - kernel @ share)
    by_features = slopes[0] - slopes.mean(axis=0)
    expected = tape.gradient(pooled, x, output_gradients=tf.constant(by_features[None], tf.float32)).numpy()
    found = loaded.network.input_gradients(batch, helpers.weights_for(1, 0, 0))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())


def test_the_gradient_of_a_regression_is_that_of_the_number(tmp_path: Path) -> None:
    import tensorflow as tf

    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, 2, "tanh"), "mse"))
    loaded = Engine(()).load(str(path))
    own = helpers.keras_ready().models.load_model(path, compile=False)
    batch = np.random.default_rng(1).random((2, SIDE, SIDE, 3)).astype(np.float32)
    x = tf.constant(batch)
    with tf.GradientTape() as tape:
        tape.watch(x)
        score = own(x, training=False)[:, 1]
    expected = tape.gradient(score, x).numpy()
    found = loaded.network.input_gradients(batch, helpers.weights_for(0, 1))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


# The loss decides about linear units


@pytest.mark.parametrize(
    ("units", "loss", "kind"),
    [
        (1, ("BinaryCrossentropy", True), "sigmoid"),
        (3, ("BinaryCrossentropy", True), "sigmoid"),
        (3, ("CategoricalCrossentropy", True), "logits"),
        (3, ("SparseCategoricalCrossentropy", True), "logits"),
        (3, "categorical_hinge", "logits"),
        (3, None, "logits"),
        (1, None, "sigmoid"),
        (1, "huber", "regression"),
        (1, "mean_absolute_percentage_error", "regression"),
        (3, ("LogCosh", None), "regression"),
    ],
)
def test_the_loss_says_what_linear_units_are(units: int, loss: Any, kind: str, tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    if isinstance(loss, tuple):
        loss = getattr(keras.losses, loss[0])(**({} if loss[1] is None else {"from_logits": loss[1]}))
    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, units, None), loss))
    result = explained(path)
    theirs = predicted(path)
    assert meaning_of(path).kind == kind
    expected = theirs if kind == "regression" else {"logits": softmax, "sigmoid": sigmoid}[kind](theirs)
    if kind == "sigmoid" and units == 1:
        expected = np.append(1 - expected, expected)
    np.testing.assert_allclose(result.prediction.probabilities, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("training", "name", "kind"),
    [
        ({"loss": "mse"}, "a", "numbers"),
        ({"loss": ["mse", "binary_crossentropy"]}, "a", "numbers"),
        ({"loss": {"b": "mse", "a": "sparse_categorical_crossentropy"}}, "a", "exclusive"),
        ({"loss": {"class_name": "MeanSquaredError", "config": {"reduction": "auto", "name": "x"}}}, "a", "numbers"),
        ({"loss": {"class_name": "function", "config": "mean_squared_error"}}, "a", "numbers"),
        ({"loss": {"class_name": "Addons>Strange", "config": {}}}, "a", None),
        ({"loss": {"b": "mse"}}, "a", None),
        ({"loss": ["mse"]}, "a", None),
        ({"loss": None}, "a", None),
        ({"loss": 3}, "a", None),
        ({}, "a", None),
        (None, "a", None),
    ],
)
def test_a_loss_is_read_in_every_form(training: Any, name: str, kind: str | None) -> None:
    found = losses.of_output(training, 0, name, 2)
    assert (None if found is None else found.kind) == kind


# It can be chosen


def test_another_meaning_can_be_chosen(tmp_path: Path) -> None:
    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, 1, None, name="age")))
    (number,) = predicted(path)
    as_found, as_number = explained(path), explained(path, "gradcam", output_kind="regression")
    assert as_found.prediction.probabilities == pytest.approx(sigmoid(np.array([-number, number])))
    assert as_number.prediction.logits == pytest.approx([number])
    assert as_number.model.class_names == ("age",)
    assert "it may be a regression" in about_output(as_found)[0]
    assert about_output(as_number) == []
    versions = {spec_of(str(path), ModelOptions(output_kind=kind)).version for kind in ("", "regression", "logits")}
    assert len(versions) == 3


def test_linear_units_can_be_several_labels(tmp_path: Path) -> None:
    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, 3, None)))
    numbers = predicted(path)
    for kind, expected in {"sigmoid": sigmoid(numbers), "softmax": softmax(numbers), "regression": numbers}.items():
        np.testing.assert_allclose(explained(path, output_kind=kind).prediction.probabilities, expected, rtol=1e-5)


def test_a_choice_that_contradicts_the_numbers_is_refused(tmp_path: Path) -> None:
    linear = str(saved(tmp_path, model(lambda k, x, _: dense(k, x, 3, None) * 9)))
    with pytest.raises(ChoiceFailure, match=r"are not between 0 and 1, so they are not probabilities"):
        spec_of(linear, ModelOptions(output_kind="probabilities"))
    with pytest.raises(ChoiceFailure, match=r"There is no output kind magic\. There are: softmax, sigmoid"):
        spec_of(linear, ModelOptions(output_kind="magic"))
    labels = str(saved(tmp_path, model(lambda k, x, _: dense(k, x, 3, "sigmoid"))))
    with pytest.raises(ChoiceFailure, match=r"do not sum to 1, so they are not from a softmax"):
        spec_of(labels, ModelOptions(output_kind="softmax"))


def test_the_number_of_the_class_is_no_logit() -> None:
    built = model(lambda k, x, _: k.ops.cast(k.ops.argmax(dense(k, x, 4), axis=-1, keepdims=True), "float32"))
    meaning = child.describe(built).output("").meaning
    assert (meaning.kind, meaning.sure) == ("regression", False)
    assert "it ends in argmax" in str(meaning.text)


def test_a_softmax_of_one_unit_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, 1, "softmax", name="answer")))
    with pytest.raises(ModelFailure, match=r"answer of .* is a softmax over a single unit: it is always 1"):
        explained(path)


# Several outputs


def two_heads(keras: Any, x: Any, _: Any) -> Any:
    return [dense(keras, x, 4, None, name="box"), dense(keras, x, 5, "softmax", name="kind")]


def three_heads(keras: Any, x: Any, _: Any) -> Any:
    return {
        "embedding": dense(keras, x, 64, None),
        "colour": dense(keras, x, 3),
        "make": dense(keras, x, 7),
        "year": dense(keras, x, 1, None) + 1990,
    }


def test_the_likeliest_of_several_outputs_is_explained_and_all_are_named(tmp_path: Path) -> None:
    path = saved(tmp_path, model(two_heads, ["mse", "sparse_categorical_crossentropy"]))
    result = explained(path)
    assert len(result.prediction.probabilities) == 5
    assert about_output(result) == [
        f"{helpers_name(path)} has several outputs: box (4), kind (5). The output kind is explained; "
        "choose another by its name."
    ]
    box = explained(path, output="box")
    assert box.prediction.regression
    assert box.model.class_names == ("box 0", "box 1", "box 2", "box 3")
    assert "its loss is mse" in about_output(box)[0]


def helpers_name(path: Path) -> str:
    return child.describe(keras_file.load(path)).name


def test_outputs_are_called_as_the_user_calls_them(tmp_path: Path) -> None:
    path = saved(tmp_path, model(three_heads))
    result = explained(path)
    np.testing.assert_allclose(result.prediction.probabilities, predicted(path, "make"), atol=1e-6)
    assert "colour (3), embedding (64), make (7), year (1). The output make is explained" in about_output(result)[0]
    year = explained(path, output="year")
    assert year.prediction.value(year.target) == pytest.approx(predicted(path, "year")[0], rel=1e-6)
    assert year.model.class_names == ("year",)


# The class check, targets


def test_the_class_check_knows_probabilities_and_leaves_numbers_alone(tmp_path: Path) -> None:
    def sure(keras: Any, x: Any, _: Any) -> Any:
        heads = [dense(keras, x, 3, None) + np.array([0.0, 9.0, 0.0], np.float32) for _ in range(2)]
        return keras.layers.Average()([keras.layers.Softmax()(head) for head in heads])

    warned = explained(saved(tmp_path, model(sure)), target="0")
    assert "You are explaining class 0" in str(warned.class_warning)
    numbers = explained(saved(tmp_path, model(lambda k, x, _: dense(k, x, 3, None), "mse")), target="2")
    assert numbers.class_warning is None
    assert numbers.target.index == 2
    difference = explained(tmp_path / "mine.keras", target="2-0")
    theirs = predicted(tmp_path / "mine.keras")
    assert difference.prediction.value(difference.target) == pytest.approx(theirs[2] - theirs[0], rel=1e-4)


def test_new_operations_do_not_clash_with_the_models_own(tmp_path: Path) -> None:
    """A network with layers that have Keras's default names, which the flat copy would use."""

    def end(keras: Any, _: Any, places: Any) -> Any:
        layers = keras.layers
        joined = layers.Concatenate(name="concatenate")([places, layers.Maximum(name="maximum")([places, places])])
        x = layers.GlobalAveragePooling2D(name="log")(layers.Activation("relu", name="negative")(joined))
        x = layers.Flatten(name="flatten")(x)
        return layers.Average()([dense(keras, x, 1, "sigmoid") for _ in range(2)])

    path = saved(tmp_path, model(end))
    (p,) = predicted(path)
    np.testing.assert_allclose(explained(path, "gradcam").prediction.probabilities, [1 - p, p], atol=1e-6)


# At the command line


def run_on(call: helpers.Call, path: Path, folder: Path, *words: object) -> helpers.Ended:
    return call("explain", SCENE, "--model", path, "--output", folder, "--force", *words)


def test_the_command_line_prints_the_number_of_a_regression(call: helpers.Call, tmp_path: Path) -> None:
    path = saved(tmp_path, model(far(40.0)))
    ended = run_on(call, path, tmp_path / "out", "--method", "saliency,rise", "--set", "rise.samples=64", "--json")
    assert ended.status == 0, ended.err
    (value,) = predicted(path)
    for row in ended.rows:
        assert row["probability"] is None
        assert row["value"] == row["logit"] == pytest.approx(value, rel=1e-6)
        assert row["class_name"] == "add"
        assert row["top5"] == [[0, "add", row["value"]]]
        assert any("too far for a logit" in str(notice) for notice in row["notices"])
        assert float(row["raw_max"]) > float(row["raw_min"])
    plain = run_on(call, path, tmp_path / "out", "--method", "saliency")
    assert f"saliency of add (0, {value:.5g})" in plain.out
    assert "%" not in plain.out


def test_the_kind_is_chosen_at_the_command_line(call: helpers.Call, tmp_path: Path) -> None:
    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, 3, None)))
    numbers = predicted(path)
    words = ("--method", "saliency", "--json", "--output-kind")
    as_labels, as_numbers = (run_on(call, path, tmp_path / "out", *words, kind) for kind in ("sigmoid", "regression"))
    assert as_labels.rows[0]["probability"] == pytest.approx(sigmoid(numbers).max(), rel=1e-5)
    assert as_labels.rows[0]["value"] is None
    assert as_numbers.rows[0]["value"] == pytest.approx(numbers[0], rel=1e-5)
    refused = run_on(call, path, tmp_path / "out", "--output-kind", "probabilities")
    assert refused.status == 2
    assert "are not between 0 and 1" in refused.err
    for_demo = run_on(call, Path("demo"), tmp_path / "out", "--output-kind", "softmax")
    assert for_demo.status == 2
    assert "--output-kind and --input-size are for your own .keras or .h5 file" in for_demo.err


def test_metrics_of_probabilities_leave_a_regression_out_with_the_reason(call: helpers.Call, tmp_path: Path) -> None:
    path = saved(tmp_path, model(lambda k, x, _: dense(k, x, 1, None, name="age"), "mse"))
    metrics = "insertion,deletion,road,average_drop,average_gain,average_increase,sparseness,mufidelity"
    words = ("--model", path, "--method", "saliency", "--metric", metrics, "--output", tmp_path / "out", "--json")
    ended = call("evaluate", SCENE, *words)
    assert ended.status == 0, ended.err
    rows = {str(row["metric"]): row for row in ended.rows if row.get("method") == "saliency" and "value" in row}
    assert {name for name, row in rows.items() if row["value"] is None} == set(metrics.split(",")[:6])
    assert rows["road"]["note"] == "ROAD needs the probabilities of a classifier, and this model is a regression."
    assert rows["sparseness"]["probability"] is None
    assert rows["sparseness"]["prediction"] == pytest.approx(predicted(path)[0], rel=1e-5)


def test_a_softmax_average_can_be_randomised(call: helpers.Call, tmp_path: Path) -> None:
    """The copy that loses its training has the new operations too."""
    path = saved(tmp_path, model(average(4, "softmax")))
    words = (
        "--model",
        path,
        "--method",
        "saliency",
        "--metric",
        "randomisation",
        "--output",
        tmp_path / "out",
        "--json",
    )
    ended = call("evaluate", SCENE, *words)
    assert ended.status == 0, ended.err
    (row,) = [row for row in ended.rows if row.get("method") == "saliency" and row.get("note", "") is None]
    assert -1 <= float(str(row["value"])) < 0.9


def test_rise_of_a_regression_finds_what_moves_the_number(tmp_path: Path) -> None:
    """A number about 100 that only the top left of the picture raises: the mean mask alone must not show through."""

    def end(keras: Any, _: Any, places: Any) -> Any:
        return 3 * keras.ops.mean(places[:, :4, :4], axis=(1, 2, 3))[:, None] + 100

    path = saved(tmp_path, built := model(end, "mse"))
    conv = built.get_layer("conv")
    conv.set_weights([np.full_like(one, 0.1) for one in conv.get_weights()])
    built.save(path)
    calls = (MethodCall("rise", (("samples", 600),)),)
    result = Engine(()).run(Request(SCENE, str(path), calls), RunContext())
    values = result.heatmaps[0].values
    rows, columns = np.unravel_index(int(values.argmax()), values.shape)
    assert max(rows, columns) < SIDE / 2
    assert values[:5, :5].mean() > 2 * values[7:, 7:].mean()
