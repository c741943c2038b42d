"""Writing reports and figures does not stop the window, and can be cancelled."""

from __future__ import annotations

import gc
import importlib
import sys
from datetime import datetime
from pathlib import Path

import pytest

from attnstudio.core.context import RunContext, running
from attnstudio.core.errors import Cancelled, OutputFailure
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
