"""Drawing on the canvas: what the mouse and the keys make of a region, in picture pixels."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from helpers.widgets import noise, painted, shown
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core import regions
from attnstudio.core.regions import Bitmap, Ellipse, Polygon, Rectangle, Region, Shape, Stroke
from attnstudio.ui.regions import paths as shape_paths
from attnstudio.ui.regions.shape_model import ShapeModel
from attnstudio.ui.regions.tool_controller import RegionTools
from attnstudio.ui.viewer.canvas import Canvas

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
WIDTH, HEIGHT = 100, 60
Place = tuple[float, float]


class Easel:
    """A canvas with a picture, tools, and somebody who does what they ask for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.canvas, self.marks = qtbot, Canvas(), ShapeModel()
        self.tools = RegionTools(self.canvas, self.marks)
        self.marks.added.connect(lambda shape: self.put((*self.marks.shapes, shape)))
        self.marks.replaced.connect(self._replace)
        self.canvas.resize(440, 280)
        self.canvas.set_picture(shown(noise(WIDTH, HEIGHT)))
        self.put(())

    def put(self, shapes: Iterable[Shape]) -> None:
        self.marks.show(tuple(shapes), (WIDTH, HEIGHT))

    def _replace(self, place: int, shape: Shape) -> None:
        self.put((*self.marks.shapes[:place], shape, *self.marks.shapes[place + 1 :]))

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return self.marks.shapes

    @property
    def only(self) -> Shape:
        (shape,) = self.shapes
        return shape

    def point(self, place: Place) -> QPoint:
        return self.canvas.from_picture(QPointF(*place)).toPoint()

    def press(self, place: Place, button: Qt.MouseButton = LEFT) -> None:
        self.qtbot.mouseMove(self.canvas, self.point(place))
        self.qtbot.mousePress(self.canvas, button, NONE, self.point(place))

    def drag(self, *places: Place, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.qtbot.mousePress(self.canvas, button, keys, self.point(places[0]))
        for place in places[1:]:
            self.move(place, keys)
        self.qtbot.mouseRelease(self.canvas, button, keys, self.point(places[-1]))

    def move(self, place: Place, keys: Qt.KeyboardModifier = NONE) -> None:
        """With the modifiers, which QTest's own mouseMove has not."""
        point = QPointF(self.point(place))
        QApplication.sendEvent(
            self.canvas,
            QMouseEvent(
                QEvent.Type.MouseMove, point, self.canvas.mapToGlobal(point), Qt.MouseButton.NoButton, LEFT, keys
            ),
        )

    def click(self, *places: Place) -> None:
        for place in places:
            self.qtbot.mouseClick(self.canvas, LEFT, NONE, self.point(place))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.canvas, key, modifiers)

    def covered(self) -> np.ndarray:
        return regions.mask(Region(self.shapes), (WIDTH, HEIGHT))


@pytest.fixture
def easel(qtbot: QtBot) -> Easel:
    made = Easel(qtbot)
    qtbot.addWidget(made.canvas)
    with qtbot.waitExposed(made.canvas):
        made.canvas.show()
    return made


def near(easel: Easel, values: Iterable[float]) -> object:
    """As exact as whole pixels of the screen are."""
    return pytest.approx(list(values), abs=1 / easel.canvas.scale)


ZOOMS = [(1.0, (50, 30)), (0.4, (20, 20)), (3.7, (40, 25))]


@pytest.mark.parametrize(("zoom", "around"), ZOOMS)
@pytest.mark.parametrize(("tool", "kind"), [("tool_rectangle", Rectangle), ("tool_ellipse", Ellipse)])
def test_a_box_is_drawn_from_corner_to_corner(easel: Easel, tool: str, kind: type, zoom: float, around: Place) -> None:
    easel.canvas.zoom(zoom, QPointF(easel.point(around)))
    easel.tools.choose(tool)
    easel.drag((55, 22), (40, 30), (35, 36))
    assert type(easel.only) is kind
    assert isinstance(easel.only, Rectangle | Ellipse)
    assert list(easel.only.box) == near(easel, (35, 22, 55, 36))


