"""Every metric judges a map, and two maps are compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.metrics.base import METRICS, Metric, MetricCall
from attnstudio.core.params import IntParam
from attnstudio.core.request import MethodCall
from attnstudio.core.similarity import Measure, matrix
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import Subject

_METHOD = MethodCall("gradcam")


def checks(subject: Subject) -> Iterator[Check]:
    for metric in METRICS:
        yield f"metric {metric.id}", partial(_check_metric, subject, metric)
    for measure in Measure:
        yield f"comparison by {measure}", partial(_check_similarity, measure)


def _check_metric(subject: Subject, metric: Metric) -> None:
    """With as few steps and samples as it takes: the value need not be exact."""
    quick = tuple((param.name, param.min) for param in metric.params if isinstance(param, IntParam))
    (scene,) = subject.evaluated([_METHOD], [MetricCall(metric.id, quick)], 1)
    (found,) = scene.measurements
    require(found.score is not None, str(found.obstacle))
    assert found.score is not None
    require(np.isfinite(found.score.value), f"the value is {found.score.value}")
    curve = found.score.curve
    require(curve is not None or metric.axes is None, "there is no curve")
    require(curve is None or np.isfinite([curve.x, curve.y]).all(), "the curve is not finite")


def _check_similarity(measure: Measure) -> None:
    one = np.random.default_rng(0).random((32, 32), np.float32)
    alike, like_itself, opposite = matrix([one, one, 1 - one], measure, RunContext())[0]
    require(alike == 1 and np.isclose(like_itself, 1), "a map is not similar to itself")
    require(opposite < 0, "a map is similar to its inverse")
