"""Columns that are as wide as what they hold, as far as there is room."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from attnstudio.ui.widgets.fitted_columns import FittedColumns, shared_out


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (400, [150, 100, 150]),  # the rest is shared
        (250, [100, 50, 100]),
        (190, [70, 50, 70]),  # the widest give way
        (100, [60, 50, 60]),  # no further: the table scrolls
    ],
)
def test_the_widest_give_way_first(room: int, widths: list[int]) -> None:
    assert shared_out([100, 50, 100], [60, 50, 60], room) == widths


def test_a_table_shows_whole_what_has_room_and_scrolls_where_nothing_could_be_read(qtbot: QtBot) -> None:
    table, model = QTableView(), QStandardItemModel(0, 3)
    model.setHorizontalHeaderLabels(["Picture", "A long heading", "n"])
    table.setModel(model)
    FittedColumns(table, (0, 1), 60)
    qtbot.addWidget(table)
    table.resize(700, 200)
    with qtbot.waitExposed(table):
        table.show()
    long = "a_file_with_a_rather_long_name.jpg"
    model.appendRow([QStandardItem(text) for text in (long, "short", "7")])

    def widths() -> list[int]:
        return [table.columnWidth(column) for column in range(3)]

    def is_whole(column: int) -> bool:
        return widths()[column] >= table.sizeHintForColumn(column)

    qtbot.waitUntil(lambda: all(map(is_whole, range(3))))
    assert abs(sum(widths()) - table.viewport().width()) <= 1 and widths()[2] < 60
    table.resize(300, 200)
    qtbot.waitUntil(lambda: sum(widths()) == table.viewport().width())
    assert not is_whole(0) and is_whole(1) and is_whole(2), "only the widest gives way"
    table.resize(120, 200)
    qtbot.waitUntil(lambda: widths()[0] == 60)
    heading = table.horizontalHeader().sectionSizeHint(1)
    assert widths()[1] >= heading and table.horizontalScrollBar().maximum() > 0
