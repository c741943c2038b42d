"""`attnstudio predict`, and the rows of data sets in `explain` and `evaluate`: labels, targets, filters."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from helpers import ROOT, Call, Ended, save_picture
from PIL import Image

from attnstudio.core import scenes
from attnstudio.core.accuracy import wilson

COLUMNS = ["path", "label", "label_index", "top1", "top1_index", "top1_probability", "margin", "entropy", "right"]


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight scenes of three classes in a folder each, and two that are labelled wrongly, as kites."""
    folder = tmp_path_factory.mktemp("scenes")
    for name, count in (("ball", 3), ("cup", 3), ("fish", 2)):
        (folder / name).mkdir()
        for number in range(count):
            scene = scenes.draw(5_000_000 + number, 128, scenes.CLASSES.index(name))
            Image.fromarray(scene.picture).save(folder / name / f"{number}.png")
    (folder / "kite").mkdir()
    for number in range(2):
        scene = scenes.draw(6_000_000 + number, 128, scenes.CLASSES.index("leaf"))
        Image.fromarray(scene.picture).save(folder / "kite" / f"{number}.png")
    return folder


@pytest.fixture
def predict(call: Call, tmp_path: Path) -> Call:
    """With the demo model, into tmp_path/out.csv."""

    def run(*words: object) -> Ended:
        return call("predict", "--model", "demo", "--output", tmp_path / "out.csv", *words)

    return run


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_and_the_summary(predict: Call, data_set: Path, tmp_path: Path) -> None:
    ended = predict(data_set)
    assert ended.status == 0, ended.err
    rows = read(tmp_path / "out.csv")
    assert set(COLUMNS) <= set(rows[0])
    assert Counter(row["label"] for row in rows) == {"ball": 3, "cup": 3, "fish": 2, "kite": 2}
    right = sum(row["right"] == "True" for row in rows)
    assert all((row["right"] == "True") == (row["top1"] == row["label"]) == (row["rank"] == "1") for row in rows)
    assert not any(row["top1"] == "kite" for row in rows)  # they are leaves
    low, high = (f"{100 * end:.1f}" for end in wilson(right, 10))
    assert f"top-1 {right * 10}.0 % ({low} to {high} %)" in ended.err
    assert "10 pictures predicted" in ended.err
    assert "kite is taken for" in ended.err
    assert ended.out == f"-> {tmp_path / 'out.csv'}\n"


def test_json_has_a_row_a_picture_and_then_the_summary(call: Call, data_set: Path) -> None:
    ended = call("predict", data_set, "--model", "demo", "--json", "--top", "2")
    *rows, last = ended.rows
    assert len(rows) == 10
    assert "top2" in rows[0] and "top3" not in rows[0]
    summary = last["summary"]
    assert isinstance(summary, dict)
    assert summary["labelled"] == 10
    assert summary["top1"]["hits"] == sum(row["right"] is True for row in rows)
    assert summary["top1"]["low"] < summary["top1"]["value"] < summary["top1"]["high"]
    assert summary["worst_pairs"]


