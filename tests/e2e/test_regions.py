"""Regions in the real window: drawn, undone, opened, saved and stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import DEFAULTS, FOREIGN, LEFT, PATIENCE, Desk, copies
from helpers.jobs import SCENES
from helpers.widgets import at, painted
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from attnstudio import paths
from attnstudio.core import regions
from attnstudio.core.annotations import boxes
from attnstudio.core.annotations.base import load
from attnstudio.core.regions import Bitmap, Ellipse, Polygon, Rectangle, Region, Shape
from attnstudio.settings import Settings
from attnstudio.start import Start
from attnstudio.ui.notify.notifier import Scope
from attnstudio.ui.regions.controller import RegionsController
from attnstudio.ui.regions.store import RegionStore

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Marker:
    """A user's hands at the tools."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.qtbot = desk, desk.qtbot
        self.marking: RegionsController = desk.app.features.regions.controller
        self.changes: list[Path] = []
        self.marking.changed.connect(self.changes.append)

    def take(self, name: str) -> None:
        self.desk.action(name).trigger()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        canvas = self.desk.app.panels.canvas
        first, last = (canvas.from_picture(QPointF(*place)).toPoint() for place in (start, end))
        self.qtbot.mousePress(canvas, LEFT, NONE, first)
        self.qtbot.mouseMove(canvas, (first + last) / 2)
        self.qtbot.mouseMove(canvas, last)
        self.qtbot.mouseRelease(canvas, LEFT, NONE, last)

    def click(self, place: tuple[float, float]) -> None:
        canvas = self.desk.app.panels.canvas
        self.qtbot.mouseClick(canvas, LEFT, NONE, canvas.from_picture(QPointF(*place)).toPoint())

    def open(self, *files: Path) -> None:
        self.desk.app.features.regions.files.open(files)
        self.desk.idle()

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Of the picture that is shown."""
        assert self.desk.path is not None
        region = self.marking.region_of(self.desk.path)
        shapes = () if region is None else region.shapes
        assert shapes == self.marking.marks.shapes, "something else is shown"
        return shapes

    def end(self) -> None:
        """No picture has a region any more, and the first scene nothing to undo."""
        self.take("tool_select")
        self.desk.open(SCENES[0])
        while self.desk.action("undo").isEnabled():
            self.take("undo")
        self.marking.changed.disconnect(self.changes.append)
        self.marking.replace(dict.fromkeys({*self.changes} - {SCENES[0]}))


@pytest.fixture
def marker(desk: Desk) -> Iterator[Marker]:
    made = Marker(desk)
    yield made
    made.end()


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """What the user chooses in the next dialog."""

    def choose(file: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))

    return choose


def test_every_tool_is_reached_by_key_and_draws(desk: Desk, marker: Marker) -> None:
    window = desk.window
    window.activateWindow()
    desk.app.panels.canvas.setFocus()
    desk.qtbot.waitUntil(desk.app.panels.canvas.hasFocus)
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_R)
    marker.drag((20, 20), (60, 50))
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_E)
    marker.drag((70, 20), (100, 50))
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_P)
    for place in ((20, 70), (60, 70), (40, 100)):
        marker.click(place)
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_Return)
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_B)
    marker.drag((70, 80), (100, 80))
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    marker.drag((85, 70), (85, 100))
    assert [type(shape).__name__ for shape in marker.shapes] == ["Rectangle", "Ellipse", "Polygon", "Stroke", "Stroke"]
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_M)
    assert desk.action("tool_select").isChecked()
    assert set(marker.changes) == {desk.path}
    assert len(marker.changes) == 5


def test_brackets_change_the_brush(desk: Desk, marker: Marker) -> None:
    marker.take("tool_brush")
    for name in ("brush_larger", "brush_larger", "brush_smaller"):
        marker.take(name)
    marker.click((50, 50))
    (stroke,) = marker.shapes
    assert isinstance(stroke, regions.Stroke)
    assert stroke.radius * desk.app.panels.canvas.scale == pytest.approx(16 * 1.2)
    marker.take("brush_smaller")


def test_undo_and_redo_say_what_they_do(desk: Desk, marker: Marker) -> None:
    undo, redo = desk.action("undo"), desk.action("redo")
    assert not undo.isEnabled()
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    marker.take("tool_ellipse")
    marker.drag((70, 20), (100, 50))
    both = marker.shapes
    assert undo.text() == "&Undo add ellipse"
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_Z, CTRL)
    assert marker.shapes == both[:1]
    assert (undo.text(), redo.text()) == ("&Undo add rectangle", "&Redo add ellipse")
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_Z, CTRL)
    assert marker.shapes == ()
    assert not undo.isEnabled()
    assert undo.text() == "&Undo"
    redo.trigger()
    redo.trigger()
    assert marker.shapes == both
    assert not redo.isEnabled()


def test_while_a_polygon_is_drawn_undo_takes_its_last_point(desk: Desk, marker: Marker) -> None:
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    before = marker.shapes
    marker.take("tool_polygon")
    for place in ((20, 70), (60, 70), (40, 100), (10, 100)):
        marker.click(place)
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_Z, CTRL)
    assert marker.shapes == before
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_Return)
    polygon = marker.shapes[-1]
    assert isinstance(polygon, Polygon)
    assert len(polygon.points) == 3


def test_delete_and_clear_are_undone_too(desk: Desk, marker: Marker) -> None:
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    marker.drag((70, 20), (100, 50))
    both = marker.shapes
    marker.take("tool_select")
    assert not desk.action("delete_region").isEnabled()
    marker.click((40, 35))
    desk.app.panels.canvas.setFocus()
    desk.qtbot.keyClick(desk.app.panels.canvas, Qt.Key.Key_Delete)
    assert marker.shapes == both[1:]
    marker.take("clear_regions")
    assert marker.shapes == ()
    assert not desk.action("clear_regions").isEnabled()
    marker.take("undo")
    marker.take("undo")
    assert marker.shapes == both


def test_behind_a_comparison_nothing_is_changed(desk: Desk, marker: Marker) -> None:
    names = ("undo", "delete_region", "clear_regions", "next_region", "tool_brush", "brush_larger")
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    marker.take("tool_select")
    marker.click((40, 35))
    assert all(desk.action(name).isEnabled() for name in names)
    desk.action("compare").trigger()
    desk.idle()
    assert not any(desk.action(name).isEnabled() for name in names)
    desk.action("leave_compare").trigger()
    assert all(desk.action(name).isEnabled() for name in names)
    assert len(marker.shapes) == 1


def test_the_map_hides_while_one_draws(desk: Desk, marker: Marker) -> None:
    canvas, far = desk.app.panels.canvas, QPointF(250, 250)
    pixel = canvas.from_picture(far)
    wanted = desk.pixels[250, 250].astype(int)
    desk.action("view_map").trigger()

    def is_bare() -> bool:
        return bool(np.abs(at(painted(canvas), pixel) - wanted).max() <= 40)

    assert not is_bare()
    marker.take("tool_rectangle")
    first, last = (canvas.from_picture(QPointF(place, place)).toPoint() for place in (20, 60))
    desk.qtbot.mousePress(canvas, LEFT, NONE, first)
    desk.qtbot.mouseMove(canvas, last)
    assert is_bare()
    desk.qtbot.mouseRelease(canvas, LEFT, NONE, last)
    assert not is_bare()
    marker.take("tool_polygon")
    marker.click((200, 200))
    assert is_bare()
    desk.qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not is_bare()


def test_a_comparison_shows_regions(desk: Desk, marker: Marker) -> None:
    marker.take("tool_rectangle")
    marker.drag((40, 40), (280, 160))
    (box,) = marker.shapes
    assert isinstance(box, Rectangle)
    desk.action("compare").trigger()
    desk.idle()
    cell = desk.app.panels.compare.grid.cells[0, 0]
    with_region = painted(cell).astype(int)
    region = marker.marking.region_of(SCENES[0])
    marker.marking.replace({SCENES[0]: None})
    rows, columns = np.nonzero(np.abs(painted(cell).astype(int) - with_region).max(axis=2) > 20)
    assert cell.picture is not None
    scale = cell.viewport().scale * cell.picture.picture.pixels.shape[1] / desk.pixels.shape[1]
    assert np.ptp(columns) == pytest.approx(scale * (box.right - box.left), abs=6)
    assert np.ptp(rows) == pytest.approx(scale * (box.bottom - box.top), abs=6)
    marker.marking.replace({SCENES[0]: region})
    assert np.array_equal(painted(cell), with_region)
    desk.action("leave_compare").trigger()


def test_a_shape_is_moved_and_undone(desk: Desk, marker: Marker) -> None:
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    before = marker.shapes
    marker.take("tool_select")
    marker.drag((40, 35), (50, 45))
    (moved,) = marker.shapes
    assert isinstance(moved, Rectangle)
    assert np.subtract(moved.box, before[0].box) == pytest.approx(10, abs=1)  # type: ignore[union-attr]
    marker.take("undo")
    assert marker.shapes == before


def test_each_picture_has_its_own_regions_and_its_own_undo(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    first, second = copies(tmp_path, SCENES[:2])
    desk.open(first, second)
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    kept = marker.shapes
    assert kept
    desk.action("next_picture").trigger()
    desk.idle()
    assert desk.path == second
    assert marker.shapes == ()
    assert not desk.action("undo").isEnabled()
    marker.drag((70, 20), (100, 50))
    desk.action("previous_picture").trigger()
    desk.idle()
    assert marker.shapes == kept
    marker.take("undo")
    assert marker.shapes == ()
    desk.action("next_picture").trigger()
    desk.idle()
    assert len(marker.shapes) == 1
    assert set(marker.marking.regions()) == {second}


def test_drawing_runs_no_job_and_leaves_the_map(desk: Desk, marker: Marker) -> None:
    before = desk.map
    marker.take("tool_ellipse")
    marker.drag((20, 20), (60, 50))
    desk.idle()
    assert desk.submitted == []
    assert desk.map is before


def test_the_boxes_of_the_photos_are_opened(
    desk: Desk, marker: Marker, photos: Path, answer: Callable[[Path], None]
) -> None:
    desk.open(photos / "goldfish.jpg", photos / "tiger_shark.jpg", photos / "hammerhead.jpg")
    answer(photos / "boxes.json")
    marker.take("open_regions")
    desk.idle()
    assert marker.shapes == (Rectangle(30, 48, 296, 212),)
    found = marker.marking.regions()
    assert found[photos / "tiger_shark.jpg"] == Region((Rectangle(64, 60, 438, 254),), class_index=3)
    assert len(found[photos / "hammerhead.jpg"].shapes) == 2
    assert len(found) == 3
    marker.take("undo")
    assert not marker.shapes
    assert desk.message.startswith(FOREIGN)


def test_a_shape_that_is_added_keeps_the_class(desk: Desk, marker: Marker, photos: Path) -> None:
    desk.open(photos / "goldfish.jpg")
    marker.open(photos / "boxes.json")
    marker.take("tool_ellipse")
    marker.drag((50, 50), (80, 90))
    region = marker.marking.region_of(photos / "goldfish.jpg")
    assert region is not None
    assert region.class_index == 1
    assert [type(shape) for shape in region.shapes] == [Rectangle, Ellipse]


def test_a_dropped_annotation_file_is_opened_as_regions(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    name = SCENES[0].name
    file = tmp_path / "some.json"
    file.write_text(json.dumps({name: {"boxes": [[10, 20, 60, 70]]}}), "utf-8")
    voc = tmp_path / "other.xml"
    voc.write_text(
        f"<annotation><filename>{SCENES[1].name}</filename><object><name>x</name><bndbox><xmin>1</xmin><ymin>1</ymin>"
        "<xmax>30</xmax><ymax>40</ymax></bndbox></object></annotation>",
        "utf-8",
    )
    folder = tmp_path / "pictures"
    folder.mkdir()
    (picture,) = copies(folder, SCENES[1:2])
    desk.drop(file, voc, picture)  # the picture first, whatever the order
    desk.idle()
    assert desk.path == picture
    assert len(marker.shapes) == 1
    assert marker.marking.region_of(SCENES[0]) == Region((Rectangle(10, 20, 60, 70),))
    assert desk.message == ""


def test_a_mask_is_of_the_picture_that_is_shown(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    height, width = desk.pixels.shape[:2]
    pixels = np.zeros((height, width), np.uint8)
    pixels[20:50, 30:90] = 255
    file = tmp_path / "whatever it is called.png"
    Image.fromarray(pixels).save(file)
    marker.open(file)
    (shape,) = marker.shapes
    assert isinstance(shape, Bitmap)
    assert (shape.pixels() == (pixels > 0)).all()
    marker.take("tool_eraser")
    marker.drag((30, 30), (60, 30))
    assert 0 < regions.mask(Region(marker.shapes), (width, height)).sum() < (pixels > 0).sum()


def test_an_unusable_file_is_reported_and_loses_nothing(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    before = marker.shapes
    small, broken, others = tmp_path / "small.png", tmp_path / "broken.json", tmp_path / "others.json"
    Image.fromarray(np.full((5, 7), 255, np.uint8)).save(small)
    broken.write_text('{"a.jpg": {"boxes": [[', "utf-8")
    others.write_text('{"nobody.jpg": {"boxes": [[1, 2, 3, 4]]}}', "utf-8")
    outside = tmp_path / "outside.json"
    outside.write_text(json.dumps({SCENES[0].name: {"boxes": [[5000, 1, 6000, 2]]}}), "utf-8")
    for file, says in (
        (small, "the mask has 7 x 5 pixels"),
        (broken, "is damaged or incomplete"),
        (others, "has no region for"),
        (outside, "lies outside of the picture"),
        (tmp_path / "gone.json", "There is no annotation file"),
    ):
        marker.open(file)
        assert says in desk.message
        assert file.name in desk.message
        assert marker.shapes == before


def test_omitted_shapes_are_reported_over_the_picture(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    boxes = {"boxes": [[10, 20, 60, 70], [5, 5, 5, 9], [9, 9, 4, 4]]}
    marker.open(written(tmp_path / "a.json", {SCENES[0].name: boxes}))
    assert marker.shapes == (Rectangle(10, 20, 60, 70),)
    assert "shapes left out (1), boxes #2: it has no area. More messages in the log: 1." in desk.message
    logged = desk.app.panels.log.text.toPlainText()
    assert logged.count("boxes #2: it has no area") == logged.count("boxes #3: the box") == 1


def test_the_message_about_a_file_is_cleared_by_the_next_file(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    marker.open(written(tmp_path / "a.json", {SCENES[0].name: {"boxes": [[10, 20, 60, 70], [5, 5, 5, 9]]}}))
    assert "boxes #2: it has no area" in desk.message
    marker.open(written(tmp_path / "b.json", {SCENES[0].name: {"boxes": [[10, 20, 60, 70]]}}))
    assert desk.message == ""
    desk.app.services.notifier.show(lambda: "something else", Scope.PROGRAM)
    marker.open(written(tmp_path / "b.json", {SCENES[0].name: {"boxes": [[10, 20, 60, 71]]}}))
    assert desk.message == "something else"


def test_choosing_to_count_crowds_applies_at_once(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    crowd: dict[str, object] = {"id": 2, "image_id": 1, "bbox": [70, 20, 30, 40], "iscrowd": 1}
    coco: dict[str, list[dict[str, object]]] = {
        "images": [{"id": 1, "file_name": SCENES[0].name}],
        "annotations": [{"id": 1, "image_id": 1, "bbox": [10, 20, 50, 50]}, crowd],
    }
    with_both = written(tmp_path / "both.json", coco)
    only_crowd = written(tmp_path / "crowd.json", coco | {"annotations": [crowd]})
    small, large = Rectangle(10, 20, 60, 70), Rectangle(70, 20, 100, 60)
    marker.open(with_both)
    assert marker.shapes == (small,)
    assert "marked as difficult or crowd were left out: 1. To include them" in desk.message
    choose(desk, marker)
    assert list(marker.shapes) == [small, large]
    marker.open(only_crowd)
    assert marker.shapes == (large,)
    choose(desk, marker)
    assert not marker.shapes, "what does not count is gone"
    assert "all usable objects are marked as difficult or crowd (1)" in desk.message
    desk.action("undo").trigger()
    assert marker.shapes == (large,)


def choose(desk: Desk, marker: Marker) -> None:
    """Whether crowds count, which reads the file again."""
    desk.action("count_difficult").trigger()
    desk.idle()


def test_yolo_and_cvat_are_dropped_like_other_annotations(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    height, width = desk.pixels.shape[:2]
    text = f"0 {35 / width} {45 / height} {50 / width} {50 / height}"
    yolo = tmp_path / f"{SCENES[0].stem}.txt"
    yolo.write_text(text, "utf-8")
    cvat = tmp_path / "annotations.xml"
    box = '<box label="fish" xtl="11" ytl="20" xbr="60" ybr="70"/>'
    cvat.write_text(f'<annotations><image name="{SCENES[0].name}">{box}</image></annotations>', "utf-8")
    for file, left in ((yolo, 10), (cvat, 11)):
        desk.window.open_paths([file])
        desk.idle()
        (shape,) = marker.shapes
        assert isinstance(shape, Rectangle)
        assert shape.box == pytest.approx((left, 20, 60, 70))


def written(file: Path, content: object) -> Path:
    file.write_text(json.dumps(content), "utf-8")
    return file


def test_one_bad_file_costs_no_other(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps({SCENES[0].name: {"boxes": [[10, 20, 60, 70]]}}), "utf-8")
    marker.open(tmp_path / "gone.json", good)
    assert marker.shapes == (Rectangle(10, 20, 60, 70),)
    assert "gone.json" in desk.message


def test_saved_regions_are_read_again(
    desk: Desk, marker: Marker, tmp_path: Path, answer: Callable[[Path], None]
) -> None:
    file = tmp_path / "saved.json"
    answer(file)
    marker.take("save_regions")
    assert "There are no regions to save" in desk.message
    assert not file.exists()
    marker.take("tool_ellipse")
    marker.drag((20, 20), (60, 50))
    marker.take("tool_brush")
    marker.drag((70, 20), (100, 50))
    marker.take("save_regions")
    assert desk.path is not None
    found = load(file, [desk.path]).region_of(desk.path)
    assert found is not None
    assert found.shapes == marker.shapes


def test_pictures_of_one_name_are_not_saved_over_each_other(
    desk: Desk, marker: Marker, tmp_path: Path, answer: Callable[[Path], None]
) -> None:
    (copy,) = copies(tmp_path, SCENES[:1])
    marker.take("tool_ellipse")
    marker.drag((20, 20), (60, 50))
    desk.open(copy)
    marker.drag((20, 20), (60, 50))
    answer(tmp_path / "saved.json")
    marker.take("save_regions")
    assert "have the same name" in desk.message
    assert not (tmp_path / "saved.json").exists()


def test_a_file_that_cannot_be_written_is_reported(desk: Desk, marker: Marker, answer: Callable[[Path], None]) -> None:
    marker.take("tool_ellipse")
    marker.drag((20, 20), (60, 50))
    answer(Path("/nowhere/at/all.json"))
    marker.take("save_regions")
    assert "Cannot write /nowhere/at/all.json" in desk.message


def test_a_picture_that_was_replaced_by_a_smaller_one_is_reported(desk: Desk, marker: Marker, tmp_path: Path) -> None:
    (picture,) = copies(tmp_path, SCENES[:1])
    desk.open(picture)
    assert desk.picture is not None
    file = tmp_path / "mask.png"
    Image.fromarray(np.full(desk.pixels.shape[:2], 255, np.uint8)).save(file)
    marker.open(file)
    assert len(marker.shapes) == 1
    Image.new("RGB", (50, 40)).save(picture)
    desk.open(picture)
    assert "the mask has" in desk.message
    assert marker.marking.marks.shapes == ()
    marker.take("tool_rectangle")
    marker.drag((5, 5), (30, 30))
    assert len(marker.shapes) == 1


def test_the_texts_follow_the_language(desk: Desk, marker: Marker) -> None:
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    desk.app.foundation.language.choose("ru")
    try:
        assert desk.app.panels.tool_strip.accessibleName() != ""
        desk.app.foundation.language.choose("en")
        assert desk.action("undo").text() == "&Undo add rectangle", "the language took it away"
    finally:
        desk.app.foundation.language.choose("en")


# Kept from start to start


def test_regions_survive_a_restart(open_app: Callable[..., Desk], tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    first = open_app(Settings(DEFAULTS), settings)
    first.open(SCENES[0])
    marker = Marker(first)
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    marker.take("tool_brush")
    marker.drag((70, 20), (100, 50))
    drawn = marker.shapes
    assert len(drawn) == 2
    first.window.close()
    second = open_app(Settings(DEFAULTS), settings)
    second.open(SCENES[0])
    assert Marker(second).shapes == drawn
    second.window.close()


def test_a_screenshot_keeps_nothing(open_app: Callable[..., Desk]) -> None:
    desk = open_app(Settings(DEFAULTS), None)
    desk.open(SCENES[0])
    marker = Marker(desk)
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    assert marker.shapes
    desk.window.close()
    assert not paths.regions_file().exists()


def test_regions_survive_while_the_window_is_open(open_app: Callable[..., Desk], tmp_path: Path) -> None:
    """So that a crash costs a second of work."""
    desk = open_app(Settings(DEFAULTS), tmp_path / "settings.json")
    desk.open(SCENES[0])
    marker = Marker(desk)
    marker.take("tool_rectangle")
    marker.drag((20, 20), (60, 50))
    desk.qtbot.waitUntil(paths.regions_file().exists, timeout=PATIENCE)
    assert RegionStore.load(paths.regions_file()).get(SCENES[0]) == Region(marker.shapes)
    desk.window.close()


def test_a_damaged_line_costs_its_region_only(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "regions.jsonl"
    kept = RegionStore(file)
    region = Region((Rectangle(1, 2, 3, 4), Bitmap.of(np.eye(5, dtype=bool))), 3, "fish")
    strange = tmp_path / "\udcff\u2028\n.jpg"
    for name in ("one", "two", "three"):
        kept.put(tmp_path / name, region)
    kept.put(strange, region)
    kept.put(tmp_path / "three", None)
    kept.save()
    lines = file.read_bytes().splitlines()
    assert len(lines) == 3
    lines[1:1] = [b"\xff\xfe", b"null", b'["x", {"shapes": [{"type": "?"}]}]', b"[[[[", b"[{}, {}]", lines[0][:50]]
    file.write_bytes(b"\n".join(lines))
    again = RegionStore.load(file)
    assert [again.get(tmp_path / name) for name in ("one", "two", "three")] == [region, region, None]
    assert again.get(strange) == region
    assert again.get(Path("x")) is None
    again.save()
    assert RegionStore.load(file).get(tmp_path / "one") == region


def test_of_too_many_pictures_the_most_recently_changed_are_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "regions.jsonl"
    monkeypatch.setattr("attnstudio.ui.regions.store.MAX_PICTURES", 3)
    kept = RegionStore(file)
    region = Region((Rectangle(1, 2, 3, 4),))
    for number in (0, 1, 2, 3, 0):
        kept.put(tmp_path / str(number), region)
    kept.save()
    again = RegionStore.load(file)
    assert [again.get(tmp_path / str(number)) is not None for number in range(4)] == [True, False, True, True]


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"{}", b"\xff" * 1000, b"[" * 100_000])
def test_a_damaged_file_never_stops_the_start(open_app: Callable[..., Desk], tmp_path: Path, content: bytes) -> None:
    file = paths.regions_file()
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert RegionStore.load(file).get(SCENES[0]) is None


def test_a_folder_in_the_place_of_the_file_stops_nothing(tmp_path: Path) -> None:
    kept = RegionStore.load(tmp_path)
    kept.put(SCENES[0], Region((Rectangle(1, 2, 3, 4),)))
    kept.save()
    assert tmp_path.is_dir()


@pytest.mark.parametrize("name", ["boxes.json", "mask.png"])
def test_the_command_line_brings_regions(open_app: Callable[..., Desk], tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name == "mask.png":
        Image.fromarray(np.eye(320, dtype=np.uint8) * 255).save(file)
        expected: Shape = Bitmap.of(np.eye(320, dtype=bool))
    else:
        expected = Ellipse(5, 6, 70, 80)
        boxes.save(file, {SCENES[0].name: Region((expected,))}, force=False)
    desk = open_app()
    desk.begin(Start(pictures=(SCENES[0], SCENES[1]), boxes=file))
    desk.idle()
    assert desk.app.features.regions.controller.marks.shapes == (expected,)
    desk.window.close()
