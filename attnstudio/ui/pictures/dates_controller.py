"""Reads the dates of the pictures' files when pictures are sorted by them."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Slot

from attnstudio.core.picture_columns import Column
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.picture_dates import PictureDatesWork
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList


class DatesController(QObject):
    """Owns the job that reads. Until it has ended, pictures stand in the order of the list."""

    def __init__(self, state: DatasetState, pictures: PictureList, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._state, self._pictures, self._board, self._notifier = state, pictures, board, notifier
        self._job: Job | None = None
        state.changed.connect(self._on_state)

    @Slot(object)
    def _on_state(self, changed: frozenset[str]) -> None:
        if not changed & {"order", "dataset"}:
            return
        before, self._job = self._job, None
        if before is not None:
            self._board.cancel(before)
        if self._state.sorted_by is not None and self._state.sorted_by[0] is Column.DATE:
            self._job = job = Job(PictureDatesWork(self._pictures.sequence))
            unread = partial(self._on_unread, job)
            self._board.submit(job.listen(done=self._on_read, failed=unread, cancelled=unread))

    def _on_read(self, dates: object) -> None:
        assert isinstance(dates, np.ndarray)
        self._state.set_dates(dates)

    def _on_unread(self, job: Job, *_: object) -> None:
        """A sign that pictures are sorted would be wrong."""
        if job is self._job:
            self._job = None
            self._state.sort(None)
            self._notifier.show(
                lambda: tr("The dates were not read: the pictures are in the order in which they were opened."),
                Scope.JOB,
            )
