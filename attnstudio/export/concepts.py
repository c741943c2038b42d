"""Concepts as files: a row of crops each, a table, and the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from attnstudio.core.concepts.concepts import Concepts, ConceptSample
from attnstudio.core.concepts.crops import crops
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.export.arrays import write_array, write_png
from attnstudio.export.tables import write_csv

COLUMNS = ("concept", "importance", "strongest")
_CROPS, _GAP, _GREY = 8, 4, 128


def row_of_crops(found: list[tuple[int, np.ndarray]]) -> np.ndarray:
    """uint8 (side, width, 3): crops side by side; grey where there is none."""
    parts = [crop for _, crop in found]
    if not parts:
        return np.full((1, 1, 3), _GREY, np.uint8)
    gap = np.full((len(parts[0]), _GAP, 3), _GREY, np.uint8)
    return np.concatenate([piece for part in parts for piece in (part, gap)][:-1], axis=1)


def record(sample: ConceptSample, concepts: Concepts, concept: int) -> dict[str, object]:
    """A row of the table, as `attnstudio concepts --json` prints it. Concepts count from 1."""
    return {
        "concept": concept + 1,
        "importance": None if concepts.importance is None else float(concepts.importance[concept]),
        "strongest": [str(sample.paths[number]) for number, _, _ in concepts.strongest(concept, _CROPS)],
    }


def write(folder: Path, sample: ConceptSample, concepts: Concepts, *, force: bool) -> None:
    """concepts.csv, concept-01.png ..., basis.npy (concepts, filters) and maps.npy (pictures, rows, columns, concepts).

    Raises:
        OutputFailure: a file is there already, or cannot be written.
    """
    refuse_existing(folder / "concepts.csv", force=force)
    make_folder(folder)
    rows = []
    for concept in range(len(concepts.basis)):
        found = row_of_crops(crops(sample, concepts, concept, _CROPS))
        write_png(folder / f"concept-{concept + 1:02}.png", found, force=force)
        row = record(sample, concepts, concept)
        names = (str(sample.paths[number]) for number, _, _ in concepts.strongest(concept, _CROPS))
        rows.append(row | {"strongest": "; ".join(names)})
    write_array(folder / "basis.npy", concepts.basis, force=force)
    write_array(folder / "maps.npy", concepts.maps, force=force)
    write_csv(folder / "concepts.csv", COLUMNS, rows, force=force)
