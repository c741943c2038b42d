"""The inspector by itself: its tree of layers, its channels, its place in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.widgets import map_over, model_info, noise, painted, shown
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from attnstudio.core.channel_order import ChannelOrder, ordered
from attnstudio.core.channels import Channels
from attnstudio.core.images import Source
from attnstudio.core.models.layer_tree import LayerRow, Totals
from attnstudio.core.overlay import coloured
from attnstudio.core.placement import Placement
from attnstudio.core.request import ModelInfo, Request
from attnstudio.core.scaling import normalised
from attnstudio.core.targets import Target
from attnstudio.core.text import grouped
from attnstudio.ui.inspector.channel_grid import ChannelGrid
from attnstudio.ui.inspector.channel_list import signed
from attnstudio.ui.inspector.layer_rows import KIND, LAYER, OUTPUT, PARAMETERS, TRAINABLE
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.viewer.canvas import Canvas

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT = Qt.MouseButton.LeftButton
THIN, TIMES = "\N{NARROW NO-BREAK SPACE}", "\N{MULTIPLICATION SIGN}"
BASE = (
    LayerRow("inner_input", "InputLayer", "8x6x3", 0, 0),
    LayerRow("conv", "Conv2D", "8x6x4", 108, 0, "conv"),
    LayerRow("norm", "BatchNormalization", "8x6x4", 16, 8, "norm"),
)
TREE = (
    LayerRow("picture", "InputLayer", "8x6x3", 0, 0, "picture"),
    LayerRow("base", "Functional", "8x6x4", 124, 8, None, BASE),
    LayerRow("conv", "Conv2D", "8x6x5", 12345678, 12345678, "base.conv"),
    LayerRow("pool", "GlobalAveragePooling2D", "5", 0, 0),
    LayerRow("scores", "Dense", "7", 42, 42),
)


def info_of(*rows: LayerRow) -> ModelInfo:
    totals = Totals(12345844, 12345728, 49383376)
    return replace(model_info(), tree=rows, totals=totals, last_conv="conv")


@pytest.fixture
def inspector(qtbot: QtBot) -> Inspector:
    made = Inspector()
    qtbot.addWidget(made)
    made.resize(500, 800)
    made.show_model(info_of(*TREE))
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def clicked(inspector: Inspector) -> list[str]:
    heard: list[str] = []
    inspector.layer_chosen.connect(heard.append)
    return heard


def _rows(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    above = parent or QModelIndex()
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        yield index
        yield from _rows(model, index)


def _listed(inspector: Inspector) -> list[str]:
    """Names of the rows that are unfolded and not filtered out, from the top."""
    tree, found = inspector.tree, []
    index = tree.model().index(0, 0)
    while index.isValid():
        found.append(str(index.data()))
        index = tree.indexBelow(index)
    return found


def _index(inspector: Inspector, *names: str, column: int = LAYER) -> QModelIndex:
    """Of the row that these names lead to."""
    model, index = inspector.tree.model(), QModelIndex()
    for name in names:
        below = [model.index(row, 0, index) for row in range(model.rowCount(index))]
        (index,) = [one for one in below if one.data() == name]
    return index.siblingAtColumn(column)


def _click(inspector: Inspector, qtbot: QtBot, *names: str) -> None:
    tree, index = inspector.tree, _index(inspector, *names)
    tree.scrollTo(index)
    qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(index).center())


def _is_bold(index: QModelIndex) -> bool:
    font = index.data(Qt.ItemDataRole.FontRole)
    return isinstance(font, QFont) and font.bold()


def _dot(index: QModelIndex) -> float:
    """How much of the icon before a row is drawn: 0 nothing, 1 all."""
    icon = index.data(Qt.ItemDataRole.DecorationRole)
    assert isinstance(icon, QIcon)
    image = icon.pixmap(12, 12).toImage()
    alpha = [image.pixelColor(x, y).alphaF() for x in range(image.width()) for y in range(image.height())]
    return float(np.mean(alpha))


def _visible_texts(inspector: Inspector) -> list[str]:
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisible()]


# The tree


def test_the_models_of_tree_and_channels_keep_qts_rules(inspector: Inspector, qtmodeltester: ModelTester) -> None:
    inspector.channels.show_channels(channels(), "cat")
    for model in (inspector.tree.layers, inspector.tree.model(), inspector.channels.list.model()):
        qtmodeltester.check(model)
    inspector.filter.setText("norm")
    qtmodeltester.check(inspector.tree.model())


def test_a_row_shows_everything_about_its_layer(inspector: Inspector) -> None:
    texts = [_index(inspector, "base", "norm", column=column).data() for column in range(5)]
    assert texts == ["norm", "BatchNormalization", f"8{TIMES}6{TIMES}4", "16", "\N{CHECK MARK}"]
    assert _index(inspector, "base", "conv", column=TRAINABLE).data() == "\N{EN DASH}", "it is frozen"
    assert [_index(inspector, "pool", column=column).data() for column in (OUTPUT, PARAMETERS, TRAINABLE)] == [
        *("5", "", "")
    ]
    assert _index(inspector, "conv", column=PARAMETERS).data() == f"12{THIN}345{THIN}678"
    alignment = _index(inspector, "conv", column=PARAMETERS).data(Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight
    hint = _index(inspector, "base", "norm", column=TRAINABLE).data(Qt.ItemDataRole.ToolTipRole)
    assert hint == "8 of 16 trainable"


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (999, "999"), (1000, "1 000"), (3538984, "3 538 984")])
def test_thousands_are_set_apart(number: int, text: str) -> None:
    assert grouped(number) == text.replace(" ", THIN)


def test_layers_that_a_map_can_use_are_marked_and_show_it(inspector: Inspector) -> None:
    inspector.tree.explain("norm")
    usable, other = _index(inspector, "conv"), _index(inspector, "scores")
    assert _dot(other) == _dot(_index(inspector, "base")) == 0
    assert 0 < _dot(usable) < _dot(_index(inspector, "base", "norm"))
    hints = [str(one.data(Qt.ItemDataRole.ToolTipRole)) for one in (usable, other, _index(inspector, "base"))]
    assert hints[0].splitlines()[:2] == ["conv: click to explain this layer.", "Type: Conv2D"]
    assert hints[1].startswith("scores: cannot be explained, its output has no height and width.")
    assert "its layers are listed below" in hints[2]


def test_nested_layers_unfold(inspector: Inspector, qtbot: QtBot) -> None:
    assert _listed(inspector) == ["picture", "base", "conv", "pool", "scores"]
    inspector.tree.setCurrentIndex(_index(inspector, "base"))
    qtbot.keyClick(inspector.tree, Qt.Key.Key_Right)
    assert _listed(inspector) == ["picture", "base", "inner_input", "conv", "norm", "conv", "pool", "scores"]


def test_the_explained_layer_is_bold_and_in_sight(inspector: Inspector) -> None:
    inspector.tree.explain("norm")
    assert _is_bold(_index(inspector, "base", "norm"))
    assert _index(inspector, "base", "norm").data(Qt.ItemDataRole.AccessibleTextRole) == "norm, explained"
    assert "norm" in _listed(inspector), "its model is not unfolded"
    assert inspector.tree.currentIndex() == _index(inspector, "base", "norm")
    inspector.tree.explain("base.conv")
    assert [index.data() for index in _rows(inspector.tree.model()) if _is_bold(index)] == ["conv"]
    assert _is_bold(_index(inspector, "conv"))
    inspector.tree.explain(None)
    assert not [index for index in _rows(inspector.tree.model()) if _is_bold(index)]


def test_the_cursor_stays_where_it_is_while_the_same_layer_is_explained(inspector: Inspector) -> None:
    inspector.tree.explain("conv")
    inspector.tree.setCurrentIndex(_index(inspector, "scores"))
    inspector.tree.explain("conv")
    assert inspector.tree.currentIndex().data() == "scores"


def test_a_click_chooses_a_layer_that_a_map_can_use(inspector: Inspector, clicked: list[str], qtbot: QtBot) -> None:
    inspector.tree.explain("norm")
    _click(inspector, qtbot, "conv")
    assert clicked == ["base.conv"]
    for names in (("scores",), ("base",), ("base", "norm")):
        _click(inspector, qtbot, *names)
    assert clicked == ["base.conv"], "one of them cannot be explained, or is it already"


def test_the_keyboard_chooses_too(inspector: Inspector, clicked: list[str], qtbot: QtBot) -> None:
    inspector.tree.explain("base.conv")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(inspector.tree, key)
    assert clicked == [], "moving about explains nothing"
    assert inspector.tree.currentIndex().data() == "picture"
    qtbot.keyClick(inspector.tree, Qt.Key.Key_Return)
    assert clicked == ["picture"]


def test_the_filter_shows_matches_and_their_parents(inspector: Inspector, qtbot: QtBot) -> None:
    qtbot.keyClicks(inspector.filter, "NORM")
    assert _listed(inspector) == ["base", "norm"]
    for text, left in (
        ("conv2d", ["base", "conv", "conv"]),
        ("8x6x5", ["conv"]),
        (f"8{TIMES}6{TIMES}5", ["conv"]),
        ("dense", ["scores"]),
        ("[", []),
    ):
        inspector.filter.setText(text)
        assert _listed(inspector) == left
    assert "No layer matches the filter." in _visible_texts(inspector)
    inspector.filter.clear()
    assert [name for name in _listed(inspector) if name in ("picture", "scores")] == ["picture", "scores"]
    assert inspector.tree.isVisible()


def test_filtering_selects_nothing_but_the_explained_layer(
    inspector: Inspector, clicked: list[str], qtbot: QtBot
) -> None:
    inspector.tree.explain("base.conv")
    inspector.filter.setText("norm")
    assert not inspector.tree.currentIndex().isValid()
    inspector.filter.setText("conv")
    assert inspector.tree.currentIndex() == _index(inspector, "conv")
    assert not clicked


def test_the_totals_are_shown(inspector: Inspector) -> None:
    said = "\n".join(_visible_texts(inspector)).replace(THIN, " ")
    assert "Parameters: 12 345 844 (47.1 MB)" in said
    assert "Trainable: 12 345 728, not trainable: 116" in said


def test_without_a_model_it_shows_what_will_appear(inspector: Inspector) -> None:
    inspector.show_model(None)
    assert not inspector.tree.isVisible()
    assert "The layers of the model appear here when it is loaded." in _visible_texts(inspector)
    inspector.show_model(info_of(*TREE))
    assert inspector.tree.isVisible()


def test_the_same_model_again_changes_nothing(inspector: Inspector) -> None:
    inspector.tree.expandAll()
    inspector.tree.setCurrentIndex(_index(inspector, "scores"))
    inspector.show_model(info_of(*TREE))
    assert len(_listed(inspector)) == 8
    assert inspector.tree.currentIndex().data() == "scores"
    inspector.show_model(info_of(*TREE[2:]))
    assert _listed(inspector) == ["conv", "pool", "scores"]


def test_a_thousand_layers_are_filled_and_filtered(inspector: Inspector) -> None:
    """Of NASNetLarge's size."""
    rows = tuple(LayerRow(f"block_{n}_norm", "BatchNormalization", "7x7x64", n, n, f"block_{n}") for n in range(1100))
    inspector.show_model(info_of(*rows))
    inspector.tree.explain("block_900")
    painted(inspector)
    inspector.filter.setText("block_99")
    painted(inspector)
    assert _listed(inspector) == ["block_99_norm", *(f"block_{n}_norm" for n in range(990, 1000))]