def test_what_cannot_be_read_is_a_row_and_status_1(predict: Call, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    save_picture(folder / "a.png")
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    ended = predict(folder)
    assert ended.status == 1
    first, second = read(tmp_path / "out.csv")
    assert first["error"] == "" and first["label"] == ""
    assert "b.png" in second["error"] and second["top1"] == ""
    assert "1 picture predicted, 1 failed, 1 without a label" in ended.err


def test_a_folder_is_no_table(predict: Call, call: Call, data_set: Path, tmp_path: Path) -> None:
    ended = call("predict", data_set, "--model", "demo", "--output", tmp_path, "--force")
    assert ended.status == 2 and f"{tmp_path} is a folder" in ended.err and "predicted" not in ended.err


def test_an_existing_table_stays(predict: Call, data_set: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    ended = predict(data_set)
    assert ended.status == 1 and "--force" in ended.err
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert predict(data_set, "--force").status == 0
    assert len(read(tmp_path / "out.csv")) == 10


def test_a_second_call_goes_on(predict: Call, call: Call, tmp_path: Path) -> None:
    folder, table = tmp_path / "set", tmp_path / "out.csv"
    (folder / "cup").mkdir(parents=True)
    for number in range(4):
        save_picture(folder / "cup" / f"{number}.png", seed=number)
    (folder / "cup" / "3.png").write_bytes(b"")
    assert predict(folder / "cup" / "1.png", "--json").status == 0
    first = read(table)
    *rows, last = predict(folder, "--json").rows
    assert [Path(str(row["path"])).name for row in rows] == ["0.png", "2.png", "3.png"]
    assert [Path(row["path"]).name for row in read(table)] == ["0.png", "1.png", "2.png", "3.png"]
    assert [row["label"] for row in read(table)] == ["cup", "cup", "cup", ""]
    assert read(table)[1] == first[0]
    before = table.read_bytes()
    table.unlink()
    assert call("runs", table, "--json").rows[0]["done"] == 3
    again = predict(folder, "--json")
    assert (again.status, again.rows) == (1, [last])
    assert "3 of 4 pictures were done before, 1 failed" in again.err
    assert table.read_bytes() == before
    save_picture(folder / "cup" / "2.png", seed=7)
    save_picture(folder / "cup" / "3.png", seed=8)
    *rows, _ = predict(folder, "--json", "--retry-failed").rows
    assert [Path(str(row["path"])).name for row in rows] == ["3.png", "2.png"]
    (status,) = call("runs", table, "--json").rows
    assert (status["done"], status["failed"], status["waiting"]) == (4, 0, 0)
    other = predict(folder, "--levels", "full")
    assert other.status == 2 and "levels: auto, not full" in other.err
    assert len(read(table)) == 4
    merged = call("runs", "merge", f"{table}.run", "--output", tmp_path / "merged")
    assert merged.status == 2 and "is of predict" in merged.err


def test_a_damaged_journal_of_predictions_is_made_anew(predict: Call, data_set: Path, tmp_path: Path) -> None:
    assert predict(data_set).status == 0
    before = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "out.csv.run" / "run.sqlite").write_bytes(b"nothing")
    ended = predict(data_set)
    assert ended.status == 0 and "the journal was damaged" in ended.err
    assert (tmp_path / "out.csv").read_bytes() == before


def test_a_call_without_anywhere_to_write_is_wrong(call: Call, data_set: Path) -> None:
    ended = call("predict", data_set, "--model", "demo")
    assert ended.status == 2 and "--output" in ended.err


def test_classes_that_the_model_lacks_are_named_with_the_remedy(predict: Call, data_set: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "cupp").symlink_to(data_set / "cup")
    (other / "ball").symlink_to(data_set / "ball")
    ended = predict(other)
    assert ended.status == 0
    assert "cupp" in ended.err and "Near: cup" in ended.err and "--class-map" in ended.err
    assert "3 without a label" in ended.err
    table = tmp_path / "classes.csv"
    table.write_text("cupp,cup\n")
    ended = predict(other, "--force", "--class-map", table)
    assert "--class-map" not in ended.err and "without a label" not in ended.err
    assert Counter(row["label"] for row in read(tmp_path / "out.csv")) == {"cup": 3, "ball": 3}
    table.write_text("cupp,saucer\n")
    ended = predict(other, "--force", "--class-map", table)
    assert ended.status == 2 and "saucer" in ended.err


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["wrong"], lambda row: row["right"] is False),
        (["label=cup"], lambda row: row["label"] == "cup"),
        (["predicted=fish"], lambda row: row["top1"] == "fish"),
        (["probability=0..0.9"], lambda row: row["top1_probability"] <= 0.9),
        (["right", "label=ball"], lambda row: row["right"] and row["label"] == "ball"),
    ],
)
def test_only_selects(call: Call, data_set: Path, words: list[str], kept: object) -> None:
    assert callable(kept)
    *every, _ = call("predict", data_set, "--model", "demo", "--json").rows
    only = [part for word in words for part in ("--only", word)]
    *some, _ = call("predict", data_set, "--model", "demo", "--json", *only).rows
    assert [row["path"] for row in some] == [row["path"] for row in every if kept(row)]


def test_only_wrong_needs_labels(call: Call, tmp_path: Path) -> None:
    save_picture(tmp_path / "noise.png")
    ended = call("predict", tmp_path / "noise.png", "--model", "demo", "--json", "--only", "wrong")
    assert ended.status == 2 and "needs labels" in ended.err
    ended = call("predict", tmp_path / "noise.png", "--model", "demo", "--json", "--only", "rihgt")
    assert ended.status == 2 and "predicted=NAME" in ended.err


def test_a_filter_that_leaves_nothing_is_a_wrong_call(
    predict: Call, call: Call, data_set: Path, tmp_path: Path
) -> None:
    words = ("--only", "unsure", "--only", "label=cup")
    for ended in (
        predict(data_set, *words),
        call("explain", data_set, "--model", "demo", "--output", tmp_path / "maps", *words),
        call("evaluate", data_set, "--model", "demo", "--output", tmp_path / "scores", *words),
    ):
        assert ended.status == 2
        assert "--only unsure label=cup leaves none of the 10 pictures" in ended.err
    assert not (tmp_path / "out.csv").exists() and not list(tmp_path.rglob("*.png"))


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    """The program stops itself at its fortieth row, as Ctrl-C does."""
    folder = tmp_path / "noises"
    folder.mkdir()
    for number in range(150):
        save_picture(folder / f"{number:03}.png", seed=number)
    script = """
import os, signal, sys
from attnstudio.runs.journal import Journal
seen = Journal.done
def done(self, number, *values):
    if number == 40:
        os.kill(os.getpid(), signal.SIGINT)
    seen(self, number, *values)
Journal.done = done
from attnstudio.cli import main
sys.exit(main(sys.argv[1:]))
"""
    file = tmp_path / "out.csv"
    words = ["predict", folder, "--model", "demo", "--output", file]
    ended = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 130, ended.stderr
    assert "stopped" in ended.stderr
    rows = read(file)
    assert 40 < len(rows) < 150
    assert [Path(row["path"]).stem for row in rows] == [f"{number:03}" for number in range(len(rows))]


