"""How long maps, attacks and checks for backdoors will take: as they took before, else guessed from their passes."""

from __future__ import annotations

import json
import logging
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.backdoors.base import CHECKS
from attnstudio.core.errors import ChoiceFailure, OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall

_LOG = logging.getLogger(__name__)
_PASSES = {Cost.SINGLE: 2, Cost.TENS: 40, Cost.HUNDREDS: 400, Cost.THOUSANDS: 2000}
_SECONDS_A_PASS = 0.005  # MobileNetV2 on two cores, in batches
_MOST_TIMES, _MOST_KEYS = 5, 2000
_ALONE, _TOGETHER = "attack:", "attacks:"  # of a picture by itself, and of one of many
_CHECK = "check:"  # seconds of a pass


@dataclass(frozen=True)
class Place:
    """Where something is computed: by which model, on which processor."""

    model: str
    device: str


class ExpectedTimes:
    """Owns the times that maps and attacks took, by model, device, method or attack, and parameters.

    Args:
        file: where they are from and go to; None: nothing is remembered.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._times = _read(file)

    def of_map(self, place: Place, call: MethodCall) -> float:
        """Seconds of a further map."""
        return self._expected(place, "", call.id, dict(call.params))

    def of_attack(self, place: Place, call: AttackCall, pictures: int = 1) -> float:
        """Seconds of so many pictures, attacked with each eps of a call. Raises ChoiceFailure for a wrong call."""
        form = bind(call).attack
        times = max(1, len(call.eps)) if form.bounded else 1
        return pictures * times * self._expected(place, _kind(pictures), call.id, dict(call.params))

    def of_answer(self, place: Place) -> float:
        """Seconds in which the model answers one of many pictures."""
        return self._seconds_a_pass(place, _TOGETHER)

    def learn_map(self, place: Place, call: MethodCall, seconds: float) -> None:
        """`seconds`: without the building of graphs, which no later map takes."""
        self._learn(place, "", call.id, dict(call.params), seconds)

    def learn_attack(self, place: Place, call: AttackCall, seconds: float, pictures: int = 1) -> None:
        """`seconds`: of one of so many pictures, with one eps."""
        self._learn(place, _kind(pictures), call.id, dict(call.params), seconds)

    def of_check(self, place: Place, check: str, pictures: int, classes: int) -> float:
        """Seconds of a check for backdoors with so many pictures, of so many classes."""
        times = self._times.get(_key(place, _CHECK, check, {}))
        a_pass = statistics.median(times) if times else self._seconds_a_pass(place, _TOGETHER)
        return CHECKS.discover()[check].passes(pictures, classes) * a_pass

    def learn_check(self, place: Place, check: str, seconds: float, pictures: int, classes: int) -> None:
        passes = CHECKS.discover()[check].passes(pictures, classes)
        self._learn(place, _CHECK, check, {}, seconds / max(1, passes))

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

    def _expected(self, place: Place, kind: str, name: str, params: Mapping[str, Value]) -> float:
        if times := self._times.get(_key(place, kind, name, params)):
            return statistics.median(times)
        return _passes(kind, name, params) * self._seconds_a_pass(place, kind)

    def _learn(self, place: Place, kind: str, name: str, params: Mapping[str, Value], seconds: float) -> None:
        times = self._times[_key(place, kind, name, params)]
        times.append(seconds)
        del times[:-_MOST_TIMES]

    def _seconds_a_pass(self, place: Place, kind: str) -> float:
        """From what else the model did, of the same kind if there is such."""
        begin = f"{place.model} {place.device} "
        for wanted in dict.fromkeys((kind, _ALONE, _TOGETHER, "")):
            found = []
            for key, times in self._times.items():
                if times and key.startswith(begin) and (passes := _passes_of(key.removeprefix(begin), wanted)):
                    found.append(statistics.median(times) / passes)
            if found:
                return statistics.median(found)
        return _SECONDS_A_PASS


def _kind(pictures: int) -> str:
    return _ALONE if pictures == 1 else _TOGETHER


def _key(place: Place, kind: str, name: str, params: Mapping[str, Value]) -> str:
    return f"{place.model} {place.device} {kind}{name} {json.dumps(list(params.items()))}"


def _passes(kind: str, name: str, params: Mapping[str, Value]) -> int:
    if not kind:
        return _PASSES[METHODS.discover()[name].cost]
    return ATTACKS.discover()[name].passes(bind(AttackCall(name, params=tuple(params.items()))).params)


def _passes_of(text: str, kind: str) -> int:
    """Of what a key says behind model and device; 0: it is of another kind, or not known."""
    work, _, params = text.partition(" ")
    known = ATTACKS.discover() if kind else METHODS.discover()
    name = work.removeprefix(kind)
    if not work.startswith(kind) or name not in known:
        return 0
    try:
        return _passes(kind, name, dict(json.loads(params)))
    except (ValueError, TypeError, RecursionError, ChoiceFailure):  # the file is damaged, or of another version
        return 0


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
