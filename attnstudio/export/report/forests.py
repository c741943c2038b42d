"""Forest plots: one a metric, a dot and whiskers a method, what the controls reach as a grey band."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.forest import Forest, Row, forest
from attnstudio.core.evaluation.headline import headline, telling
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.export.figure import with_decimal_sign
from attnstudio.export.report.blocks import Block, Figure, Heading, Paragraph
from attnstudio.export.report.parts import method_name, number
from attnstudio.export.report.plots import styles

_DPI, _WIDTH, _ROW, _FRAME = 150, 7.2, 0.24, 0.9  # inches
_GREY, _DOTTED = "#808080", 60  # with so many pictures at most, each has a dot


def forests(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """What each metric shows, in a sentence and a plot. Nothing of one picture, which compares nothing."""
    summary = evaluation.summary
    if summary.pictures < 2:
        return
    plots = [(one, made) for one in telling(summary) if (made := forest(summary, one)) is not None]
    if plots:
        yield Heading(translate(tr_noop("Comparison of the methods")))
    for metric_id, made in plots:
        if (said := headline(summary, metric_id)) is not None:
            yield Paragraph(localised(said, translate))
        yield _figure(made, list(summary.methods), translate)


def _figure(made: Forest, method_ids: list[str], translate: Translate) -> Figure:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    rows, height = (*made.rows, *made.controls), _FRAME + _ROW * (len(made.rows) + len(made.controls))
    looks = dict(zip(method_ids, styles(method_ids), strict=True))
    name = translate(METRICS.discover()[made.metric].name)
    with matplotlib.rc_context({"font.family": ["DejaVu Sans"], "font.size": 9}):
        canvas = Canvas((_WIDTH, height), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(canvas)
        axis = canvas.subplots()
        if made.band is not None:
            axis.axvspan(*made.band, color=_GREY, alpha=0.2, linewidth=0)
        for place, row in enumerate(rows):
            _draw(axis, place, row, looks[row.method]["color"])
        axis.set_yticks(range(len(rows)), [method_name(row.method, translate) for row in rows])
        for label in axis.get_yticklabels()[len(made.rows) :]:
            label.set(color=_GREY, style="italic")
        numbers = axis.secondary_yaxis("right")
        numbers.set_yticks(range(len(rows)), [_number(row, translate) for row in rows])
        axis.set_ylim(len(rows) - 0.5, -0.5)
        for one in (axis, numbers):
            one.tick_params(axis="y", length=0)
            one.spines[:].set_visible(False)
        better = (
            tr_noop("better \N{RIGHTWARDS ARROW}") if made.higher_is_better else tr_noop("\N{LEFTWARDS ARROW} better")
        )
        axis.set_xlabel(translate(better), loc="right" if made.higher_is_better else "left")
        axis.set_title(name, loc="left", fontsize=10)
        axis.grid(axis="x", color="#dddddd", linewidth=0.6)
        axis.set_axisbelow(True)
        with_decimal_sign(canvas, translate("."))
        stream = BytesIO()
        canvas.savefig(stream, format="png", metadata={"Software": None})
    said = "; ".join(f"{method_name(row.method, translate)} {_number(row, translate)}" for row in rows)
    return Figure(stream.getvalue(), (round(_WIDTH * _DPI), round(height * _DPI)), f"{name}: {said}")


def _draw(axis: Any, place: int, row: Row, colour: str) -> None:
    """A dot and whiskers, and a pale dot for each picture where they are few."""
    values = row.values[~np.isnan(row.values)]
    if values.size <= _DOTTED:
        axis.plot(values, np.full(values.size, place), "o", color=colour, alpha=0.3, markersize=3, markeredgewidth=0)
    if row.estimate.low is not None:
        axis.plot(row.ends, (place, place), "-|", color=colour, linewidth=1.6, markersize=5)
    axis.plot(row.estimate.mean, place, "o", color=colour, markersize=6)


def _number(row: Row, translate: Translate) -> str:
    return " ".join([*row.signs, number(row.estimate.mean, translate)])
