"""The panel of activation maximisation: what is wanted, and what is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.request import Request
from attnstudio.jobs.maximisation import Maximisation, Ranking
from attnstudio.ui.features.panel import FeaturesPanel

NAMES = ("cat", "dog", "fly")
UNITS = (Unit("", 1), Unit("conv", 4))
PATHS = [Path("a.jpg"), Path("b.jpg"), Path("c.jpg")]


def made(unit: Unit, level: int, done: float = 1.0) -> Maximised:
    weight = np.zeros((8, 8), np.uint8)
    weight[:4] = 255
    return Maximised(unit, np.full((8, 8, 3), level, np.uint8), weight, 1.25, 20.0, done)


def maximisation(*found: Maximised) -> Maximisation:
    return Maximisation(Request(Path(), "net"), MaximisationCall(UNITS), found)


def ranking(looked: int = len(PATHS)) -> Ranking:
    values = np.array([[1, 9], [np.nan, np.nan], [3, 7]], np.float32)
    return Ranking(Request(Path(), "net"), UNITS, PATHS, values, looked)


@pytest.fixture
def panel(qtbot: QtBot) -> FeaturesPanel:
    found = FeaturesPanel()
    qtbot.addWidget(found)
    found.show_classes(NAMES)
    found.resize(900, 400)
    with qtbot.waitExposed(found):
        found.show()
    return found


def colour(panel: FeaturesPanel, row: int, x: int, y: int) -> int:
    return panel.made.item(row).icon().pixmap(104, 104).toImage().pixelColor(x, y).red()


def test_a_class_is_wanted_by_its_entry_and_channels_by_what_is_typed(panel: FeaturesPanel, qtbot: QtBot) -> None:
    panel.unit.chosen.emit("1")
    assert panel.unit.text() == "dog (1)" and panel.wanted == "1"
    panel.unit.clear()
    qtbot.keyClicks(panel.unit, "conv[0-2]")
    assert panel.wanted == "conv[0-2]"


def test_only_parameters_that_were_changed_are_passed_on(panel: FeaturesPanel) -> None:
    assert panel.chosen_way[0] == "maco" and not panel.chosen_way[1]
    panel.form.control("steps").setProperty("value", 9)
    assert dict(panel.chosen_way[1]) == {"steps": 9}
    panel.way.setCurrentIndex(panel.way.findData("pixels"))
    panel.way.activated.emit(panel.way.currentIndex())
    assert panel.chosen_way[0] == "pixels" and not panel.chosen_way[1] and not panel.like_pictures.isVisible()


def test_pictures_form_with_their_values_and_fade_to_grey(panel: FeaturesPanel) -> None:
    assert panel.pages.empty.isVisible()
    panel.show_made(maximisation(made(UNITS[0], 200, done=0.5)))
    assert not panel.bar.save.isEnabled() and panel.made.count() == 1
    panel.show_made(maximisation(made(UNITS[0], 200), made(UNITS[1], 60, done=0.5)))
    assert panel.bar.save.isEnabled()
    assert [panel.made.item(row).text() for row in (0, 1)] == ["dog\n1.2 → 20.0", "conv[4]\n50 %: 20.0"]
    assert colour(panel, 0, 52, 16) == colour(panel, 0, 52, 90) == 200
    panel.fade.setChecked(True)
    assert colour(panel, 0, 52, 16) == 200 and colour(panel, 0, 52, 90) == 128


def test_the_strongest_pictures_are_those_of_the_chosen_unit(panel: FeaturesPanel, qtbot: QtBot) -> None:
    wished: list[Path] = []
    panel.wish_thumbnail = wished.append
    panel.show_made(maximisation(made(UNITS[0], 1), made(UNITS[1], 2)))
    panel.show_ranking(ranking())
    texts = [panel.ranked.item(row).text() for row in range(panel.ranked.count())]
    assert texts == ["3.00\nc.jpg", "1.00\na.jpg"] and wished == [PATHS[2], PATHS[0]]
    assert panel.about_ranked.text() == "Your pictures that excite dog most"
    panel.show_ranking(ranking(looked=2))
    assert panel.about_ranked.text() == "Your pictures that excite dog most, of 2 of 3"
    panel.made.setCurrentRow(1)
    assert panel.ranked.item(0).text() == "9.00\na.jpg" and "conv[4]" in panel.about_ranked.text()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 20, 30))
    panel.show_thumbnail(PATHS[0], image)
    assert panel.ranked.item(0).icon().pixmap(64, 64).toImage().pixelColor(32, 32).green() == 20
    with qtbot.waitSignal(panel.picture_requested) as asked:
        panel.ranked.setFocus()
        panel.ranked.setCurrentRow(1)
        qtbot.keyClick(panel.ranked, Qt.Key.Key_Return)
    assert asked.args == [PATHS[2]]
