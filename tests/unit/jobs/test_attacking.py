"""Runs over many pictures: what joins an earlier one, and the files of attacked pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.errors import Failure
from attnstudio.core.images import Source
from attnstudio.core.request import Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import AttackKey, AttackRecord, PictureRecord
from attnstudio.jobs.attacking import AttackRun, SavingAttackedWork

KEY = AttackKey("net", "pgd", Norm.LINF, 0.1)


def record(attack: str) -> AttackRecord:
    return AttackRecord("net", attack, "linf", 0.1, 0, True, None, 0, 0.9, 1, 0.8, False, True, 1.0, 0.1, 4, 0.1, 0.01)


def run(*attacks: str, rows: tuple[int, ...] = (0, 1), model: str = "net", whole: bool = True) -> AttackRun:
    plan = Plan((Request(Path(), model),), tuple(map(AttackCall, attacks)))
    picture = PictureRecord(Source(Path("one.png"), 0, 0, ""), tuple(map(record, attacks)))
    return AttackRun(plan, dict.fromkeys(rows, picture), {}, len(rows), whole)


def attacks(found: AttackRun) -> dict[int, list[str]]:
    return {row: [one.attack for one in picture.records] for row, picture in found.records.items()}


def test_another_attack_joins_and_the_same_one_is_replaced() -> None:
    joined = run("pgd", "uniform_noise").joined(run("fgsm", "uniform_noise"))
    assert attacks(joined) == {row: ["fgsm", "pgd", "uniform_noise"] for row in (0, 1)}


def test_only_the_pictures_of_the_new_run_are_kept() -> None:
    assert attacks(run("pgd", rows=(1,)).joined(run("fgsm"))) == {1: ["fgsm", "pgd"]}


@pytest.mark.parametrize("before", [None, run("fgsm", model="other"), run("fgsm", rows=(0,))])
def test_other_models_or_fewer_pictures_join_nothing(before: AttackRun | None) -> None:
    assert attacks(run("pgd").joined(before)) == {0: ["pgd"], 1: ["pgd"]}


def test_pictures_that_were_not_kept_stay_lost() -> None:
    assert not run("pgd").joined(run("fgsm", whole=False)).is_whole
    assert run("pgd").joined(run("fgsm")).is_whole


def test_attacked_pictures_are_a_data_set_with_their_labels(tmp_path: Path) -> None:
    png = (Path(__file__).parents[3] / "resources" / "screenshots" / "attack.png").read_bytes()
    work = SavingAttackedWork(tmp_path / "out", KEY, [("a.png", png, "cat"), ("b.png", png, None)])
    assert work.run(RunContext(), lambda _: None) == tmp_path / "out" == work.output_folder
    given = open_given([tmp_path / "out"])
    assert sorted(path.name for path in given.pictures) == ["a.png", "b.png"]


def test_files_that_are_there_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"mine")
    with pytest.raises(Failure):
        SavingAttackedWork(tmp_path, KEY, [("a.png", b"other", None)]).run(RunContext(), lambda _: None)
    assert (tmp_path / "a.png").read_bytes() == b"mine"
