"""Shows what a finished request says: its maps, the prediction, the class check, and what else is to be known."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, ModelInfo, Prediction, Request, Result
from attnstudio.core.targets import Target
from attnstudio.jobs.maps import PartialMap
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.notify.left_out import left_out_text
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import class_name, message, method_name, tr
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.results import Row
from attnstudio.ui.state.selection import MOST_PROBABLE, Selection
from attnstudio.ui.state.viewed import ShownMap, Viewed
from attnstudio.ui.viewer.map_strip import MapStrip


class Presenter(QObject):
    """Owns the result that is shown, and with it the prediction."""

    target_chosen = Signal(str)  # the way out of a class that the model does not see
    reload_requested = Signal(object)  # Row: its picture's file changed since it was opened

    def __init__(
        self,
        results: Results,
        targets: TargetPicker,
        strip: MapStrip,
        selection: Selection,
        models: Models,
        viewed: Viewed,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._results, self._targets, self._strip = results, targets, strip
        self._selection, self._models, self._viewed, self._notifier = selection, models, viewed, notifier
        self._result: Result | None = None
        self._last_model: ModelInfo | None = None  # of the last result, whose notices are logged
        selection.changed.connect(self._on_selection)

    @property
    def prediction(self) -> Prediction | None:
        """Of the picture that is shown, by the chosen model; None where that is not known."""
        return self._result.prediction if self._result is not None and self._is_of_chosen(self._result) else None

    @property
    def other_method(self) -> str | None:
        """The method of the map that is shown, where it is not a chosen one."""
        shown, chosen = self._viewed.now.map, {call.id for call in self._selection.now.methods}
        return None if shown is None or shown.heatmap.method in chosen else shown.heatmap.method

    def begin_picture(self) -> None:
        """Another picture is shown: nothing is known of it."""
        self._result = None
        self.clear_map()
        self._targets.show_prediction(None, None)

    def clear_map(self) -> None:
        """It is not of what is selected. It stays in Results."""
        self._strip.show_model_name("")
        self._viewed.set(map=None)
        self._results.unmark()

    def show_target(self, target: Target) -> bool:
        """Mark another class of the prediction; returns whether it differs from the one of the shown result."""
        assert self._result is not None
        self._targets.show_prediction(self._result.prediction, target)
        return target != self._result.target

    def add(self, result: Result) -> None:
        """A request is finished: list its maps, and show one if its picture is shown."""
        shown = self._shown_of(result)
        listed = {id(row.heatmap) for row in self._results.model.rows}
        self._results.add(result, shown)
        self._log(result, listed)
        picture = self._selection.now.picture
        if picture is None or picture.picture.path != result.request.image:
            if result.left_out:
                self._notifier.show(lambda: left_out_text(result.left_out), Scope.JOB, log=False)
        elif shown is not None and picture.picture.source.digest != result.source.digest:
            self.reload_requested.emit(Row(result, shown))
        else:
            self.show(result, shown)

    @Slot(object)
    def list_maps(self, result: Result) -> None:
        """List the maps of a picture among many; they are shown only where its picture is, and has no map yet."""
        picture = self._selection.now.picture
        if self._viewed.now.map is None and picture is not None and picture.picture.path == result.request.image:
            self.add(result)
        else:
            self._results.add(result, None)

    def show(self, result: Result, heatmap: Heatmap | None) -> None:
        """Show a result of the picture that is shown."""
        self._result = result
        if self._is_of_chosen(result):
            self._models.set_info(result.model)
            self._targets.show_prediction(result.prediction, result.target)
        else:  # its classes mean nothing to the model that the next job will use
            self._targets.show_prediction(None, None)
        if heatmap is not None:
            self._show_map(heatmap, result.placement, result.request)
            self._results.add(result, heatmap)
        self._warn(result)

    def show_partial(self, partial: PartialMap) -> None:
        """Show a map of a job that still runs, unless the user looks at another method's."""
        shown, picture, request = self._viewed.now.map, self._selection.now.picture, partial.request
        is_shown = picture is not None and request.image == picture.picture.path
        if is_shown and (len(request.methods) == 1 or (shown and shown.heatmap.method == partial.heatmap.method)):
            self._show_map(partial.heatmap, partial.placement, request)

    def show_model_of_map(self, request: Request) -> None:
        """A request failed: where the map that stays is of another model, the strip over it names that."""
        shown = self._viewed.now.map
        if shown is not None and (request.model, request.options) != (shown.request.model, shown.request.options):
            self._strip.show_model_name(self._models.specs()[shown.request.model].name)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed:
            self._targets.show_prediction(None, None)
            shown = self._viewed.now.map
            if shown is not None and shown.request.model == self._selection.now.model:
                self._strip.show_model_name("")
        if "picture" in changed and self._selection.now.picture is None:
            self.begin_picture()

    def _shown_of(self, result: Result) -> Heatmap | None:
        """The map to be shown: of the method that is shown already, else the first."""
        shown = self._viewed.now.map
        method = shown.heatmap.method if shown is not None else None
        first = result.heatmaps[0] if result.heatmaps else None
        return next((one for one in result.heatmaps if one.method == method), first)

    def _show_map(self, heatmap: Heatmap, placement: Placement, request: Request) -> None:
        picture = self._selection.now.picture
        assert picture is not None
        self._strip.show_model_name("")
        self._viewed.set(map=ShownMap(picture, heatmap, placement, request))

    def _is_of_chosen(self, result: Result) -> bool:
        """Whether the next job will use the same model, with the same of its outputs and the same names."""
        chosen = self._selection.now.model
        return (result.model.id, result.request.options) == (chosen, self._models.options(chosen))

    def _log(self, result: Result, listed: set[int]) -> None:
        """What the picture says was logged when it was opened; what the model says, with its first result."""
        picture = self._selection.now.picture
        known = picture.picture.notices if picture else ()
        if result.model is self._last_model:
            known = (*known, *result.model.notices)
        self._last_model = result.model
        for notice in result.notices:
            if notice not in known:
                self._notifier.log(message(notice))
        for heatmap in result.heatmaps:
            for notice in heatmap.notices if id(heatmap) not in listed else ():
                self._notifier.log(f"{method_name(heatmap.method)}: {message(notice)}")
        if result.left_out:
            self._notifier.log(left_out_text(result.left_out))

    def _warn(self, result: Result) -> None:
        """The class check and the methods that were left out, for as long as the result is shown."""
        self._notifier.clear(Scope.MAP)
        if result.class_warning is None and not result.left_out:
            return
        action = None
        if result.class_warning is not None:
            best = result.model.class_names[result.prediction.top(1)[0]]
            action = Action(
                lambda: tr("Explain {name}", name=class_name(best)), lambda: self.target_chosen.emit(MOST_PROBABLE)
            )
        self._notifier.show(lambda: _warnings(result), Scope.MAP, action, log=False)


def _warnings(result: Result) -> str:
    lines = [left_out_text(result.left_out)] if result.left_out else []
    if result.class_warning is not None:
        lines.append(message(result.class_warning))
    return "\n".join(lines)