def test_columns_are_as_wide_as_their_longest_text(inspector: Inspector) -> None:
    tree = inspector.tree
    for column in (OUTPUT, PARAMETERS, TRAINABLE):
        texts = [str(index.siblingAtColumn(column).data()) for index in _rows(tree.model())]
        longest = max(tree.fontMetrics().horizontalAdvance(text) for text in texts)
        assert longest < tree.header().sectionSize(column) < longest + 90
    assert tree.header().sectionSize(KIND) < 120, "the names of the layers need the room"


def test_the_theme_recolours_the_marks(inspector: Inspector) -> None:
    def drawn_in(accent: str) -> bool:
        icon = _index(inspector, "conv").data(Qt.ItemDataRole.DecorationRole)
        image = icon.pixmap(12, 12).toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        colour, wanted = max(pixels, key=lambda one: one.alphaF()).getRgb(), QColor(accent).getRgb()
        return max(abs(one - other) for one, other in zip(colour[:3], wanted[:3], strict=True)) < 5  # type: ignore[index]

    assert drawn_in(theme.DARK.accent)
    theme.apply("light")
    inspector.retranslate()
    assert drawn_in(theme.LIGHT.accent)


# The channels


def channels(
    count: int = 12, side: int = 4, box: tuple[float, float, float, float] = (0, 0, 60, 30), total: int | None = None
) -> Channels:
    """Of a layer "conv"; channel k of it has the weight count / 2 - k, and stands at k."""
    values = np.random.default_rng(0).uniform(0, 1, (count, side, side)).astype(np.float32)
    return Channels(
        request=Request(Path("/pictures/shark.jpg"), "net"),
        source=Source(Path("/pictures/shark.jpg"), 1, 1000, "digest"),
        layer="conv",
        target=Target(3),
        placement=Placement((60, 30), (8, 6), box),
        numbers=np.arange(100, 100 + count),
        weights=(count / 2 - np.arange(count)).astype(np.float32) / 10,
        values=values,
        total=total or count,
    )


