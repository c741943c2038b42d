"""What an evaluation shows, in a sentence that needs no statistics: differences over the same pictures."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.evaluation import naming
from attnstudio.core.evaluation.paired import Comparison, Verdict
from attnstudio.core.evaluation.statistics import FEWEST
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.metrics.base import METRICS, Family
from attnstudio.core.text import Notice, tr_noop

_FAMILIES = (Family.LOCALISATION, Family.FAITHFULNESS, Family.ROBUSTNESS, Family.CONCISENESS)
_FIRST = ("energy", "insertion", "deletion", "road")  # the most telling of their families


def telling(summary: Summary) -> list[str]:
    """Ids of the metrics that compare methods and were measured, the most telling first."""
    known = METRICS.discover()
    measured = [one for one in summary.metrics if known[one].family in _FAMILIES and summary.judged(one)]
    return sorted(
        measured,
        key=lambda one: (
            _FAMILIES.index(known[one].family),
            _FIRST.index(one) if one in _FIRST else len(_FIRST),
        ),
    )


def headline(summary: Summary, metric_id: str) -> Notice | None:
    """What the pictures show of the first method by a metric; None where the metric ranks no methods."""
    if METRICS.discover()[metric_id].family not in _FAMILIES or not (judged := summary.judged(metric_id)):
        return None
    first, *others = judged
    beside = {name: summary.compare(metric_id, first, name) for name in others}
    controls = {name: summary.compare(metric_id, first, name) for name in summary.controls(metric_id)}
    found = summary.cells[first, metric_id].estimate
    assert found is not None
    values: dict[str, object] = {
        "metric": naming.metric(metric_id),
        "method": naming.method(first),
        "mean": naming.number(found.mean),
        "count": found.count,
        "fewest": FEWEST,
    }
    if found.count == 1:
        return Notice(
            tr_noop(
                "{metric}: {method} comes first on this picture with {mean}. One picture says nothing of others: "
                "measure at least {fewest}."
            ),
            values,
        )
    if found.low is None:
        return _of_few(values, beside, controls)
    return _of_many(values, beside, controls, found.low, found.high)


def _of_few(values: dict[str, object], beside: dict[str, Comparison], controls: dict[str, Comparison]) -> Notice:
    """Exact counts: too few pictures for an interval."""
    rivals = dict([*beside.items()][:1])
    hardest = dict(sorted(controls.items(), key=lambda each: _mean(each[1]))[:1])
    beaten = [_wins(name, one) for name, one in (rivals | hardest).items() if one.count]
    if not beaten:
        return Notice(
            tr_noop(
                "{metric}: {method} has {mean}. {count} pictures are too few for an interval: measure at least "
                "{fewest}."
            ),
            values,
        )
    compared = [one for one in (rivals | hardest).values() if one.count]
    is_clear = all(2 * one.wins > one.count for one in compared)
    text = tr_noop(
        "{metric}: {method} beats {beaten}. {count} pictures are too few for an interval: measure at least {fewest}."
    )
    if not is_clear:
        text = tr_noop(
            "{metric}: {method} has the best mean of the methods, but picture by picture it beats {beaten}. {count} "
            "pictures are too few for an interval: measure at least {fewest}."
        )
    said, numbers = Notice(text, values | {"beaten": naming.listed(beaten)}), [one.enough for one in compared]
    enough = max((number for number in numbers if number is not None), default=FEWEST)
    if None in numbers or enough <= FEWEST:
        return said
    needed = tr_noop("Showing that {method} is better would take about {enough} pictures.")
    return Notice("{said} {enough}", {"said": said, "enough": Notice(needed, values | {"enough": enough})})


def _wins(name: str, one: Comparison) -> Notice:
    values = {"name": naming.method(name), "wins": one.wins, "count": one.count}
    if one.wins == one.count:
        return Notice(tr_noop("{name} on all {count} pictures"), values)
    return Notice(tr_noop("{name} on {wins} of {count} pictures"), values)


def _of_many(
    values: dict[str, object],
    beside: dict[str, Comparison],
    controls: dict[str, Comparison],
    low: float,
    high: float | None,
) -> Notice:
    beaten, level = _split(beside)
    no_better = [name for name, one in controls.items() if one.is_no_better]
    doubtful = [name for name, one in controls.items() if one.verdict is Verdict.OPEN]
    if no_better:
        text = tr_noop(
            "{metric}: even {method}, which comes first, is no better than {controls}: a map that ignores the model."
        )
        return Notice(text, values | {"controls": naming.methods(no_better)})
    if doubtful:
        text = tr_noop(
            "{metric}: {method} comes first, but is not shown better than {controls}, which ignores the model."
        )
        return _with_enough(
            Notice(text, values | {"controls": naming.methods(doubtful)}), (controls[name] for name in doubtful)
        )
    if level:
        fields = values | {"beaten": naming.methods(beaten), "level": naming.methods(level)}
        text = tr_noop("{metric}: {method} comes first, but is not shown better than {level}.")
        if beaten:
            text = tr_noop("{metric}: {method} comes first, better than {beaten}; not shown better than {level}.")
        return _with_enough(Notice(text, fields), (beside[name] for name in level))
    if beaten and controls:
        text = tr_noop(
            "{metric}: {method} is better than every other method and than the controls, over the same {count} "
            "pictures."
        )
    elif beaten:
        text = tr_noop("{metric}: {method} is better than every other method, over the same {count} pictures.")
    elif controls:
        text = tr_noop("{metric}: {method} is better than the controls, over the same {count} pictures.")
    else:
        text = tr_noop("{metric}: {method} has {mean} ({low} to {high}).")
        values = values | {"low": naming.number(low), "high": naming.number(high or low)}
    return Notice(text, values)


def _split(beside: dict[str, Comparison]) -> tuple[list[str], list[str]]:
    """Those that the first is better than, and the others."""
    beaten = [name for name, one in beside.items() if one.verdict is Verdict.BETTER]
    return beaten, [name for name in beside if name not in beaten]


def _with_enough(said: Notice, compared: Iterable[Comparison]) -> Notice:
    """And how many pictures might show it, where some number would."""
    numbers = [one.enough for one in compared]
    if None in numbers or not numbers:
        return said
    enough = Notice(tr_noop("About {enough} pictures would be enough."), {"enough": max(filter(None, numbers))})
    return Notice("{said} {enough}", {"said": said, "enough": enough})


def _mean(one: Comparison) -> float:
    return 0.0 if one.difference is None else one.difference.mean
