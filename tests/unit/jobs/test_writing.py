"""Writing reports and figures does not stop the window, and can be cancelled."""

from __future__ import annotations

import gc
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


@pytest.mark.parametrize("ending", formats.ENDINGS)
def test_a_report_that_is_cancelled_on_its_way_is_not_written(ending: str, tmp_path: Path) -> None:
    file, ctx = tmp_path / f"report{ending}", RunContext()

    def made(_: datetime) -> Document:
        ctx.cancelled.set()
        return Document("Title", "", "en", "Page {number} of {count}", (Paragraph("One sentence."),))

    with running(ctx.cancelled), pytest.raises(Cancelled):
        formats.write_document(file, made, force=False)
    assert not list(tmp_path.iterdir())
