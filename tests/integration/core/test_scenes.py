"""The drawn scenes, whose truth is known, and what the built-in model makes of them."""

from __future__ import annotations

import helpers
import numpy as np
import pytest

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.engine import Engine
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.scenes import CLASSES, Scene, draw

UNSEEN = 5_000_000  # seeds from here on were used neither to train nor to choose
SAMPLE_SEEDS = 3_000_000  # as in packaging/train_demo.py
SAMPLES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
METHODS = ("saliency", "smoothgrad", "gradcam", "gradcam++")


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    """200 scenes that the model has never seen, at its own size."""
    return [draw(UNSEEN + number) for number in range(200)]


@pytest.fixture(scope="module")
def demo(engine: Engine) -> LoadedModel:
    return engine.load("demo")


def input_of(demo: LoadedModel, scene: Scene) -> np.ndarray:
    return demo.model_input(scene.picture, "stretch", "nearest")[0].input


def test_the_same_seed_draws_the_same_scene() -> None:
    first, again, other = draw(11, 48), draw(11, 48), draw(12, 48)
    assert np.array_equal(first.picture, again.picture)
    assert np.array_equal(first.mask, again.mask)
    assert first.class_index == again.class_index
    assert not np.array_equal(first.picture, other.picture)


def test_shapes_and_types() -> None:
    scene = draw(1, 40)
    assert scene.picture.shape == (40, 40, 3)
    assert scene.picture.dtype == np.uint8
    assert scene.mask.shape == (40, 40)
    assert scene.mask.dtype == bool
    assert draw(1).picture.shape == (128, 128, 3)


@pytest.mark.parametrize("seed", range(20))
def test_every_size_shows_the_same_composition(seed: int) -> None:
    small, large = draw(seed, 64), draw(seed, 128)
    assert small.class_index == large.class_index
    halved = large.mask.reshape(64, 2, 64, 2).mean(axis=(1, 3)) >= 0.5
    assert (small.mask & halved).sum() / (small.mask | halved).sum() > 0.9
    blurred = [
        scene.picture.reshape(8, side // 8, 8, side // 8, 3).mean(axis=(1, 3))
        for scene, side in ((small, 64), (large, 128))
    ]
    assert np.abs(blurred[0] - blurred[1]).mean() < 8  # of 255: the noise differs


def test_the_object_is_there_and_within_the_picture() -> None:
    chosen = set()
    for seed in range(200):
        scene = draw(seed, 32)
        chosen.add(scene.class_index)
        edge = np.concatenate([scene.mask[0], scene.mask[-1], scene.mask[:, 0], scene.mask[:, -1]])
        assert 0.01 < scene.mask.mean() < 0.5, seed
        assert edge.mean() < 0.15, seed  # a tip may be cut off, no more
    assert chosen == set(range(len(CLASSES)))


@pytest.mark.parametrize("index", range(len(CLASSES)), ids=CLASSES)
def test_every_class_can_be_drawn(index: int) -> None:
    scene = draw(3, 64, index)
    assert scene.class_index == index
    assert scene.mask.any()
    # Only the object differs from the same scene with another one.
    other = draw(3, 64, (index + 1) % len(CLASSES))
    outside = ~(scene.mask | other.mask)
    assert not np.array_equal(scene.mask, other.mask)
    assert np.abs(scene.picture[outside].astype(int) - other.picture[outside]).mean() < 12
    assert np.abs(scene.picture[scene.mask].astype(int) - other.picture[scene.mask]).mean() > 5


def test_the_classes_are_the_labels_of_the_model(demo: LoadedModel) -> None:
    assert demo.info.class_names == CLASSES
    assert demo.network.class_count == len(CLASSES)


def test_the_demo_model_knows_scenes_it_has_never_seen(demo: LoadedModel, scenes: list[Scene]) -> None:
    logits = demo.network.logits(np.stack([input_of(demo, scene) for scene in scenes]))
    accuracy = float((logits.argmax(axis=1) == [scene.class_index for scene in scenes]).mean())
    print(f"measured: accuracy {accuracy}")
    assert accuracy >= 0.95


def test_the_sample_scenes_are_what_is_drawn() -> None:
    """Another drawing would be another training set, for which the model would have to be trained anew."""
    for file in SAMPLES:
        number = int(file.stem.rpartition("-")[2])
        scene = draw(SAMPLE_SEEDS + number, 320, number % len(CLASSES))
        assert CLASSES[scene.class_index] == file.stem.rpartition("-")[0]
        difference = np.abs(images.decode(file).pixels.astype(int) - scene.picture).mean()
        assert difference < 6, file.name  # of 255: JPEG's


def test_the_sample_scenes_are_known(demo: LoadedModel) -> None:
    assert len(SAMPLES) == 12
    seen = {}
    for file in SAMPLES:
        prediction = demo.prediction(
            demo.network.logits(demo.model_input(images.decode(file).pixels, "stretch", "bilinear")[0].input[None])[0]
        )
        seen[file.name] = prediction.class_names[prediction.top()[0]]
    wrong = {name: found for name, found in seen.items() if found != name.partition("-")[0]}
    assert len(wrong) <= 1, wrong


def test_every_map_finds_the_object(demo: LoadedModel, scenes: list[Scene]) -> None:
    """The share of the map's energy on the object, against the object's share of the picture."""
    gains: dict[str, list[float]] = {method: [] for method in METHODS}
    for scene in scenes[:60]:
        weights = np.eye(1, len(CLASSES), scene.class_index, dtype=np.float32)[0]
        for heatmap in helpers.maps(demo.network, input_of(demo, scene), weights, "relu6", *METHODS):
            energy = float(heatmap.values[scene.mask].sum() / heatmap.values.sum())
            gains[heatmap.method].append(energy / scene.mask.mean())
    averages = {method: float(np.mean(values)) for method, values in gains.items()}
    print(f"measured: energy on the object, times its share of the picture: {averages}")
    assert averages.pop("smoothgrad") > 1.1  # the noise wakes the background too
    assert min(averages.values()) > 2
