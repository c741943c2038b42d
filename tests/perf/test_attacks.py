"""How long attacks take on the built-in model, and whether they take the passes by which they are classed."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.stopwatch import Show

from attnstudio import paths
from attnstudio.benchmark.attacks import measure_attacks
from attnstudio.benchmark.subject import Setting
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.methods.base import cost_of
from attnstudio.core.models.options import NONE_CHOSEN

LEAST = {Norm.LINF: 0.1 / 255, Norm.L2: 0.001, Norm.L0: 1.0, Norm.STRENGTH: 0.01}  # nothing succeeds with so little


@pytest.fixture(scope="module")
def setting() -> Setting:
    scenes: Path = paths.resource("demo", "scenes")
    return Setting("demo", NONE_CHOSEN, None, (), scenes, 1, ())


@pytest.mark.parametrize("name", ATTACKS.discover())
def test_cost(setting: Setting, name: str, show: Show) -> None:
    form = ATTACKS.discover()[name]
    call = AttackCall(name, (LEAST[form.norms[0]],) if form.bounded else ())
    (row,) = measure_attacks(setting, [call], 1)["rows"]
    show(f"{name}, one picture, {row['passes']} passes", row["ours_s"])
    assert row["passes"] <= row["most_passes"]
    assert name == "deepfool" or cost_of(row["passes"]) is form.cost
