"""The controls against foolbox's additive noise, with the same random numbers."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, foolbox_model, pictures, tiny

from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.projection import Norm

PIXELS = pictures(4)
EPS = {Norm.LINF: 0.05, Norm.L2: 0.6}


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("attack", "name"),
    [("uniform_noise", "L2AdditiveUniformNoiseAttack"), ("gaussian_noise", "L2AdditiveGaussianNoiseAttack")],
)
def test_noise_by_length_is_foolboxs(model: Any, attack: str, name: str) -> None:
    import tensorflow as tf

    ep = pytest.importorskip("eagerpy")
    foolbox, view = foolbox_model(model)
    job = context(helpers.compiled(model), PIXELS, attack, EPS[Norm.L2], Norm.L2)
    drawn = {"uniform_noise": job.uniform, "gaussian_noise": job.normal}[attack]()
    theirs = getattr(foolbox.attacks, name)()
    theirs.sample_noise = lambda _: ep.astensor(tf.constant(drawn))
    expected = theirs.run(view, tf.constant(PIXELS), epsilon=EPS[Norm.L2]).numpy()
    np.testing.assert_allclose(ATTACKS.discover()[attack].attack(job), expected, atol=1e-4)


@pytest.mark.parametrize("attack", ["uniform_noise", "gaussian_noise"])
def test_noise_by_its_largest_value_is_cut_there(model: Any, attack: str) -> None:
    """foolbox divides by the largest value of the draw without its sign, so that its noise leaves the bounds."""
    job = context(helpers.compiled(model), PIXELS, attack, EPS[Norm.LINF])
    drawn = {"uniform_noise": job.uniform, "gaussian_noise": job.normal}[attack]()
    expected = np.clip(PIXELS + 0.05 * np.clip(drawn, -1, 1), 0, 1)
    np.testing.assert_allclose(ATTACKS.discover()[attack].attack(job), expected, atol=1e-6)
    assert (np.abs(drawn) > 1).any() == (attack == "gaussian_noise")


def test_repeated_noise_is_the_first_draw_that_fools(model: Any) -> None:
    """With a large eps some draws fool the model, and not the first of every picture."""
    network = helpers.compiled(model)
    job = context(network, PIXELS, "uniform_noise", 0.5, params={"repeats": 30})
    found = ATTACKS.discover()["uniform_noise"].attack(job)
    firsts = []
    for row in range(len(PIXELS)):
        for number in range(30):
            tried = np.clip(PIXELS[row] + 0.5 * job.uniform(number)[row], 0, 1)
            if np.asarray(model(tried[None])).argmax() != job.labels[row]:
                break
        firsts.append(number)
        np.testing.assert_allclose(found[row], tried, atol=1e-6)
    assert len(set(firsts)) > 1
