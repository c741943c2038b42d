"""Writing reports and figures does not stop the window."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from attnstudio.core.context import RunContext
from attnstudio.core.errors import OutputFailure
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
