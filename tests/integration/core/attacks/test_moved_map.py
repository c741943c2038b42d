"""The attack on the explanation: the answer stays, and the gradient map of the real model moves."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, pictures, tiny

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.errors import ChoiceFailure

PIXELS = pictures(6)
RIGHT = np.zeros((12, 12), bool)
RIGHT[:, 6:] = True


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny()


def eager_map(model: Any, pixels: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Sum over channels of (dz_c/dx)^2, of the model as it is: (batch, height, width)."""
    import tensorflow as tf

    x = tf.constant(pixels)
    with tf.GradientTape() as tape:
        tape.watch(x)
        score = tf.gather(model(x), labels, axis=1, batch_dims=1)
    return np.square(tape.gradient(score, x).numpy()).sum(axis=-1)


def test_the_map_moves_into_the_region_and_the_answer_stays(model: Any) -> None:
    job = context(helpers.compiled(model), PIXELS, "moved_map", 0.1, params={"region": "0.5,0,1,1", "steps": 60})
    found = ATTACKS.discover()["moved_map"].attack(job)
    assert (np.asarray(model(found)).argmax(axis=-1) == job.labels).all()
    shares = [
        (one * RIGHT).sum(axis=(1, 2)) / one.sum(axis=(1, 2))
        for one in (eager_map(model, pixels, job.labels) for pixels in (PIXELS, found))
    ]
    assert (shares[1] > shares[0]).all() and (shares[1] - shares[0]).mean() > 0.1


def test_the_map_leaves_its_strongest_pixels(model: Any) -> None:
    job = context(helpers.compiled(model), PIXELS, "moved_map", 0.1, params={"steps": 60})
    found = ATTACKS.discover()["moved_map"].attack(job)
    assert (np.asarray(model(found)).argmax(axis=-1) == job.labels).all()
    before, after = (eager_map(model, pixels, job.labels).reshape(6, -1) for pixels in (PIXELS, found))
    strongest = np.argsort(-before, axis=-1)[:, :14]
    kept = [np.take_along_axis(one, strongest, axis=-1).sum(axis=-1) / one.sum(axis=-1) for one in (before, after)]
    assert (kept[1] < kept[0]).all() and (kept[0] - kept[1]).mean() > 0.05


@pytest.mark.parametrize("region", ["left", "0.5,0,0.2,1", "0,0,2,1"])
def test_a_region_that_is_none_is_refused(region: str) -> None:
    with pytest.raises(ChoiceFailure, match=r"0\.5,0,1,0\.5"):
        bind(AttackCall("moved_map", params=(("region", region),)))
