"""What is explained: the model's top-5 as bars, a search by name or index, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from attnstudio.core.request import TOP_COUNT, Prediction
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice
from attnstudio.ui.explain.target_rules import TargetRules
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name, message, tr
from attnstudio.ui.shell.numbers import decimal
from attnstudio.ui.shell.target_text import rule_text
from attnstudio.ui.state.selection import MOST_PROBABLE
from attnstudio.ui.widgets.base import Panel, faint, heading

_ROW = 24


@dataclass(frozen=True)
class Bar:
    """A class with its probability as text and as a share; of a regression a number, and no share."""

    index: int
    name: str
    text: str
    share: float | None


class ProbabilityBars(QWidget):
    """One row a class: name and index, probability, a bar. Click or arrow keys choose."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Bar] = []
        self._explained: int | None = None
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: list[Bar], explained: int | None) -> None:
        """From the most probable on."""
        self._rows, self._explained = rows, explained
        self.setAccessibleDescription(", ".join(f"{row.name} {row.text}" for row in rows))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, _ROW * TOP_COUNT)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        colours = theme.colours()
        painter.setFont(theme.tabular(self.font()))
        metrics = painter.fontMetrics()
        number_width = metrics.horizontalAdvance("0.0000 %")
        for place, bar in enumerate(self._rows):
            row = QRect(0, place * _ROW, self.width(), _ROW)
            if bar.index == self._explained or place == self._hovered:
                ground = QColor(colours.accent)
                ground.setAlpha(70 if bar.index == self._explained else 30)
                painter.fillRect(row, ground)
            text = row.adjusted(6, 0, -number_width - 12, -5)
            full = f"{bar.name} ({bar.index})"
            painter.setPen(QColor(colours.text))
            painter.drawText(
                text,
                Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(full, Qt.TextElideMode.ElideRight, text.width()),
            )
            painter.drawText(
                row.adjusted(0, 0, -6, -5), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, bar.text
            )
            if bar.share is None:
                continue
            groove = QRect(6, row.bottom() - 5, self.width() - 12, 3)
            painter.fillRect(groove, QColor(colours.border))
            filled = QRect(groove)
            filled.setWidth(max(1, round(groove.width() * bar.share)))
            painter.fillRect(filled, QColor(colours.accent))
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().y()) // _ROW)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hovered = int(event.position().y()) // _ROW
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() not in moves:
            super().keyPressEvent(event)
            return
        chosen = [row.index for row in self._rows]
        here = chosen.index(self._explained) if self._explained in chosen else -1
        self._choose(here + moves[Qt.Key(event.key())])

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self.class_chosen.emit(self._rows[place].index)


class TargetPicker(Panel):
    """Emits `target_chosen` with a target as the command line takes it: top1, an index, A-B."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._class_names: tuple[str, ...] = ()
        self._names_from: tuple[Notice, ...] = ()
        self._prediction: Prediction | None = None
        self._target: Target | None = None
        self._choice = MOST_PROBABLE
        self._heading = heading()
        self._explained, self._origin = faint(), faint()
        self.bars = ProbabilityBars()
        self.bars.class_chosen.connect(lambda index: self.target_chosen.emit(str(index)))
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)  # what is dropped here is for the window
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._on_completed)
        self.search.setCompleter(completer)
        self.search.returnPressed.connect(self._on_search)
        self.rules = TargetRules()
        self.rules.target_chosen.connect(self.target_chosen)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.search, 1)
        row.addWidget(self.rules)
        self.stack.addWidget(self._heading)
        self.stack.addWidget(self._explained)
        self.stack.addWidget(self.bars)
        self.stack.addLayout(row)
        self.stack.addWidget(self._origin)
        self.retranslate()

    def show_classes(self, class_names: tuple[str, ...], names_from: tuple[Notice, ...] = ()) -> None:
        """Set the names to search in, with notices about where they and the outputs come from."""
        self._class_names, self._names_from = class_names, names_from
        self._names.setStringList([_entry(name, index) for index, name in enumerate(class_names)])
        self._show_origin()

    def show_choice(self, target: str) -> None:
        """What was chosen for any picture: a target as `target_chosen` has it."""
        self._choice = target
        self.rules.show_choice(target)
        self.retranslate()

    def show_prediction(self, prediction: Prediction | None, target: Target | None) -> None:
        """Show the top classes and the explained target; None: not known yet."""
        self._prediction, self._target = prediction, target
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(tr("Target"))
        self.search.setPlaceholderText(tr("Class name, index, or A-B"))
        self.search.setAccessibleName(tr("Class to explain"))
        self.rules.retranslate()
        self.bars.setAccessibleName(tr("Most probable classes"))
        self._show_origin()
        prediction, target = self._prediction, self._target
        if prediction is None:
            self._explained.setText(tr("The model's top classes appear here when you choose a picture."))
            self.bars.show_rows([], None)
            return
        names = prediction.class_names
        rows = [
            Bar(index, class_name(names[index]), decimal(prediction.text(index)), prediction.probability(index))
            for index in prediction.top()
        ]
        self.bars.show_rows(rows, target.index if target else None)
        if target is not None:
            share = decimal(prediction.explained_text(target))
            number = str(target.index) if target.minus is None else f"{target.index}-{target.minus}"
            name, rule = class_name(target.name(names)), rule_text(self._choice)
            text = tr("Explained: {name} ({index}), {share}", name=name, index=number, share=share)
            self._explained.setText(text if rule is None else f"{text}\n{rule}")

    def _show_origin(self) -> None:
        self._origin.setText("\n".join(map(message, self._names_from)))
        self._origin.setVisible(bool(self._names_from))

    @Slot(str)
    def _on_completed(self, text: str) -> None:
        self.search.setText(text)
        self._on_search()

    @Slot()
    def _on_search(self) -> None:
        text = self.search.text().strip()
        if not text:
            return
        # A class may be called "crane (2)": only what the search lists ends in an index.
        index = text.rpartition(" (")[2].removesuffix(")")
        listed = index.isdecimal() and int(index) < len(self._class_names)
        is_entry = listed and text == _entry(self._class_names[int(index)], int(index))
        self.target_chosen.emit(index if is_entry else text)


def _entry(name: str, index: int) -> str:
    """A class in the completion list."""
    return f"{' '.join(class_name(name).split())} ({index})"
