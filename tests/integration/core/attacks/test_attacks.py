"""The contract of every attack."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, pictures, tiny

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled
from attnstudio.core.params import Value

EVERY = ATTACKS.discover()
PAIRS = [(name, norm) for name, attack in EVERY.items() for norm in attack.norms]
EACH = pytest.mark.parametrize(("name", "norm"), PAIRS)
# As quick as makes sense.
QUICK: dict[str, dict[str, Value]] = {
    "carlini_wagner": {"steps": 30, "searches": 4, "first_weight": 1.0, "rate": 0.05},
    "deepfool": {"steps": 20},
    "moved_map": {"steps": 6},
    "one_pixel": {"population": 20, "generations": 4},
    "patch": {"steps": 5},
    "pgd": {"steps": 5, "restarts": 2},
    "spsa": {"steps": 3, "samples": 8},
    "square": {"queries": 20},
    "universal": {"rounds": 3},
}
EPS = {Norm.LINF: 0.04, Norm.L2: 0.5, Norm.L0: 2, Norm.STRENGTH: 0.4}
PIXELS = pictures(5)


@pytest.fixture(scope="module")
def network() -> CompiledModel:
    return helpers.compiled(tiny())


def job(network: CompiledModel, name: str, norm: Norm, **changes: Any) -> AttackContext:
    return context(network, PIXELS, name, EPS[norm], norm, QUICK.get(name, {}), **changes)


@EACH
def test_it_makes_pictures_within_its_bounds_and_leaves_the_originals(
    network: CompiledModel, name: str, norm: Norm
) -> None:
    asked = job(network, name, norm)
    before = asked.pixels.copy()
    found = EVERY[name].attack(asked)
    assert found.shape == PIXELS.shape and found.dtype == np.float32 and np.isfinite(found).all()
    assert found.min() >= 0 and found.max() <= 1
    np.testing.assert_array_equal(asked.pixels, before)
    assert (found != before).any(axis=(1, 2, 3)).all(), "each picture changes"
    if EVERY[name].bounded and norm is not Norm.STRENGTH:
        assert (projection.size(found - before, norm) <= EPS[norm] * (1 + 1e-5)).all()


@EACH
def test_a_seed_gives_the_same_pictures(network: CompiledModel, name: str, norm: Norm) -> None:
    first, again = (EVERY[name].attack(job(network, name, norm, run=RunContext(seed=4))) for _ in range(2))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("name", ["pgd", "uniform_noise", "square", "spsa", "one_pixel", "noise_shift", "universal"])
def test_another_seed_gives_others(network: CompiledModel, name: str) -> None:
    norm = EVERY[name].norms[0]
    one, other = (EVERY[name].attack(job(network, name, norm, run=RunContext(seed=seed))) for seed in (4, 5))
    assert (one != other).any() or name == "universal"


@EACH
def test_a_picture_is_attacked_alike_in_every_batch(network: CompiledModel, name: str, norm: Norm) -> None:
    if EVERY[name].in_common:
        pytest.skip("its pictures share one change")
    asked = job(network, name, norm)
    together = EVERY[name].attack(asked)
    order = np.array([3, 0])
    np.testing.assert_allclose(EVERY[name].attack(asked.only(order)), together[order], atol=2e-5)


@EACH
def test_it_stops_between_batches(network: CompiledModel, name: str, norm: Norm) -> None:
    run = RunContext()
    run.cancelled.set()
    with pytest.raises(Cancelled):
        EVERY[name].attack(job(network, name, norm, run=run))


@EACH
def test_its_progress_grows_to_its_end(network: CompiledModel, name: str, norm: Norm) -> None:
    shares: list[float] = []
    run = RunContext(on_progress=lambda done, total: shares.append(done / total))
    EVERY[name].attack(job(network, name, norm, run=run))
    assert shares == sorted(shares) and all(0 < share <= 1 for share in shares)


@EACH
def test_no_gradient_is_asked_for_by_those_that_need_none(network: CompiledModel, name: str, norm: Norm) -> None:
    class Asked(Exception):
        pass

    class Watched(AttackContext):
        def passes(self, *_: Any) -> Any:
            raise Asked

    asked = Watched(**vars(job(network, name, norm)))
    if EVERY[name].needs_gradient:
        with pytest.raises(Asked):
            EVERY[name].attack(asked)
    else:
        EVERY[name].attack(asked)


@EACH
def test_it_takes_no_more_passes_than_it_says(network: CompiledModel, name: str, norm: Norm) -> None:
    asked = job(network, name, norm)
    before = network.passes
    EVERY[name].attack(asked)
    assert network.passes - before <= EVERY[name].passes(asked.params) * len(PIXELS)


AIMING = [pair for pair in PAIRS if EVERY[pair[0]].can_target and EVERY[pair[0]].kind in (Kind.GRADIENT, Kind.SCORE)]


@pytest.mark.parametrize(("name", "norm"), AIMING)
def test_it_comes_nearer_to_the_class_it_aims_at(network: CompiledModel, name: str, norm: Norm) -> None:
    labels = job(network, name, norm).labels
    asked = job(network, name, norm, targets=(labels + 2) % 5)
    eps = np.full(len(PIXELS), {Norm.LINF: 0.1, Norm.L2: 1.5, Norm.L0: 6, Norm.STRENGTH: 0.6}[norm], np.float32)
    asked = replace(asked, eps=eps)
    before, after = (asked.margins(asked.logits(one)) for one in (PIXELS, EVERY[name].attack(asked)))
    assert after.mean() > before.mean() and (after > before).sum() >= 4


@pytest.mark.parametrize("attack", EVERY.values(), ids=list(EVERY))
def test_it_describes_itself(attack: Attack) -> None:
    told = json.loads(json.dumps(attack.describe()))
    assert told["id"] == attack.id and told["summary"].endswith(".") and told["norms"]
    assert told["paper"] == "none" or told["paper"].startswith("arXiv ")
    assert all(param["help"].endswith(".") for param in told["params"])
