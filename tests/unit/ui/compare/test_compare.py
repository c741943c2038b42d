"""The compare view: what its grid, curtain, blinking, difference and table show, and how mouse and keys move them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import at, painted, result, rgb, shown
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QTableWidget, QTableWidgetItem, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.core.errors import ChoiceFailure, PictureFailure
from attnstudio.core.overlay import DIVERGING, Scale, colour_table
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, MethodCall, Request
from attnstudio.core.similarity import Measure, rank_correlation
from attnstudio.jobs.board import JobBoard
from attnstudio.ui.compare.bar import MODES
from attnstudio.ui.compare.cell import shortened
from attnstudio.ui.compare.difference import difference
from attnstudio.ui.compare.figure_export import writer_of
from attnstudio.ui.compare.model import Axis, Comparison, Plan, similarities
from attnstudio.ui.compare.pair import Pair
from attnstudio.ui.compare.rows import method_lines, target_lines
from attnstudio.ui.compare.similarity import SimilarityUpdater
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.shell import actions
from attnstudio.ui.state.display_options import View
from attnstudio.ui.widgets.tick_list import TickList

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("saliency", "gradcam", "gradcam++")
WIDE, TALL = Path("/pictures/wide.jpg"), Path("/pictures/tall.jpg")
SIZES = {WIDE: (90, 60), TALL: (60, 90)}
BASE = Request(image=WIDE, model="net", methods=tuple(MethodCall(name) for name in NAMES))


def flat(level: float, low: float = 0.0, high: float = 1.0, method: str = "saliency") -> Heatmap:
    return Heatmap(np.full((6, 8), level, np.float32), low, high, method, None, 0.25)


def grey(path: Path) -> np.ndarray:
    width, height = SIZES[path]
    return np.full((height, width, 3), 100, np.uint8)


def compared(levels: dict[tuple[int, int], float], rows: int = 3) -> Comparison:
    """Methods on a wide and a tall grey picture; a flat map of that level where one is given."""
    plan = Plan(Axis.METHODS, method_lines(BASE)[:rows], (WIDE, TALL))
    made = Comparison(plan, "grey", pictures={path: shown(grey(path), path.name) for path in SIZES})
    for place, level in levels.items():
        add(made, place, flat(level, method=NAMES[place[0]]))
    return made


def add(comparison: Comparison, place: tuple[int, int], heatmap: Heatmap) -> None:
    request = comparison.plan.request(place)
    there = result(heatmap, image=request.image, methods=request.methods)
    placement = Placement.of(SIZES[request.image], (8, 6), "stretch")
    comparison.results[place] = replace(there, placement=placement)


FULL = {(row, column): 0.2 * row + 0.5 * column for row in range(3) for column in range(2)}


@pytest.fixture
def view(qtbot: QtBot) -> CompareView:
    owner = QWidget()
    qtbot.addWidget(owner)
    made = CompareView(actions.build(owner), PictureStore())
    qtbot.addWidget(made)
    made.owner = owner  # type: ignore[attr-defined]  # it must outlive the view
    made.resize(700, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def full(view: CompareView) -> CompareView:
    view.show_comparison(compared(FULL))
    QApplication.processEvents()
    return view


def wheel(widget: QWidget, point: QPointF, turns: int) -> None:
    event = QWheelEvent(
        point,
        widget.mapToGlobal(point),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def middle(widget: QWidget) -> QPointF:
    return QPointF(widget.area().center())  # type: ignore[attr-defined]


# The comparison itself


def test_a_plan_asks_one_map_of_each_cell() -> None:
    plan = compared({}).plan
    assert [plan.request(place).image for place in plan.places] == [WIDE] * 3 + [TALL] * 3
    assert [plan.request((row, 1)).methods for row in range(3)] == [(MethodCall(name),) for name in NAMES]
    assert compared({}).places_of(plan.request((2, 1))) == [(2, 1)]


def test_two_rows_that_ask_the_same_get_the_same_answer() -> None:
    plan = Plan(Axis.TARGETS, target_lines(BASE, ("top1", "top1"), ()), (WIDE,))
    assert Comparison(plan).places_of(plan.request((0, 0))) == [(0, 0), (1, 0)]


def test_contrast_colours_each_map_and_leaves_values_and_the_difference(full: CompareView) -> None:
    made, places = full.comparison, ((1, 0), (2, 0))
    before = [made.map(place) for place in places]
    picture, own, every = made.plan.pictures[0], Contrast(0.0, 0.5), Contrast(0.2, 0.9, 0.5)
    made.contrasts = Contrasts(every).with_own(picture, made.plan.request(places[0]).methods[0].id, own)
    after = [made.map(place) for place in places]
    for one, other, contrast in zip(before, after, (own, every), strict=True):
        assert one is not None and other is not None
        assert other.scale.contrast == contrast
        assert np.array_equal(other.values, one.values), "the read-out and the difference are of these"
        level = float(one.values[0, 0])
        place = min(max((level - contrast.low) / (contrast.high - contrast.low), 0), 1) ** contrast.gamma
        colour = QColor(other.image.pixel(0, 0))
        assert rgb(colour) == tuple(colour_table(other.colormap)[round(255 * place)].tolist())


def test_shared_normalisation_is_over_the_maps_of_a_method() -> None:
    made = compared({})
    made.shared = True
    add(made, (0, 0), flat(1.0, 0.0, 1.0, "saliency"))
    add(made, (0, 1), flat(1.0, 0.0, 4.0, "saliency"))
    add(made, (1, 0), flat(1.0, 0.0, 100.0, "gradcam"))
    levels = [float(image.values.max()) for place in made.results if (image := made.map(place)) is not None]
    assert levels == pytest.approx([0.25, 1.0, 1.0])
    assert made.common_scale(made.results) is None, "the methods have units of their own"
    del made.results[(1, 0)]
    assert made.common_scale(made.results) == Scale("grey", 0.0, 4.0)
    made.shared = False
    assert made.common_scale(made.results) is None


def test_a_map_lies_where_it_belongs_on_a_picture_that_is_shown_smaller() -> None:
    made = compared({(0, 0): 1.0})
    made.pictures[WIDE] = shown(grey(WIDE)[::2, ::2])
    placed = made.map((0, 0))
    assert placed is not None
    assert placed.placement.box == (0, 0, 45, 30)
    assert made.shrink((0, 0)) == 2


def test_similarities_are_those_of_the_maps() -> None:
    made = compared({})
    rng = np.random.default_rng(1)
    for place in made.plan.places:
        values = rng.random((6, 8), np.float32)
        add(made, place, Heatmap(values, 0, 1, NAMES[place[0]], None, 0.1))
    del made.results[(2, 1)]
    pairs = [
        rank_correlation(made.results[0, column].heatmaps[0].values, made.results[1, column].heatmaps[0].values)
        for column in range(2)
    ]
    one = similarities(made, Measure.SPEARMAN, 1, RunContext())
    assert one[0, 1] == pytest.approx(pairs[1])
    assert np.isnan(one[2]).all()
    mean = similarities(made, Measure.SPEARMAN, None, RunContext())
    assert mean[0, 1] == pytest.approx(np.mean(pairs))
    assert not np.isnan(mean).any(), "the other picture has that map"


# The grid


def test_titles_times_and_names(full: CompareView) -> None:
    tops = [title.toolTip() for title in full.grid.picture_titles]
    assert tops == ["wide\ntiger shark (3) 92.8 %", "tall\ntiger shark (3) 92.8 %"]
    assert [title.toolTip() for title in full.grid.line_titles] == ["Saliency", "Grad-CAM", "Grad-CAM++"]
    cell = full.grid.cells[1, 1]
    assert cell.accessibleName() == "Grad-CAM, tall.jpg"
    assert cell.accessibleDescription() == "0.25 s"


def test_a_cell_names_a_class_that_differs(view: CompareView) -> None:
    plan = Plan(Axis.TARGETS, target_lines(BASE, ("top1", "2"), ("a", "b", "c")), (WIDE,))
    made = Comparison(plan, "grey")
    add(made, (0, 0), flat(1.0))
    view.show_comparison(made)
    assert view.grid.picture_titles[0].toolTip() == "wide"
    assert [title.toolTip() for title in view.grid.line_titles] == ["top-1", "c (2)"]
    assert view.grid.cells[0, 0].accessibleDescription() == "tiger shark (3) 92.8 %, 0.25 s"


def test_a_message_that_does_not_fit_a_cell_ends_in_dots(view: CompareView) -> None:
    metrics = view.fontMetrics()
    reason = "Net has no attention layers, required by: Attention rollout. Choose one of the gradient methods instead."
    tall = QRect(0, 0, 200, 400)
    assert shortened(reason, tall, metrics) == reason
    low = QRect(0, 0, 200, 2 * metrics.lineSpacing() + 2)
    shown = shortened(reason, low, metrics)
    assert shown.endswith("...") and reason.startswith(shown.removesuffix("..."))
    needed = metrics.boundingRect(low, Qt.TextFlag.TextWordWrap, shown).height()
    assert metrics.lineSpacing() < needed <= low.height(), "both lines are used, and no more"
    assert shortened(reason, QRect(0, 0, 200, 3), metrics) == "Net..."


def test_each_cell_shows_its_map_over_its_picture(full: CompareView) -> None:
    full.link.set_opacity(0.5)
    for (row, column), cell in full.grid.cells.items():
        value = round((0.2 * row + 0.5 * column) * 255)
        assert at(painted(cell), middle(cell)) == pytest.approx(50 + value / 2, abs=2)
    full.link.set_view(View.MAP)
    assert at(painted(full.grid.cells[2, 1]), middle(full.grid.cells[2, 1])) == pytest.approx(230, abs=2)
    full.link.set_view(View.PICTURE)
    assert at(painted(full.grid.cells[2, 1]), middle(full.grid.cells[2, 1])) == pytest.approx(100, abs=1)


def test_a_map_of_which_a_few_values_hide_the_others_has_a_warning_until_a_contrast_shows_them(
    view: CompareView,
) -> None:
    made = compared({(0, 0): 1.0})
    values = np.full((20, 30), 0.51, np.float32)  # of -1..1: a twentieth of the only large one
    values[0, 0] = 1.0
    add(made, (0, 1), Heatmap(values, -1.0, 1.0, "lrp", None, 0.25))
    view.show_comparison(made)
    says = "A few values are so much larger than the others"
    assert [says in view.grid.cells[0, column].toolTip() for column in (0, 1)] == [False, True]
    made.contrasts = Contrasts(every=Contrast(0.45, 0.55))
    view.refresh()
    assert says not in view.grid.cells[0, 1].toolTip()


def test_a_cell_that_waits_or_failed_shows_it(view: CompareView) -> None:
    made = compared({(0, 0): 1.0})
    made.failures[1, 0] = ChoiceFailure("{model} has no ReLU.", model="Net")
    made.running = True
    view.show_comparison(made)
    cells = view.grid.cells
    assert cells[1, 0].accessibleDescription() == cells[1, 0].toolTip() == "Net has no ReLU."
    assert cells[2, 0].accessibleDescription() == "Waiting..."
    made.running = False
    view.refresh()
    assert cells[2, 0].accessibleDescription() == "Press Run to compute this map."
    assert not cells[0, 0].accessibleDescription().startswith("Run")


def test_zoom_and_place_are_one_for_all_cells(full: CompareView) -> None:
    first, other = full.grid.cells[0, 0], full.grid.cells[2, 1]
    point = QPointF(first.area().left() + 20, first.area().top() + 15)
    before = first.viewport().transform().inverted()[0].map(point)
    wheel(first, point, 4)
    assert full.link.factor == pytest.approx(1.25**4)
    assert first.viewport().transform().inverted()[0].map(point).toTuple() == pytest.approx(before.toTuple(), abs=0.01)
    parts = []
    for cell, (width, height) in ((first, SIZES[WIDE]), (other, SIZES[TALL])):
        place = cell.viewport().transform().inverted()[0].map(QPointF(cell.area().center()))
        parts.append((place.x() / width, place.y() / height))
    assert parts[0] == pytest.approx(parts[1], abs=0.02), "pictures of other sizes show the same part"
    assert parts[0] != pytest.approx((0.5, 0.5), abs=0.02)
    full.fit()
    assert full.link.factor == 1
    assert full.link.centre.toTuple() == (0.5, 0.5)


def test_dragging_one_cell_moves_all_but_never_out_of_sight(full: CompareView, qtbot: QtBot) -> None:
    full.zoom(4)
    cell = full.grid.cells[1, 0]
    start = cell.area().center()
    qtbot.mousePress(cell, LEFT, pos=start)
    qtbot.mouseMove(cell, start - QPoint(30, 0))
    qtbot.mouseRelease(cell, LEFT, pos=start - QPoint(30, 0))
    assert full.link.centre.x() > 0.5
    assert full.link.centre.y() == pytest.approx(0.5, abs=0.02)
    assert full.pair == ((0, 0), (1, 0)), "a drag is no click"
    for _ in range(50):
        qtbot.mousePress(cell, LEFT, pos=start)
        qtbot.mouseMove(cell, start - QPoint(50, 0))
        qtbot.mouseRelease(cell, LEFT, pos=start - QPoint(50, 0))
    assert full.link.centre.x() == 1


def test_actual_size_is_that_of_the_file(full: CompareView) -> None:
    full.comparison.pictures[WIDE] = shown(grey(WIDE)[::2, ::2])
    full.refresh()
    full.grid.cells[0, 0].resize(40, 60)  # so that the whole picture is smaller than the file's
    full.actual_size()
    assert full.grid.cells[0, 0].viewport().transform().m11() == pytest.approx(2 / full.devicePixelRatioF())


def test_the_read_out_has_the_files_pixels(full: CompareView, qtbot: QtBot) -> None:
    full.comparison.pictures[WIDE] = shown(grey(WIDE)[::2, ::2])
    full.refresh()
    cell = full.grid.cells[2, 0]
    read = cell.read_out(QPointF(cell.area().center()))
    assert read is not None
    assert (read.x, read.y) == pytest.approx((45, 30), abs=2)
    assert read.rgb == (100, 100, 100)
    assert read.value == pytest.approx(0.4)
    assert cell.read_out(QPointF(0, 0)) is None
    with qtbot.waitSignal(full.cursor_moved) as told:
        qtbot.mouseMove(cell, cell.area().center())
    assert told.args[0] is not None


def test_the_first_two_are_chosen_and_clicks_choose_others(full: CompareView, qtbot: QtBot) -> None:
    cells = full.grid.cells
    assert full.pair == ((0, 0), (1, 0))
    qtbot.mouseClick(cells[2, 0], LEFT, CTRL, cells[2, 0].area().center())
    assert full.pair == ((0, 0), (2, 0))
    with qtbot.waitSignal(full.pair_changed):
        qtbot.mouseClick(cells[1, 0], LEFT, pos=cells[1, 0].area().center())
    assert full.pair == ((1, 0), (2, 0))
    qtbot.mouseClick(cells[1, 1], LEFT, pos=cells[1, 1].area().center())
    assert full.pair == ((1, 1), (2, 1)), "the second follows to the other picture"
    assert full.picture is full.comparison.pictures[TALL]
    qtbot.mouseClick(cells[2, 1], LEFT, pos=cells[2, 1].area().center())
    assert full.pair == ((2, 1), (0, 1)), "one map is not two"


def test_keys_walk_choose_and_open(full: CompareView, qtbot: QtBot) -> None:
    cells = full.grid.cells
    full.take_focus()
    assert cells[0, 0].hasFocus()
    for key, there in ((Qt.Key.Key_Down, (1, 0)), (Qt.Key.Key_Right, (1, 1)), (Qt.Key.Key_Up, (0, 1))):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert cells[there].hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert cells[0, 1].hasFocus(), "there is nothing above"
    qtbot.keyClick(cells[0, 1], Qt.Key.Key_Space)
    assert full.pair == ((0, 1), (1, 1))
    qtbot.keyClick(cells[2, 1], Qt.Key.Key_Space, CTRL)
    assert full.pair == ((0, 1), (2, 1))
    with qtbot.waitSignal(full.opened) as told:
        qtbot.keyClick(cells[2, 0], Qt.Key.Key_Return)
    assert told.args == [(2, 0)]
    with qtbot.waitSignal(full.opened) as told:
        qtbot.mouseDClick(cells[1, 1], LEFT, pos=cells[1, 1].area().center())
    assert told.args == [(1, 1)]


def test_nothing_to_compare_shows_what_to_do(view: CompareView) -> None:
    view.show_comparison(Comparison(Plan(Axis.MODELS, (), (WIDE,))))
    assert view.picture is None
    assert view.map is None
    assert view.exported() is None
    texts = [label.text() for label in view.grid.findChildren(QLabel)]
    assert any("Choose methods" in text for text in texts)


def test_many_rows_and_columns_scroll(view: CompareView) -> None:
    calls = tuple(MethodCall("saliency", (("samples", number),)) for number in range(12))
    lines = tuple(method_lines(Request(WIDE, "net", (call,)))[0] for call in calls)
    view.resize(500, 400)
    view.show_comparison(Comparison(Plan(Axis.METHODS, lines, tuple(Path(f"/{n}.jpg") for n in range(8)))))
    QApplication.processEvents()
    assert view.grid.horizontalScrollBar().maximum() > 0
    assert view.grid.verticalScrollBar().maximum() > 0
    assert all(cell.width() >= 84 and cell.height() >= 72 for cell in view.grid.cells.values())


def test_one_colour_bar_says_what_its_ends_are(full: CompareView) -> None:
    assert full.scale.labels == ("max", "min")
    full.comparison.shared = True
    for place in ((1, 0), (1, 1), (2, 0), (2, 1)):
        del full.comparison.results[place]
    full.refresh()
    assert list(full.scale.labels) == ["1.00", "0.00"]
    full.show_page(full.correlation)
    assert list(full.scale.labels) == ["1", "0", "\N{MINUS SIGN}1"]


@pytest.mark.parametrize("methods", [("occlusion",), ("occlusion", "gradcam")], ids=["signed", "signed and not"])
def test_the_colour_bars_are_those_of_the_maps_in_sight(view: CompareView, methods: tuple[str, ...]) -> None:
    made = Comparison(Plan(Axis.METHODS, method_lines(Request(WIDE, "net", tuple(map(MethodCall, methods)))), (WIDE,)))
    made.shared, made.pictures[WIDE] = True, shown(grey(WIDE))
    for row, method in enumerate(methods):
        add(made, (row, 0), flat(1.0, -1.0, 2.0, method))
    view.link.set_view(View.MAP)
    view.show_comparison(made)
    view.link.set_opacity(1.0)
    QApplication.processEvents()
    bars = [bar for bar in (view.signed_scale, view.scale) if bar.isVisible()]
    assert len(bars) == len(methods) and view.is_signed == (len(methods) == 1)
    for row, bar in enumerate(bars):
        drawn = at(painted(view.grid.cells[row, 0]), middle(view.grid.cells[row, 0]))
        assert (np.abs(painted(bar).astype(np.int32) - drawn) <= 8).all(axis=-1).any(), methods[row]
    assert view.signed_scale.labels == ("2.00", "0.00", "-2.00")
    made.shared = False
    view.refresh()
    assert view.signed_scale.labels == ("for", "0", "against")


def test_two_maps_of_one_kind_have_the_colour_bar_of_their_kind(view: CompareView) -> None:
    calls = tuple(map(MethodCall, ("occlusion", "gradcam", "saliency")))
    view.show_comparison(Comparison(Plan(Axis.METHODS, method_lines(Request(WIDE, "net", calls)), (WIDE,))))
    view.show_page(view.curtain)
    view.pick((2, 0), False)
    view.pick((1, 0), True)
    assert view.scale.isVisible() and not view.signed_scale.isVisible()
    view.pick((0, 0), True)
    assert view.scale.isVisible() and view.signed_scale.isVisible()


def test_what_is_exported_is_the_chosen_map(full: CompareView) -> None:
    full.pick((2, 1), False)
    exported = full.exported()
    assert exported is not None
    assert (exported.path, exported.file_name) == (TALL, "tall.gradcam++")
    assert float(exported.values[0, 0]) == pytest.approx(0.9)
    with pytest.raises(PictureFailure):
        exported.pixels()  # there is no such file


def test_there_is_no_figure_without_a_map(view: CompareView) -> None:
    view.show_comparison(compared({}))
    with pytest.raises(ChoiceFailure, match="not computed yet"):
        writer_of(view)
    view.show_comparison(compared({(0, 0): 1.0}))
    assert writer_of(view) is not None


# Two maps


@pytest.fixture
def curtain(full: CompareView) -> CompareView:
    full.link.set_view(View.MAP)
    full.pair = ((0, 0), (2, 0))
    full.show_page(full.curtain)
    QApplication.processEvents()
    return full


def test_the_curtain_has_one_map_on_each_side(curtain: CompareView) -> None:
    area, pixels = curtain.curtain.area(), painted(curtain.curtain)
    y = area.center().y() + 40
    for part, value in ((0.2, 0), (0.45, 0), (0.55, 102), (0.8, 102)):
        assert at(pixels, QPointF(area.left() + part * area.width(), y)) == pytest.approx(value, abs=2), part


def test_the_divider_is_dragged(curtain: CompareView, qtbot: QtBot) -> None:
    widget = curtain.curtain
    area = widget.area()
    there = QPoint(area.left() + round(area.width() * 0.8), 200)
    qtbot.mousePress(widget, LEFT, pos=QPoint(widget.divider() + 3, 200))
    qtbot.mouseMove(widget, there)
    qtbot.mouseRelease(widget, LEFT, pos=there)
    assert widget.place == pytest.approx(0.8, abs=0.01)
    assert curtain.link.centre.toTuple() == (0.5, 0.5), "the picture was moved instead"
    assert at(painted(widget), QPointF(area.left() + 0.7 * area.width(), 200)) == pytest.approx(0, abs=2)
    qtbot.mouseMove(widget, QPoint(area.left() + 5, 200))
    assert widget.place == pytest.approx(0.8, abs=0.01), "it was let go"


def test_the_divider_follows_the_arrow_keys(curtain: CompareView, qtbot: QtBot) -> None:
    widget = curtain.curtain
    assert widget.hasFocus()
    for key, place in (
        (Qt.Key.Key_Right, 0.52),
        (Qt.Key.Key_Left, 0.5),
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_Left, 0.0),
        (Qt.Key.Key_End, 1.0),
    ):
        qtbot.keyClick(widget, key)
        assert widget.place == pytest.approx(place)
    assert painted(widget).shape[0] > 0
    curtain.zoom(4)
    qtbot.keyClick(widget, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert widget.place == 1.0
    assert curtain.link.centre.x() < 0.5


def test_the_zoom_holds_from_page_to_page(curtain: CompareView) -> None:
    wheel(curtain.curtain, QPointF(200, 200), 3)
    factor, centre = curtain.link.factor, curtain.link.centre
    curtain.show_page(curtain.blink)
    assert (curtain.blink.link.factor, curtain.blink.link.centre) == (factor, centre)


def test_blinking_shows_the_two_in_turn_until_space(full: CompareView, qtbot: QtBot) -> None:
    blink = full.blink
    full.link.set_view(View.MAP)
    full.pair = ((0, 0), (2, 0))
    assert not blink.runs
    full.show_page(blink)
    assert blink.runs
    seen = set()
    for _ in range(2):
        shown_now = blink.shown
        qtbot.waitUntil(lambda before=shown_now: blink.shown != before, timeout=30_000)
        seen.add(int(at(painted(blink), middle(blink))[0]))
    assert sorted(seen) == pytest.approx([0, 102], abs=2)
    qtbot.keyClick(blink, Qt.Key.Key_Space)
    assert not blink.runs
    qtbot.keyClick(blink, Qt.Key.Key_Right)
    assert blink.shown == 1
    qtbot.keyClick(blink, Qt.Key.Key_Left)
    assert blink.shown == 0
    qtbot.keyClick(blink, Qt.Key.Key_Space)
    assert blink.runs
    full.show_page(full.grid)
    assert not blink.runs, "it works on behind the grid"


def test_the_difference_is_coloured_about_zero(full: CompareView) -> None:
    full.link.set_view(View.MAP)
    full.pair = ((0, 0), (2, 0))
    full.show_page(full.difference)
    QApplication.processEvents()
    assert full.difference.reach == pytest.approx(0.4)
    assert full.scale.labels == ("+0.4", "0", "\N{MINUS SIGN}0.4")
    assert at(painted(full.difference), middle(full.difference)) == pytest.approx(colour_table(DIVERGING)[0], abs=2)
    read = full.difference.read_out(middle(full.difference))
    assert read is not None
    assert read.value == pytest.approx(-0.4, abs=1e-6)
    full.pick((2, 0), False)
    assert at(painted(full.difference), middle(full.difference)) == pytest.approx(colour_table(DIVERGING)[255], abs=2)


def test_equal_maps_have_a_neutral_difference(view: CompareView) -> None:
    view.show_comparison(compared({(0, 0): 0.5, (1, 0): 0.5}))
    view.link.set_view(View.MAP)
    view.show_page(view.difference)
    QApplication.processEvents()
    assert np.ptp(at(painted(view.difference), middle(view.difference))) <= 2


def test_signed_maps_differ_by_their_distances_from_zero(full: CompareView) -> None:
    """Three quarters of the way through diverging colours is half of the way from zero to the strongest pixel."""
    made = full.comparison.map((0, 0))
    assert made is not None
    shape, place = made.values.shape, made.placement
    signed = type(made)(np.full(shape, 0.75, np.float32), place, Scale(DIVERGING, -2, 2))
    other = type(made)(np.full(shape, 0.5, np.float32), place, Scale("grey", 0, 1))
    assert not difference(Pair(shown(grey(WIDE)), ("A", "B"), (signed, other))).any()
    against = type(made)(np.full(shape, 0.25, np.float32), place, Scale(DIVERGING, -2, 2))
    np.testing.assert_allclose(difference(Pair(shown(grey(WIDE)), ("A", "B"), (signed, against))), 1)


def test_maps_of_different_parts_have_no_difference(full: CompareView) -> None:
    first, second = full.comparison.map((0, 0)), full.comparison.map((1, 0))
    assert first is not None
    assert second is not None
    cropped = type(second)(second.values, Placement.of((90, 60), (8, 6), "crop"), Scale("grey", 0, 1))
    full.show_page(full.difference)
    full.difference.show_pair(Pair(shown(grey(WIDE)), ("A", "B"), (first, cropped)))
    assert "different parts" in full.difference.accessibleDescription()
    assert full.difference.pair is None


@pytest.mark.parametrize("page", ["curtain", "blink", "difference"])
def test_without_two_maps_of_a_picture_the_reason_is_shown(full: CompareView, page: str) -> None:
    widget = getattr(full, page)
    full.show_page(widget)
    full.pick((1, 1), True)
    assert "Choose two maps of one picture" in widget.accessibleDescription()
    del full.comparison.results[1, 0]
    full.pick((0, 0), False)
    assert "not computed yet" in widget.accessibleDescription()
    assert painted(widget).std() > 0, "the reason is not painted"


# The table


def _item(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


def test_the_table_has_numbers_names_and_colours(full: CompareView) -> None:
    values = np.array([[1, 0.5, np.nan], [0.5, 1, -0.25], [np.nan, -0.25, 1]])
    full.correlation.show_matrix(["A", "B", "C"], values)
    table = full.correlation.table
    cells = [[_item(table, row, column) for column in range(3)] for row in range(3)]
    texts = [[cell.text() for cell in row] for row in cells]
    assert texts == [["1.00", "0.50", "-"], ["0.50", "1.00", "-0.25"], ["-", "-0.25", "1.00"]]
    assert cells[1][2].toolTip() == "B / C: -0.2500"
    headers = [table.model().headerData(1, way) for way in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical)]
    assert headers == ["B", "B"]
    warm, cold = cells[0][0].background().color(), cells[1][2].background().color()
    assert warm.red() > warm.blue()
    assert cold.blue() > cold.red()
    lightness = [cell.foreground().color().lightness() for cell in cells[0][:2]]
    assert lightness[0] > 200 > lightness[1]


def test_the_tab_key_leads_out_of_the_table(full: CompareView, qtbot: QtBot) -> None:
    full.show_page(full.correlation)
    full.correlation.show_matrix(["A", "B"], np.eye(2))
    full.correlation.table.setFocus()
    full.correlation.table.setCurrentCell(0, 0)
    assert full.correlation.table.hasFocus()
    qtbot.keyClick(full.correlation.table, Qt.Key.Key_Tab)
    assert not full.correlation.table.hasFocus()


def test_the_table_offers_the_pictures_and_asks_when_another_is_chosen(full: CompareView, qtbot: QtBot) -> None:
    table = full.correlation
    texts = [table.picture_box.itemText(row) for row in range(table.picture_box.count())]
    assert texts == ["mean of all", "wide", "tall"]
    assert table.column is None
    with qtbot.waitSignal(table.wanted):
        table.picture_box.setCurrentIndex(2)
    assert table.column == 1
    with qtbot.waitSignal(table.wanted):
        table.measure_box.setCurrentIndex(1)
    assert table.measure is Measure.SSIM
    assert table.title == "SSIM, tall"


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


def test_the_table_says_nothing_of_maps_that_are_compared_no_more(
    full: CompareView, board: JobBoard, qtbot: QtBot
) -> None:
    updater = SimilarityUpdater(full, board)
    full.show_page(full.correlation)
    updater.update()
    full.show_comparison(Comparison(Plan(Axis.METHODS, method_lines(BASE)[::-1], (WIDE, TALL))))
    updater.update()
    qtbot.waitUntil(lambda: board.is_idle)
    assert full.correlation.values is None, "the numbers of other maps"
    full.show_comparison(compared(FULL))
    updater.update()
    fewer = {place: 0.5 for place in FULL if place[0] < 2}
    full.show_comparison(compared(fewer, rows=2))  # whose own answer is not asked for yet
    qtbot.waitUntil(lambda: board.is_idle)
    assert full.correlation.values is None, "the numbers of other maps"
    updater.update()
    qtbot.waitUntil(lambda: full.correlation.names == ("Saliency", "Grad-CAM"))


# The list of things to tick


def test_ticking_emits_a_signal_and_typing_adds(qtbot: QtBot) -> None:
    ticks = TickList()
    qtbot.addWidget(ticks)
    heard: list[str] = []
    ticks.changed.connect(lambda: heard.append("changed"))
    ticks.added.connect(heard.append)
    ticks.show_items({"a": "First", "b": "Second"}, {"a"}, may_add=True)
    assert (ticks.ticked, ticks.text(), heard) == (("a",), "1 ticked", [])
    ticks.list.item(1).setCheckState(Qt.CheckState.Checked)
    assert (ticks.ticked, ticks.text(), heard) == (("a", "b"), "2 ticked", ["changed"])
    ticks.list.itemActivated.emit(ticks.list.item(0))
    assert ticks.ticked == ("b",)
    qtbot.keyClicks(ticks.field, " tiger shark ")
    qtbot.keyClick(ticks.field, Qt.Key.Key_Return)
    assert heard[-1] == "tiger shark"
    assert ticks.field.text() == ""


def test_what_there_is_no_room_for_ends_in_dots(full: CompareView) -> None:
    about, text = full.bar.about, "8 of 12 pictures, " * 5
    full.resize(640, 500)
    QApplication.processEvents()
    full.bar.show_about(text)
    assert about.text().endswith("\N{HORIZONTAL ELLIPSIS}")
    assert about.fontMetrics().horizontalAdvance(about.text()) <= about.width()
    assert about.toolTip() == text
    full.resize(1600, 500)
    QApplication.processEvents()
    assert about.text() == text


@pytest.mark.parametrize("width", [540, 1000])
def test_the_bar_fits_its_width(full: CompareView, width: int) -> None:
    full.resize(width, 500)
    QApplication.processEvents()
    assert full.width() == width
    names = {*MODES, "export_figure", "leave_compare"}
    buttons = {
        one.defaultAction().objectName(): one for one in full.bar.findChildren(QToolButton) if one.defaultAction()
    }
    assert names <= set(buttons)
    assert all(buttons[name].isVisible() for name in names)
    assert all(buttons[name].geometry().right() < full.bar.width() for name in names)