def test_shift_keeps_a_box_square_and_the_picture_bounds_it(easel: Easel) -> None:
    easel.tools.choose("tool_ellipse")
    easel.drag((10, 10), (30, 20), (40, 20), keys=SHIFT)
    easel.drag((70, 40), (95, 45), keys=SHIFT)
    circle, bounded = easel.shapes
    assert isinstance(circle, Ellipse)
    assert isinstance(bounded, Ellipse)
    assert list(circle.box) == near(easel, (10, 10, 40, 40))
    assert list(bounded.box) == near(easel, (70, 40, 90, 60)), "it is no circle, or reaches beyond the picture"


def test_a_box_ends_at_the_edge_of_the_picture(easel: Easel) -> None:
    easel.canvas.zoom(0.5)
    easel.tools.choose("tool_rectangle")
    easel.drag((80, 40), (120, 70))
    assert isinstance(easel.only, Rectangle)
    assert easel.only.box[2:] == (WIDTH, HEIGHT)


@pytest.mark.parametrize("tool", ["tool_rectangle", "tool_ellipse"])
def test_a_slip_of_the_hand_is_no_shape(easel: Easel, tool: str) -> None:
    easel.tools.choose(tool)
    easel.click((20, 20))
    easel.drag((20, 20), (50, 20.3))
    assert easel.shapes == ()


def test_what_covers_no_pixel_is_no_shape(easel: Easel) -> None:
    easel.canvas.zoom(1e9, QPointF(easel.point((50, 30))))
    assert easel.canvas.scale == 64
    easel.tools.choose("tool_rectangle")
    easel.drag((50.1, 30.1), (50.4, 30.4))
    assert easel.shapes == ()
    easel.drag((50.1, 30.1), (50.9, 30.9))
    assert easel.covered().sum() == 1


def test_escape_gives_a_box_up(easel: Easel) -> None:
    easel.tools.choose("tool_rectangle")
    easel.press((20, 20))
    easel.move((40, 40))
    easel.key(Qt.Key.Key_Escape)
    easel.qtbot.mouseRelease(easel.canvas, LEFT, NONE, easel.point((40, 40)))
    assert easel.shapes == ()


@pytest.mark.parametrize(("zoom", "around"), ZOOMS)
@pytest.mark.parametrize("end", ["enter", "double click", "first point"])
def test_a_polygon_is_clicked_together(easel: Easel, end: str, zoom: float, around: Place) -> None:
    easel.canvas.zoom(zoom, QPointF(easel.point(around)))
    easel.tools.choose("tool_polygon")
    corners = [(30.0, 20.0), (55.0, 24.0), (48.0, 34.0), (33.0, 33.0)]
    easel.click(*corners)
    assert easel.shapes == ()
    if end == "enter":
        easel.key(Qt.Key.Key_Return)
    elif end == "double click":  # of which the first click was the last corner's
        easel.qtbot.mouseDClick(easel.canvas, LEFT, NONE, easel.point(corners[-1]))
    else:
        easel.click(corners[0])
    assert isinstance(easel.only, Polygon)
    assert len(easel.only.points) == 4
    for corner, point in zip(corners, easel.only.points, strict=True):
        assert list(point) == near(easel, corner)


def test_backspace_takes_points_back_and_escape_all_of_them(easel: Easel) -> None:
    easel.tools.choose("tool_polygon")
    easel.click((10, 10), (50, 10), (90, 50), (50, 50))
    easel.key(Qt.Key.Key_Backspace)
    easel.key(Qt.Key.Key_Backspace)
    easel.key(Qt.Key.Key_Return)
    assert easel.shapes == (), "two points are no polygon"
    easel.click((20, 50))
    easel.key(Qt.Key.Key_Return)
    assert isinstance(easel.only, Polygon)
    assert [list(point) for point in easel.only.points] == [
        near(easel, (10, 10)),
        near(easel, (50, 10)),
        near(easel, (20, 50)),
    ]
    easel.click((10, 10), (50, 10), (90, 50))
    easel.key(Qt.Key.Key_Escape)
    easel.key(Qt.Key.Key_Return)
    assert len(easel.shapes) == 1


def test_another_tool_gives_a_polygon_up(easel: Easel) -> None:
    easel.tools.choose("tool_polygon")
    easel.click((10, 10), (50, 10), (90, 50))
    easel.tools.choose("tool_rectangle")
    easel.tools.choose("tool_polygon")
    easel.key(Qt.Key.Key_Return)
    assert easel.shapes == ()


