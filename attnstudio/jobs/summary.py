"""The table of what was measured so far, which takes longer the more pictures there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.evaluation.forest import Forest, forest
from attnstudio.core.evaluation.headline import headline, telling
from attnstudio.core.evaluation.measure import Measurement
from attnstudio.core.evaluation.summary import Summary, summarise
from attnstudio.core.metrics.base import Curve
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, Priority, ThreadWork


@dataclass(frozen=True, eq=False)
class Findings:
    """What measurements show.

    Attributes:
        pictures: in the order of the summary's values.
        headlines, forests: by metric, the most telling first; of those that rank methods.
        curved: the metric of `curves`: means over the pictures, by method.
    """

    summary: Summary
    pictures: tuple[Path, ...]
    headlines: Mapping[str, Notice]
    forests: Mapping[str, Forest]
    curved: str | None
    curves: Mapping[str, Curve]


class SummaryWork(ThreadWork):
    """Intervals and paired differences. Outcome: Findings.

    Args:
        found: the measurements of each picture, by method and metric; nobody changes them.
        curved: the metric whose mean curves are wanted.
    """

    kind = "summary"
    priority = Priority.INTERACTIVE
    is_awaited = False

    def __init__(self, found: Mapping[Path, Mapping[tuple[str, str], Measurement]], curved: str | None) -> None:
        self._found, self._curved = found, curved

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Summary of the scores"))

    def run(self, ctx: RunContext, emit: Emit) -> Findings:
        summary = summarise(found.values() for found in self._found.values())
        ranked = telling(summary)
        ranked += [one for one in summary.metrics if one not in ranked]
        return Findings(
            summary=summary,
            pictures=tuple(self._found),
            headlines={one: said for one in ranked if (said := headline(summary, one)) is not None},
            forests={one: made for one in ranked if (made := forest(summary, one)) is not None},
            curved=self._curved,
            curves={} if self._curved is None else self._mean_curves(summary, self._curved),
        )

    def _mean_curves(self, summary: Summary, metric_id: str) -> dict[str, Curve]:
        curves: dict[str, list[Curve]] = {name: [] for name in summary.methods}
        for measurements in self._found.values():
            for one in measurements.values():
                if one.metric == metric_id and one.score is not None and one.score.curve is not None:
                    curves[one.method].append(one.score.curve)
        return {name: mean_curve(each) for name, each in curves.items() if each}


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """At the points of the first one, which all share where their parameters are the same. At least one curve."""
    x = curves[0].x
    total = np.zeros_like(x)
    for curve in curves:
        total += curve.y if np.array_equal(curve.x, x) else np.interp(x, curve.x, curve.y)
    return Curve(x, total / len(curves))