@pytest.fixture
def grid(qtbot: QtBot) -> ChannelGrid:
    made = ChannelGrid()
    qtbot.addWidget(made)
    made.resize(400, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def chosen(grid: ChannelGrid) -> list[int | None]:
    heard: list[int | None] = []
    grid.channel_chosen.connect(heard.append)
    return heard


def _click_channel(grid: ChannelGrid, qtbot: QtBot, place: int) -> None:
    index = grid.list.model().index(place, 0)
    qtbot.mouseClick(grid.list.viewport(), LEFT, pos=grid.list.visualRect(index).center())


def _thumbnail(grid: ChannelGrid, place: int) -> np.ndarray:
    """uint8 (height, width, 3)."""
    icon = grid.list.model().index(place, 0).data(Qt.ItemDataRole.DecorationRole)
    label = QLabel()
    label.setPixmap(icon.pixmap(icon.availableSizes()[0]))
    label.resize(label.pixmap().deviceIndependentSize().toSize())
    return painted(label)


def test_channels_stand_in_the_order_of_their_weights(grid: ChannelGrid) -> None:
    grid.show_channels(channels(), "tiger shark")
    model = grid.list.model()
    captions = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert captions[:2] == ["100 +0.60", "101 +0.50"]
    assert captions[-1] == "111 \N{MINUS SIGN}0.50"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Channel 101, weight +0.50"
    said = [label.text() for label in grid.findChildren(QLabel)]
    assert f"conv, 4{TIMES}4: 12 channels, weights for tiger shark" in said


@pytest.mark.parametrize(
    ("weight", "text"),
    [(0.0341, "+0.034"), (-0.5, "-0.50"), (1.2e-5, "+1.2×10⁻⁵"), (-3e-12, "-3.0×10⁻¹²"), (123.0, "+1.2×10²")],
)
def test_weights_have_a_sign_and_two_figures(weight: float, text: str) -> None:
    assert signed(weight) == text.replace("-", "\N{MINUS SIGN}")


def test_the_number_of_omitted_channels_is_shown(grid: ChannelGrid) -> None:
    grid.show_channels(channels(total=64), "cat")
    said = [label.text() for label in grid.findChildren(QLabel)]
    assert f"conv, 4{TIMES}4: 12 of 64 channels, the largest weights for cat" in said


def test_a_thumbnail_shows_its_channel_in_the_colormap_and_the_pictures_shape(grid: ChannelGrid) -> None:
    found = channels()
    for colormap in ("inferno", "viridis"):
        grid.set_colormap(colormap)
        grid.show_channels(found, "cat")
        for place in (0, 7):
            drawn = _thumbnail(grid, place)
            height, width = drawn.shape[:2]
            assert width == 2 * height, "the picture is twice as wide as high"
            expected = coloured(normalised(found.values[place])[0], colormap)
            for row, column in ((0, 0), (1, 2), (3, 3)):
                middle = drawn[round((row + 0.5) * height / 4), round((column + 0.5) * width / 4)].astype(int)
                assert np.abs(middle - expected[row, column]).max() < 40


def test_a_tall_picture_has_tall_thumbnails(grid: ChannelGrid) -> None:
    grid.show_channels(channels(box=(10, 0, 20, 30)), "cat")
    height, width = _thumbnail(grid, 0).shape[:2]
    assert height == pytest.approx(3 * width, abs=3)


def test_another_colormap_repaints_what_is_shown(grid: ChannelGrid) -> None:
    grid.show_channels(channels(), "cat")
    before = painted(grid.list.viewport())
    grid.set_colormap("viridis")
    assert not np.array_equal(painted(grid.list.viewport()), before)


def test_only_thumbnails_in_sight_are_painted(grid: ChannelGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, ...]] = []

    def spy(values: np.ndarray, colormap: str) -> np.ndarray:
        made.append(values.shape)
        return coloured(values, colormap)

    monkeypatch.setattr("attnstudio.ui.inspector.channel_list.coloured", spy)
    grid.show_channels(channels(2048, 7), "cat")
    painted(grid)
    assert 0 < len(made) < 60


