"""The jobs of the board as a table, the newest first."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot

from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.plain import plain

_Index = QModelIndex | QPersistentModelIndex
_STATES = {
    JobState.WAITING: tr_noop("Waiting"),
    JobState.RUNNING: tr_noop("Running"),
    JobState.PAUSED: tr_noop("Paused"),
    JobState.DONE: tr_noop("Done"),
    JobState.FAILED: tr_noop("Failed"),
    JobState.CANCELLED: tr_noop("Cancelled"),
}


class Column(IntEnum):
    TITLE = 0
    STATE = 1
    PROGRESS = 2
    CANCEL = 3


class JobTable(QAbstractTableModel):
    """Owns the order of the rows; the jobs belong to the board."""

    def __init__(self, board: JobBoard) -> None:
        super().__init__()
        self._jobs = [job for job in reversed(board.jobs) if job.work.is_awaited]
        board.added.connect(self._on_added)
        board.changed.connect(self._on_changed)
        board.removed.connect(self._on_removed)

    def job(self, row: int) -> Job:
        return self._jobs[row]

    def row_of(self, job: Job) -> int | None:
        return self._jobs.index(job) if job in self._jobs else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        job = self._jobs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(job, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole and job.failure is not None:
            return plain(message(job.failure))
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Job"), tr("State"), tr("Progress"), "")[section]
        return None

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self._jobs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._jobs) - 1, len(Column) - 1))

    def _text(self, job: Job, column: Column) -> str:
        if column is Column.TITLE:
            return message(job.title)
        if column is Column.STATE:
            return tr(_STATES[job.state])
        if column is Column.PROGRESS:
            return message(job.failure) if job.failure is not None else progress_text(job)
        return ""

    @Slot(object)
    def _on_added(self, job: Job) -> None:
        if job.work.is_awaited:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._jobs.insert(0, job)
            self.endInsertRows()

    @Slot(object)
    def _on_changed(self, job: Job) -> None:
        if (row := self.row_of(job)) is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    @Slot(object)
    def _on_removed(self, job: Job) -> None:
        if (row := self.row_of(job)) is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._jobs[row]
            self.endRemoveRows()


def progress_text(job: Job) -> str:
    """The share that is done and the time that is left, as far as they are known."""
    share, left = job.progress.share, job.progress.seconds_left
    if job.is_finished or share is None:
        return ""
    percent = tr("{percent} %", percent=int(100 * share))
    if left is None or job.state is not JobState.RUNNING:
        return percent
    return tr("{share}, {time} left", share=percent, time=clock(left))
