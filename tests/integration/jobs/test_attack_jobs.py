"""Jobs that attack one picture, with the real engine and the built-in model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from helpers.jobs import SCENES

from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.request import Request
from attnstudio.jobs.attack import AttackCache, AttackedPicture, AttackSoFar, AttackWork, SmallestEpsWork


def done(work: AttackWork, engine: Engine) -> tuple[AttackedPicture, list[AttackSoFar]]:
    """The outcome, and what came on the way."""
    found: list[object] = []
    steps = work.steps(engine, RunContext(), found.append)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value, [one for one in found if isinstance(one, AttackSoFar)]


def test_a_slow_attack_shows_the_picture_on_its_way(engine: Engine) -> None:
    picture, request = images.decode(SCENES[0]), Request(SCENES[0], "demo")
    eps = 8 / 255
    call = AttackCall("pgd", (eps,), params=(("steps", 60),))
    cache = AttackCache()
    outcome, ways = done(AttackWork(request, call, picture, None, cache), engine)
    assert ways, "nothing on the way"
    for way in ways:
        assert way.source == picture.source
        np.testing.assert_array_equal(way.original, outcome.attacked.original)
        change = way.adversarial.astype(int) - way.original
        assert 0 < np.abs(change).max() <= 8
    assert done(AttackWork(request, call, picture, None, cache), engine) == (outcome, [])  # it is known


def test_one_pass_shows_nothing_on_its_way(engine: Engine) -> None:
    picture, request = images.decode(SCENES[0]), Request(SCENES[0], "demo")
    for work in (AttackWork, SmallestEpsWork):
        outcome, ways = done(work(request, AttackCall("fgsm", (2 / 255,)), picture, None, AttackCache()), engine)
        assert not ways and outcome.attacked.before.request.image == Path(SCENES[0])
