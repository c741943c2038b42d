"""The report of a measurement as a table for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attnstudio.core.text import counted

# Heading, key of the row, how a number is written.
_COLUMNS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("cost", "cost", str),
    ("attnstudio", "ours_s", lambda seconds: f"{seconds * 1000:,.0f} ms"),
    ("tf-keras-vis", "theirs_s", lambda seconds: f"{seconds * 1000:,.0f} ms"),
    ("ratio", "ratio", lambda ratio: f"{ratio:.1f}"),
    ("memory", "peak_mb", lambda amount: f"{amount:,.0f} MB"),
    ("tf-keras-vis", "theirs_peak_mb", lambda amount: f"{amount:,.0f} MB"),
    ("of matmul", "share_of_matmul", lambda share: f"{share:.0%}"),
    ("passes", "passes", lambda count: f"{count:,}"),
    ("at most", "most_passes", lambda count: f"{count:,}"),
    ("each, in forwards", "per_pass", lambda ratio: f"{ratio:.2f}"),
)


def table(report: dict[str, Any]) -> str:
    """Of methods, or of attacks. Columns that no row fills are left out."""
    rows = report["rows"]
    name = "attack" if "attack" in rows[0] else "method"
    shown = [column for column in _COLUMNS if any(row.get(column[1]) is not None for row in rows)]
    cells = [[name, *(heading for heading, *_ in shown)]]
    for row in rows:
        values = ((row.get(key), write) for _, key, write in shown)
        cells.append([row[name], *("" if value is None else write(value) for value, write in values)])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    weights = " with random weights" if report["random_weights"] else ""
    return "\n".join(
        [
            f"{report['model']}{weights}, {counted(report['pictures'], 'picture')}",
            f"{report['machine']}, {report['threads']} threads{_product(report)}",
            ", ".join(f"{name} {number}" for name, number in report["versions"].items()),
            "",
            *("  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in cells),
        ]
    )


def _product(report: dict[str, Any]) -> str:
    return f", matrix product {report['matmul_gflops']:.0f} GFLOP/s" if "matmul_gflops" in report else ""
