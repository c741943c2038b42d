"""What is attacked, how, and how strongly."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.attacks.attack_call import check_eps, read_eps
from attnstudio.core.attacks.placed import Placed
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.errors import ChoiceFailure
from attnstudio.ui.attacks.attack_chooser import AttackChooser
from attnstudio.ui.attacks.choices import NORMS, AttackState, eps_entry
from attnstudio.ui.attacks.run_options import RunOptions
from attnstudio.ui.attacks.scope import SCOPES, AttackScope
from attnstudio.ui.attacks.strength import StrengthSlider
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import about
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import Panel, faint
from attnstudio.ui.widgets.class_search import ClassSearch
from attnstudio.ui.widgets.fold import Fold
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.param_form import ParamForm
from attnstudio.ui.widgets.plain import PlainLabel
from attnstudio.ui.widgets.scroll_area import ScrollArea


class AttackPanel(Panel):
    """A view of the attack's choices. Emits what the user wants."""

    run_requested = Signal()
    cancel_requested = Signal()
    smallest_requested = Signal()
    save_requested = Signal()
    region_requested = Signal()

    def __init__(self, state: AttackState) -> None:
        super().__init__()
        self._busy: set[AttackScope] = set()
        self._has_region = False
        self._expected: float | None = None
        self.state, self._counts = state, dict.fromkeys(AttackScope, 0)
        self.chooser, self.strength, self.norm = AttackChooser(), StrengthSlider(), QComboBox()
        self.target, self.every_eps, self.jpeg = ClassSearch(), QLineEdit(), QSpinBox()
        self.form, self.scope = ParamForm(), QComboBox()
        self.run, self.cancel = QPushButton(), QPushButton()
        self.smallest, self.save = QPushButton(), QPushButton()
        self.use_region, self._hint = QPushButton(), faint()
        self.problem, self._ethics = PlainLabel(), faint()
        self._labels = {name: PlainLabel() for name in ("norm", "strength", "target", "scope", "every_eps", "jpeg")}
        self.every_eps.setAcceptDrops(False)
        self.jpeg.setRange(0, 100)
        self.jpeg.setKeyboardTracking(False)
        self.jpeg.lineEdit().setAcceptDrops(False)
        as_problem(self.problem)
        for scope in AttackScope:
            self.scope.addItem("", scope)
        self.norm.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.more, self.options = Fold(self._more()), RunOptions()
        self._lay_out()
        self._connect()
        self.cancel.setEnabled(False)
        self.set_attacked(False)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, 560)

    @property
    def chosen_scope(self) -> AttackScope:
        return AttackScope(self.scope.currentData())

    def choose_scope(self, scope: AttackScope) -> None:
        self.scope.setCurrentIndex(self.scope.findData(scope))

    @property
    def chosen_count(self) -> int:
        return self._counts[self.chosen_scope]

    def show_expected(self, seconds: float | None) -> None:
        """How long the attack will take; None: it comes by itself, or is short."""
        self._expected = seconds
        self.run.setText(tr("Run") if seconds is None else tr("Run, about {time}", time=about(seconds)))

    def show_counts(self, selected: int, listed: int) -> None:
        """How many pictures each choice has."""
        self._counts = {AttackScope.SHOWN: 1, AttackScope.SELECTED: selected, AttackScope.LISTED: listed}
        for row, (scope, text) in enumerate(SCOPES.items()):
            self.scope.setItemText(row, tr(text, count=self._counts[scope]))

    def show_classes(self, names: Sequence[str]) -> None:
        self.target.show_classes(names)
        self._show()

    def set_busy(self, what: AttackScope, *, busy: bool) -> None:
        """`what`: the picture that is shown, or others, by one of their scopes."""
        (self._busy.add if busy else self._busy.discard)(what)
        self.cancel.setEnabled(bool(self._busy))

    def set_attacked(self, attacked: bool) -> None:
        """Whether there is something to save."""
        self.save.setEnabled(attacked)

    def show_place(self, *, has_region: bool) -> None:
        """Whether the picture has a region."""
        self._has_region = has_region
        form = self.state.now.form
        self.use_region.setVisible(isinstance(form, Placed))
        self.use_region.setEnabled(has_region)
        self.use_region.setText(tr("Use the drawn region"))
        self.use_region.setToolTip(
            tr("Let the attack work where the region of the picture is; its frame is shown in the pictures")
            if has_region
            else tr("The picture has no region: leave the lab with Esc, and draw one over the picture")
        )
        self._hint.setVisible(isinstance(form, Placed) and form.takes_point)
        self._hint.setText(tr("Or click the original where it is to lie."))

    def retranslate(self) -> None:
        self._area.setAccessibleName(tr("Attack"))
        self.chooser.retranslate()
        self.strength.retranslate()
        self.form.retranslate()
        self.options.retranslate()
        for name, text in (
            ("norm", tr("Eps is the")),
            ("strength", tr("Strength")),
            ("target", tr("Target class")),
            ("scope", tr("Pictures")),
            ("every_eps", tr("Every eps")),
            ("jpeg", tr("Kept as JPEG")),
        ):
            self._labels[name].setText(text)
        self.target.setPlaceholderText(tr("Any other class"))
        self.target.setToolTip(tr("The class that the model is to see: a name or an index. Empty: any other than now."))
        self.target.setAccessibleName(tr("Target class of the attack"))
        self.every_eps.setToolTip(tr("For the curves and for many pictures: such as 1/255, 2/255, 0.05"))
        self.every_eps.setAccessibleName(tr("Every eps"))
        self.jpeg.setSpecialValueText(tr("no, as PNG"))
        self.jpeg.setToolTip(tr("Quality of the JPEG in which the attacked picture is kept; a PNG keeps it exactly."))
        self.jpeg.setAccessibleName(tr("Quality of the attacked picture's JPEG"))
        self.norm.setAccessibleName(tr("Norm of the change"))
        self.scope.setAccessibleName(tr("Pictures that are attacked"))
        self.more.set_title(tr("Parameters"))
        self.show_expected(self._expected)
        self.cancel.setText(tr("Cancel"))
        self.smallest.setText(tr("Find the smallest eps"))
        self.smallest.setToolTip(tr("By bisection: the smallest change that fools the model on this picture"))
        self.save.setText(tr("Save..."))
        self.save.setToolTip(tr("Save the attacked picture as a PNG, exactly as the model gets it"))
        self._ethics.setText(tr("The lab is for one's own models, to see and to mend. It sends nothing anywhere."))
        self.show_counts(self._counts[AttackScope.SELECTED], self._counts[AttackScope.LISTED])
        self._show_norms()
        self._show()

    def _more(self) -> QWidget:
        box = QWidget()
        column, fields = QVBoxLayout(box), QFormLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        for name, widget in (("every_eps", self.every_eps), ("jpeg", self.jpeg)):
            self._labels[name].setBuddy(widget)
        column.addWidget(self._labels["every_eps"])  # a list is too long to stand beside its label
        column.addWidget(self.every_eps)
        fields.addRow(self._labels["jpeg"], self.jpeg)
        column.addLayout(fields)
        return box

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addWidget(self.chooser)
        self.fields = QFormLayout()
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, widget in (
            ("norm", self.norm),
            ("strength", self.strength),
            ("target", self.target),
            ("scope", self.scope),
        ):
            self._labels[name].setBuddy(self.strength.slider if widget is self.strength else widget)
            self.fields.addRow(self._labels[name], widget)
        column.addLayout(self.fields)
        column.addWidget(self.use_region)
        column.addWidget(self._hint)
        column.addWidget(self.more)
        column.addWidget(self.options)
        column.addWidget(self.problem)
        column.addStretch()
        column.addWidget(self._ethics)
        self._area = ScrollArea(inside, horizontal=False)
        self.stack.addWidget(self._area, 1)
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE)
        for pair in ((self.smallest, self.save), (self.run, self.cancel)):
            row = QHBoxLayout()
            row.addWidget(pair[0], 1)
            row.addWidget(pair[1])
            rows.addLayout(row)
        self.stack.addLayout(rows)

    def _connect(self) -> None:
        state = self.state
        self.chooser.chosen.connect(state.choose)
        self.strength.changed.connect(lambda eps: state.set(eps=eps))
        self.norm.activated.connect(lambda _: state.choose_norm(Norm(self.norm.currentData())))
        self.target.chosen.connect(lambda target: state.set(target=target))
        self.target.textChanged.connect(lambda text: None if text else state.set(target=""))
        self.every_eps.editingFinished.connect(self._on_every_eps)
        self.jpeg.valueChanged.connect(lambda quality: state.set(jpeg=quality))
        self.form.changed.connect(lambda: state.set(params=self._params()))
        self.run.clicked.connect(self.run_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.smallest.clicked.connect(self.smallest_requested)
        self.save.clicked.connect(self.save_requested)
        self.use_region.clicked.connect(self.region_requested)
        state.changed.connect(self._on_state)

    def _params(self) -> tuple[tuple[str, int | float | bool | str], ...]:
        """Those that differ from their defaults."""
        defaults = {param.name: param.default for param in self.state.now.form.params}
        return tuple((name, value) for name, value in self.form.values().items() if value != defaults[name])

    @Slot()
    def _on_every_eps(self) -> None:
        """What cannot be eps is refused with a reason, and the list is as it was."""
        problem = ""
        try:
            found = read_eps(self.every_eps.text())
            for eps in found:
                check_eps(eps, self.state.now.norm)
            if found:
                self.state.set(every_eps=tuple(sorted(set(found))))
        except ChoiceFailure as failure:
            problem = message(failure)
        self._show()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    @Slot(object)
    def _on_state(self, changed: frozenset[str]) -> None:
        if "attack" in changed or ("params" in changed and self._params() != self.state.now.params):
            self._show_norms()
        self._show()

    def _show_norms(self) -> None:
        now = self.state.now
        with QSignalBlocker(self.norm):
            self.norm.clear()
            for norm in now.form.norms:
                self.norm.addItem(tr(NORMS[norm]), norm)
        self.form.show_params(now.form.params, dict(now.params))
        can_target = now.form.can_target
        self.target.setVisible(can_target)
        self._labels["target"].setVisible(can_target)

    def _show(self) -> None:
        now = self.state.now
        self.chooser.show_attack(now.attack)
        with QSignalBlocker(self.norm):
            self.norm.setCurrentIndex(self.norm.findData(now.norm))
        self.strength.show_eps(now.eps, now.norm, now.form.scale)
        if not self.every_eps.hasFocus():
            self.every_eps.setText(", ".join(eps_entry(eps, now.norm) for eps in now.every_eps))
            self.every_eps.setCursorPosition(0)
        with QSignalBlocker(self.jpeg):
            self.jpeg.setValue(now.jpeg)
        if not now.target or not self.target.hasFocus():
            self.target.show_target(now.target)
        self._labels["strength"].setText(tr("Strength") if now.form.bounded else tr("Counts up to"))
        self.show_place(has_region=self._has_region)
        self.problem.hide()
