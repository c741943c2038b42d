"""What each method does, how its maps look, and how long they take."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.summary import is_control
from attnstudio.core.explain import BoundMethod, bind_methods
from attnstudio.core.methods.base import FORMULA_LETTERS
from attnstudio.core.params import Value
from attnstudio.core.request import Heatmap
from attnstudio.core.text import Number, Translate, tr_noop, with_sign
from attnstudio.core.wrappers import all_params, effective
from attnstudio.export.report.blocks import Block, Formula, Heading, Pairs, Paragraph, Tone
from attnstudio.export.report.parts import method_name
from attnstudio.export.report.pictures import legend, method_figure

_WORTH_SAYING = 0.1  # seconds


def methods(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """Each method with its formula, its maps, its settings and its time; the controls, and what they are for."""
    every = bind_methods(evaluation.request.methods)
    judged = [one for one in every if not is_control(one.method.id)]
    controls = [one for one in every if is_control(one.method.id)]
    if judged:
        yield Heading(translate(tr_noop("Methods")))
        yield Paragraph(translate(FORMULA_LETTERS), Tone.NOTE)
        yield from legend(evaluation, translate)
    for one in judged:
        yield from _method(evaluation, one, translate)
    if controls:
        yield Heading(translate(tr_noop("Controls")), 3)
        yield Paragraph(
            translate(
                tr_noop(
                    "Controls are maps that do not depend on the model: a method is worth something if it beats them."
                )
            )
        )
    for one in controls:
        name, description = method_name(one.method.id, translate), translate(one.method.description)
        yield Paragraph(f"{name}. {description}")


def _method(evaluation: Evaluation, bound: BoundMethod, translate: Translate) -> Iterator[Block]:
    method = bound.method
    yield Heading(method_name(method.id, translate), 3)
    yield Paragraph(translate(method.description))
    yield Formula(method.formula)
    if (drawn := method_figure(evaluation, method.id, translate)) is not None:
        yield drawn
    heatmaps = [
        heatmap for one in evaluation.pictures for heatmap in one.result.heatmaps if heatmap.method == method.id
    ]
    if rows := tuple(_facts(bound, heatmaps, translate)):
        yield Pairs(rows)


def _facts(bound: BoundMethod, heatmaps: list[Heatmap], translate: Translate) -> Iterator[tuple[str, str]]:
    if heatmaps and heatmaps[0].layer:
        yield translate(tr_noop("Layer")), heatmaps[0].layer
    if settings := effective(bound.method, bound.params):
        labels = {param.name: translate(param.label) for param in all_params(bound.method)}
        texts = (f"{labels[name]}: {_value(value, translate)}" for name, value in settings.items())
        yield translate(tr_noop("Parameters")), "; ".join(texts)
    if heatmaps:
        yield translate(tr_noop("Time of a map")), _time(heatmaps, translate)


def _value(value: Value, translate: Translate) -> str:
    if isinstance(value, bool):
        return translate(tr_noop("yes")) if value else translate(tr_noop("no"))
    return with_sign(f"{value:g}", translate(".")) if isinstance(value, int | float) else value or "–"


def _time(heatmaps: list[Heatmap], translate: Translate) -> str:
    """Of the map alone. Graphs are built once a model, whatever the number of pictures."""
    found = _seconds(median(one.map_seconds for one in heatmaps), translate)
    if len(heatmaps) > 1:
        found = translate(tr_noop("{time}, median of {n} pictures"), time=found, n=len(heatmaps))
    built = max(one.build_seconds for one in heatmaps)
    if built < _WORTH_SAYING:
        return found
    return translate(tr_noop("{time}; prepared once in {built}"), time=found, built=_seconds(built, translate))


def _seconds(seconds: float, translate: Translate) -> str:
    if seconds < 1:
        return translate(tr_noop("{number} ms"), number=Number(f"{1000 * seconds:.{0 if seconds >= 0.01 else 1}f}"))
    return translate(tr_noop("{seconds} s"), seconds=Number(f"{seconds:.{1 if seconds < 100 else 0}f}"))
