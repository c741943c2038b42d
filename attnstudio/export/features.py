"""Pictures that excite units, as files: each as it is and faded, with a table of the data set's."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from attnstudio.core.features.maximise import MaximisationCall, Maximised, faded
from attnstudio.core.features.unit import Unit
from attnstudio.core.files import make_folder, refuse_existing, write_atomically
from attnstudio.core.request import Request
from attnstudio.export.arrays import write_png
from attnstudio.export.tables import write_csv

STRONGEST = ("unit", "rank", "image", "value")
Strongest = Sequence[tuple[Unit, Sequence[tuple[Path, float]]]]  # pictures of each unit with its value, in order


def stem(unit: Unit, class_names: Sequence[str]) -> str:
    """`goldfish-0001`, or `block_3_expand-0017`, whatever class or layer are called."""
    name = re.sub(r"[^\w-]+", "_", unit.layer or class_names[unit.index])[:60]
    return f"{name}-{unit.index:04}"


def refuse(folder: Path, call: MaximisationCall, class_names: Sequence[str], *, force: bool) -> None:
    """Raises OutputFailure where a file is there already."""
    for unit in call.units:
        refuse_existing(folder / f"{stem(unit, class_names)}.png", force=force)


def write(folder: Path, found: Maximised, class_names: Sequence[str], *, force: bool) -> None:
    """A finished picture. Raises OutputFailure."""
    make_folder(folder)
    name = stem(found.unit, class_names)
    write_png(folder / f"{name}.png", found.pixels, force=force)
    write_png(folder / f"{name}-faded.png", faded(found), force=force)


def write_record(
    folder: Path, request: Request, call: MaximisationCall, found: Sequence[Maximised], names: Sequence[str]
) -> None:
    """features.json: how the pictures were made, and what they reach. An older one is overwritten."""
    content = {
        "model": request.model,
        "seed": request.seed,
        "maximiser": call.id,
        "params": dict(call.params),
        "spectrum": "natural" if call.spectrum is None else "pictures",
        "units": [record(one, names) for one in found],
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / "features.json", lambda file: file.write(text.encode()), force=True)


def write_strongest(folder: Path, found: Strongest, names: Sequence[str], *, force: bool) -> None:
    """strongest.csv. Raises OutputFailure."""
    make_folder(folder)
    rows = [
        {"unit": unit.name(names), "rank": rank, "image": str(path), "value": value}
        for unit, pictures in found
        for rank, (path, value) in enumerate(pictures, 1)
    ]
    write_csv(folder / "strongest.csv", STRONGEST, rows, force=force)


def record(found: Maximised, names: Sequence[str]) -> dict[str, object]:
    """As `attnstudio features --json` prints it."""
    return {
        "unit": found.unit.name(names),
        "layer": found.unit.layer or None,
        "index": found.unit.index,
        "before": found.before,
        "value": found.value,
        "picture": f"{stem(found.unit, names)}.png",
    }
