"""Every metric of every map of one picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from zlib import crc32

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, RegionFailure
from attnstudio.core.evaluation.cascade import Cascade
from attnstudio.core.explain import BoundMethod, explain_each
from attnstudio.core.images import Picture
from attnstudio.core.metrics.base import METRICS, Curve, Metric, MetricCall, Score, Trial
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.params import Value, complete
from attnstudio.core.predictions import PredictedInput
from attnstudio.core.regions import Region, check, mask, on_input
from attnstudio.core.request import Heatmap, Result
from attnstudio.core.text import Notice, tr_noop

NO_REGION = Notice(tr_noop("The picture has no region."))
OUT_OF_SIGHT = Notice(tr_noop("The region lies outside the part of the picture that the model input covers."))
NOT_FINITE = Notice(tr_noop("The model's output for the changed picture is not finite."))


@dataclass(frozen=True)
class BoundMetric:
    """A metric with the value of every parameter."""

    metric: Metric
    params: dict[str, Value]


def bind_metrics(calls: Sequence[MetricCall]) -> tuple[BoundMetric, ...]:
    """Look up the metrics and check their parameters. Raises ChoiceFailure, which lists the valid ones."""
    known = METRICS.discover()
    for call in calls:
        if call.id not in known:
            raise ChoiceFailure(
                "There is no metric {metric}. The metrics are: {metrics}.", metric=call.id, metrics=", ".join(known)
            )
    metrics = [known[call.id] for call in calls]
    return tuple(
        BoundMetric(metric, complete(metric.params, dict(call.params)))
        for metric, call in zip(metrics, calls, strict=True)
    )


@dataclass(frozen=True, eq=False)
class Case:
    """A picture to evaluate on.

    Attributes:
        region: bool (height, width) at the picture's size, where the object is; or the reason why it is not known.
        target: as on the command line; empty: that of the request.
        result: its maps, if they were computed already.
        label: its class, an index of the model's; None: not known.
        if_predicted: whether it is judged only where the model says the target; else it is just predicted.
    """

    picture: Picture
    region: np.ndarray | Notice = NO_REGION
    target: str = ""
    result: Result | None = None
    label: int | None = None
    if_predicted: bool = False


def case_of(
    picture: Picture,
    region: Region | None,
    target: str = "",
    on_notice: Callable[[Notice], object] = lambda _: None,
) -> Case:
    """A case from an annotated picture. A region that does not fit the picture costs only the metrics that need one.

    Args:
        on_notice: called with what is wrong with the region.
    """
    if region is None:
        return Case(picture, NO_REGION, target)
    size = picture.pixels.shape[1], picture.pixels.shape[0]
    try:
        for notice in check(region, size, picture.path.name):
            on_notice(notice)
        return Case(picture, mask(region, size), target)
    except RegionFailure as failure:
        reason = Notice(failure.template, failure.values)
        on_notice(reason)
        return Case(picture, reason, target)


@dataclass(frozen=True, eq=False)
class Measurement:
    """One metric of one map. `score` is None where the metric has no meaning for it: `obstacle` says why."""

    method: str
    metric: str
    score: Score | None
    obstacle: Notice | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Evaluated:
    """One picture with its maps and their measurements."""

    case: Case
    result: Result
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class Listener:
    """Callbacks for the results of the current picture, in the thread of the evaluation."""

    heatmap: Callable[[Heatmap], None] = lambda _: None
    curve: Callable[[str, str, Curve], None] = lambda *_: None  # method, metric, the curve so far
    measurement: Callable[[Measurement], None] = lambda _: None


def measure(
    model: LoadedModel,
    case: Case,
    predicted: PredictedInput,
    result: Result,
    chosen: Sequence[BoundMethod],
    metrics: Sequence[BoundMetric],
    cascade: Callable[[], Cascade],
    ctx: RunContext,
    listener: Listener,
) -> Iterator[Measurement]:
    """Judge the maps of one picture, metric by metric.

    Args:
        chosen: the methods of the result's maps.
        cascade: returns the network with randomised layers; called when the first metric needs it.
    """
    layer = result.heatmaps and model.layer(result.request.layer)
    # Metrics draw other random numbers for every picture, so that one draw does not bias the mean.
    own = replace(ctx, seed=crc32(result.source.digest.encode(), ctx.seed))
    network, class_weights = model.network, predicted.class_weights
    region = _region(case, predicted)

    @cache
    def curves() -> dict[str, Curve]:
        depending = [one for one in chosen if one.method.needs]
        found = cascade().curves(depending, predicted.model_input, class_weights, layer or None, ctx)
        return {one.method.id: curve for one, curve in zip(depending, found, strict=True)}

    @cache
    def randomised() -> dict[str, np.ndarray]:
        depending = [one for one in chosen if one.method.needs]
        found = cascade().randomised(depending, predicted.model_input, class_weights, layer or None, ctx)
        return {one.method.id: values for one, values in zip(depending, found, strict=True)}

    quiet = RunContext(cancelled=ctx.cancelled, seed=ctx.seed)

    def again(method: BoundMethod, pixels: Sequence[np.ndarray]) -> list[np.ndarray]:
        model_input = [ModelInput(one, predicted.model_input.preprocess) for one in pixels]
        each = explain_each([method], network, model_input, [class_weights] * len(model_input), layer or None, quiet)
        return [method.method.strengths(heatmap) for (heatmap,) in each]

    def of_classes(method: BoundMethod, weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        model_inputs = [predicted.model_input] * len(weights)
        each = explain_each([method], network, model_inputs, weights, layer or None, quiet)
        return [heatmap.values for (heatmap,) in each]

    parts = len(metrics) * len(chosen)
    bare = [
        Trial(
            heatmap=heatmap,
            method=one.method,
            network=network,
            model_input=predicted.model_input,
            target=predicted.target,
            class_weights=class_weights,
            region=region,
            params={},
            ctx=own,
            again=partial(again, one),
            of_classes=partial(of_classes, one),
            cascade=partial(lambda name: curves()[name], one.method.id),
            randomised=partial(lambda name: randomised()[name], one.method.id),
        )
        for one, heatmap in zip(chosen, result.heatmaps, strict=True)
    ]
    for row, metric in enumerate(metrics):
        for column, trial in enumerate(bare):
            ctx.check_cancelled()
            listen = partial(listener.curve, trial.method.id, metric.metric.id)
            part = own.part(row * len(bare) + column, parts)
            ready = replace(trial, params=metric.params, ctx=part, on_curve=listen)
            measurement = _measured(metric.metric, ready)
            part.progress(1, 1)
            listener.measurement(measurement)
            yield measurement


def _region(case: Case, predicted: PredictedInput) -> np.ndarray | Notice:
    """At the model's input size."""
    if isinstance(case.region, Notice):
        return case.region
    region = on_input(case.region, predicted.placement)
    return region if region.any() else OUT_OF_SIGHT


def _measured(metric: Metric, trial: Trial) -> Measurement:
    started = time.perf_counter()
    obstacle = metric.obstacle(trial)
    score = metric.measure(trial) if obstacle is None else None
    if score is not None and not np.isfinite(score.value):
        score, obstacle = None, NOT_FINITE
    return Measurement(trial.method.id, metric.id, score, obstacle, time.perf_counter() - started)
