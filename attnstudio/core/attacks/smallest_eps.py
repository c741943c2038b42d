"""The smallest eps with which an attack succeeds, of each picture by itself, found by bisection."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from attnstudio.core.attacks.attack_call import BoundAttack
from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.group import Group
from attnstudio.core.attacks.known_before import KnownBefore
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.explain import BoundMethod
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.request import Request, Subject
from attnstudio.core.text import Notice

_HALVINGS = 9  # of a length or a strength: to a five-hundredth of the largest
_STEP = {Norm.LINF: 1 / LEVELS, Norm.L0: 1.0}  # of what is counted, the next smaller eps


def smallest_eps_group(
    model: LoadedModel,
    request: Request,
    bound: BoundAttack,
    methods: Sequence[BoundMethod],
    subjects: Sequence[Subject],
    moved: tuple[Notice, ...],
    ctx: RunContext,
    known: KnownBefore,
) -> Iterator[Attacked | Failure]:
    """For each picture the attack with the smallest eps that succeeds; with the call's largest eps where none does.

    An attack that looks for the smallest change by itself is made once. Success is taken to grow with eps, which holds
    for most attacks and most pictures: what is found is the border of one such range.
    """
    if bound.attack.kind is Kind.EXPLANATION:
        raise ChoiceFailure("{attack} leaves the answer as it is, so no eps changes it.", attack=bound.attack.name)
    largest = max(bound.call.eps)
    step, steps = _steps(bound.norm, largest)
    rounds = most_rounds(bound.norm, largest) if bound.attack.bounded else 1
    parts = rounds + 2
    group = Group(model, request, bound, methods, subjects, moved, ctx.part(0, parts), known)
    outcomes: list[Attacked] = []
    if group.rows:
        started = time.perf_counter()
        eps, found, eight_bit = _bisected(group, steps, step, rounds, parts, ctx)
        seconds = (time.perf_counter() - started) / len(group.rows)
        outcomes = group.finished(eps, found, eight_bit, seconds, ctx.part(parts - 1, parts))
    rest = iter(outcomes)
    for one in group.attempts:
        if isinstance(one, Failure):
            yield one
        else:
            yield group.left_out(one, largest) if one.is_left_out else next(rest)
    ctx.progress(1, 1)


def most_rounds(norm: Norm, largest: float) -> int:
    """How often a picture is attacked until its smallest eps up to `largest` is found."""
    return 1 + int(np.ceil(np.log2(_steps(norm, largest)[1])))


def _steps(norm: Norm, largest: float) -> tuple[float, int]:
    """The difference of eps that is looked for, and how often `largest` has it."""
    step = _STEP.get(norm, largest / 2**_HALVINGS)
    return step, max(1, int(np.floor(largest / step + 1e-3)))


def _bisected(
    group: Group, steps: int, step: float, rounds: int, parts: int, ctx: RunContext
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Eps of each picture, and the attacked pictures, as float32 and as uint8."""
    high = np.full(len(group.rows), steps)
    found, eight_bit = group.attack(high * step, ctx.part(1, parts))
    low = np.where(group.fools(eight_bit, ctx), 0, steps)  # nothing smaller is tried where the largest fails
    for number in range(1, rounds):
        open_rows = np.flatnonzero(high - low > 1)
        if not len(open_rows):
            break
        middle = (high + low) // 2
        tried = group.of_rows(open_rows)
        some_found, some_eight_bit = tried.attack(middle[open_rows] * step, ctx.part(number + 1, parts))
        fools = tried.fools(some_eight_bit, ctx)
        better, worse = open_rows[fools], open_rows[~fools]
        found[better], eight_bit[better] = some_found[fools], some_eight_bit[fools]
        high[better], low[worse] = middle[better], middle[worse]
    return high * step, found, eight_bit
