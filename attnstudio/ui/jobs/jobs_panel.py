"""What runs, what waits, and what ended lately."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHeaderView, QTableView, QToolButton, QWidget

from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.jobs.job_table import Column, JobTable
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import Pages, Panel, as_list

_EMPTY = tr_noop("Maps, evaluations and downloads appear here while they run.")


class JobsPanel(Panel):
    """A view of the board. Owns the button of each row, with which its job is cancelled."""

    def __init__(self, board: JobBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.table = JobTable(board)
        self.view = QTableView()
        self.view.setModel(self.table)
        as_list(self.view)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.PROGRESS, QHeaderView.ResizeMode.Stretch)
        self._pages = Pages(self.view)
        self.stack.addWidget(self._pages)
        self.table.rowsInserted.connect(self._on_inserted)
        self.table.rowsRemoved.connect(self._show)
        board.changed.connect(self._on_changed)
        for row in range(self.table.rowCount()):
            self._add_button(row)
        self.retranslate()

    def cancel_button(self, job: Job) -> QToolButton | None:
        """The button in the job's row; None where the job has ended."""
        row = self.table.row_of(job)
        button = None if row is None else self.view.indexWidget(self.table.index(row, Column.CANCEL))
        return button if isinstance(button, QToolButton) else None

    def retranslate(self) -> None:
        self.view.setAccessibleName(tr("Jobs"))
        self.table.retranslate()
        for row in range(self.table.rowCount()):
            if (button := self.cancel_button(self.table.job(row))) is not None:
                _name(button, self.table.job(row))
        self._show()

    @Slot()
    def _show(self) -> None:
        if self.table.rowCount():
            self._pages.show_content()
        else:
            self._pages.show_empty(tr(_EMPTY))

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, _: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            self._add_button(row)
        self._show()

    def _add_button(self, row: int) -> None:
        job = self.table.job(row)
        if job.is_finished:
            return
        button = QToolButton()
        button.clicked.connect(lambda: self._board.cancel(job))
        _name(button, job)
        self.view.setIndexWidget(self.table.index(row, Column.CANCEL), button)

    @Slot(object)
    def _on_changed(self, job: Job) -> None:
        if job.is_finished and self.cancel_button(job) is not None:
            row = self.table.row_of(job)
            assert row is not None
            self.view.setIndexWidget(self.table.index(row, Column.CANCEL), None)  # type: ignore[arg-type]


def _name(button: QToolButton, job: Job) -> None:
    button.setText(tr("Cancel"))
    button.setAccessibleName(tr("Cancel: {job}", job=message(job.title)))
