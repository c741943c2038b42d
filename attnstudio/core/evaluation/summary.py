"""The table of an evaluation: methods x metrics, the best and the worst marked where the pictures show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from attnstudio.core.evaluation.measure import Measurement
from attnstudio.core.evaluation.paired import Comparison, Verdict, compare
from attnstudio.core.evaluation.statistics import Estimate, estimate
from attnstudio.core.methods import base as methods
from attnstudio.core.metrics.base import METRICS, Family
from attnstudio.core.request import MethodCall
from attnstudio.core.text import Notice

CONTROLS = ("random", "centre_gaussian")  # in every table: what a method has to beat
_COMPARED_WITH_CONTROLS = {Family.FAITHFULNESS, Family.LOCALISATION}


class Mark(StrEnum):
    """Among the methods that are no controls, by their differences over the same pictures."""

    BEST = "best"  # better than each other
    AMONG_BEST = "among the best"  # the first, or not shown worse than it
    WORST = "worst"
    AMONG_WORST = "among the worst"


@dataclass(frozen=True)
class Cell:
    """One metric of one method over all pictures.

    Attributes:
        estimate: None where it was measured on no picture.
        obstacle: then, why.
        mark: best or worst of the metric; None with few pictures or one method, or if nothing separates them.
        no_better_than: ids of the controls that are as good or better, as the pictures show.
        not_shown_better_than: ids of those of which the pictures show neither.
        fails: the map hardly depends on what the model has learned.
    """

    estimate: Estimate | None
    obstacle: Notice | None = None
    mark: Mark | None = None
    no_better_than: tuple[str, ...] = ()
    not_shown_better_than: tuple[str, ...] = ()
    fails: bool = False


@dataclass(frozen=True)
class Summary:
    """`cells` and `values` by (method id, metric id). `values`: float64 (pictures,), NaN where there is no score."""

    methods: tuple[str, ...]
    metrics: tuple[str, ...]
    pictures: int
    cells: Mapping[tuple[str, str], Cell] = field(repr=False)
    values: Mapping[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)
    _compared: dict[tuple[str, str, str], Comparison] = field(default_factory=dict, repr=False, compare=False)

    def compare(self, metric_id: str, method_id: str, other_id: str) -> Comparison:
        """A method beside another, over the pictures on which both were measured."""
        key = metric_id, method_id, other_id
        if key not in self._compared:
            self._compared[key] = _compared(self.values, *key)
        return self._compared[key]

    def judged(self, metric_id: str) -> list[str]:
        """The methods that are no controls and have scores by this metric, the best first. Methods with fewer pictures
        than others come last: they were measured on other ones."""
        found = {
            name: one
            for name in self.methods
            if not is_control(name) and (one := self.cells[name, metric_id].estimate) is not None
        }
        sign = -1 if METRICS.discover()[metric_id].higher_is_better else 1
        return sorted(found, key=lambda name: (-found[name].count, sign * found[name].mean))

    def controls(self, metric_id: str) -> list[str]:
        """The controls that a method has to beat by this metric."""
        if METRICS.discover()[metric_id].family not in _COMPARED_WITH_CONTROLS:
            return []
        return [name for name in CONTROLS if (name, metric_id) in self.cells and self.cells[name, metric_id].estimate]


def add_controls(calls: Sequence[MethodCall]) -> tuple[MethodCall, ...]:
    """The methods, then the missing controls; each method once, with the parameters of its last call."""
    chosen = {call.id: call for call in calls}
    return (*chosen.values(), *(MethodCall(control) for control in CONTROLS if control not in chosen))


def summarise(pictures: Iterable[Iterable[Measurement]]) -> Summary:
    """Summarise the measurements of all pictures. Methods and metrics stay in the order of their first occurrence."""
    scores: defaultdict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    obstacles: dict[tuple[str, str], Notice | None] = {}
    count = 0
    for count, measurements in enumerate(pictures, 1):
        for one in measurements:
            key = (one.method, one.metric)
            obstacles.setdefault(key, one.obstacle)
            if one.score is not None:
                scores[key][count - 1] = one.score.value
    method_ids, metric_ids = (tuple(dict.fromkeys(key[side] for key in obstacles)) for side in (0, 1))
    values = {
        (method, metric): _column(scores[method, metric], count) for metric in metric_ids for method in method_ids
    }
    plain = {
        key: Cell(estimate(list(scores[key].values())) if scores[key] else None, obstacles.get(key)) for key in values
    }
    table = Summary(method_ids, metric_ids, count, plain, values)
    marks = {metric_id: _marks(table, metric_id) for metric_id in metric_ids}
    cells = {
        (method_id, metric_id): _judged(table, method_id, metric_id, marks[metric_id].get(method_id))
        for method_id, metric_id in values
    }
    return Summary(method_ids, metric_ids, count, cells, values, table._compared)


def is_control(method_id: str) -> bool:
    return methods.METHODS.discover()[method_id].family is methods.Family.CONTROL


def _column(scores: Mapping[int, float], count: int) -> np.ndarray:
    column = np.full(count, np.nan)
    column[list(scores)] = list(scores.values())
    return column


def _compared(
    values: Mapping[tuple[str, str], np.ndarray], metric_id: str, method_id: str, other_id: str
) -> Comparison:
    return compare(
        values[method_id, metric_id],
        values[other_id, metric_id],
        higher_is_better=METRICS.discover()[metric_id].higher_is_better,
    )


def _judged(table: Summary, method_id: str, metric_id: str, mark: Mark | None) -> Cell:
    """The cell with what there is to say of it."""
    found = table.cells[method_id, metric_id].estimate
    if found is None:
        return table.cells[method_id, metric_id]
    beside: dict[str, Comparison] = {}
    if not is_control(method_id) and found.low is not None:
        beside = {name: table.compare(metric_id, method_id, name) for name in table.controls(metric_id)}
    limit = METRICS.discover()[metric_id].limit
    return Cell(
        estimate=found,
        mark=mark,
        no_better_than=tuple(name for name, one in beside.items() if one.is_no_better),
        not_shown_better_than=tuple(name for name, one in beside.items() if one.verdict is Verdict.OPEN),
        fails=limit is not None and _surely_above(found, limit),
    )


def _surely_above(found: Estimate, limit: float) -> bool:
    return (found.mean if found.low is None else found.low) > limit


def _marks(table: Summary, metric_id: str) -> dict[str, Mark]:
    """Of the methods that were measured on the most pictures."""
    judged = table.judged(metric_id)
    counts = {name: one.count for name in judged if (one := table.cells[name, metric_id].estimate)}
    judged = [name for name in judged if counts[name] == max(counts.values())]
    if len(judged) < 2 or not _is_better(table, metric_id, judged[0], judged[-1]):
        return {}
    best = [name for name in judged if name == judged[0] or not _is_better(table, metric_id, judged[0], name)]
    worst = [name for name in judged if name == judged[-1] or not _is_better(table, metric_id, name, judged[-1])]
    marks = {name: Mark.BEST if len(best) == 1 else Mark.AMONG_BEST for name in best if name not in worst}
    marks |= {name: Mark.WORST if len(worst) == 1 else Mark.AMONG_WORST for name in worst if name not in best}
    return marks  # who may be both is neither


def _is_better(table: Summary, metric_id: str, method_id: str, other_id: str) -> bool:
    return table.compare(metric_id, method_id, other_id).verdict is Verdict.BETTER
