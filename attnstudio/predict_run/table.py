"""The table of predictions: one row a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from attnstudio.core.files import write_atomically
from attnstudio.core.predicted_row import PredictedRow


def columns(top: int) -> list[str]:
    of_top = [f"top{rank}{what}" for rank in range(1, top + 1) for what in ("", "_index", "_probability")]
    return ["path", "label", "label_index", *of_top, "margin", "entropy", "right", "rank", "loss", "error"]


def record(path: Path, label: int | None, row: PredictedRow, names: Sequence[str], top: int) -> dict[str, object]:
    """`names`: of the model's classes; `top`: how many classes of the picture."""
    found: dict[str, object] = {
        "path": str(path),
        "label": None if label is None else names[label],
        "label_index": label,
    }
    for rank, (index, probability) in enumerate(zip(row.top[:top], row.probabilities[:top], strict=True), 1):
        found[f"top{rank}"] = names[index]
        found[f"top{rank}_index"], found[f"top{rank}_probability"] = index, probability
    return found | {
        "margin": row.margin,
        "entropy": row.entropy,
        "right": row.is_right,
        "rank": row.label_rank,
        "loss": row.loss,
    }


def failed_record(path: Path, error: str) -> dict[str, object]:
    return {"path": str(path), "error": error}


def write(file: Path, top: int, records: Iterable[dict[str, object]], *, force: bool) -> None:
    """The rows go into the file one by one, never all in memory. Raises OutputFailure."""

    def fill(stream: BinaryIO) -> None:
        # The byte order mark is for Excel, which takes a file without for another encoding.
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="backslashreplace", newline="")
        writer = csv.DictWriter(text, columns(top))
        writer.writeheader()
        writer.writerows(records)
        text.detach()  # flushes

    write_atomically(file, fill, force=force)
