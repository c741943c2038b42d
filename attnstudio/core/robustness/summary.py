"""What attacks did to all pictures: accuracy, success and sizes for each attack and eps; transfer; defences."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from attnstudio.core.accuracy import Share
from attnstudio.core.attacks.attack_notices import NO_GRADIENT, SATURATED
from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.drift import Drift
from attnstudio.core.attacks.warnings import Measured, robustness_warnings
from attnstudio.core.evaluation.statistics import Estimate, estimate
from attnstudio.core.robustness.record import AttackKey, AttackRecord, PictureRecord, SmallestEps
from attnstudio.core.text import Notice, tr_noop


@dataclass(frozen=True)
class DriftLine:
    """Means over the pictures that were attacked.

    Attributes:
        method: of the maps.
        energy: share of the map in the object's region, before and after, of the pictures that have one; None: none.
    """

    method: str
    spearman: Estimate
    ssim: Estimate
    top: Estimate
    energy: tuple[Estimate, Estimate] | None = None


@dataclass(frozen=True)
class Line:
    """One attack with one eps on one model.

    Attributes:
        clean: pictures that the model is right about without an attack; `accuracy`: with it, of the same pictures.
        success: of the pictures that were attacked, those on which the attack succeeded. Not attacked are pictures that
            the model was wrong about, and those of the target's class.
        l2, linf, relative_l2, seconds: means over the pictures that were attacked; None: none was.
        smallest: the median over these of the smallest eps with which the attack succeeds, of those that were tried; of
            an attack that looks for the smallest change, of the size of that. None: it fails on half of them.
        searched_to: where `smallest` was found by bisection, the largest eps that was tried; None: it was not.
    """

    key: AttackKey
    clean: Share
    accuracy: Share
    success: Share
    l2: Estimate | None
    linf: Estimate | None
    relative_l2: Estimate | None
    seconds: Estimate | None
    smallest: float | None
    searched_to: float | None = None
    drifts: tuple[DriftLine, ...] = ()

    @property
    def measured(self) -> Measured:
        """Of the pictures that the model was right about."""
        return _measured(self.key, self.success.count - self.success.hits, self.success.count)


@dataclass(frozen=True)
class Transfer:
    """Pictures that were attacked on one model, as another sees them.

    Attributes:
        key: its model is the one that was attacked.
        fooled: of the pictures that both were right about, those that the other is wrong about now.
        own: of the same pictures, those that the model itself is wrong about now.
    """

    key: AttackKey
    tried_on: str
    fooled: Share
    own: Share


@dataclass(frozen=True)
class Defended:
    """A model behind a defence, of which the attack did not know.

    Attributes:
        clean: accuracy without an attack, without and with the defence; `accuracy`: under attack, the same.
    """

    key: AttackKey
    defence: str
    clean: tuple[Share, Share]
    accuracy: tuple[Share, Share]

    @property
    def cost(self) -> float | None:
        """In clean accuracy."""
        (bare, with_it) = (one.value for one in self.clean)
        return None if bare is None or with_it is None else bare - with_it


@dataclass(frozen=True, eq=False)
class Summary:
    """Of the pictures of a run, each with all its records."""

    pictures: Sequence[PictureRecord]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """In the order of the models, the attacks and their eps."""
        tried = {attack: (one, None) for attack, one in _smallest(self._by_key).items()}
        smallest = tried | self._bisected
        return tuple(
            _line(key, list(records.values()), *smallest[key.model, key.attack])
            for key, records in self._by_key.items()
        )

    @cached_property
    def _bisected(self) -> dict[tuple[str, str], tuple[float | None, float | None]]:
        """By model and attack: the median of the smallest eps, and the largest one that was tried."""
        found: defaultdict[tuple[str, str], list[SmallestEps]] = defaultdict(list)
        for picture in self.pictures:
            for one in picture.smallest:
                found[one.model, one.attack].append(one)
        return {
            attack: (_median([one.eps for one in of_attack]), max(one.largest for one in of_attack))
            for attack, of_attack in found.items()
        }

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        found = []
        for key, records in self._by_key.items():
            for other in dict.fromkeys(verdict.by for one in records.values() for verdict in one.verdicts):
                both = [
                    (one, verdict)
                    for one in records.values()
                    for verdict in one.verdicts
                    if verdict.by == other and one.counts and verdict.before == one.label
                ]
                fooled = Share(sum(verdict.after != one.label for one, verdict in both), len(both))
                own = Share(sum(not one.is_right for one, _ in both), len(both))
                found.append(Transfer(key, other, fooled, own))
        return tuple(found)

    @cached_property
    def defended(self) -> tuple[Defended, ...]:
        found = []
        for key, records in self._by_key.items():
            for name in dict.fromkeys(verdict.by for one in records.values() for verdict in one.defended):
                pairs = [(one, verdict) for one in records.values() for verdict in one.defended if verdict.by == name]
                count = len(pairs)
                clean = (
                    Share(sum(one.was_right for one, _ in pairs), count),
                    Share(sum(verdict.before == one.label for one, verdict in pairs), count),
                )
                accuracy = (
                    Share(sum(one.is_right for one, _ in pairs), count),
                    Share(sum(verdict.after == one.label for one, verdict in pairs), count),
                )
                found.append(Defended(key, name, clean, accuracy))
        return tuple(found)

    @cached_property
    def models(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.key.model for line in self.lines))

    @cached_property
    def attacks(self) -> tuple[AttackKey, ...]:
        """On the first model, each eps."""
        return tuple(line.key for line in self.lines if line.key.model == self.models[0])

    @cached_property
    def largest(self) -> tuple[AttackKey, ...]:
        """On the first model, each attack with its largest eps."""
        by_eps = sorted(self.attacks, key=lambda key: key.eps or 0.0)
        largest = {key.attack: key for key in by_eps}
        return tuple(largest[name] for name in dict.fromkeys(key.attack for key in self.attacks))

    @cached_property
    def by_model(self) -> tuple[tuple[str, tuple[Share, ...]], ...]:
        """Each model, and each behind a defence: accuracy without an attack, then under each of `attacks`."""
        rows = []
        for model in self.models:
            lines = {_of_first(line.key, self.models): line for line in self.lines if line.key.model == model}
            clean = next(iter(lines.values())).clean
            rows.append((model, (clean, *(_or_none(lines.get(key)) for key in self.attacks))))
            for name in dict.fromkeys(one.defence for one in self.defended):
                some = [one for one in self.defended if one.defence == name and one.key.model == model]
                behind = {_of_first(one.key, self.models): one.accuracy[1] for one in some}
                shares = (behind.get(key, Share(0, 0)) for key in self.attacks)
                rows.append((f"{model} + {name}", (some[0].clean[1], *shares)))
        return tuple(rows)

    def fooled(self, key: AttackKey, made_on: str, tried_on: str) -> Share:
        """Of the pictures that both models were right about, those that the other is wrong about after an attack of the
        first; of the model itself the pictures that it was right about."""
        own = replace(key, model=made_on)
        if made_on == tried_on:
            line = next((line for line in self.lines if line.key == own), None)
            return Share(0, 0) if line is None else line.success
        found = (one.fooled for one in self.transfers if one.key == own and one.tried_on == tried_on)
        return next(found, Share(0, 0))

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """Signs that what was measured is no robustness."""
        return tuple(notice for _, notice in self.warnings_by_model)

    @cached_property
    def warnings_by_model(self) -> tuple[tuple[str, Notice], ...]:
        """The same, each with the id of its model."""
        found = [
            (model, notice)
            for model in self.models
            for notice in robustness_warnings([line.measured for line in self.lines if line.key.model == model])
        ]
        found += [(model, notice) for model in self.models for notice in self._transfer_warnings(model)]
        return tuple(found + [(model, notice) for model in self.models for notice in self._without_gradient(model)])

    def _without_gradient(self, model: str) -> Iterable[Notice]:
        """Once, of the attack that moved the fewest pictures."""
        unmoved = {key: _count(records.values(), NO_GRADIENT) for key, records in self._by_key.items()}
        key = max((key for key in unmoved if key.model == model), key=lambda key: unmoved[key])
        if unmoved[key]:
            text = tr_noop(
                "The gradient of the model is 0 for {count} of the {attacked} pictures that {attack} attacked, so "
                "it did not move them. That is no robustness: try an attack that needs no gradients, such as square or "
                "spsa."
            )
            attacked = sum(one.success is not None for one in self._by_key[key].values())
            values = {"count": unmoved[key], "attacked": attacked, "attack": Notice(key.form.name)}
            yield Notice(text, values, warning=True)

    @cached_property
    def saturated(self) -> int:
        """Pictures of which a model is so sure that its probabilities have no gradient."""
        return sum(bool(_count(picture.records, SATURATED)) for picture in self.pictures)

    def _transfer_warnings(self, model: str) -> Iterable[Notice]:
        """Others' pictures against the model's own attack, on the pictures that both models were right about."""
        for other in dict.fromkeys(one.key.model for one in self.transfers if one.tried_on == model):
            common = self._both_right_before(model, other)
            measured = []
            for key, records in self._by_key.items():
                some = [one for number, one in records.items() if number in common]
                if key.model == model:
                    kept = [one.is_right for one in some]
                    measured.append(_measured(key, sum(kept), len(kept)))
                elif key.model == other and key.form.kind is not Kind.CONTROL:  # noise is of no model
                    kept = [said.after == one.label for one in some for said in one.verdicts if said.by == model]
                    measured.append(_measured(key, sum(kept), len(kept), made_on=other))
            yield from (one for one in robustness_warnings(measured) if one.values.get("made_on"))

    @cached_property
    def without_label(self) -> int:
        """Pictures whose own class is not known: the model's answer was attacked."""
        return sum(not one.records[0].is_labelled for one in self.pictures if one.records)

    @cached_property
    def _by_key(self) -> dict[AttackKey, dict[int, AttackRecord]]:
        """Trials by the number of their picture."""
        found: defaultdict[AttackKey, dict[int, AttackRecord]] = defaultdict(dict)
        for number, picture in enumerate(self.pictures):
            for record in picture.records:
                found[record.key][number] = record
        models = {model: place for place, model in enumerate(dict.fromkeys(key.model for key in found))}
        return dict(sorted(found.items(), key=lambda item: models[item[0].model]))

    def _both_right_before(self, model: str, other: str) -> set[int]:
        """Of pictures without a label: those to which both gave the same answer."""
        return {
            number
            for number, picture in enumerate(self.pictures)
            for one in picture.records
            if one.model == other and one.counts
            for said in one.verdicts
            if said.by == model and said.before == one.label
        }


