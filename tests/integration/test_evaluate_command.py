"""`attnstudio evaluate` and `attnstudio metrics`: what they print and write, and how they take bad input."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import Call, Ended
from PIL import Image

from attnstudio import paths
from attnstudio.core.metrics.base import METRICS
from attnstudio.runs.journal import Journal

ALL_SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
SCENES = ALL_SCENES[:2]
SCORE_KEYS = {
    *("image", "model", "class_index", "class_name", "label", "probability", "prediction"),
    *("method", "metric", "value", "seconds", "note"),
}


@pytest.fixture
def evaluate(call: Call, tmp_path: Path) -> Call:
    """Of the demo model, into tmp_path/out."""

    def run(*words: object) -> Ended:
        return call("evaluate", "--model", "demo", "--output", tmp_path / "out", *words)

    return run


@pytest.fixture
def boxes(tmp_path: Path) -> Path:
    file = tmp_path / "boxes.json"
    file.write_text(json.dumps({scene.name: {"class_index": 0, "boxes": [[20, 30, 90, 100]]} for scene in SCENES}))
    return file


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_scores_summary_and_curves(evaluate: Call, boxes: Path, tmp_path: Path) -> None:
    ended = evaluate(
        *SCENES,
        "--method",
        "gradcam",
        "--metric",
        "energy,deletion",
        "--boxes",
        boxes,
        "--set-metric",
        "deletion.steps=5",
    )
    assert ended.status == 0, ended.err
    scores = read(tmp_path / "out" / "scores.csv")
    assert len(scores) == 2 * 3 * 2  # pictures, the method and two controls, metrics
    assert set(scores[0]) == SCORE_KEYS
    energy = [float(row["value"]) for row in scores if (row["method"], row["metric"]) == ("gradcam", "energy")]
    summary = {(row["method"], row["metric"]): row for row in read(tmp_path / "out" / "summary.csv")}
    assert set(summary) == {(m, x) for m in ("gradcam", "random", "centre_gaussian") for x in ("energy", "deletion")}
    assert float(summary["gradcam", "energy"]["mean"]) == pytest.approx(np.mean(energy))
    curves = read(tmp_path / "out" / "curves.csv")
    assert len(curves) == 2 * 3 * 6
    assert {row["metric"] for row in curves} == {"deletion"}
    assert f" {np.mean(energy):.3f} " in ended.out  # the table for people; two pictures have no interval
    assert "Random" in ended.out


def test_json(evaluate: Call, boxes: Path) -> None:
    ended = evaluate(*SCENES, "--method", "gradcam", "--metric", "energy,iou", "--boxes", boxes, "--json")
    *scores, last = ended.rows
    assert len(scores) == 12
    assert {frozenset(row) for row in scores} == {frozenset(SCORE_KEYS)}
    assert last["pictures"] == 2
    assert len(last["summary"]) == 6


def test_the_annotated_class_is_explained(evaluate: Call, boxes: Path) -> None:
    ended = evaluate(
        *(*SCENES, "--method", "gradcam", "--metric", "energy", "--boxes", boxes, "--target", "annotated", "--json")
    )
    assert {row["class_name"] for row in ended.rows[:-1]} == {"ball"}


def test_without_regions_the_other_metrics_are_measured(evaluate: Call) -> None:
    ended = evaluate(SCENES[0], "--method", "random", "--set-metric", "insertion.steps=3", "--json")
    assert ended.status == 0, ended.err
    wanted = {metric.id for metric in METRICS if not metric.needs_region}
    assert {row["metric"] for row in ended.rows[:-1]} == wanted
    notes = {row["note"] for row in ended.rows if row.get("metric") == "randomisation"}
    assert notes == {"Random does not depend on the model.", "Centre Gaussian does not depend on the model."}


def test_a_report_and_what_repeats_it(evaluate: Call, boxes: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    words = (*SCENES, "--method", "gradcam", "--metric", "energy", "--boxes", boxes, "--title", "student=А. Иванова")
    assert evaluate(*words, "--report", report, "--language", "ru").status == 0
    text = report.read_text("utf-8")
    assert "<dt>Студент</dt><dd>А. Иванова</dd>" in text
    assert 'lang="ru"' in text
    assert f"--boxes {boxes}" in text
    scores, curves = (tmp_path / "out" / name for name in ("scores.csv", "curves.csv"))
    before = scores.read_bytes()
    scores.unlink()
    again = evaluate(*words, "--report", report, "--language", "ru", "--json")
    assert (again.status, len(again.rows)) == (0, 1)  # nothing is computed in vain
    assert "2 of 2 pictures were done before" in again.err
    assert scores.read_bytes() == before
    said = re.compile(r"<time|[0-9:]+(?=</|,|\u00a0с<)")
    assert said.sub("", report.read_text("utf-8")) == said.sub("", text)
    curves.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
def test_ctrl_c_leaves_a_report_of_what_is_finished(
    evaluate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, report = Journal.done, tmp_path / "report.html"

    def interrupted(journal: Journal, number: int, *values: Any) -> None:
        done(journal, number, *values)
        monkeypatch.setattr(Journal, "done", done)  # a second Ctrl-C would stop it at once
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Journal, "done", interrupted)
    words = ("--method", "gradcam", "--metric", "complexity", "--report", report)
    ended = evaluate(*ALL_SCENES, *words)
    assert ended.status == 130
    scored = {row["image"] for row in read(tmp_path / "out" / "scores.csv")}
    assert 0 < len(scored) < len(ALL_SCENES)
    text = report.read_text("utf-8")
    assert [scene.name for scene in ALL_SCENES if scene.name in text] == sorted(Path(one).name for one in scored)


def test_a_second_call_goes_on(evaluate: Call, call: Call, boxes: Path, tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.jpg", tmp_path / "out"
    bad.write_bytes(b"")
    chosen = ("--method", "gradcam", "--metric", "energy,deletion", "--set-metric", "deletion.steps=3")
    words = (*chosen, "--boxes", boxes, "--json")
    assert evaluate(SCENES[0], bad, *words).status == 1
    first = read(out / "scores.csv")
    second = evaluate(*SCENES, bad, *words)
    assert second.status == 1  # what failed before failed
    assert {row["image"] for row in second.rows[:-1]} == {str(SCENES[1])}
    assert second.rows[-1]["pictures"] == 2
    assert read(out / "scores.csv")[: len(first)] == first
    shutil.copy(SCENES[1], bad)
    third = evaluate(*SCENES, bad, *words, "--retry-failed")
    assert (third.status, {row["image"] for row in third.rows[:-1]}) == (0, {str(bad)})
    annotated = json.loads(boxes.read_text())
    annotated[SCENES[1].name]["boxes"] = [[0, 0, 50, 50]]
    boxes.write_text(json.dumps(annotated))
    changed = evaluate(*SCENES, bad, *words)
    assert {row["image"] for row in changed.rows[:-1]} == {str(SCENES[1])}  # only its region is another one
    (status,) = call("runs", out, "--json").rows
    assert (status["done"], status["failed"], status["waiting"]) == (3, 0, 0)
    assert "metrics: " in evaluate(*SCENES, *words, "--set-metric", "deletion.steps=4").err
    whole = tmp_path / "whole"
    assert call("evaluate", *SCENES, bad, "--model", "demo", "--output", whole, *words).status == 0
    for name, among in (("scores", {"seconds"}), ("summary", set()), ("curves", set())):
        mine, theirs = read(out / f"{name}.csv"), read(whole / f"{name}.csv")
        assert [without(row, among) for row in mine] == [without(row, among) for row in theirs]


def without(row: dict[str, str], among: set[str]) -> dict[str, str]:
    """Numbers to six digits: other pictures may share a pass."""
    rounded = {name: f"{float(value):.6g}" if is_number(value) else value for name, value in row.items()}
    return {name: value for name, value in rounded.items() if name not in among}


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_the_truth_benchmark(call: Call) -> None:
    """The gradient finds what the model used better than noise does."""
    ended = call("evaluate", "--truth", "--scenes", 8, "--method", "guided_gradcam", "--json")
    assert ended.status == 0, ended.err
    summary = {(row["method"], row["metric"]): row for row in ended.rows[-1]["summary"]}
    assert summary["guided_gradcam", "energy"]["low"] > summary["random", "energy"]["high"]
    energy = summary["guided_gradcam", "energy"]
    assert not energy["no_better_than"] and "random" not in (energy["not_shown_better_than"] or "")
    assert {metric for _, metric in summary} == {metric.id for metric in METRICS if metric.needs_region}


def test_the_grid_pointing_game(call: Call) -> None:
    """Of four scenes, Grad-CAM finds the one that is asked for; a map that knows no class has a quarter in each."""
    ended = call("evaluate", "--truth", "grid", "--scenes", 60, "--method", "gradcam", "--metric", "energy", "--json")
    assert ended.status == 0, ended.err
    energy = {row["method"]: row for row in ended.rows[-1]["summary"]}
    assert energy["gradcam"]["low"] > 0.3
    assert energy["random"]["mean"] == pytest.approx(0.25, abs=0.02)
    assert "of 60 grids; only these are counted" in ended.err + ended.out


def test_every_truth_in_one_call(call: Call, tmp_path: Path) -> None:
    words = ("--scenes", 6, "--method", "guided_gradcam,rise", "--set", "rise.samples=20", "--metric", "energy")
    ended = call("evaluate", "--truth", "all", *words, "--output", tmp_path / "truth")
    assert ended.status == 0, ended.err
    text = (tmp_path / "truth" / "truth.md").read_text()
    assert text in ended.out
    assert "rise.samples=20" in text and "500" not in text  # its budget of passes gives way to what is asked for
    object_, trigger, places = (text.split("## ")[number] for number in (1, 2, -1))
    assert "on 6 of 6 scenes" in trigger
    for table, truth in ((object_, "object"), (trigger, "backdoor")):
        rows = read(tmp_path / "truth" / truth / "summary.csv")
        best = max(rows, key=lambda row: float(row["mean"]))
        assert best["method"] == "guided_gradcam"
        assert table.splitlines()[4].startswith(f"| Guided Grad-CAM | {float(best['mean']):.2f} ")
    assert "| Guided Grad-CAM | arXiv 1610.02391 | 1 | 1 |" in places


def test_a_bad_region_costs_only_what_needs_it(evaluate: Call, tmp_path: Path) -> None:
    file = tmp_path / "boxes.json"
    file.write_text(json.dumps({SCENES[0].name: {"class_index": 0, "boxes": [[5000, 5000, 6000, 6000]]}}))
    ended = evaluate(SCENES[0], "--method", "gradcam", "--metric", "energy,sparseness", "--boxes", file, "--json")
    assert ended.status == 0
    assert "lies outside of the picture" in ended.err
    values = {row["metric"]: row["value"] for row in ended.rows[:-1] if row["method"] == "gradcam"}
    assert values["energy"] is None
    assert values["sparseness"] is not None


def test_crowds_count_if_that_is_chosen(evaluate: Call, tmp_path: Path) -> None:
    """The whole picture but for a box is a crowd: all of the energy is in the region that has it."""
    with Image.open(SCENES[0]) as picture:
        width, height = picture.size
    objects: list[dict[str, object]] = [{"bbox": [0, 0, 20, 20]}, {"bbox": [0, 0, width, height], "iscrowd": 1}]
    content = {
        "images": [{"id": 1, "file_name": SCENES[0].name}],
        "annotations": [{"id": place, "image_id": 1} | one for place, one in enumerate(objects)],
    }
    file, report = tmp_path / "coco.json", tmp_path / "report.html"
    file.write_text(json.dumps(content))
    words = (SCENES[0], "--method", "gradcam", "--metric", "energy", "--boxes", file, "--json")
    without = evaluate(*words)
    assert "marked as difficult or crowd were left out: 1. To include them" in without.err
    counted = evaluate(*words, "--count-difficult", "--report", report, "--force")
    assert "objects marked as difficult or crowd were included: 1." in counted.err
    energies = [
        next(row["value"] for row in ended.rows[:-1] if row["method"] == "gradcam") for ended in (without, counted)
    ]
    assert float(str(energies[0])) < 0.5
    assert float(str(energies[1])) == pytest.approx(1)
    assert f"--boxes {file} --count-difficult" in report.read_text("utf-8")


def test_a_mask_of_another_size(evaluate: Call, tmp_path: Path) -> None:
    mask = tmp_path / "mask.png"
    Image.fromarray(np.full((5, 7), 255, np.uint8)).save(mask)
    ended = evaluate(SCENES[0], "--method", "gradcam", "--metric", "energy", "--boxes", mask)
    assert "the mask has 7 x 5 pixels" in ended.err
    assert "Traceback" not in ended.err


def test_a_bad_picture_costs_only_itself(evaluate: Call, tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\nno")
    ended = evaluate(bad, SCENES[0], "--method", "gradcam", "--metric", "sparseness", "--json")
    assert ended.status == 1
    assert "bad.png" in str(ended.rows[0]["error"])
    assert ended.rows[-1]["pictures"] == 1
    assert len(read(tmp_path / "out" / "scores.csv")) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Give pictures or folders to evaluate on, or --truth."),
        (["a.jpg", "--truth"], "--truth brings its own pictures, regions, targets and model: give no others."),
        (
            ["--truth", "--target", "top2"],
            "--truth brings its own pictures, regions, targets and model: give no others.",
        ),
        (["a.jpg", "--scenes", "5"], "--scenes needs --truth."),
        (["--truth", "all"], "--truth all writes into the folder of --output, and no report"),
        (["a.jpg", "--target", "annotated"], "--target annotated needs --boxes"),
        (["a.jpg", "--count-difficult"], "--count-difficult needs --boxes"),
        (
            ["--truth", "--count-difficult"],
            "--truth brings its own pictures, regions, targets and model: give no others.",
        ),
        (["a.jpg", "--metric", "beauty"], "There is no metric beauty. The metrics are: average_drop"),
        (["a.jpg", "--set-metric", "steps=3"], "--set-metric expects ID.PARAM=VALUE, not steps=3."),
        (["a.jpg", "--metric", "energy", "--set-metric", "iou.x=1"], "iou is not among those of --metric (energy)."),
        (["a.jpg", "--report", "report.doc"], "its ending is not a report format"),
        (["a.jpg", "--language", "de", "--report", "r.html"], "There is no language de."),
        (["a.jpg", "--title", "student"], "--title needs FIELD=TEXT, not student."),
        (["a.jpg", "--title", "author=A."], "A report's title has no field author."),
    ],
)
def test_a_wrong_call(call: Call, tmp_path: Path, words: list[str], message: str) -> None:
    shutil.copy(SCENES[0], tmp_path / "a.jpg")
    words = [str(tmp_path / word) if word in ("a.jpg", "r.html") else word for word in words]
    model = [] if "--truth" in words else ["--model", "demo"]
    ended = call("evaluate", *model, *words)
    assert ended.status == 2
    assert message in ended.err
    assert ended.out == ""


def test_an_annotation_file_of_no_known_form(evaluate: Call, tmp_path: Path) -> None:
    file = tmp_path / "boxes.json"
    file.write_text('{"a": 1}')
    ended = evaluate(SCENES[0], "--boxes", file)
    assert ended.status == 1
    assert "boxes.json is not in a supported annotation format" in ended.err


def test_metrics_are_listed(call: Call) -> None:
    ended = call("metrics")
    for metric in METRICS:
        assert f"{metric.id} " in ended.out
    described = json.loads(call("metrics", "--json").out)
    assert [one["id"] for one in described] == list(METRICS.discover())
    assert described[0].keys() == {"id", "name", "family", "better", "needs_region", "paper", "summary", "params"}


def test_a_method_that_the_model_cannot_carry_is_left_out(evaluate: Call, boxes: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    words = (*SCENES, "--metric", "energy,sparseness,randomisation", "--boxes", boxes, "--force")
    ended = evaluate(*words, "--method", "attention_rollout,saliency", "--json", "--report", report)
    assert ended.status == 1
    assert ended.err.count("attention_rollout is left out: Demo (built in) has no attention layers") == 1
    left_out = [row for row in ended.rows if "error" in row]
    assert [(Path(str(row["image"])), row["method"]) for row in left_out] == [
        (scene, "attention_rollout") for scene in SCENES
    ]
    assert {row["method"] for row in read(tmp_path / "out" / "scores.csv")} == {"saliency", "random", "centre_gaussian"}
    assert "Attention rollout: Demo (built in) has no attention layers" in report.read_text(encoding="utf-8")
    nothing = evaluate(*words, "--method", "attention_rollout")
    assert nothing.status == 2, "the controls alone are no evaluation"


def test_a_map_without_information_is_marked_in_the_report(evaluate: Call, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    words = ("--method", "occlusion", "--set", "occlusion.patch=512", "--metric", "sparseness", "--report", report)
    ended = evaluate(SCENES[0], *words)
    assert ended.status == 0, ended.err
    assert f"{SCENES[0]}: occlusion: The map is flat" in ended.err
    text = report.read_text(encoding="utf-8")
    assert "covers the whole picture of 128 x 128" in text
    assert "Something is wrong with the map" in text
