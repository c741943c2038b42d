"""An export that ends in the middle goes on where it ended."""

from __future__ import annotations

import errno
import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import SCENES
from PIL import Image

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import FullDiskFailure, GoneFailure, OutputFailure
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request
from attnstudio.export import figure_of_all
from attnstudio.export.selection import Existing, SelectionOutputs
from attnstudio.export.unfinished import Export, UnfinishedExport, UnfinishedExports
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.explanations import PictureExplained
from attnstudio.jobs.exporting import ExportWork
from attnstudio.runs.outputs import Outputs

METHODS = (MethodCall("gradcam"), MethodCall("saliency"))


def export(
    folder: Path, *, report: str = "", existing: Existing = Existing.SKIP, figure_of_all: bool = False
) -> Export:
    request = Request(Path(), "demo", METHODS, target="label")
    labels = np.array([0, 1, 2, 3], np.int32)
    outputs = SelectionOutputs(Outputs(folder), report=report, existing=existing, figure_of_all=figure_of_all)
    return Export(request, tuple(SCENES[:4]), RowFacts(labels), outputs)


def run(work: ExportWork, engine: Engine, pictures: int | None = None) -> list[Path]:
    """Returns the pictures that were explained. `pictures`: let go of it after as many, as a cancelled job is."""
    found: list[Path] = []

    def emit(results: object) -> None:
        assert isinstance(results, list)
        found.extend(one.result.request.image for one in results if isinstance(one, PictureExplained))

    steps = work.steps(engine, RunContext(), emit)
    for number, _ in enumerate(steps, start=1):
        if number == pictures:
            steps.close()
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "report.html"}


@pytest.fixture
def whole(engine: Engine, tmp_path: Path) -> dict[str, bytes]:
    run(ExportWork(export(tmp_path / "whole"), ResultCache(), PictureStore()), engine)
    found = contents(tmp_path / "whole")
    assert len(found) == 16
    return found


def begun(engine: Engine, made: Export, folder: Path) -> UnfinishedExport:
    """Two of four pictures are done, and of the third one a file."""
    unfinished = UnfinishedExports(folder / "state").begin(made)
    assert unfinished is not None
    run(ExportWork(made, ResultCache(), PictureStore(), unfinished), engine, pictures=2)
    (made.outputs.folder / f"{SCENES[2].stem}.gradcam.png").write_bytes(b"half")
    return UnfinishedExport(unfinished.folder)  # as the next start finds it


def test_nothing_is_done_twice_and_nothing_is_lost(engine: Engine, whole: dict[str, bytes], tmp_path: Path) -> None:
    unfinished = begun(engine, export(tmp_path / "maps"), tmp_path)
    left, of_another = (tmp_path / "maps" / f".{digit * 32}.part" for digit in "ab")
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    of_another.write_bytes(b"")
    work = ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished)
    assert run(work, engine) == list(SCENES[2:4])
    of_another.unlink()  # it was being written
    assert contents(tmp_path / "maps") == whole
    assert not unfinished.is_there


def test_a_full_disk_ends_it_and_it_goes_on(
    engine: Engine, whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfinished = begun(engine, export(tmp_path / "maps"), tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    work = ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished)
    with monkeypatch.context() as patched, pytest.raises(FullDiskFailure):
        patched.setattr(os, "fsync", full)
        run(work, engine)
    work = ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished)
    assert run(work, engine) == list(SCENES[2:4])
    assert contents(tmp_path / "maps") == whole


@pytest.mark.parametrize("is_resumed", [False, True])
def test_a_folder_that_goes_away_ends_it_is_not_made_anew_and_it_goes_on(
    engine: Engine, whole: dict[str, bytes], tmp_path: Path, is_resumed: bool
) -> None:
    maps, away = tmp_path / "maps", tmp_path / "away"
    if is_resumed:
        unfinished = begun(engine, export(maps), tmp_path)
        maps.rename(away)
    else:
        unfinished = UnfinishedExports(tmp_path / "state").begin(export(maps)) or UnfinishedExport(tmp_path)
    work = ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished)
    steps = work.steps(engine, RunContext(), lambda _: None)
    with pytest.raises(GoneFailure, match=f"The folder {maps} has gone away"):
        for number, _ in enumerate(steps, start=1):
            if number == 2:
                maps.rename(away)
    assert not maps.exists()
    away.rename(maps)
    assert unfinished.progress() == 2
    assert run(work, engine) == list(SCENES[2:4])
    assert contents(maps) == whole


def test_a_folder_that_cannot_be_made_is_said_before_any_work(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    work = ExportWork(export(tmp_path / "file" / "maps"), ResultCache(), PictureStore())
    with pytest.raises(OutputFailure, match="cannot be created"):
        run(work, engine)


def test_files_that_were_there_before_stay(engine: Engine, whole: dict[str, bytes], tmp_path: Path) -> None:
    """Their names were chosen at the beginning: those of the first half are no files of somebody else."""
    (tmp_path / "maps").mkdir()
    mine = tmp_path / "maps" / f"{SCENES[0].stem}.gradcam.png"
    mine.write_bytes(b"mine")
    unfinished = begun(engine, export(tmp_path / "maps", existing=Existing.KEEP_BOTH), tmp_path)
    run(ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished), engine)
    found = contents(tmp_path / "maps")
    assert found.pop(mine.name) == b"mine"
    assert {name.replace("-2.", ".", 1): content for name, content in found.items()} == whole


def test_the_report_has_all_pictures(engine: Engine, whole: dict[str, bytes], tmp_path: Path) -> None:
    unfinished = begun(engine, export(tmp_path / "maps", report="en"), tmp_path)
    run(ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished), engine)
    text = (tmp_path / "maps/report.html").read_text("utf-8")
    assert all(path.name in text for path in SCENES[:4])
    assert contents(tmp_path / "maps") == whole


def test_a_figure_of_all_has_pages_and_replaces_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_of_all, "PAGE", 3)
    alone = export(tmp_path / "alone", figure_of_all=True)
    run(ExportWork(alone, ResultCache(), PictureStore()), engine)
    pages = [(tmp_path / "alone" / name).read_bytes() for name in ("figure.png", "figure-2.png")]
    heights = [Image.open(BytesIO(page)).height for page in pages]
    assert heights[0] == 3 * heights[1], "three pictures, and one"

    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "figure-2.png").write_bytes(b"mine")
    unfinished = begun(engine, export(tmp_path / "maps", figure_of_all=True), tmp_path)
    run(ExportWork(unfinished.read(), ResultCache(), PictureStore(), unfinished), engine)
    figures = {file.name: file.read_bytes() for file in (tmp_path / "maps").glob("figure*")}
    assert figures == {"figure-2.png": b"mine", "figure-3.png": pages[0], "figure-4.png": pages[1]}


def test_pictures_that_are_tried_again_replace_no_figure_of_all(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "figure.png").write_bytes(b"of all")
    work = ExportWork(
        export(tmp_path, figure_of_all=True, existing=Existing.REPLACE), ResultCache(), PictureStore()
    ).part([1])
    run(work, engine)
    assert (tmp_path / "figure.png").read_bytes() == b"of all"
    assert (tmp_path / "figure-2.png").is_file()
