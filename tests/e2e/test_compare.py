"""Comparing in the real window, with the built-in model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from helpers.desk import LEFT, PATIENCE, Desk, copies, same
from helpers.jobs import SCENE, SCENES
from helpers.widgets import rgb
from PIL import Image
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from attnstudio import cli
from attnstudio.core import overlay
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.core.similarity import rank_correlation
from attnstudio.export.figure import FigureStyle
from attnstudio.jobs.comparison import ComparisonWork
from attnstudio.jobs.job import Job
from attnstudio.settings import Settings
from attnstudio.start import Start
from attnstudio.ui.compare.model import Axis, Comparison
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.state.display_options import View

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

CTRL = Qt.KeyboardModifier.ControlModifier

LONG_SMOOTHGRAD = MethodCall("smoothgrad", (("samples", 1000),))


class Table:
    """A user's hands and eyes at the compare view."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot, self.comparing = desk, qtbot, desk.app.features.compare.controller
        self.view: CompareView = desk.app.panels.compare
        self.begun: list[Request] = []  # those of the comparison's jobs
        desk.board.added.connect(self._on_added)

    def _on_added(self, job: Job) -> None:
        if isinstance(job.work, ComparisonWork):
            self.begun += job.work.requests

    def end(self) -> None:
        self.desk.board.added.disconnect(self._on_added)
        self.desk.action("show_grid").trigger()
        self.comparing.reset()
        self.view.bar.axis_box.setCurrentIndex(0)
        self.view.fit()

    @property
    def comparison(self) -> Comparison:
        return self.view.comparison

    @property
    def results(self) -> dict[tuple[int, int], Result]:
        return self.comparison.results

    @property
    def is_open(self) -> bool:
        return self.view.isVisible()

    def idle(self) -> None:
        self.desk.idle()

    def open(self) -> None:
        self.desk.action("compare").trigger()
        self.idle()

    def select(self, *pictures: Path) -> None:
        """Click on pictures in the list, all but the first with Ctrl."""
        browser, modifier = self.desk.app.panels.browser, Qt.KeyboardModifier.NoModifier
        for picture in pictures:
            index = _index(browser, picture)
            browser.list.scrollTo(index)
            self.qtbot.mouseClick(browser.list.viewport(), LEFT, modifier, browser.list.visualRect(index).center())
            modifier = CTRL
            self.idle()

    def says(self, row: int, column: int) -> str:
        return self.view.grid.cells[row, column].accessibleDescription()


def _index(browser: ImageBrowser, picture: Path) -> QModelIndex:
    """The picture's place in the list, where no name is filtered out."""
    row = browser.pictures.row_of(picture)
    assert row is not None
    return browser.list.model().index(row, 0)


@pytest.fixture
def table(desk: Desk, qtbot: QtBot) -> Iterator[Table]:
    made = Table(desk, qtbot)
    yield made
    made.end()


@pytest.fixture
def four(desk: Desk, table: Table) -> Table:
    """The lab's methods on three scenes."""
    desk.open(*SCENES[:3])
    table.select(*SCENES[:3])
    desk.action("compare_lab").trigger()
    table.idle()
    return table


def test_the_labs_methods_on_three_pictures(desk: Desk, four: Table, engine: Engine) -> None:
    window = desk.window
    assert four.is_open
    assert not desk.app.panels.canvas.isVisible()
    assert desk.action("compare").isChecked()
    assert window.windowTitle() == "Comparison - attnstudio"
    assert [line.name for line in four.comparison.plan.lines] == ["Saliency", "SmoothGrad", "Grad-CAM", "Grad-CAM++"]
    assert four.comparison.plan.pictures == SCENES[:3]
    assert sorted(four.results) == sorted(four.comparison.plan.places)
    for row, method in enumerate(("saliency", "smoothgrad", "gradcam", "gradcam++")):
        request = Request(image=SCENES[1], model="demo", methods=(MethodCall(method),))
        expected = engine.run(request, RunContext())
        assert np.allclose(four.results[row, 1].heatmaps[0].values, expected.heatmaps[0].values, atol=1e-5)
        assert four.says(row, 1).endswith(" s")
    assert not four.comparison.running
    assert desk.app.panels.status_bar.activity.text() == "Compared"
    assert len(desk.rows) >= 12, "every map is listed"
    assert not desk.action("cancel").isEnabled()
    shown = [four.view.grid.cells[place].grab().toImage() for place in four.comparison.plan.places]
    assert len({bytes(image.constBits()) for image in shown}) == 12


