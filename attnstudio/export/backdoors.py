"""What checks for backdoors found, as files: a table, JSON, and the found triggers as pictures with their maps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from attnstudio.core.backdoors.base import CHECKS, ClassFinding, Finding
from attnstudio.core.examination import conclusion
from attnstudio.core.files import make_folder, write_atomically
from attnstudio.core.overlay import overlaid
from attnstudio.core.request import Result
from attnstudio.export.arrays import write_array, write_png
from attnstudio.export.tables import write_csv

COLUMNS = (
    *("check", "class_index", "class_name", "value", "anomaly_index"),
    *("suspicious", "success", "pictures", "undecided"),
)
_OPACITY = 0.5


def rows(findings: Sequence[Finding], names: Sequence[str]) -> list[dict[str, object]]:
    """One row a check and class, with the columns of COLUMNS."""
    return [
        _row(finding, one, names) | {"pictures": len(one.pictures)} for finding in findings for one in finding.classes
    ]


def record(finding: Finding, names: Sequence[str]) -> dict[str, object]:
    """As `attnstudio backdoor --json` prints it."""
    return {
        "check": finding.check,
        "pictures": finding.pictures,
        "unreadable": finding.unreadable,
        "conclusion": str(conclusion(finding, names)),
        "limits": [str(one) for one in (*CHECKS.discover()[finding.check].limits, *finding.limits)],
        "classes": [
            _row(finding, one, names) | {"pictures": [str(path) for path in one.pictures]} for one in finding.classes
        ],
    }


def files(folder: Path, findings: Sequence[Finding], names: Sequence[str], maps: Sequence[str]) -> list[Path]:
    """All that `write` writes. `maps`: ids of the methods."""
    found = [folder / "classes.csv", folder / "findings.json"]
    for finding in findings:
        for one in finding.classes:
            if one.trigger is not None:
                stem = _stem(finding, one, names)
                endings = ["trigger.png", "example.png", "mask.npy", *(f"{method}.png" for method in maps)]
                found += [folder / f"{stem}-{ending}" for ending in endings]
    return found


def write(
    folder: Path,
    findings: Sequence[Finding],
    names: Sequence[str],
    maps: Mapping[int, Result],
    colormap: str,
    *,
    force: bool,
) -> None:
    """Write the findings of all checks into a folder.

    Args:
        maps: of the example of each trigger, by class.

    Raises:
        OutputFailure: a file is there already, or cannot be written.
    """
    make_folder(folder)
    for finding in findings:
        for one in finding.classes:
            if one.trigger is None:
                continue
            stem = folder / _stem(finding, one, names)
            write_png(_with(stem, "trigger.png"), one.trigger.shown, force=force)
            write_png(_with(stem, "example.png"), one.trigger.example, force=force)
            write_array(_with(stem, "mask.npy"), one.trigger.mask.astype(np.float32), force=force)
            result = maps.get(one.class_index)
            if result is None:
                continue
            for heatmap in result.heatmaps:
                pixels = overlaid(one.trigger.example, heatmap, result.placement, colormap, _OPACITY)
                write_png(_with(stem, f"{heatmap.method}.png"), pixels, force=force)
    write_csv(folder / "classes.csv", COLUMNS, rows(findings, names), force=force)
    text = json.dumps([record(finding, names) for finding in findings], indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / "findings.json", lambda file: file.write(text.encode()), force=force)


def _row(finding: Finding, one: ClassFinding, names: Sequence[str]) -> dict[str, object]:
    return {
        "check": finding.check,
        "class_index": one.class_index,
        "class_name": names[one.class_index],
        "value": one.value,
        "anomaly_index": one.index,
        "suspicious": one.suspicious,
        "success": None if one.trigger is None else one.trigger.success,
        "undecided": None if one.undecided is None else str(one.undecided),
    }


def _stem(finding: Finding, one: ClassFinding, names: Sequence[str]) -> str:
    """`neural_cleanse-06-ladybird`, whatever the class is called."""
    name = re.sub(r"[^\w-]+", "_", names[one.class_index])[:40]
    return f"{finding.check}-{one.class_index:02}-{name}"


def _with(stem: Path, ending: str) -> Path:
    return stem.with_name(f"{stem.name}-{ending}")
