"""Data sets in the real window: opened, predicted, filtered and sorted, explained, labelled, saved in a session."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import Desk
from helpers.jobs import SCENES
from PySide6.QtWidgets import QFileDialog

from attnstudio import cli, log_file, start
from attnstudio.core import scenes
from attnstudio.core.annotations import content as annotations_content
from attnstudio.core.picture_columns import NO_CLASS, Column, State
from attnstudio.core.regions import Rectangle, Region
from attnstudio.start import Start
from attnstudio.ui.pictures import dataset_controller
from attnstudio.ui.pictures.image_browser import Look

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

WRONG_LABEL = "umbrella"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The built-in scenes, one folder a class; the first ball lies among the umbrellas, and one file is no picture."""
    root = tmp_path / "scenes"
    for path in SCENES:
        label = path.stem.partition("-")[0]
        place = root / (WRONG_LABEL if path == SCENES[0] else label) / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    (root / "fish" / "broken.jpg").write_text("no picture")
    return root


def names(desk: Desk) -> list[str]:
    """Of the pictures that are listed, in their order."""
    model = desk.app.panels.browser.table.model()
    return [str(model.index(row, Column.NAME).data()) for row in range(model.rowCount())]


def texts(desk: Desk, column: Column) -> dict[str, str]:
    """A column of the table by name of the picture."""
    model = desk.app.panels.browser.table.model()
    cells = [str(model.index(row, column).data()) for row in range(model.rowCount())]
    return dict(zip(names(desk), cells, strict=True))


def test_a_folder_of_class_folders_is_a_data_set(desk: Desk, folder: Path) -> None:
    assert not desk.action("match_classes").isEnabled()
    desk.open(folder)
    assert desk.app.services.dataset.dataset is not None
    assert desk.action("match_classes").isEnabled() and desk.action("predict_all").isEnabled()
    assert len(names(desk)) == len(SCENES) + 1
    labels = texts(desk, Column.LABEL)
    assert labels[SCENES[0].name] == WRONG_LABEL
    assert all(labels[path.name] == path.stem.partition("-")[0] for path in SCENES[1:])
    assert set(texts(desk, Column.PREDICTED).values()) == {""}
    assert desk.path is not None and desk.path.is_relative_to(folder)


def test_regions_of_a_large_file_are_read_when_they_are_wanted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(SCENES[0], tmp_path))
    content = {
        "images": [{"id": 1, "file_name": path.name}],
        "categories": [{"id": 1, "name": "ball"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [20, 30, 70, 60]}],
    }
    (tmp_path / "instances.json").write_text(json.dumps(content))
    region_of = desk.app.features.regions.controller.region_of
    desk.app.features.pictures.datasets.open(tmp_path / "instances.json")
    desk.idle()
    assert region_of(path) is not None
    desk.app.features.regions.controller.replace({path: None})
    monkeypatch.setattr(annotations_content, "MAX_BYTES", 100)
    desk.app.features.pictures.datasets.open(tmp_path / "instances.json")
    desk.idle()
    assert region_of(path) is None
    assert "regions in instances.json were not read" in desk.message
    desk.app.panels.banner.action.click()
    desk.idle()
    assert region_of(path) is not None