def test_cached_maps_are_not_computed_again(desk: Desk, four: Table) -> None:
    assert four.begun
    four.begun.clear()
    desk.action("compare").trigger()
    assert not four.is_open
    four.open()
    assert four.is_open
    assert len(four.results) == 12
    assert not four.begun


def test_run_makes_what_is_missing(desk: Desk, four: Table) -> None:
    four.select(SCENES[0], SCENES[1])
    assert not four.is_open, "a single picture is looked at by itself"
    four.open()
    desk.app.panels.method_selector.choose(["gradcam++", "hirescam"])
    four.idle()
    assert four.is_open
    assert [line.name for line in four.comparison.plan.lines] == ["Grad-CAM++", "HiResCAM"]
    assert {(0, 0), (0, 1)} <= set(four.results), "what is known is there at once"
    [missing] = set(four.comparison.plan.places) - set(four.results)
    assert four.says(*missing) == "Press Run to compute this map."
    four.begun.clear()
    desk.action("run").trigger()
    four.idle()
    assert len(four.results) == 4
    assert four.begun == [four.comparison.plan.request(missing)]


def test_ctrl_click_in_the_list_adds_a_column_and_a_click_leaves(desk: Desk, four: Table, qtbot: QtBot) -> None:
    desk.open(SCENES[5])
    assert not four.is_open, "an opened picture is looked at"
    four.select(SCENES[0], SCENES[1])
    four.open()
    browser = desk.app.panels.browser
    index = _index(browser, SCENES[5])
    qtbot.mouseClick(browser.list.viewport(), LEFT, CTRL, browser.list.visualRect(index).center())
    four.idle()
    assert four.is_open
    assert set(four.comparison.plan.pictures) == {SCENES[0], SCENES[1], SCENES[5]}
    four.select(SCENES[2])
    assert not four.is_open
    assert desk.path == SCENES[2]
    assert desk.app.panels.canvas.isVisible()
    assert not desk.action("compare").isChecked()


def test_a_cell_leads_to_its_map_and_back(desk: Desk, four: Table, qtbot: QtBot) -> None:
    expected = four.results[1, 2].heatmaps[0]
    cell = four.view.grid.cells[1, 2]
    qtbot.mouseDClick(cell, LEFT, pos=cell.area().center())
    four.idle()
    assert desk.app.panels.canvas.isVisible()
    assert desk.path == SCENES[2]
    assert same(desk.shown.values, expected.values)
    assert desk.window.windowTitle() == f"{SCENES[2].name} - SmoothGrad - attnstudio"
    four.open()
    assert four.comparison.plan.pictures == SCENES[:3], "the pictures that were compared are forgotten"


def test_another_picture_is_compared_by_itself(desk: Desk, four: Table) -> None:
    four.view.opened.emit((1, 2))
    four.idle()
    four.select(SCENES[0])
    four.open()
    assert four.comparison.plan.pictures == (SCENES[0],)
    desk.action("compare").trigger()
    four.open()
    assert four.comparison.plan.pictures == (SCENES[0],)


def test_a_row_of_the_results_leads_out(desk: Desk, four: Table) -> None:
    desk.click_row(0)
    four.idle()
    assert desk.app.panels.canvas.isVisible()
    assert desk.shown is not None


def test_escape_leads_out(desk: Desk, four: Table, qtbot: QtBot) -> None:
    assert four.view.grid.cells[0, 0].hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert desk.app.panels.canvas.isVisible()
    assert desk.app.panels.canvas.hasFocus()
    desk.submitted.clear()
    desk.action("run").trigger()
    assert len(desk.submitted) == 1, "Run explains again"


