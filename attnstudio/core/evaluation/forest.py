"""A forest plot of one metric: what the window, the report and the figure draw alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnstudio.core.evaluation.signs import signs
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.evaluation.summary import CONTROLS, Summary
from attnstudio.core.metrics.base import METRICS


@dataclass(frozen=True, eq=False)
class Row:
    """A dot and its whiskers.

    Attributes:
        values: float64 (pictures,), a dot for each picture; NaN where there is none.
    """

    method: str
    estimate: Estimate
    signs: tuple[str, ...]
    values: np.ndarray

    @property
    def ends(self) -> tuple[float, float]:
        """Of the whiskers; the mean where there are none."""
        found = self.estimate
        return (found.mean if found.low is None else found.low), (found.mean if found.high is None else found.high)


@dataclass(frozen=True, eq=False)
class Forest:
    """Rows from the best to the worst, then the controls in their own order.

    Attributes:
        span: from the lowest to the highest of what is drawn.
    """

    metric: str
    higher_is_better: bool
    rows: tuple[Row, ...]
    controls: tuple[Row, ...]
    span: tuple[float, float]

    @property
    def band(self) -> tuple[float, float] | None:
        """What the controls reach without looking at the model."""
        ends = [end for row in self.controls for end in row.ends]
        return (min(ends), max(ends)) if ends else None


def forest(summary: Summary, metric_id: str) -> Forest | None:
    """None where no method has a score."""
    judged = summary.judged(metric_id)
    if not judged:
        return None
    controls = [name for name in CONTROLS if (name, metric_id) in summary.cells]
    rows, grey = ([_row(summary, name, metric_id) for name in names] for names in (judged, controls))
    shown, below = [one for one in rows if one], [one for one in grey if one]
    ends = np.array([[*row.ends, np.nanmin(row.values), np.nanmax(row.values)] for row in (*shown, *below)])
    span = float(ends.min()), float(ends.max())
    return Forest(metric_id, METRICS.discover()[metric_id].higher_is_better, tuple(shown), tuple(below), span)


def _row(summary: Summary, method_id: str, metric_id: str) -> Row | None:
    cell = summary.cells[method_id, metric_id]
    if cell.estimate is None:
        return None
    return Row(method_id, cell.estimate, signs(cell), summary.values[method_id, metric_id])