def _of_first(key: AttackKey, models: Sequence[str]) -> AttackKey:
    """The same attack on the first model."""
    return replace(key, model=models[0])


def _or_none(line: Line | None) -> Share:
    return Share(0, 0) if line is None else line.accuracy


def _line(key: AttackKey, records: Sequence[AttackRecord], smallest: float | None, searched_to: float | None) -> Line:
    attacked = [one for one in records if one.success is not None]
    return Line(
        key,
        clean=Share(sum(one.was_right for one in records), len(records)),
        accuracy=Share(sum(one.is_right for one in records), len(records)),
        success=Share(sum(bool(one.success) for one in attacked), len(attacked)),
        l2=_mean([one.l2 for one in attacked]),
        linf=_mean([one.linf for one in attacked]),
        relative_l2=_mean([one.relative_l2 for one in attacked]),
        seconds=_mean([one.seconds for one in attacked]),
        smallest=smallest,
        searched_to=searched_to,
        drifts=tuple(_drifts(attacked)),
    )


def _drifts(records: Sequence[AttackRecord]) -> Iterable[DriftLine]:
    for method in dict.fromkeys(drift.method for one in records for drift in one.drifts):
        found = [drift for one in records for drift in one.drifts if drift.method == method]
        yield DriftLine(
            method,
            estimate([one.spearman for one in found]),
            estimate([one.ssim for one in found]),
            estimate([one.top for one in found]),
            _energy(found),
        )


