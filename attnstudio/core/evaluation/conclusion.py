"""The conclusion of an evaluation in sentences, drawn from its numbers and their intervals only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.evaluation.summary import CONTROLS, RANDOMISATION_LIMIT, Mark, Summary, is_control
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS, Family
from attnstudio.core.text import Notice, Number, tr_noop

_FAMILIES = (Family.LOCALISATION, Family.FAITHFULNESS, Family.ROBUSTNESS)  # conciseness is no merit by itself
_FIRST = ("energy", "insertion", "deletion", "road")  # the most telling of their families
_TOLD = 3  # metrics of a family that get a sentence; the table has the others
_NAMED = 4  # names in a list; the others are counted


def conclusion(evaluation: Evaluation) -> list[Notice]:
    """The conclusions of an evaluation as sentences, the most important first."""
    summary = evaluation.summary
    metric_ids = _conclusive(summary)
    return [
        *_scope(evaluation),
        *_class_check(evaluation),
        *_best(summary, metric_ids),
        *_agreement(summary, metric_ids),
        *_controls(summary, metric_ids),
        *_sanity(summary),
        *_limits(evaluation),
    ]


def _scope(evaluation: Evaluation) -> Iterator[Notice]:
    methods = _judged(evaluation.summary) or [call.id for call in evaluation.request.methods]
    count = len(evaluation.pictures)
    values = {"model": _model(evaluation), "n": count, "methods": len(methods), "names": _methods(methods)}
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
            {"count": len(doubted), "n": len(evaluation.pictures), "names": _some(names)},
        )


def _best(summary: Summary, metric_ids: Sequence[str]) -> Iterator[Notice]:
    """For each metric: the best method, or that the difference is not significant."""
    tied, lonely = [], []
    for metric_id in metric_ids:
        ranked = _ranked(summary, metric_id)
        if not ranked:
            continue
        (best, first), worst = ranked[0], ranked[-1][1]
        values = {"metric": _metric(metric_id), "method": _method(best), "mean": _number(first.mean)}
        if first.low is None or first.high is None:
            lonely.append(metric_id)
        elif len(ranked) == 1:
            yield Notice(tr_noop("{metric}: {method} has {mean} ({low} to {high})."), values | _ends(first))
        elif first.overlaps(worst) is not False:
            tied.append(metric_id)
        else:
            beaten = [_with_number(name, one) for name, one in ranked if first.overlaps(one) is False]
            level = [name for name, one in ranked[1:] if first.overlaps(one) is not False]
            values |= _ends(first) | {"beaten": _some(beaten), "level": _methods(level)}
            yield Notice(_best_template(metric_id, bool(level)), values)
    if tied:
        yield Notice(
            tr_noop("The 95 % intervals overlap, so these metrics do not separate the methods: {metrics}."),
            {"metrics": _metrics(tied)},
        )
    if lonely and summary.pictures > 1:
        yield Notice(
            tr_noop("Measured on too few pictures for an interval: {metrics}."),
            {"metrics": _metrics(lonely)},
        )


def _best_template(metric_id: str, level: bool) -> str:
    if metric_id == "energy":
        if level:
            return tr_noop(
                "{method} puts {mean} of its energy in the marked regions ({low} to {high}); {level} cannot be "
                "distinguished from it. Less: {beaten}."
            )
        return tr_noop(
            "{method} puts {mean} of its energy in the marked regions ({low} to {high}), more than {beaten}."
        )
    if level:
        return tr_noop(
            "{metric}: {method} comes first with {mean} ({low} to {high}); {level} cannot be distinguished from "
            "it. Worse: {beaten}."
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
        values = {"where": _metric(where), "what": _metric(what)}
        if common:
            yield Notice(
                tr_noop("{where} and {what} agree: among the best by both: {methods}."),
                values | {"methods": _methods(common)},
            )
        else:
            yield Notice(
                tr_noop(
                    "{where} and {what} disagree: {first} leads by the former, {second} by the latter. A map can "
                    "lie on the object and still not show what determines the prediction."
                ),
                values | {"first": _methods(on_object), "second": _methods(deciding)},
            )
    for metric_id in filter(None, leading):
        if failed := [name for name in _winners(summary, metric_id) if name in failing]:
            yield Notice(
                tr_noop("Among the best by {metric}, but unreliable according to the sanity check below: {methods}."),
                {"metric": _metric(metric_id), "methods": _methods(failed)},
            )


def _controls(summary: Summary, metric_ids: Sequence[str]) -> Iterator[Notice]:
    """The methods that are not significantly better than a control."""
    judged = _judged(summary)
    for control in CONTROLS:
        unbeaten = {
            metric_id: [name for name in judged if control in summary.cells[name, metric_id].no_better_than]
            for metric_id in metric_ids
        }
        by_none = [one for one in metric_ids if unbeaten[one] and len(unbeaten[one]) == len(_ranked(summary, one))]
        if by_none:
            yield Notice(
                tr_noop("No method is significantly better than the control {control} by: {metrics}."),
                {"control": Notice(METHODS.discover()[control].name), "metrics": _metrics(by_none)},
            )
        by_method = {
            name: [one for one in metric_ids if name in unbeaten[one] and one not in by_none] for name in judged
        }
        weak = sorted((name for name in judged if by_method[name]), key=lambda name: -len(by_method[name]))
        if weak:
            names = [
                Notice("{method} ({metrics})", {"method": _method(name), "metrics": _metrics(by_method[name])})
                for name in weak
            ]
            yield Notice(
                tr_noop("Not significantly better than the control {control}: {methods}."),
                {"control": Notice(METHODS.discover()[control].name), "methods": _some(names)},
            )


def _sanity(summary: Summary) -> Iterator[Notice]:
    """Which maps follow the model, by every metric that asks for it."""
    for metric_id in (one for one in summary.metrics if _family(one) is Family.SANITY):
        found = {name: estimate for name in _judged(summary) if (estimate := summary.cells[name, metric_id].estimate)}
        failing = [name for name in found if summary.cells[name, metric_id].fails]
        doubtful = [name for name, one in found.items() if name not in failing and _top(one) > RANDOMISATION_LIMIT]
        if len(failing) == 1:
            yield unreliable_notice(failing[0], found[failing[0]])
        elif failing:
            yield Notice(
                tr_noop(
                    "These hardly change when the model's layers are re-initialised: {methods}. They show the "
                    "picture, not what the model has learned."
                ),
                {"methods": _some(_with_number(name, found[name], "{method} ({number})") for name in failing)},
            )
        if doubtful:
            yield Notice(
                tr_noop("Close to failing the sanity check; evaluate more pictures to be sure: {methods}."),
                {"methods": _some(_with_number(name, found[name], "{method} ({number})") for name in doubtful)},
            )
        if found and not failing and not doubtful:
            yield Notice(
                tr_noop(
                    "Every tested method changes as the model's layers are re-initialised: none fails the sanity check."
                )
            )


def unreliable_notice(method_id: str, found: Estimate) -> Notice:
    """Of one method that fails the sanity check."""
    return Notice(
        tr_noop(
            "{method} hardly changes when the model's layers are re-initialised ({value}): it shows the picture, not "
            "what the model has learned."
        ),
        {"method": _method(method_id), "value": _number(found.mean)},
    )


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
    """Ids of the metrics that get sentences: the most telling of each family."""
    ordered = sorted(
        (one for one in summary.metrics if _family(one) in _FAMILIES),
        key=lambda one: (_FAMILIES.index(_family(one)), _FIRST.index(one) if one in _FIRST else len(_FIRST)),
    )
    measured = [one for one in ordered if _ranked(summary, one)]
    return [one for _, group in groupby(measured, _family) for one in list(group)[:_TOLD]]


def _ranked(summary: Summary, metric_id: str) -> list[tuple[str, Estimate]]:
    """The judged methods that were measured, the best first."""
    found = [(name, one) for name in _judged(summary) if (one := summary.cells[name, metric_id].estimate) is not None]
    return sorted(found, key=lambda each: each[1].mean, reverse=METRICS.discover()[metric_id].higher_is_better)


def _winners(summary: Summary, metric_id: str) -> list[str]:
    """The best method and those tied with it; empty if the metric does not separate the methods."""
    return [
        name
        for name, _ in _ranked(summary, metric_id)
        if summary.cells[name, metric_id].mark in (Mark.BEST, Mark.TIED_BEST)
    ]


def _judged(summary: Summary) -> list[str]:
    return [name for name in summary.methods if not is_control(name)]


def _model(evaluation: Evaluation) -> str:
    return evaluation.pictures[0].result.model.name if evaluation.pictures else evaluation.request.model


def _family(metric_id: str) -> Family:
    return METRICS.discover()[metric_id].family


def _metric(metric_id: str) -> Notice:
    return Notice(METRICS.discover()[metric_id].name)


def _method(method_id: str) -> str:
    return METHODS.discover()[method_id].name


def _metrics(ids: Sequence[str]) -> Notice:
    return _some(map(_metric, ids), len(ids))


def _methods(ids: Iterable[str]) -> Notice:
    return _some(map(_method, ids))


def _some(names: Iterable[str | Notice], most: int = _NAMED) -> Notice:
    """The first few, each of which may have a translation, and how many more there are."""
    every = list(names)
    listed = every if len(every) <= most + 1 else every[:most]
    fields = {f"name{number}": name for number, name in enumerate(listed)}
    rest = len(every) - len(listed)
    return Notice(", ".join(f"{{{field}}}" for field in fields) + (f" (+{rest})" if rest else ""), fields)


def _top(estimate: Estimate) -> float:
    return estimate.mean if estimate.high is None else estimate.high


def _with_number(method_id: str, found: Estimate, form: str = "{method} {number}") -> Notice:
    return Notice(form, {"method": _method(method_id), "number": _number(found.mean)})


def _ends(estimate: Estimate) -> dict[str, Number]:
    """Of an interval."""
    assert estimate.low is not None and estimate.high is not None
    return {"low": _number(estimate.low), "high": _number(estimate.high)}


def _number(value: float) -> Number:
    return Number(f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}")
