"""Curves of the target's probability while pixels appear or vanish, the strongest first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnstudio.core.baselines import baseline
from attnstudio.core.masks import BASELINE, scored
from attnstudio.core.metrics.base import Curve, Score, Trial
from attnstudio.core.params import ChoiceParam, IntParam
from attnstudio.core.text import tr_noop

STEPS = IntParam(
    "steps", tr_noop("Steps"), tr_noop("Number of equal steps in which the pixels are changed."), 100, 2, 1000
)
AXES = (tr_noop("share of pixels"), tr_noop("probability"))


def behind(kind: str) -> ChoiceParam:
    """What hidden pixels show, with its default."""
    return replace(BASELINE, initial=kind)


def flipped(trial: Trial, *, inserted: bool) -> Score:
    """The curve over `steps` equal steps, none to all, and its area (trapezoids), as Petsiuk et al. 2018 define it.

    Args:
        inserted: the strongest pixels appear on the baseline; otherwise they vanish behind it.
    """
    steps = trial.params["steps"]
    counts = np.linspace(0, trial.ranks.size, steps + 1).astype(np.int64)[:, None, None]

    def masks(first: int, end: int) -> np.ndarray:
        strongest = trial.ranks < counts[first:end]
        return (strongest if inserted else ~strongest).astype(np.float32)

    background = baseline(trial.model_input, trial.params["baseline"])
    shares = np.linspace(0, 1, steps + 1)
    curve = Curve(shares, np.zeros_like(shares))
    for scores in scored(
        trial.network, trial.model_input.input, background, steps + 1, masks, trial.probabilities, trial.ctx
    ):
        curve = Curve(shares[: len(scores)], scores.copy())
        trial.on_curve(curve)
    return Score(curve.area, curve)