def test_a_click_chooses_a_channel_and_another_lets_it_go(
    grid: ChannelGrid, chosen: list[int | None], qtbot: QtBot
) -> None:
    grid.show_channels(channels(), "cat")
    assert not grid.back.isEnabled()
    _click_channel(grid, qtbot, 2)
    assert (grid.chosen, grid.channel) == (2, ("conv", 102))
    assert grid.back.isEnabled()
    _click_channel(grid, qtbot, 1)
    _click_channel(grid, qtbot, 1)
    assert (grid.chosen, grid.channel) == (None, None)
    assert not grid.back.isEnabled()
    assert chosen == [2, 1, None]


def test_the_button_lets_a_channel_go(grid: ChannelGrid, chosen: list[int | None], qtbot: QtBot) -> None:
    grid.show_channels(channels(), "cat")
    _click_channel(grid, qtbot, 3)
    qtbot.mouseClick(grid.back, LEFT)
    assert chosen == [3, None]


def test_channels_are_chosen_with_the_keyboard(grid: ChannelGrid, chosen: list[int | None], qtbot: QtBot) -> None:
    grid.show_channels(channels(), "cat")
    grid.activateWindow()
    grid.list.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(grid.list.hasFocus)
    assert chosen == [], "coming here shows nothing"
    qtbot.keyClick(grid.list, Qt.Key.Key_Space)
    assert chosen == [0]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Space):
        qtbot.keyClick(grid.list, key)
    assert chosen == [0, 1, 2, 1, None]
    qtbot.keyClick(grid.list, Qt.Key.Key_Return)
    assert chosen[-1] == 1


