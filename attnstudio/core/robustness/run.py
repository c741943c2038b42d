"""Attacks pictures as a plan says, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.drift import Drift
from attnstudio.core.attacks.projection import LEVELS
from attnstudio.core.attacks.result import Attacked, answer, picture_of
from attnstudio.core.context import RunContext
from attnstudio.core.errors import EngineDied, Failure, ModelFailure, RegionFailure
from attnstudio.core.explain_pictures import groups
from attnstudio.core.images import Picture
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.regions import check, mask, on_input
from attnstudio.core.request import Heatmap, Request, Subject
from attnstudio.core.robustness.defences import Defence
from attnstudio.core.robustness.picture_file import png_of
from attnstudio.core.robustness.plan import Plan, ReadyPlan
from attnstudio.core.robustness.record import (
    AttackRecord,
    PictureRecord,
    Sample,
    SampleMap,
    SmallestEps,
    Verdict,
)
from attnstudio.core.text import Notice


class Attacker(Protocol):
    """Of the engine."""

    def attack_each(
        self, request: Request, call: AttackCall, pictures: Iterable[Picture | Subject | Failure], ctx: RunContext
    ) -> Iterator[tuple[Attacked, ...] | Failure]: ...

    def smallest_eps_each(
        self, request: Request, call: AttackCall, pictures: Iterable[Picture | Subject | Failure], ctx: RunContext
    ) -> Iterator[Attacked | Failure]: ...

    def predict_each(
        self, request: Request, pictures: Sequence[Picture], labels: None, ctx: RunContext
    ) -> Iterator[tuple[int, PredictedRow | Failure]]: ...


def try_each(
    engine: Attacker,
    ready: ReadyPlan,
    subjects: Iterable[Subject | Failure],
    ctx: RunContext,
    sampled: Collection[int] = (),
) -> Iterator[PictureRecord | Failure]:
    """Of each picture, in their order, what became of it.

    Args:
        subjects: taken a few ahead of what comes out; a failure comes out in its turn.
        ctx: its progress is that of the pictures that are attacked together.
        sampled: numbers of the pictures, from 0, that are wanted for figures.

    Raises:
        Failure: no picture can be attacked. What is wrong with a single one comes out in its place.
        Cancelled: the context's token was set.
    """
    number = 0
    for group in groups(subjects, ready.together):
        if isinstance(group, Failure):
            yield group
            number += 1
            continue
        wanted = [number + place in sampled for place in range(len(group))]
        yield from _Group(engine, ready.plan, group, wanted).outcomes(ctx)
        number += len(group)


@dataclass(frozen=True, eq=False)
class _Group:
    engine: Attacker
    plan: Plan
    subjects: Sequence[Subject]
    sampled: Sequence[bool]

    def outcomes(self, ctx: RunContext) -> Iterator[PictureRecord | Failure]:
        found = [_Found(subject) for subject in self.subjects]
        rounds = 2 if self.plan.finds_smallest else 1
        parts = rounds * len(self.plan.requests) * len(self.plan.attacks)
        done, impossible = 0, list[ModelFailure]()
        for place, request in enumerate(self.plan.requests):
            seen = _Seen(self, request)
            for call in self.plan.attacks:
                attack = ATTACKS.discover()[call.id]
                try:
                    self._attack(seen, call, found, ctx.part(done, parts), is_first=place == 0)
                    if self.plan.finds_smallest and can_be_bisected(attack):
                        self._bisect(request, call, found, ctx.part(done + 1, parts))
                except ModelFailure as failure:
                    if not attack.needs_gradient:
                        raise
                    impossible.append(failure)
                    for one in found:
                        one.leave_out(call.id if place == 0 else f"{request.model}: {call.id}", failure)
                done += rounds
        if len(impossible) == len(self.plan.requests) * len(self.plan.attacks):
            raise impossible[0]
        for one in found:
            yield one.finished()

    def _attack(
        self, seen: _Seen, call: AttackCall, found: Sequence[_Found], ctx: RunContext, *, is_first: bool
    ) -> None:
        request = seen.request if is_first else replace(seen.request, methods=())
        rows: list[int] = []
        attacked: list[tuple[Attacked, ...]] = []
        for row, outcome in enumerate(self.engine.attack_each(request, call, self.subjects, ctx)):
            if isinstance(outcome, Failure):
                found[row].fail(request.model, outcome, is_first=is_first)
            else:
                rows.append(row)
                attacked.append(outcome)
        if not rows:
            return
        originals = [one[0].original for one in attacked]
        for at_eps in zip(*attacked, strict=True):
            verdicts = seen.of_others(rows, originals, at_eps, ctx)
            defended = seen.defended(rows, originals, at_eps, ctx)
            for place, (row, one) in enumerate(zip(rows, at_eps, strict=True)):
                ctx.check_cancelled()
                record = _record(
                    request.model,
                    one,
                    found[row].drifts(one),
                    verdicts[place],
                    defended[place],
                    keep=is_first and self.plan.keep_pictures,
                )
                found[row].add(record, one)
        if is_first:
            for row, of_picture in zip(rows, attacked, strict=True):
                if self.sampled[row]:
                    found[row].samples.append(_sample(request.model, of_picture, found[row].drifts))

    def _bisect(self, request: Request, call: AttackCall, found: Sequence[_Found], ctx: RunContext) -> None:
        """Of the pictures that could be attacked; what is wrong with others has been said of the attack itself."""
        request, largest = replace(request, methods=()), max(call.eps)
        outcomes = self.engine.smallest_eps_each(request, call, self.subjects, ctx)
        for one, outcome in zip(found, outcomes, strict=True):
            if isinstance(outcome, EngineDied):
                one.leave_out(f"{request.model}: {call.id}", outcome)
            elif not isinstance(outcome, Failure) and outcome.success is not None:
                eps = outcome.eps if outcome.success else None
                one.smallest.append(SmallestEps(request.model, call.id, str(outcome.norm), eps, largest))


def can_be_bisected(attack: Attack) -> bool:
    """Whether a picture has a smallest eps of its own: an attack that looks for the smallest change has it already, and
    a change that all pictures share has none."""
    return attack.bounded and not attack.in_common and attack.kind is not Kind.EXPLANATION


class _Seen:
    """What others say of pictures that were attacked on one model. Owns what they say of the originals."""

    def __init__(self, group: _Group, request: Request) -> None:
        self.request, self._group = request, group
        self._before: dict[tuple[str, int], int] = {}  # by who says it, and the row

    def of_others(
        self, rows: Sequence[int], originals: Sequence[np.ndarray], attacked: Sequence[Attacked], ctx: RunContext
    ) -> list[tuple[Verdict, ...]]:
        others = [one for one in self._group.plan.requests if one.model != self.request.model]
        return self._verdicts([(one.model, one, None) for one in others], rows, originals, attacked, ctx)

    def defended(
        self, rows: Sequence[int], originals: Sequence[np.ndarray], attacked: Sequence[Attacked], ctx: RunContext
    ) -> list[tuple[Verdict, ...]]:
        judges = [(str(one), self.request, one) for one in self._group.plan.defences]
        return self._verdicts(judges, rows, originals, attacked, ctx)

    def _verdicts(
        self,
        judges: Sequence[tuple[str, Request, Defence | None]],
        rows: Sequence[int],
        originals: Sequence[np.ndarray],
        attacked: Sequence[Attacked],
        ctx: RunContext,
    ) -> list[tuple[Verdict, ...]]:
        """Of each picture, one of each judge that has an answer to both."""
        found: list[list[Verdict]] = [[] for _ in rows]
        for name, request, defence in judges:
            new = [place for place, row in enumerate(rows) if (name, row) not in self._before]
            answers = self._answers(request, defence, [originals[place] for place in new], attacked, ctx)
            self._before |= {(name, rows[place]): said for place, said in zip(new, answers, strict=True)}
            after = self._answers(request, defence, [one.adversarial for one in attacked], attacked, ctx)
            for place, (row, said) in enumerate(zip(rows, after, strict=True)):
                found[place].append(Verdict(name, self._before[name, row], said))
        return [tuple(one) for one in found]

    def _answers(
        self,
        request: Request,
        defence: Defence | None,
        pictures: Sequence[np.ndarray],
        attacked: Sequence[Attacked],
        ctx: RunContext,
    ) -> list[int]:
        """Raises the failure of a picture: a decoded one has none but the model's."""
        source = attacked[0].before.source
        shown = [picture_of(one if defence is None else defence(one), source) for one in pictures]
        silent = replace(ctx, on_progress=lambda *_: None)
        found: list[int] = []
        for _, row in self._group.engine.predict_each(replace(request, resize="stretch"), shown, None, silent):
            if isinstance(row, Failure):
                raise row
            found.append(row.predicted)
        return found


