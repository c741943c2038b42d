"""Attacks pictures that go through the model together, and explains them before and after."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from attnstudio.core.attacks.attack_call import BoundAttack, check_eps, usual_eps
from attnstudio.core.attacks.group import Group
from attnstudio.core.attacks.known_before import KnownBefore
from attnstudio.core.attacks.projection import largest
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.explain import BoundMethod
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.request import Request, Subject
from attnstudio.core.text import Notice

GROUP_BYTES = 32 * 2**20  # of the pixels that are attacked together
MOST_TOGETHER = 256
COMMON_BYTES, MOST_IN_COMMON = 512 * 2**20, 4096  # where all pictures get the same change


def group_size(model: Predictor, bound: BoundAttack) -> int:
    """How many pictures are attacked together: each step of an attack holds all of them."""
    width, height = model.spec.input_size
    most, room = (MOST_IN_COMMON, COMMON_BYTES) if bound.attack.in_common else (MOST_TOGETHER, GROUP_BYTES)
    return max(1, min(most, room // (4 * width * height * model.spec.channels)))


def fitted(model: Predictor, bound: BoundAttack) -> BoundAttack:
    """With the usual eps where none was given. Raises ChoiceFailure where the model has no classes, or no change can be
    as large as eps."""
    if model.network.head == "regression":
        raise no_classes(model.info.name)
    width, height = model.spec.input_size
    shape = (height, width, model.spec.channels)
    for eps in bound.call.eps if bound.attack.bounded else ():
        check_eps(eps, bound.norm, shape)
    every_eps = bound.call.eps or (
        usual_eps(bound.norm, shape) if bound.attack.bounded else largest(bound.norm, shape),
    )
    return replace(bound, call=replace(bound.call, eps=every_eps))


def no_classes(model: str) -> ChoiceFailure:
    return ChoiceFailure(
        "{model} is a regression: it gives numbers, and an attack needs a class to change. Choose a classifier, or "
        "another kind of output.",
        model=model,
    )


def attack_group(
    model: LoadedModel,
    request: Request,
    bound: BoundAttack,
    methods: Sequence[BoundMethod],
    subjects: Sequence[Subject],
    moved: tuple[Notice, ...],
    ctx: RunContext,
    known: KnownBefore,
) -> Iterator[tuple[Attacked, ...] | Failure]:
    """For each picture one result for each eps, or what is wrong with it."""
    every_eps = bound.call.eps
    parts = 2 * len(every_eps) + 1
    group = Group(model, request, bound, methods, subjects, moved, ctx.part(0, parts), known)
    rows = group.rows
    by_eps: list[list[Attacked]] = []
    attacked: tuple[np.ndarray, np.ndarray] | None = None
    seconds = 0.0
    for number, one_eps in enumerate(every_eps if rows else ()):
        eps = np.full(len(rows), one_eps)
        if attacked is None or bound.attack.bounded:  # the smallest change is the same for every eps
            started, built = time.perf_counter(), model.network.build_seconds
            attacked = group.attack(eps, ctx.part(2 * number + 1, parts))
            built = model.network.build_seconds - built
            seconds = (time.perf_counter() - started - built) / len(rows)
        by_eps.append(group.finished(eps, *attacked, seconds, ctx.part(2 * number + 2, parts)))
    yield from _in_order(group, by_eps, every_eps)
    ctx.progress(1, 1)


def _in_order(
    group: Group, by_eps: Sequence[Sequence[Attacked]], every_eps: Sequence[float]
) -> Iterator[tuple[Attacked, ...] | Failure]:
    row = 0
    for one in group.attempts:
        if isinstance(one, Failure):
            yield one
        elif one.is_left_out:
            yield tuple(group.left_out(one, eps) for eps in every_eps)
        else:
            yield tuple(outcomes[row] for outcomes in by_eps)
            row += 1
