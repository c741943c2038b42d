"""The jobs of the board as a table: those that wait or run in the order in which they are done, then the ended ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Slot

from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.shell.places import place_name
from attnstudio.ui.widgets.plain import plain

SHARE = Qt.ItemDataRole.UserRole  # 0 to 1, of a job that runs; None: not known
_MIME_TYPE = "application/x-attnstudio-job"
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
    RATE = 3
    CANCEL = 4


class JobTable(QAbstractTableModel):
    """A view of the board. A job that has not begun is dragged to another place in the queue."""

    def __init__(self, board: JobBoard) -> None:
        super().__init__()
        self._board = board
        self._jobs = sorted((job for job in board.jobs if job.work.is_awaited), key=_place)
        board.added.connect(self._on_added)
        board.changed.connect(self._on_changed)
        board.reordered.connect(self._on_reordered)
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
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.STATE:
            return plain(tr("Where it runs: {place}", place=place_name(job.place)))
        if role == Qt.ItemDataRole.ToolTipRole and (said := _said(job)):
            return plain("\n".join(said))
        if role == SHARE and not job.is_finished:
            return job.progress.share
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Job"), tr("State"), tr("Progress"), tr("Pictures/s"), "")[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self._board.queue(self._jobs[index.row()]) else flags

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        data.setData(_MIME_TYPE, str(self._jobs[indexes[0].row()].id).encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        """Between two rows. The board moves the job, so the view has no row to take away."""
        job_id = int(bytes(data.data(_MIME_TYPE).data()) or b"0")
        dragged = next((job for job in self._jobs if job.id == job_id), None)
        if dragged is not None and row >= 0:
            self._board.move(dragged, self._jobs[row] if row < len(self._jobs) else None)
        return False

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self._jobs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._jobs) - 1, len(Column) - 1))

    def _text(self, job: Job, column: Column) -> str:
        if column is Column.TITLE:
            return message(job.title)
        if column is Column.STATE:
            state, failed = tr(_STATES[job.state]), len(job.problems)
            if not job.place.is_here:
                state = f"{state} ({place_name(job.place, short=True)})"
            return tr("{state}, errors: {count}", state=state, count=failed) if failed else state
        if column is Column.PROGRESS:
            return message(job.failure) if job.failure is not None else " ".join(filter(None, _progress(job)))
        if column is Column.RATE and job.rate is not None:
            return number(job.rate, 1 if job.rate < 100 else 0)
        return ""

    @Slot(object)
    def _on_added(self, job: Job) -> None:
        if job.work.is_awaited:
            row = sum(_place(other) < _place(job) for other in self._jobs)
            self.beginInsertRows(QModelIndex(), row, row)
            self._jobs.insert(row, job)
            self.endInsertRows()

    @Slot(object)
    def _on_changed(self, job: Job) -> None:
        if (row := self.row_of(job)) is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
            self._on_reordered()

    @Slot()
    def _on_reordered(self) -> None:
        """One job goes to its place after the other."""
        for place, job in enumerate(sorted(self._jobs, key=_place)):
            row = self._jobs.index(job)
            if row != place:
                self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), place)
                self._jobs.insert(place, self._jobs.pop(row))
                self.endMoveRows()

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


def _progress(job: Job) -> Iterator[str]:
    """With what was said last, while that matters."""
    yield progress_text(job)
    if job.notices and not job.is_finished:
        yield message(job.notices[-1])


def _said(job: Job) -> list[str]:
    """How it ended, and what was said on the way."""
    return [message(one) for one in (job.failure, *job.notices) if one is not None]


def _place(job: Job) -> tuple[bool, int, int]:
    """In the table, from the top: the next one first; of the ended ones the latest."""
    return (True, 0, -job.id) if job.is_finished else (False, job.priority, job.run.order)
