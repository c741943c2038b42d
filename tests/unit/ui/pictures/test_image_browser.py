"""The list of pictures: filter, stepping, thumbnails."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.jobs import SCENES
from helpers.widgets import painted
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.state.picture_list import PictureList

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def requested(loader: PictureLoader, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The thumbnails that were requested."""
    paths: list[Path] = []
    ask = loader.request_thumbnail

    def spy(path: Path) -> None:
        paths.append(path)
        ask(path)

    monkeypatch.setattr(loader, "request_thumbnail", spy)
    return paths


@pytest.fixture
def browser(qtbot: QtBot, loader: PictureLoader, requested: list[Path]) -> ImageBrowser:
    made = ImageBrowser(PictureList(), loader)
    qtbot.addWidget(made)
    made.resize(260, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def opened(browser: ImageBrowser) -> list[Path]:
    emitted: list[Path] = []
    browser.image_chosen.connect(emitted.append)
    return emitted


def _listed(browser: ImageBrowser) -> list[str]:
    model = browser.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_an_empty_browser_shows_what_to_do(browser: ImageBrowser) -> None:
    assert any("Drop files or folders" in label.text() for label in browser.findChildren(QLabel) if label.isVisible())
    browser.pictures.add(SCENES)
    assert browser.list.isVisible()


def test_pictures_are_listed_in_order_and_once(browser: ImageBrowser, opened: list[Path]) -> None:
    assert browser.pictures.add(SCENES[:3]) == list(SCENES[:3])
    assert browser.pictures.add([SCENES[1], SCENES[4], SCENES[4]]) == [SCENES[4]]
    assert _listed(browser) == [path.name for path in (*SCENES[:3], SCENES[4])]
    assert not opened, "listing chooses nothing"


def test_the_filter_hides_other_names(browser: ImageBrowser, qtbot: QtBot) -> None:
    browser.pictures.add(SCENES)
    qtbot.keyClicks(browser.filter, "KITE")
    assert _listed(browser) == [path.name for path in SCENES if "kite" in path.name]
    browser.filter.clear()
    assert len(_listed(browser)) == len(SCENES)


def test_the_filter_takes_every_character_as_it_is(browser: ImageBrowser, tmp_path: Path) -> None:
    names = ["a+b (1).jpg", "aab.jpg", "[x].jpg", "100%.jpg"]
    browser.pictures.add([tmp_path / name for name in names])
    for text, left in (("+", names[:1]), ("(1", names[:1]), ("[", names[2:3]), (".", names), ("%", names[3:])):
        browser.filter.setText(text)
        assert _listed(browser) == left


def test_filtering_opens_no_picture_and_marks_the_one_that_is_open(
    browser: ImageBrowser, opened: list[Path], qtbot: QtBot
) -> None:
    browser.pictures.add(SCENES)
    browser.choose(SCENES[0])
    qtbot.keyClicks(browser.filter, "kite")
    assert opened == [SCENES[0]], "typing in the filter opened another picture"
    browser.filter.clear()
    assert opened == [SCENES[0]]
    assert browser.list.currentIndex().data() == SCENES[0].name
    qtbot.keyClicks(browser.filter, "kite")
    qtbot.mouseClick(browser.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert [path.stem.partition("-")[0] for path in opened[1:]] == ["kite"]


def test_a_hidden_picture_that_is_chosen_is_shown_again(browser: ImageBrowser, opened: list[Path]) -> None:
    browser.pictures.add(SCENES)
    browser.filter.setText("kite")
    browser.choose(SCENES[0])
    assert browser.filter.text() == ""
    assert opened[-1] == SCENES[0]
    browser.choose(Path("/not/there.jpg"))
    assert opened[-1] == SCENES[0]


def test_arrow_keys_walk_and_keep_the_focus(browser: ImageBrowser, opened: list[Path], qtbot: QtBot) -> None:
    browser.pictures.add(SCENES)
    browser.choose(SCENES[0])
    browser.activateWindow()
    browser.list.setFocus()
    qtbot.waitUntil(browser.list.hasFocus)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(browser.list, key)
        assert browser.list.hasFocus()
    assert opened == [SCENES[number] for number in (0, 1, 2, 1, len(SCENES) - 1, 0)]


def test_stepping_ends_at_both_ends(browser: ImageBrowser, opened: list[Path]) -> None:
    browser.step(1)
    assert not opened
    browser.pictures.add(SCENES[:2])
    browser.choose(SCENES[0])
    for by in (-1, 1, 1, -1):
        browser.step(by)
    assert opened == [SCENES[0], SCENES[1], SCENES[0]]


def test_stepping_follows_the_filter(browser: ImageBrowser, opened: list[Path]) -> None:
    browser.pictures.add(SCENES)
    browser.filter.setText("butterfly")
    listed = _listed(browser)
    assert len(listed) == 2
    for _ in range(3):
        browser.step(1)
    assert [path.name for path in opened] == listed


def test_thumbnails_arrive(browser: ImageBrowser, tmp_path: Path, loader: PictureLoader, qtbot: QtBot) -> None:
    page = tmp_path / "page.jpg"
    page.write_text("no picture")
    with qtbot.waitSignals([loader.thumbnail_ready] * 2, timeout=30_000):
        browser.pictures.add([SCENES[0], page])
    QApplication.processEvents()
    colourful = []
    for row in range(2):
        icon = browser.list.model().index(row, 0).data(Qt.ItemDataRole.DecorationRole)
        image = icon.pixmap(64, 48).toImage()
        colourful.append(len({image.pixelColor(x, y).name() for x in range(0, 64, 4) for y in range(0, 48, 4)}))
    assert colourful[0] > 20
    assert colourful[1] == 2, "a cross on grey"
    tips = [str(browser.list.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)) for row in range(2)]
    assert ["cannot be read" in tip for tip in tips] == [False, True]


def test_of_ten_thousand_pictures_only_those_in_sight_have_thumbnails(
    browser: ImageBrowser, requested: list[Path], opened: list[Path]
) -> None:
    paths = [Path(f"/nowhere/{number:05}.jpg") for number in range(10_000)]
    browser.pictures.add(paths)
    browser.choose(paths[0])
    QApplication.processEvents()
    painted(browser)
    assert len(_listed(browser)) == 10_000
    assert 0 < len(set(requested)) < 30, "thumbnails are made that nobody sees"
    browser.choose(paths[7000])
    painted(browser)
    assert len(set(requested)) < 60
    assert paths[7000] in requested
    browser.filter.setText("77")
    painted(browser)


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)],
)
def test_a_picture_that_the_program_chooses_is_selected_alone_whatever_key_is_held(
    browser: ImageBrowser, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    browser.pictures.add(SCENES)
    browser.choose(SCENES[0])
    qtbot.keyPress(browser, key, modifier)
    assert QApplication.keyboardModifiers() == modifier
    browser.choose(SCENES[5])
    assert browser.pictures.selected == (SCENES[5],)
    browser.step(1)
    assert browser.pictures.selected == (SCENES[6],)
    qtbot.keyRelease(browser, key)
