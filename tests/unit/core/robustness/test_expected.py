"""How long a run of attacks will take, from what maps, attacks and passes took."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.robustness.defences import DEFENCES
from attnstudio.core.robustness.expected import expected_seconds
from attnstudio.core.robustness.plan import Plan

NET, OTHER = Request(Path(), "net"), Request(Path(), "other")
PGD = AttackCall("pgd", (0.01, 0.02, 0.03), params=(("steps", 10),))  # 20 passes
PLAN = Plan((NET,), (PGD,))
PICTURES = 10


@pytest.fixture
def times() -> ExpectedTimes:
    """A pass of one of many pictures takes 0.1 s, of the other model 0.2 s; a map takes 3 s."""
    found = ExpectedTimes(None)
    for model, a_pass in (("net", 0.1), ("other", 0.2)):
        found.learn_attack(Place(model, "auto"), PGD, 20 * a_pass, pictures=50)
    found.learn_map(Place("net", "auto"), MethodCall("lime"), 3.0)
    return found


ATTACKS = 3 * 20 * 0.1 * PICTURES  # of three eps
ANSWERS = 4 * 0.1 * PICTURES  # before, and after each eps


def test_answers_before_and_after_are_counted(times: ExpectedTimes) -> None:
    assert expected_seconds(PLAN, times, PICTURES) == pytest.approx(ATTACKS + ANSWERS)


def test_maps_before_and_after_are_counted(times: ExpectedTimes) -> None:
    plan = replace(PLAN, requests=(replace(NET, methods=(MethodCall("lime"),)),))
    assert expected_seconds(plan, times, PICTURES) == pytest.approx(ATTACKS + ANSWERS + 4 * 3.0 * PICTURES)


def test_other_models_are_attacked_and_each_answers_what_was_made_on_the_others(times: ExpectedTimes) -> None:
    plan = replace(PLAN, requests=(NET, OTHER))
    of_net, of_other = ATTACKS + ANSWERS, 2 * (ATTACKS + ANSWERS)
    crosswise = 2 * ANSWERS + ANSWERS  # the slower model on what was made on the other, and the other way round
    assert expected_seconds(plan, times, PICTURES) == pytest.approx(of_net + of_other + crosswise)


def test_every_defence_answers_once_more(times: ExpectedTimes) -> None:
    plan = replace(PLAN, defences=DEFENCES[:2])
    assert expected_seconds(plan, times, PICTURES) == pytest.approx(ATTACKS + 3 * ANSWERS)


def test_the_bisection_attacks_again(times: ExpectedTimes) -> None:
    plan = replace(PLAN, attacks=(replace(PGD, eps=(8 / 255,)),), finds_smallest=True)
    rounds = 1 + 3  # the largest, and three halvings of eight steps of 1/255
    assert expected_seconds(plan, times, PICTURES) == pytest.approx((1 + rounds) * ATTACKS / 3 + ANSWERS / 2)
