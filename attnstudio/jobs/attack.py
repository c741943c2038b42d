"""Attacking one picture, and looking for the smallest eps that fools the model."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.drift import Drift
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture, Source
from attnstudio.core.regions import on_input
from attnstudio.core.request import Request, Subject
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import CachedOutcome, Emit, EngineWork, Priority, Steps

_KEPT = 128  # outcomes: of a slider that goes to and fro


@dataclass(frozen=True, eq=False)
class AttackedPicture:
    """An attacked picture, with how its maps drifted. `is_smallest`: whether its eps was looked for."""

    attacked: Attacked
    drifts: tuple[Drift, ...]
    is_smallest: bool = False


@dataclass(frozen=True, eq=False)
class AttackSoFar:
    """A picture while it is attacked, as it is so far: uint8 (height, width, channels) at the model's input size.

    Attributes:
        source: of the picture.
    """

    source: Source
    original: np.ndarray
    adversarial: np.ndarray


@dataclass(frozen=True, eq=False)
class Strengths:
    """How the map of one picture drifts with eps.

    Attributes:
        norm: of the eps.
        found: each eps that is done, with its drift; an attack that does not succeed, or a picture without a map, has
            none.
    """

    norm: Norm
    found: tuple[tuple[float, Drift], ...]


class AttackCache:
    """Outcomes of attacks on single pictures, by the content of the picture. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: OrderedDict[object, AttackedPicture] = OrderedDict()

    def find(self, key: object) -> AttackedPicture | None:
        with self._lock:
            if key in self._outcomes:
                self._outcomes.move_to_end(key)
            return self._outcomes.get(key)

    def add(self, key: object, outcome: AttackedPicture) -> None:
        with self._lock:
            self._outcomes[key] = outcome
            while len(self._outcomes) > _KEPT:
                self._outcomes.popitem(last=False)


class AttackWork(EngineWork):
    """One picture, attacked with one eps. Results: `AttackSoFar`. Outcome: `AttackedPicture`.

    Args:
        request: its methods are explained before and after.
        call: with one eps.
        region: bool (height, width) of the picture, where the object is; None: not known.
    """

    kind = "attack"
    priority = Priority.INTERACTIVE
    replaces = True

    def __init__(
        self, request: Request, call: AttackCall, picture: Picture, region: np.ndarray | None, cache: AttackCache
    ) -> None:
        self.request, self.call, self.picture, self._cache = request, call, picture, cache
        self._region = region

    @property
    def title(self) -> Notice:
        return Notice(
            tr_noop("{attack} on {picture}"),
            {"attack": Notice(ATTACKS.discover()[self.call.id].name), "picture": self.request.image.name},
        )

    def known(self) -> CachedOutcome | None:
        found = self._cache.find(self.key)
        return None if found is None else CachedOutcome(found)

    @property
    def key(self) -> object:
        """The same for two works with the same outcome."""
        region = b"" if self._region is None else blake2b(np.packbits(self._region).tobytes()).digest()
        return self.kind, self.picture.source.digest, replace(self.request, image=Path()), self.call, region

    @property
    def is_quick(self) -> bool:
        """Whether nothing is attacked for it."""
        return self.known() is not None

    def drift(self, engine: EngineInterface, ctx: RunContext) -> Drift | None:
        """Of the first map; None: there is none. Raises as `outcome` does."""
        return next(iter(self.outcome(engine, ctx).drifts), None)

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        yield from ()
        return self.outcome(engine, replace(ctx, on_partial=self._shown(emit), seed=self.request.seed))

    def _shown(self, emit: Emit) -> Callable[[np.ndarray], None]:
        """What is done with pictures so far; the first ones are those before."""
        throttle, source = Throttle(), self.picture.source
        original: np.ndarray | None = None

        def show(pictures: np.ndarray) -> None:
            nonlocal original
            if original is None:
                original = _eight_bit(pictures[0])
            elif throttle.is_due() and (found := _eight_bit(pictures[0])).tobytes() != original.tobytes():
                emit(AttackSoFar(source, original, found))

        return show

    def outcome(self, engine: EngineInterface, ctx: RunContext) -> AttackedPicture:
        """From the cache, or computed. Raises Failure or Cancelled."""
        if (known := self._cache.find(self.key)) is not None:
            return known
        subject = Subject(self.picture, self.request.target, self.request.label)
        attacked = self.attacked(engine, subject, ctx)
        region = None if self._region is None else on_input(self._region, attacked.before.placement)
        drifts = attacked.drifts(region) if attacked.success is not None else ()
        found = AttackedPicture(attacked, drifts, isinstance(self, SmallestEpsWork))
        self._cache.add(self.key, found)
        return found

    def attacked(self, engine: EngineInterface, subject: Subject, ctx: RunContext) -> Attacked:
        (outcome,) = engine.attack_each(self.request, self.call, [subject], ctx)
        if isinstance(outcome, Failure):
            raise outcome
        return outcome[0]


def _eight_bit(pixels: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(pixels, 0, 1) * LEVELS).astype(np.uint8)


class SmallestEpsWork(AttackWork):
    """The smallest eps, up to that of the call, with which the attack succeeds on a picture."""

    kind = "smallest_eps"

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Smallest eps for {picture}"), {"picture": self.request.image.name})

    def attacked(self, engine: EngineInterface, subject: Subject, ctx: RunContext) -> Attacked:
        (outcome,) = engine.smallest_eps_each(self.request, self.call, [subject], ctx)
        if isinstance(outcome, Failure):
            raise outcome
        return outcome


class StrengthsWork(EngineWork):
    """One picture, attacked with several eps, one after the other. Results and outcome: `Strengths`. Progress: eps.

    Args:
        works: at least one, with one eps each.
    """

    kind = "attack_strengths"
    replaces = True
    is_awaited = False

    def __init__(self, request: Request, works: Sequence[AttackWork]) -> None:
        self.request, self._works = request, tuple(works)

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Drift with eps for {picture}"), {"picture": self.request.image.name})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        found: list[tuple[float, Drift]] = []
        norm = bind(self._works[0].call).norm
        own = RunContext(between=ctx.between, cancelled=ctx.cancelled, seed=self.request.seed)
        for done, work in enumerate(self._works, 1):
            ctx.check_cancelled()
            if (drift := work.drift(engine, own)) is not None:
                found.append((work.call.eps[0], drift))
            ctx.progress(done, len(self._works))
            emit(Strengths(norm, tuple(found)))
            yield
        return Strengths(norm, tuple(found))
