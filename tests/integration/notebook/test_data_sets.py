"""Data sets in the notebook interface: labels as targets; unreadable pictures are left out with a notice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers import own_models
from PIL import Image

import attnstudio

NAMES = ("cat", "dog", "fish", "bird", "frog")
GIVEN: dict[str, Any] = {"class_names": NAMES, "preprocessing": "zero_to_one"}


@pytest.fixture
def data_set(tmp_path: Path, images: np.ndarray) -> Path:
    """One folder a class."""
    for name, one in zip(("dog", "dog", "fish", "frog"), images, strict=True):
        folder = tmp_path / "set" / name
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(one).save(folder / f"{len(list(folder.iterdir()))}.png")
    return tmp_path / "set"


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_labels_are_targets(model: Any, data_set: Path) -> None:
    maps = attnstudio.explain(model, data_set, "gradient_x_input", targets="label", **GIVEN)
    assert maps.targets == ("dog", "dog", "fish", "frog")
    assert maps.predictions.labels.tolist() == [1, 1, 2, 4]
    wrong = attnstudio.explain(model, data_set, "gradient_x_input", targets="best-wrong", **GIVEN)
    for one, label in zip(wrong, (1, 1, 2, 4), strict=True):
        others = [index for index in one.prediction.top() if index != label]
        assert one.target_index == others[0]


def test_a_picture_without_a_label_has_no_such_target(model: Any, images: np.ndarray) -> None:
    with pytest.raises(attnstudio.Failure, match="label"):
        attnstudio.explain(model, images, "saliency", targets="label", **GIVEN)


def test_what_cannot_be_read_of_a_data_set_is_left_out_and_reported(model: Any, data_set: Path) -> None:
    broken = data_set / "dog" / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nno more")
    with pytest.warns(attnstudio.Notice, match=r"broken.png is left out"):
        maps = attnstudio.explain(model, data_set, "saliency", **GIVEN)
    assert len(maps) == 4
    assert list(maps.failures) == [broken]
    assert broken not in maps.paths
    with pytest.raises(attnstudio.Failure, match=r"broken.png"):
        attnstudio.explain(model, [broken], "saliency", **GIVEN)


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
@pytest.mark.parametrize("batch_size", [None, 1, 3])
def test_predictions_of_any_mixture_come_in_its_order(
    model: Any, images: np.ndarray, data_set: Path, tmp_path: Path, batch_size: int | None
) -> None:
    (data_set / "fish" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    Image.fromarray(images[3]).save(tmp_path / "one.png")
    mixture = [images[2], data_set, Image.fromarray(images[1]), images[0], tmp_path / "one.png"]
    found = attnstudio.predict(model, mixture, batch_size=batch_size, **GIVEN)
    expected = helpers.answer(model, images[[2, 0, 1, 2, 3, 1, 0, 3]] / 255)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-6)
    assert found.labels.tolist() == [-1, 1, 1, 2, 4, -1, -1, -1]
    assert [path.name for path in found.failures] == ["broken.png"]
    maps = attnstudio.explain(model, mixture, "saliency", **GIVEN)
    np.testing.assert_allclose(found.logits, maps.predictions.logits, atol=1e-6)


def test_predictions_warn_of_what_is_assumed_of_a_picture(model: Any, tmp_path: Path) -> None:
    Image.fromarray(np.arange(24 * 24, dtype=np.uint16).reshape(24, 24)).save(tmp_path / "dark.png")
    with pytest.warns(attnstudio.Notice) as of_maps:
        attnstudio.explain(model, tmp_path / "dark.png", "centre_gaussian", **GIVEN)
    with pytest.warns(attnstudio.Notice) as warned:
        attnstudio.predict(model, tmp_path / "dark.png", **GIVEN)
    texts = {str(one.message) for one in warned}
    assert texts <= {str(one.message) for one in of_maps} and any("dark.png" in text for text in texts)


def test_a_picture_that_was_named_and_cannot_be_read_is_raised(model: Any, data_set: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    with pytest.raises(attnstudio.Failure, match=r"broken.png"):
        attnstudio.predict(model, [data_set, tmp_path / "broken.png"], **GIVEN)


def test_arrays_of_a_file_are_pictures(model: Any, images: np.ndarray, tmp_path: Path) -> None:
    np.savez(tmp_path / "test.npz", x_test=images, y_test=np.array([0, 1, 2, 3]))
    found = attnstudio.predict(model, tmp_path / "test.npz", **GIVEN)
    np.testing.assert_allclose(found.logits, attnstudio.predict(model, images, **GIVEN).logits, atol=1e-6)
    assert found.labels.tolist() == [0, 1, 2, 3]


def test_regions_of_a_data_set_are_its_ground_truth(model: Any, images: np.ndarray, tmp_path: Path) -> None:
    content: dict[str, Any] = {"images": [], "categories": [{"id": 1, "name": "dog"}], "annotations": []}
    for number, one in enumerate(images):
        Image.fromarray(one).save(tmp_path / f"{number}.png")
        content["images"].append({"id": number, "file_name": f"{number}.png"})
        box = {"id": number, "image_id": number, "category_id": 1, "bbox": [number, 2, 10, 12]}
        content["annotations"].append(box)
    (tmp_path / "instances.json").write_text(json.dumps(content))
    maps = attnstudio.explain(model, tmp_path, "gradient_x_input", **GIVEN)
    with pytest.warns(attnstudio.Notice, match=r"regions are those of the data set: .*instances.json"):
        scores = maps.scores(["energy"])
    boxes = [(number, 2, number + 10, 14) for number in range(len(images))]
    np.testing.assert_array_equal(
        scores["gradient_x_input"]["energy"], maps.scores(["energy"], regions=boxes)["gradient_x_input"]["energy"]
    )
    favour = np.maximum(maps["gradient_x_input"].raw, 0)
    for values, value, (left, top, right, bottom) in zip(
        favour, scores["gradient_x_input"]["energy"], boxes, strict=True
    ):
        assert value == pytest.approx(values[top:bottom, left:right].sum() / values.sum(), abs=1e-5)


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")  # the guess is said too
def test_files_called_by_their_class_contradict_a_wrong_guess(tmp_path: Path) -> None:
    """As the command line says it."""
    _, folder = own_models.save_by_brightness(tmp_path)
    with pytest.warns(attnstudio.Notice, match='Give preprocessing="minus_one_to_one"'):
        attnstudio.predict(own_models.by_brightness(), folder, class_names=list(own_models.BRIGHTNESS))