def test_cancelling_keeps_what_is_there(desk: Desk, table: Table, qtbot: QtBot) -> None:
    desk.open(*SCENES[:2])
    table.select(*SCENES[:2])
    desk.choose("SmoothGrad", "Grad-CAM")
    table.idle()
    desk.app.services.selection.set(methods=(LONG_SMOOTHGRAD, MethodCall("gradcam")))
    table.idle()
    desk.board.cache.clear()
    desk.action("compare").trigger()
    qtbot.waitUntil(lambda: bool(table.begun), timeout=PATIENCE)
    assert desk.action("cancel").isEnabled()
    assert table.says(0, 0) == "Waiting..."
    desk.action("cancel").trigger()
    table.idle()
    assert table.is_open
    assert table.says(0, 0) == "Press Run to compute this map."
    assert not desk.action("cancel").isEnabled()
    assert desk.app.panels.status_bar.activity.text() == "Cancelled"
    desk.app.services.selection.set(methods=tuple(map(MethodCall, ("smoothgrad", "gradcam"))))
    table.idle()
    desk.action("run").trigger()
    table.idle()
    assert len(table.results) == 4


def test_a_choice_during_a_run_is_computed_in_that_run(desk: Desk, table: Table, qtbot: QtBot) -> None:
    desk.open(*SCENES[:3])
    table.select(*SCENES[:3])  # the last is shown, and its SmoothGrad known; the second one's takes a while
    slow = MethodCall("smoothgrad", (("samples", 400),))
    desk.app.services.selection.set(methods=(MethodCall("attention_rollout"), slow))
    desk.action("compare").trigger()
    qtbot.waitUntil(lambda: len(table.comparison.failures) == 1, timeout=PATIENCE)
    table.begun.clear()
    desk.app.panels.method_selector.choose(["attention_rollout", "hirescam", "gradcam"])
    table.idle()
    failed = [line.request.methods[0].id for line in table.comparison.plan.lines].index("attention_rollout")
    assert set(table.comparison.failures) == {(failed, column) for column in range(3)}
    assert len(table.results) == 6, "the run is of what was chosen before"
    again = [request.image for request in table.begun if [call.id for call in request.methods] == ["attention_rollout"]]
    assert again == list(SCENES[1:3]), "what failed already is tried again"


def test_a_method_that_cannot_run_says_so_in_its_cells(desk: Desk, table: Table) -> None:
    desk.app.panels.method_selector.choose(["saliency", "gradcam", "attention_rollout"])
    table.open()
    failed = [line.request.methods[0].id for line in table.comparison.plan.lines].index("attention_rollout")
    assert [place[0] for place in table.comparison.failures] == [failed]
    assert "no attention layers" in table.says(failed, 0)
    assert len(table.results) == 2
    assert "no attention layers" in desk.app.panels.log.text.toPlainText()


def test_a_picture_that_is_gone_says_so_in_its_cells(desk: Desk, table: Table, tmp_path: Path) -> None:
    files = copies(tmp_path, SCENES[:2])
    desk.open(*files)
    table.select(*files)
    files[0].unlink()
    desk.board.cache.clear()
    table.open()
    assert files[0].name in table.says(0, 0)
    assert (0, 1) in table.results


def test_a_picture_that_changed_is_shown_anew(desk: Desk, table: Table, tmp_path: Path) -> None:
    files = copies(tmp_path, SCENES[:2])
    desk.open(*files)
    table.select(*files)
    table.open()
    before = table.comparison.pictures[files[1]].picture.pixels
    files[1].write_bytes(SCENES[5].read_bytes())
    os.utime(files[1], ns=(1, 1))
    desk.choose("Saliency")
    table.idle()
    desk.action("run").trigger()
    table.idle()
    after = table.comparison.pictures[files[1]].picture.pixels
    assert not same(before, after)
    assert same(after, np.asarray(Image.open(SCENES[5]).convert("RGB")))


