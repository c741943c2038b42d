"""The sections of a report on attacks, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attnstudio.core.robustness.conclusion import conclusion, warnings
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.export.report.attacks.curves import accuracy_curves, drift_curves
from attnstudio.export.report.attacks.described import described
from attnstudio.export.report.attacks.provenance import provenance
from attnstudio.export.report.attacks.results import models_and_defences, results, transfer
from attnstudio.export.report.attacks.samples import samples
from attnstudio.export.report.blocks import Block, Cell, Document, Heading, Paragraph, Table, Tone, printable
from attnstudio.export.report.parts import named
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock
from attnstudio.export.translation import translator


def attack_document(experiment: Experiment, language: str, date: datetime, title: TitleBlock = NO_TITLE) -> Document:
    """Raises ChoiceFailure for a language that is not there."""
    translate = translator(language)
    model = translate(experiment.names[experiment.request.model])
    whole = Document(
        title=translate(tr_noop("How easily {model} is fooled"), model=model),
        subtitle=translate(
            tr_noop("{date}, pictures: {count}"),
            date=f"{date:%Y-%m-%d %H:%M}",
            count=len(experiment.summary.pictures),
        ),
        language=language,
        page=translate(tr_noop("Page {number} of {count}")),
        blocks=(*title.blocks(translate), *_blocks(experiment, translate)),
        author=title.student,
    )
    printed: Document = printable(whole)
    return printed


def _blocks(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    summary = experiment.summary
    yield Heading(translate(tr_noop("Conclusion")))
    for sentence in conclusion(summary, experiment.names):
        yield Paragraph(localised(sentence, translate), Tone.LEAD)
    told = warnings(summary, experiment.names)
    if told:
        yield Heading(translate(tr_noop("Warnings")))
    for warning in told:
        yield Paragraph(localised(warning, translate), Tone.WARNING)
    yield from results(experiment, translate)
    yield from accuracy_curves(experiment, translate)
    yield from drift_curves(experiment, translate)
    yield from samples(experiment, translate)
    yield from models_and_defences(experiment, translate)
    yield from transfer(experiment, translate)
    yield from described(experiment, translate)
    yield from _failures(experiment, translate)
    yield from provenance(experiment, translate)


def _failures(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    if not experiment.failures:
        return
    yield Heading(translate(tr_noop("Not attacked")))
    yield Table(
        (translate(tr_noop("Picture")), translate(tr_noop("Why"))),
        tuple(
            (Cell(named(path)), Cell(named(localised(failure, translate))))
            for path, failure in experiment.failures.items()
        ),
        widths=(2, 3),
        numbers=False,
    )
