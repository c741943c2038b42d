"""Measure the methods' speed, alone or against tf-keras-vis: alternating runs in one process, medians.

Both sides get the same preprocessed inputs, the same class indices and the same layer (`last-conv`, which is
tf-keras-vis's only rule). tf-keras-vis gets all pictures in one batch, its fastest way.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.explain import choose, explain
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import MethodCall

_MATMUL_SIDE = 4096


def measure(
    *,
    model: str,
    weights: Path | None,
    weight_folders: Sequence[Path],
    folder: Path,
    pictures: int,
    methods: Sequence[str],
    runs: int,
    against: bool,
) -> dict[str, Any]:
    """The report that `bench --json` prints. Raises Failure."""
    files = list(images.list_pictures([folder]))[:pictures]
    if not files:
        raise ChoiceFailure("There are no pictures in {folders}.", folders=folder)
    chosen = choose([MethodCall(name) for name in methods or METHODS.discover()])
    engine = Engine(weight_folders, random_weights=True)
    loaded = engine.load(model, weights)
    if loaded.random_weights:
        print(f"attnstudio: the weights of {model} are not here: seeded random weights are used", file=sys.stderr)
    network, layer = loaded.network, loaded.layer("last-conv")
    seen = [loaded.seen(images.decode(file).pixels, "stretch", "bilinear")[0] for file in files]
    inputs = np.stack([one.input for one in seen])
    classes = [int(index) for index in network.logits(inputs).argmax(axis=1)]
    theirs = _TfKerasVis(loaded.keras_model, inputs, classes) if against else None

    rows = []
    for one in chosen:

        def ours(one: Any = one) -> None:
            for picture, index in zip(seen, classes, strict=True):
                class_weights = np.eye(1, network.class_count, index, dtype=np.float32)[0]
                explain((one,), network, picture, class_weights, layer, RunContext())

        their_run = theirs.runner(one.method.id) if theirs else None
        ours_s, theirs_s = _alternate(ours, their_run, runs)
        rows.append(
            {
                "method": one.method.id,
                "ours_s": ours_s,
                "theirs_s": theirs_s,
                "ratio": None if theirs_s is None else theirs_s / ours_s,
                "peak_mb": None,
                "theirs_peak_mb": None,
                "share_of_matmul": None,
            }
        )
    return {
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("tensorflow_cpu", "keras", "numpy", "tf-keras-vis")},
        "model": model,
        "pictures": len(files),
        "threads": os.cpu_count(),
        "matmul_gflops": _matmul_gflops(),
        "rows": rows,
    }


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = [
        f"{report['model']}, {report['pictures']} pictures, {report['machine']}, "
        f"matrix product {report['matmul_gflops']:.0f} GFLOP/s",
        ", ".join(f"{name} {number}" for name, number in report["versions"].items()),
        f"{'method':<14}{'ours':>12}{'tf-keras-vis':>14}{'ratio':>8}",
    ]
    for row in report["rows"]:
        theirs = "" if row["theirs_s"] is None else f"{row['theirs_s'] * 1000:.0f} ms"
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.1f}"
        lines.append(f"{row['method']:<14}{row['ours_s'] * 1000:>9.0f} ms{theirs:>14}{ratio:>8}")
    return "\n".join(lines)


def _alternate(ours: Callable[[], None], theirs: Callable[[], None] | None, runs: int) -> tuple[float, float | None]:
    """Median seconds of each, after one warm-up."""
    spent: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for run, times in zip((ours, theirs), spent, strict=True):
            if run is None:
                continue
            started = time.perf_counter()
            run()
            if number > 0:
                times.append(time.perf_counter() - started)
    return statistics.median(spent[0]), statistics.median(spent[1]) if spent[1] else None


def _matmul_gflops() -> float:
    """The rate of a large float32 matrix product: what this machine can reach at all."""
    import tensorflow as tf

    square = tf.random.stateless_normal((_MATMUL_SIDE, _MATMUL_SIDE), (0, 1))
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        tf.linalg.matmul(square, square).numpy()
        best = min(best, time.perf_counter() - started)
    return 2 * _MATMUL_SIDE**3 / best / 1e9


class _TfKerasVis:
    """tf-keras-vis on one batch."""

    def __init__(self, model: Any, inputs: np.ndarray, classes: list[int]) -> None:
        from tf_keras_vis.utils.scores import CategoricalScore

        self._model, self._inputs, self._score = model, inputs, CategoricalScore(classes)

    def runner(self, method: str) -> Callable[[], None] | None:
        """A run of the same method with the same parameters; None where it has none."""
        from tf_keras_vis.gradcam import Gradcam
        from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
        from tf_keras_vis.saliency import Saliency
        from tf_keras_vis.utils.model_modifiers import ReplaceToLinear

        known: dict[str, tuple[Any, dict[str, Any]]] = {
            "saliency": (Saliency, {}),
            "smoothgrad": (Saliency, {"smooth_samples": 20, "smooth_noise": 0.20}),
            "gradcam": (Gradcam, {}),
            "gradcam++": (GradcamPlusPlus, {}),
        }
        if method not in known:
            return None
        kind, settings = known[method]
        visualiser = kind(self._model, model_modifier=ReplaceToLinear(), clone=True)
        return lambda: visualiser(self._score, self._inputs, **settings)
