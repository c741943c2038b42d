"""Exports that go on after a restart: what is written down of them, and who takes them up."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.contrast import Contrast
from attnstudio.core.errors import Failure, OutputFailure
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import MethodCall, Request
from attnstudio.export.report.title_block import TitleBlock
from attnstudio.export.selection import Existing, SelectionOutputs
from attnstudio.export.unfinished import Export, UnfinishedExport, UnfinishedExports
from attnstudio.runs.outputs import Outputs
from attnstudio.runs.rows import State

REQUEST = Request(
    image=Path(),
    model="mobilenet_v2",
    methods=(MethodCall("gradcam"), MethodCall("smoothgrad", (("samples", 7),))),
    target="column:wanted",
    layer="last-conv",
    resize="crop",
    seed=5,
    levels="40,400",
)
FACTS = RowFacts(np.array([4, -1], np.int32), {"wanted": ["fly", ""], "other": ["a", "b"]})

CONTRAST = Contrast(0.01, 0.99, 0.5, by_percentile=True)


def export(folder: Path) -> Export:
    maps = Outputs(folder / "maps", overlay="jpeg", maps="raw", colormap="turbo", opacity=0.25, contrast=CONTRAST)
    title = TitleBlock(student="А. Иванова")
    outputs = SelectionOutputs(maps, True, "ru", Existing.KEEP_BOTH, ",", ".docx", title)
    return Export(REQUEST, (folder / "a.png", folder / os.fsdecode(b"\xff.png")), FACTS, outputs)


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def abandon(unfinished: UnfinishedExport) -> None:
    """As if the process that wrote it were killed."""
    name = f"{ended_process()}.{unfinished.folder.name.partition('.')[2]}"
    unfinished.folder.rename(unfinished.folder.with_name(name))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = export(tmp_path)
    unfinished = UnfinishedExports(tmp_path / "state").begin(written)
    assert unfinished is not None
    found = unfinished.read()
    assert found.request == written.request
    assert found.pictures == written.pictures
    assert found.outputs == written.outputs
    assert [found.facts.of(row).target(REQUEST.target) for row in (0, 1)] == ["fly", REQUEST.target]
    assert [found.facts.of(row).label for row in (0, 1)] == [4, None]


def test_a_users_own_model_keeps_its_options(tmp_path: Path) -> None:
    options = ModelOptions(preprocessing="caffe", input_size=(64, 48), output_kind="logits")
    request = Request(Path(), str(tmp_path / "own.keras"), (MethodCall("gradcam"),), options=options)
    written = Export(request, (tmp_path / "a.png",), FACTS.part(np.array([0])), SelectionOutputs(Outputs(tmp_path)))
    unfinished = UnfinishedExports(tmp_path / "state").begin(written)
    assert unfinished is not None and unfinished.read().request == request


def test_the_journal_knows_what_became_of_each_picture(tmp_path: Path) -> None:
    unfinished = UnfinishedExports(tmp_path / "state").begin(export(tmp_path))
    assert unfinished is not None
    with closing(unfinished.journal()) as journal:
        assert journal.names(2) is None
        journal.set_names(["a-2", ""])
        journal.done(0)
        journal.failed(1, OutputFailure("no room"))
    with closing(unfinished.journal()) as journal:
        assert journal.names(2) == ["a-2", ""]
        assert journal.states(2).tolist() == [State.DONE, State.FAILED]
    unfinished.remove()
    assert not list((tmp_path / "state").iterdir())


def test_only_those_of_ended_processes_are_taken_up_and_only_once(tmp_path: Path) -> None:
    exports = UnfinishedExports(tmp_path / "state")
    running, left = exports.begin(export(tmp_path)), exports.begin(export(tmp_path))
    assert running is not None and left is not None
    abandon(left)
    [found] = exports.abandoned()
    assert found.read().request == REQUEST
    assert exports.abandoned() == [], "it is of this process now"
    assert running.is_there


@pytest.mark.parametrize("name", ["export.attn", "export.json"])
def test_a_damaged_one_says_so(tmp_path: Path, name: str) -> None:
    unfinished = UnfinishedExports(tmp_path / "state").begin(export(tmp_path))
    assert unfinished is not None
    for content in (b"", b"{}", b'{"pictures": 5}', b"[1]", b"\xff\xfe"):
        (unfinished.folder / name).write_bytes(content)
        with pytest.raises(Failure):
            unfinished.read()
    (unfinished.folder / name).unlink()
    with pytest.raises(Failure):
        unfinished.read()


def test_a_folder_that_cannot_be_written_costs_only_the_restart(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file")
    assert UnfinishedExports(tmp_path / "state").begin(export(tmp_path)) is None
    assert UnfinishedExports(tmp_path / "state").abandoned() == []
    assert UnfinishedExports(None).begin(export(tmp_path)) is None
