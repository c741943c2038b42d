"""Names of classes and files in the window: as they are written, and with where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import helpers
import numpy as np
import pytest
from helpers.desk import PATIENCE, Desk
from helpers.jobs import SCENES
from PIL import Image
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.settings import Settings
from attnstudio.start import Start
from attnstudio.ui.widgets.plain import LinkLabel

HOSTILE = ("<img src=x>bird", "<b>salt & pepper</b>", "&lt;i&gt;")


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vetting, "run_sandbox", lambda path, *_: child.describe(keras_file.load(path)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model, its class names and two pictures, all of them called like HTML."""
    keras = helpers.keras_ready()
    layers = keras.layers
    network = keras.Sequential(
        [
            layers.Input((32, 32, 3)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    made = tmp_path / "<u>folder"
    made.mkdir()
    helpers.with_random_weights(network).save(made / "<b>net<i>.keras")
    (made / "<b>net<i>.txt").write_text("\n".join(HOSTILE), encoding="utf-8")
    for name, scene in zip(("<b>one<i>.png", "<b>two<i>.png"), SCENES, strict=False):
        Image.open(scene).save(made / name)
    return made


def shown_as_html(widgets: list[QWidget]) -> Iterator[str]:
    """Whatever Qt would not show as it is written."""
    for widget in widgets:
        if isinstance(widget, QLabel) and not isinstance(widget, LinkLabel):
            automatic = widget.textFormat() == Qt.TextFormat.AutoText and QtGui.Qt.mightBeRichText(widget.text())
            if automatic or widget.textFormat() == Qt.TextFormat.RichText:
                yield f"{type(widget).__name__}: {widget.text()}"
        for tip in (widget.toolTip(), widget.whatsThis(), *(action.toolTip() for action in widget.actions())):
            if QtGui.Qt.mightBeRichText(tip):
                yield f"tip of {type(widget).__name__}: {tip}"
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from (f"item of {type(widget).__name__}: {tip}" for tip in _tips(widget.model(), QModelIndex()))


def _tips(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            tip = index.data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str) and QtGui.Qt.mightBeRichText(tip):
                yield tip
        yield from _tips(model, model.index(row, 0, parent))


def test_names_that_look_like_html_are_shown_as_they_are_written(
    open_app: Callable[..., Desk], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = open_app(Settings({"model": "demo", "language": "en"}), tmp_path / "settings.json")
    pictures = tuple(sorted(folder.glob("*.png")))
    desk.begin(Start(pictures=pictures, model=str(folder / "<b>net<i>.keras"), methods=("gradcam", "saliency")))
    rows = desk.app.panels.results.model.rows
    qtbot.waitUntil(lambda: bool(rows), timeout=PATIENCE)
    desk.idle()
    texts = [label.text() for label in desk.app.panels.target_picker.findChildren(QLabel)]
    target = rows[-1].result.target.index
    assert any(f"Explained: {HOSTILE[target]} ({target})" in text for text in texts)
    assert any("Class names: from <b>net<i>.txt, next to the model file." in text for text in texts)
    desk.app.features.explain.controller.choose_target("7")  # of which the banner tells
    desk.app.panels.banner.show_message(f"{folder}: no", f"Explain {HOSTILE[1]}", lambda: None)
    assert desk.app.panels.banner.action.text() == "Explain <b>salt && pepper</b>"
    desk.app.panels.inspector_dock.open()
    desk.app.panels.browser.list.selectAll()
    desk.app.features.compare.controller.open_and_run()
    qtbot.waitUntil(lambda: len(desk.app.features.compare.controller.comparison.results) == 4, timeout=PATIENCE)
    desk.idle()
    desk.app.features.models.user_models.edit_options(str(folder / "<b>net<i>.keras"))
    qtbot.waitUntil(lambda: desk.app.features.models.user_models.dialog is not None, timeout=PATIENCE)
    assert list(shown_as_html(QApplication.allWidgets())) == []
    dialog = desk.app.features.models.user_models.dialog
    assert dialog is not None
    dialog.reject()


def test_the_walk_finds_what_is_shown_as_html(qtbot: QtBot) -> None:
    label, tipped = QLabel("<b>bold</b>"), QWidget()
    tipped.setToolTip("<b>bold</b>")
    for widget in (label, tipped):
        qtbot.addWidget(widget)
    assert list(shown_as_html([label, tipped])) == ["QLabel: <b>bold</b>", "tip of QWidget: <b>bold</b>"]


def test_levels_are_shown_and_can_be_chosen(open_app: Callable[..., Desk], tmp_path: Path, qtbot: QtBot) -> None:
    picture = tmp_path / "ct.png"
    Image.fromarray(np.add.outer(np.arange(60), np.arange(80)).astype(np.uint16) * 27).save(picture)
    desk = open_app()
    desk.open(picture)
    form = desk.app.panels.layer_picker.form

    def brightest() -> int:
        return int(desk.pixels.max())

    qtbot.waitUntil(lambda: "uses only the values" in desk.message, timeout=PATIENCE)
    assert brightest() == 255
    choice = form.control("levels")
    line = choice.lineEdit()  # type: ignore[attr-defined]
    rows = desk.app.panels.results.model.rows

    def write(text: str) -> None:
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)

    write("8000,8000")
    qtbot.waitUntil(lambda: rows[-1].result.request.levels == "8000,8000", timeout=PATIENCE)
    desk.idle()
    assert brightest() == 0
    assert "nearly black" in desk.message
    write("8000")  # no width: the value before stays
    assert form.values()["levels"] == "8000,8000"
    assert line.text() == "8000,8000"
    state = desk.app.features.sessions.state.session()
    assert state is not None
    assert state.inputs["levels"] == "8000,8000"
    desk.app.panels.method_selector.choose(["saliency", "attention_rollout"])
    desk.idle()
    for said in ("Omitted: Attention rollout.", "nearly black"):
        assert said in desk.message, "one message took the place of another"
    write("full")
    qtbot.waitUntil(lambda: rows[-1].result.request.levels == "full", timeout=PATIENCE)
    desk.idle()
    assert 0 < brightest() < 16
