"""The grid of a comparison: the maps of each method, model or target of each picture, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from attnstudio.ui.compare.arrangement import Arrangement, best
from attnstudio.ui.compare.cell import Cell
from attnstudio.ui.compare.model import Comparison, Place
from attnstudio.ui.compare.title import Title
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.viewer.linked import Link
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.scroll_area import ScrollArea

_SMALLEST = QSize(84, 72)
_GAP = 4
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CompareGrid(ScrollArea):
    """Fills its room; where cells would become too small to be seen, it scrolls."""

    picked = Signal(object, bool)  # Place; whether as the second of the two
    opened = Signal(object)  # Place
    cursor_moved = Signal(object)  # ReadOut or None

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self._comparison: Comparison | None = None
        self.cells: dict[Place, Cell] = {}
        self.picture_titles: list[Title] = []
        self.line_titles: list[Title] = []
        self._arrangement: Arrangement | None = None
        self._layout = QGridLayout()

    def show_comparison(self, comparison: Comparison) -> None:
        """Lay a new plan out, its cells as they are."""
        self._comparison = comparison
        plan = comparison.plan
        self.picture_titles = [Title(lines=2) for _ in plan.pictures]
        self.line_titles = [Title(lines=1) for _ in plan.lines]
        self.cells = {}
        for place in plan.places:
            cell = self.cells[place] = Cell(self._link)
            cell.setMinimumSize(_SMALLEST)
            cell.picked.connect(lambda second, place=place: self.picked.emit(place, second))
            cell.opened.connect(lambda place=place: self.opened.emit(place))
            cell.cursor_moved.connect(self.cursor_moved)
        inside = QWidget()
        inside.setAutoFillBackground(True)
        inside.setBackgroundRole(QPalette.ColorRole.Window)
        self._layout = QGridLayout(inside)
        self._layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        self._layout.setSpacing(_GAP)
        self._arrangement = None
        self._arrange()
        if not self.cells:
            self._layout.addWidget(self._empty(), 2, 0, 1, len(plan.pictures) + 1)
        self.setWidget(inside)
        self.refresh()

    def refresh(self) -> None:
        """Show what has come, or how it is to be seen now."""
        comparison = self._comparison
        if comparison is None:
            return
        for number, title in enumerate(self.picture_titles):
            title.set_texts(comparison.plan.pictures[number].stem, comparison.column_class(number))
        for number, title in enumerate(self.line_titles):
            title.set_texts(comparison.row_name(number), "")
        for place, cell in self.cells.items():
            self._refresh_cell(comparison, place, cell)

    def mark(self, pair: tuple[Place, ...]) -> None:
        """The two that are looked at together."""
        badges = dict(zip(pair, "AB", strict=False))
        for place, cell in self.cells.items():
            cell.mark(badges.get(place, "") if len(pair) == 2 else "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        here = next((place for place, cell in self.cells.items() if cell.hasFocus()), None)
        if here is None or self._arrangement is None or event.key() not in _MOVES:
            super().keyPressEvent(event)
            return
        down, right = _MOVES[Qt.Key(event.key())]
        row, column = self._arrangement.at(here)
        for place, cell in self.cells.items():
            if self._arrangement.at(place) == (row + down, column + right):
                cell.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(cell)

    def _arrange(self) -> None:
        """Put the cells and titles where there is most room for the maps."""
        room = self.viewport().size()
        arrangement = best(len(self.line_titles), len(self.picture_titles), room.width(), room.height())
        if self._comparison is None or arrangement == self._arrangement:
            return
        if (old := self._arrangement) is not None:
            for widget in [*self.cells.values(), *self.line_titles, *self.picture_titles]:
                self._layout.removeWidget(widget)
            self._stretch(old, 0)
        self._arrangement = arrangement
        # Each row of cells has a row for titles above it, and the first column is for those beside it.
        for place, cell in self.cells.items():
            row, column = arrangement.at(place)
            self._layout.addWidget(cell, 2 * row + 2, column + 1)
        for number, title in enumerate(self.line_titles):
            self._place_title(title, (number, 0), across=arrangement.turned, alone=len(self.line_titles) == 1)
        for number, title in enumerate(self.picture_titles):
            self._place_title(title, (0, number), across=not arrangement.turned, alone=len(self.picture_titles) == 1)
        self._stretch(arrangement, 1)

    def _place_title(self, title: Title, place: Place, *, across: bool, alone: bool) -> None:
        """Args:
        place: a cell that it names.
        across: it names a column.
        alone: it names all cells.
        """
        assert self._arrangement is not None
        row, column = self._arrangement.at(place)
        wrapped = self._arrangement.wrapped
        title.turn(upright=not (across or wrapped))
        if wrapped and alone:
            self._layout.addWidget(title, 0, 1, 1, self._arrangement.columns)
        elif wrapped or across:
            self._layout.addWidget(title, 2 * row + 1, column + 1)
        else:
            self._layout.addWidget(title, 2 * row + 2, 0)

    def _stretch(self, arrangement: Arrangement, stretch: int) -> None:
        for row in range(arrangement.rows):
            self._layout.setRowStretch(2 * row + 2, stretch)
        for column in range(arrangement.columns):
            self._layout.setColumnStretch(column + 1, stretch)

    def _empty(self) -> QWidget:
        """What to do next."""
        label = faint()
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setText(tr("Choose methods in the Explain panel, or tick models or targets above."))
        return label

    def _refresh_cell(self, comparison: Comparison, place: Place, cell: Cell) -> None:
        failure, result = comparison.failures.get(place), comparison.results.get(place)
        if failure is not None:
            text = message(failure)
        elif result is not None:
            text = ""
        else:
            text = tr("Waiting...") if comparison.running else tr("Press Run to compute this map.")
        cell.show_map(comparison.picture(place), comparison.map(place), comparison.shrink(place))
        own_class = "" if comparison.column_class(place[1]) else comparison.class_text(place)
        caption = ", ".join(part for part in (own_class, comparison.seconds(place)) if part)
        cell.set_texts(f"{comparison.row_name(place[0])}, {comparison.plan.pictures[place[1]].name}", caption, text)
        heatmap = comparison.heatmap(place)
        notes = () if heatmap is None else (one for one in heatmap.notices if not one.warning)
        warnings = [message(warning) for warning in comparison.warnings(place)]
        if comparison.is_faint(place):
            warnings.append(
                tr(
                    "A few values are so much larger than the others that hardly anything else is seen. Contrast in "
                    "the toolbar shows the others, too."
                )
            )
        cell.warn("\n".join(warnings), "\n".join(map(message, notes)))
