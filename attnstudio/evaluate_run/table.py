"""The table of an evaluation for people."""

from __future__ import annotations

from attnstudio.core.evaluation.summary import Mark, Summary
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS

_SIGNS = {Mark.BEST: "*", Mark.TIED_BEST: "=", Mark.WORST: "-", Mark.TIED_WORST: "~", None: " "}
_LEGEND = "* best  = tied for best  - worst  ~ tied for worst  ! no better than a control, or fails the sanity check"


def table(summary: Summary) -> str:
    """Methods x metrics for people: mean and interval, `*` best, `=` tied for best, `!` no better than a control."""
    known = METHODS.discover()
    lines = [["", *(METRICS.discover()[metric].name for metric in summary.metrics)]]
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
            sign = _SIGNS[cell.mark] + ("!" if cell.no_better_than or cell.fails else " ")
            cells.append(text + sign)
        lines.append([known[method].name, *cells])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in lines]
    return "\n".join([*rows, _LEGEND])
