"""The table of an evaluation for people."""

from __future__ import annotations

from attnstudio.core.evaluation.signs import MEANINGS, signs, used
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS


def table(summary: Summary) -> str:
    """Methods x metrics for people: mean, interval, signs; below it, what the signs mean."""
    known = METHODS.discover()
    lines = [["", *(f"{METRICS.discover()[metric].name}   " for metric in summary.metrics)]]
    lines.append(["", *["mean (95 % interval)   "] * len(summary.metrics)])
    for method in summary.methods:
        cells = []
        for metric in summary.metrics:
            cell = summary.cells[method, metric]
            if (found := cell.estimate) is None:
                cells.append("-")
                continue
            text = f"{found.mean:.3f}"
            if found.low is not None:
                text += f" ({found.low:.3f} to {found.high:.3f})"
            if found.count < summary.pictures:
                text += f" of {found.count}"
            cells.append(f"{text} {''.join(signs(cell)):<3}")
        lines.append([known[method].name, *cells])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in lines]
    legend = "  ".join(f"{sign} {MEANINGS[sign]}" for sign in used(summary.cells.values()))
    return "\n".join([*rows, legend] if legend else rows)