def _energy(drifts: Sequence[Drift]) -> tuple[Estimate, Estimate] | None:
    pairs = [(one.energy_before, one.energy_after) for one in drifts]
    found = [(before, after) for before, after in pairs if before is not None and after is not None]
    return (estimate([one for one, _ in found]), estimate([one for _, one in found])) if found else None


def _measured(key: AttackKey, correct: int, count: int, made_on: str = "") -> Measured:
    return Measured(key.attack, key.norm, math.inf if key.eps is None else key.eps, correct, count, made_on)


def _count(records: Iterable[AttackRecord], notice: str) -> int:
    """Those of which this is said."""
    return sum(any(one.template == notice for one in record.notices) for record in records)


def _mean(values: Sequence[float]) -> Estimate | None:
    return estimate(values) if values else None


def _smallest(by_key: Mapping[AttackKey, Mapping[int, AttackRecord]]) -> dict[tuple[str, str], float | None]:
    """By model and attack."""
    of_attack: defaultdict[tuple[str, str], defaultdict[int, list[AttackRecord]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for key, records in by_key.items():
        for number, record in records.items():
            of_attack[key.model, key.attack][number].append(record)
    found: dict[tuple[str, str], float | None] = {}
    for attack, by_picture in of_attack.items():
        found[attack] = _median([one for records in by_picture.values() if (one := _smallest_of(records)) is not None])
    return found


def _median(values: Sequence[float | None]) -> float | None:
    """None counts as infinite; None: there is no finite median."""
    counted = [math.inf if one is None else one for one in values]
    middle = float(np.quantile(counted, 0.5, method="lower")) if counted else math.inf
    return None if math.isinf(middle) else middle


def _smallest_of(records: Sequence[AttackRecord]) -> float | None:
    """Of one picture with every eps; infinite where the attack fails with all, None where it was not attacked,
    or only its map."""
    if records[0].success is None or records[0].key.form.kind is Kind.EXPLANATION:
        return None
    is_bounded = records[0].key.form.bounded
    return min(
        (one.eps if is_bounded and one.eps is not None else one.size for one in records if one.success),
        default=math.inf,
    )
