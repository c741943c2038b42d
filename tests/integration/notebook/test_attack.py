"""attnstudio.attack: accuracy and success are those of the saved pictures, and the call is checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import pictures, tiny
from PIL import Image

import attnstudio

pytestmark = pytest.mark.filterwarnings("ignore::attnstudio.Notice")


def answers(model: Any, pixels: np.ndarray) -> np.ndarray:
    """Keras's own, of uint8 pixels."""
    return np.asarray(model(pixels.astype(np.float32) / 255)).argmax(axis=-1)


def of_brightness() -> Any:
    """Pictures below the middle grey are of class 0, those above it of class 1."""
    keras: Any = helpers.keras_ready()
    layers = [keras.Input((8, 8, 3)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential(layers)
    model.set_weights([np.array([[-3.0, 3]] * 3), np.array([4.5, -4.5])])
    return model


def test_accuracy_is_that_of_keras_on_the_attacked_pictures(model: Any, images: np.ndarray, tmp_path: Path) -> None:
    labels = answers(model, images)
    labels[0] = (labels[0] + 1) % 5  # the model is wrong about this one
    found = attnstudio.attack(model, images, labels, eps=(4 / 255, 0.3), preprocessing="zero_to_one")
    assert found.clean_accuracy == 0.75
    assert found.adversarial.shape == (2, *images.shape) and found.adversarial.dtype == np.uint8
    for number in range(2):
        right = answers(model, found.adversarial[number]) == labels
        assert found.accuracy[number] == right.mean()
        assert found.success[number] == 1 - right[1:].mean()
        distance = np.abs(found.adversarial[number].astype(int) - images).max(axis=(1, 2, 3))
        np.testing.assert_allclose(found.linf[number] * 255, distance, atol=1e-3)
        assert distance[1:].max() <= (4, 76)[number] and distance[0] == 0
    files = found.save(tmp_path / "attacked")
    assert len(files) == 8 and files[4].parent.name == "eps-76.5-of-255"
    np.testing.assert_array_equal(np.asarray(Image.open(files[5])), found.adversarial[1, 1])


def test_maps_drift(model: Any, images: np.ndarray) -> None:
    found = attnstudio.attack(model, images, attack="fgsm", eps=0.1, methods="gradcam", preprocessing="zero_to_one")
    maps = attnstudio.explain(model, found.adversarial[0], "gradcam", preprocessing="zero_to_one")
    for number, (one,) in enumerate(found):
        np.testing.assert_allclose(one.after.heatmaps[0].values, maps["gradcam"].values[number], atol=1e-5)
        assert -1 <= one.drifts()[0].spearman <= 1


def test_missing_labels_are_said(model: Any, images: np.ndarray) -> None:
    with pytest.warns(attnstudio.Notice, match="no label: the model's own answer"):
        attnstudio.attack(model, images, attack="fgsm", eps=0.1, preprocessing="zero_to_one")


def test_what_is_said_of_many_pictures_is_not_said_of_each(model: Any) -> None:
    many = np.random.default_rng(3).integers(0, 256, (40, 12, 12, 3)).astype(np.uint8)
    labels = answers(model, many)
    labels = (labels + np.arange(1, 41) % 4 + 1) % 5  # wrong about all, in many ways
    with pytest.warns(attnstudio.Notice) as told:
        found = attnstudio.attack(model, many, labels, "fgsm", preprocessing="zero_to_one")
    texts = [str(one.message) for one in told]
    takes = [text for text in texts if "The model takes this picture for" in text]
    kinds = {str(notice) for (one,) in found for notice in one.notices}
    assert len(takes) == 3 < len(kinds)
    left = sum(all(str(notice) not in "".join(takes) for notice in one.notices) for (one,) in found)
    assert f"The like is said of {left} more pictures: see the notices of each result." in texts


def test_one_hot_labels_are_indices(model: Any, images: np.ndarray) -> None:
    labels = (answers(model, images) + np.array([0, 1, 0, 2])) % 5
    for given in (np.eye(5)[labels], np.eye(5, dtype=bool)[labels].tolist()):
        found = attnstudio.attack(model, images, given, "fgsm", preprocessing="zero_to_one")
        assert [one.label for (one,) in found] == labels.tolist() and found.clean_accuracy == 0.5


def test_where_the_model_was_wrong_about_all_that_is_said(model: Any, images: np.ndarray) -> None:
    labels = (answers(model, images) + 1) % 5
    with pytest.warns(attnstudio.Notice, match="wrong about every picture before, so none was attacked"):
        attnstudio.attack(model, images, labels, "fgsm", preprocessing="zero_to_one")


def test_a_smallest_change_is_written_as_a_size() -> None:
    found = attnstudio.attack(tiny(), pictures(3), attack="deepfool", preprocessing="zero_to_one")
    assert found.accuracy == [0]
    sizes = [np.linalg.norm(one.adversarial / 255.0 - one.original / 255.0) for (one,) in found]
    assert f"median size of the changes {np.median(sizes):.3g} by l2" in repr(found)


def test_the_smallest_eps_of_each_picture_is_the_border_of_its_own() -> None:
    """Brightness alone decides: a picture of level L becomes class 1 once FGSM has lifted it above 127.5."""
    model = of_brightness()
    levels = (90, 120, 125, 200)
    images = np.stack([np.full((8, 8, 3), level, np.uint8) for level in levels])
    found = attnstudio.attack(
        model, images, [0, 0, 0, 0], "fgsm", (2 / 255, 12 / 255), smallest_eps=True, preprocessing="zero_to_one"
    )
    assert found.smallest_eps is not None
    np.testing.assert_allclose(found.smallest_eps, np.array([np.inf, 8, 3, np.nan]) / 255)
    assert repr(found).endswith("; median smallest eps 8/255>")
    np.testing.assert_array_equal(found.success, [0, 2 / 3])
    far = attnstudio.attack(model, images[:1], 0, "fgsm", 12 / 255, smallest_eps=True, preprocessing="zero_to_one")
    assert repr(far).endswith("; median smallest eps above 12/255>")
    plain = attnstudio.attack(model, images[:1], 0, "fgsm", 12 / 255, preprocessing="zero_to_one")
    assert plain.smallest_eps is None and "smallest" not in repr(plain)
    small = attnstudio.attack(model, images, [0, 0, 0, 0], "deepfool", smallest_eps=True, preprocessing="zero_to_one")
    np.testing.assert_array_equal(small.smallest_eps, [*small.l2[0, :3], np.nan])


def test_pictures_of_the_target_count_for_accuracy_and_not_for_success() -> None:
    """Dark pictures are of class 0, those above the middle grey of class 1; eps brings the second above it."""
    model = of_brightness()
    images = np.stack([np.full((8, 8, 3), level, np.uint8) for level in (90, 120, 150, 160)])
    found = attnstudio.attack(model, images, [0, 0, 1, 1], "fgsm", 0.1, target=1, preprocessing="zero_to_one")
    assert [one.success for (one,) in found] == [False, True, None, None]
    assert (found.clean_accuracy, *found.accuracy, *found.success) == (1, 0.75, 0.5) and not found.failures
    with pytest.warns(attnstudio.Notice, match="of the target class already, so none was attacked"):
        attnstudio.attack(model, images[2:], [1, 1], "fgsm", target=1, preprocessing="zero_to_one")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"attack": "fgsmm"}, "There is no attack fgsmm"),
        ({"eps": 8}, "write 8/255"),
        ({"labels": [0, 1]}, "Labels: 2; pictures: 4. Give one label for all"),
        ({"labels": np.eye(4)}, r"one-hot rows of 5 numbers, of which one is 1 .* their shape is 4x4"),
        ({"labels": np.full((4, 5), 0.2)}, "These are neither; their shape is 4x5"),
        ({"labels": 3, "output_kind": "regression"}, "is a regression: it gives numbers"),
        ({"target": "zebra"}, "no class zebra"),
        ({"params": {"step": 3}}, "no parameter step"),
        ({"attack": "universal", "smallest_eps": True}, "no smallest eps of each picture"),
    ],
)
def test_a_wrong_call_is_refused(model: Any, images: np.ndarray, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(attnstudio.Failure, match=words):
        attnstudio.attack(model, images, preprocessing="zero_to_one", **changes)


def test_numbers_that_are_no_picture_are_refused(model: Any, images: np.ndarray) -> None:
    """The bounds of the founding course's notebook, -1..1, on a model of 0..1."""
    with pytest.raises(attnstudio.Failure, match=r"bounds of 0\.\.1 would mean nothing"):
        attnstudio.attack(model, images / np.float32(127.5) - 1, eps=0.1, preprocessing="none")


def test_a_method_without_a_map_is_said(images: np.ndarray) -> None:
    keras: Any = helpers.keras_ready()
    layers = [keras.Input((12, 12, 3)), keras.layers.Flatten(), keras.layers.Dense(5)]
    dense = helpers.with_random_weights(keras.Sequential(layers))
    with pytest.warns(attnstudio.Notice, match="no layer with height and width, required by: Grad-CAM"):
        found = attnstudio.attack(dense, images, None, "fgsm", 0.1, methods="gradcam", preprocessing="zero_to_one")
    np.testing.assert_allclose(found.linf * 255, 26, atol=1)
