"""The list of pictures as a table that other programs read, and that opens as a data set again: CSV."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from attnstudio.core.picture_columns import NO_CLASS, NO_RANK, PictureColumns
from attnstudio.core.review import Review

PICTURES = (
    "image",
    "label",
    "predicted",
    "probability",
    "margin",
    "entropy",
    "right",
    "rank",
    "loss",
    "region",
    "review",
)


def picture_rows(
    rows: Iterable[int],
    columns: PictureColumns,
    path_of: Callable[[int], Path],
    label_of: Callable[[int], str],
    class_names: Sequence[str],
) -> Iterator[dict[str, object]]:
    """One row a picture, with the columns of PICTURES; what is not known is empty."""
    margin, loss, right = columns.margin, columns.loss, columns.right
    for row in map(int, rows):
        predicted, is_known = int(columns.predicted[row]), not math.isnan(columns.label_probability[row])
        is_predicted = predicted != NO_CLASS
        yield {
            "image": str(path_of(row)),
            "label": label_of(row),
            "predicted": class_names[predicted] if 0 <= predicted < len(class_names) else "",
            "probability": float(columns.probability[row]) if is_predicted else None,
            "margin": float(margin[row]) if is_predicted else None,
            "entropy": float(columns.entropy[row]) if is_predicted else None,
            "right": {1: "true", 0: "false"}.get(int(right[row]), ""),
            "rank": int(columns.ranks[row]) if columns.ranks[row] != NO_RANK else None,
            "loss": float(loss[row]) if is_known else None,
            "region": "true" if columns.regions[row] else "false",
            "review": Review(int(columns.reviews[row])).word,
        }
