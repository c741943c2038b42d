"""One pixel: differential evolution looks for a few pixels that change the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop


@ATTACKS.register
class OnePixel(Attack):
    """Candidates (row, column, colour) of each pixel; a child r1 + F (r2 - r3) replaces its parent where it is better
    (Su et al. 2019, arXiv 1710.08864)."""

    id, name, paper = "one_pixel", tr_noop("One pixel"), "arXiv 1710.08864"
    kind, norms = Kind.SCORE, (Norm.L0,)
    needs_gradient = False
    summary = tr_noop("A single pixel, or a few, of any colour: found by differential evolution.")
    description = tr_noop(
        "A population of places and colours is mixed again and again, and what changes the answer more survives. It "
        "shows that a change need not be spread over the picture; on large pictures it rarely succeeds."
    )
    formula = r"u = r_1 + F (r_2 - r_3), \quad r_i = (i, j, \mathrm{colour})"
    params = (
        IntParam("population", tr_noop("Population"), tr_noop("How many candidates there are."), 100, 4, 2000),
        IntParam("generations", tr_noop("Generations"), tr_noop("How often they are mixed, at most."), 50, 1, 1000),
        FloatParam("mixing", tr_noop("Mixing"), tr_noop("The factor F of the differences."), 0.5, 0.0, 2.0, 0.1),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(params["population"] * (1 + params["generations"]))

    def attack(self, context: AttackContext) -> np.ndarray:
        every = zip(context.generators(), range(len(context)), strict=True)
        return np.stack([_evolved(context.only(np.array([row])), rng, (row, len(context))) for rng, row in every])


def _evolved(context: AttackContext, rng: np.random.Generator, place: tuple[int, int]) -> np.ndarray:
    """Of one picture. `place`: its number, and how many there are."""
    picture, params = context.pixels[0], context.params
    height, width, channels = picture.shape
    count, dots = params["population"], int(context.eps[0])
    most = np.array([height - 1e-3, width - 1e-3, *([1.0] * channels)], np.float32)
    # As in the paper: places uniform, colours round the middle.
    places = rng.random((count, dots, 2)) * most[:2]
    colours = np.clip(rng.normal(0.5, 0.5, (count, dots, channels)), 0, 1)
    parents = np.concatenate([places, colours], axis=-1).astype(np.float32)
    scores = _scores(context, parents)
    for generation in range(params["generations"]):
        if scores.max() > 0:
            break
        picks = np.argsort(rng.random((count, count)), axis=-1)[:, :3]
        first, second, third = (parents[picks[:, column]] for column in range(3))
        children = np.clip(first + np.float32(params["mixing"]) * (second - third), 0, most)
        of_children = _scores(context, children)
        better = of_children > scores
        parents[better], scores[better] = children[better], of_children[better]
        context.run.progress(place[0] * params["generations"] + generation + 1, place[1] * params["generations"])
    return _drawn(picture, parents[[scores.argmax()]])[0]


def _scores(context: AttackContext, candidates: np.ndarray) -> np.ndarray:
    same = np.zeros(len(candidates), int)
    return context.only(same).margins(context.logits(_drawn(context.pixels[0], candidates)))


def _drawn(picture: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    """(height, width, channels) with each candidate's pixels, (count, pixels, 2 + channels)."""
    drawn = np.repeat(picture[None], len(candidates), axis=0)
    rows, columns = candidates[..., 0].astype(int), candidates[..., 1].astype(int)
    drawn[np.arange(len(candidates))[:, None], rows, columns] = candidates[..., 2:]
    return drawn