class _Found:
    """What is found of one picture."""

    def __init__(self, subject: Subject) -> None:
        self.samples: list[Sample] = []
        self.smallest: list[SmallestEps] = []
        self._subject = subject
        self._about_region: list[Notice] = []
        self._records: list[AttackRecord] = []
        self._left_out: dict[str, Failure] = {}
        self._failure: Failure | None = None
        self._first: Attacked | None = None

    def drifts(self, attacked: Attacked) -> tuple[Drift, ...]:
        if attacked.success is None or not attacked.before.heatmaps:
            return ()
        region = None if self._covered is None else on_input(self._covered, attacked.before.placement)
        return attacked.drifts(region)

    @cached_property
    def _covered(self) -> np.ndarray | None:
        """The region's pixels of the picture: bool (height, width); None: there are none."""
        region, picture = self._subject.region, self._subject.picture
        if region is None:
            return None
        size = picture.pixels.shape[1], picture.pixels.shape[0]
        try:
            self._about_region += check(region, size, picture.path.name)
            return mask(region, size)
        except RegionFailure as failure:
            self._about_region.append(Notice(failure.template, failure.values))
            return None

    def add(self, record: AttackRecord, attacked: Attacked) -> None:
        self._records.append(record)
        self._first = self._first or attacked

    def fail(self, model: str, failure: Failure, *, is_first: bool) -> None:
        if is_first:
            self._failure = failure
        else:
            self.leave_out(model, failure)

    def leave_out(self, what: str, failure: Failure) -> None:
        """A model, or an attack that a model does not allow."""
        self._left_out[what] = failure

    def finished(self) -> PictureRecord | Failure:
        if self._failure is not None or self._first is None:
            return self._failure or next(iter(self._left_out.values()))
        before, after = self._first.before, self._first.after
        without_map = dict((*after.left_out, *before.left_out))
        left_out = (*self._left_out.items(), *without_map.items())
        notices = (*before.notices, *self._about_region)
        return PictureRecord(
            before.source, tuple(self._records), tuple(self.samples), left_out, notices, tuple(self.smallest)
        )


