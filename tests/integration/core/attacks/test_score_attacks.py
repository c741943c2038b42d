"""Attacks that only ask the model, against their papers' steps, transcribed for one picture with the same random
numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, pictures, tiny

from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.compiled import CompiledModel

PIXELS = pictures(4)
TARGETED = pytest.mark.parametrize("targeted", [False, True], ids=["any class", "one class"])
Answers = Callable[[np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny()


@pytest.fixture(scope="module")
def network(model: Any) -> CompiledModel:
    return helpers.compiled(model)


@pytest.fixture(scope="module")
def answers(model: Any) -> Answers:
    import tensorflow as tf

    call = tf.function(model, input_signature=[tf.TensorSpec((None, 12, 12, 3))])
    return lambda pixels: np.asarray(call(tf.constant(pixels, tf.float32)), np.float64)


def margins_of(answers: Answers, job: AttackContext, row: int) -> Answers:
    """How far the answers to some pictures are on the wanted side, where one picture of the job is attacked."""

    def margins(pixels: np.ndarray) -> np.ndarray:
        logits = answers(pixels)
        own = int(job.labels[row] if job.targets is None else job.targets[row])
        lead = np.delete(logits, own, axis=-1).max(axis=-1) - logits[:, own]
        return lead if job.targets is None else -lead

    return margins


def attacked(job: AttackContext, name: str) -> np.ndarray:
    return ATTACKS.discover()[name].attack(job)


def share_of_p(query: int, queries: int) -> float:
    """By how much the authors of the square attack (github.com/max-andr/square-attack) make p smaller."""
    done = int(query / queries * 10_000)
    halvings = sum(done > start for start in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000))
    return 1 / (2**halvings)


@TARGETED
def test_the_square_attack_keeps_the_squares_that_help(
    answers: Answers, network: CompiledModel, targeted: bool
) -> None:
    """Algorithms 1 and 2 of arXiv 1912.00049."""
    queries, eps = 150, 0.03
    labels = context(network, PIXELS, "square").labels
    targets = (labels + 1) % 5 if targeted else None
    job = context(network, PIXELS, "square", eps, params={"queries": queries, "area": 0.5}, targets=targets)
    expected = []
    asked = 0
    for row, rng in enumerate(job.generators()):
        x, margins = PIXELS[row], margins_of(answers, job, row)

        def signs(rng: np.random.Generator, *shape: int) -> np.ndarray:
            return np.where(rng.random(shape) < 0.5, -eps, eps)

        best = np.clip(x + signs(rng, 1, 12, 3), 0, 1)
        highest = margins(best[None])[0]
        for query in range(queries - 1):
            if highest > 0:
                break
            side = max(1, round((0.5 * share_of_p(query, queries) * 12 * 12) ** 0.5))
            top, left = rng.integers(0, (12 - side + 1, 12 - side + 1))
            tried = best.copy()
            window = np.s_[top : top + side, left : left + side]
            tried[window] = np.clip(x[window] + signs(rng, 1, 1, 3), 0, 1)
            asked += 1
            if (found := margins(tried[None])[0]) > highest:
                best, highest = tried, found
        expected.append(best)
    np.testing.assert_allclose(attacked(job, "square"), expected, atol=1e-6)
    assert asked > 50, "the case would prove nothing"


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2])
def test_spsa_follows_differences_of_answers(answers: Answers, network: CompiledModel, norm: Norm) -> None:
    """Algorithm 1 of arXiv 1802.05666: two-sided differences along random signs, steps of Adam, the way back into the
    bounds. A first step of Adam is the sign of the estimate, which rounding turns where it is nearly 0."""
    eps, samples, probe, rate = {Norm.LINF: 0.02, Norm.L2: 0.3}[norm], 40, 0.02, 0.3
    params = {"steps": 3, "samples": samples, "probe": probe, "rate": rate}
    job = context(network, PIXELS, "spsa", eps, norm, params)
    expected = []
    for row, rng in enumerate(job.generators()):
        x, margins = PIXELS[row].astype(np.float64), margins_of(answers, job, row)
        pixels, mean, square = x.copy(), np.zeros_like(x), np.zeros_like(x)
        for step in range(1, 4):
            if margins(pixels[None])[0] > 0:
                break
            estimate = np.zeros_like(x)
            for count in (32, 8):  # as it draws them
                signs = rng.integers(0, 2, (count, 12, 12, 3), np.int8) * 2.0 - 1
                slopes = (margins(pixels + probe * signs) - margins(pixels - probe * signs)) / (2 * probe)
                estimate += sum(slope * v for slope, v in zip(slopes, signs, strict=True)) / samples
            mean, square = 0.9 * mean + 0.1 * estimate, 0.999 * square + 0.001 * estimate**2
            adam = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            change = pixels - x + rate * eps * adam * (1 if norm is Norm.LINF else (12 * 12 * 3) ** -0.5)
            if norm is Norm.LINF:
                change = np.clip(change, -eps, eps)
            else:
                change *= min(1, eps / np.linalg.norm(change))
            pixels = np.clip(x + change, 0, 1)
        expected.append(pixels)
    same = np.isclose(attacked(job, "spsa"), expected, atol=1e-4)
    assert same.mean() > 0.99
    assert np.abs(np.array(expected) - PIXELS).max(axis=(1, 2, 3)).min() > 0.005


@TARGETED
def test_one_pixel_evolves_as_differential_evolution_does(
    answers: Answers, network: CompiledModel, targeted: bool
) -> None:
    """Equation 3 of arXiv 1710.08864: a child of three others, no crossover, and the better of parent and child."""
    population, generations, mixing, dots = 12, 5, 0.5, 2
    labels = context(network, PIXELS, "one_pixel", dots, Norm.L0).labels
    targets = (labels + 1) % 5 if targeted else None
    params = {"population": population, "generations": generations, "mixing": mixing}
    job = context(network, PIXELS, "one_pixel", dots, Norm.L0, params, targets)
    expected, born = [], 0
    for row, rng in enumerate(job.generators()):
        x, margins = PIXELS[row], margins_of(answers, job, row)

        def drawn(candidate: np.ndarray, x: np.ndarray = x) -> np.ndarray:
            picture = x.copy()
            for down, across, *colour in candidate:
                picture[int(down), int(across)] = colour
            return picture

        most = np.array([12 - 1e-3, 12 - 1e-3, 1, 1, 1], np.float32)
        places = rng.random((population, dots, 2)) * most[:2]
        colours = np.clip(rng.normal(0.5, 0.5, (population, dots, 3)), 0, 1)
        parents = list(np.concatenate([places, colours], axis=-1).astype(np.float32))
        scores = margins(np.stack([drawn(one) for one in parents]))
        for _ in range(generations):
            if scores.max() > 0:
                break
            order = np.argsort(rng.random((population, population)), axis=-1)
            children = [
                np.clip(parents[a] + np.float32(mixing) * (parents[b] - parents[c]), 0, most)
                for a, b, c, *_ in order.tolist()
            ]
            of_children = margins(np.stack([drawn(child) for child in children]))
            for place, child in enumerate(children):
                if of_children[place] > scores[place]:
                    parents[place], scores[place] = child, of_children[place]
                    born += 1
        expected.append(drawn(parents[int(np.argmax(scores))]))
    found = attacked(job, "one_pixel")
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert born > 5, "the case would prove nothing"
    assert ((found != PIXELS).any(axis=-1).sum(axis=(1, 2)) <= dots).all()