def test_others_let_the_chosen_one_go(grid: ChannelGrid, chosen: list[int | None], qtbot: QtBot) -> None:
    grid.show_channels(channels(), "cat")
    _click_channel(grid, qtbot, 2)
    grid.show_channels(channels(20), "dog")
    assert chosen == [2, None]
    assert grid.chosen is None


def test_while_others_are_on_the_way_none_can_be_chosen(
    grid: ChannelGrid, chosen: list[int | None], qtbot: QtBot
) -> None:
    grid.show_channels(channels(), "cat")
    _click_channel(grid, qtbot, 2)
    grid.wait()
    assert chosen == [2, None]
    assert grid.list.isVisible(), "what takes a moment must not flicker"
    _click_channel(grid, qtbot, 1)
    qtbot.keyClick(grid.list, Qt.Key.Key_Return)
    assert chosen == [2, None]
    qtbot.waitUntil(lambda: not grid.list.isVisible(), timeout=30_000)
    assert "Working..." in [label.text() for label in grid.findChildren(QLabel) if label.isVisible()]
    grid.show_channels(channels(), "cat")
    _click_channel(grid, qtbot, 1)
    assert grid.chosen == 1


def test_channels_that_come_quickly_show_no_progress(grid: ChannelGrid) -> None:
    grid.wait()
    grid.show_channels(channels(), "cat")
    timers = grid.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert timers and not any(timer.isActive() for timer in timers)
    assert grid.list.isVisible()