def _record(
    model: str,
    one: Attacked,
    drifts: tuple[Drift, ...],
    verdicts: tuple[Verdict, ...] = (),
    defended: tuple[Verdict, ...] = (),
    *,
    keep: bool = False,
) -> AttackRecord:
    before, after = answer(one.before.prediction), answer(one.after.prediction)
    length = float(projection.l2(one.original[None].astype(np.float32) / np.float32(LEVELS))[0])
    return AttackRecord(
        model=model,
        attack=one.call.id,
        norm=str(one.norm),
        eps=one.eps if _is_limited(one) else None,
        label=one.label,
        is_labelled=one.is_labelled,
        target=one.target,
        before=before,
        before_probability=float(one.before.prediction.probabilities[before]),
        after=after,
        after_probability=float(one.after.prediction.probabilities[after]),
        is_right=one.is_correct or _is_too_large(one),
        success=one.success,
        l2=one.l2,
        linf=one.linf,
        l0=one.l0,
        relative_l2=one.l2 / length if length else 0.0,
        seconds=one.seconds,
        drifts=drifts,
        verdicts=verdicts,
        defended=defended,
        notices=one.notices,
        png=png_of(one.adversarial) if keep else b"",
    )


def _is_limited(one: Attacked) -> bool:
    return ATTACKS.discover()[one.call.id].bounded or one.eps < projection.largest(one.norm, one.original.shape)


def _is_too_large(one: Attacked) -> bool:
    """Whether an attack that looks for the smallest change found one that is larger than eps."""
    if one.success is not False or ATTACKS.discover()[one.call.id].bounded:
        return False
    return float(projection.size(one.noise[None], one.norm)[0]) > one.eps


def _sample(model: str, of_picture: Sequence[Attacked], drifts: Callable[[Attacked], tuple[Drift, ...]]) -> Sample:
    one = next((one for one in of_picture if one.success), of_picture[-1])
    after = {heatmap.method: heatmap for heatmap in one.after.heatmaps}
    maps = tuple(
        _sample_map(heatmap, after[heatmap.method]) for heatmap in one.before.heatmaps if heatmap.method in after
    )
    return Sample(_record(model, one, drifts(one)), one.original, one.adversarial, maps)


def _sample_map(before: Heatmap, after: Heatmap) -> SampleMap:
    return SampleMap(
        before.method,
        _levels(before),
        _levels(after),
        (before.raw_min, before.raw_max),
        (after.raw_min, after.raw_max),
    )


def _levels(heatmap: Heatmap) -> np.ndarray:
    return np.rint(heatmap.values * LEVELS).astype(np.uint8)


def notices_of(records: PictureRecord) -> list[Notice]:
    """Of the picture, each once, whatever the attack and its eps."""
    return list({str(notice): notice for one in records.records for notice in one.notices}.values())
