"""Writing reports and figures does not stop the window, and can be cancelled."""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.context import RunContext, running
from attnstudio.core.errors import Cancelled, OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.placement import Placement
from attnstudio.export import figure, session
from attnstudio.export.report import formats
from attnstudio.export.report.blocks import Document, Paragraph
from attnstudio.jobs.writing import FigureWork, ReportWork


@pytest.mark.parametrize("work", [FigureWork, ReportWork])
def test_no_full_collection_meanwhile_and_again_afterwards(work: type[FigureWork]) -> None:
    file, searched = Path("report.html"), list[bool]()

    def write() -> Path:
        searched.append(gc.isenabled())
        if len(searched) == 2:
            raise OutputFailure("{file} cannot be written.", file=file)
        return file

    assert work(file, write).run(RunContext(), lambda _: None) == file
    assert gc.isenabled()
    with pytest.raises(OutputFailure):
        work(file, write).run(RunContext(), lambda _: None)
    assert gc.isenabled() and searched == [False, False]


def test_what_is_imported_for_it_is_not_looked_through_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drawn_only_here.py").write_text("class Figure: pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    frozen = list[int]()

    def write() -> Path:
        importlib.import_module("drawn_only_here")
        return tmp_path

    try:
        for _ in range(2):
            ReportWork(tmp_path, write).run(RunContext(), lambda _: None)
            frozen.append(gc.get_freeze_count())
        drawn = sys.modules.pop("drawn_only_here")
        assert not any(one is drawn.Figure for one in gc.get_objects())
        assert frozen[0] == frozen[1], "and nothing else the next time"
    finally:
        gc.unfreeze()


@pytest.mark.parametrize("ending", formats.ENDINGS)
def test_a_report_that_is_cancelled_on_its_way_is_not_written(ending: str, tmp_path: Path) -> None:
    file, ctx = tmp_path / f"report{ending}", RunContext()

    def made(_: datetime) -> Document:
        ctx.cancelled.set()
        return Document("Title", "", "en", "Page {number} of {count}", (Paragraph("One sentence."),))

    with running(ctx.cancelled), pytest.raises(Cancelled):
        formats.write_document(file, made, force=False)
    assert not list(tmp_path.iterdir())


class After(threading.Event):
    """Is set once it has been looked at so often."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks, self.most = 0, looks

    def is_set(self) -> bool:
        self.looks += 1
        return self.looks > self.most


CELL = figure.Cell(
    "title", np.zeros((8, 8, 3), np.uint8), np.zeros((4, 4), np.float32), Placement.of((8, 8), (4, 4), "stretch")
)
ROWS = [(name, [CELL, CELL]) for name in "abc"]
NAMES = list("abcde")
LOW = figure.FigureStyle(dpi=20)


def grid(file: Path) -> None:
    figure.write_figure(file, ROWS, LOW, force=True)


def matrix(file: Path) -> None:
    figure.write_matrix(file, NAMES, np.eye(len(NAMES)), "Similarity", LOW, force=True)


@pytest.mark.parametrize("ending", figure.FORMATS)
@pytest.mark.parametrize(("write", "parts"), [(grid, 6), (matrix, len(NAMES))])
def test_a_figure_looks_for_cancel_at_each_of_its_parts_and_is_then_not_written(
    write: Callable[[Path], None], parts: int, ending: str, tmp_path: Path
) -> None:
    file, never = tmp_path / f"figure{ending}", After(10**9)
    with running(never):
        write(file)
    assert never.looks > 3 * parts, "where it is built, measured and drawn"
    file.write_bytes(b"before")
    for looks in (0, never.looks // 2, never.looks - 1):
        with running(After(looks)), pytest.raises(Cancelled):
            write(file)
        assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]


def test_a_session_looks_for_cancel_at_each_picture_and_is_then_not_written(tmp_path: Path) -> None:
    pictures, file, never = tuple(Path(f"{number}.png") for number in range(20)), tmp_path / "s.attn", After(10**9)
    state = session.Session(pictures, pictures[0], "demo")
    with running(never):
        session.write(file, state, force=True)
    assert never.looks > len(pictures)
    file.write_bytes(b"before")
    for looks in range(never.looks):
        with running(After(looks)), pytest.raises(Cancelled):
            session.write(file, state, force=True)
        assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]


def test_what_is_cancelled_while_it_is_written_stays_as_it_was(tmp_path: Path) -> None:
    file, cancelled = tmp_path / "session.attn", threading.Event()
    file.write_bytes(b"before")

    def write(stream: object) -> None:
        cancelled.set()

    with running(cancelled), pytest.raises(Cancelled):
        write_atomically(file, write, force=True)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]
