"""The sections of a report, in their order."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import datetime

from attnstudio.core.context import check_token
from attnstudio.core.evaluation import sanity
from attnstudio.core.evaluation.conclusion import conclusion
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.metrics.base import METRICS, Family
from attnstudio.core.targets import HIGH_PROBABILITY, LOW_PROBABILITY
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.export.report.blocks import Block, Cell, Document, Figure, Heading, Paragraph, Table, Tone, printable
from attnstudio.export.report.forests import forests
from attnstudio.export.report.methods import methods
from attnstudio.export.report.model import model
from attnstudio.export.report.parts import named
from attnstudio.export.report.pictures import cards, maps
from attnstudio.export.report.plots import curve_plot
from attnstudio.export.report.provenance import provenance
from attnstudio.export.report.ranking import ranking
from attnstudio.export.report.scores import LISTED, scores, single_scores
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock
from attnstudio.export.translation import translator


def document(evaluation: Evaluation, language: str, date: datetime, title: TitleBlock = NO_TITLE) -> Document:
    """The report of at least one picture. Raises ChoiceFailure for a language that is not there."""
    translate = translator(language)
    name = translate(evaluation.pictures[0].result.model.name)
    whole = Document(
        title=translate(tr_noop("What {model} looks at"), model=name),
        subtitle=translate(
            tr_noop("{date}, pictures: {count}"), date=f"{date:%Y-%m-%d %H:%M}", count=len(evaluation.pictures)
        ),
        language=language,
        page=translate(tr_noop("Page {number} of {count}")),
        blocks=(*title.blocks(translate), *_one_by_one(_blocks(evaluation, translate))),
        author=title.student,
    )
    printed: Document = printable(whole)
    return printed


def _one_by_one(blocks: Iterator[Block]) -> Iterator[Block]:
    """A figure of matplotlib is a net of cycles: each is freed before the next is drawn, not all at once."""
    for block in blocks:
        check_token()
        yield block
        if isinstance(block, Figure):
            gc.collect(1)


def _blocks(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    yield Heading(translate(tr_noop("Conclusion")))
    for sentence in conclusion(evaluation):
        yield Paragraph(localised(sentence, translate), Tone.LEAD)
    yield from _class_check(evaluation, translate)
    yield from model(evaluation, translate)
    yield from methods(evaluation, translate)
    yield from maps(evaluation, translate)
    yield from forests(evaluation, translate)
    yield from scores(evaluation, translate)
    yield from ranking(evaluation, translate)
    yield from _curves(evaluation, translate)
    yield from _sanity(evaluation, translate)
    yield from single_scores(evaluation, translate)
    yield from cards(evaluation, translate)
    yield from _failures(evaluation, translate)
    yield from provenance(evaluation, translate)


def _class_check(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    if evaluation.pictures[0].result.prediction.regression:
        return
    warned = [one for one in evaluation.pictures if one.result.class_warning is not None]
    yield Heading(translate(tr_noop("Class check")))
    if not warned:
        text = tr_noop(
            "On no picture is the explained class improbable (below {low} %) while another is likely (above {high} %)."
        )
        yield Paragraph(translate(text, low=round(100 * LOW_PROBABILITY), high=round(100 * HIGH_PROBABILITY)))
    for one in warned[:LISTED]:
        warning = one.result.class_warning
        assert warning is not None
        yield Paragraph(f"{named(one.case.picture.path.name)}: {localised(warning, translate)}", Tone.WARNING)
    if len(warned) > LISTED:
        yield Paragraph(translate(tr_noop("And {count} more."), count=len(warned) - LISTED), Tone.WARNING)


def _curves(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    known = METRICS.discover()
    plots = [
        (metric_id, plot)
        for metric_id in evaluation.summary.metrics
        if known[metric_id].family is not Family.SANITY and (plot := curve_plot(evaluation, metric_id, translate))
    ]
    if plots:
        yield Heading(translate(tr_noop("Mean curves")))
    for metric_id, plot in plots:
        yield plot
        yield Paragraph(translate(known[metric_id].summary), Tone.NOTE)


def _sanity(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    summary = evaluation.summary
    if checks := sanity.checks(summary):
        yield Heading(translate(tr_noop("Sanity check")))
    for metric_id in checks:
        yield Paragraph(translate(METRICS.discover()[metric_id].summary), Tone.NOTE)
        if plot := curve_plot(evaluation, metric_id, translate):
            yield plot
        for method_id, found in sanity.failing(summary, metric_id).items():
            said = sanity.unreliable_notice(metric_id, {method_id: found})
            yield Paragraph(f"✗ {localised(said, translate)}", Tone.WARNING)


def _failures(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    if not evaluation.failures:
        return
    yield Heading(translate(tr_noop("Not evaluated")))
    yield Table(
        (translate(tr_noop("Picture")), translate(tr_noop("Why"))),
        tuple(
            (Cell(named(path)), Cell(named(localised(failure, translate))))
            for path, failure in evaluation.failures.items()
        ),
        widths=(2, 3),
        numbers=False,
    )
