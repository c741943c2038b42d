"""Accuracy and drift against eps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.robustness.summary import Line
from attnstudio.core.text import Translate, tr_noop
from attnstudio.export.report.attacks.words import attack_name
from attnstudio.export.report.blocks import Block, Figure, Heading
from attnstudio.export.report.parts import method_name
from attnstudio.export.report.plots import COLOURS, CONTROL_COLOUR, DASHES, picture_of

_Points = list[tuple[float, float, tuple[float, float]]]  # eps, value, its interval
_AXES = {
    Norm.LINF: tr_noop("Eps, in steps of 255"),
    Norm.L2: tr_noop("Eps, the length of the change"),
    Norm.L0: tr_noop("Eps, in pixels"),
    Norm.STRENGTH: tr_noop("Strength"),
}


def accuracy_curves(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    """One plot a norm, with a line for each model and attack that was tried with several eps."""

    def points(line: Line) -> tuple[float, tuple[float, float]]:
        return line.accuracy.value or 0.0, line.accuracy.interval

    drawn = list(
        _plots(experiment, points, ("", translate(tr_noop("Accuracy under attack"))), translate, with_clean=True)
    )
    if drawn:
        yield Heading(translate(tr_noop("Accuracy against eps")))
    yield from drawn


def drift_curves(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    """One plot a method and norm."""
    methods = list(dict.fromkeys(drift.method for line in experiment.summary.lines for drift in line.drifts))
    drawn = []
    for method in methods:

        def points(line: Line, method: str = method) -> tuple[float, tuple[float, float]] | None:
            found = next((drift.spearman for drift in line.drifts if drift.method == method), None)
            if found is None:
                return None
            ends = (found.mean, found.mean) if found.low is None or found.high is None else (found.low, found.high)
            return found.mean, ends

        title = method_name(method, translate), translate(tr_noop("Rank correlation"))
        drawn += list(_plots(experiment, points, title, translate, with_clean=False))
    if drawn:
        yield Heading(translate(tr_noop("Drift against eps")))
    yield from drawn


def _plots(
    experiment: Experiment,
    point: Callable[[Line], tuple[float, tuple[float, float]] | None],
    titles: tuple[str, str],
    translate: Translate,
    *,
    with_clean: bool,
) -> Iterator[Figure]:
    """`titles`: above the plot, and of its vertical axis."""
    for norm in Norm:
        curves: dict[tuple[str, str], _Points] = {}
        of_norm = [line for line in experiment.summary.lines if line.key.norm is norm and line.key.eps is not None]
        for line in of_norm:
            if line.key.form.bounded and (found := point(line)) is not None and line.key.eps is not None:
                curves.setdefault((line.key.model, line.key.attack), []).append((line.key.eps, *found))
        several = {key: sorted(points) for key, points in curves.items() if len(points) > 1}
        if several:
            clean = {line.key.model: line.clean.value or 0.0 for line in of_norm} if with_clean else {}
            yield _plot(experiment, norm, several, clean, titles, translate)


def _plot(
    experiment: Experiment,
    norm: Norm,
    curves: dict[tuple[str, str], _Points],
    clean: dict[str, float],
    titles: tuple[str, str],
    translate: Translate,
) -> Figure:
    names, unit = experiment.names, LEVELS if norm is Norm.LINF else 1
    keys = {(line.key.model, line.key.attack): line.key for line in experiment.summary.lines}
    models = list(dict.fromkeys(model for model, _ in curves))

    def draw(axis: Any) -> None:
        for place, (which, points) in enumerate(curves.items()):
            model, name = which[0], attack_name(keys[which], translate)
            label = f"{translate(names.get(model, model))}: {name}" if len(models) > 1 else name
            is_control = keys[which].form.kind is Kind.CONTROL
            colour = CONTROL_COLOUR if is_control else COLOURS[place % len(COLOURS)]
            start = [(0.0, clean[model])] if model in clean else []
            x, y = zip(*[*start, *((eps * unit, value) for eps, value, _ in points)], strict=True)
            axis.plot(x, y, label=label, color=colour, linestyle=DASHES[models.index(model) % len(DASHES)], marker="o")
            ends: Sequence[tuple[float, float]] = [ends for _, _, ends in points]
            shown = [eps * unit for eps, _, _ in points]
            axis.fill_between(shown, *zip(*ends, strict=True), color=colour, alpha=0.12, linewidth=0)
        axis.set(xlabel=translate(_AXES[norm]), ylabel=titles[1], title=titles[0])
        axis.set_ylim(min(0.0, axis.get_ylim()[0]), 1.02)

    said = "; ".join(attack_name(keys[which], translate) for which in curves)
    return picture_of(draw, f"{' '.join(titles).strip()}: {said}", len(curves), translate)
