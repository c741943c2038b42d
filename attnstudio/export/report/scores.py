"""The numbers of an evaluation as tables: methods x metrics, and every picture by itself."""

from __future__ import annotations

from collections.abc import Iterator

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.signs import MEANINGS, signs, used
from attnstudio.core.evaluation.summary import Summary, is_control
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.export.report.blocks import Block, Cell, Heading, Paragraph, Table, Tone
from attnstudio.export.report.parts import evenly, method_name, named, number

_COLUMNS = 5  # that fit on a page next to the names
LISTED = 30  # pictures
_NUMBERS = 5000  # in the tables of single pictures: more are for programs to read


def scores(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """Means and intervals, the best and the worst marked."""
    summary = evaluation.summary
    if not summary.metrics:
        return
    yield Heading(translate(tr_noop("Scores")))
    for metric_ids in evenly(summary.metrics, _COLUMNS):
        yield Table(
            (translate(tr_noop("Method")), *(_header(one, translate) for one in metric_ids)),
            tuple(
                (_name(method_id, translate), *(_score(summary, method_id, one, translate) for one in metric_ids))
                for method_id in summary.methods
            ),
        )
    yield Paragraph(
        translate(
            tr_noop(
                "The mean over the pictures, and below it its 95 % interval. ↑ higher is better, ↓ lower is better. "
                "Signs come from the differences of two methods over the same pictures, not from the intervals of "
                "their means. A control is a map that does not depend on the model."
            )
        ),
        Tone.NOTE,
    )
    if shown := used(summary.cells.values()):
        yield Paragraph("; ".join(f"{sign} {translate(MEANINGS[sign])}" for sign in shown), Tone.NOTE)
    obstacles = [cell.obstacle for cell in summary.cells.values() if cell.estimate is None and cell.obstacle]
    missing = [one for picture in evaluation.pictures for one in picture.result.left_out]
    texts = [localised(one, translate) for one in obstacles]
    texts += [f"{method_name(method, translate)}: {localised(failure, translate)}" for method, failure in missing]
    for text in dict.fromkeys(texts):
        yield Paragraph(f"– {text}", Tone.NOTE)


def single_scores(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """Every metric of every map of the first pictures."""
    summary, pictures = evaluation.summary, evaluation.pictures[:LISTED]
    if not summary.metrics:
        return
    yield Heading(translate(tr_noop("Scores of each picture")))
    if len(pictures) * len(summary.methods) * len(summary.metrics) > _NUMBERS:
        yield Paragraph(
            translate(tr_noop("Too many to print: the command at the end writes them to scores.csv.")),
            Tone.NOTE,
        )
        return
    values = [
        {
            (one.method, one.metric): number(one.score.value, translate)
            for one in picture.measurements
            if one.score is not None
        }
        for picture in pictures
    ]
    names = [Cell(named(picture.case.picture.path.name)) for picture in pictures]
    for metric_id in summary.metrics:
        yield Heading(_header(metric_id, translate), 3)
        for method_ids in evenly(summary.methods, _COLUMNS):
            yield Table(
                (translate(tr_noop("Picture")), *(method_name(method_id, translate) for method_id in method_ids)),
                tuple(
                    (name, *(Cell(found.get((method_id, metric_id), "–")) for method_id in method_ids))
                    for name, found in zip(names, values, strict=True)
                ),
            )
    yield from left_out(evaluation, translate)


def left_out(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """How many pictures a list does not have."""
    total = len(evaluation.pictures)
    if total > LISTED:
        text = translate(tr_noop("The first {count} of {total} pictures are listed."), count=LISTED, total=total)
        yield Paragraph(text, Tone.NOTE)


def _header(metric_id: str, translate: Translate) -> str:
    metric = METRICS.discover()[metric_id]
    return f"{translate(metric.name)}\u00a0{'↑' if metric.higher_is_better else '↓'}"


def _name(method_id: str, translate: Translate) -> Cell:
    return Cell(method_name(method_id, translate), translate(tr_noop("control")) if is_control(method_id) else "")


def _score(summary: Summary, method_id: str, metric_id: str, translate: Translate) -> Cell:
    cell = summary.cells[method_id, metric_id]
    found = cell.estimate
    if found is None:
        return Cell("–")
    interval = ""
    if found.low is not None and found.high is not None:
        interval = translate(
            tr_noop("{low} to {high}"), low=number(found.low, translate), high=number(found.high, translate)
        )
    return Cell(number(found.mean, translate), interval, " ".join(signs(cell)), cell.fails)