def test_targets_as_rows(desk: Desk, table: Table, qtbot: QtBot) -> None:
    desk.open(SCENE["cup"])
    table.open()
    bar = table.view.bar
    bar.axis_box.setCurrentIndex(bar.axis_box.findData(Axis.TARGETS))
    table.idle()
    assert [line.name for line in table.comparison.plan.lines] == ["top-1", "top-2"]
    qtbot.keyClicks(bar.ticks.field, "kite")
    qtbot.keyClick(bar.ticks.field, Qt.Key.Key_Return)
    table.idle()
    qtbot.keyClicks(bar.ticks.field, "no such thing")
    qtbot.keyClick(bar.ticks.field, Qt.Key.Key_Return)
    table.idle()
    assert [line.name for line in table.comparison.plan.lines] == ["top-1", "top-2", "kite", "no such thing"]
    desk.action("run").trigger()
    table.idle()
    targets = [table.results[row, 0].target.index for row in range(3)]
    names = table.results[0, 0].model.class_names
    assert names[targets[0]] == "cup"
    assert names[targets[2]] == "kite"
    assert len(set(targets)) == 3
    assert "kite" in table.says(2, 0)
    assert "has no class" in table.says(3, 0)
    assert not same(table.results[0, 0].heatmaps[0].values, table.results[2, 0].heatmaps[0].values)


def test_a_single_picture_is_compared_from_the_command_line(open_app: Callable[..., Desk]) -> None:
    desk = open_app(Settings({"theme": "dark", "language": "en"}))
    desk.begin(Start(pictures=(SCENES[1],), model="demo", methods=("saliency", "gradcam"), compare=True))
    desk.idle()
    assert desk.app.panels.compare.isVisible(), "that its picture was opened does not lead out again"
    assert desk.app.panels.compare.grid.cells[1, 0].accessibleName() == f"Grad-CAM, {SCENES[1].name}"


def test_models_as_rows(
    open_app: Callable[..., Desk], qtbot: QtBot, mobilenet_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(mobilenet_weights.parent))
    desk = open_app(Settings({"model": "demo", "theme": "dark", "language": "en"}))
    desk.open(SCENES[0])
    table = Table(desk, qtbot)
    table.open()
    bar = table.view.bar
    bar.axis_box.setCurrentIndex(bar.axis_box.findData(Axis.MODELS))
    table.idle()
    assert len(table.comparison.plan.lines) == 1
    offered = [bar.ticks.list.item(row).text() for row in range(bar.ticks.list.count())]
    assert len(offered) == 3, "the two that are built in; those whose weights are not here cannot run"
    bar.ticks.list.item(offered.index("MobileNetV2")).setCheckState(Qt.CheckState.Checked)
    table.idle()
    desk.action("run").trigger()
    table.idle()
    plan = table.comparison.plan
    row = [line.name for line in plan.lines].index("MobileNetV2")
    assert table.results[row, 0].model.id == "mobilenet_v2"
    assert table.results[1 - row, 0].model.id == "demo"
    assert table.results[row, 0].heatmaps[0].values.shape == (224, 224)
    desk.action("show_difference").trigger()
    assert table.view.difference.pair is not None, "maps of two sizes have a difference"
    desk.action("show_correlation").trigger()
    table.idle()
    assert table.view.correlation.values is not None
    assert table.view.correlation.values.shape == (2, 2)


def _correlations(table: Table) -> np.ndarray:
    assert table.view.correlation.values is not None
    return table.view.correlation.values


def test_how_maps_are_seen_follows_the_toolbar(desk: Desk, four: Table) -> None:
    _window, cell = desk.window, four.view.grid.cells[2, 0]
    before = cell.grab().toImage()
    changes: tuple[Callable[[], object], ...] = (
        lambda: desk.app.panels.display_controls.opacity.setValue(90),
        lambda: desk.app.panels.display_controls.colormap.setCurrentIndex(
            desk.app.panels.display_controls.colormap.findData("viridis")
        ),
        lambda: desk.app.services.display.set(view=View.MAP),
    )
    for change in changes:
        change()
        after = cell.grab().toImage()
        assert after != before
        before = after
    assert cell.map is not None
    assert cell.map.colormap == "viridis"
    ends = {result.heatmaps[0].raw_max for (row, _), result in four.results.items() if row == 2}
    desk.app.panels.display_controls.normalisation.setCurrentIndex(1)
    maps = [four.view.grid.cells[2, column].map for column in range(3)]
    tops = sorted(float(shown.values.max()) for shown in maps if shown is not None)
    assert tops[-1] == pytest.approx(1, abs=1e-3)
    assert tops[0] < 0.99 or len(ends) == 1
    desk.action("zoom_in").trigger()
    assert four.view.link.factor == pytest.approx(1.25)
    desk.action("fit").trigger()
    assert four.view.link.factor == 1


