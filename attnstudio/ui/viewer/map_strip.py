"""A strip over the map that is shown: what is wrong with it, for as long as it is shown, and a button that may help."""

from __future__ import annotations

from PySide6.QtCore import Signal
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
        self._model, self._is_faint = "", False
        super().__init__(parent)

    def show_map(self, heatmap: Heatmap | None, *, is_faint: bool = False) -> None:
        """Another map is shown, or none. `is_faint`: a few values stand out so far that nothing else is seen."""
        if heatmap is self._heatmap and is_faint == self._is_faint:
            return
        if heatmap is not self._heatmap:
            self._model = ""
        self._heatmap, self._is_faint = heatmap, is_faint
        if heatmap is not None and (heatmap.warnings or is_faint or self._model):
            self._show_text()
        else:
            self.hide()

    def show_model_name(self, name: str) -> None:
        """The map that is shown is of this model, while another is chosen."""
        self._model = name
        self._show_text()

    def retranslate(self) -> None:
        super().retranslate()
        if self.isVisible():
            self._show_text()

    def _show_text(self) -> None:
        warnings = () if self._heatmap is None else self._heatmap.warnings
        lines = [tr("This map is from the model {name}, not from the chosen one.", name=model_name(self._model))]
        lines = [*lines[: bool(self._model)], *map(message, warnings)]
        if self._is_faint:
            lines.append(tr("A few values are so much larger than the others that hardly anything else is seen."))
        text = "\n".join(lines)
        offered = next(filter(None, (one.offered for one in warnings)), None)
        if offered is None and self._is_faint:
            self.show_message(text, tr("Auto contrast"), self.contrast_requested.emit)
            return
        if offered is None:
            self.show_message(text)
            return
        method, name, value = offered
        params = {param.name: param for param in all_params(METHODS.discover()[method])}
        shown = tr(str(value)) if isinstance(params[name], (ChoiceParam, EditableChoiceParam)) else value
        self.show_message(text, f"{tr(params[name].label)}: {shown}", lambda: self.parameter_requested.emit(*offered))
