"""What the front door gives: maps, predictions, scores, as arrays, figures, files, reports and in a notebook."""

from __future__ import annotations

import base64
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from PIL import Image

import attnstudio

from .conftest import CLASSES

METHODS = ["saliency", "smoothgrad", "gradcam", "gradcam++"]
NAMES = ["<b>bold</b>", "dog", "fish", "bird", "frog"]
pytestmark = pytest.mark.filterwarnings("ignore::attnstudio.Notice")


@pytest.fixture(scope="module")
def maps(model: Any, images: np.ndarray) -> attnstudio.Maps:
    return attnstudio.explain(
        model, images, METHODS, targets=[3, 2, 0, 1], class_names=NAMES, preprocessing="zero_to_one"
    )


@pytest.mark.parametrize("form", ["in memory", "file", "id"])
def test_the_lab_runs_as_it_is_written(
    form: str, model: Any, images: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if form == "file":
        model.save("small.keras")
    model = {"in memory": model, "file": "small.keras", "id": "demo"}[form]
    few = {"smoothgrad": {"samples": 10}}  # docs/notebook.md, whose code another test runs, leaves it out
    maps = attnstudio.explain(model, images, methods=METHODS, targets=[3, 2, 4, 1], params=few)
    for _ in range(2):  # a cell is run again
        maps.figure(colormap="jet").savefig("lab.png")
        maps.report("report.html")
    assert maps["gradcam"].values.shape == ((4, 128, 128) if form == "id" else (4, 24, 24))
    assert maps.scores(metrics=["deletion"], params={"deletion": {"steps": 10}})["gradcam"]["deletion"].shape == (4,)
    with Image.open("lab.png") as figure:
        assert figure.size[0] > 400
    text = Path("report.html").read_text("utf-8")
    written = {"in memory": "model", "file": "small.keras", "id": "demo"}[form]
    assert written in text[text.index("attnstudio.evaluate(") :]
    assert "image-3" in text


def test_maps_are_arrays_by_method(maps: attnstudio.Maps) -> None:
    assert maps.methods == tuple(METHODS) == maps.keys()
    assert "gradcam" in maps  # type: ignore[comparison-overlap]
    assert "rise" not in maps  # type: ignore[comparison-overlap]
    one = maps["gradcam"]
    assert one.values.dtype == np.dtype(np.float32)
    assert one.values.shape == (4, 24, 24)
    assert one.values.min() >= 0
    assert one.values.max() <= 1
    assert not one.values.flags.writeable
    assert one.layer == "second"
    assert one.seconds > 0
    assert [len(notices) for notices in one.notices] == [len(each["gradcam"].notices) for each in maps]
    heatmap = maps[1]["gradcam"]
    assert one.raw[1].min() == pytest.approx(heatmap.raw_min, abs=1e-7)
    assert one.raw[1].max() == pytest.approx(heatmap.raw_max)
    assert [method for method, _ in maps.items()] == METHODS


def test_maps_are_a_sequence_of_pictures(maps: attnstudio.Maps, images: np.ndarray) -> None:
    assert len(maps) == 4
    assert [one.picture.path.name for one in maps] == ["image-0", "image-1", "image-2", "image-3"]
    np.testing.assert_array_equal(maps[-1].picture.pixels, images[3])
    assert [one.target for one in maps[1:3]] == ["fish", "<b>bold</b>"]
    assert list(maps[0]) == METHODS
    with pytest.raises(IndexError):
        maps[4]
    with pytest.raises(KeyError):
        maps["rise"]
    with pytest.raises(attnstudio.Failure, match=r"no map of rise\. There are: saliency"):
        maps[0]["rise"]


def test_the_figure_is_matplotlibs_and_a_notebook_shows_it(maps: attnstudio.Maps) -> None:
    from matplotlib.figure import Figure

    figure = maps.figure(colormap="jet", opacity=0.4)
    assert isinstance(figure, Figure)
    assert len(figure.axes) == 16
    assert [axis.get_ylabel() for axis in figure.axes[::4]] == ["Saliency", "SmoothGrad", "Grad-CAM", "Grad-CAM++"]
    assert "fish (2)" in figure.axes[1].get_title()
    assert figure._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
    with pytest.raises(attnstudio.Failure, match="no colormap rainbow"):
        maps.figure("rainbow")


def test_the_overlay_lies_over_the_picture(maps: attnstudio.Maps, images: np.ndarray) -> None:
    np.testing.assert_array_equal(maps.overlay(2, "gradcam", opacity=0), images[2])
    assert maps.overlay(2, "gradcam").dtype == np.uint8
    assert (maps.overlay(2, "gradcam") != images[2]).any()


def test_maps_are_saved(maps: attnstudio.Maps, tmp_path: Path) -> None:
    written = maps.save(tmp_path / "out")
    assert len(written) == 4 * 4 * 2
    np.testing.assert_array_equal(np.load(tmp_path / "out/image-2.gradcam.npy"), maps[2]["gradcam"].values)
    maps.save(tmp_path / "out")
    with pytest.raises(attnstudio.Failure):
        maps.save(tmp_path / "out", overwrite=False)


def test_a_notebook_shows_pictures_and_no_markup_of_others(maps: attnstudio.Maps) -> None:
    for shown in (maps._repr_html_(), maps[2]._repr_html_()):
        assert "<b>bold</b>" not in shown
        assert "&lt;b&gt;bold&lt;/b&gt;" in shown
        (first, *_) = re.findall(r'src="data:image/png;base64,([^"]+)"', shown)
        assert Image.open(BytesIO(base64.b64decode(first))).size == (24, 24)
    assert maps._repr_html_().count("<img") == 16
    assert "<b>bold</b>" not in maps.predictions._repr_html_()
    assert repr(maps) == "<Maps: 4 pictures, methods saliency, smoothgrad, gradcam, gradcam++>"


def test_predictions(model: Any, images: np.ndarray) -> None:
    given: dict[str, Any] = {"class_names": NAMES, "preprocessing": "zero_to_one"}
    found = attnstudio.predict(model, images, **given)
    expected = helpers.answer(model, images / 255)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-6)
    assert found.logits.shape == (4, CLASSES)
    np.testing.assert_array_equal(found.indices, expected.argmax(axis=1))
    assert found.names == tuple(NAMES[index] for index in expected.argmax(axis=1))
    assert len(found) == 4
    name, probability = found.top(2)[1][0]
    assert name == found.names[1]
    assert probability == pytest.approx(expected[1].max(), abs=1e-6)
    one_by_one = attnstudio.predict(model, images, batch_size=1, **given)
    np.testing.assert_allclose(one_by_one.probabilities, expected, atol=1e-6)
    with pytest.raises(attnstudio.Failure, match="batch_size"):
        attnstudio.predict(model, images, batch_size=0, **given)


