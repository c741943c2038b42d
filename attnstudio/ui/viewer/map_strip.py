"""A strip over the map that is shown: what is wrong with it, for as long as it is shown, and a button that may help."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.core.methods.base import METHODS
from attnstudio.core.params import ChoiceParam, EditableChoiceParam
from attnstudio.core.request import Heatmap
from attnstudio.core.wrappers import all_params
from attnstudio.ui.notify.banner import Banner
from attnstudio.ui.shell.i18n import message, model_name, tr


class MapStrip(Banner):
    """The banner of the map, separate from the messages; dismissed, it stays hidden until the next map."""

    parameter_requested = Signal(str, str, object)  # method id, parameter, value: the way out that the user took
    contrast_requested = Signal()  # that of the map's percentiles

    def __init__(self, parent: QWidget | None = None) -> None:
        self._heatmap: Heatmap | None = None
        self._model, self._is_faint, self._is_dismissed = "", False, False
        super().__init__(parent)
        self.close_button.clicked.connect(self._on_dismissed)

    def show_map(self, heatmap: Heatmap | None, *, is_faint: bool = False) -> None:
        """Another map is shown, or none. `is_faint`: a few values stand out so far that nothing else is seen."""
        if heatmap is self._heatmap and is_faint == self._is_faint:
            return
        self._is_dismissed = self._is_dismissed and heatmap is self._heatmap
        self._heatmap, self._is_faint = heatmap, is_faint
        self._refresh()

    def show_model_name(self, name: str) -> None:
        """The map that is shown is of this model, while another is chosen; empty: it is of the chosen one."""
        if name != self._model:
            self._model, self._is_dismissed = name, self._is_dismissed and not name
            self._refresh()

    def retranslate(self) -> None:
        super().retranslate()
        if not self.isHidden():
            self._refresh()

    def _refresh(self) -> None:
        lines = self._lines()
        if lines and not self._is_dismissed:
            self.show_message("\n".join(lines), *self._way_out())
        else:
            self.hide()

    def _lines(self) -> list[str]:
        if self._heatmap is None:
            return []
        lines = [message(warning) for warning in self._heatmap.warnings]
        if self._model:
            name = model_name(self._model)
            lines.insert(0, tr("This map is from the model {name}, not from the chosen one.", name=name))
        if self._is_faint:
            lines.append(tr("A few values are so much larger than the others that hardly anything else is seen."))
        return lines

    def _way_out(self) -> tuple[str, Callable[[], None] | None]:
        """The button's text, and what it does."""
        assert self._heatmap is not None
        offered = next(filter(None, (one.offered for one in self._heatmap.warnings)), None)
        if offered is None:
            return (tr("Auto contrast"), self.contrast_requested.emit) if self._is_faint else ("", None)
        method, name, value = offered
        params = {param.name: param for param in all_params(METHODS.discover()[method])}
        shown = tr(str(value)) if isinstance(params[name], (ChoiceParam, EditableChoiceParam)) else value
        return f"{tr(params[name].label)}: {shown}", lambda: self.parameter_requested.emit(*offered)

    @Slot()
    def _on_dismissed(self) -> None:
        self._is_dismissed = True
