"""How long maps and attacks will take, from how long they took."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.request import MethodCall

HERE = Place("net", "auto")
LIME, PGD, SQUARE = MethodCall("lime"), AttackCall("pgd"), AttackCall("square")


def test_times_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "times.json"
    times = ExpectedTimes(file)
    times.learn_map(HERE, LIME, 2.5)
    times.learn_attack(HERE, PGD, 4.0)
    times.save()
    again = ExpectedTimes(file)
    assert (again.of_map(HERE, LIME), again.of_attack(HERE, PGD)) == (2.5, 4.0)


CONTENTS = ["", "{", "[1]", '{"a": 1}', '{"net auto lime []": ["x", -1, 1e99]}', "[" * 99999]
DAMAGED = ['{"net auto lime [[": [1]}', '{"net auto attack:pgd 5": [1]}', '{"net auto attack:pgd [[\\"x\\", 1]]": [1]}']


@pytest.mark.parametrize("content", CONTENTS + DAMAGED)
def test_a_damaged_file_costs_its_times(tmp_path: Path, content: str) -> None:
    file = tmp_path / "times.json"
    file.write_text(content)
    found, fresh = ExpectedTimes(file), ExpectedTimes(None)
    assert found.of_map(HERE, MethodCall("gradcam")) > 0
    assert found.of_attack(HERE, SQUARE) == fresh.of_attack(HERE, SQUARE)


def test_every_eps_and_picture_takes_its_time_but_a_smallest_change_is_sought_once() -> None:
    times = ExpectedTimes(None)
    for seconds in (1.0, 3.0, 2.0):
        times.learn_attack(HERE, PGD, seconds, pictures=50)
    assert times.of_attack(HERE, AttackCall("pgd", (0.01, 0.02, 0.03)), 10) == pytest.approx(2 * 3 * 10)
    times.learn_attack(HERE, AttackCall("deepfool"), 2.0, pictures=50)
    assert times.of_attack(HERE, AttackCall("deepfool", (1.0, 2.0)), 10) == pytest.approx(2 * 10)


def test_one_picture_of_many_takes_less_than_one_by_itself() -> None:
    times = ExpectedTimes(None)
    times.learn_attack(HERE, PGD, 4.0)
    times.learn_attack(HERE, PGD, 0.5, pictures=2)
    assert (times.of_attack(HERE, PGD), times.of_attack(HERE, PGD, 100)) == (4.0, 50.0)


def test_what_was_not_tried_is_guessed_by_its_passes() -> None:
    times = ExpectedTimes(None)
    assert times.of_attack(HERE, SQUARE) > 0
    times.learn_map(HERE, MethodCall("gradcam"), 0.5)  # one pass, there and back
    assert times.of_attack(HERE, SQUARE) == pytest.approx(1000 * 0.25)
    times.learn_attack(HERE, PGD, 4.0)  # 40 steps there and back
    assert times.of_attack(HERE, SQUARE) == pytest.approx(1000 * 4 / 80)
    assert times.of_attack(HERE, AttackCall("pgd", params=(("steps", 10),))) == pytest.approx(20 * 4 / 80)
    assert times.of_attack(Place("other", "auto"), SQUARE) != pytest.approx(1000 * 4 / 80)


def test_a_check_for_backdoors_takes_as_long_as_its_passes_took() -> None:
    times = ExpectedTimes(None)
    times.learn_check(HERE, "neural_cleanse", 60.0, pictures=300, classes=10)
    assert times.of_check(HERE, "neural_cleanse", 300, 10) == pytest.approx(60)
    assert times.of_check(HERE, "neural_cleanse", 300, 43) == pytest.approx(60 * 4.3)
    times.learn_check(HERE, "strip", 10.0, pictures=100, classes=10)
    assert times.of_check(HERE, "strip", 500, 2) == pytest.approx(50)
    assert 0 < times.of_check(HERE, "activation_clustering", 100, 10) < times.of_check(HERE, "strip", 100, 10)


def test_times_of_checks_are_remembered_and_say_nothing_of_maps(tmp_path: Path) -> None:
    times = ExpectedTimes(tmp_path / "times.json")
    before = times.of_map(HERE, LIME)
    times.learn_check(HERE, "strip", 1000.0, pictures=10, classes=10)
    times.save()
    again = ExpectedTimes(tmp_path / "times.json")
    assert again.of_check(HERE, "strip", 10, 10) == pytest.approx(1000) and again.of_map(HERE, LIME) == before