def test_more_pictures_than_there_is_room_for(desk: Desk, table: Table) -> None:
    desk.open(*SCENES[:10])
    desk.app.panels.browser.list.selectAll()
    table.open()
    assert len(table.comparison.plan.pictures) == 8
    assert table.view.bar.about.text() == "pictures 1 to 8 of 10"
    assert len(table.results) == 8


def test_the_table_of_similarities(desk: Desk, four: Table) -> None:
    desk.action("show_correlation").trigger()
    four.idle()
    values = four.view.correlation.values
    assert values is not None
    pairs = [
        rank_correlation(four.results[2, column].heatmaps[0].values, four.results[3, column].heatmaps[0].values)
        for column in range(3)
    ]
    assert values[2, 3] == pytest.approx(np.mean(pairs))
    four.view.correlation.picture_box.setCurrentIndex(2)
    four.idle()
    assert _correlations(four)[2, 3] == pytest.approx(pairs[1])
    four.view.correlation.measure_box.setCurrentIndex(1)
    four.idle()
    assert _correlations(four)[2, 3] != pytest.approx(pairs[1])


# Files


@pytest.fixture
def save_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | str, str], None]:
    """The path that the next file dialog returns."""

    def answer(name: Path | str, kind: str = "") -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(name), kind))

    return answer


def test_a_figure_of_the_grid(desk: Desk, four: Table, tmp_path: Path, save_as: Callable[..., None]) -> None:
    desk.action("export_figure").trigger()
    dialog = four.desk.app.features.compare.figures.dialog
    assert dialog is not None
    assert dialog.figure_style() == FigureStyle("jet", 0.5, 150, colour_bar=True, notes=True)
    dialog.dpi.setValue(72)
    dialog.colormap.setCurrentIndex(dialog.colormap.findData("viridis"))
    save_as(tmp_path / "figure", "SVG (*.svg)")
    with four.qtbot.waitSignal(four.desk.app.features.compare.figures.written, timeout=PATIENCE):
        dialog.accept()
    texts = [one.text for one in ElementTree.parse(tmp_path / "figure.svg").iter() if one.tag.endswith("}text")]
    assert {"Saliency", "SmoothGrad", "Grad-CAM", "Grad-CAM++", SCENES[0].stem} <= set(texts)
    assert sum(text.endswith(" s") for text in texts if text) == 12
    assert desk.app.panels.status_bar.activity.text() == "Saved: figure.svg"
    assert str(tmp_path / "figure.svg") in desk.app.panels.log.text.toPlainText()


def test_a_name_without_its_ending_replaces_nothing(
    desk: Desk, four: Table, tmp_path: Path, save_as: Callable[..., None]
) -> None:
    for name, kind, ending in (
        ("export_map", "CSV (*.csv)", ".csv"),
        ("save_overlay", "PNG (*.png)", ".png"),
        ("export_figure", "SVG (*.svg)", ".svg"),
    ):
        file = tmp_path / f"named{ending}"
        file.write_text("precious", encoding="utf-8")
        save_as(tmp_path / "named", kind)
        desk.app.panels.banner.hide()
        desk.action(name).trigger()
        if name == "export_figure":
            assert four.desk.app.features.compare.figures.dialog is not None
            four.desk.app.features.compare.figures.dialog.accept()
        assert "already exists" in desk.message
        assert not desk.board.unfinished("figure")
        assert file.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("mode", ["show_curtain", "show_blink", "show_difference", "show_correlation"])
