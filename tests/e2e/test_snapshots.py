"""Maps that are kept, and compared with that of now by a split line."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.desk import PATIENCE, Desk, copies
from helpers.jobs import SCENES
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu

from attnstudio.export.session_content import MOST_KEPT
from attnstudio.ui.state.display_options import View

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def pictures(desk: Desk, tmp_path: Path) -> list[Path]:
    """Two open ones; the first is shown. Nothing is kept."""
    made = copies(tmp_path, SCENES[:2])
    desk.app.services.pictures.replace(made)
    desk.app.panels.browser.choose(made[0])
    desk.idle()
    desk.app.features.snapshots.controller.leave()
    for one in desk.app.foundation.kept_maps.items:
        desk.app.foundation.kept_maps.forget(one)
    return made


def entries(desk: Desk) -> dict[str, QMenu]:
    """The kept maps of the menu, by name."""
    found = [action.menu() for action in desk.app.panels.kept_menu.actions()]
    return {menu.title(): menu for menu in found if isinstance(menu, QMenu)}


def choose(desk: Desk, name: str, text: str) -> None:
    [action] = [one for one in entries(desk)[name].actions() if one.text() == text]
    action.trigger()
    desk.idle()


def seen(desk: Desk) -> QImage:
    return desk.app.panels.canvas.grab().toImage()


def colour(image: QImage, place: QPoint) -> QColor:
    return image.pixelColor(place * image.devicePixelRatio())


def test_a_kept_map_is_left_of_the_line_and_that_of_now_right_of_it(desk: Desk, pictures: list[Path]) -> None:
    canvas, line = desk.app.panels.canvas, desk.app.features.snapshots.line
    desk.app.services.display.set(view=View.MAP)
    assert not entries(desk)
    name = f"Grad-CAM++, {pictures[0].stem}"
    desk.action("keep_map").trigger()
    assert list(entries(desk)) == [name]
    before = seen(desk)
    desk.choose("Saliency")
    desk.app.services.display.set(colormap="viridis")
    desk.idle()
    after = seen(desk)
    choose(desk, name, "Compare with now by a split line")
    middle = canvas.rect().center()
    left, right = middle - QPoint(60, 0), middle + QPoint(60, 0)
    assert colour(before, left) != colour(after, left)
    assert colour(seen(desk), left) == colour(before, left), "in the colours that it was kept with"
    assert colour(seen(desk), right) == colour(after, right)
    desk.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(line.x, middle.y()))
    desk.qtbot.mouseMove(canvas, middle - QPoint(100, 0))
    desk.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle - QPoint(100, 0))
    assert abs(line.x - (middle.x() - 100)) <= 1
    assert colour(seen(desk), left) == colour(after, left)
    canvas.setFocus()
    x = line.x
    desk.qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert line.x > x
    desk.qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert line.kept is None
    assert not desk.action("end_split").isEnabled()
    assert [colour(seen(desk), one) for one in (left, right)] == [colour(after, one) for one in (left, right)]


def test_the_line_is_there_while_its_picture_is_shown(desk: Desk, pictures: list[Path]) -> None:
    line, name = desk.app.features.snapshots.line, f"Grad-CAM++, {pictures[0].stem}"
    desk.action("keep_map").trigger()
    desk.app.panels.browser.choose(pictures[1])
    desk.idle()
    choose(desk, name, "Compare with now by a split line")
    assert desk.path == pictures[0], "its picture is shown for that"
    assert line.kept is not None
    desk.app.panels.browser.choose(pictures[1])
    desk.idle()
    assert line.kept is None
    desk.app.panels.browser.choose(pictures[0])
    desk.idle()
    assert line.kept is not None
    choose(desk, name, "Forget")
    assert line.kept is None
    assert not entries(desk)


def test_kept_maps_have_names_and_settings(desk: Desk, pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    desk.action("keep_map").trigger()
    desk.action("keep_map").trigger()
    first = f"Grad-CAM++, {pictures[0].stem}"
    assert list(entries(desk)) == [f"{first} (2)", first], "the newest first"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("as in the lab & before", True))
    choose(desk, first, "Rename...")
    assert list(entries(desk)) == [f"{first} (2)", "as in the lab && before"]
    desk.choose("Saliency")
    desk.app.services.selection.set(target="2", layer="last-conv")
    desk.idle()
    choose(desk, f"{first} (2)", "Use its settings")
    now = desk.app.services.selection.now
    assert ([call.id for call in now.methods], now.target, now.layer) == (["gradcam++"], "top1", "auto")
    for _ in range(MOST_KEPT):
        desk.action("keep_map").trigger()
    assert len(entries(desk)) == MOST_KEPT
    assert "as in the lab && before" not in entries(desk), "the oldest one went"


def test_kept_maps_are_in_sessions(
    desk: Desk, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.app.services.display.set(view=View.MAP, colormap="viridis")
    desk.action("keep_map").trigger()
    name, file, line = f"Grad-CAM++, {pictures[0].stem}", tmp_path / "s.attn", desk.app.features.snapshots.line
    choose(desk, name, "Compare with now by a split line")
    left = QPoint(line.x - 60, desk.app.panels.canvas.rect().center().y())
    before = colour(seen(desk), left)
    for dialog in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(file), ""))
    desk.action("save_session_as").trigger()
    desk.idle()
    choose(desk, name, "Forget")
    for _ in range(2):  # opened again, it has none twice
        with desk.qtbot.waitSignal(desk.app.features.sessions.controller.ended, timeout=PATIENCE):
            desk.action("open_session").trigger()
        desk.idle()
        assert list(entries(desk)) == [name]
    desk.app.services.display.set(colormap="inferno")
    choose(desk, name, "Compare with now by a split line")
    assert colour(seen(desk), left) == before, "in the colours that it was kept with"
    choose(desk, name, "Forget")
