"""The documents about notebooks are true: their code runs, and the executed notebook is what it gives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_the_code_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs/notebook.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) > 8
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "docs/notebook.md", "exec"), names)
    assert {"lab.png", "report.html", "report.docx", "maps", "scores"} <= {file.name for file in tmp_path.iterdir()}


def outputs(notebook: Any, kind: str) -> list[str]:
    """Those of the code cells, in their order, but for what was written to stderr and for the progress."""
    return [
        output["data"][kind]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "execute_result" and kind in output["data"]
    ]


def test_the_lab_gives_what_it_shows(shared: Path) -> None:
    """The predictions to the digit; of the maps that there are as many."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    file = ROOT / "docs/lab.ipynb"
    written = nbformat.read(file, 4)
    anew = nbformat.read(file, 4)
    client = nbclient.NotebookClient(
        anew, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(file.parent)}}
    )
    client.execute()
    assert outputs(anew, "text/plain") == outputs(written, "text/plain")
    assert len(outputs(anew, "image/png")) == 1 == len(outputs(written, "image/png"))
    first, *_ = outputs(anew, "text/html")
    assert first == outputs(written, "text/html")[0]
    assert "goldfish" in first
