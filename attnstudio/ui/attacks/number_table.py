"""A small table of texts and numbers; a click on a row, or Enter, chooses it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from attnstudio.ui.widgets.base import as_list
from attnstudio.ui.widgets.plain import plain

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberTable(QTableWidget):
    """The first column has names, the others numbers."""

    row_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        as_list(self)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setStretchLastSection(False)
        self.cellClicked.connect(lambda row, _: self.row_chosen.emit(row))
        self.itemActivated.connect(lambda item: self.row_chosen.emit(item.row()))

    def show_cells(self, headings: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
        """Args:
        headings: text and explanation of each column.
        rows: the text of every cell.
        """
        chosen = self.currentRow()
        self.setRowCount(0)
        self.setColumnCount(len(headings))
        self.setRowCount(len(rows))
        for column, (text, explanation) in enumerate(headings):
            item = QTableWidgetItem(plain(text))
            item.setToolTip(plain(explanation))
            if column:
                item.setTextAlignment(_RIGHT)
            self.setHorizontalHeaderItem(column, item)
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(_RIGHT)
                self.setItem(row, column, item)
        if 0 <= chosen < len(rows):
            self.setCurrentCell(chosen, 0)

    def texts(self) -> list[list[str]]:
        """As it is read."""
        return [[self._text(row, column) for column in range(self.columnCount())] for row in range(self.rowCount())]

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return "" if item is None else item.text()