# Targets of each picture, in explain and evaluate


@pytest.fixture
def explain(call: Call, tmp_path: Path) -> Call:
    def run(*words: object) -> Ended:
        out = tmp_path / "out"
        return call("explain", "--model", "demo", "--method", "gradcam", "--output", out, "--json", "--force", *words)

    return run


def test_each_picture_is_explained_by_its_label(explain: Call, data_set: Path) -> None:
    ended = explain(data_set, "--target", "label")
    assert ended.status == 0, ended.err
    assert len(ended.rows) == 10
    assert all(row["class_name"] == row["label"] == Path(str(row["image"])).parent.name for row in ended.rows)
    assert any("You are explaining kite" in str(row["notices"]) for row in ended.rows)  # the class check, of each


def test_the_strongest_wrong_class_of_each(explain: Call, data_set: Path) -> None:
    ended = explain(data_set, "--target", "best-wrong")
    for row in ended.rows:
        top5 = row["top5"]
        assert isinstance(top5, list)
        assert row["class_name"] == next(name for _, name, _ in top5 if name != row["label"])


def test_the_difference_fails_where_it_is_nothing_and_the_rest_continues(explain: Call, data_set: Path) -> None:
    ended = explain(data_set, "--target", "label-predicted")
    assert ended.status == 1
    explained = [row for row in ended.rows if "error" not in row]
    assert explained
    assert len(ended.rows) == 10
    for row in explained:
        assert row["class_name"] == f"{row['label']} - {row['top5'][0][1]}"
    assert all("minus itself" in str(row["error"]) for row in ended.rows if "error" in row)
    assert explain(data_set, "--target", "label-predicted", "--only", "wrong").status == 0


def test_a_picture_without_a_label_fails_alone(explain: Call, data_set: Path, tmp_path: Path) -> None:
    alone = save_picture(tmp_path / "noise.png")
    ended = explain(alone, data_set / "ball", "--target", "label")
    assert ended.status == 1
    first, *others = ended.rows
    assert "no label" in str(first["error"])
    assert "noise.png: " in ended.err
    assert len(others) == 3 and all(row["label"] == "ball" for row in others)


def test_a_target_that_no_picture_has_is_a_wrong_call(explain: Call, tmp_path: Path) -> None:
    ended = explain(save_picture(tmp_path / "noise.png"), "--target", "best-wrong")
    assert ended.status == 2
    assert "--target best-wrong needs labels" in ended.err


def test_targets_of_a_table(explain: Call, data_set: Path, tmp_path: Path) -> None:
    table = tmp_path / "targets.csv"
    ball, cup = data_set / "ball" / "0.png", data_set / "cup" / "1.png"
    table.write_text(f"picture;target\n{ball};fish\n{cup};no such class\n")
    ended = explain(ball, cup, data_set / "fish", "--targets", table, "--target", "predicted")
    assert ended.status == 1
    first, second, *rest = ended.rows
    assert first["class_name"] == "fish"
    assert "no such class" in str(second["error"])
    assert all(row["class_name"] == row["top5"][0][1] for row in rest)
    table.write_text("other.png,fish\n")
    ended = explain(ball, "--targets", table)
    assert ended.status == 2 and "names none of the pictures" in ended.err


def test_explain_only_the_wrong_ones(explain: Call, data_set: Path) -> None:
    ended = explain(data_set, "--only", "wrong")
    assert ended.status == 0
    assert ended.rows and all(row["label"] != row["top5"][0][1] for row in ended.rows)
    assert f"{len(ended.rows)} of 10 pictures" in ended.err


def test_evaluate_follows_labels_too(call: Call, data_set: Path) -> None:
    words = ("--model", "demo", "--method", "gradcam", "--metric", "deletion", "--set-metric", "deletion.steps=3")
    ended = call("evaluate", data_set, *words, "--target", "label", "--only", "label=fish", "--json")
    assert ended.status == 0, ended.err
    *rows, _ = ended.rows
    assert {row["class_name"] for row in rows} == {row["label"] for row in rows} == {"fish"}


def test_predictions_of_a_second_run_are_those_of_the_first(call: Call, data_set: Path) -> None:
    first, second = (call("predict", data_set, "--model", "demo", "--json").rows for _ in range(2))
    assert first == second


def test_array_files_are_predicted_too(call: Call, tmp_path: Path) -> None:
    drawn = [scenes.draw(7_000_000 + number, 64) for number in range(6)]
    file = tmp_path / "set.npz"
    np.savez(file, x_test=np.stack([one.picture for one in drawn]), y_test=[one.class_index for one in drawn])
    *rows, last = call("predict", file, "--model", "demo", "--json").rows
    assert [row["label_index"] for row in rows] == [one.class_index for one in drawn]
    assert str(rows[3]["path"]).endswith("x_test[3]")
    *again, _ = call("predict", file, "--model", "demo", "--json").rows
    assert again == rows
    assert "summary" in last
