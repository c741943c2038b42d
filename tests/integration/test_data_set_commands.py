"""Data sets where `explain` and `evaluate` take folders."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from helpers import Call, Ended

from attnstudio import paths
from attnstudio.core import images

SCENES = sorted(paths.resource("demo", "scenes").iterdir())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.png"))


def test_explain_takes_one_picture_of_an_npz(call: Call, tmp_path: Path) -> None:
    pixels = images.decode(SCENES[0]).pixels
    np.savez_compressed(tmp_path / "a.npz", x_test=np.stack([pixels // 2, pixels]), y_test=[1, 0])
    out = tmp_path / "out"
    picture = tmp_path / "a.npz" / "x_test[1]"
    done = call("explain", picture, "--model", "demo", "--method", "gradcam", "--json", "--output", out)
    assert done.status == 0 and done.rows[0]["image"] == str(picture) and names(out) == ["a-x_test-1.gradcam.png"]
    np.save(tmp_path / "b.npy", pixels[None])
    call("explain", tmp_path / "b.npy", "--model", "demo", "--method", "gradcam", "--output", out)
    assert np.array_equal(np.load(out / "b-b-0.gradcam.npy"), np.load(out / "a-x_test-1.gradcam.npy"))


def test_explain_takes_class_folders(call: Call, tmp_path: Path) -> None:
    for name, scene in (("ball", SCENES[0]), ("cup", SCENES[1])):
        (tmp_path / "set" / name).mkdir(parents=True)
        shutil.copy(scene, tmp_path / "set" / name / f"1{scene.suffix}")
    (tmp_path / "set" / "kite").mkdir()
    (tmp_path / "bad.npz").write_bytes(b"?")
    done = call(
        *("explain", tmp_path / "set", tmp_path / "bad.npz", "--model", "demo", "--method", "gradcam"),
        *("--output", tmp_path / "out", "--json"),
    )
    assert done.status == 1 and names(tmp_path / "out") == ["ball-1.gradcam.png", "cup-1.gradcam.png"]
    assert "There are no pictures in" in done.err and "bad.npz is damaged" in done.err
    assert [row["image"] for row in done.rows if "error" in row] == [str(tmp_path / "bad.npz")]


def test_evaluate_takes_a_data_set(call: Call, tmp_path: Path) -> None:
    pixels = [images.decode(scene).pixels for scene in SCENES[:2]]
    np.savez(tmp_path / "a.npz", images=np.stack(pixels), labels=[0, 1])
    done = call(
        *("evaluate", tmp_path / "a.npz", "--model", "demo", "--method", "gradcam", "--metric", "sparseness"),
        *("--json", "--output", tmp_path / "out"),
    )
    assert done.status == 0, done.err
    assert str(tmp_path / "a.npz" / "images[1]") in {row.get("image") for row in done.rows}


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    """Two scenes, the second without an object, and a file of the one's box, from (20, 30), of 70 x 60 pixels."""
    folder = tmp_path / "coco"
    folder.mkdir()
    for scene in SCENES[:2]:
        shutil.copy(scene, folder)
    content = {
        "images": [{"id": number, "file_name": scene.name} for number, scene in enumerate(SCENES[:2])],
        "categories": [{"id": 1, "name": "ball"}],
        "annotations": [{"id": 1, "image_id": 0, "category_id": 1, "bbox": [20, 30, 70, 60]}],
    }
    (folder / "instances.json").write_text(json.dumps(content))
    return folder


WORDS = ("--model", "demo", "--method", "gradcam", "--json", "--force")


