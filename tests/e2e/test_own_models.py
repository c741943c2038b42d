"""User models in the window: dropped, options chosen once and stored, refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import helpers
import numpy as np
import pytest
from helpers.desk import PATIENCE, Desk
from helpers.jobs import SCENES
from helpers.own_models import WORKING
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.scan import scan
from attnstudio.core.picture_columns import State
from attnstudio.settings import Settings
from attnstudio.start import Start
from attnstudio.ui.explain.results import cells
from attnstudio.ui.models.options_dialog import OptionsDialog
from attnstudio.ui.state.results import Row

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked into without a child process, which has tests of its own and takes seconds."""

    def look_into(path: Path, *_: object) -> ModelMetadata:
        scan(path)
        return child.describe(keras_file.load(path))

    monkeypatch.setattr(vetting, "run_sandbox", look_into)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "акулы.keras"
    helpers.with_random_weights(WORKING["several outputs"][0]()).save(path)
    return path


@pytest.fixture
def window(open_app: Callable[..., Desk], tmp_path: Path) -> Desk:
    """With the demo model's map of a scene, and a place to remember things."""
    desk = open_app(Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json")
    desk.open(SCENES[0])
    return desk


def dialog_of(desk: Desk) -> OptionsDialog:
    own = desk.app.features.models.user_models
    desk.qtbot.waitUntil(lambda: own.dialog is not None and own.dialog.isVisible(), timeout=PATIENCE)
    assert own.dialog is not None
    return own.dialog


def press(qtbot: QtBot, dialog: OptionsDialog, button: QDialogButtonBox.StandardButton) -> None:
    qtbot.mouseClick(dialog.buttons.button(button), Qt.MouseButton.LeftButton)


def explained_by(desk: Desk, path: Path) -> None:
    desk.qtbot.waitUntil(lambda: any(row.result.model.id == str(path) for row in rows(desk)), timeout=PATIENCE)
    desk.idle()


def rows(desk: Desk) -> Sequence[Row]:
    return desk.app.panels.results.model.rows


def test_a_whole_model_in_hdf5_opens_and_is_listed_from_the_model_folder(
    window: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "КУРС.H5"
    helpers.with_random_weights(WORKING["logits"][0]()).save(tmp_path / "course.h5")
    (tmp_path / "course.h5").rename(path)
    window.drop(path)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    explained_by(window, path)
    folder = paths.model_folder()
    folder.mkdir(parents=True, exist_ok=True)
    copied = folder / "course.h5"
    copied.write_bytes(path.read_bytes())
    helpers.with_random_weights(WORKING["logits"][0]()).save_weights(folder / "any.weights.h5")
    assert {str(path), str(copied)} <= set(window.app.services.models.user_specs())
    assert str(folder / "any.weights.h5") not in window.app.services.models.user_specs()


def test_what_the_output_is_can_be_chosen(window: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "age.keras"
    helpers.with_random_weights(WORKING["logits"][0]()).save(path)
    window.drop(path)
    dialog = dialog_of(window)
    assert "logits of classes" in dialog.kind.found.text()
    dialog.kind.box.setCurrentIndex(dialog.kind.box.findData("regression"))
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    explained_by(window, path)
    assert window.app.services.models.options(str(path)).output_kind == "regression"
    row = rows(window)[-1]
    assert row.result.prediction.regression
    assert cells(row)[4] == f"{row.result.prediction.logits[0]:.5g}"


def test_a_dropped_model_opens_the_options_once_and_explains_the_picture(
    window: Desk, model: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    labels = tmp_path / "colours.txt"
    labels.write_text("red\ngreen\nblue\n", encoding="utf-8")
    window.drop(model)
    dialog = dialog_of(window)
    assert [dialog.output.itemData(row) for row in range(dialog.output.count())] == ["colour", "kind"]
    assert dialog.preprocessing.currentData() == "zero_to_one"
    assert not dialog.forget.isVisible()  # it is not known yet
    dialog.output.setCurrentIndex(1)
    dialog.use_labels(labels)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()  # three names for four classes
    dialog.output.setCurrentIndex(0)
    assert ok.isEnabled()
    dialog.preprocessing.setCurrentIndex(dialog.preprocessing.findData("caffe"))
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    explained_by(window, model)
    picker = window.app.panels.model_picker
    assert picker.chosen == str(model)
    assert picker.box.currentText() == "акулы"
    assert picker.options.isVisible()
    result = rows(window)[-1].result
    assert result.model.class_names == ("red", "green", "blue")
    assert result.request.options.preprocessing == "caffe"
    assert window.path == SCENES[0]

    window.drop(model)  # again: it is known by now
    with qtbot.waitSignal(window.app.features.models.user_models.ready, timeout=PATIENCE):
        pass
    assert window.app.features.models.user_models.dialog is None

    qtbot.mouseClick(picker.options, Qt.MouseButton.LeftButton)
    again = dialog_of(window)
    assert again.options() == result.request.options
    again.preprocessing.setCurrentIndex(again.preprocessing.findData("torch"))
    press(qtbot, again, QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: rows(window)[-1].result.request.options.preprocessing == "torch", timeout=PATIENCE)
    window.idle()


def test_a_remembered_model_is_there_at_the_next_start(
    open_app: Callable[..., Desk], model: Path, tmp_path: Path
) -> None:
    settings, file = Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json"
    first = open_app(settings, file)
    first.begin(Start(pictures=(SCENES[0],), model=str(model)))
    explained_by(first, model)
    assert first.app.features.models.user_models.dialog is None  # the command line asks nothing
    first.window.close()
    second = open_app(Settings.load(file), file)
    second.begin(Start(pictures=(SCENES[1],)))
    explained_by(second, model)
    assert second.app.panels.model_picker.chosen == str(model)
    assert paths.user_models_file().is_file()


def test_a_file_that_is_refused_shows_why_and_leaves_all_as_it_was(window: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "bad.keras"
    bad.write_bytes(b"PK\x03\x04 and no more")
    before = window.shown.values
    window.drop(bad)
    window.qtbot.waitUntil(lambda: "bad.keras" in window.message, timeout=PATIENCE)
    assert "damaged or incomplete" in window.message
    assert window.app.panels.model_picker.chosen == "demo"
    assert window.shown.values is before
    weights = tmp_path / "old.weights.h5"
    helpers.with_random_weights(WORKING["logits"][0]()).save_weights(weights)
    window.drop(weights)
    window.qtbot.waitUntil(lambda: "old.weights.h5" in window.message, timeout=PATIENCE)
    assert "holds weights only" in window.message
    folder = tmp_path / "exported"
    folder.mkdir()
    (folder / "saved_model.pb").touch()
    window.drop(folder)
    window.qtbot.waitUntil(lambda: "SavedModel" in window.message, timeout=PATIENCE)
    assert window.shown.values is before


def test_a_picture_and_a_model_may_be_dropped_together(window: Desk, model: Path, qtbot: QtBot) -> None:
    window.drop(SCENES[2], model)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    explained_by(window, model)
    assert window.path == SCENES[2]


def test_a_network_of_dense_layers_disables_class_activation_maps_and_offers_a_method(
    window: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    network = keras.Sequential([keras.Input((784,)), layers.Dense(8, "relu"), layers.Dense(3, "softmax")])
    path = tmp_path / "digits.keras"
    helpers.with_random_weights(network).save(path)
    window.app.panels.method_selector.choose(["gradcam++"])
    window.idle()
    assert window.map is not None
    window.drop(path)
    dialog = dialog_of(window)
    assert any("a list of 784 numbers" in label.text() for label in dialog.findChildren(QLabel))
    dialog.width_box.setValue(7)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.height_box.setValue(112)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: "digits has no layer with height and width" in window.message, timeout=PATIENCE)
    assert window.map is not None
    assert (
        window.app.panels.map_strip.text.text()
        == "This map is from the model Demo (built in), not from the chosen one."
    )
    assert window.app.panels.status_bar.device.text().startswith("digits")
    window.choose("LayerCAM")
    assert [call.id for call in window.app.services.selection.now.methods] == ["gradcam++"], "the model cannot carry it"
    assert window.app.panels.banner.action.text() == "Use Saliency"
    qtbot.mouseClick(window.app.panels.banner.action, Qt.MouseButton.LeftButton)
    explained_by(window, path)
    assert [row.heatmap.method for row in rows(window)][-1] == "saliency"
    assert window.app.panels.map_strip.isHidden()
    assert rows(window)[-1].result.placement.input_size == (7, 112)
    assert window.message == ""


def test_a_network_of_dense_layers_is_attacked_though_it_has_no_map(window: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    keras = helpers.keras_ready()
    layers = [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(32, "relu")]
    path = tmp_path / "dense.keras"
    helpers.with_random_weights(keras.Sequential([*layers, keras.layers.Dense(3, "softmax")])).save(path)
    window.app.panels.method_selector.choose(["gradcam++"])
    window.drop(path)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: "dense has no layer with height and width" in window.message, timeout=PATIENCE)
    window.action("attack").trigger()
    view = window.app.panels.attack_view.picture
    qtbot.waitUntil(lambda: view.shown is not None and view.original.picture is not None, timeout=PATIENCE)
    window.idle()
    assert view.isVisible() and view.shown is not None and view.shown.attacked.linf > 0
    assert view.adversarial.picture is not None
    np.testing.assert_array_equal(view.adversarial.picture.picture.pixels[..., :1], view.shown.attacked.adversarial)
    for cell in (view.map_before, view.map_after):
        assert cell.picture is None and "Choose a gradient or a perturbation method" in cell.accessibleDescription()


def test_the_dialog_names_numbers_and_gives_a_reason_once(window: Desk, tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((24, 24, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3),
            layers.GlobalAveragePooling2D(),
            layers.Dense(1, name="age"),
        ]
    )
    path = tmp_path / "age.keras"
    helpers.with_random_weights(network).save(path)
    window.drop(path)
    dialog = dialog_of(window)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Class names" in texts and "Names of the outputs" not in texts
    (guess,) = (text for text in texts if text.startswith("Guess:"))
    assert guess.startswith("Guess: None. The model rescales by itself: pixels 0 to 255 reach its first layer")
    assert guess.count("rescales by itself") == 1
    dialog.kind.box.setCurrentIndex(dialog.kind.box.findData("regression"))
    assert "Names of the outputs" in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.reject()


@pytest.mark.parametrize("picture", (False, True))
def test_class_names_are_dropped_with_their_model(
    window: Desk, model: Path, tmp_path: Path, qtbot: QtBot, picture: bool
) -> None:
    names = tmp_path / "colours.txt"
    names.write_text("red\ngreen\nblue\n", encoding="utf-8")
    window.drop(names, model, *([SCENES[2]] if picture else []))
    dialog = dialog_of(window)
    dialog.output.setCurrentIndex(0)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    explained_by(window, model)
    assert rows(window)[-1].result.model.class_names == ("red", "green", "blue")
    assert window.message == ""
    assert window.app.panels.browser.pictures.rowCount() == (2 if picture else 1), "the names are listed as a picture"
    names.write_text("ruby\nemerald\nsapphire\n", encoding="utf-8")
    window.drop(model, names)  # known by now: whether these names fit is asked all the same
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: rows(window)[-1].result.model.class_names[0] == "ruby", timeout=PATIENCE)
    window.idle()


def test_a_model_can_be_forgotten(window: Desk, model: Path, qtbot: QtBot) -> None:
    window.drop(model)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    explained_by(window, model)
    picker = window.app.panels.model_picker
    qtbot.mouseClick(picker.options, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog_of(window).forget, Qt.MouseButton.LeftButton)
    assert picker.box.findData(str(model)) == -1
    assert picker.chosen == "demo"
    assert not picker.options.isVisible()
    assert model.is_file()
    window.idle()


def test_a_wrong_way_of_asking_is_cancelled_without_a_trace(window: Desk, model: Path, qtbot: QtBot) -> None:
    window.drop(model)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Cancel)
    assert window.app.panels.model_picker.chosen == "demo"
    assert window.app.panels.model_picker.box.findData(str(model)) == -1


def test_a_model_that_is_saved_anew_is_explained_anew(window: Desk, model: Path, qtbot: QtBot) -> None:
    window.drop(model)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    explained_by(window, model)
    before = rows(window)[-1].result.prediction.logits
    helpers.with_random_weights(WORKING["several outputs"][0](), seed=9).save(model)
    window.app.features.explain.controller.explain()
    qtbot.waitUntil(lambda: not (rows(window)[-1].result.prediction.logits == before).all(), timeout=PATIENCE)
    window.idle()


def test_a_model_whose_file_went_away_shows_it(window: Desk, model: Path, qtbot: QtBot) -> None:
    window.drop(model)
    press(qtbot, dialog_of(window), QDialogButtonBox.StandardButton.Ok)
    explained_by(window, model)
    model.unlink()
    window.app.features.explain.controller.explain()
    qtbot.waitUntil(lambda: "no model file" in window.message.lower(), timeout=PATIENCE)


def test_another_choice_during_vetting_wins(window: Desk, model: Path, qtbot: QtBot) -> None:
    """A file takes seconds to be looked into; who chooses another model before that wants that one."""
    picker = window.app.panels.model_picker
    window.app.services.models.list_provisionally(model)
    window.app.services.models.changed.emit()
    picker.box.setCurrentIndex(picker.box.findData(str(model)))
    assert window.board.unfinished("vetting")
    picker.box.setCurrentIndex(picker.box.findData("demo"))
    window.idle()
    assert picker.chosen == "demo"
    assert all(row.result.model.id == "demo" for row in rows(window))


def test_a_request_during_vetting_wins(open_app: Callable[..., Desk], model: Path, tmp_path: Path) -> None:
    desk = open_app(Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json")
    desk.begin(Start(pictures=(SCENES[0],), model=str(model), methods=("ablationcam",), target="2"))
    explained_by(desk, model)
    result = rows(desk)[-1].result
    assert [heatmap.method for heatmap in result.heatmaps] == ["ablationcam"]
    assert result.target.index == 2


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_command_line_s_metrics_wait_for_the_model(
    open_app: Callable[..., Desk], model: Path, tmp_path: Path, is_whole: bool
) -> None:
    if not is_whole:
        model.write_bytes(model.read_bytes()[:1000])
    desk = open_app(Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json")
    desk.begin(Start(pictures=(SCENES[0],), model=str(model), methods=("saliency",), measure=("sparseness",)))
    desk.idle()
    evaluation = desk.app.features.measure.runner.evaluation
    assert (evaluation.request.model if evaluation else None) == (str(model) if is_whole else None)


@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("action", ["predict_all", "explain_selected"])
def test_what_is_run_before_the_model_is_vetted_follows_the_vetting(
    open_app: Callable[..., Desk], model: Path, tmp_path: Path, action: str, is_whole: bool
) -> None:
    desk = open_app(Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json")
    desk.open(*SCENES[:2])
    if not is_whole:
        model.write_bytes(model.read_bytes()[:1000])
    desk.app.services.models.list_provisionally(model)
    desk.app.features.models.controller.restore(str(model), "top1", "auto")
    desk.app.services.pictures.select(SCENES[:2])
    assert not desk.app.services.models.is_ready(str(model))
    desk.action(action).trigger()
    desk.idle()
    columns = desk.app.services.dataset.columns
    done = columns.predicted >= 0 if action == "predict_all" else columns.states == State.DONE
    assert done.tolist() == [is_whole] * 2
