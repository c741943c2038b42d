"""Attacking many pictures, on one model or several, in the background."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.files import make_folder, write_atomically
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Subject
from attnstudio.core.robustness.plan import Plan, ReadyPlan, ready
from attnstudio.core.robustness.record import AttackKey, PictureRecord
from attnstudio.core.robustness.run import try_each
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.export.tables import write_csv
from attnstudio.jobs.base import Emit, LongWork, Steps, ThreadWork

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls
    from attnstudio.cluster.message import Item

KEPT_BYTES = 256 * 2**20  # of attacked pictures
_TOGETHER = 32  # pictures, so that results come early and other jobs have their turn
_SHOWN_EVERY = 0.5  # seconds


@dataclass(frozen=True, eq=False)
class AttackRun:
    """What is known so far.

    Attributes:
        records: by the row of the picture. Their files are kept as far as there is room.
        failures: of pictures that could not be attacked, by row.
        total: of the pictures.
        is_whole: whether every attacked picture was kept.
    """

    plan: Plan
    records: dict[int, PictureRecord]
    failures: dict[int, Failure]
    total: int
    is_whole: bool = True

    def joined(self, before: AttackRun | None) -> AttackRun:
        """With the other attacks of an earlier run, where that was of all these pictures, on the same models behind the
        same defences."""
        plan = self.plan
        if before is None or (before.plan.requests, before.plan.defences) != (plan.requests, plan.defences):
            return self
        if not self.records.keys() <= before.records.keys():
            return self
        own = {call.id for call in plan.attacks}
        records = {}
        for row, picture in self.records.items():
            others = tuple(one for one in before.records[row].records if one.attack not in own)
            records[row] = replace(picture, records=others + picture.records)
        attacks = (*(call for call in before.plan.attacks if call.id not in own), *plan.attacks)
        is_whole = self.is_whole and before.is_whole
        return replace(self, plan=replace(plan, attacks=attacks), records=records, is_whole=is_whole)


class AttackingWork(LongWork):
    """Results and outcome: `AttackRun`. Progress: pictures.

    Args:
        rows: intp, of the pictures.
        facts: what the data set says of each row.
        store: where pictures are decoded.
    """

    kind = "attacking"
    replaces = True
    counts_pictures = True

    def __init__(
        self, plan: Plan, pictures: Sequence[Path], rows: np.ndarray, facts: RowFacts, store: PictureStore
    ) -> None:
        self.plan, self.pictures, self.rows = plan, tuple(pictures), rows
        self._facts, self._store = facts, store

    @property
    def title(self) -> Notice:
        attack = ATTACKS.discover()[self.plan.attacks[0].id]
        return Notice(tr_noop("{attack} on {n} pictures"), {"n": len(self.pictures), "attack": Notice(attack.name)})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        own = RunContext(between=ctx.between, cancelled=ctx.cancelled, seed=self.plan.requests[0].seed)
        outcomes = try_each(engine, self._ready(engine, own), self._subjects(), own)
        return (yield from self._gathered(enumerate(outcomes), ctx, emit))

    def _ready(self, engine: EngineInterface, ctx: RunContext) -> ReadyPlan:
        """This loads the model."""
        plan = ready(self.plan, engine, ctx)
        if any(ATTACKS.discover()[call.id].in_common for call in plan.plan.attacks):
            return plan
        return ReadyPlan(plan.plan, min(plan.together, _TOGETHER))

    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        def item(number: int) -> Item:
            from attnstudio.cluster.message import Item

            return Item(number, self.pictures[number], label=self._facts.of(int(self.rows[number])).label)

        with closing(calls.attack_each(self.plan, item, len(self.pictures), ctx)) as outcomes:
            return (yield from self._gathered(outcomes, ctx, emit))

    def _gathered(self, outcomes: Iterable[tuple[int, PictureRecord | Failure]], ctx: RunContext, emit: Emit) -> Steps:
        records: dict[int, PictureRecord] = {}
        failures: dict[int, Failure] = {}
        throttle, size, is_whole = Throttle(_SHOWN_EVERY), 0, True

        def so_far() -> AttackRun:
            return AttackRun(self.plan, dict(records), dict(failures), len(self.pictures), is_whole)

        for done, (number, outcome) in enumerate(outcomes, 1):
            ctx.check_cancelled()
            row = int(self.rows[number])
            if isinstance(outcome, Failure):
                failures[row] = outcome
            else:
                size += sum(len(one.png) for one in outcome.records)
                if size > KEPT_BYTES:
                    outcome = without_files(outcome)
                    is_whole = False
                records[row] = outcome
            ctx.progress(done, len(self.pictures))
            if throttle.is_due():
                emit(so_far())
            yield
        return so_far()

    def _subjects(self) -> Iterator[Subject | Failure]:
        """Decoded one by one, as they are attacked."""
        request = self.plan.requests[0]
        for row, path in zip(self.rows.tolist(), self.pictures, strict=True):
            try:
                yield self._facts.of(row).subject(request, self._store.get(path, request.levels, keep=False))
            except Failure as failure:
                yield failure


def without_files(picture: PictureRecord) -> PictureRecord:
    return replace(picture, records=tuple(replace(one, png=b"") for one in picture.records))


class SavingAttackedWork(ThreadWork):
    """The attacked pictures of one attack with one eps as PNGs, with their labels: a folder that opens as a data set.
    Outcome: the folder.

    Args:
        files: of each picture its name, its PNG, and its class where that is known.
    """

    kind = "saving_attacked"

    def __init__(self, folder: Path, key: AttackKey, files: Sequence[tuple[str, bytes, str | None]]) -> None:
        self.folder, self._key, self._files = folder, key, files

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Attacked pictures to {folder}"), {"folder": self.folder.name})

    @property
    def output_folder(self) -> Path:
        return self.folder

    def run(self, ctx: RunContext, emit: Emit) -> Path:
        make_folder(self.folder)
        for done, (name, png, _) in enumerate(self._files, 1):
            ctx.check_cancelled()
            write_atomically(self.folder / name, lambda stream, png=png: stream.write(png), force=False)  # type: ignore[misc]
            ctx.progress(done, len(self._files))
        rows: list[dict[str, object]] = [{"path": name, "label": label} for name, _, label in self._files]
        write_csv(self.folder / "labels.csv", ("path", "label"), rows, force=False)
        return self.folder
