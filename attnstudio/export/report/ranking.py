"""Which method is the most complete, which the most exact, and whether the numbers can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.headline import headline
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.export.report.blocks import Block, Cell, Heading, Paragraph, Table, Tone
from attnstudio.export.report.parts import method_name, number

# Each with the metrics that answer it, the most telling first.
QUESTIONS = (
    (tr_noop("Most complete: whose map covers the object?"), ("coverage",)),
    (tr_noop("Most exact: whose map stays on the object?"), ("energy", "rank_accuracy", "iou", "pointing_game")),
    (
        tr_noop("Most faithful: whose map shows what the prediction depends on?"),
        ("insertion", "deletion", "road", "mufidelity"),
    ),
)


def ranking(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """An order of the methods for each question, and the reason, or why the numbers do not separate them."""
    summary = evaluation.summary
    if not summary.metrics or not any(summary.judged(one) for one in summary.metrics):
        return
    yield Heading(translate(tr_noop("Ranking of the methods")))
    for question, metric_ids in QUESTIONS:
        yield Heading(translate(question), 3)
        measured = [one for one in metric_ids if one in summary.metrics and summary.judged(one)]
        if not measured:
            text = tr_noop("Not measured. These metrics would tell: {metrics}.")
            names = ", ".join(translate(METRICS.discover()[one].name) for one in metric_ids)
            yield Paragraph(translate(text, metrics=names), Tone.NOTE)
            continue
        if (reason := headline(summary, measured[0])) is not None:
            yield Paragraph(localised(reason, translate))
        yield _order(summary, measured[0], translate)
        yield from _other_firsts(summary, measured, translate)


def _other_firsts(summary: Summary, metric_ids: Sequence[str], translate: Translate) -> Iterator[Block]:
    """What the metrics after the first one say otherwise."""
    first = summary.judged(metric_ids[0])[0]
    for metric_id in metric_ids[1:]:
        if (other := summary.judged(metric_id)[0]) != first:
            text = tr_noop("By another metric of this question, {metric}, {method} has the best mean.")
            name = translate(METRICS.discover()[metric_id].name)
            yield Paragraph(translate(text, metric=name, method=method_name(other, translate)), Tone.NOTE)


def _order(summary: Summary, metric_id: str, translate: Translate) -> Table:
    """The methods, the best first; beside each, on how many pictures it is better than the next."""
    judged = summary.judged(metric_id)
    metric = METRICS.discover()[metric_id]
    rows = []
    for place, (method_id, following) in enumerate(zip(judged, [*judged[1:], ""], strict=True), 1):
        found = summary.cells[method_id, metric_id].estimate
        assert found is not None
        wins = "–"
        if following:
            beside = summary.compare(metric_id, method_id, following)
            wins = translate(tr_noop("{wins} of {count}"), wins=beside.wins, count=beside.count)
        name = f"{place}. {method_name(method_id, translate)}"
        rows.append((Cell(name), Cell(number(found.mean, translate)), Cell(wins)))
    arrow = "↑" if metric.higher_is_better else "↓"
    header = translate(tr_noop("Method")), f"{translate(metric.name)}\u00a0{arrow}"
    return Table((*header, translate(tr_noop("Pictures on which it is better than the next"))), tuple(rows))
