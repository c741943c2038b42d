"""Which methods: by family, each with its cost, one sentence and its paper; the form of the current one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QBrush, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.unsupported import unsupported_reason
from attnstudio.core.wrappers import all_params
from attnstudio.ui.shell.i18n import message, model_name, tr
from attnstudio.ui.widgets.base import Panel, faint_with_link, heading
from attnstudio.ui.widgets.param_form import ParamForm
from attnstudio.ui.widgets.plain import plain
from attnstudio.ui.widgets.right_click import RightClick

_FAMILIES = {
    Family.GRADIENT: tr_noop("Gradients"),
    Family.CAM: tr_noop("Class activation maps"),
    Family.ATTENTION: tr_noop("Attention"),
    Family.PERTURBATION: tr_noop("Perturbation"),
    Family.CONTROL: tr_noop("Control"),
}
_COSTS = {
    Cost.SINGLE: tr_noop("one pass"),
    Cost.TENS: tr_noop("tens of passes"),
    Cost.HUNDREDS: tr_noop("hundreds of passes"),
    Cost.THOUSANDS: tr_noop("thousands of passes"),
}
_SHORT_COSTS = {Cost.SINGLE: "1×", Cost.TENS: "10×", Cost.HUNDREDS: "100×", Cost.THOUSANDS: "1000×"}
_TALLEST = 320


class MethodSelector(Panel):
    """Emits `methods_chosen` when the selection or a parameter changes. Ctrl+click selects several methods."""

    methods_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, dict[str, Value]] = {}
        self._families: dict[Family, QTreeWidgetItem] = {}
        self._items: list[tuple[Method, QTreeWidgetItem]] = []
        self._info: ModelInfo | None = None
        self._heading = heading()
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        RightClick(self.tree)
        self.tree.itemSelectionChanged.connect(self._on_selection)
        self._summary = faint_with_link()
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.form = ParamForm()
        self.form.changed.connect(self._on_form)
        self.stack.addWidget(self._heading)
        self.stack.addWidget(self.tree)
        self.stack.addWidget(self._summary)
        self.stack.addWidget(self.form)
        self._fill()
        self.retranslate()

    def calls(self) -> tuple[MethodCall, ...]:
        """The selected methods with the parameters that differ from their defaults."""
        return tuple(
            MethodCall(method.id, tuple(sorted(self._values.get(method.id, {}).items()))) for method in self._selected()
        )

    def costs(self) -> set[Cost]:
        return {method.cost for method in self._selected()}

    def choose(self, method_ids: Sequence[str]) -> None:
        """Select methods; unknown ones are passed over."""
        self.tree.blockSignals(True)
        self.tree.clearSelection()
        for method, item in self._items:
            if method.id in method_ids:
                item.setDisabled(False)  # else Qt does not take it as selected
                item.setSelected(True)
        self.tree.blockSignals(False)
        if chosen := self.tree.selectedItems():
            self.tree.scrollToItem(chosen[0], QTreeWidget.ScrollHint.PositionAtCenter)
        self._on_selection()

    def choose_calls(self, calls: Sequence[MethodCall]) -> None:
        """Select methods, with their parameters."""
        self._values |= {call.id: dict(call.params) for call in calls}
        self.choose([call.id for call in calls])

    def show_model(self, info: ModelInfo | None) -> None:
        """Disable the methods that a model cannot carry, with the reason; None: the model is not loaded yet.

        One that is selected stays so: running it says the reason too, and another model may carry it.
        """
        self._info = info
        self._show_fitness()

    def retranslate(self) -> None:
        self._heading.setText(tr("Method"))
        self.tree.setAccessibleName(tr("Method"))
        self.tree.setToolTip(tr("Ctrl+click selects several methods. Methods that need one pass share it."))
        for family, item in self._families.items():
            item.setText(0, tr(_FAMILIES[family]))
        for method, item in self._items:
            item.setText(0, tr(method.name))
            item.setToolTip(1, tr(_COSTS[method.cost]))
        self._show_fitness()
        self.form.retranslate()
        self._show_summary()

    def _fill(self) -> None:
        for family in Family:
            methods = sorted((one for one in METHODS if one.family is family), key=lambda one: one.name.lower())
            if not methods:
                continue
            parent = self._families[family] = QTreeWidgetItem(self.tree)
            parent.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for method in methods:
                item = QTreeWidgetItem(parent, [tr(method.name), _SHORT_COSTS[method.cost]])
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
                self._items.append((method, item))
            parent.setFirstColumnSpanned(True)
            parent.setExpanded(True)
        rows = len(self._families) + len(self._items)
        height = (rows + 1) * self.tree.sizeHintForRow(0) + 2 * self.tree.frameWidth()
        self.tree.setFixedHeight(min(height, _TALLEST))

    def _selected(self) -> list[Method]:
        return [method for method, item in self._items if item.isSelected()]

    def _show_fitness(self) -> None:
        info = self._info
        self.tree.blockSignals(True)  # else a signal for each item that changes
        for method, item in self._items:
            reason = "" if info is None else unsupported_reason(method, info, info.auto_layer)
            values = {} if info is None else {"model": model_name(info.name), "methods": tr(method.name)}
            item.setToolTip(0, plain(message(Notice(reason, values)) if reason else tr(method.summary)))
            disabled = bool(reason) and not item.isSelected()
            if disabled != item.isDisabled():  # Qt looks at the whole tree again even if nothing changes
                item.setDisabled(disabled)
            faded = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            for column in (0, 1):
                item.setForeground(column, faded if reason else QBrush())
        self.tree.blockSignals(False)

    def _show_summary(self) -> None:
        selected = self._selected()
        if not selected:
            self._summary.setText(tr("Choose a method."))
            return
        if len(selected) > 1:
            self._summary.setText(tr("{n} methods, computed together.", n=len(selected)))
            return
        paper = selected[0].paper
        number = paper.rpartition(" ")[2]
        self._summary.setText(f'{escape(tr(selected[0].summary))} <a href="https://arxiv.org/abs/{number}">{paper}</a>')

    @Slot()
    def _on_selection(self) -> None:
        selected = self._selected()
        params = all_params(selected[0]) if len(selected) == 1 else ()
        self.form.show_params(params, self._values.get(selected[0].id, {}) if selected else {})
        self._show_summary()
        self._show_fitness()
        self.methods_chosen.emit()

    @Slot()
    def _on_form(self) -> None:
        selected = self._selected()
        if len(selected) == 1:
            values = self.form.values()
            self._values[selected[0].id] = {
                param.name: values[param.name]
                for param in all_params(selected[0])
                if values[param.name] != param.default
            }
            self.methods_chosen.emit()
