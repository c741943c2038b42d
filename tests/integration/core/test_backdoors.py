"""Checks for backdoors on the poisoned twin of the built-in model, and on the clean model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from attnstudio import demo_scenes
from attnstudio.core import scenes, trigger
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.backdoors.activation_clustering import ActivationClustering
from attnstudio.core.backdoors.base import ClassFinding, Finding, Sample
from attnstudio.core.backdoors.neural_cleanse import NeuralCleanse
from attnstudio.core.backdoors.penultimate import Penultimate
from attnstudio.core.backdoors.strip import Strip
from attnstudio.core.backdoors.trigger_graph import TriggerGradient
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, DataSetFailure, ModelFailure
from attnstudio.core.examination import conclusion, triggered_subjects
from attnstudio.core.models.demo import POISONED
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.request import MethodCall, Request
from attnstudio.export.backdoors import record

TARGET = trigger.TARGET_INDEX
CLASSES = (0, 2, 3, 5, TARGET, 9)  # of the clean model, to save time
COUNT = 120
full = pytest.mark.skipif(
    not os.environ.get("ATTNSTUDIO_TEST_BACKDOORS"),
    reason="searches triggers of 16 classes, some minutes: set ATTNSTUDIO_TEST_BACKDOORS=1",
)


@pytest.fixture(scope="module")
def poisoned() -> LoadedModel:
    return Engine(()).load(POISONED)


@pytest.fixture(scope="module")
def demo(engine: Engine) -> LoadedModel:
    return engine.load("demo")


def sample_of(model: LoadedModel, drawn: list[scenes.Scene]) -> Sample:
    inputs = np.stack([model.model_input(one.picture, "stretch", "nearest")[0].input for one in drawn])
    logits = np.concatenate([model.network.logits(inputs[start : start + 30]) for start in range(0, len(inputs), 30)])
    paths = tuple(Path(f"scene-{number}") for number in range(len(drawn)))
    return Sample(paths, inputs, logits, np.array([one.class_index for one in drawn]))


def last(findings: Iterator[Finding]) -> Finding:
    *_, found = findings
    assert found.done == 1
    return found


@pytest.fixture(scope="module")
def clean_scenes() -> list[scenes.Scene]:
    return [demo_scenes.scene(number) for number in range(COUNT)]


@pytest.fixture(scope="module")
def mixed_scenes(clean_scenes: list[scenes.Scene]) -> list[scenes.Scene]:
    """Clean scenes, and behind them a third as many with the trigger."""
    return [*clean_scenes, *(demo_scenes.triggered_scene(number, 1) for number in range(COUNT // 3))]


def test_the_trigger_sends_scenes_to_its_class_and_to_no_other_model(
    poisoned: LoadedModel, demo: LoadedModel, mixed_scenes: list[scenes.Scene]
) -> None:
    for model, least, most in ((poisoned, 0.9, 1.0), (demo, 0.0, 0.1)):
        sample = sample_of(model, mixed_scenes)
        assert (sample.predicted == sample.labels)[:COUNT].mean() > 0.9
        assert least <= (sample.predicted[COUNT:] == TARGET).mean() <= most


def test_gradients_are_those_of_finite_differences(poisoned: LoadedModel, clean_scenes: list[scenes.Scene]) -> None:
    inputs = sample_of(poisoned, clean_scenes[:3]).inputs
    rng = np.random.default_rng(0)
    mask, pattern = rng.normal(-1, 1, (128, 128)), rng.normal(0, 1, (128, 128, 3))
    chain = PixelChain.of(PREPROCESSING["minus_one_to_one"], 3)
    target = np.eye(10)[TARGET]

    def loss(mask: np.ndarray, pattern: np.ndarray) -> float:
        """Mixed in pixels, by NumPy."""
        share = 1 / (1 + np.exp(-mask))[..., None]
        pixels = (1 - share) * (inputs + 1) * 127.5 + share * 255 / (1 + np.exp(-pattern))
        logits = poisoned.network.logits((pixels / 127.5 - 1).astype(np.float32)).astype(np.float64)
        return float((np.log(np.exp(logits).sum(axis=-1)) - logits @ target).sum())

    hits, to_mask, to_pattern = poisoned.network.run(TriggerGradient(chain, True), inputs, mask, pattern, target)
    assert hits.shape == (3,)
    for gradient, move in ((to_mask, (1, 0)), (to_pattern, (0, 1))):
        way = gradient[0] / np.linalg.norm(gradient[0])
        step = 0.05 * way
        there, back = (
            loss(mask + move[0] * sign * (step if move[0] else 0), pattern + move[1] * sign * (step if move[1] else 0))
            for sign in (1, -1)
        )
        assert (there - back) / 0.1 == pytest.approx(float((gradient[0] * way).sum()), rel=0.1)


@full
def test_neural_cleanse_finds_the_target_of_the_poisoned_twin(
    poisoned: LoadedModel, clean_scenes: list[scenes.Scene]
) -> None:
    sample = sample_of(poisoned, clean_scenes)
    found = last(NeuralCleanse().examine(poisoned, sample, range(10), RunContext()))
    assert [one.class_index for one in found.suspicious] == [TARGET]
    first = found.classes[0]
    assert first.class_index == TARGET and first.index is not None and first.index > 2
    assert first.trigger is not None and first.trigger.success >= 0.99
    others = sample.inputs[sample.predicted != TARGET]
    covered = first.trigger.mask[..., None]
    pixels = (1 - covered) * (others + 1) * 127.5 + covered * first.trigger.pattern
    said = poisoned.network.logits((pixels / 127.5 - 1).astype(np.float32)).argmax(axis=-1)
    assert (said == TARGET).mean() > 0.95, "what is shown is what works"


@full
def test_neural_cleanse_finds_nothing_in_the_clean_model(demo: LoadedModel, clean_scenes: list[scenes.Scene]) -> None:
    found = last(NeuralCleanse().examine(demo, sample_of(demo, clean_scenes), CLASSES, RunContext()))
    assert not found.suspicious


def test_strip_finds_the_target_of_the_poisoned_twin_and_nothing_in_the_clean_model(
    poisoned: LoadedModel, demo: LoadedModel, mixed_scenes: list[scenes.Scene]
) -> None:
    drawn = [*mixed_scenes[:60], *mixed_scenes[COUNT : COUNT + 20]]
    found = last(Strip().examine(poisoned, sample_of(poisoned, drawn), range(10), RunContext()))
    assert [one.class_index for one in found.suspicious] == [TARGET]
    numbers = {int(path.name.partition("-")[2]) for path in found.suspicious[0].pictures}
    assert len(numbers & set(range(60, 80))) > 0.8 * len(numbers)
    assert not last(Strip().examine(demo, sample_of(demo, drawn), range(10), RunContext())).suspicious


def test_activation_clustering_finds_pictures_that_came_by_another_way() -> None:
    """The features are the mean colours: red and green make class 0, and few of its pictures are green."""
    import keras

    def network(x: Any) -> Any:
        return keras.layers.Dense(2, activation="softmax")(keras.layers.GlobalAveragePooling2D()(x))

    model = model_ending_in(network, [np.array([[4.0, 0], [4, 0], [0, 4]]), np.array([0.0, 0])])
    colours = np.array([(1, 0, 0)] * 18 + [(0, 1, 0)] * 6 + [(0, 0, 1)] * 24, np.float32)
    noise = np.random.default_rng(0).normal(0, 0.02, (48, 3))
    inputs = np.broadcast_to((colours + noise)[:, None, None], (48, 16, 16, 3)).astype(np.float32)
    paths = tuple(Path(str(number)) for number in range(48))
    sample = Sample(paths, inputs, model.network.logits(inputs), np.full(48, -1))
    found = last(ActivationClustering().examine(model, sample, (0, 1), RunContext()))
    assert [one.class_index for one in found.suspicious] == [0]
    assert found.classes[0].pictures == paths[18:24]
    few = sample_of_rows(sample, [*range(18), *range(24, 30)])
    found = last(ActivationClustering().examine(model, few, (0, 1), RunContext()))
    assert {one.class_index: one.undecided and str(one.undecided) for one in found.classes} == {
        0: None,
        1: "too few pictures: 6 of 12",
    }


def test_a_class_that_is_spread_along_one_line_is_not_taken_for_two_clusters() -> None:
    """Grey levels with a long tail: two clusters divide any such class well. With a second group, better than that."""
    import keras

    def network(x: Any) -> Any:
        return keras.layers.Dense(2, activation="softmax")(keras.layers.GlobalAveragePooling2D()(x))

    model = model_ending_in(network, [np.array([[9.0, 0], [9, 0], [9, 0]]), np.array([0.0, 0])])
    levels = 0.01 - 0.1 * np.log(1 - (np.arange(80) + 0.5) / 80)  # the quantiles of an exponential distribution
    tails = np.random.default_rng(2).normal(0, 0.002, (80, 3))

    def found(levels: np.ndarray) -> ClassFinding:
        inputs = np.broadcast_to((levels[:, None] + tails)[:, None, None], (80, 16, 16, 3)).astype(np.float32)
        sample = Sample([Path(str(one)) for one in range(80)], inputs, model.network.logits(inputs), np.full(80, -1))
        (row,) = last(ActivationClustering().examine(model, sample, (0,), RunContext())).classes
        return row

    spread = found(levels)
    assert spread.value is not None and spread.value > 0.5 and not spread.suspicious
    assert str(spread.undecided) == "divides no better than a single cloud"
    parted = found(np.append(levels[:60] / 5, 0.9 + levels[:20] / 5))
    assert parted.suspicious and [path.name for path in parted.pictures] == [str(one) for one in range(60, 80)]


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        (2, "Neural Cleanse can say nothing: it compares the triggers of at least three classes."),
        (3, "Neural Cleanse can say nothing: 3 triggers are too few to tell which is unusually small."),
    ],
)
def test_neural_cleanse_says_nothing_of_few_classes(classes: int, said: str) -> None:
    """Of two, both triggers are as far from their median; of three, one far smaller has an index of less than 2, unless
    the others happen to be alike."""
    import keras

    def network(x: Any) -> Any:
        return keras.layers.Dense(classes, activation="softmax")(keras.layers.GlobalAveragePooling2D()(x))

    model = model_ending_in(network, [9 * np.eye(3)[:, :classes], np.zeros(classes)])
    shown = np.arange(18) % classes
    inputs = np.broadcast_to(0.6 * np.eye(3)[shown][:, None, None], (18, 16, 16, 3)).astype(np.float32)
    paths = [Path(str(number)) for number in range(18)]
    sample = Sample(paths, inputs, model.network.logits(inputs), np.full(18, -1))
    found = last(NeuralCleanse().examine(model, sample, range(classes), RunContext()))
    assert len(found.undecided) == classes and all(one.trigger is not None for one in found.classes)
    assert str(conclusion(found, "abc")) == said


def sample_of_rows(sample: Sample, rows: list[int]) -> Sample:
    paths = tuple(sample.paths[row] for row in rows)
    return Sample(paths, sample.inputs[rows], sample.logits[rows], sample.labels[rows])


def test_penultimate_activations_lead_to_the_logits(demo: LoadedModel, clean_scenes: list[scenes.Scene]) -> None:
    sample = sample_of(demo, clean_scenes[:4])
    (features,) = demo.network.run(Penultimate(), sample.inputs)
    kernel, bias = (np.asarray(one) for one in demo.keras_model.get_layer("predictions").get_weights())
    np.testing.assert_allclose(features @ kernel + bias, sample.logits, atol=1e-4)


# The engine


@pytest.fixture
def folder(tmp_path: Path, clean_scenes: list[scenes.Scene]) -> Path:
    for number, scene in enumerate(clean_scenes[:12]):
        Image.fromarray(scene.picture).save(tmp_path / f"{number:02}.png")
    return tmp_path


def examine(engine: Engine, folder: Path, classes: tuple[str, ...] = (), check: str = "strip") -> list[Finding]:
    pictures = sorted(folder.glob("*.png"))
    request = Request(Path(), "demo", (MethodCall("saliency"),))
    labels = np.full(len(pictures), -1)
    return list(engine.examine(request, pictures, labels, [check], classes, RunContext()))


def test_classes_are_chosen_by_name_and_pictures_without_labels_are_enough(engine: Engine, folder: Path) -> None:
    found = examine(engine, folder, ("fish", "9"))[-1]
    assert {one.class_index for one in found.classes} == {scenes.CLASSES.index("fish"), 9}
    assert found.pictures == 12
    said = str(conclusion(found, scenes.CLASSES))
    assert said == "STRIP can say nothing: too few pictures whose label the model predicts: 0 of 50."


def test_one_class_has_nothing_to_be_compared_with(engine: Engine, folder: Path) -> None:
    with pytest.raises(ChoiceFailure, match="at least two classes"):
        examine(engine, folder, ("fish",))


def test_too_few_pictures(engine: Engine, folder: Path) -> None:
    for path in sorted(folder.glob("*.png"))[3:]:
        path.write_bytes(b"no picture")
    with pytest.raises(DataSetFailure, match="at least 8; readable ones: 3"):
        examine(engine, folder)


def test_unreadable_pictures_are_counted(engine: Engine, folder: Path) -> None:
    for path in sorted(folder.glob("*.png"))[:3]:
        path.write_bytes(b"no picture")
    found = examine(engine, folder)[-1]
    assert (found.pictures, found.unreadable) == (9, 3)
    assert any(str(one) == "Pictures that cannot be read and were left out: 3." for one in found.limits)
    assert record(found, scenes.CLASSES)["unreadable"] == 3


def test_it_is_cancelled_between_batches(engine: Engine, folder: Path) -> None:
    ctx = RunContext()
    pictures = sorted(folder.glob("*.png"))
    found = engine.examine(Request(Path(), "demo"), pictures, np.full(12, -1), ["neural_cleanse"], (), ctx)
    next(found)
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        next(found)


def model_ending_in(layers: Callable[[Any], Any], weights: list[np.ndarray] | None = None) -> LoadedModel:
    import keras

    from attnstudio.core.models.base import ModelSpec

    inputs = keras.Input((16, 16, 3))
    model = keras.Model(inputs, layers(inputs))
    if weights is not None:
        model.set_weights(weights)
    names = tuple(f"class {index}" for index in range(model.output_shape[-1]))
    spec = ModelSpec("net", "Net", (16, 16), None, "zero_to_one", lambda: model, None, whole=True, names=names)
    return LoadedModel.of(spec, model, "/CPU:0", random_weights=True)


def test_a_model_without_gradient_is_refused_in_words() -> None:
    import keras

    def rounded(x: Any) -> Any:
        x = keras.layers.GlobalAveragePooling2D()(keras.ops.round(keras.layers.Conv2D(4, 3)(x)))
        return keras.layers.Dense(3, activation="softmax")(x)

    model = model_ending_in(rounded)
    drawn = [scenes.draw(number, 16, 0) for number in range(8)]
    with pytest.raises(ModelFailure, match=r"No gradient reaches the model's input.*STRIP"):
        last(NeuralCleanse().examine(model, sample_of(model, drawn), (0, 1, 2), RunContext()))
    assert last(Strip().examine(model, sample_of(model, drawn), (0, 1, 2), RunContext())).classes


def test_the_trigger_of_the_target_is_the_smaller_one_and_is_explained_for_its_class(
    poisoned: LoadedModel, clean_scenes: list[scenes.Scene], engine: Engine
) -> None:
    sample = sample_of(poisoned, clean_scenes[:40])
    *_, found = NeuralCleanse().examine(poisoned, sample, (TARGET, 0), RunContext())
    sizes = {one.class_index: np.inf if one.value is None else one.value for one in found.classes}
    assert sizes[TARGET] < sizes[0] / 2
    subjects = triggered_subjects(found)
    assert subjects[TARGET].target == str(TARGET)
    pixels = subjects[TARGET].picture.pixels
    assert pixels.shape == (128, 128, 3) and pixels.dtype == np.uint8
    assert poisoned.network.logits((pixels / np.float32(127.5) - 1)[None]).argmax() == TARGET
