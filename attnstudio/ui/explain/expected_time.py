"""How long the chosen methods will take."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.request import MethodCall, Result
from attnstudio.ui.explain.method_choice import is_fast
from attnstudio.ui.state.selection import Selection


class ExpectedTime(QObject):
    """Knows the model and the methods that are chosen. `times`: of this machine."""

    changed = Signal(object)  # float: seconds of the chosen methods; None: they run by themselves

    def __init__(self, selection: Selection, times: ExpectedTimes) -> None:
        super().__init__()
        self._selection, self._times = selection, times
        selection.changed.connect(self._on_selection)

    @property
    def seconds(self) -> float | None:
        now = self._selection.now
        if not now.methods or is_fast(now.methods):
            return None
        return sum(self.of(call) for call in now.methods)

    def of(self, call: MethodCall) -> float:
        """Seconds of a further map of a method by the chosen model."""
        now = self._selection.now
        return self._times.of_map(Place(now.model, now.device), call)

    @Slot(object)
    def learn(self, result: Result) -> None:
        calls = {call.id: call for call in result.request.methods}
        place = Place(result.request.model, self._selection.now.device)
        for heatmap in result.heatmaps:
            self._times.learn_map(place, calls[heatmap.method], heatmap.map_seconds)
        self.changed.emit(self.seconds)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if changed & {"methods", "model", "device"}:
            self.changed.emit(self.seconds)
