"""Measure the methods' speed, alone or against tf-keras-vis: alternating runs in one process, medians.

tf-keras-vis gets all pictures in one batch, its fastest way.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.benchmark.peak import peak_mb
from attnstudio.benchmark.subject import Setting, Subject
from attnstudio.core import memory
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.request import MethodCall

MATMUL_SIDE = 4096
TOGETHER = "together"


@dataclass(frozen=True)
class Row:
    """Seconds and megabytes of one method on all pictures; None where there is nothing to compare, or to count.

    Attributes:
        share_of_matmul: of the rate of a large matrix product, what the convolutions and dense layers reach.
        passes: forward passes, and backward ones to the input, of single pictures.
        per_pass: what each costs, in bare forward passes of a full batch.
    """

    method: str
    ours_s: float
    theirs_s: float | None
    ratio: float | None
    peak_mb: float | None
    theirs_peak_mb: float | None
    share_of_matmul: float | None
    passes: int
    per_pass: float | None


def measure(setting: Setting, runs: int, *, against: bool, with_peak: bool) -> dict[str, Any]:
    """The report that `bench --json` prints: a row a method, and one of all together if there are several.

    Methods that the model cannot carry are named, with the reason, and left out.

    Raises:
        Failure: there are no pictures, no such model or method, or none that the model can carry.
    """
    subject = opened(setting)
    matmul = _matmul_flops()
    fitting = _fitting(subject, setting.calls)
    every = [(call.id, [call]) for call in fitting]
    if len(every) > 1:
        every.append((TOGETHER, fitting))
    rows = []
    for name, calls in every:
        row = _row(name, subject, calls, runs, against, matmul)
        if with_peak:
            reference_mb = None if row.theirs_s is None else peak_mb(setting, calls, "tf-keras-vis")
            row = replace(row, peak_mb=peak_mb(setting, calls, "attnstudio"), theirs_peak_mb=reference_mb)
        rows.append(row)
    return machine(setting, subject) | {"matmul_gflops": matmul / 1e9, "rows": [asdict(row) for row in rows]}


def _fitting(subject: Subject, calls: Sequence[MethodCall]) -> list[MethodCall]:
    fit, unfit = subject.fitting(calls)
    for name, failure in unfit:
        print(f"attnstudio: {name} is left out: {failure}", file=sys.stderr)
    return fit


def opened(setting: Setting) -> Subject:
    """Says if the weights are random. Raises Failure."""
    subject = Subject(setting)
    if subject.model.random_weights:
        print(
            f"attnstudio: the weights of {setting.model} are not installed: using seeded random weights",
            file=sys.stderr,
        )
    return subject


def machine(setting: Setting, subject: Subject) -> dict[str, Any]:
    """What every report begins with."""
    return {
        "machine": f"{processor()}, {os.cpu_count()} cores",
        "versions": versions(),
        "model": setting.model,
        "random_weights": subject.model.random_weights,
        "pictures": subject.count,
        "threads": os.cpu_count(),
    }


def _row(name: str, subject: Subject, calls: Sequence[MethodCall], runs: int, against: bool, matmul: float) -> Row:
    network = subject.model.network
    own_run, reference_run = subject.attnstudio_run(calls), subject.tf_keras_vis_run(calls) if against else None
    before = network.passes
    own_run()
    passes = network.passes - before
    ours_s, theirs_s, forward_s = alternate((own_run, reference_run, bare_forward(network, subject)), runs)
    assert ours_s is not None
    assert forward_s is not None
    products = memory.products_per_input(network.model)
    return Row(
        method=name,
        ours_s=ours_s,
        theirs_s=theirs_s,
        ratio=None if theirs_s is None else theirs_s / ours_s,
        peak_mb=None,
        theirs_peak_mb=None,
        share_of_matmul=2 * products * passes / ours_s / matmul if passes else None,
        passes=passes,
        per_pass=ours_s / passes / (forward_s / network.forward_batch) if passes else None,
    )


def bare_forward(network: CompiledModel, subject: Subject) -> Callable[[], object]:
    """One forward pass of a full batch."""
    batch = np.resize(subject.inputs, (network.forward_batch, *subject.inputs.shape[1:]))
    return lambda: network.logits(batch)


def alternate(sides: Sequence[Callable[[], object] | None], runs: int) -> list[float | None]:
    """Median seconds of each, after one warm-up."""
    spent: list[list[float]] = [[] for _ in sides]
    for number in range(runs + 1):
        for run, times in zip(sides, spent, strict=True):
            if run is None:
                continue
            started = time.perf_counter()
            run()
            if number > 0:
                times.append(time.perf_counter() - started)
    return [statistics.median(times) if times else None for times in spent]


def _matmul_flops() -> float:
    """The rate of a large float32 matrix product: what this machine can reach at all."""
    import tensorflow as tf

    square = tf.random.stateless_normal((MATMUL_SIDE, MATMUL_SIDE), (0, 1))
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        tf.linalg.matmul(square, square).numpy()
        best = min(best, time.perf_counter() - started)
    return 2 * MATMUL_SIDE**3 / best


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def versions() -> dict[str, str]:
    import tensorflow as tf

    return {"tensorflow": str(tf.__version__)} | {name: version(name) for name in ("keras", "numpy", "tf-keras-vis")}
