"""The class activation maps: against values computed by hand, NumPy, and tf-keras-vis."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers import ROOT, keras_ready, with_random_weights, with_required_pass
from PIL import Image

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.methods.finercam import finer_weights
from attnstudio.core.methods.fullgrad import full_gradient
from attnstudio.core.methods.refinecam import stages
from attnstudio.core.models.head import to_logits
from attnstudio.core.models.preprocessing import minus_one_to_one
from attnstudio.core.needs import Need
from attnstudio.core.params import complete
from attnstudio.core.passes import Pass
from attnstudio.core.probabilities import probabilities
from attnstudio.core.rules import Rule
from attnstudio.core.scaling import enlarge, first_component, normalised
from attnstudio.core.wrappers import all_params, attribute

if TYPE_CHECKING:
    import keras

# Read here, before any fixture hides the user's own folders.
MODELS = Path(os.environ.get("ATTNSTUDIO_MODELS", ROOT.parent / "shared" / "models"))
LAYER_CAMS = (
    "layercam",
    "hirescam",
    "xgradcam",
    "gradcam_elementwise",
    "eigencam",
    "eigengradcam",
    "segeigencam",
    "kpca_cam",
    "fem",
    "shapleycam",
    "finercam",
    "refinecam",
    "scorecam",
    "faster_scorecam",
    "ablationcam",
)
ALL = (*LAYER_CAMS, "fullgrad", "guided_gradcam")
CLASSES = 4


def shown(kernel: np.ndarray, bias: float = 0.0) -> CompiledModel:
    """A network whose layer "features" shows the input as it is; its first logit has the gradient `kernel` there."""
    keras = keras_ready()
    channels = kernel.shape[2]
    inputs = keras.Input(kernel.shape)
    features = keras.layers.Conv2D(channels, 1, use_bias=False, name="features")(inputs)
    scores = keras.layers.Dense(2, name="scores")(keras.layers.Flatten()(features))
    model = keras.Model(inputs, scores)
    columns = np.stack([kernel.ravel(), np.zeros(kernel.size)], axis=1)
    model.set_weights([np.eye(channels)[None, None], columns, np.array([bias, 0.0])])
    return CompiledModel(model)


def deep(bend: bool = False) -> keras.Model:
    """Convolutions with and without a ReLU of their own, batch norms, ReLU6, a depthwise one; 16x12 -> 8x6 -> 4x3.

    `bend`: with something between the last layer and the logits that is not piecewise linear.
    """
    keras = keras_ready()
    x = inputs = keras.Input((16, 12, 3))
    x = keras.layers.Conv2D(6, 3, padding="same", activation="relu", name="conv1")(x)
    x = keras.layers.DepthwiseConv2D(3, strides=2, padding="same", name="conv2")(x)
    x = keras.layers.BatchNormalization(name="norm2")(x)
    x = keras.layers.ReLU(6.0, name="relu2")(x)
    x = keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu6", name="conv3")(x)
    x = keras.layers.BatchNormalization(name="norm3", scale=False)(x)
    x = keras.layers.ReLU(name="features")(x)
    x = keras.layers.Activation("tanh", name="bend")(x) if bend else x
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    return with_random_weights(keras.Model(inputs, keras.layers.Dense(CLASSES, "softmax", name="scores")(x)))


@pytest.fixture(scope="module")
def softmaxed() -> keras.Model:
    return deep()


@pytest.fixture(scope="module")
def network(softmaxed: keras.Model) -> CompiledModel:
    return CompiledModel(to_logits(softmaxed)[0])


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return np.random.default_rng(5).uniform(-1, 1, (16, 12, 3)).astype(np.float32)


def one_class(index: int = 1, classes: int = CLASSES) -> np.ndarray:
    return np.eye(classes, dtype=np.float32)[index]


def job_for(
    method: str,
    network: CompiledModel,
    one_input: np.ndarray,
    class_weights: np.ndarray | None = None,
    layer: str = "features",
    ctx: RunContext | None = None,
    **params: Any,
) -> AttributionContext:
    member = METHODS.discover()[method]
    made = AttributionContext(
        model=network,
        pixels=np.zeros((*one_input.shape[:2], 3), np.uint8),
        preprocess=minus_one_to_one,
        class_weights=one_class(1, network.class_count) if class_weights is None else class_weights,
        layer=layer,
        params=complete(all_params(member), params),
        run=ctx or RunContext(),
        input=one_input,
    )
    return with_required_pass(member, made)


def raw(method: str, *arguments: Any, **params: Any) -> np.ndarray:
    return attribute(METHODS.discover()[method], job_for(method, *arguments, **params))


# Two channels on 2x2 places, and what the first logit has for a gradient there.
A = np.array([[[1, 0], [2, 1]], [[0, 3], [1, 0]]], np.float32)
G = np.array([[[1, -1], [2, 4]], [[5, 1], [-1, 2]]], np.float32)
SCORE = 1 * 1 + 2 * 2 - 1 * 1 + 1 * 4 + 3 * 1  # 11
BY_PENCIL: dict[str, list[list[float]]] = {
    # ReLU(G) A: 1+0, 4+4, 0+3, 0+0
    "layercam": [[1, 8], [3, 0]],
    # G A: 1+0, 4+4, 0+3, -1+0
    "hirescam": [[1, 8], [3, 0]],
    "gradcam_elementwise": [[1, 8], [3, 0]],
    # sum(G A) / sum A: 4/4 = 1, 7/4
    "xgradcam": [[1, 3.75], [5.25, 1]],
    # y less channel k: 11 - 4, 11 - 7; weights 4/11, 7/11
    "ablationcam": [[4 / 11, 15 / 11], [21 / 11, 4 / 11]],
    # means 1, 1; sigmas 0.7071, 1.2247; at k = 1 one place of each channel stands out: 1/4 each
    "fem": [[0.25, 0.75], [0.75, 0.25]],
    # the score is linear: mean gradients 7/4, 6/4, as Grad-CAM has them
    "shapleycam": [[1.75, 5], [4.5, 1.75]],
}


@pytest.mark.parametrize("method", BY_PENCIL)
def test_two_channels_by_hand(method: str) -> None:
    found = raw(method, shown(G), A, one_class(0, 2), **({"k": 1.0} if method == "fem" else {}))
    np.testing.assert_allclose(found, np.array(BY_PENCIL[method]), rtol=1e-5)


def test_hirescam_lets_evidence_cancel_where_the_elementwise_map_does_not() -> None:
    gradient = np.where(A > 0, np.array([2, -1], np.float32), 1)
    assert raw("hirescam", shown(gradient), A, one_class(0, 2))[0, 1] == 2 * 2 - 1
    assert raw("gradcam_elementwise", shown(gradient), A, one_class(0, 2))[0, 1] == 2 * 2


def test_scorecam_by_hand() -> None:
    # Masks: A_1 / 2 and A_2 / 3. The input seen through them: A_1^2/2 = 1/2, 2, 0, 1/2 with A_2 A_1/2 = 0, 1, 0, 0.
    first = 0.5 * 1 + 2 * 2 + 0.5 * -1 + 1 * 4
    # A_1 A_2/3 = 0, 2/3, 0, 0 and A_2^2/3 = 0, 1/3, 3, 0.
    second = 2 / 3 * 2 + 1 / 3 * 4 + 3 * 1
    scale = np.float32(0.1)  # away from where the probability is 1
    probability = 1 / (1 + np.exp(-scale * np.array([first, second, 0])))
    for weighting, weights in (
        ("softmax", probability[:2] - probability[2]),
        ("channels", np.exp(scale * np.array([first, second]))),
        ("tf-keras-vis", 1 / (1 + np.exp(1 - 2 * probability[:2]))),
    ):
        if weighting == "channels":
            weights = weights / weights.sum()
        found = raw("scorecam", shown(G * scale), A, one_class(0, 2), weighting=weighting)
        np.testing.assert_allclose(found, A @ weights, rtol=1e-5)
        assert np.array_equal(found, raw("faster_scorecam", shown(G * scale), A, one_class(0, 2), weighting=weighting))
    only = raw("faster_scorecam", shown(G * scale), A, one_class(0, 2), max_n=1)  # the second varies more
    np.testing.assert_allclose(only, A[..., 1] * (probability[1] - probability[2]), rtol=1e-5)


def test_scorecam_explains_the_other_side_of_a_single_sigmoid_unit() -> None:
    """tf-keras-vis has equal weights for it, and a map of "not this class" that is -p would be empty."""
    keras = keras_ready()
    inputs = keras.Input(A.shape)
    features = keras.layers.Conv2D(2, 1, use_bias=False, name="features")(inputs)
    scores = keras.layers.Dense(1, "sigmoid", use_bias=False)(keras.layers.Flatten()(features))
    model = keras.Model(inputs, scores)
    model.set_weights([np.eye(2)[None, None], np.array([[1, -1] * 4], np.float32).T * 0.3])
    logits, head = to_logits(model)
    network = CompiledModel(logits, head)
    first_channel_only, second_channel_only = (0, 0), (1, 0)
    for side, for_it, against_it in (
        (1, first_channel_only, second_channel_only),
        (0, second_channel_only, first_channel_only),
    ):
        found = raw("scorecam", network, A, one_class(side, 2))
        assert found[for_it] > 0 and found[against_it] == 0


def test_flat_channels_weigh_nothing() -> None:
    flat = A.copy()
    flat[..., 0] = 7
    found = raw("scorecam", shown(G * 0.1), flat, one_class(0, 2))
    assert np.array_equal(found > 0, flat[..., 1] > 0)


def test_ablationcam_is_refused_on_a_layer_that_is_gone_round() -> None:
    keras = keras_ready()
    x = inputs = keras.Input((4, 4, 2))
    inside = keras.layers.Conv2D(2, 3, padding="same", name="inside")(x)
    x = keras.layers.Add()([inside, inputs])
    model = with_random_weights(keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x))))
    with pytest.raises(ChoiceFailure, match="inside"):
        raw("ablationcam", CompiledModel(model), np.ones((4, 4, 2), np.float32), one_class(0, 2), "inside")


def test_ablationcam_of_a_linear_head_is_the_share_of_each_channel_even_where_the_score_is_negative() -> None:
    for bias in (2.0, -40.0):
        score = SCORE + bias
        found = raw("ablationcam", shown(G, bias), A, one_class(0, 2))
        np.testing.assert_allclose(found, np.maximum(A @ [4, 7], 0) / abs(score), rtol=1e-5)


def test_principal_components() -> None:
    rng = np.random.default_rng(3)
    activation = rng.uniform(0, 1, (6, 5, 4)).astype(np.float32)
    gradient = rng.normal(0, 1, (6, 5, 4)).astype(np.float32)
    for method, maps in (
        ("eigencam", activation),
        ("eigengradcam", activation * gradient),
        ("segeigencam", activation * np.abs(gradient)),
    ):
        places = maps.reshape(-1, 4) - maps.reshape(-1, 4).mean(axis=0)
        projection = (places @ np.linalg.svd(places, full_matrices=False)[2][0]).reshape(6, 5)
        if method == "segeigencam":
            turn = projection.max() < -projection.min()
        else:
            turn = np.corrcoef(projection.ravel(), maps.mean(axis=-1).ravel())[0, 1] < 0
        found = raw(method, shown(gradient), activation, one_class(0, 2))
        np.testing.assert_allclose(found, np.maximum(-projection if turn else projection, 0), atol=1e-5)


def kernel_matrix(kind: str, places: np.ndarray) -> np.ndarray:
    gamma = 1 / places.shape[1]
    matrix = np.empty((len(places), len(places)))
    for row, a in enumerate(places):
        for column, b in enumerate(places):
            matrix[row, column] = {
                "rbf": np.exp(-gamma * ((a - b) ** 2).sum()),
                "cosine": a @ b / np.linalg.norm(a) / np.linalg.norm(b),
                "sigmoid": np.tanh(gamma * a @ b + 1),
            }[kind]
    return matrix


@pytest.mark.parametrize("kind", ["rbf", "cosine", "sigmoid"])
def test_kernel_pca(kind: str) -> None:
    activation = np.random.default_rng(4).uniform(0, 2, (4, 5, 3)).astype(np.float32)
    places = activation.reshape(-1, 3).astype(float)
    middle = np.eye(20) - 1 / 20
    values, vectors = np.linalg.eigh(middle @ kernel_matrix(kind, places - places.mean(axis=0)) @ middle)
    projection = (vectors[:, -1] * np.sqrt(values[-1])).reshape(4, 5)
    if np.corrcoef(projection.ravel(), activation.mean(axis=-1).ravel())[0, 1] < 0:
        projection = -projection
    found = raw("kpca_cam", shown(np.ones_like(activation)), activation, one_class(0, 2), kernel=kind)
    np.testing.assert_allclose(found, np.maximum(projection, 0), atol=1e-5)


def test_kernel_pca_of_many_places_fits_a_part_and_shows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    y, x = np.mgrid[0:24, 0:20].astype(np.float32)
    blob = np.exp(-((y - 8) ** 2 + (x - 12) ** 2) / 30)
    activation = np.stack([blob, blob**2, 1 - blob], axis=-1)
    network = shown(np.ones_like(activation))
    whole = raw("kpca_cam", network, activation, one_class(0, 2))
    monkeypatch.setattr("attnstudio.core.methods.kpca_cam.FITTED_PLACES", 60)
    part = raw("kpca_cam", network, activation, one_class(0, 2))
    assert np.corrcoef(whole.ravel(), part.ravel())[0, 1] > 0.99


def test_shapleycam_takes_the_curvature_off(picture: np.ndarray) -> None:
    import tensorflow as tf

    model = to_logits(deep(bend=True))[0]
    keras = keras_ready()
    activation = keras.Model(model.input, model.get_layer("features").output)(tf.constant(picture[None]))
    head = keras.Model(model.get_layer("features").output, model.output)
    with tf.GradientTape() as outer:
        outer.watch(activation)
        with tf.GradientTape() as inner:
            inner.watch(activation)
            score = head(activation)[0, 1]
        gradient = inner.gradient(score, activation)
        along = tf.reduce_sum(gradient * tf.stop_gradient(activation))
    product = outer.gradient(along, activation)
    weights = (gradient - 0.5 * product).numpy().mean(axis=(0, 1, 2))
    assert np.abs(product).max() > 1e-3
    found = raw("shapleycam", CompiledModel(model), picture)
    np.testing.assert_allclose(found, np.maximum(activation.numpy()[0] @ weights, 0), atol=1e-5)


def test_finercam_explains_the_difference_from_the_nearest_classes(network: CompiledModel, picture: np.ndarray) -> None:
    import tensorflow as tf

    for comparisons in (1, 2, 3):
        for target in range(CLASSES):
            logits = network.logits(picture[None])[0]
            nearest = np.argsort(np.abs(logits - logits[target]), kind="stable")[1 : comparisons + 1]
            z = tf.constant(logits)
            with tf.GradientTape() as tape:
                tape.watch(z)
                shares = tf.gather(tf.nn.softmax(z), nearest)
                score = tf.reduce_sum(shares * (z[target] - 0.7 * tf.gather(z, nearest))) / tf.reduce_sum(shares)
            wanted = tf.convert_to_tensor(tape.gradient(score, z)).numpy()
            found = finer_weights(logits, one_class(target), 0.7, comparisons)
            np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert np.array_equal(
        raw("finercam", network, picture, comparisons=3, alpha=1.0),
        raw("gradcam", network, picture, finer_weights(logits, one_class(), 1.0, 3)),
    )
    single = np.array([-1.0], np.float32)
    assert np.array_equal(finer_weights(np.array([2.0], np.float32), single, 1.0, 3), single)


def test_refinecam_multiplies_one_layer_of_each_size(network: CompiledModel, picture: np.ndarray) -> None:
    names = stages(job_for("refinecam", network, picture), 3)
    assert names == ("features", "relu2", "conv1")
    product = np.ones((16, 12), np.float32)
    for name in names:
        product *= normalised(enlarge(raw("gradcam++", network, picture, one_class(), name), 16, 12))[0]
    np.testing.assert_allclose(raw("refinecam", network, picture), product, atol=1e-6)
    assert stages(job_for("refinecam", network, picture, layer="relu2"), 3) == ("relu2", "conv1")


def test_full_gradients_add_up_to_the_score(network: CompiledModel, picture: np.ndarray) -> None:
    weights = np.array([0.5, 1, -1, 0], np.float32)
    terms = list(full_gradient(job_for("fullgrad", network, picture, weights)))
    assert len(terms) == 1 + 5  # three convolutions, two batch norms
    head = float(network.model.layers[-1].bias.numpy() @ weights)
    score = float(network.logits(picture[None])[0] @ weights)
    assert sum(float(term.sum(dtype=np.float64)) for term in terms) + head == pytest.approx(score, abs=1e-5)


def test_fullgrad_scales_each_term(network: CompiledModel, picture: np.ndarray) -> None:
    total = np.zeros((16, 12))
    for term in full_gradient(job_for("fullgrad", network, picture)):
        size = np.abs(term)
        scaled = ((size - size.min()) / (size.max() - size.min())).sum(axis=-1)
        total += enlarge(scaled, 16, 12)
    np.testing.assert_allclose(raw("fullgrad", network, picture), total, rtol=1e-4)


def test_guided_gradcam_is_the_product(network: CompiledModel, picture: np.ndarray) -> None:
    (single,) = network.single_passes(picture[None], one_class(), Pass(frozenset({Rule.GUIDED})))
    guided = single.input_gradients[Rule.GUIDED]
    cam = enlarge(raw("gradcam", network, picture), 16, 12)
    found = raw("guided_gradcam", network, picture)
    np.testing.assert_allclose(found, np.abs(guided).max(axis=-1) * cam, rtol=1e-6)
    assert Need.RELU in METHODS.discover()["guided_gradcam"].needs


@pytest.mark.parametrize("method", ALL)
def test_flat_and_black_pictures_survive(method: str, network: CompiledModel) -> None:
    for value in (0.0, -1.0, 0.25):
        found = raw(method, network, np.full((16, 12, 3), value, np.float32))
        assert np.isfinite(found).all() and found.dtype == np.float32 and found.min() >= 0
    # A layer that is flat itself.
    nothing = raw(method, shown(G), np.zeros_like(A), one_class(0, 2)) if method != "guided_gradcam" else np.zeros(1)
    assert np.isfinite(nothing).all()


@pytest.mark.parametrize("method", ALL)
def test_maps_do_not_depend_on_the_batch(
    method: str, network: CompiledModel, picture: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for size in (1, 3, 32):
        monkeypatch.setattr(network, "forward_batch", size)
        monkeypatch.setattr(network, "gradient_batch", size)
        found.append(raw(method, network, picture))
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    np.testing.assert_allclose(found[0], found[2], atol=1e-5)


@pytest.mark.parametrize("method", ["scorecam", "faster_scorecam", "ablationcam"])
def test_progress_partial_maps_and_cancelling(
    method: str, network: CompiledModel, picture: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "forward_batch", 2)
    steps: list[tuple[int, int]] = []
    partial: list[np.ndarray] = []
    ctx = RunContext(lambda done, total: steps.append((done, total)), partial.append)
    whole = raw(method, network, picture, ctx=ctx)
    total = steps[-1][1]
    assert total > 2 and steps == [(min(done, total), total) for done in range(2, total + 2, 2)]
    assert len(partial) == len(steps) - 1 and all(one.shape == whole.shape == (4, 3) for one in partial)

    cancelled = threading.Event()
    steps.clear()

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        cancelled.set()

    with pytest.raises(Cancelled):
        raw(method, network, picture, ctx=RunContext(stop, cancelled=cancelled))
    assert steps == [(2, total)]


def test_channels_can_be_shown_by_their_first_component(network: CompiledModel, picture: np.ndarray) -> None:
    member = METHODS.discover()["scorecam"]
    weighted = member.weighted(job_for("scorecam", network, picture))  # type: ignore[attr-defined]
    found = raw("scorecam", network, picture, eigen_smooth=True)
    np.testing.assert_allclose(found, np.maximum(first_component(weighted), 0), atol=1e-6)


def test_several_maps_enlarge_at_once_as_one_by_one() -> None:
    maps = np.random.default_rng(0).uniform(0, 1, (3, 4, 5)).astype(np.float32)
    one_by_one = [enlarge(one, 9, 14) for one in maps]
    np.testing.assert_allclose(enlarge(maps, 9, 14), one_by_one, rtol=1e-6)


# tf-keras-vis 0.8.7


@contextmanager
def their_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports names that SciPy has deprecated
        yield


def tf_keras_vis_map(
    kind: str, model: keras.Model, one_input: np.ndarray, target: int, layer: str, **options: Any
) -> np.ndarray:
    with their_warnings():
        from tf_keras_vis.layercam import Layercam
        from tf_keras_vis.scorecam import Scorecam
        from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
        from tf_keras_vis.utils.scores import CategoricalScore

        made = Layercam(model, ReplaceToLinear()) if kind == "layercam" else Scorecam(model)
        options |= {"penultimate_layer": layer, "seek_penultimate_conv_layer": False}
        return np.asarray(made(CategoricalScore(target), one_input[None], **options)[0])


def test_scorecam_is_that_of_tf_keras_vis(softmaxed: keras.Model, network: CompiledModel, picture: np.ndarray) -> None:
    for target in range(CLASSES):
        found = raw("scorecam", network, picture, one_class(target), weighting="tf-keras-vis")
        wanted = tf_keras_vis_map("scorecam", softmaxed, picture, target, "features")
        np.testing.assert_allclose(normalised(enlarge(found, 16, 12))[0], wanted, atol=1e-4)


@pytest.fixture(scope="module")
def mobilenet() -> keras.Model:
    file = MODELS / "mobilenet_v2.weights.h5"
    if not file.is_file():
        pytest.skip(f"../shared is not here: {file} holds the real weights")
    model = keras_ready().applications.MobileNetV2(weights=None)
    model.load_weights(file)
    return model


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    file = MODELS.parent / "photos" / "tiger_shark.jpg"
    if not file.is_file():
        pytest.skip(f"../shared is not here: {file.parent} holds the real photos")
    with Image.open(file) as image:
        return minus_one_to_one(np.asarray(image.convert("RGB").resize((224, 224))))


@pytest.mark.filterwarnings("ignore")
def test_mobilenet_maps_are_those_of_tf_keras_vis(mobilenet: keras.Model, photo: np.ndarray) -> None:
    network = CompiledModel(to_logits(mobilenet)[0])
    target = int(network.logits(photo[None])[0].argmax())
    weights = one_class(target, 1000)
    for method, params, options in (
        ("layercam", {}, {}),
        ("faster_scorecam", {"weighting": "tf-keras-vis"}, {"max_N": 10}),
    ):
        found = normalised(enlarge(raw(method, network, photo, weights, "out_relu", **params), 224, 224))[0]
        wanted = tf_keras_vis_map(method, mobilenet, photo, target, "out_relu", **options)
        assert np.abs(found - wanted).max() <= 1e-4, method
    assert probabilities(network.logits(photo[None])[0], "softmax")[target] > 0.5
