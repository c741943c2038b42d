"""The run over many pictures that is shown, and what it knows of one of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.images import Picture
from attnstudio.core.request import Request
from attnstudio.core.robustness.record import AttackKey, AttackRecord
from attnstudio.jobs.attack import AttackCache, AttackWork
from attnstudio.jobs.attacking import AttackRun
from attnstudio.jobs.recorded_attack import RecordedAttackWork

_MOST = 256  # pictures that are kept beside those of the run


class Recorded:
    """Owns the run, and the attacked pictures that were made again because it did not keep them."""

    def __init__(self) -> None:
        self._run: AttackRun | None = None
        self._again: OrderedDict[tuple[AttackKey, int], bytes] = OrderedDict()

    @property
    def run(self) -> AttackRun | None:
        return self._run

    def set_run(self, run: AttackRun | None) -> None:
        self._run = run
        self._again.clear()

    def add_picture(self, key: AttackKey, row: int, png: bytes) -> None:
        self._again[key, row] = png
        while len(self._again) > _MOST:
            self._again.popitem(last=False)

    def of(self, key: AttackKey) -> list[tuple[int, AttackRecord]]:
        """What became of each picture under one attack with one eps, by row; with its attacked picture, if that is
        known."""
        records = {} if self._run is None else self._run.records
        found = [(row, one) for row, picture in sorted(records.items()) for one in picture.records if one.key == key]
        return [(row, self._with_picture(key, row, one)) for row, one in found]

    def call_of(self, key: AttackKey) -> AttackCall | None:
        """The attack that a key is of, with all its eps."""
        calls = () if self._run is None else self._run.plan.attacks
        return next((call for call in calls if call.id == key.attack and bind(call).norm is key.norm), None)

    def work(
        self, request: Request, call: AttackCall, picture: Picture, region: np.ndarray | None, cache: AttackCache
    ) -> AttackWork:
        """The work that attacks a picture, or shows what the run found of it. `call`: with one eps."""
        record = self._find(request, call, picture)
        if record is None:
            return AttackWork(request, call, picture, region, cache)
        found = record.drifts[0] if record.drifts and region is None and self._has_maps_of(request) else None
        return RecordedAttackWork(request, call, picture, region, cache, record, found)

    def _find(self, request: Request, call: AttackCall, picture: Picture) -> AttackRecord | None:
        """With its attacked picture; None: it is not known."""
        run = self._run
        if run is None or not _same_input(request, run.plan.requests[0]):
            return None
        if not any(replace(one, eps=call.eps) == call for one in run.plan.attacks):
            return None
        key = AttackKey(request.model, call.id, bind(call).norm, call.eps[0])
        for row, found in run.records.items():
            if found.source.path == picture.path and found.source.digest == picture.source.digest:
                record = next((one for one in found.records if one.key == key), None)
                shown = None if record is None else self._with_picture(key, row, record)
                is_same = shown is not None and (shown.label if shown.is_labelled else None) == request.label
                return shown if shown is not None and is_same and shown.png else None
        return None

    def _with_picture(self, key: AttackKey, row: int, record: AttackRecord) -> AttackRecord:
        png = record.png or self._again.get((key, row), b"")
        return record if png == record.png else replace(record, png=png)

    def _has_maps_of(self, request: Request) -> bool:
        assert self._run is not None
        first = self._run.plan.requests[0]
        wanted = (request.methods, request.layer, request.target)
        return wanted == (first.methods, first.layer, first.target)


def _same_input(one: Request, other: Request) -> bool:
    """Whether the same model gets the same pixels of a picture, whatever is explained."""
    of_maps = {name: getattr(other, name) for name in ("image", "methods", "target", "layer", "label")}
    return replace(one, **of_maps) == other
