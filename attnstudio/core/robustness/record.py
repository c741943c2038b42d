"""What attacks did to one picture, in numbers: what tables and reports are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from attnstudio.core.attacks.attack_call import eps_text
from attnstudio.core.attacks.base import ATTACKS, Attack
from attnstudio.core.attacks.drift import Drift
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.errors import Failure
from attnstudio.core.images import Source
from attnstudio.core.text import Notice

SAMPLED = 12  # pictures of a call that are kept for figures


@dataclass(frozen=True)
class AttackKey:
    """What the same attack of several pictures shares.

    Attributes:
        model: id of the one that is attacked.
        eps: None: an attack that looks for the smallest change has no limit.
    """

    model: str
    attack: str
    norm: Norm
    eps: float | None

    @property
    def form(self) -> Attack:
        return ATTACKS.discover()[self.attack]

    @property
    def eps_text(self) -> str:
        """For people; empty: no limit."""
        return "" if self.eps is None else eps_text(self.eps, self.norm)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What another model, or the same behind a defence, says of a picture that was attacked.

    Attributes:
        by: the other model's id, or the defence.
        before, after: classes of the picture without the attack and with it; of a defence, of both defended.
    """

    by: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class AttackRecord:
    """One attack with one eps on one picture.

    Attributes:
        model: id of the one that was attacked.
        attack, norm: as Attacked has them; `eps`: None: an attack that looks for the smallest change had no limit.
        label: the class that the picture was to lose; `is_labelled`: whether it is its own, not the model's answer.
        target: the class that it was to get; None: any other.
        before, after: the model's answers, and their probabilities.
        is_right: what accuracy under attack counts: whether the answer is the label still, or only a change that is
            larger than eps makes another of it.
        success: None: the picture was not attacked: the model was wrong about it before, or it is of the target.
        l2, linf: of the change, as shares of 0..1; `l0`: pixels that changed; `relative_l2`: the change's length by the
            picture's.
        seconds: that the attack took of the picture.
        drifts: of the maps before and after.
        verdicts: of other models; `defended`: of the same behind defences.
        png: the attacked picture as a file; empty: not kept.
    """

    model: str
    attack: str
    norm: str
    eps: float | None
    label: int
    is_labelled: bool
    target: int | None
    before: int
    before_probability: float
    after: int
    after_probability: float
    is_right: bool
    success: bool | None
    l2: float
    linf: float
    l0: int
    relative_l2: float
    seconds: float
    drifts: tuple[Drift, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    defended: tuple[Verdict, ...] = ()
    notices: tuple[Notice, ...] = ()
    png: bytes = b""

    @property
    def key(self) -> AttackKey:
        return AttackKey(self.model, self.attack, Norm(self.norm), self.eps)

    @property
    def size(self) -> float:
        """Of the change, in the norm."""
        return {Norm.L2: self.l2, Norm.L0: float(self.l0)}.get(Norm(self.norm), self.linf)

    @property
    def was_right(self) -> bool:
        return self.before == self.label

    @property
    def counts(self) -> bool:
        """Whether it is among the pictures that success is a share of."""
        return self.was_right and self.success is not None


@dataclass(frozen=True, slots=True)
class SmallestEps:
    """The smallest eps with which an attack succeeds on one picture, found by bisection.

    Attributes:
        model, attack, norm: as AttackRecord has them.
        eps: None: it fails.
        largest: up to which it was looked for.
    """

    model: str
    attack: str
    norm: str
    eps: float | None
    largest: float


@dataclass(frozen=True, eq=False)
class SampleMap:
    """A method's map before and after: uint8 (height, width) each, and the ranges that 0 and 255 stand for."""

    method: str
    before: np.ndarray
    after: np.ndarray
    before_range: tuple[float, float]
    after_range: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture for figures. `record`: without its file; `original`, `adversarial`: uint8 (height, width, 1 or 3)."""

    record: AttackRecord
    original: np.ndarray
    adversarial: np.ndarray
    maps: tuple[SampleMap, ...]


@dataclass(frozen=True, eq=False)
class PictureRecord:
    """All records of one picture.

    Attributes:
        samples: of each attack on the first model, with the smallest eps that succeeded, else the largest.
        left_out: models on which the picture could not be attacked, and methods that gave no map, each with the reason.
        notices: of the picture and the models.
        smallest: of each attack on each model, where it was looked for.
    """

    source: Source
    records: tuple[AttackRecord, ...]
    samples: tuple[Sample, ...] = ()
    left_out: tuple[tuple[str, Failure], ...] = ()
    notices: tuple[Notice, ...] = ()
    smallest: tuple[SmallestEps, ...] = ()

    def called(self, names: Mapping[str, str]) -> PictureRecord:
        """The same with models under the names that their files have elsewhere."""

        def verdict(one: Verdict) -> Verdict:
            return replace(one, by=names.get(one.by, one.by))

        def record(one: AttackRecord) -> AttackRecord:
            verdicts = tuple(map(verdict, one.verdicts))
            return replace(one, model=names.get(one.model, one.model), verdicts=verdicts)

        return replace(
            self,
            records=tuple(map(record, self.records)),
            samples=tuple(replace(one, record=record(one.record)) for one in self.samples),
            left_out=tuple((names.get(name, name), failure) for name, failure in self.left_out),
            smallest=tuple(replace(one, model=names.get(one.model, one.model)) for one in self.smallest),
        )


CLASSES: tuple[type, ...] = (Drift, Verdict, AttackRecord, SmallestEps, SampleMap, Sample, PictureRecord)
