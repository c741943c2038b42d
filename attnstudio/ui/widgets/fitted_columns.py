"""Columns of a table by what they hold, as far as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

_LOOKED_AT = 50  # rows by whose cells a column is measured


class FittedColumns(QObject):
    """Where there is too little room, the widest columns are narrowed first. Where they would become unreadable, the
    table scrolls. Lives as long as the table.

    Args:
        elastic: the columns that may be wider or narrower than what they hold.
        least: the width in pixels below which none of them is narrowed, nor below that of its heading.
    """

    def __init__(self, table: QTableView, elastic: Sequence[int], least: int) -> None:
        super().__init__(table)
        self._table, self._elastic, self._least = table, elastic, least
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setResizeContentsPrecision(_LOOKED_AT)
        table.viewport().installEventFilter(self)
        self._soon = QTimer(self, singleShot=True, interval=0)  # many rows may come at a time
        self._soon.timeout.connect(self._fit)
        model = table.model()
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.headerDataChanged):
            signal.connect(self._soon.start)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._soon.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _fit(self) -> None:
        table, header = self._table, self._table.horizontalHeader()
        headings = [header.sectionSizeHint(column) for column in range(header.count())]
        wanted = [max(table.sizeHintForColumn(column), heading) for column, heading in enumerate(headings)]
        room = table.viewport().width() - sum(wanted) + sum(wanted[column] for column in self._elastic)
        least = [min(wanted[column], max(self._least, headings[column])) for column in self._elastic]
        widths = shared_out([wanted[column] for column in self._elastic], least, room)
        for column, width in (dict(enumerate(wanted)) | dict(zip(self._elastic, widths, strict=True))).items():
            header.resizeSection(column, width)


def shared_out(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fill the room: what is left is shared evenly; where it is too small, the widest give way, but none
    below its least width."""
    left = room - sum(wanted)
    if left >= 0:
        more, rest = divmod(left, len(wanted))
        return [width + more + (place < rest) for place, width in enumerate(wanted)]
    widths, highest = list(wanted), max(wanted)
    while sum(widths) > room and widths != list(least):
        highest -= 1
        widths = [max(one, min(width, highest)) for one, width in zip(least, wanted, strict=True)]
    return widths
