"""Numbers and counts in the real window in Russian: decimal commas, units that stay with their numbers, plurals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desk import LEFT, Desk
from helpers.seen import painted, texts_of
from helpers.widgets import control
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from attnstudio import demo_scenes, paths
from attnstudio.ui.measure.panel import PictureScope
from attnstudio.ui.widgets.decimal_box import DecimalBox

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(not paths.resource("translations").is_dir(), reason="resources/translations is not there"),
]

POINT = re.compile(r"\d\.\d")
PARTED = re.compile(r"\d (%|с|мин|[КМГ]Б)(?!\w)")
DATE_OR_PAPER = re.compile(r"\b\d\d\.\d\d\.\d{4}\b|<a .*?</a>|arXiv \S+|doi \S+")


@pytest.fixture
def russian(desk: Desk) -> Iterator[Desk]:
    desk.window.language_requested.emit("ru")
    QApplication.processEvents()
    yield desk
    desk.window.language_requested.emit("en")
    QApplication.processEvents()


def check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Everything that is seen now."""
    QApplication.processEvents()
    seen = {DATE_OR_PAPER.sub("", text) for text in texts_of(desk.window) | painted(desk.window, monkeypatch)}
    assert sorted(text for text in seen if POINT.search(text)) == []
    assert sorted(text for text in seen if PARTED.search(text)) == []
    return seen


def has(pattern: str, seen: set[str]) -> bool:
    return any(re.search(pattern, text) for text in seen)


def test_a_map_its_table_its_class_check_and_what_is_under_the_mouse(
    russian: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = russian
    desk.click_bar(1)
    desk.idle()
    assert re.search(r"\d,\d+\u00a0%", desk.message), "the class check"
    shown = desk.shown.placement.picture_size
    place = desk.app.panels.canvas.from_picture(QPointF(shown[0] / 2, shown[1] / 2)).toPoint()
    desk.qtbot.mouseMove(desk.app.panels.canvas, place)
    assert re.search(r"карта -?\d+,\d+", desk.app.panels.status_bar.read_out.text())
    seen = check(desk, monkeypatch)
    assert has(r"Готово за \d+,\d\d\u00a0с", seen), "the status bar"
    assert has(r"^\d,\d{2,3}$", seen), "the colour bar"
    assert has(r"^\d+,\d{3}$", seen), "the table of results"


def test_parameters_with_decimals_and_the_inspector(russian: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = russian
    desk.choose("SmoothGrad")
    box = control(desk.app.panels.method_selector.forms["smoothgrad"], "noise", DecimalBox)
    box.selectAll()
    desk.qtbot.keyClicks(box, "0.25")
    desk.qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 0.25
    box.selectAll()
    desk.qtbot.keyClicks(box, "0,3")
    desk.qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 0.3 and box.text() == "0,30"
    desk.action("inspector").trigger()
    try:
        desk.idle()
        assert has(r"\d,\d+\u00a0МБ", check(desk, monkeypatch))
    finally:
        desk.action("inspector").trigger()


def test_a_comparison(russian: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = russian
    desk.action("compare_lab").trigger()
    desk.idle()
    try:
        seen = check(desk, monkeypatch)
        assert has(r"\(\d+\) \d+,\d\u00a0%", seen), "the titles of the cells"
        assert has(r"^\d,\d\d\u00a0с$", seen), "their times"
        desk.action("show_difference").trigger()
        desk.idle()
        assert has(r"^\+\d,\d", check(desk, monkeypatch)), "the scale"
        desk.action("show_correlation").trigger()
        desk.idle()
        seen = check(desk, monkeypatch)
        assert has(r"^-?\d,\d\d$", seen) and has(r" / .*: -?\d,\d{4}", seen), "the table and its tool tips"
    finally:
        desk.action("show_grid").trigger()
        desk.app.features.compare.controller.reset()


def test_measuring(russian: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, panel = russian, russian.app.panels.measure
    desk.choose("Grad-CAM", "Салиентность")
    panel.metrics.choose(["insertion"])
    panel.scope.setCurrentIndex(panel.scope.findData(PictureScope.SHOWN))
    desk.action("measure").trigger()
    try:
        desk.qtbot.mouseClick(panel.measure, LEFT)
        desk.idle()
        seen = check(desk, monkeypatch)
        assert has(r"^\d,\d\d$", seen), "the forest plots"
        assert has(r" — 0,\d\d\. ", seen), "their sentence"
        panel.tabs.setCurrentIndex(2)
        plot = panel.plot
        desk.qtbot.mouseMove(plot, plot.area.center().toPoint())
        seen = check(desk, monkeypatch)
        assert has(r"^\d,\d{2,3}$", seen), "the table"
        assert has(r"^при 0,\d\d$", seen), "the plot"
    finally:
        desk.app.panels.measure_dock.close()


def test_the_accuracy_of_a_data_set(russian: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, panel = russian, russian.app.panels.accuracy
    demo_scenes.write(tmp_path, 21, 5, 64, force=False)
    desk.open(tmp_path)
    desk.action("accuracy").trigger()
    try:
        desk.qtbot.mouseClick(panel.next_step, LEFT)
        desk.idle()
        texts = set[str]()
        for page in range(panel.tabs.count()):
            panel.tabs.setCurrentIndex(page)
            texts |= check(desk, monkeypatch)
        assert has(r"^\d+,\d\u00a0%$", texts)
        assert has("^21 изображение", texts), "the count of the list"
        assert desk.app.panels.accuracy_dock.windowTitle() == "Доля верных ответов"
    finally:
        desk.action("accuracy").trigger()
