"""The table of an evaluation: methods x metrics, the best and the worst marked, ties called ties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from attnstudio.core.evaluation.measure import Measurement
from attnstudio.core.evaluation.statistics import Estimate, estimate
from attnstudio.core.methods import base as methods
from attnstudio.core.metrics.base import METRICS, Family, Metric
from attnstudio.core.request import MethodCall
from attnstudio.core.text import Notice

CONTROLS = ("random", "centre_gaussian")  # in every table: what a method has to beat
# A map whose rank correlation with that of randomised models surely lies above this on average is more alike than not.
# Guided backprop, which is known not to react (arXiv 1810.03292), lies above; gradients and Grad-CAM lie below.
RANDOMISATION_LIMIT = 0.5
_COMPARED_WITH_CONTROLS = {Family.FAITHFULNESS, Family.LOCALISATION}


class Mark(StrEnum):
    """Among the methods that are no controls. Those whose interval overlaps with the best one's tie with it."""

    BEST = "best"
    TIED_BEST = "tied for best"
    WORST = "worst"
    TIED_WORST = "tied for worst"


@dataclass(frozen=True)
class Cell:
    """One metric of one method over all pictures.

    Attributes:
        estimate: None where it was measured on no picture.
        obstacle: then, why.
        mark: best or worst of the metric; None with one picture or one method, or if all tie.
        no_better_than: ids of the controls that it does not beat.
        fails: the map hardly depends on what the model has learned.
    """

    estimate: Estimate | None
    obstacle: Notice | None = None
    mark: Mark | None = None
    no_better_than: tuple[str, ...] = ()
    fails: bool = False


@dataclass(frozen=True)
class Summary:
    """`cells` by (method id, metric id)."""

    methods: tuple[str, ...]
    metrics: tuple[str, ...]
    pictures: int
    cells: Mapping[tuple[str, str], Cell] = field(repr=False)


def add_controls(calls: Sequence[MethodCall]) -> tuple[MethodCall, ...]:
    """The methods, then the missing controls; each method once, with the parameters of its last call."""
    chosen = {call.id: call for call in calls}
    return (*chosen.values(), *(MethodCall(control) for control in CONTROLS if control not in chosen))


def summarise(pictures: Iterable[Sequence[Measurement]]) -> Summary:
    """Summarise the measurements of all pictures. Methods and metrics stay in the order of their first occurrence."""
    values: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    obstacles: dict[tuple[str, str], Notice | None] = {}
    count = 0
    for count, measurements in enumerate(pictures, 1):  # noqa: B007
        for one in measurements:
            key = (one.method, one.metric)
            obstacles.setdefault(key, one.obstacle)
            if one.score is not None:
                values[key].append(one.score.value)
    method_ids, metric_ids = (tuple(dict.fromkeys(key[side] for key in obstacles)) for side in (0, 1))
    cells: dict[tuple[str, str], Cell] = {}
    for metric_id in metric_ids:
        column = {
            method_id: estimate(values[method_id, metric_id])
            for method_id in method_ids
            if values[method_id, metric_id]
        }
        metric = METRICS.discover()[metric_id]
        marks = _marks(metric, column)
        for method_id in method_ids:
            found = column.get(method_id)
            cells[method_id, metric_id] = Cell(
                estimate=found,
                obstacle=None if found else obstacles.get((method_id, metric_id)),
                mark=marks.get(method_id),
                no_better_than=_unbeaten(metric, method_id, column),
                fails=metric.family is Family.SANITY
                and found is not None
                and _surely_above(found, RANDOMISATION_LIMIT),
            )
    return Summary(method_ids, metric_ids, count, cells)


def is_control(method_id: str) -> bool:
    return methods.METHODS.discover()[method_id].family is methods.Family.CONTROL


def _surely_above(found: Estimate, limit: float) -> bool:
    return (found.mean if found.low is None else found.low) > limit


def _marks(metric: Metric, column: Mapping[str, Estimate]) -> dict[str, Mark]:
    judged = {name: one for name, one in column.items() if not is_control(name) and one.count == _most(column)}
    ordered = sorted(judged, key=lambda name: judged[name].mean, reverse=metric.higher_is_better)
    marks: dict[str, Mark] = {}
    if len(ordered) < 2 or judged[ordered[0]].overlaps(judged[ordered[-1]]) is not False:
        return marks  # the best and the worst tie
    for end, alone, tied in ((ordered[0], Mark.BEST, Mark.TIED_BEST), (ordered[-1], Mark.WORST, Mark.TIED_WORST)):
        group = [name for name in ordered if judged[name].overlaps(judged[end])]
        for name in group:
            # Who ties with both ends is neither.
            if name in marks:
                del marks[name]
            else:
                marks[name] = alone if len(group) == 1 else tied
    return marks


def _most(column: Mapping[str, Estimate]) -> int:
    """Pictures that a method of the column was measured on. Methods with fewer pictures are not compared."""
    return max(one.count for one in column.values())


def _unbeaten(metric: Metric, method_id: str, column: Mapping[str, Estimate]) -> tuple[str, ...]:
    """The controls that the method does not beat."""
    found = column.get(method_id)
    if found is None or is_control(method_id) or metric.family not in _COMPARED_WITH_CONTROLS:
        return ()
    if found.count < _most(column):
        return ()  # of other pictures than the controls
    unbeaten = []
    for control in CONTROLS:
        other = column.get(control)
        if other is None or (overlap := found.overlaps(other)) is None:
            continue
        if overlap or (found.mean > other.mean) != metric.higher_is_better:
            unbeaten.append(control)
    return tuple(unbeaten)
