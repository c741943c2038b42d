"""What is explained: the model's top-5 as bars, a search by name or index, what it is told from, and what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from attnstudio.core.request import Prediction
from attnstudio.core.targets import Target, column_of, difference, halves
from attnstudio.core.text import Notice
from attnstudio.ui.explain.target_rules import TargetRules
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name, message, tr
from attnstudio.ui.shell.numbers import decimal
from attnstudio.ui.shell.target_text import rule_text
from attnstudio.ui.state.selection import MOST_PROBABLE
from attnstudio.ui.widgets.base import Panel, faint, heading
from attnstudio.ui.widgets.class_search import ClassSearch
from attnstudio.ui.widgets.probability_bars import ProbabilityBars, bars_of


class TargetPicker(Panel):
    """Emits `target_chosen` with a target as the command line takes it: top1, an index, A-B."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names_from: tuple[Notice, ...] = ()
        self._prediction: Prediction | None = None
        self._target: Target | None = None
        self._choice = MOST_PROBABLE
        self._class_names: tuple[str, ...] = ()
        self._heading = heading()
        self._explained, self._origin, self._rather = faint(), faint(), faint()
        self.bars = ProbabilityBars()
        self.bars.class_chosen.connect(lambda index: self._on_class(str(index)))
        self.search, self.other = ClassSearch(), ClassSearch()
        self.search.chosen.connect(self._on_class)
        self.other.chosen.connect(self._on_other)
        self.other.textChanged.connect(self._on_other_text)
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
        self._from = QWidget()  # takes no room where a class is told from no other
        from_row = QHBoxLayout(self._from)
        from_row.setContentsMargins(0, 0, 0, 0)
        from_row.setSpacing(theme.SPACE)
        from_row.addWidget(self._rather)
        from_row.addWidget(self.other, 1)
        self._from.hide()
        self.rules.other_action.triggered.connect(self._ask_other)
        self.stack.addWidget(self._from)
        self.stack.addWidget(self._origin)
        self.retranslate()

    def show_classes(self, class_names: tuple[str, ...], names_from: tuple[Notice, ...] = ()) -> None:
        """Set the names to search in, with notices about where they and the outputs come from."""
        self._names_from, self._class_names = names_from, class_names
        self.search.show_classes(class_names)
        self.other.show_classes(class_names)
        self._show_other()
        self._show_origin()

    def show_choice(self, target: str) -> None:
        """What was chosen for any picture: a target as `target_chosen` has it."""
        self._choice = target
        self.rules.show_choice(target)
        self._show_other()
        self.retranslate()

    def show_prediction(self, prediction: Prediction | None, target: Target | None) -> None:
        """Show the top classes and the explained target; None: not known yet."""
        self._prediction, self._target = prediction, target
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(tr("Target"))
        self.search.setPlaceholderText(tr("Class name, index, or A-B"))
        self.search.setAccessibleName(tr("Class to explain"))
        self._rather.setText(tr("rather than"))
        self.other.setPlaceholderText(tr("no other class"))
        self.other.setAccessibleName(tr("Class that it is told from"))
        self.other.setToolTip(tr("With another class here, every method explains the difference of both scores"))
        self.rules.retranslate()
        self.bars.setAccessibleName(tr("Most probable classes"))
        self._show_origin()
        prediction, target = self._prediction, self._target
        if prediction is None:
            self._explained.setText(tr("The model's top classes appear here when you choose a picture."))
            self.bars.show_rows([], None)
            return
        names = prediction.class_names
        self.bars.show_rows(bars_of(prediction), target.index if target else None)
        if target is not None:
            share = decimal(prediction.explained_text(target))
            number = str(target.index) if target.minus is None else f"{target.index}-{target.minus}"
            name, rule = class_name(target.name(names)), rule_text(self._choice)
            text = tr("Explained: {name} ({index}), {share}", name=name, index=number, share=share)
            self._explained.setText(text if rule is None else f"{text}\n{rule}")

    def _show_other(self) -> None:
        _, other = halves(self._choice, self._class_names)
        self.other.show_target(other)
        self._from.setVisible(bool(other) or self._from.isVisibleTo(self))
        self.other.setEnabled(column_of(self._choice) is None)  # a column names whole targets

    @Slot()
    def _ask_other(self) -> None:
        self._from.show()
        self.other.setFocus()

    @Slot(str)
    def _on_class(self, chosen: str) -> None:
        """Another class, told from the same one, unless it says itself what from."""
        first, own = halves(chosen, self._class_names)
        _, other = halves(self._choice, self._class_names)
        self.target_chosen.emit(chosen if own else difference(first, other, self._class_names))

    @Slot(str)
    def _on_other(self, other: str) -> None:
        first, _ = halves(self._choice, self._class_names)
        self.target_chosen.emit(difference(first, other, self._class_names))
        self._show_other()

    @Slot(str)
    def _on_other_text(self, text: str) -> None:
        """Empty: told from none."""
        first, other = halves(self._choice, self._class_names)
        if other and not text:
            self.target_chosen.emit(first)

    def _show_origin(self) -> None:
        self._origin.setText("\n".join(map(message, self._names_from)))
        self._origin.setVisible(bool(self._names_from))
