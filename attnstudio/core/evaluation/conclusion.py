"""The conclusion of an evaluation in sentences, drawn from its numbers and their intervals only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from attnstudio.core.evaluation import naming, sanity
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.headline import headline, telling
from attnstudio.core.evaluation.paired import Verdict
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.evaluation.summary import CONTROLS, Mark, Summary, is_control
from attnstudio.core.metrics.base import METRICS, Family
from attnstudio.core.text import Notice, tr_noop

_TOLD = 3  # metrics of a family that get a sentence; the table has the others


def conclusion(evaluation: Evaluation) -> list[Notice]:
    """The conclusions of an evaluation as sentences, the most important first."""
    summary = evaluation.summary
    metric_ids = _conclusive(summary)
    sentences = [
        *_scope(evaluation),
        *_class_check(evaluation),
        *_headline(summary, metric_ids),
        *_best(summary, metric_ids),
        *_agreement(summary, metric_ids),
        *_controls(summary, metric_ids),
        *sanity.sentences(summary),
        *_limits(evaluation),
    ]
    return list({str(one): one for one in sentences}.values())


def _scope(evaluation: Evaluation) -> Iterator[Notice]:
    methods = _judged(evaluation.summary) or [call.id for call in evaluation.request.methods]
    count = len(evaluation.pictures)
    values = {"model": _model(evaluation), "n": count, "methods": len(methods), "names": naming.methods(methods)}
    if count > 1:
        yield Notice(tr_noop("{model} on {n} pictures. Methods ({methods}): {names}."), values)
    else:
        yield Notice(tr_noop("{model} on one picture. Methods ({methods}): {names}."), values)
        yield Notice(tr_noop("One picture allows no interval, so the methods cannot be compared: evaluate several."))


def _class_check(evaluation: Evaluation) -> Iterator[Notice]:
    doubted = [one.result for one in evaluation.pictures if one.result.class_warning is not None]
    if doubted:
        names = dict.fromkeys(f"{one.target.name(one.model.class_names)} ({one.target.index})" for one in doubted)
        yield Notice(
            tr_noop(
                "Check the target: on {count} of {n} pictures the explained class is not the predicted class: {names}."
            ),
            {"count": len(doubted), "n": len(evaluation.pictures), "names": naming.listed(names)},
        )


def _headline(summary: Summary, metric_ids: Sequence[str]) -> Iterator[Notice]:
    """What the most telling metric shows. Of several pictures: one shows nothing."""
    if metric_ids and summary.pictures > 1 and (said := headline(summary, metric_ids[0])) is not None:
        yield said


def _best(summary: Summary, metric_ids: Sequence[str]) -> Iterator[Notice]:
    """For each metric: the best method with its number, or that nothing separates the methods."""
    open_, lonely = [], []
    for metric_id in metric_ids:
        ranked = _ranked(summary, metric_id)
        (best, first), others = ranked[0], ranked[1:]
        values = {"metric": naming.metric(metric_id), "method": naming.method(best), "mean": naming.number(first.mean)}
        beaten = [
            (name, one) for name, one in others if summary.compare(metric_id, best, name).verdict is Verdict.BETTER
        ]
        if first.low is None or first.high is None:
            lonely.append(metric_id)
        elif not others:
            yield Notice(tr_noop("{metric}: {method} has {mean} ({low} to {high})."), values | naming.ends(first))
        elif not beaten:
            open_.append(metric_id)
        else:
            level = [name for name, one in others if (name, one) not in beaten]
            values |= naming.ends(first) | {
                "beaten": naming.listed(naming.with_number(name, one) for name, one in beaten),
                "level": naming.methods(level),
            }
            yield Notice(_best_template(metric_id, bool(level)), values)
    if open_:
        yield Notice(
            tr_noop("The first method is not shown better than any other by: {metrics}."),
            {"metrics": naming.metrics(open_)},
        )
    if lonely and summary.pictures > 1:
        yield Notice(
            tr_noop("Measured on too few pictures for an interval: {metrics}."), {"metrics": naming.metrics(lonely)}
        )


def _best_template(metric_id: str, level: bool) -> str:
    if metric_id == "energy":
        if level:
            return tr_noop(
                "{method} puts {mean} of its energy in the marked regions ({low} to {high}). Not shown worse: {level}. "
                "Less: {beaten}."
            )
        return tr_noop(
            "{method} puts {mean} of its energy in the marked regions ({low} to {high}), more than {beaten}."
        )
    if level:
        return tr_noop(
            "{metric}: {method} comes first with {mean} ({low} to {high}). Not shown worse: {level}. Worse: {beaten}."
        )
    return tr_noop("{metric}: {method} is the best with {mean} ({low} to {high}). Worse: {beaten}.")


def _agreement(summary: Summary, metric_ids: Sequence[str]) -> Iterator[Notice]:
    """Whether localisation and faithfulness metrics prefer the same methods."""
    families = (Family.LOCALISATION, Family.FAITHFULNESS)
    leading = [
        next((one for one in metric_ids if _family(one) is family and _winners(summary, one)), None)
        for family in families
    ]
    where, what = leading
    failing = {method for (method, _), cell in summary.cells.items() if cell.fails}
    if where and what:
        on_object, deciding = _winners(summary, where), _winners(summary, what)
        common = [name for name in on_object if name in deciding]
        values = {"where": naming.metric(where), "what": naming.metric(what)}
        if common:
            yield Notice(
                tr_noop("{where} and {what} agree: among the best by both: {methods}."),
                values | {"methods": naming.methods(common)},
            )
        else:
            yield Notice(
                tr_noop(
                    "{where} and {what} disagree: {first} leads by the former, {second} by the latter. A map can "
                    "lie on the object and still not show what determines the prediction."
                ),
                values | {"first": naming.methods(on_object), "second": naming.methods(deciding)},
            )
    for metric_id in filter(None, leading):
        if failed := [name for name in _winners(summary, metric_id) if name in failing]:
            yield Notice(
                tr_noop("Among the best by {metric}, but unreliable according to the sanity check below: {methods}."),
                {"metric": naming.metric(metric_id), "methods": naming.methods(failed)},
            )


def _controls(summary: Summary, metric_ids: Sequence[str]) -> Iterator[Notice]:
    """The methods that are no better than a control, and those of which that is not shown."""
    judged = _judged(summary)
    for control in CONTROLS:
        cells = {(name, one): summary.cells[name, one] for name in judged for one in metric_ids}
        no_better = {key for key, cell in cells.items() if control in cell.no_better_than}
        unshown = {key for key, cell in cells.items() if control in cell.not_shown_better_than}
        by_none = [
            one
            for one in metric_ids
            if summary.cells.get((control, one))
            and all((name, one) in no_better | unshown for name, _ in _ranked(summary, one))
        ]
        values = {"control": naming.method(control)}
        if by_none:
            yield Notice(
                tr_noop("No method is shown better than the control {control} by: {metrics}."),
                values | {"metrics": naming.metrics(by_none)},
            )
        for found, text in (
            (no_better, tr_noop("No better than the control {control}: {methods}.")),
            (unshown, tr_noop("Not shown better than the control {control}: {methods}.")),
        ):
            by_method = {
                name: [one for one in metric_ids if (name, one) in found and one not in by_none] for name in judged
            }
            weak = sorted((name for name in judged if by_method[name]), key=lambda name: -len(by_method[name]))
            if weak:
                yield Notice(text, values | {"methods": naming.listed(_by(name, by_method[name]) for name in weak)})


def _by(method_id: str, metric_ids: Sequence[str]) -> Notice:
    return Notice("{method} ({metrics})", {"method": naming.method(method_id), "metrics": naming.metrics(metric_ids)})


def _limits(evaluation: Evaluation) -> Iterator[Notice]:
    """What is not known: of which pictures nothing, of which not where the object is."""
    if evaluation.failures:
        yield Notice(tr_noop("Pictures that could not be evaluated: {count}."), {"count": len(evaluation.failures)})
    total = len(evaluation.pictures)
    marked = sum(isinstance(one.case.region, np.ndarray) for one in evaluation.pictures)
    if not evaluation.summary.metrics:
        yield Notice(tr_noop("No metric was measured, so the maps are not compared."))
    elif not marked:
        yield Notice(tr_noop("No picture has a region, so localisation is not measured."))
    elif marked < total:
        yield Notice(
            tr_noop("Localisation is measured on the {count} of {total} pictures that have a region."),
            {"count": marked, "total": total},
        )


def _conclusive(summary: Summary) -> list[str]:
    """Ids of the metrics that get sentences: the most telling of each family. Conciseness is no merit by itself."""
    measured = [one for one in telling(summary) if _family(one) is not Family.CONCISENESS]
    return [one for _, group in groupby(measured, _family) for one in list(group)[:_TOLD]]


def _ranked(summary: Summary, metric_id: str) -> list[tuple[str, Estimate]]:
    """The judged methods that were measured, the best first."""
    return [
        (name, one)
        for name in summary.judged(metric_id)
        if (one := summary.cells[name, metric_id].estimate) is not None
    ]


def _winners(summary: Summary, metric_id: str) -> list[str]:
    """The best method and those tied with it; empty if the metric does not separate the methods."""
    return [
        name
        for name, _ in _ranked(summary, metric_id)
        if summary.cells[name, metric_id].mark in (Mark.BEST, Mark.AMONG_BEST)
    ]


def _judged(summary: Summary) -> list[str]:
    return [name for name in summary.methods if not is_control(name)]


def _model(evaluation: Evaluation) -> str:
    return evaluation.pictures[0].result.model.name if evaluation.pictures else evaluation.request.model


def _family(metric_id: str) -> Family:
    return METRICS.discover()[metric_id].family