def test_predict_all_says_what_is_wrong_and_what_failed(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.action("predict_all").trigger()
    desk.idle()
    predicted, right = texts(desk, Column.PREDICTED), texts(desk, Column.RIGHT)
    assert predicted[SCENES[0].name] == "ball"
    assert right[SCENES[0].name] == "\N{BALLOT X}"
    labels = texts(desk, Column.LABEL)
    wrong = {name for name, sign in right.items() if sign == "\N{BALLOT X}"}
    assert wrong == {name for name in predicted if predicted[name] and predicted[name] != labels[name]}
    assert len(wrong) < 4
    assert texts(desk, Column.STATE)["broken.jpg"] == "Failed"
    assert texts(desk, Column.RANK)[SCENES[3].name] == "1"
    counts = desk.app.services.dataset.columns.counts()
    assert (counts["wrong"], counts["failed"]) == (len(wrong), 1)
    chips = desk.app.panels.browser.filter_bar.chips
    assert chips["wrong"].isVisible() and chips["wrong"].text().endswith(f" {len(wrong)}")
    chips["wrong"].click()
    assert set(names(desk)) == wrong
    chips["wrong"].click()
    chips["failed"].click()
    assert names(desk) == ["broken.jpg"]


def test_the_table_sorts_by_a_heading_as_numpy_does(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.action("predict_all").trigger()
    desk.idle()
    state = desk.app.services.dataset
    desk.app.panels.browser.show_look(Look.TABLE)
    header = desk.app.panels.browser.table.horizontalHeader()
    before = names(desk)
    header.sectionClicked.emit(Column.PROBABILITY)
    known = np.flatnonzero(~np.isnan(state.columns.probability))
    expected = known[np.argsort(state.columns.probability[known], kind="stable")]
    assert state.view[:-1].tolist() == expected.tolist()
    assert names(desk)[-1] == "broken.jpg", "what has no probability comes last"
    header.sectionClicked.emit(Column.PROBABILITY)
    assert (
        state.view[:-1].tolist()
        == np.array(known)[np.argsort(-state.columns.probability[known], kind="stable")].tolist()
    )
    header.sectionClicked.emit(Column.PROBABILITY)
    assert names(desk) == before


def test_predictions_of_another_model_go(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.action("predict_all").trigger()
    desk.idle()
    desk.app.services.selection.set(inputs={**desk.app.services.selection.now.inputs, "resize": "crop"})
    assert set(texts(desk, Column.PREDICTED).values()) == {""}
    assert desk.app.services.dataset.predicted_by is None
    desk.idle()


def test_cancelled_predictions_leave_what_is_done(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.action("predict_all").trigger()
    states = desk.app.services.dataset.columns.states
    assert (states == State.WAITING).all()
    desk.action("cancel").trigger()
    desk.idle()
    assert not (states == State.WAITING).any()


def test_all_selected_pictures_are_explained(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.app.panels.browser.table.selectAll()
    desk.app.services.pictures.select_rows(np.arange(len(SCENES) + 1))
    shown = desk.path
    desk.action("explain_selected").trigger()
    desk.idle()
    assert desk.path == shown, "the picture that is shown stays"
    assert {Path(row[0]).name for row in desk.rows} == {path.name for path in SCENES}
    states = texts(desk, Column.STATE)
    assert states["broken.jpg"] == "Failed"
    assert states[SCENES[3].name] == "Explained"
    assert "could not be explained" in desk.message


def test_a_label_is_set_by_hand(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(folder)
    desk.action("predict_all").trigger()
    desk.idle()
    ball = scenes.CLASSES.index("ball")
    monkeypatch.setattr(dataset_controller, "ask_label", lambda *_: ball)
    desk.app.services.pictures.select([folder / WRONG_LABEL / SCENES[0].name])
    desk.action("set_label").trigger()
    assert texts(desk, Column.LABEL)[SCENES[0].name] == "ball"
    assert texts(desk, Column.RIGHT)[SCENES[0].name] == "\N{CHECK MARK}"
    monkeypatch.setattr(dataset_controller, "ask_label", lambda *_: NO_CLASS)
    desk.action("set_label").trigger()
    assert texts(desk, Column.LABEL)[SCENES[0].name] == texts(desk, Column.RIGHT)[SCENES[0].name] == ""


def test_the_target_follows_the_label_of_each_picture(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.app.panels.browser.choose(folder / WRONG_LABEL / SCENES[0].name)
    desk.idle()
    desk.app.panels.target_picker.rules.actions_by_target["label"].trigger()
    desk.idle()
    assert desk.submitted[-1].target == "label"
    assert desk.submitted[-1].label == scenes.CLASSES.index(WRONG_LABEL)
    desk.app.panels.browser.choose(folder / "fish" / SCENES[5].name)
    desk.idle()
    assert desk.submitted[-1].label == scenes.CLASSES.index("fish")
    desk.app.panels.target_picker.rules.actions_by_target["best-wrong"].trigger()
    desk.idle()
    assert desk.shown is not None
    desk.app.features.explain.controller.choose_target("top1")
    desk.idle()


def test_a_column_of_the_table_names_the_target_of_each_picture(
    desk: Desk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_app: Callable[..., Desk]
) -> None:
    chosen = {SCENES[1]: "cup", SCENES[4]: "top2", SCENES[5]: ""}
    lines = [
        f"{folder / path.stem.partition('-')[0] / path.name},{path.stem.partition('-')[0]},{target}"
        for path, target in chosen.items()
    ]
    table = tmp_path / "some.csv"
    table.write_text("\n".join(["path,label,explain", *lines]))
    desk.open(table)
    assert len(names(desk)) == 3
    desk.app.panels.target_picker.rules.actions_by_target["column:explain"].trigger()
    desk.idle()
    assert desk.submitted[-1].target == "cup"
    assert desk.map is not None
    desk.app.panels.browser.step(1)
    desk.idle()
    assert desk.submitted[-1].target == "top2"
    desk.app.panels.browser.step(1)
    desk.idle()
    assert "column explain" in desk.message

    pictures = desk.app.services.pictures
    pictures.select_rows(np.arange(3))
    desk.action("explain_selected").trigger()
    desk.idle()
    assert [texts(desk, Column.STATE)[path.name] for path in chosen] == ["Explained", "Explained", "Failed"]
    desk.action("compare").trigger()
    desk.idle()
    comparison = desk.app.features.compare.controller.comparison
    assert [comparison.plan.request((0, column)).target for column in range(2)] == ["cup", "top2"]
    assert comparison.results[0, 0].target.index == scenes.CLASSES.index("cup")
    assert 2 in {column for _, column in comparison.failures}

    file = tmp_path / "one.attn"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    desk.app.panels.browser.choose(Path(lines[0].partition(",")[0]))
    desk.idle()
    desk.action("save_session_as").trigger()
    other = open_app()
    other.app.features.sessions.controller.open(file)
    other.idle()
    assert other.app.services.selection.now.target == "column:explain"
    assert other.submitted[-1].target == "cup"
    desk.open(folder)
    assert desk.app.services.selection.now.target == "top1", "the column is gone"


def test_classes_with_other_names_are_matched_and_the_rest_is_left_to_the_user(desk: Desk, folder: Path) -> None:
    (folder / "fish").rename(folder / "Fish")
    (folder / "kite").rename(folder / "kites")
    desk.open(folder)
    assert texts(desk, Column.LABEL)[SCENES[5].name] == "fish"
    state = desk.app.services.dataset
    kite = next(row for row, name in enumerate(state.names) if name.startswith("kite"))
    assert state.columns.labels[kite] == NO_CLASS
    assert state.label_text(kite) == "kites"
    assert "not among those of the model: 1 of 10." in desk.message


def test_a_data_set_that_cannot_be_opened_leaves_what_is_open(desk: Desk, tmp_path: Path) -> None:
    shown = desk.path
    file = tmp_path / "test.npz"
    file.write_bytes(b"PK\x03\x04 nothing")
    desk.open(file)
    assert desk.message
    assert desk.path == shown


def test_arrays_are_pictures_like_any_other(desk: Desk, tmp_path: Path) -> None:
    drawn = [scenes.draw(seed, 128) for seed in range(6)]
    file = tmp_path / "drawn.npz"
    labels = np.array([scene.class_index for scene in drawn])
    np.savez(file, x_test=np.stack([scene.picture for scene in drawn]), y_test=labels)
    desk.open(file)
    assert names(desk) == [f"x_test[{number}]" for number in range(6)]
    assert desk.map is not None
    request = desk.submitted[-1]
    assert request.image == file / "x_test[0]"
    assert desk.board.cache.find(request) is not None, "its maps are known from now on"
    desk.action("predict_all").trigger()
    desk.idle()
    predicted = list(texts(desk, Column.PREDICTED).values())
    assert sum(one == scenes.CLASSES[label] for one, label in zip(predicted, labels, strict=True)) >= 4


def test_a_session_opens_its_data_set_with_labels_set_by_hand(
    desk: Desk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_app: Callable[..., Desk]
) -> None:
    desk.open(folder)
    monkeypatch.setattr(dataset_controller, "ask_label", lambda *_: scenes.CLASSES.index("cup"))
    chosen = folder / "leaf" / next(path.name for path in SCENES if path.stem.startswith("leaf"))
    desk.app.panels.browser.choose(chosen)
    desk.idle()
    desk.action("set_label").trigger()
    file = tmp_path / "one.attn"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    desk.action("save_session_as").trigger()
    other = open_app()
    other.app.features.sessions.controller.open(file)
    other.idle()
    assert other.path == chosen
    assert texts(other, Column.LABEL)[chosen.name] == "cup"
    assert len(names(other)) == len(SCENES) + 1


def test_the_command_line_compares_the_pictures_of_a_data_set(desk: Desk, folder: Path) -> None:
    desk.begin(Start(pictures=(folder,), methods=("saliency", "gradcam"), compare=True))
    desk.idle()
    plan = desk.app.features.compare.controller.comparison.plan
    assert (len(plan.lines), len(plan.pictures)) == (2, 8)
    assert len(desk.app.services.pictures.selected) == len(SCENES) + 1


def test_a_comparison_of_many_pictures_has_pages(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    pictures = desk.app.services.pictures
    pictures.select_rows(np.arange(11))
    desk.action("compare").trigger()
    desk.idle()
    compare, bar = desk.app.features.compare.controller, desk.app.panels.compare.bar
    assert compare.comparison.plan.pictures == pictures.selected[:8]
    assert not bar.earlier.isEnabled()
    bar.later.click()
    desk.idle()
    assert compare.comparison.plan.pictures == pictures.selected[8:]
    assert "9 to 11 of 11" in bar.about.whole
    assert not bar.later.isEnabled()
    pictures.select_rows(np.arange(3))
    desk.idle()
    assert compare.comparison.plan.pictures == pictures.selected
    compare.leave()


def test_each_compared_picture_is_explained_by_its_own_label(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    pictures = desk.app.services.pictures
    desk.app.features.explain.controller.choose_target("label")
    pictures.select_rows(np.array([0, 4]))
    desk.action("compare").trigger()
    desk.idle()
    plan = desk.app.features.compare.controller.comparison.plan
    labels = desk.app.services.dataset.columns.labels
    assert [plan.request((0, column)).label for column in (0, 1)] == [labels[0], labels[4]]
    assert labels[0] != labels[4]
    desk.app.features.compare.controller.leave()
    desk.app.features.explain.controller.choose_target("top1")
    desk.idle()


def test_run_takes_every_selected_picture(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.app.services.pictures.select_rows(np.array([0, 1, 2]))
    desk.action("run").trigger()
    desk.idle()
    assert {path.name for path in desk.app.services.pictures.selected} <= {row[0] for row in desk.rows}


def test_pictures_with_a_region_are_listed_by_a_chip(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    chip = desk.app.panels.browser.filter_bar.chips["region"]
    assert chip.isHidden()
    path = folder / "cup" / next(one.name for one in SCENES if one.stem.startswith("cup"))
    desk.app.features.regions.controller.replace({path: Region((Rectangle(10, 10, 50, 40),))})
    desk.qtbot.waitUntil(lambda: not chip.isHidden())
    chip.click()
    assert names(desk) == [path.name]
    assert texts(desk, Column.REGION)[path.name] == "yes"
    chip.click()
    desk.app.features.regions.controller.replace({path: None})
    desk.qtbot.waitUntil(chip.isHidden)


def test_the_command_line_opens_what_it_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch, open_app: Callable[..., Desk]
) -> None:
    starts: list[start.Start] = []

    def run_window(wanted: start.Start) -> int:
        starts.append(wanted)
        return 0

    monkeypatch.setattr(start, "run_window", run_window)
    monkeypatch.setattr(log_file, "start", lambda: None)
    assert cli.main([str(folder)]) == 0
    assert starts[0].pictures == (folder,)
    desk = open_app()
    desk.begin(starts[0])
    desk.idle()
    assert len(names(desk)) == len(SCENES) + 1
    assert desk.path is not None and desk.path.is_relative_to(folder)


def test_what_was_left_out_is_said(desk: Desk, tmp_path: Path) -> None:
    for path in SCENES[:3]:
        shutil.copy(path, tmp_path)
    table = tmp_path / "labels.csv"
    rows = [f"{path.name},{path.stem.partition('-')[0]}" for path in SCENES[:3]]
    table.write_text("\n".join(["path,label", *rows, "gone.jpg,fish"]), encoding="utf-8")
    desk.open(table)
    assert names(desk) == [path.name for path in SCENES[:3]]
    assert "Entries of labels.csv that were left out: 1 of 4." in desk.message


def test_a_folder_of_pictures_beside_others_is_added_to_the_list(desk: Desk, tmp_path: Path) -> None:
    for path in SCENES[:2]:
        shutil.copy(path, tmp_path)
    (tmp_path / "notes").mkdir()
    before = len(desk.app.services.pictures)
    desk.open(tmp_path)
    assert len(desk.app.services.pictures) == before + 2
    assert desk.app.services.dataset.dataset is None
    assert desk.path == tmp_path / SCENES[0].name
