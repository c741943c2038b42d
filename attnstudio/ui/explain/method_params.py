"""The parameters of one method: its own, and below a heading that opens, those of its wrappers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from attnstudio.core.methods.base import METHODS
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall
from attnstudio.core.wrappers import wrapper_params
from attnstudio.ui.explain.method_choice import with_parameters
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel
from attnstudio.ui.widgets.fold import Fold
from attnstudio.ui.widgets.param_form import ParamForm


class MethodParams(Panel):
    """Emits `changed` on every edit by the user. Wrappers that are in use are open."""

    changed = Signal()

    def __init__(self, call: MethodCall) -> None:
        super().__init__()
        self._id = call.id
        method, values = METHODS.discover()[call.id], dict(call.params)
        self._own, self._wrappers = ParamForm(), ParamForm()
        self.wrappers = Fold(self._wrappers)
        self.wrappers.set_title(tr("Smoothing and fusion"))
        self.stack.addWidget(self._own)
        self.stack.addWidget(self.wrappers)
        self._own.show_params(method.params, values)
        self._wrappers.show_params(wrapper_params(method), values)
        self.wrappers.setVisible(bool(wrapper_params(method)))
        if any(param.name in values for param in wrapper_params(method)):
            self.wrappers.open()
        for form in (self._own, self._wrappers):
            form.changed.connect(self.changed)

    @property
    def call(self) -> MethodCall:
        """The method with the parameters that differ from their defaults."""
        return with_parameters(MethodCall(self._id), self.values())

    def values(self) -> dict[str, Value]:
        return {**self._own.values(), **self._wrappers.values()}

    def control(self, name: str) -> QWidget:
        """The widget of one parameter."""
        return (self._own if name in self._own.values() else self._wrappers).control(name)
