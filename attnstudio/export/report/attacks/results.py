"""The tables of a report on attacks."""

from __future__ import annotations

from collections.abc import Iterator

from attnstudio.core.attacks.attack_call import eps_text
from attnstudio.core.attacks.base import Kind
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.robustness.summary import DriftLine, Line
from attnstudio.core.text import Translate, localised, tr_noop, with_sign
from attnstudio.export.report.attacks.words import attack_name, eps, norm, share, size, with_eps
from attnstudio.export.report.blocks import Block, Cell, Heading, Paragraph, Table, Tone
from attnstudio.export.report.parts import evenly, method_name, number

_ACROSS = 6  # attacks in a table


def results(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    """Accuracy, success and sizes for each model, attack and eps; drift of the maps."""
    summary = experiment.summary
    yield Heading(translate(tr_noop("Results")))
    header = tuple(
        map(
            translate,
            (
                tr_noop("Attack"),
                tr_noop("Eps"),
                tr_noop("Accuracy under attack"),
                tr_noop("Success"),
                tr_noop("Length of the change"),
                tr_noop("Largest change"),
                tr_noop("Relative length"),
                tr_noop("Time, ms"),
            ),
        )
    )
    for model in summary.models:
        lines = [line for line in summary.lines if line.key.model == model]
        if len(summary.models) > 1:
            yield Heading(translate(experiment.names.get(model, model)), 3)
        yield Table(header, tuple(_row(line, translate) for line in lines), widths=(4, 3, 4, 4, 3, 3, 3, 2))
    yield Paragraph(
        translate(
            tr_noop(
                "Below each share: its 95 % interval. Success counts the pictures that the model was right about "
                "before. Lengths and largest changes are shares of 0..1, means over the attacked pictures. The "
                "relative length is that of the change by that of the picture: it is a size, not an accuracy."
            )
        ),
        Tone.NOTE,
    )
    yield from _smallest(experiment, translate)
    yield from _drift(experiment, translate)


def _row(line: Line, translate: Translate) -> tuple[Cell, ...]:
    milliseconds = None if line.seconds is None else 1000 * line.seconds.mean
    return (
        Cell(attack_name(line.key, translate), norm(line.key, translate)),
        Cell(eps(line.key, translate)),
        share(line.accuracy, translate),
        share(line.success, translate),
        *(Cell(size(one, translate)) for one in (line.l2, line.linf, line.relative_l2, milliseconds)),
    )


def _smallest(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    summary = experiment.summary
    of_first = (line for line in summary.lines if line.key.model == summary.models[0])
    by_attack = {line.key.attack: line for line in of_first if line.key.form.kind is not Kind.EXPLANATION}
    if not by_attack:
        return
    yield Table(
        (translate(tr_noop("Attack")), translate(tr_noop("Norm")), translate(tr_noop("Median of the smallest"))),
        tuple(
            (
                Cell(attack_name(line.key, translate)),
                Cell(norm(line.key, translate)),
                Cell(
                    translate(tr_noop("fails on more than half"))
                    if line.smallest is None
                    else with_sign(eps_text(line.smallest, line.key.norm), translate("."))
                ),
            )
            for line in by_attack.values()
        ),
        widths=(3, 2, 3),
    )
    text = tr_noop(
        "Half of the attacked pictures lose their class with this eps or a smaller one of those that were "
        "tried; of an attack that looks for the smallest change: by a change of this size or a smaller one."
    )
    if any(line.searched_to is not None for line in by_attack.values()):
        text = tr_noop(
            "Half of the attacked pictures lose their class with this eps or a smaller one: of each picture the "
            "smallest was found by bisection, up to the largest eps of the attack. Of an attack that looks for the "
            "smallest change: by a change of this size or a smaller one."
        )
    yield Paragraph(translate(text), Tone.NOTE)


def _drift(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    rows = [(line, drift) for line in experiment.summary.lines for drift in line.drifts]
    if not rows:
        return
    yield Heading(translate(tr_noop("Drift of the maps")), 3)
    header = [
        tr_noop("Attack"),
        tr_noop("Eps"),
        tr_noop("Method"),
        tr_noop("Rank correlation"),
        tr_noop("SSIM"),
        tr_noop("Strongest tenth kept"),
    ]
    with_region = any(drift.energy is not None for _, drift in rows)
    if with_region:
        header.append(tr_noop("In the region, before and after"))
    yield Table(
        tuple(map(translate, header)),
        tuple(
            (
                Cell(attack_name(line.key, translate), norm(line.key, translate)),
                Cell(eps(line.key, translate)),
                Cell(method_name(drift.method, translate)),
                *(Cell(number(one.mean, translate)) for one in (drift.spearman, drift.ssim, drift.top)),
                *([_energy(drift, translate)] if with_region else []),
            )
            for line, drift in rows
        ),
        widths=(3, 2, 3, 2, 2, 2, *([3] if with_region else [])),
    )
    yield Paragraph(
        translate(
            tr_noop(
                "Of the map before and the map after, means over the attacked pictures; 1: it stays. Each map explains "
                "the answer to its own picture."
            )
        ),
        Tone.NOTE,
    )


def _energy(drift: DriftLine, translate: Translate) -> Cell:
    """Shares of the map, means over the pictures with a region."""
    if drift.energy is None:
        return Cell("–")
    before, after = (number(one.mean, translate) for one in drift.energy)
    return Cell(f"{before} → {after}")


def models_and_defences(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    """Rows: the models, each bare and behind every defence; columns: the attacks."""
    summary = experiment.summary
    if len(summary.models) < 2 and not summary.defended:
        return
    yield Heading(translate(tr_noop("Models and defences")))
    titles = {str(one): localised(one.title, translate) for one in experiment.plan.defences}
    for numbers in evenly(range(len(summary.attacks)), _ACROSS):
        keys = [summary.attacks[place] for place in numbers]
        header = ("", translate(tr_noop("Without an attack")), *(with_eps(key, translate) for key in keys))
        yield Table(
            header,
            tuple(
                (
                    Cell(_named(name, experiment, titles, translate)),
                    share(shares[0], translate),
                    *(share(shares[place + 1], translate) for place in numbers),
                )
                for name, shares in summary.by_model
            ),
        )
    yield Paragraph(
        translate(tr_noop("Accuracy with its 95 % interval. The attacks did not know of the defences.")), Tone.NOTE
    )


def _named(name: str, experiment: Experiment, titles: dict[str, str], translate: Translate) -> str:
    model, _, defence = name.partition(" + ")
    shown = translate(experiment.names.get(model, model))
    return f"{shown} + {titles.get(defence, defence)}" if defence else shown


def transfer(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    """For each attack with its largest eps: rows, made on; columns, tried on."""
    summary, names = experiment.summary, experiment.names
    if len(summary.models) < 2:
        return
    yield Heading(translate(tr_noop("Transfer")))
    for key in summary.largest:
        columns = (translate(names.get(model, model)) for model in summary.models)
        yield Table(
            (translate(tr_noop("{attack}: made on, tried on"), attack=with_eps(key, translate)), *columns),
            tuple(
                (
                    Cell(translate(names.get(made_on, made_on))),
                    *(share(summary.fooled(key, made_on, tried_on), translate) for tried_on in summary.models),
                )
                for made_on in summary.models
            ),
        )
    yield Paragraph(
        translate(
            tr_noop(
                "Share of the pictures that fool the model at the top, of those that both models were right about "
                "before; attacked on the model at the left."
            )
        ),
        Tone.NOTE,
    )
