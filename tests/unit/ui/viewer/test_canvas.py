"""The viewer: zoom, pan, read-out, and what is painted where."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.widgets import at, map_over, noise, painted, shown
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core import overlay
from attnstudio.core.overlay import DEFAULT_COLORMAP, DIVERGING, Scale
from attnstudio.core.placement import RESIZES, Resize
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.layers import MapImage, bar_room
from attnstudio.ui.viewer.read_out import ReadOut

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

PORTRAIT = noise(60, 100)
INPUT = (8, 6)  # width, height
QUARTERS = np.zeros((100, 60, 3), np.uint8)
QUARTERS[:50, :30], QUARTERS[:50, 30:] = (200, 30, 60), (20, 190, 90)
QUARTERS[50:, :30], QUARTERS[50:, 30:] = (30, 60, 220), (240, 230, 40)
MIDDLES = (QPointF(15.5, 25.5), QPointF(45.5, 25.5), QPointF(15.5, 75.5), QPointF(45.5, 75.5))
LEVELS = np.array([[0.1, 0.4], [0.65, 0.9]], np.float32)


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(400, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _corners(canvas: Canvas, width: int = 60, height: int = 100) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the picture in the canvas."""
    first, last = canvas.from_picture(QPointF(0, 0)), canvas.from_picture(QPointF(width, height))
    return first.x(), first.y(), last.x(), last.y()


