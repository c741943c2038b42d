"""Mean curves: one plot a metric, one line a method."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.summary import is_control
from attnstudio.core.metrics.base import METRICS, Curve
from attnstudio.core.text import Translate
from attnstudio.export.figure import with_decimal_sign
from attnstudio.export.report.blocks import Figure
from attnstudio.export.report.parts import method_name

# Okabe and Ito 2008: distinguishable with any colour vision; dashes distinguish the rest, also in print.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
CONTROL_COLOUR, __CONTROL_DASHES = "#808080", ("-", "--")
_DPI, _WIDTH, _HEIGHT, _LINE = 150, 7.2, 3.6, 0.19  # inches; the last one of the legend


def curve_plot(evaluation: Evaluation, metric_id: str, translate: Translate) -> Figure | None:
    """None where the metric has no curves."""
    metric = METRICS.discover()[metric_id]
    means = {name: one for name in evaluation.summary.methods if (one := _mean_curve(evaluation, name, metric_id))}
    if metric.axes is None or not means:
        return None

    def draw(axis: Any) -> None:
        for (name, curve), style in zip(means.items(), styles(list(means)), strict=True):
            axis.plot(curve.x, curve.y, label=method_name(name, translate), **style)
        axis.set(xlabel=translate(axes[0]), ylabel=translate(axes[1]), title=translate(metric.name))

    axes = metric.axes
    said = f"{translate(metric.name)}: {', '.join(method_name(name, translate) for name in means)}"
    return picture_of(draw, said, len(means), translate)


def picture_of(draw: Callable[[Any], None], text: str, lines: int, translate: Translate) -> Figure:
    """A plot with a legend. `draw`: its lines, on an axis of matplotlib; `lines`: how many there are."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    height = max(_HEIGHT, 0.6 + _LINE * lines)
    with matplotlib.rc_context({"font.family": ["DejaVu Sans"], "font.size": 9, "mathtext.default": "regular"}):
        canvas = Canvas((_WIDTH, height), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(canvas)
        axis = canvas.subplots()
        draw(axis)
        axis.grid(color="#dddddd", linewidth=0.6)
        with_decimal_sign(canvas, translate("."))
        axis.spines[["top", "right"]].set_visible(False)
        canvas.legend(loc="outside right upper", frameon=False, handlelength=3.2)
        stream = BytesIO()
        canvas.savefig(stream, format="png", metadata={"Software": None})
    return Figure(stream.getvalue(), (round(_WIDTH * _DPI), round(height * _DPI)), text)


def styles(method_ids: list[str]) -> list[dict[str, Any]]:
    """No two alike: first the colours change, then the dashes."""
    judged = [name for name in method_ids if not is_control(name)]
    styles: list[dict[str, Any]] = []
    for name in method_ids:
        if is_control(name):
            before = sum(map(is_control, method_ids[: method_ids.index(name)]))
            dashes = __CONTROL_DASHES[before % len(__CONTROL_DASHES)]
            styles.append({"color": CONTROL_COLOUR, "linestyle": dashes, "linewidth": 1.0, "zorder": 1})
            continue
        again, colour = divmod(judged.index(name), len(COLOURS))
        # A few methods differ in their dashes too, for who sees no colour at all.
        styles.append({"color": COLOURS[colour], "linestyle": DASHES[(colour + again) % len(DASHES)], "linewidth": 1.8})
    return styles


def _mean_curve(evaluation: Evaluation, method_id: str, metric_id: str) -> Curve | None:
    """Over the pictures that have one, at the points of the first."""
    curves = [
        one.score.curve
        for picture in evaluation.pictures
        for one in picture.measurements
        if (one.method, one.metric) == (method_id, metric_id) and one.score is not None and one.score.curve is not None
    ]
    if not curves:
        return None
    x = curves[0].x
    return Curve(x, np.mean([np.interp(x, curve.x, curve.y) for curve in curves], axis=0))
