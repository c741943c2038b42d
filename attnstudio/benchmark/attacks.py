"""Measure the attacks' speed, and count their passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from attnstudio.benchmark.measure import alternate, bare_forward, machine, opened
from attnstudio.benchmark.subject import Setting, Subject
from attnstudio.core.attacks.attack_call import AttackCall, BoundAttack, bind
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attempt import chain_of
from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.projection import LEVELS
from attnstudio.core.attacks.run import fitted, group_size
from attnstudio.core.context import RunContext
from attnstudio.core.models.preprocessing import luminance


@dataclass(frozen=True)
class AttackRow:
    """One attack on all pictures, each to lose the class that the model gives it.

    Attributes:
        ours_s: seconds.
        passes: of single pictures, there and back; `most_passes`: that they take where the attack does not succeed
            before its end; `cost`: its class, of one picture.
        per_pass: what each pass costs, in bare forward passes of a full batch; None: there was none.
        eps: that was given, the smallest of several, or else the usual one.
    """

    attack: str
    cost: str
    eps: float
    ours_s: float
    passes: int
    most_passes: int
    per_pass: float | None


def measure_attacks(setting: Setting, calls: Sequence[AttackCall], runs: int) -> dict[str, Any]:
    """The report that `bench --attacks --json` prints. Raises Failure: there are no pictures, no such model or
    attack, or the model has no classes or no gradient."""
    subject = opened(setting)
    bound = [fitted(subject.model, bind(call)) for call in calls]
    return machine(setting, subject) | {"rows": [asdict(_row(subject, one, runs)) for one in bound]}


def _row(subject: Subject, bound: BoundAttack, runs: int) -> AttackRow:
    network, attack, eps = subject.model.network, bound.attack, min(bound.call.eps)
    run = _attacking(subject, bound, eps)
    before = network.passes
    run()
    passes = network.passes - before
    seconds, forward = alternate((run, bare_forward(network, subject)), runs)
    assert seconds is not None
    assert forward is not None
    return AttackRow(
        attack.id,
        str(attack.cost),
        eps,
        seconds,
        passes,
        attack.passes(bound.params) * subject.count,
        seconds / passes / (forward / network.forward_batch) if passes else None,
    )


def _attacking(subject: Subject, bound: BoundAttack, eps: float) -> Callable[[], None]:
    """Attacks all pictures, as many at once as a run does."""
    shown = np.stack([one.pixels for one in subject.seen])
    if subject.model.spec.channels == 1:
        shown = luminance(shown).astype(np.uint8)
    pixels = shown.astype(np.float32) / np.float32(LEVELS)
    size, labels = group_size(subject.model, bound), np.array(subject.classes)
    context = AttackContext(
        subject.model.network,
        chain_of(subject.model),
        pixels,
        labels,
        None,
        np.full(len(pixels), eps, np.float32),
        bound.norm,
        bound.params,
        RunContext(),
        bound.attack.kind is Kind.EXPLANATION,
    )

    def run() -> None:
        for first in range(0, len(pixels), size):
            bound.attack.attack(context.only(np.arange(first, min(first + size, len(pixels)))))

    return run
