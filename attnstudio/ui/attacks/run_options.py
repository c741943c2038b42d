"""What else is tried with many pictures: noise of the same size, other models, defences at the input."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from attnstudio.core.robustness.defences import DEFENCES, Defence
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.fold import Fold
from attnstudio.ui.widgets.tick_list import TickList


class RunOptions(Fold):
    """Owns what is ticked."""

    def __init__(self) -> None:
        self.control, self.models, self.defences = QCheckBox(), TickList(), TickList()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.control, self.models, self.defences):
            column.addWidget(widget)
        super().__init__(content)
        self.control.setChecked(True)
        self._names: dict[str, str] = {}
        for box in (self.models, self.defences):
            box.changed.connect(self._show_texts)
        self.retranslate()

    @property
    def chosen_models(self) -> tuple[str, ...]:
        return self.models.ticked

    @property
    def chosen_defences(self) -> tuple[Defence, ...]:
        ticked = self.defences.ticked
        return tuple(defence for defence in DEFENCES if str(defence) in ticked)

    def show_models(self, names: Mapping[str, str]) -> None:
        """Others than the chosen one, with the same classes, by id."""
        if dict(names) != self._names:
            self._names = dict(names)
            self.models.show_items(self._names, set(self.models.ticked), may_add=False)
            self._show_texts()

    def retranslate(self) -> None:
        self.set_title(tr("With many pictures"))
        self.control.setText(tr("With noise of the same size"))
        self.control.setToolTip(tr("A control: a gradient that does no better than noise shows nothing"))
        self.defences.show_items(
            {str(defence): message(defence.title) for defence in DEFENCES}, set(self.defences.ticked), may_add=False
        )
        self.models.retranslate()
        self.defences.retranslate()
        self._show_texts()

    @Slot()
    def _show_texts(self) -> None:
        self.models.setText(tr("Other models: {count}", count=len(self.models.ticked)))
        self.models.setAccessibleName(self.models.text())
        self.models.setToolTip(tr("Each picture is attacked on every model, and tried on every other"))
        self.models.setEnabled(bool(self._names))
        self.defences.setText(tr("Defences at the input: {count}", count=len(self.defences.ticked)))
        self.defences.setAccessibleName(self.defences.text())
        self.defences.setToolTip(tr("What is done to every picture before the model sees it"))