@pytest.mark.parametrize("zoom", [1.0, 0.4, 3.0])
def test_the_brush_is_as_wide_as_its_circle_at_every_zoom(easel: Easel, zoom: float) -> None:
    easel.canvas.zoom(zoom, QPointF(easel.point((40, 30))))
    easel.tools.choose("tool_brush")
    easel.drag((35, 30), (38, 30), (45, 30))
    assert isinstance(easel.only, Stroke)
    assert easel.only.radius * easel.canvas.scale == pytest.approx(16)
    assert list(easel.only.points[0]) == near(easel, (35, 30))
    assert list(easel.only.points[-1]) == near(easel, (45, 30))


def test_a_click_of_the_brush_is_a_dot_and_a_double_click_two(easel: Easel) -> None:
    easel.tools.choose("tool_brush")
    easel.click((50, 30))
    radius = 16 / easel.canvas.scale
    assert easel.covered().sum() == pytest.approx(np.pi * radius**2, rel=0.2)
    easel.click((20, 20))
    easel.qtbot.mouseDClick(easel.canvas, LEFT, NONE, easel.point((20, 20)))
    easel.qtbot.mouseRelease(easel.canvas, LEFT, NONE, easel.point((20, 20)))
    assert len(easel.shapes) == 3


def test_the_eraser_takes_away_and_nothing_where_nothing_is(easel: Easel) -> None:
    easel.put([Rectangle(10, 10, 90, 50)])
    easel.tools.choose("tool_eraser")
    easel.drag((95, 30), (50, 30))
    erased = easel.covered()
    assert not erased[30, 60]
    assert erased[30, 20]
    assert erased[12, 60]
    easel.drag((95, 3), (60, 3))
    assert len(easel.shapes) == 2, "a stroke that erases nothing was added"


def test_the_brush_grows_by_key_and_by_wheel(easel: Easel) -> None:
    easel.tools.choose("tool_brush")
    scale = easel.canvas.scale
    easel.tools.resize(2)
    wheel(easel, 1, Qt.KeyboardModifier.ControlModifier)
    easel.click((50, 30))
    assert isinstance(easel.only, Stroke)
    assert easel.only.radius * scale == pytest.approx(16 * 1.2**3)
    assert easel.canvas.scale == scale, "it zoomed"
    wheel(easel, 1, NONE)
    assert easel.canvas.scale > scale


