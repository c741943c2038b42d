"""An evaluation as tables that other programs read: CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.files import write_atomically
from attnstudio.core.request import Result

SCORES = (
    "image",
    "model",
    "class_index",
    "class_name",
    "label",
    "probability",
    "prediction",
    "method",
    "metric",
    "value",
    "seconds",
    "note",
)
CURVES = ("image", "method", "metric", "x", "y")
SUMMARY = (
    "method",
    "metric",
    "mean",
    "low",
    "high",
    "pictures",
    "mark",
    "no_better_than",
    "not_shown_better_than",
    "fails",
    "note",
)


def scores(pictures: Iterable[Evaluated]) -> list[dict[str, object]]:
    """One row a picture, method and metric, with the columns of SCORES."""
    return [
        {
            "image": str(one.result.request.image),
            "model": one.result.model.id,
            "class_index": one.result.target.index,
            "class_name": one.result.target.name(one.result.model.class_names),
            "label": _label(one.result),
            "probability": one.result.prediction.probability(one.result.target.index),
            "prediction": one.result.prediction.value(one.result.target),
            "method": measurement.method,
            "metric": measurement.metric,
            "value": None if measurement.score is None else measurement.score.value,
            "seconds": measurement.seconds,
            "note": None if measurement.obstacle is None else str(measurement.obstacle),
        }
        for one in pictures
        for measurement in one.measurements
    ]


def _label(result: Result) -> str | None:
    """The name of the picture's class, where it is known."""
    label = result.request.label
    return None if label is None else result.model.class_names[label]


def curves(pictures: Iterable[Evaluated]) -> list[dict[str, object]]:
    """One row a point, with the columns of CURVES."""
    return [
        {
            "image": str(one.result.request.image),
            "method": measurement.method,
            "metric": measurement.metric,
            "x": x,
            "y": y,
        }
        for one in pictures
        for measurement in one.measurements
        if measurement.score is not None and measurement.score.curve is not None
        for x, y in zip(measurement.score.curve.x.tolist(), measurement.score.curve.y.tolist(), strict=True)
    ]


def summary(table: Summary) -> list[dict[str, object]]:
    """One row a method and metric, with the columns of SUMMARY."""
    rows: list[dict[str, object]] = []
    for (method, metric), cell in table.cells.items():
        found = cell.estimate
        rows.append(
            {
                "method": method,
                "metric": metric,
                "mean": found and found.mean,
                "low": found and found.low,
                "high": found and found.high,
                "pictures": found.count if found else 0,
                "mark": cell.mark,
                "no_better_than": " ".join(cell.no_better_than) or None,
                "not_shown_better_than": " ".join(cell.not_shown_better_than) or None,
                "fails": cell.fails,
                "note": None if cell.obstacle is None else str(cell.obstacle),
            }
        )
    return rows


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[dict[str, object]], *, force: bool) -> None:
    """UTF-8 with a byte order mark, without which Excel takes it for another encoding. Whole or not at all."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(
        path, lambda file: file.write(text.getvalue().encode("utf-8-sig", "backslashreplace")), force=force
    )
