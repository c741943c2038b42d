"""The patch and the universal perturbation, step by step in eager Keras with the same random numbers."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, pictures, tiny

from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.params import Value

PIXELS = pictures(4)
MANY = pictures(70, seed=8)  # more than go through the model in a step
EPS = {Norm.LINF: 0.03, Norm.L2: 0.4}


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny()


@pytest.fixture(scope="module")
def network(model: Any) -> CompiledModel:
    return helpers.compiled(model)


def margins_and_gradients(
    model: Any, pixels: np.ndarray, labels: np.ndarray, targets: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """How far each answer is on the wanted side, and which way is further."""
    import tensorflow as tf

    x = tf.constant(pixels, tf.float32)
    own = tf.one_hot(labels if targets is None else targets, 5, True, False)
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = model(x)
        lead = tf.reduce_max(tf.where(own, -1e9, logits), -1) - tf.boolean_mask(logits, own)
        lead = lead if targets is None else -lead
    return lead.numpy(), tape.gradient(lead, x).numpy()


@pytest.mark.parametrize("targeted", [False, True], ids=["any class", "one class"])
@pytest.mark.parametrize("place", ["centre", "bottom right", "0.25,1", "anywhere"])
def test_a_patch_follows_the_margins_gradient_below_it(
    model: Any, network: CompiledModel, place: str, targeted: bool
) -> None:
    """Equation 1 of arXiv 1712.09665 by Adam, for each picture its own patch."""
    steps, rate, side = 6, 0.1, 5
    labels = context(network, PIXELS, "patch", 0.4, Norm.STRENGTH).labels
    targets = (labels + 1) % 5 if targeted else None
    params: dict[str, Value] = {"steps": steps, "rate": rate, "place": place}
    job = context(network, PIXELS, "patch", 0.4, Norm.STRENGTH, params, targets)  # 0.4 of 12 pixels
    rngs = job.generators()
    patches = [rng.random((side, side, 3), np.float32) for rng in rngs]
    means, squares = np.zeros((2, 4, side, side, 3))

    def windows() -> list[tuple[slice, slice]]:
        found = []
        for rng in rngs:
            fixed = {"centre": (0.5, 0.5), "bottom right": (1, 1), "0.25,1": (0.25, 1)}
            across, down = rng.random(2) if place == "anywhere" else fixed[place]
            top, left = round(down * (12 - side)), round(across * (12 - side))
            found.append(np.s_[top : top + side, left : left + side])
        return found

    def covered(places: list[tuple[slice, slice]]) -> np.ndarray:
        pixels = PIXELS.copy()
        for picture, window, patch in zip(pixels, places, patches, strict=True):
            picture[window] = patch
        return pixels

    for step in range(1, steps + 1):
        places = windows()
        _, gradients = margins_and_gradients(model, covered(places), labels, targets)
        for row, window in enumerate(places):
            up = gradients[row][window]
            means[row] = 0.9 * means[row] + 0.1 * up
            squares[row] = 0.999 * squares[row] + 0.001 * up**2
            adam = means[row] / (1 - 0.9**step) / (np.sqrt(squares[row] / (1 - 0.999**step)) + 1e-8)
            patches[row] = np.clip(patches[row] + rate * adam, 0, 1)
    expected = covered(windows())
    found = ATTACKS.discover()["patch"].attack(job)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert (np.abs(found - PIXELS).max(axis=-1) > 0).sum(axis=(1, 2)).max() <= side * side


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2])
def test_one_change_follows_the_pictures_that_it_does_not_fool_yet(
    model: Any, network: CompiledModel, norm: Norm
) -> None:
    """Algorithm 1 of arXiv 1610.08401, whose inner step is a gradient's as in arXiv 1811.11304."""
    rounds, parts = 4, 2
    params = {"rounds": rounds, "step_size": 2.0}
    job = context(network, MANY, "universal", EPS[norm], norm, params)
    rng, change = job.run.rng(), np.zeros((12, 12, 3))
    fooled = 0
    for _ in range(rounds):
        order = rng.permutation(70)
        for rows in (np.sort(order[:35]), np.sort(order[35:])):
            leads, gradients = margins_and_gradients(model, np.clip(MANY[rows] + change, 0, 1), job.labels[rows], None)
            fooled += int((leads > 0).sum())
            total = gradients[leads <= 0].sum(axis=0)
            step = 2.0 * EPS[norm] / (rounds * parts)
            if norm is Norm.LINF:
                change = np.clip(change + step * np.sign(total), -EPS[norm], EPS[norm])
            else:
                change = change + step * total / np.linalg.norm(total)
                change *= min(1, EPS[norm] / np.linalg.norm(change))
    found = ATTACKS.discover()["universal"].attack(job)
    same = np.isclose(found, np.clip(MANY + change, 0, 1), atol=1e-4)  # a sum that is nearly 0 has the sign of rounding
    assert same.mean() > 0.99 and fooled > 0
