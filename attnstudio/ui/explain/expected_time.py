"""How long a map of the chosen methods will take here: as it took before, else guessed from the passes."""

from __future__ import annotations

import json
import logging
import statistics
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.request import MethodCall, Result
from attnstudio.ui.explain.method_choice import is_fast
from attnstudio.ui.state.selection import Selection

_LOG = logging.getLogger(__name__)
_PASSES = {Cost.SINGLE: 2, Cost.TENS: 40, Cost.HUNDREDS: 400, Cost.THOUSANDS: 2000}
_SECONDS_A_PASS = 0.005  # MobileNetV2 on two cores, in batches
_MOST_TIMES, _MOST_KEYS = 5, 2000


class ExpectedTime(QObject):
    """Owns the times that maps took, by model, device, method and parameters.

    Args:
        file: where they are from and go to; None: nothing is remembered.
    """

    changed = Signal(object)  # float: seconds of the chosen methods; None: they run by themselves

    def __init__(self, selection: Selection, file: Path | None) -> None:
        super().__init__()
        self._selection, self._file = selection, file
        self._times = _read(file)
        selection.changed.connect(self._on_selection)

    @property
    def seconds(self) -> float | None:
        now = self._selection.now
        if not now.methods or is_fast(now.methods):
            return None
        return sum(self.of(call) for call in now.methods)

    def of(self, call: MethodCall) -> float:
        """Seconds of a further map of a method by the chosen model."""
        model = self._selection.now.model
        if times := self._times.get(self._key(model, call)):
            return statistics.median(times)
        passes = _PASSES[METHODS.discover()[call.id].cost]
        return passes * self._seconds_a_pass(model)

    @Slot(object)
    def learn(self, result: Result) -> None:
        """The first map of a graph takes the building of it too, which no later one does."""
        calls = {call.id: call for call in result.request.methods}
        for heatmap in result.heatmaps:
            times = self._times[self._key(result.request.model, calls[heatmap.method])]
            times.append(heatmap.map_seconds)
            del times[:-_MOST_TIMES]
        self.changed.emit(self.seconds)

    def save(self) -> None:
        """A folder that cannot be written costs the times, nothing else."""
        if self._file is None:
            return
        kept = dict(list(self._times.items())[-_MOST_KEYS:])
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, lambda file: file.write(json.dumps(kept).encode()), force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("expected times are not saved: %s", error)

    def _seconds_a_pass(self, model: str) -> float:
        """From the other methods of the model."""
        begin, known = self._key(model), METHODS.discover()
        found = []
        for key, times in self._times.items():
            method = key.removeprefix(begin).partition(" ")[0] if key.startswith(begin) else ""
            if method in known and times:
                found.append(statistics.median(times) / _PASSES[known[method].cost])
        return statistics.median(found) if found else _SECONDS_A_PASS

    def _key(self, model: str, call: MethodCall | None = None) -> str:
        begin = f"{model} {self._selection.now.device} "
        return begin if call is None else f"{begin}{call.id} {json.dumps(call.params)}"

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if changed & {"methods", "model", "device"}:
            self.changed.emit(self.seconds)


def _read(file: Path | None) -> defaultdict[str, list[float]]:
    """A damaged file costs its times."""
    try:
        content = {} if file is None else json.loads(file.read_text("utf-8"))
        items = content.items() if isinstance(content, dict) else ()
        return defaultdict(list, {str(key): _numbers(times) for key, times in items if isinstance(times, list)})
    except (OSError, ValueError, RecursionError):
        return defaultdict(list)


def _numbers(values: Sequence[object]) -> list[float]:
    return [float(one) for one in values if isinstance(one, (int, float)) and 0 <= one < 1e6]
