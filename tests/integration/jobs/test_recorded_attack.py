"""What a run over many pictures kept, shown again: as a new attack would find it, with the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from helpers.jobs import SCENES

from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request, Subject
from attnstudio.core.robustness.picture_file import pixels_of
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import AttackKey
from attnstudio.jobs.attack import AttackCache, AttackedPicture, AttackWork
from attnstudio.jobs.attacking import AttackingWork, AttackRun, without_files
from attnstudio.jobs.base import EngineWork
from attnstudio.jobs.recorded_attack import AgainAttackedWork
from attnstudio.ui.attacks.recorded import Recorded

REQUEST = Request(Path(), "demo", (MethodCall("gradcam"),))
CALL = AttackCall("pgd", (2 / 255, 8 / 255), "linf", params=(("steps", 4),))
FACTS = RowFacts(np.array([0, 9, -1]))  # right, wrong, not known


class WithoutAttacks:
    """An engine that may not attack."""

    def __init__(self, engine: Engine) -> None:
        self.load, self.run_each = engine.load, engine.run_each

    def attack_each(self, *_: object) -> Iterator[object]:
        raise AssertionError("attacked again")


def done(work: EngineWork, engine: Engine | WithoutAttacks) -> tuple[object, list[object]]:
    found: list[object] = []
    steps = work.steps(cast(Engine, engine), RunContext(), found.append)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value, found


@pytest.fixture(scope="module")
def run(engine: Engine) -> AttackRun:
    plan = Plan((REQUEST,), (CALL,), keep_pictures=True)
    work = AttackingWork(plan, SCENES[:3], np.arange(3), FACTS, PictureStore(2**30))
    outcome, _ = done(work, engine)
    assert isinstance(outcome, AttackRun) and outcome.is_whole
    return outcome


def request_of(row: int) -> Request:
    return replace(REQUEST, image=SCENES[row], label=FACTS.of(row).label)


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("eps", CALL.eps)
def test_it_is_what_an_attack_finds_and_nothing_is_attacked(
    engine: Engine, run: AttackRun, row: int, eps: float
) -> None:
    recorded, picture, call = Recorded(), images.decode(SCENES[row]), replace(CALL, eps=(eps,))
    recorded.set_run(run)
    work = recorded.work(request_of(row), call, picture, None, AttackCache())
    assert work.is_quick
    outcome, _ = done(work, WithoutAttacks(engine))
    fresh, _ = done(AttackWork(request_of(row), call, picture, None, AttackCache()), engine)
    assert isinstance(outcome, AttackedPicture) and isinstance(fresh, AttackedPicture)
    assert same(outcome.attacked, fresh.attacked)
    for mine, its in zip(outcome.drifts, fresh.drifts, strict=True):
        assert (mine.spearman, mine.ssim, mine.top) == pytest.approx((its.spearman, its.ssim, its.top), abs=1e-5)
    known = work.drift(cast(Engine, WithoutAttacks(engine)), RunContext())
    assert (known is None) == (fresh.attacked.success is None)


def same(one: Attacked, other: Attacked) -> bool:
    for name in ("original", "adversarial"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("before", "after"):
        first, second = (getattr(found, name) for found in (one, other))
        np.testing.assert_allclose(first.prediction.logits, second.prediction.logits, atol=1e-4)
        for mine, its in zip(first.heatmaps, second.heatmaps, strict=True):
            np.testing.assert_allclose(mine.values, its.values, atol=1e-4)
    names = ("call", "norm", "eps", "label", "is_labelled", "target", "success", "notices")
    assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}
    return True


def test_other_choices_or_another_file_are_attacked_anew(run: AttackRun) -> None:
    recorded, picture = Recorded(), images.decode(SCENES[0])
    call, request = replace(CALL, eps=(8 / 255,)), request_of(0)
    cases = [
        (replace(call, eps=(3 / 255,)), request, picture),
        (replace(call, params=(("steps", 5),)), request, picture),
        (replace(call, jpeg=90), request, picture),
        (call, replace(request, label=4), picture),
        (call, replace(request, resize="crop"), picture),
        (call, replace(request, model="demo_backdoor"), picture),
        (call, request, replace(picture, source=replace(picture.source, digest="another"))),
    ]
    assert not recorded.work(request, call, picture, None, AttackCache()).is_quick
    recorded.set_run(run)
    assert recorded.work(replace(request, target="3"), call, picture, None, AttackCache()).is_quick
    for other_call, other_request, other_picture in cases:
        assert not recorded.work(other_request, other_call, other_picture, None, AttackCache()).is_quick


def test_a_region_needs_its_own_drift(engine: Engine, run: AttackRun) -> None:
    recorded, picture = Recorded(), images.decode(SCENES[0])
    recorded.set_run(run)
    region = np.ones(picture.pixels.shape[:2], bool)
    work = recorded.work(request_of(0), replace(CALL, eps=(8 / 255,)), picture, region, AttackCache())
    found = work.drift(engine, RunContext())
    assert found is not None and found.energy_after == pytest.approx(1)


def test_pictures_that_were_not_kept_are_made_again_as_they_were(engine: Engine, run: AttackRun) -> None:
    key, recorded = AttackKey("demo", "pgd", Norm.LINF, 8 / 255), Recorded()
    lost = {row: without_files(one) for row, one in run.records.items()}
    recorded.set_run(replace(run, records=lost, is_whole=False))
    assert not any(one.png for _, one in recorded.of(key))
    rows = [(row, SCENES[row]) for row in (0, 2)]
    call = replace(CALL, eps=(8 / 255,))
    _, found = done(AgainAttackedWork(REQUEST, call, rows, FACTS, PictureStore(2**30)), engine)
    for one in found:
        recorded.add_picture(key, *cast(tuple[int, bytes], one))
    kept = {row: one.png for row, one in recorded.of(key)}
    assert [bool(kept[row]) for row in range(3)] == [True, False, True]
    (attacked,) = engine.attack_each(REQUEST, call, [Subject(images.decode(SCENES[2]))], RunContext())
    assert isinstance(attacked, tuple)
    np.testing.assert_array_equal(pixels_of(kept[2]), attacked[0].adversarial)
    picture = images.decode(SCENES[2])
    assert recorded.work(request_of(2), call, picture, None, AttackCache()).is_quick


def test_a_method_that_the_model_cannot_carry_leaves_the_picture(engine: Engine, run: AttackRun) -> None:
    recorded, picture, call = Recorded(), images.decode(SCENES[0]), replace(CALL, eps=(8 / 255,))
    recorded.set_run(run)
    request = replace(request_of(0), methods=(MethodCall("attention_rollout"),))
    outcome, _ = done(recorded.work(request, call, picture, None, AttackCache()), WithoutAttacks(engine))
    fresh, _ = done(AttackWork(request, call, picture, None, AttackCache()), engine)
    assert isinstance(outcome, AttackedPicture) and isinstance(fresh, AttackedPicture)
    assert same(outcome.attacked, fresh.attacked) and outcome.drifts == ()
    for found in (outcome.attacked, fresh.attacked):
        assert [(name, "no attention layers" in str(failure)) for name, failure in found.before.left_out] == [
            ("attention_rollout", True)
        ]