def test_scores_are_those_of_maps_computed_anew(model: Any, images: np.ndarray, maps: attnstudio.Maps) -> None:
    scores = maps.scores(["deletion", "sparseness"], params={"deletion": {"steps": 10}})
    anew = attnstudio.evaluate(
        model,
        images,
        METHODS,
        metrics=["deletion", "sparseness"],
        metric_params={"deletion": {"steps": 10}},
        targets=[3, 2, 0, 1],
        preprocessing="zero_to_one",
    )
    assert list(scores) == [*METHODS, "random", "centre_gaussian"]
    for method in scores:
        for metric in ("deletion", "sparseness"):
            np.testing.assert_array_equal(scores[method][metric], anew[method][metric])
    assert len(scores.rows) == 4 * 6 * 2
    assert {row["method"] for row in scores.means} == set(scores)
    assert "Deletion" in str(scores)
    assert "Deletion" in scores._repr_html_()
    assert any("4 pictures" in sentence for sentence in scores.conclusion)
    with pytest.raises(KeyError):
        scores["rise"]


def test_the_maps_that_are_there_are_judged_not_computed_again(maps: attnstudio.Maps) -> None:
    """Of maps that are made twice, the times would differ."""
    scores = maps.scores("sparseness")
    for number, one in enumerate(maps):
        for heatmap in scores.evaluation.pictures[number].result.heatmaps[: len(METHODS)]:
            assert heatmap is one[heatmap.method]


def test_scores_are_saved_and_reported(maps: attnstudio.Maps, tmp_path: Path) -> None:
    scores = maps.scores("sparseness")
    assert [file.name for file in scores.save(tmp_path)] == ["scores.csv", "summary.csv", "curves.csv"]
    assert "image-0" in (tmp_path / "scores.csv").read_text("utf-8-sig")
    assert scores.report(tmp_path / "scores.pdf").read_bytes().startswith(b"%PDF")
    assert "Sparseness" in maps.report(tmp_path / "maps.html", "sparseness").read_text("utf-8")
    with pytest.raises(attnstudio.Failure, match="not a report format"):
        maps.report(tmp_path / "maps.odt")


def test_regions_are_masks_boxes_or_none(maps: attnstudio.Maps, images: np.ndarray) -> None:
    mask = np.zeros((24, 24), bool)
    mask[4:12, 6:20] = True
    scores = maps.scores("energy", regions=[mask, (6, 4, 20, 12), None, mask])
    energy = scores["gradcam"]["energy"]
    for number in (0, 1, 3):
        values = maps[number]["gradcam"].values
        assert energy[number] == pytest.approx(values[mask].sum() / values.sum(), abs=1e-5)
    assert np.isnan(energy[2])
    with pytest.raises(attnstudio.Failure, match="Regions: 1; pictures: 4"):
        maps.scores("energy", regions=[mask])
    with pytest.raises(attnstudio.Failure, match="A region of image-0"):
        maps.scores("energy", regions=[mask[:3]] * 4)
    with pytest.raises(attnstudio.Failure, match="A region of image-0"):
        maps.scores("energy", regions=[(30, 30, 40, 40)] * 4)


def test_regions_of_a_file(model: Any, images: np.ndarray, tmp_path: Path) -> None:
    Image.fromarray(images[0]).save(tmp_path / "one.png")
    coco = {
        "images": [{"id": 1, "file_name": "one.png", "width": 24, "height": 24}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [6, 4, 14, 8]}],
        "categories": [{"id": 1, "name": "fish"}],
    }
    (tmp_path / "coco.json").write_text(json.dumps(coco), "utf-8")
    maps = attnstudio.explain(model, tmp_path / "one.png", "gradcam", preprocessing="zero_to_one")
    by_file = maps.scores("coverage", regions=tmp_path / "coco.json")["gradcam"]["coverage"]
    assert by_file == maps.scores("coverage", regions=[(6, 4, 20, 12)])["gradcam"]["coverage"]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"metrics": "deletions"}, "no metric deletions. Similar: deletion"),
        ({"metrics": []}, "No metric"),
        ({"metrics": "deletion", "metric_params": {"steps": 1}}, "steps"),
        ({"images": np.zeros((1, 24, 24, 3), np.uint8)}, "leave images out"),
    ],
    ids=str,
)
def test_a_bad_evaluation_is_reported(maps: attnstudio.Maps, given: dict[str, Any], text: str) -> None:
    with pytest.raises(attnstudio.Failure, match=text):
        attnstudio.evaluate(maps, **given)
