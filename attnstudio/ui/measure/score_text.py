"""What the table of scores says: numbers, signs, and a sentence for each sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill

from attnstudio.core.evaluation import sanity
from attnstudio.core.evaluation.paired import Comparison
from attnstudio.core.evaluation.signs import MEANINGS, signs, used
from attnstudio.core.evaluation.statistics import FEWEST, Estimate
from attnstudio.core.evaluation.summary import Cell, Mark, Summary
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import message, method_name, model_name, tr
from attnstudio.ui.shell.numbers import number

_WIDTH = 16  # letters of a line
_SENTENCES = {
    Mark.BEST: tr_noop("The best: better than every other method over the same pictures."),
    Mark.AMONG_BEST: tr_noop(
        "Among the best: it comes first, or is not shown worse than the first; more pictures may decide."
    ),
    Mark.WORST: tr_noop("The worst: every other method is better over the same pictures."),
    Mark.AMONG_WORST: tr_noop(
        "Among the worst: it comes last, or is not shown better than the last; more pictures may decide."
    ),
}


def digits(means: Iterable[float]) -> int:
    """After the point, for scores beside each other: two, and more where all are so small that two would be zeros."""
    largest = max(map(abs, means), default=1.0)
    return 2 if largest >= 0.1 or not largest else 3 if largest >= 0.01 else 4


def digits_in(summary: Summary, metric_id: str) -> int:
    """For a column of the table."""
    cells = (summary.cells.get((method_id, metric_id)) for method_id in summary.methods)
    return digits(cell.estimate.mean for cell in cells if cell is not None and cell.estimate is not None)


def cell_text(cell: Cell | None, places: int = 2) -> str:
    """Signs, mean and interval; "-" where the metric has no meaning, nothing before it was measured."""
    if cell is None:
        return ""
    if cell.estimate is None:
        return "-"
    return " ".join([*signs(cell), number(cell.estimate.mean, places) + _interval(cell.estimate, places)])


def _interval(found: Estimate, places: int) -> str:
    if found.low is None or found.high is None:
        return ""
    return f"  {number(found.low, places)}\N{EN DASH}{number(found.high, places)}"


def cell_sentences(summary: Summary, method_id: str, metric_id: str) -> str:
    """The number in full, and the meaning of its signs."""
    cell = summary.cells.get((method_id, metric_id))
    if cell is None:
        return tr("Not measured yet.")
    if cell.estimate is None:
        return message(cell.obstacle) if cell.obstacle else tr("Not measured yet.")
    found = cell.estimate
    if found.low is None or found.high is None:
        said = [
            tr(
                "{mean}, pictures: {count}. An interval needs at least {fewest} pictures.",
                mean=number(found.mean, 4),
                count=found.count,
                fewest=FEWEST,
            )
        ]
    else:
        said = [
            tr(
                "{mean}, the mean over {n} pictures; its 95 % interval is {low} to {high}.",
                mean=number(found.mean, 4),
                n=found.count,
                low=number(found.low, 4),
                high=number(found.high, 4),
            )
        ]
    if found.count < (total := summary.pictures):
        said.append(tr("Measured on fewer pictures than others: {count} of {all}.", count=found.count, all=total))
    if cell.mark:
        said.append(tr(_SENTENCES[cell.mark]))
    if cell.no_better_than:
        controls = ", ".join(map(method_name, cell.no_better_than))
        said.append(tr("No better than {controls}: a map that ignores the model does as well.", controls=controls))
    said += [_not_shown(summary.compare(metric_id, method_id, name), name) for name in cell.not_shown_better_than]
    if cell.fails:
        said.append(message(sanity.unreliable_notice(metric_id, {method_id: found})))
    return "\n".join(said)


def _not_shown(beside: Comparison, control: str) -> str:
    said = tr(
        "Not shown better than {control}: better on {wins} of {count} pictures.",
        control=method_name(control),
        wins=beside.wins,
        count=beside.count,
    )
    if beside.enough is None:
        return said
    return f"{said} {tr('About {enough} pictures would be enough.', enough=beside.enough)}"


def verdict(summary: Summary) -> tuple[bool, str]:
    """Whether a method fails a sanity check, and the verdict; empty if none was run."""
    checked = [one for one in sanity.checks(summary) if sanity.checked(summary, one)]
    failing = {one: found for one in checked if (found := sanity.failing(summary, one))}
    said = [sanity.unreliable_notice(one, found) for one, found in failing.items()]
    return bool(failing), "\n".join(map(message, said or map(sanity.passed_notice, checked)))


def origin(model: str, chosen: bool) -> str:
    """Of which model scores are. `chosen`: it is the model that the next measurement takes."""
    if chosen:
        return tr("Scores of the model {name}", name=model_name(model))
    return tr("Scores of the model {name}, not of the chosen one", name=model_name(model))


def legend(summary: Summary) -> str:
    """What the signs mean that the table has."""
    return "   ".join(f"{sign} {tr(MEANINGS[sign])}" for sign in used(summary.cells.values()))


def header(metric_id: str) -> str:
    """The metric's name in narrow lines, and which way is better; below it, what the numbers are."""
    metric = METRICS.discover()[metric_id]
    arrow = "↑" if metric.higher_is_better else "↓"
    name = fill(f"{tr(metric.name)}\N{NO-BREAK SPACE}{arrow}", _WIDTH, break_long_words=False)
    return f"{name}\n{tr('mean, 95 % interval')}"


def header_sentences(metric_id: str) -> str:
    metric = METRICS.discover()[metric_id]
    better = tr("Higher is better.") if metric.higher_is_better else tr("Lower is better.")
    return f"{better} {tr(metric.summary)}"


def as_text(methods: Sequence[str], metrics: Sequence[str], summary: Summary) -> str:
    """The table as spreadsheets paste it: tabs between mean, low and high of each metric."""
    ends = "", f", {tr('low')}", f", {tr('high')}"
    titles = [tr(METRICS.discover()[name].name) + end for name in metrics for end in ends]
    lines = [[tr("Method"), *titles]]
    for method in methods:
        line = [method_name(method)]
        for metric in metrics:
            cell = summary.cells.get((method, metric))
            found = cell.estimate if cell else None
            numbers = (found.mean, found.low, found.high) if found else (None, None, None)
            line += ["" if value is None else f"{value:.6g}" for value in numbers]
        lines.append(line)
    return "".join("\t".join(line) + "\n" for line in lines)
