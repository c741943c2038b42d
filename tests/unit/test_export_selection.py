"""The names of exported files, where some are there already."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnstudio.export.selection import Existing, SelectionOutputs
from attnstudio.runs.outputs import Outputs

METHODS = ["gradcam", "saliency"]


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (Existing.SKIP, ["", "a-2", "b"]),
        (Existing.REPLACE, ["a", "a-2", "b"]),
        (Existing.KEEP_BOTH, ["a-2", "a-2-2", "b"]),
    ],
)
def test_no_two_pictures_write_the_same_file(tmp_path: Path, rule: Existing, names: list[str]) -> None:
    (tmp_path / "a.saliency.png").touch()
    outputs = SelectionOutputs(Outputs(tmp_path), existing=rule)
    found = outputs.names(["a", "a-2", "b"], METHODS)
    assert found == names
    files = [file for name in found if name for file in outputs.files(name, METHODS)]
    assert len(files) == len(set(files))