def wheel(easel: Easel, turns: int, keys: Qt.KeyboardModifier) -> None:
    point = QPointF(easel.point((50, 30)))
    event = QWheelEvent(
        *(point, easel.canvas.mapToGlobal(point), QPoint(), QPoint(0, 120 * turns)),
        *(Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(easel.canvas, event)


def corner(easel: Easel) -> list[float]:
    place = easel.canvas.from_picture(QPointF(0, 0))
    return [place.x(), place.y()]


@pytest.mark.parametrize("tool", ["tool_select", "tool_rectangle", "tool_polygon", "tool_brush"])
def test_the_middle_button_and_space_pan_with_every_tool(easel: Easel, tool: str) -> None:
    easel.tools.choose(tool)
    before = corner(easel)
    easel.drag((20, 20), (30, 25), button=MIDDLE)
    moved = corner(easel)
    assert moved != before
    easel.qtbot.keyPress(easel.canvas, Qt.Key.Key_Space)
    easel.drag((50, 20), (30, 25))
    easel.qtbot.keyRelease(easel.canvas, Qt.Key.Key_Space)
    assert corner(easel) != moved
    assert easel.shapes == ()
    assert not easel.tools.tool.is_active
    assert easel.canvas.cursor().shape() == easel.tools.tool.cursor


def test_outside_the_shapes_the_select_tool_pans_and_selects_nothing(easel: Easel) -> None:
    easel.put([Rectangle(40, 20, 60, 40)])
    easel.click((50, 30))
    assert easel.marks.selected == 0
    before = corner(easel)
    easel.drag((10, 10), (20, 15))
    assert corner(easel) != before
    assert easel.marks.selected is None
    assert easel.shapes == (Rectangle(40, 20, 60, 40),)


def test_the_topmost_shape_is_selected_but_nothing_that_was_erased(easel: Easel) -> None:
    easel.put([Rectangle(0, 0, 60, 60), Ellipse(30, 10, 70, 50), Stroke(((20, 30),), 8, erases=True)])
    easel.click((50, 30))
    assert easel.marks.selected == 1
    easel.click((5, 5))
    assert easel.marks.selected == 0
    easel.click((20, 30))
    assert easel.marks.selected is None
    chosen = []
    for _ in range(3):
        easel.marks.select_next()
        chosen.append(easel.marks.selected)
    assert chosen == [0, 1, 0], "the stroke that erases cannot be seen"


@pytest.mark.parametrize(
    ("shape", "moved"),
    [
        (Rectangle(40, 20, 60, 40), Rectangle(50, 25, 70, 45)),
        (Ellipse(40, 20, 60, 40), Ellipse(50, 25, 70, 45)),
        (Polygon(((40, 20), (60, 20), (60, 40), (40, 40))), Polygon(((50, 25), (70, 25), (70, 45), (50, 45)))),
        (Stroke(((50, 30), (55, 30)), 6), Stroke(((60, 35), (65, 35)), 6)),
    ],
)
def test_a_shape_is_dragged(easel: Easel, shape: Shape, moved: Shape) -> None:
    easel.put([shape])
    easel.drag((50, 30), (55, 32), (60, 35))
    assert easel.marks.selected == 0
    assert close(easel.only, moved, 1.5 / easel.canvas.scale)


def close(one: Shape, other: Shape, slack: float) -> bool:
    numbers = []
    for shape in (one, other):
        assert not isinstance(shape, Bitmap)
        numbers.append(np.ravel(shape.points if isinstance(shape, Polygon | Stroke) else shape.box))
    return type(one) is type(other) and bool(np.abs(numbers[0] - numbers[1]).max() <= slack)


def test_a_shape_is_not_dragged_out_of_the_picture(easel: Easel) -> None:
    easel.put([Rectangle(40, 20, 60, 40)])
    easel.drag((50, 30), (120, 90))
    assert easel.only == Rectangle(80, 40, 100, 60)


def test_a_click_moves_nothing_and_escape_puts_a_shape_back(easel: Easel) -> None:
    shape = Rectangle(40, 20, 60, 40)
    easel.put([shape])
    easel.drag((50, 30), (50.2, 30))
    assert easel.only == shape
    easel.press((50, 30))
    easel.move((60, 35))
    assert easel.marks.paths[0].boundingRect().left() > 45, "it does not follow the mouse"
    easel.key(Qt.Key.Key_Escape)
    easel.qtbot.mouseRelease(easel.canvas, LEFT, NONE, easel.point((60, 35)))
    assert easel.only == shape
    assert easel.marks.paths[0].boundingRect().left() == 40


def test_a_mask_is_selected_but_stays_where_it_is(easel: Easel) -> None:
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[20:40, 40:60] = True
    easel.put([Bitmap.of(pixels)])
    before = corner(easel)
    easel.drag((50, 30), (60, 35))
    assert easel.marks.selected == 0
    assert (easel.covered() == pixels).all()
    assert corner(easel) != before, "the drag pans instead"


def test_handles_reshape(easel: Easel) -> None:
    easel.put([Rectangle(40, 20, 60, 40), Polygon(((10, 10), (30, 10), (20, 30)))])
    easel.click((50, 30))
    easel.drag((60, 40), (65, 45), (70, 50))
    easel.drag((40, 20), (80, 55))  # past the opposite corner
    easel.click((20, 15))
    easel.drag((20, 30), (20, 45), (15, 50))
    box, polygon = easel.shapes
    assert isinstance(box, Rectangle)
    assert isinstance(polygon, Polygon)
    assert list(box.box) == near(easel, (70, 50, 80, 55))
    assert list(polygon.points[2]) == near(easel, (15, 50))
    assert polygon.points[:2] == ((10, 10), (30, 10))


def test_arrow_keys_move_what_is_selected_and_else_the_picture(easel: Easel) -> None:
    easel.put([Rectangle(40, 20, 60, 40)])
    before = corner(easel)
    easel.key(Qt.Key.Key_Right)
    assert corner(easel) != before
    easel.marks.select(0)
    before = corner(easel)
    easel.key(Qt.Key.Key_Right)
    easel.key(Qt.Key.Key_Down, SHIFT)
    assert easel.only == Rectangle(41, 30, 61, 50)
    assert corner(easel) == before


def test_without_a_picture_nothing_is_drawn(qtbot: QtBot) -> None:
    canvas, marks = Canvas(), ShapeModel()
    qtbot.addWidget(canvas)
    tools = RegionTools(canvas, marks)
    heard: list[Shape] = []
    marks.added.connect(heard.append)
    for name in tools.tools:
        tools.choose(name)
        qtbot.mouseClick(canvas, LEFT, NONE, QPoint(50, 50))
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
        painted(canvas)
    assert heard == []


def _random_mask(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((23, 31)) > 0.5


SHAPES: tuple[Shape, ...] = (
    Rectangle(10.3, 5, 50, 40.7),
    Ellipse(30, 10, 90, 55),
    Polygon(((5, 5), (95, 8), (20, 50), (80, 55), (40, 2))),
    Stroke(((20, 20), (60, 25), (30, 45)), 6.5),
    Stroke(((50, 50),), 4),
    Stroke(((0, 30), (99, 30)), 3, erases=True),
    Rectangle(70, 26, 80, 34),
    Stroke(((75, 10), (75, 50)), 2.5, erases=True),
)


def test_what_is_drawn_is_what_is_measured() -> None:
    """The outlines hold the pixels of the mask; curves are drawn a little differently."""
    for count in range(1, len(SHAPES) + 1):
        shapes = SHAPES[:count]
        paths = shape_paths.outlines(shapes)
        joined = shape_paths.joined(shapes, paths)
        covered = regions.mask(Region(shapes), (WIDTH, HEIGHT))
        for drawn in (paths, joined):
            inside = np.array(
                [
                    [any(path.contains(QPointF(x + 0.5, y + 0.5)) for path in drawn) for x in range(WIDTH)]
                    for y in range(HEIGHT)
                ]
            )
            assert (inside != covered).sum() <= 0.004 * covered.size


@pytest.mark.parametrize("seed", range(3))
def test_the_outline_of_a_mask_follows_its_pixels(seed: int) -> None:
    pixels = _random_mask(seed)
    path = shape_paths.outline(Bitmap.of(pixels))
    inside = [[path.contains(QPointF(x + 0.5, y + 0.5)) for x in range(31)] for y in range(23)]
    assert (np.array(inside) == pixels).all()


def test_a_very_fine_mask_is_drawn_coarser() -> None:
    pixels = np.random.default_rng(0).random((1000, 1500)) > 0.5
    path = shape_paths.outline(Bitmap.of(pixels))
    assert path.elementCount() < 20_000
    assert path.boundingRect().width() == pytest.approx(1500, abs=64)


def test_many_strokes_open_at_once() -> None:
    """More than a recursion could go deep."""
    strokes = tuple(Stroke(((x % 90, x % 50),), 3, erases=x % 2 == 1) for x in range(600))
    paths = shape_paths.outlines(strokes)
    assert len(paths) == 600
    assert len(shape_paths.joined(strokes, paths)) == 1


@pytest.mark.parametrize("zoom", [0.3, 1.0, 8.0])
@pytest.mark.parametrize("ground", [0, 128, 255])
def test_a_line_is_seen_on_every_ground_at_every_zoom(easel: Easel, zoom: float, ground: int) -> None:
    easel.canvas.set_picture(shown(np.full((HEIGHT, WIDTH, 3), ground, np.uint8)))
    easel.canvas.zoom(zoom, QPointF(easel.point((40, 30))))
    easel.put([Rectangle(40, -5, 200, 70)])
    row = round(easel.canvas.from_picture(QPointF(40, 30)).y())
    line = round(easel.canvas.from_picture(QPointF(40, 30)).x())
    seen = painted(easel.canvas)[row, line - 6 : line + 6].astype(int).mean(axis=1)
    assert seen.max() > 200
    assert seen.max() - seen.min() > 120


def test_only_a_wish_fills_a_region(easel: Easel) -> None:
    easel.canvas.set_picture(shown(np.zeros((HEIGHT, WIDTH, 3), np.uint8)))
    easel.put([Rectangle(20, 20, 80, 50)])
    easel.marks.select(0)
    middle = easel.point((50, 35))
    assert painted(easel.canvas)[middle.y(), middle.x()].tolist() == [0, 0, 0]
    easel.tools.fill = True
    assert painted(easel.canvas)[middle.y(), middle.x()].min() > 40
