"""Names and numbers in sentences about an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attnstudio.core import text
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import Notice, Number

_NAMED = 4  # names in a list; the others are counted


def metric(metric_id: str) -> Notice:
    return Notice(METRICS.discover()[metric_id].name)


def method(method_id: str) -> Notice:
    return Notice(METHODS.discover()[method_id].name)


def metrics(ids: Sequence[str]) -> Notice:
    return listed(map(metric, ids), len(ids))


def methods(ids: Iterable[str]) -> Notice:
    return listed(map(method, ids))


def listed(names: Iterable[str | Notice], most: int = _NAMED) -> Notice:
    """The first few, and how many more there are."""
    return text.listed(names, most)


def with_number(method_id: str, found: Estimate, form: str = "{method} {number}") -> Notice:
    return Notice(form, {"method": method(method_id), "number": number(found.mean)})


def ends(estimate: Estimate) -> dict[str, Number]:
    """Of an interval."""
    assert estimate.low is not None and estimate.high is not None
    return {"low": number(estimate.low), "high": number(estimate.high)}


def number(value: float) -> Number:
    return Number(f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}")