def _wheel(canvas: Canvas, point: QPointF, turns: float) -> None:
    QApplication.sendEvent(
        canvas,
        QWheelEvent(
            point,
            canvas.mapToGlobal(point),
            QPoint(),
            QPoint(0, round(120 * turns)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def _drag(qtbot: QtBot, canvas: Canvas, by: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    start = QPoint(200, 150)
    qtbot.mousePress(canvas, button, pos=start)
    qtbot.mouseMove(canvas, start + by / 2)
    qtbot.mouseMove(canvas, start + by)
    qtbot.mouseRelease(canvas, button, pos=start + by)


def test_a_picture_is_fitted_and_centred(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    left, top, right, bottom = _corners(canvas)
    assert top == pytest.approx(12)
    assert bottom == pytest.approx(288)
    assert (left + right) / 2 == pytest.approx((12 + 400 - bar_room(canvas.fontMetrics())) / 2), "beside the colour bar"
    assert (right - left) / (bottom - top) == pytest.approx(60 / 100)


def test_a_fitted_picture_stays_fitted_when_the_window_changes(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.resize(300, 524)
    left, top, right, bottom = _corners(canvas)
    assert (left, right) == pytest.approx((12, 288))
    assert (top + bottom) / 2 == pytest.approx(262)


def test_a_chosen_zoom_stays_when_the_window_changes(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.zoom(2)
    before = _corners(canvas)
    canvas.resize(500, 400)
    assert _corners(canvas) == before


@pytest.mark.parametrize("turns", [1, -1, 3.5, -2, 100, -100])
def test_the_wheel_keeps_the_point_under_the_cursor(canvas: Canvas, turns: float) -> None:
    canvas.set_picture(shown(PORTRAIT))
    cursor = QPointF(150, 220)
    place, scale = canvas.to_picture(cursor), canvas.scale
    _wheel(canvas, cursor, turns)
    assert (canvas.scale > scale) == (turns > 0)
    assert canvas.to_picture(cursor).x() == pytest.approx(place.x(), abs=1e-6)
    assert canvas.to_picture(cursor).y() == pytest.approx(place.y(), abs=1e-6)


def test_zooming_is_bounded(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    for height in range(200, 320):  # fitted at no power of two, 64 is exact all the same
        canvas.resize(400, height)
        canvas.fit()
        canvas.zoom(1e9)
        assert canvas.scale == 64
    canvas.zoom(1e-9)
    assert canvas.scale == 0.01
    painted(canvas)


def test_actual_size_keeps_the_centre(canvas: Canvas) -> None:
    canvas.set_picture(shown(noise(1000, 700)))
    centre = QPointF(canvas.rect().center())
    place = canvas.to_picture(centre)
    canvas.actual_size()
    assert canvas.scale == 1 / canvas.devicePixelRatioF()
    assert (canvas.to_picture(centre) - place).manhattanLength() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_dragging_moves_the_picture_with_the_mouse(canvas: Canvas, qtbot: QtBot, button: Qt.MouseButton) -> None:
    canvas.set_picture(shown(PORTRAIT))
    left, top, _, _ = _corners(canvas)
    scale = canvas.scale
    _drag(qtbot, canvas, QPoint(40, -30), button)
    assert _corners(canvas)[:2] == pytest.approx((left + 40, top - 30))
    assert canvas.scale == scale
    qtbot.mouseMove(canvas, QPoint(10, 10))
    assert _corners(canvas)[:2] == pytest.approx((left + 40, top - 30)), "it goes on after the release"


def test_the_right_button_does_not_drag(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_picture(shown(PORTRAIT))
    before = _corners(canvas)
    _drag(qtbot, canvas, QPoint(40, -30), Qt.MouseButton.RightButton)
    assert _corners(canvas) == before


def test_arrow_keys_move_and_a_double_click_fits(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_picture(shown(PORTRAIT))
    fitted = _corners(canvas)
    for key, by in (
        (Qt.Key.Key_Left, (40, 0)),
        (Qt.Key.Key_Up, (0, 40)),
        (Qt.Key.Key_Right, (-40, 0)),
        (Qt.Key.Key_Down, (0, -40)),
    ):
        left, top, _, _ = _corners(canvas)
        qtbot.keyClick(canvas, key)
        assert _corners(canvas)[:2] == pytest.approx((left + by[0], top + by[1]))
    canvas.zoom(3)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert _corners(canvas) == pytest.approx(fitted)


def test_the_next_picture_keeps_a_chosen_zoom_but_a_fit_is_fitted_anew(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.set_picture(shown(noise(100, 60)))
    left, _, right, _ = _corners(canvas, 100, 60)
    assert (left, right) == pytest.approx((12, 400 - bar_room(canvas.fontMetrics())))
    canvas.zoom(2.5, QPointF(50, 60))
    scale, middle = canvas.scale, QPointF(canvas.rect().center())
    before = canvas.to_picture(middle)
    canvas.set_picture(shown(PORTRAIT))
    after = canvas.to_picture(middle)
    assert canvas.scale == scale
    assert after.x() / 60 == pytest.approx(before.x() / 100, abs=0.02)
    assert after.y() / 100 == pytest.approx(before.y() / 60, abs=0.02)


def test_a_kept_zoom_that_would_lose_the_next_picture_moves_it_and_says_so(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_picture(shown(noise(200, 20)))
    canvas.actual_size()
    while _corners(canvas, 200, 20)[3] > 6:  # only its lower edge is left in sight
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.note == canvas.accessibleDescription() == ""
    canvas.set_picture(shown(noise(20, 200)))
    _, top, _, bottom = _corners(canvas, 20, 200)
    assert bottom >= 50 - 1 and top < 0, "a quarter of it is in sight"
    assert canvas.note == canvas.accessibleDescription() == "Zoom kept; the picture was moved into view"
    said = painted(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.note == canvas.accessibleDescription() == "", "it is the user who moves it"
    changed = np.argwhere((said != painted(canvas)).any(axis=2))
    assert len(changed) and changed[:, 0].max() < 60, "the note is at the top"


def test_a_picture_cannot_leave_the_canvas(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.zoom(0.2)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
        for _ in range(100):
            qtbot.keyClick(canvas, key)
        left, top, right, bottom = _corners(canvas)
        width, height = right - left, bottom - top
        assert min(right, canvas.width()) - max(left, 0) >= width / 4 - 1
        assert min(bottom, canvas.height()) - max(top, 0) >= height / 4 - 1


@pytest.mark.parametrize(
    "scale",
    [Scale(DEFAULT_COLORMAP, 0, 1), Scale(DIVERGING, -4.15e-8, 4.15e-8), Scale(DIVERGING, -4.15e-10, 4.15e-10)],
    ids=["of a map", "of relevance", "two digits in the exponent"],
)
def test_the_colour_bar_stands_beside_a_fitted_picture(canvas: Canvas, scale: Scale) -> None:
    canvas.resize(700, 300)
    canvas.set_picture(shown(noise(100, 30)))
    of_levels = map_over(noise(100, 30), LEVELS)
    canvas.set_map(MapImage(LEVELS, of_levels.placement, scale))
    _, _, right, _ = _corners(canvas, 100, 30)
    assert right == pytest.approx(700 - bar_room(canvas.fontMetrics()))
    with_map = painted(canvas).astype(int)
    canvas.set_map(None)
    changed = np.abs(with_map - painted(canvas)).max(axis=2).any(axis=0)
    assert changed[: round(right)].any() and changed[round(right) + 1 :].any()
    assert not changed[round(right) + 1 : round(right) + 4].any(), "there is a gap between them"


def test_another_picture_takes_the_map_away(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.set_map(map_over(PORTRAIT, LEVELS))
    canvas.set_picture(shown(PORTRAIT))
    assert canvas.map is None


def test_an_empty_canvas_can_do_everything(canvas: Canvas, qtbot: QtBot) -> None:
    for do in (canvas.fit, canvas.actual_size, canvas.next_view, lambda: canvas.zoom(2), lambda: painted(canvas)):
        do()
    canvas.set_opacity(0.3)
    canvas.set_colormap("viridis")
    _wheel(canvas, QPointF(10, 10), 1)
    _drag(qtbot, canvas, QPoint(20, 20))
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.read_out(QPointF(200, 150)) is None


def _expected_cell(x: float, y: float, resize: Resize) -> tuple[int, int] | None:
    """Column and row of the 8x6 map at a point of the 60x100 picture; None where the model did not look."""
    match resize:
        case "stretch":  # the whole picture
            column, row = x * 8 / 60, y * 6 / 100
        case "crop":  # 60x45 of it, from y = 27.5 on
            column, row = x * 8 / 60, (y - 27.5) * 6 / 45
        case "letterbox":  # 133 1/3 x 100, from x = -36 2/3 on
            column, row = (x + 110 / 3) * 6 / 100, y * 6 / 100
    return (int(column), int(row)) if 0 <= column < 8 and 0 <= row < 6 else None


@pytest.mark.parametrize("resize", RESIZES)
def test_the_read_out_is_the_pixel_and_the_map_at_that_place(canvas: Canvas, resize: Resize) -> None:
    values = np.random.default_rng(1).random(INPUT[::-1]).astype(np.float32)
    canvas.set_picture(shown(PORTRAIT))
    canvas.set_map(map_over(PORTRAIT, values, resize))
    canvas.zoom(1.37, QPointF(90, 40))
    without = 0
    for x in range(60):
        for y in range(0, 100, 3):
            read = canvas.read_out(canvas.from_picture(QPointF(x + 0.6, y + 0.3)))
            cell = _expected_cell(x + 0.6, y + 0.3, resize)
            value = None if cell is None else float(values[cell[1], cell[0]])
            assert read == ReadOut(x, y, tuple(PORTRAIT[y, x].tolist()), value)
            without += value is None
    assert (without > 0) == (resize == "crop")


@pytest.mark.parametrize("resize", RESIZES)
def test_there_is_no_read_out_outside_the_picture(canvas: Canvas, resize: Resize) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.set_map(map_over(PORTRAIT, LEVELS, resize))
    for x, y in ((-0.01, 50), (60.01, 50), (30, -0.01), (30, 100.01), (-40, -40)):
        assert canvas.read_out(canvas.from_picture(QPointF(x, y))) is None


def test_the_mouse_reads_out_and_leaving_ends_it(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_picture(shown(PORTRAIT))
    heard: list[ReadOut | None] = []
    canvas.cursor_moved.connect(heard.append)
    point = canvas.from_picture(QPointF(20.5, 30.5)).toPoint()
    qtbot.mouseMove(canvas, point)
    place = canvas.to_picture(QPointF(point))
    x, y = int(place.x()), int(place.y())
    assert heard[-1] == ReadOut(x, y, tuple(PORTRAIT[y, x].tolist()), None)
    qtbot.mouseMove(canvas, QPoint(2, 2))
    assert heard[-1] is None
    qtbot.mouseMove(canvas, point)
    canvas.zoom(3.0)
    place = canvas.to_picture(QPointF(point))
    x, y = int(place.x()), int(place.y())
    assert heard[-1] == ReadOut(x, y, tuple(PORTRAIT[y, x].tolist()), None), "the mouse rests, and the picture moves"
    canvas.set_picture(None)
    assert heard[-1] is None
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert heard[-1] is None


@pytest.fixture
def quarters(canvas: Canvas) -> Canvas:
    """Four colours under four values."""
    canvas.set_picture(shown(QUARTERS))
    canvas.set_map(map_over(QUARTERS, np.kron(LEVELS, np.ones((8, 8))), colormap="viridis"))
    return canvas


def _seen(canvas: Canvas) -> list[list[int]]:
    """The colours in the middles of the four quarters."""
    pixels = painted(canvas)
    return [at(pixels, canvas.from_picture(middle)).tolist() for middle in MIDDLES]


def _blend(opacity: float, colormap: str = "viridis") -> list[list[float]]:
    """What should be seen there."""
    table = overlay.colour_table(colormap).astype(float)
    colours = [QUARTERS[int(middle.y()), int(middle.x())].astype(float) for middle in MIDDLES]
    maps = [table[round(float(level) * 255)] for level in LEVELS.ravel()]
    return [(colour + opacity * (seen - colour)).tolist() for colour, seen in zip(colours, maps, strict=True)]


def _close(seen: list[list[int]], expected: list[list[float]]) -> bool:
    return bool(np.abs(np.array(seen) - np.array(expected)).max() <= 3)


def test_each_view_paints_what_it_says(quarters: Canvas) -> None:
    assert quarters.view is View.OVERLAY
    assert _close(_seen(quarters), _blend(0.5))
    quarters.set_view(View.PICTURE)
    assert _seen(quarters) == _blend(0.0)
    quarters.set_view(View.MAP)
    assert _close(_seen(quarters), _blend(1.0))


@pytest.mark.parametrize("opacity", [0.0, 0.25, 0.8, 1.0])
def test_opacity_blends_as_the_exported_overlay_does(quarters: Canvas, opacity: float) -> None:
    quarters.set_opacity(opacity)
    assert _close(_seen(quarters), _blend(opacity))
    shown_map = quarters.map
    assert shown_map is not None
    exported = overlay.blend(QUARTERS, shown_map.values, shown_map.placement, "viridis", opacity)
    there = [exported[int(middle.y()), int(middle.x())].tolist() for middle in MIDDLES]
    assert _close(_seen(quarters), there)


def test_opacity_is_of_the_overlay_only(quarters: Canvas) -> None:
    quarters.set_opacity(0.1)
    quarters.set_view(View.MAP)
    assert _close(_seen(quarters), _blend(1.0))


def test_another_colormap_recolours_the_same_map(quarters: Canvas) -> None:
    before = quarters.map
    assert before is not None
    quarters.set_colormap("jet")
    assert quarters.map is not None
    assert quarters.map.values is before.values
    assert _close(_seen(quarters), _blend(0.5, "jet"))


def test_views_take_turns(canvas: Canvas, qtbot: QtBot) -> None:
    heard: list[View] = []
    canvas.view_changed.connect(heard.append)
    for _ in range(3):
        canvas.next_view()
    canvas.set_view(View.OVERLAY)
    assert heard == [View.PICTURE, View.MAP, View.OVERLAY]


def test_without_a_map_every_view_shows_the_picture(canvas: Canvas) -> None:
    canvas.set_picture(shown(QUARTERS))
    for view in View:
        canvas.set_view(view)
        assert _seen(canvas) == _blend(0.0)


def test_opacity_view_and_zoom_look_no_colour_up_again(quarters: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    coloured = overlay.coloured

    def spy(values: np.ndarray, colormap: str) -> np.ndarray:
        if values.ndim == 2:  # a map; the colour bar has a row of colours
            looked_up.append(colormap)
        return coloured(values, colormap)

    monkeypatch.setattr(overlay, "coloured", spy)
    for opacity in (0.1, 0.9):
        quarters.set_opacity(opacity)
        painted(quarters)
    quarters.set_view(View.MAP)
    quarters.zoom(2)
    painted(quarters)
    assert not looked_up
    quarters.set_colormap("jet")
    painted(quarters)
    assert looked_up == ["jet"]


@pytest.mark.parametrize("zoom", [None, 3.3])
@pytest.mark.parametrize("cell", [(3, 2), (5, 3)])
@pytest.mark.parametrize("resize", RESIZES)
def test_the_map_lands_on_the_right_place(
    canvas: Canvas, resize: Resize, cell: tuple[int, int], zoom: float | None
) -> None:
    """One hot pixel of the input over a portrait picture."""
    black = np.zeros((100, 60, 3), np.uint8)
    values = np.zeros(INPUT[::-1], np.float32)
    values[cell[1], cell[0]] = 1
    canvas.resize(320, 150)  # too low for the colour bar
    canvas.set_picture(shown(black))
    canvas.set_map(map_over(black, values, resize))
    canvas.set_view(View.MAP)
    x, y = cell[0] + 0.5, cell[1] + 0.5
    expected = {
        "stretch": (x * 60 / 8, y * 100 / 6),
        "crop": (x * 60 / 8, 27.5 + y * 45 / 6),
        "letterbox": (x * 100 / 6 - 110 / 3, y * 100 / 6),
    }[resize]
    if zoom is not None:
        canvas.zoom(zoom, canvas.from_picture(QPointF(*expected)))
    weights = painted(canvas)[:, :, 0].astype(float)
    left, top, right, bottom = (max(0, round(edge)) for edge in _corners(canvas))
    inside = np.zeros_like(weights)
    inside[top:bottom, left:right] = weights[top:bottom, left:right]
    rows, columns = np.nonzero(inside > 0.9 * inside.max())
    hot = canvas.to_picture(QPointF(columns.mean() + 0.5, rows.mean() + 0.5))
    assert hot.x() == pytest.approx(expected[0], abs=1.0)
    assert hot.y() == pytest.approx(expected[1], abs=1.0)


@pytest.mark.parametrize("resize", ["crop", "letterbox"])
def test_no_map_is_painted_where_there_is_none(canvas: Canvas, resize: Resize) -> None:
    """Crop: above and below the model input. Letterbox: left and right of the picture."""
    canvas.set_picture(shown(PORTRAIT))
    canvas.set_map(None)
    without = painted(canvas)
    canvas.set_map(map_over(PORTRAIT, np.ones(INPUT[::-1]), resize))
    canvas.resize(401, 300)  # the same scale
    canvas.resize(400, 300)
    difference = np.abs(painted(canvas).astype(int) - without).max(axis=2)
    left, top, right, bottom = (round(edge) for edge in _corners(canvas))
    difference[:, 400 - 96 :] = 0  # the colour bar
    assert difference[(top + bottom) // 2, (left + right) // 2] > 20
    if resize == "crop":
        assert difference[: top + round(20 * canvas.scale)].max() == 0
        assert difference[bottom - round(20 * canvas.scale) :].max() == 0
    assert difference[:, : left - 1].max() == 0
    assert difference[:, right + 1 :].max() == 0


def test_zoomed_in_every_pixel_is_a_square_of_its_colour(canvas: Canvas) -> None:
    canvas.set_picture(shown(PORTRAIT))
    canvas.zoom(16 / canvas.scale)
    pixels = painted(canvas)
    seen = 0
    for x in range(60):
        for y in range(100):
            point = canvas.from_picture(QPointF(x + 0.5, y + 0.5))
            if 2 < point.x() < 398 and 2 < point.y() < 298:
                assert at(pixels, point).tolist() == PORTRAIT[y, x].tolist()
                seen += 1
    assert seen > 300


def test_a_large_picture_is_shown_from_a_smaller_copy_at_the_same_place(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = np.kron(QUARTERS, np.ones((40, 40, 1), np.uint8))
    used: list[int] = []
    draw = QPainter.drawImage

    def spy(painter: QPainter, place: QRectF, image: QImage, source: QRectF) -> None:
        used.append(image.width())
        draw(painter, place, image, source)

    monkeypatch.setattr(QPainter, "drawImage", spy)
    canvas.set_picture(shown(large))
    pixels = painted(canvas)
    for middle in MIDDLES:
        point = canvas.from_picture(middle * 40)
        assert at(pixels, point).tolist() == QUARTERS[int(middle.y()), int(middle.x())].tolist()
    assert (large.shape[1], used) == (2400, [600]), "the smallest copy was not used"


def test_the_colour_bar_labels_its_ends(canvas: Canvas) -> None:
    canvas.set_picture(shown(QUARTERS))
    canvas.set_map(map_over(QUARTERS, LEVELS, colormap="jet"))
    pixels = painted(canvas)
    bar = pixels[:, 330:]
    table = overlay.colour_table("jet").astype(int)
    for colour in (table[0], table[128], table[255]):
        assert np.abs(bar.astype(int) - colour).max(axis=2).min() <= 6
    rows = [int(np.abs(bar.astype(int) - colour).max(axis=2).min(axis=1).argmin()) for colour in (table[5], table[250])]
    assert rows[0] > rows[1], "the low end is at the top"
    canvas.set_view(View.PICTURE)
    assert np.ptp(painted(canvas)[20:280, 330:395].reshape(-1, 3), axis=0).max() == 0


def test_the_colour_bar_marks_the_value_under_the_mouse(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_picture(shown(QUARTERS))
    canvas.set_map(map_over(QUARTERS, LEVELS, colormap="jet"))
    without, places = painted(canvas)[:, 330:].astype(int), []
    for middle in MIDDLES:  # of LEVELS, from the lowest to the highest
        qtbot.mouseMove(canvas, canvas.from_picture(middle).toPoint())
        differs = np.abs(painted(canvas)[:, 330:].astype(int) - without).max(axis=2).max(axis=1) > 30
        assert 2 <= differs.sum() <= 8, "a line"
        places.append(float(np.flatnonzero(differs).mean()))
    steps = np.diff(places) / -180  # pixels of the bar
    assert steps == pytest.approx(np.diff(LEVELS.ravel()), abs=0.02)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert np.array_equal(painted(canvas)[:, 330:], without)


def test_the_focus_is_seen(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.activateWindow()
    canvas.clearFocus()
    without = painted(canvas)[0, 0].tolist()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    assert painted(canvas)[0, 0].tolist() != without
