"""Keeps the table of the similarity of the compared maps up to date, while it is in sight."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Slot

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.similarity import Measure
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.similarity import SimilarityWork
from attnstudio.ui.compare.model import Comparison, Plan, similarities
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.shell.i18n import message, tr


class SimilarityUpdater(QObject):
    """Owns the job: comparing a hundred maps with each other takes seconds."""

    def __init__(self, view: CompareView, board: JobBoard) -> None:
        super().__init__()
        self._view, self._table, self._board = view, view.correlation, board
        self._job: Job | None = None
        self._table.wanted.connect(self.update)

    @Slot()
    def update(self) -> None:
        """Maps came, or another measure or picture is chosen."""
        if self._view.page is not self._table or not self._view.isVisible():
            return
        comparison = self._view.comparison
        if not comparison.results:
            self.cancel()
            self._table.show_nothing(tr("The similarity of the maps appears here when they are computed."))
            return
        if self._table.values is None:
            self._table.show_nothing(tr("Working..."))
        snapshot = replace(comparison, results=dict(comparison.results))
        work = SimilarityWork(partial(_similarities, snapshot, self._table.measure, self._table.column))
        self._job = Job(work).listen(done=self._on_done, failed=self._on_failed)
        self._board.submit(self._job)

    def cancel(self) -> None:
        if self._job is not None:
            self._board.cancel(self._job)
            self._job = None

    def _on_done(self, outcome: object) -> None:
        assert isinstance(outcome, tuple)
        plan, values = outcome
        if plan == self._view.comparison.plan:  # else other maps are compared since, and their own outcome follows
            self._table.show_matrix([line.name for line in plan.lines], values)

    def _on_failed(self, failure: Failure) -> None:
        self._table.show_nothing(message(failure))


def _similarities(
    comparison: Comparison, measure: Measure, column: int | None, ctx: RunContext
) -> tuple[Plan, np.ndarray]:
    return comparison.plan, similarities(comparison, measure, column, ctx)
