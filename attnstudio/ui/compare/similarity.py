"""Keeps the table of how alike the compared maps are up to date, while it is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import Failure
from attnstudio.jobs.work import Work
from attnstudio.ui.compare.model import Plan, similarities
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.shell.i18n import message, tr


class SimilarityUpdater(QObject):
    """Comparing a hundred maps with each other takes seconds, hence the thread."""

    def __init__(self, view: CompareView) -> None:
        super().__init__()
        self._view, self._table = view, view.correlation
        self._work = Work()
        self._work.done.connect(self._on_done)
        self._work.failed.connect(self._on_failed)
        self._table.wanted.connect(self.update)

    @property
    def busy(self) -> bool:
        return self._work.busy

    @Slot()
    def update(self) -> None:
        """Maps came, or another measure or picture is chosen."""
        if self._view.page is not self._table or not self._view.isVisible():
            return
        comparison = self._view.comparison
        if not comparison.results:
            self._work.drop()
            self._table.show_nothing(tr("How alike the maps are stands here once they are made."))
            return
        if self._table.values is None:
            self._table.show_nothing(tr("Working..."))
        snapshot = replace(comparison, results=dict(comparison.results))
        measure, column = self._table.measure, self._table.column
        self._work.start(lambda ctx: (snapshot.plan, similarities(snapshot, measure, column, ctx)))

    def drop(self) -> None:
        """Compare nothing any more."""
        self._work.drop()

    def stop(self) -> None:
        """End the thread."""
        self._work.stop()

    @Slot(object)
    def _on_done(self, done: tuple[Plan, np.ndarray]) -> None:
        plan, values = done
        if plan == self._view.comparison.plan:  # else other maps are compared since, and their own answer follows
            self._table.show_matrix([line.name for line in plan.lines], values)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._table.show_nothing(message(failure))
