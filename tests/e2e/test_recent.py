"""What was opened lately, and what is pasted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import LEFT, Desk, copies, dragged
from helpers.jobs import SCENES
from helpers.local_server import LocalServer, QuietHandler, running
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from attnstudio import paths
from attnstudio.core import images
from attnstudio.jobs.pictures import to_qimage
from attnstudio.settings import Settings
from attnstudio.ui.recent.recent_files import MOST, RecentFiles
from attnstudio.ui.recent.recent_menu import RecentMenu

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def window(open_app: Callable[..., Desk]) -> Desk:
    return open_app(Settings({"model": "demo", "language": "en"}))


def entries(menu: QMenu) -> list[tuple[str, bool]]:
    return [(action.toolTip(), action.isEnabled()) for action in menu.actions() if not action.isSeparator()][:-1]


@pytest.fixture
def menu(window: Desk) -> RecentMenu:
    [file] = [action.menu() for action in window.window.menuBar().actions() if action.text() == "&File"]
    assert isinstance(file, QMenu)
    [found] = [action.menu() for action in file.actions() if isinstance(action.menu(), RecentMenu)]
    assert isinstance(found, RecentMenu)
    return found


def test_pictures_folders_and_data_sets_are_one_click_away(window: Desk, menu: RecentMenu, tmp_path: Path) -> None:
    assert not menu.menuAction().isEnabled()
    folder = tmp_path / "R&D"
    folder.mkdir()
    copies(folder, SCENES[:2])
    window.open(SCENES[0])
    window.open(folder)
    window.open(SCENES[3])
    listed = [str(SCENES[3]), str(folder), str(SCENES[0])]
    assert entries(menu) == [(path, True) for path in listed]
    window.app.services.pictures.replace(())
    menu.actions()[1].trigger()
    window.idle()
    assert window.app.services.pictures.paths == tuple(sorted(folder.iterdir()))
    assert entries(menu)[0] == (str(folder), True), "what was opened last comes first"


def test_what_is_gone_is_greyed_and_the_list_is_cleared(window: Desk, menu: RecentMenu, tmp_path: Path) -> None:
    [picture] = copies(tmp_path, SCENES[:1])
    window.open(picture)
    picture.unlink()
    menu.aboutToShow.emit()
    assert entries(menu) == [(str(picture), False)]
    menu.actions()[-1].trigger()
    assert entries(menu) == [] and not menu.menuAction().isEnabled()


def test_the_list_is_remembered_and_bounded() -> None:
    settings = Settings()
    recent = RecentFiles(settings)
    recent.add([Path("/a"), Path("/b")])
    recent.add([Path("/b"), Path("/line\nbreak")])
    assert RecentFiles(settings).paths == [Path("/b"), Path("/a")]
    recent.add([Path(f"/{number}") for number in range(50)])
    assert len(recent.paths) == MOST and recent.paths[0] == Path("/0")


def test_a_picture_is_pasted(window: Desk) -> None:
    pixels = images.decode(SCENES[2]).pixels
    QGuiApplication.clipboard().setImage(to_qimage(pixels))
    window.action("paste").trigger()
    window.idle()
    assert window.path is not None and window.path.parent == paths.pasted_folder()
    assert np.array_equal(window.pixels, pixels)
    window.action("paste").trigger()
    window.idle()
    assert len(window.app.services.pictures.paths) == 2, "each paste is a file of its own"


@pytest.mark.parametrize("form", ["files", "path", "address"])
def test_files_are_pasted(window: Desk, form: str) -> None:
    data = QMimeData()
    if form == "files":
        data = dragged(SCENES[1])
    else:
        data.setText(f'"{SCENES[1]}"' if form == "path" else SCENES[1].as_uri())
    QGuiApplication.clipboard().setMimeData(data)
    window.action("paste").trigger()
    window.idle()
    assert window.path == SCENES[1]


@pytest.mark.parametrize("text", ["", "ftp://example.org/a.jpg", "relative.jpg", "\0", "/" + "x" * 5000])
def test_what_cannot_be_pasted_is_said(window: Desk, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)
    window.action("paste").trigger()
    window.idle()
    assert "no picture, no path of a file and no link" in window.message


class Pictures(LocalServer):
    """Has a picture of many colours at every path but /page.html."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.asked: list[str] = []


class _Handler(QuietHandler):
    server: Pictures

    def do_GET(self) -> None:  # noqa: N802
        self.server.asked.append(self.path)
        is_page = self.path == "/page.html"
        body = b"<html>a picture</html>" if is_page else SCENES[2].read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if is_page else "image/jpeg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pictures]:
    with running(Pictures(), monkeypatch) as made:
        yield made


def of_browser(link: str, *, with_picture: bool = False) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(link)])
    if with_picture:
        data.setImageData(to_qimage(images.decode(SCENES[2]).pixels))
    return data


def click(window: Desk, text: str) -> None:
    """A button of the question about a link."""
    box = window.app.features.paste.question
    assert box is not None
    [button] = [one for one in box.buttons() if one.text() == text]
    window.qtbot.mouseClick(button, LEFT)


@pytest.mark.parametrize("way", ["dropped", "pasted"])
def test_a_link_is_fetched_only_after_the_user_was_asked(window: Desk, server: Pictures, way: str) -> None:
    link = server.host + "shark%20one.jpg?size=large"
    data = QMimeData()
    data.setText(link)
    for answer in ("Cancel", "Fetch"):
        if way == "dropped":
            window.drop_data(of_browser(link), window.app.panels.canvas)
        else:
            QGuiApplication.clipboard().setMimeData(data)
            window.action("paste").trigger()
        question = window.app.features.paste.question
        assert question is not None and "shark%20one.jpg" in question.informativeText()
        assert not server.asked, "nothing is fetched unasked"
        click(window, answer)
        window.idle()
    assert window.path == paths.pasted_folder() / "shark_one.jpg"
    assert np.array_equal(window.pixels, images.decode(SCENES[2]).pixels)


def test_a_picture_of_a_browser_needs_no_network(window: Desk) -> None:
    window.drop_data(of_browser("https://example.org/a.jpg", with_picture=True), window.app.panels.browser)
    window.idle()
    assert window.app.features.paste.question is None
    assert np.array_equal(window.pixels, images.decode(SCENES[2]).pixels)


def test_a_page_is_refused_and_what_is_open_stays(window: Desk, server: Pictures) -> None:
    window.open(SCENES[0])
    window.drop_data(of_browser(server.host + "page.html"), window.window)
    click(window, "Fetch")
    window.idle()
    assert "leads to a page (text/html), not to a picture" in window.message
    assert window.path == SCENES[0]