def test_regions_of_a_data_set_are_its_ground_truth(call: Call, coco: Path, tmp_path: Path) -> None:
    words = (*WORDS, "--metric", "energy,sparseness", "--output", tmp_path / "out")
    own = call("evaluate", coco, *words, "--report", tmp_path / "report.html")
    assert own.status == 0 and f"regions of the data set: {coco / 'instances.json'}" in own.err
    named = call("evaluate", coco, *words, "--boxes", coco / "instances.json")
    assert "regions of the data set" not in named.err
    plain = call("evaluate", *sorted(coco.glob("*.*g")), *words)

    def energies(ended: Ended) -> list[object]:
        return [row["value"] for row in ended.rows if row.get("metric") == "energy" and row["method"] == "gradcam"]

    assert energies(own) == energies(named) and energies(own)[1] is None
    assert energies(plain) == [None, None]
    heatmap = tmp_path / "maps"
    call("explain", SCENES[0], *WORDS, "--output", heatmap)
    [values] = (np.load(file) for file in heatmap.glob("*.npy"))
    side = images.decode(SCENES[0]).pixels.shape[0] / len(values)
    top, bottom, left, right = (round(edge / side) for edge in (30, 90, 20, 90))
    share = values[top:bottom, left:right].sum() / values.sum()
    assert energies(own)[0] == pytest.approx(share, abs=0.02)
    assert f"--boxes {coco / 'instances.json'}" in (tmp_path / "report.html").read_text("utf-8")


def test_a_notice_for_each_picture_is_not_printed_without_end(call: Call, coco: Path, tmp_path: Path) -> None:
    """Each picture has objects of two classes, which is said of it."""
    content: dict[str, list[object]] = {"images": [], "annotations": []}
    for number in range(25):
        shutil.copy(SCENES[0], coco / f"{number}.jpg")
        content["images"].append({"id": number, "file_name": f"{number}.jpg"})
        boxes = [{"image_id": number, "category_id": category, "bbox": [20, 30, 70, 60]} for category in (1, 2)]
        content["annotations"] += boxes
    categories = [{"id": 1, "name": "ball"}, {"id": 2, "name": "cup"}]
    (coco / "instances.json").write_text(json.dumps({**content, "categories": categories}))
    ended = call(
        *("evaluate", coco / "instances.json", *WORDS, "--metric", "energy", "--output", tmp_path / "out"),
    )
    assert ended.status == 0
    assert ended.err.count("joins objects of several classes") == 20
    assert "and 5 more notices about regions" in ended.err


def test_options_that_need_regions_take_those_of_the_data_set(call: Call, coco: Path, tmp_path: Path) -> None:
    words = (*WORDS, "--metric", "energy", "--output", tmp_path / "out")
    ended = call("evaluate", coco, *words, "--only", "region", "--target", "annotated", "--count-difficult")
    assert ended.status == 0, ended.err
    assert {(row["image"], row["class_name"]) for row in ended.rows[:-1]} == {(str(coco / SCENES[0].name), "ball")}


def test_unusable_regions_of_a_data_set_stop_nothing(call: Call, coco: Path, tmp_path: Path) -> None:
    words = (*WORDS, "--metric", "energy,sparseness", "--output", tmp_path / "out")
    ended = call("evaluate", coco, *words, "--only", f"text={SCENES[1].name}")
    assert ended.status == 0 and "has no region for" in ended.err
    assert {row["value"] is None for row in ended.rows[:-1] if row["metric"] == "energy"} == {True}
    assert call("evaluate", SCENES[1], *words, "--boxes", coco / "instances.json").status == 1


def test_a_column_names_the_target_of_each_picture(call: Call, tmp_path: Path) -> None:
    table = tmp_path / "set.csv"
    table.write_text(f"path,label,explain\n{SCENES[0]},ball,cup\n{SCENES[1]},ball,\n")
    words = ("--model", "demo", "--method", "gradcam", "--json", "--output", tmp_path / "out")
    done = call("explain", table, "--target", "column:explain", *words)
    assert done.status == 1
    named, unnamed = done.rows
    assert named["class_name"] == "cup"
    assert "column explain" in str(unnamed["error"])
    plain = call("explain", SCENES[0], "--target", "cup", *words[:5], "--output", tmp_path / "plain")
    assert plain.status == 0
    [array] = (tmp_path / "plain").glob("*.npy")
    assert np.array_equal(np.load(array), np.load(str(named["heatmap"])))
    wrong = call("explain", table, "--target", "column:other", *words)
    assert wrong.status == 2 and "Columns: explain" in wrong.err
