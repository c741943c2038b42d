"""What shows the result of each kind of job. Part of the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QDockWidget

from attnstudio.core.request import Request
from attnstudio.jobs.job import Job
from attnstudio.jobs.maps import MapsWork
from attnstudio.jobs.writing import FigureWork, ReportWork
from attnstudio.ui.shell.docks import ExtraDock

Openers = Mapping[str, Callable[[Job], object]]  # by the kind of job


def openers(
    show_maps: Callable[[Request], object],
    show_comparison: Callable[[], object],
    show_file: Callable[[Path], object],
    results: QDockWidget,
    panels: Mapping[str, ExtraDock],
) -> Openers:
    """By the kind of job.

    Args:
        results: lists the maps of many pictures.
        panels: each with the kind of job that fills it.
    """

    def maps(job: Job) -> None:
        assert isinstance(job.work, MapsWork)
        show_maps(job.work.request)

    def written(job: Job) -> None:
        assert isinstance(job.work, ReportWork | FigureWork)
        show_file(job.work.file)

    def list_maps(_: Job) -> None:
        results.show()
        results.raise_()

    def panel_of(job: Job) -> None:
        panels[job.work.kind].open()

    return {
        **dict.fromkeys(panels, panel_of),
        MapsWork.kind: maps,
        "comparison": lambda _: show_comparison(),
        "explanations": list_maps,
        ReportWork.kind: written,
        FigureWork.kind: written,
    }
