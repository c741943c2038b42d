"""Compare the metrics that need no model with Quantus, on the same maps.

    .venv/bin/python packaging/compare_quantus.py make scores.npz         # by attnstudio
    python packaging/compare_quantus.py compare scores.npz                # where Quantus 0.6.0 is

Quantus's part for Keras needs TensorFlow below 2.16 and NumPy below 2, so it cannot be installed beside attnstudio.
Those of its metrics are compared that take maps alone. Prints the largest difference of a score.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

SIDE, MAPS = 16, 200
METRICS = ("energy", "rank_accuracy", "pointing_game", "sparseness", "complexity", "emprt")


def make(file: Path) -> None:
    """Maps of noise, half of them signed, regions, maps after randomisation, and their scores."""
    from attnstudio.core.context import RunContext
    from attnstudio.core.evaluation.measure import bind_metrics
    from attnstudio.core.methods.base import METHODS
    from attnstudio.core.metrics.base import MetricCall, Trial
    from attnstudio.core.request import Heatmap
    from attnstudio.core.scaling import normalised

    rng, nothing = np.random.default_rng(1), Any
    raw = (rng.normal(size=(MAPS, SIDE, SIDE)) ** 3).astype(np.float32)
    raw[MAPS // 2 :] = np.abs(raw[MAPS // 2 :])
    after = rng.random((MAPS, SIDE, SIDE), np.float32)
    regions = np.zeros((MAPS, SIDE, SIDE), bool)
    for region, (top, left) in zip(regions, rng.integers(0, SIDE - 6, (MAPS, 2)), strict=True):
        region[top : top + 6, left : left + 5] = True
    scores = np.zeros((len(METRICS), MAPS))
    values = []
    for number in range(MAPS):
        scaled, low, high = normalised(raw[number])
        values.append(scaled)
        method = METHODS.discover()["integrated_gradients" if low < 0 else "saliency"]
        for row, bound in enumerate(bind_metrics([MetricCall(name) for name in METRICS])):
            made: Any = nothing
            trial = Trial(
                heatmap=Heatmap(scaled, low, high, method.id, None, 0.0),
                method=method,
                network=made,
                model_input=made,
                target=made,
                class_weights=made,
                region=regions[number],
                params=bound.params,
                ctx=RunContext(),
                again=made,
                of_classes=made,
                cascade=made,
                randomised=lambda number=number: after[number],  # type: ignore[misc]
            )
            scores[row, number] = bound.metric.measure(trial).value
    np.savez_compressed(file, raw=raw, values=np.stack(values), after=after, regions=regions, scores=scores)


def compare(file: Path) -> None:
    """A row of a table for each metric."""
    from quantus.functions.complexity_func import discrete_entropy
    from quantus.metrics.complexity import Complexity, Sparseness
    from quantus.metrics.localisation import (
        AttributionLocalisation,
        PointingGame,
        RelevanceRankAccuracy,
    )

    known = np.load(file)
    raw, regions = known["raw"].astype(np.float64)[:, None], known["regions"][:, None]
    picture = np.zeros_like(raw)
    quiet = {"disable_warnings": True, "normalise": False}

    def entropies(maps: np.ndarray) -> np.ndarray:
        return np.array([discrete_entropy(one, one) for one in maps])

    theirs = {
        "energy": AttributionLocalisation(positive_attributions=True, **quiet).evaluate_batch(
            x_batch=picture, a_batch=raw.copy(), s_batch=regions
        ),
        "rank_accuracy": RelevanceRankAccuracy(**quiet).evaluate_batch(
            x_batch=picture, a_batch=raw.copy(), s_batch=regions
        ),
        "pointing_game": PointingGame(**quiet).evaluate_batch(x_batch=picture, a_batch=raw.copy(), s_batch=regions),
        "sparseness": Sparseness(**quiet).evaluate_batch(x_batch=picture, a_batch=np.abs(raw)),
        "complexity": Complexity(**quiet).evaluate_batch(x_batch=picture, a_batch=np.abs(raw)),
        "emprt": entropies(known["after"]) / entropies(known["values"]) - 1,
    }
    print("| metric | largest difference |\n|---|---|")
    for name, ours in zip(METRICS, known["scores"], strict=True):
        print(f"| `{name}` | {np.abs(ours - np.asarray(theirs[name], np.float64)).max():.0e} |")


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](Path(sys.argv[2]))
