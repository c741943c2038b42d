"""What a run over many pictures found of one of them: shown without attacking it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.drift import Drift
from attnstudio.core.attacks.result import Attacked, picture_of
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture
from attnstudio.core.models.preprocessing import luminance
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request, Result, Subject
from attnstudio.core.robustness.picture_file import pixels_of, png_of
from attnstudio.core.robustness.record import AttackRecord
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.attack import AttackCache, AttackWork
from attnstudio.jobs.base import Emit, EngineWork, Steps


class RecordedAttackWork(AttackWork):
    """The outcome of `AttackWork`, from the attacked picture that a run kept: only the answers and maps are computed.

    Args:
        record: of the picture, with its file.
        found_drift: of the same maps, if the run found it; None: it is computed.
    """

    def __init__(
        self,
        request: Request,
        call: AttackCall,
        picture: Picture,
        region: np.ndarray | None,
        cache: AttackCache,
        record: AttackRecord,
        found_drift: Drift | None,
    ) -> None:
        super().__init__(request, call, picture, region, cache)
        self._record, self._found_drift = record, found_drift

    @property
    def is_quick(self) -> bool:
        return True

    def drift(self, engine: EngineInterface, ctx: RunContext) -> Drift | None:
        return self._found_drift or super().drift(engine, ctx)

    def attacked(self, engine: EngineInterface, subject: Subject, ctx: RunContext) -> Attacked:
        record, request = self._record, self.request
        original, adversarial = self._original(engine), pixels_of(record.png)
        if original.shape != adversarial.shape:  # the model's file was replaced by another one
            return super().attacked(engine, subject, ctx)
        before = _explained(engine, request, subject, ctx)
        after = before
        if record.success is not None:
            changed = picture_of(adversarial, before.source)
            shown = Subject(changed, subject.target, record.label if record.is_labelled else None)
            after = _explained(engine, replace(request, resize="stretch", label=None), shown, ctx)
        return Attacked(
            self.call,
            bind(self.call).norm,
            self.call.eps[0],
            original,
            adversarial,
            before,
            after,
            record.label,
            record.is_labelled,
            record.target,
            record.success,
            record.seconds,
            record.notices,
        )

    def _original(self, engine: EngineInterface) -> np.ndarray:
        """The picture as the model gets it: uint8 (height, width, channels)."""
        request = self.request
        model = engine.load(request.model, request.weights, request.device, request.options)
        pixels = model.input_of(self.picture, request.resize, request.interpolation)[0].pixels
        return luminance(pixels).astype(np.uint8) if model.spec.channels == 1 else pixels


def _explained(engine: EngineInterface, request: Request, subject: Subject, ctx: RunContext) -> Result:
    """As `attack_each` has it: where no method gives a map, with the answers alone, and with the reason."""
    try:
        return _result(engine, request, subject, ctx)
    except Failure as failure:
        if not request.methods:
            raise
        answers = _result(engine, replace(request, methods=()), subject, ctx)
        left_out = tuple((call.id, failure) for call in request.methods)
        return replace(answers, request=replace(answers.request, methods=request.methods), left_out=left_out)


def _result(engine: EngineInterface, request: Request, subject: Subject, ctx: RunContext) -> Result:
    (outcome,) = engine.run_each(request, [subject], ctx)
    if isinstance(outcome, Failure):
        raise outcome
    return outcome[1]


class AgainAttackedWork(EngineWork):
    """Pictures of a run whose attacked pictures were not kept, attacked again as they were. Results: (row, PNG).

    Args:
        call: with one eps.
        facts: what the data set says of each row.
        store: where pictures are decoded.
    """

    kind = "attacked_pictures"
    replaces = True
    is_awaited = False

    def __init__(
        self,
        request: Request,
        call: AttackCall,
        pictures: Sequence[tuple[int, Path]],
        facts: RowFacts,
        store: PictureStore,
    ) -> None:
        self.request, self.call = replace(request, methods=()), call
        self._pictures, self._facts, self._store = tuple(pictures), facts, store

    @property
    def title(self) -> Notice:
        attack = ATTACKS.discover()[self.call.id]
        return Notice(tr_noop("{attack} on {n} pictures"), {"n": len(self._pictures), "attack": Notice(attack.name)})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        own = RunContext(between=ctx.between, cancelled=ctx.cancelled, seed=self.request.seed)
        outcomes = engine.attack_each(self.request, self.call, self._subjects(), own)
        for done, ((row, _), outcome) in enumerate(zip(self._pictures, outcomes, strict=True), 1):
            ctx.progress(done, len(self._pictures))
            if not isinstance(outcome, Failure):
                emit((row, png_of(outcome[0].adversarial)))
            yield
        return None

    def _subjects(self) -> Iterator[Subject | Failure]:
        for row, path in self._pictures:
            try:
                picture = self._store.get(path, self.request.levels, keep=False)
                yield self._facts.of(row).subject(self.request, picture)
            except Failure as failure:
                yield failure
