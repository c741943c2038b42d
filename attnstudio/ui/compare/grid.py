"""The grid of a comparison: a row for each method, model or target, a column for each picture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from attnstudio.ui.compare.cell import Cell
from attnstudio.ui.compare.linked import Link
from attnstudio.ui.compare.model import Comparison, Place
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import plain

_SMALLEST = QSize(84, 72)
_GAP = 4
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CompareGrid(QScrollArea):
    """Fills its room; where cells would become too small to be seen, it scrolls."""

    picked = Signal(object, bool)  # Place; whether as the second of the two
    opened = Signal(object)  # Place
    cursor_moved = Signal(object)  # ReadOut or None

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self._comparison: Comparison | None = None
        self.cells: dict[Place, Cell] = {}
        self.tops: list[_Title] = []
        self.sides: list[_Title] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_comparison(self, comparison: Comparison) -> None:
        """Lay a new plan out, its cells as they are."""
        self._comparison = comparison
        inside = QWidget()
        inside.setAutoFillBackground(True)
        inside.setBackgroundRole(QPalette.ColorRole.Window)
        layout = QGridLayout(inside)
        layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        layout.setSpacing(_GAP)
        plan = comparison.plan
        self.tops = [_Title(upright=False) for _ in plan.pictures]
        self.sides = [_Title(upright=True) for _ in plan.lines]
        self.cells = {}
        for column, top in enumerate(self.tops):
            layout.addWidget(top, 0, column + 1)
            layout.setColumnStretch(column + 1, 1)
        for row, side in enumerate(self.sides):
            layout.addWidget(side, row + 1, 0)
            layout.setRowStretch(row + 1, 1)
            for column in range(len(plan.pictures)):
                place = row, column
                cell = self.cells[place] = Cell(self._link)
                cell.setMinimumSize(_SMALLEST)
                cell.picked.connect(lambda second, place=place: self.picked.emit(place, second))
                cell.opened.connect(lambda place=place: self.opened.emit(place))
                cell.cursor_moved.connect(self.cursor_moved)
                layout.addWidget(cell, row + 1, column + 1)
        if not self.cells:
            layout.addWidget(self._empty(), 1, 0, 1, len(plan.pictures) + 1)
        self.setWidget(inside)
        self.refresh()

    def refresh(self) -> None:
        """Show what has come, or how it is to be seen now."""
        comparison = self._comparison
        if comparison is None:
            return
        for column, top in enumerate(self.tops):
            top.set_texts(comparison.plan.pictures[column].stem, comparison.column_class(column))
        for row, side in enumerate(self.sides):
            side.set_texts(comparison.row_name(row), "")
        for place, cell in self.cells.items():
            self._refresh_cell(comparison, place, cell)

    def mark(self, pair: tuple[Place, ...]) -> None:
        """The two that are looked at together."""
        badges = dict(zip(pair, "AB", strict=False))
        for place, cell in self.cells.items():
            cell.mark(badges.get(place, "") if len(pair) == 2 else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        here = next((place for place, cell in self.cells.items() if cell.hasFocus()), None)
        if here is None or event.key() not in _MOVES:
            super().keyPressEvent(event)
            return
        down, right = _MOVES[Qt.Key(event.key())]
        if (cell := self.cells.get((here[0] + down, here[1] + right))) is not None:
            cell.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(cell)

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
        cell.warn("\n".join(map(message, comparison.warnings(place))))


class _Title(QWidget):
    """One or two lines, cut where they are too long, whole in the tool tip.

    Args:
        upright: read from the bottom to the top, at the left of a row.
    """

    def __init__(self, *, upright: bool) -> None:
        super().__init__()
        self._upright = upright
        self._lines: tuple[str, str] = ("", "")
        across, down = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        self.setSizePolicy(*((down, across) if upright else (across, down)))

    def set_texts(self, first: str, second: str) -> None:
        if (first, second) != self._lines:
            self._lines = first, second
            text = f"{first}\n{second}".strip()
            self.setToolTip(plain(text))
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        height = self.fontMetrics().height()
        return QSize(height + 4, 0) if self._upright else QSize(0, 2 * height + 2)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        length, height = self.width(), self.height()
        if self._upright:
            painter.translate(0, self.height())
            painter.rotate(-90)
            length, height = height, length
        lines = [line for line in self._lines if line] or [""]
        each = self.fontMetrics().height()
        top = (height - each * len(lines)) // 2
        for number, line in enumerate(lines):
            painter.setPen(QColor(theme.colours().faint if number else theme.colours().text))
            text = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, length)
            painter.drawText(QRect(0, top + number * each, length, each), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
