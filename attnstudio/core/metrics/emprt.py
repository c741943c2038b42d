"""Efficient randomisation test: how much more complex a map becomes when the model loses all that it has learned."""

from __future__ import annotations

import numpy as np

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.params import IntParam
from attnstudio.core.text import Notice, tr_noop


@METRICS.register
class EfficientRandomisation(Metric):
    """(H(randomised map) - H(map)) / H(map), H the entropy of the histogram of a map's values (eMPRT: Hedstroem et al.
    2024, arXiv 2401.06465; its abstract and the authors' code, Quantus, were read)."""

    id = "emprt"
    name = tr_noop("Rise of complexity")
    family = Family.SANITY
    higher_is_better = True
    paper = "arXiv 2401.06465"
    summary = tr_noop(
        "Re-initialises all of the model's layers: how much the entropy of the map's values rises. A map of what was "
        "learned is simpler than one of noise; near 0 it does not depend on what the model has learned."
    )
    params = (
        IntParam(
            "bins", tr_noop("Bins"), tr_noop("How many equal intervals the values of a map fall into."), 100, 2, 1000
        ),
    )
    needs_model = True

    def obstacle(self, trial: Trial) -> Notice | None:
        if (found := super().obstacle(trial)) is not None:
            return found
        if not np.ptp(trial.randomised()):  # an entropy of 0, which would read as the worst score, -1
            return Notice(
                tr_noop(
                    "The map of {method} is flat once the model has lost what it learned: the rise of its complexity "
                    "is undefined."
                ),
                {"method": Notice(trial.method.name)},
            )
        return None

    def measure(self, trial: Trial) -> Score:
        before, after = (_entropy(values, trial.params["bins"]) for values in (trial.values, trial.randomised()))
        return Score((after - before) / before)


def _entropy(values: np.ndarray, bins: int) -> float:
    """In nats, of the shares of the values in each of the bins, which cover their range."""
    counts = np.histogram(values, bins)[0]
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())