def test_every_page_has_its_figure(desk: Desk, four: Table, tmp_path: Path, mode: str) -> None:
    desk.action(mode).trigger()
    four.idle()
    with four.qtbot.waitSignal(four.desk.app.features.compare.figures.written, timeout=PATIENCE):
        four.desk.app.features.compare.figures.write(tmp_path / f"{mode}.svg", FigureStyle(dpi=72, colour_bar=True))
    texts = [one.text for one in ElementTree.parse(tmp_path / f"{mode}.svg").iter() if one.tag.endswith("}text")]
    assert any(text and "SmoothGrad" in text for text in texts)


def test_a_figure_with_a_wrong_ending_is_refused_readably(desk: Desk, four: Table, tmp_path: Path) -> None:
    four.desk.app.features.compare.figures.write(tmp_path / "figure.jpg", FigureStyle())
    assert ".png, .svg, .pdf" in desk.message
    assert not (tmp_path / "figure.jpg").exists()


def test_a_map_is_exported_and_copied(desk: Desk, table: Table, tmp_path: Path, save_as: Callable[..., None]) -> None:
    save_as(tmp_path / "map", "NumPy, float32 (*.npy)")
    desk.action("export_map").trigger()
    assert same(np.load(tmp_path / "map.npy"), desk.shown.values)
    save_as(tmp_path / "map.csv")
    desk.action("export_map").trigger()
    assert same(np.loadtxt(tmp_path / "map.csv", np.float32, delimiter=","), desk.shown.values)
    save_as(tmp_path / "map.gif")
    desk.action("export_map").trigger()
    assert ".npy, .png, .tif, .tiff, .csv" in desk.message
    desk.action("copy_numbers").trigger()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert same(np.array(rows).astype(np.float32), desk.shown.values)
    desk.action("copy_overlay").trigger()
    picture, shown = desk.picture, desk.shown
    assert picture is not None
    image = QGuiApplication.clipboard().image()
    assert (image.height(), image.width()) == picture.pixels.shape[:2]
    expected = overlay.blend(picture.pixels, shown.values, shown.placement, shown.colormap, 0.5)
    assert rgb(image.pixelColor(30, 20)) == tuple(expected[20, 30].tolist())


def test_what_is_exported_while_comparing_is_the_chosen_map(
    desk: Desk, four: Table, tmp_path: Path, save_as: Callable[..., None]
) -> None:
    four.view.pick((2, 1), False)
    save_as(tmp_path / "map.npy")
    desk.action("export_map").trigger()
    assert same(np.load(tmp_path / "map.npy"), four.results[2, 1].heatmaps[0].values)
    save_as(tmp_path / "overlay.png")
    desk.action("save_overlay").trigger()
    with Image.open(tmp_path / "overlay.png") as image, Image.open(SCENES[1]) as scene:
        assert image.size == scene.size


def test_actions_make_sense_only_while_comparing(desk: Desk, table: Table) -> None:
    assert not desk.action("show_grid").isEnabled()
    assert not desk.action("export_figure").isEnabled()
    assert desk.action("compare").isEnabled()
    table.open()
    assert desk.action("show_grid").isEnabled()
    assert desk.action("show_grid").isChecked()
    desk.action("leave_compare").trigger()
    assert not table.is_open
    assert not desk.action("show_grid").isEnabled()


def test_a_picture_of_the_comparison_for_the_readme(
    open_app: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the README says it."""
    file = tmp_path / "compare.png"
    words = [*map(str, SCENES[:2]), "--model", "demo", "--method", "saliency,gradcam", "--compare"]
    asked: list[Start] = []

    def run(wanted: Start) -> int:
        asked.append(wanted)
        return 0

    monkeypatch.setattr("attnstudio.start.run_window", run)
    assert cli.main(["gui", *words, "--screenshot", str(file)]) == 0
    assert asked == [Start(SCENES[:2], None, "demo", ("saliency", "gradcam"), compare=True, screenshot=file)]
    open_app(Settings()).shoot(file, asked[0])
    with Image.open(file) as image:
        assert image.width > 1000
        assert len(image.convert("RGB").getcolors(2**24) or []) > 5000, "the cells are empty"
