"""What the sanity checks say: which maps do not follow what the model has learned, or the class that is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attnstudio.core.evaluation import naming
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.evaluation.summary import Summary, is_control
from attnstudio.core.metrics.base import METRICS, Family
from attnstudio.core.text import Notice, tr_noop


@dataclass(frozen=True)
class _Sentences:
    """Of one check: what is said of a method that fails, of several, and where none does."""

    one: str
    several: str
    passed: str


_SAID = {
    "randomisation": _Sentences(
        tr_noop(
            "{method} hardly changes when the model's layers are re-initialised ({value}): it shows the picture, not "
            "what the model has learned."
        ),
        tr_noop(
            "These hardly change when the model's layers are re-initialised: {methods}. They show the "
            "picture, not what the model has learned."
        ),
        tr_noop("Every tested method changes as the model's layers are re-initialised: none fails the sanity check."),
    ),
    "class_sensitivity": _Sentences(
        tr_noop(
            "{method} hardly changes when another class is explained ({value}): it says what the model looks at, not "
            "what speaks for the class."
        ),
        tr_noop(
            "These hardly change when another class is explained: {methods}. They say what the model looks at, not "
            "what speaks for the class."
        ),
        tr_noop("Every tested method changes with the class that is explained."),
    ),
}


def checks(summary: Summary) -> list[str]:
    """Ids of the sanity checks that were measured and that a map can fail."""
    known = METRICS.discover()
    return [one for one in summary.metrics if known[one].family is Family.SANITY and known[one].limit is not None]


def checked(summary: Summary, metric_id: str) -> dict[str, Estimate]:
    """The methods that were checked, each with what was found."""
    return {
        name: found
        for name in summary.methods
        if not is_control(name) and (found := summary.cells[name, metric_id].estimate) is not None
    }


def failing(summary: Summary, metric_id: str) -> dict[str, Estimate]:
    """Those that fail."""
    return {name: found for name, found in checked(summary, metric_id).items() if summary.cells[name, metric_id].fails}


def unreliable_notice(metric_id: str, found: Mapping[str, Estimate]) -> Notice:
    """Of the methods that fail a check, at least one."""
    said = _SAID[metric_id]
    if len(found) == 1:
        ((name, estimate),) = found.items()
        return Notice(said.one, {"method": naming.method(name), "value": naming.number(estimate.mean)})
    return Notice(said.several, {"methods": _with_numbers(found)})


def passed_notice(metric_id: str) -> Notice:
    """Where no method fails a check."""
    return Notice(_SAID[metric_id].passed)


def sentences(summary: Summary) -> Iterator[Notice]:
    """Of every check: which maps fail, which may, or that none does."""
    for metric_id in checks(summary):
        limit = METRICS.discover()[metric_id].limit
        assert limit is not None
        found, failed = checked(summary, metric_id), failing(summary, metric_id)
        doubtful = {name: one for name, one in found.items() if name not in failed and _top(one) > limit}
        if failed:
            yield unreliable_notice(metric_id, failed)
        if doubtful:
            yield Notice(
                tr_noop("Close to failing the sanity check; evaluate more pictures to be sure: {methods}."),
                {"methods": _with_numbers(doubtful)},
            )
        if found and not failed and not doubtful:
            yield passed_notice(metric_id)


def _with_numbers(found: Mapping[str, Estimate]) -> Notice:
    return naming.listed(naming.with_number(name, one, "{method} ({number})") for name, one in found.items())


def _top(estimate: Estimate) -> float:
    return estimate.mean if estimate.high is None else estimate.high