def test_an_empty_grid_shows_what_to_do_in_the_language_of_the_moment(grid: ChannelGrid) -> None:
    assert "Choose a picture and a layer." in [label.text() for label in grid.findChildren(QLabel)]
    said = ["one"]
    grid.show_nothing(lambda: said[0])
    said[0] = "two"
    grid.retranslate()
    assert "two" in [label.text() for label in grid.findChildren(QLabel) if label.isVisible()]


def test_a_long_line_is_cut_and_whole_in_its_tool_tip(grid: ChannelGrid) -> None:
    grid.show_channels(channels(), "a" * 200)
    assert grid.width() == 400, "the panel has grown"
    assert any(label.toolTip().endswith("a" * 200) for label in grid.findChildren(QLabel))


def test_everything_has_a_name_for_a_screen_reader(inspector: Inspector) -> None:
    for widget in (inspector.filter, inspector.tree, inspector.channels.list):
        assert widget.accessibleName()


# Over the picture


def test_a_stand_in_is_shown_in_the_maps_place(qtbot: QtBot) -> None:
    canvas, pixels = Canvas(), noise(40, 30)
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    canvas.set_picture(shown(pixels))
    first, second, other = (map_over(pixels, np.full((6, 8), value)) for value in (0.1, 0.2, 0.9))
    canvas.set_map(first)
    canvas.set_substitute(other)
    assert canvas.map is other
    point = canvas.from_picture(QPointF(20, 15))
    read = canvas.read_out(point)
    assert read is not None
    assert read.value == pytest.approx(0.9)
    with_stand_in = painted(canvas)
    canvas.set_map(second)
    assert canvas.map is other, "a map that arrives waits"
    canvas.set_colormap("viridis")
    canvas.set_substitute(None)
    assert canvas.map is not None
    assert (canvas.map.values is second.values, canvas.map.colormap) == (True, "viridis")
    assert not np.array_equal(painted(canvas), with_stand_in)
    canvas.set_substitute(other)
    canvas.set_picture(shown(pixels))
    assert canvas.map is None


# Languages


def test_it_changes_its_language(inspector: Inspector, qapp: QApplication) -> None:
    language = Language()
    inspector.channels.show_channels(channels(), "cat")
    try:
        language.choose("ru")
        inspector.retranslate()
        header = inspector.tree.model().headerData(KIND, Qt.Orientation.Horizontal)
        assert header == "Тип"
        assert any("веса для класса cat" in text for text in _visible_texts(inspector))
    finally:
        language.choose("en")
        qapp.sendPostedEvents(None, QEvent.Type.LanguageChange)


def test_channels_are_sorted_by_another_strength_and_the_chosen_one_stays(
    grid: ChannelGrid, chosen: list[int | None], qtbot: QtBot
) -> None:
    grid.show_channels(channels(), "tiger shark")
    _click_channel(grid, qtbot, 1)
    thumbnail = _thumbnail(grid, 1)
    strengths = np.linspace(0, 1, 12)
    grid.show_order(ordered(ChannelOrder.REGION, strengths))
    model = grid.list.model()
    assert [model.index(row, 0).data() for row in (0, 11)] == ["111 100 %", "100 0 %"]
    assert grid.channel == ("conv", 101) and chosen == [1]
    assert np.array_equal(_thumbnail(grid, 10), thumbnail)
    _click_channel(grid, qtbot, 0)
    assert grid.channel == ("conv", 111)


def test_names_of_layers_can_be_read_at_any_width(inspector: Inspector) -> None:
    tree, name = inspector.tree, "block_12_expand_normalisation"
    tree.show_rows((LayerRow(name, "Conv2D", "224x224x32", 12345678, 0, name),))
    needed = tree.fontMetrics().horizontalAdvance(name) + 12
    for width in (280, 400, 520):
        inspector.resize(width, 600)
        assert tree.columnWidth(LAYER) >= needed
    assert not any(tree.isColumnHidden(column) for column in (KIND, OUTPUT, PARAMETERS, TRAINABLE))
    inspector.resize(280, 600)
    assert tree.isColumnHidden(KIND) and "Type: " in str(tree.model().index(0, LAYER).data(Qt.ItemDataRole.ToolTipRole))
