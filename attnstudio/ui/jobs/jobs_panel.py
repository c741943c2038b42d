"""What runs, what waits, and what ended lately."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolButton, QWidget

from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.jobs.job_actions import JobActions
from attnstudio.ui.jobs.job_table import Column, JobTable
from attnstudio.ui.jobs.progress_delegate import ProgressDelegate
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import Pages, Panel, as_list
from attnstudio.ui.widgets.flow_layout import FlowLayout
from attnstudio.ui.widgets.reasons_dialog import ReasonsDialog

_EMPTY = tr_noop("Maps, evaluations and downloads appear here while they run.")
_ROW = 28  # pixels, for a button
_BUTTONS = ("open", "pause", "resume", "retry", "errors", "folder", "up", "down")


class JobsPanel(Panel):
    """A view of the board. Owns the button of each row, with which its job is cancelled."""

    def __init__(self, board: JobBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.table, self.actions_of_job = JobTable(board), JobActions(board)
        self.view = QTableView()
        self.view.setModel(self.table)
        as_list(self.view)
        self.view.verticalHeader().setDefaultSectionSize(_ROW)
        self._progress = ProgressDelegate()
        self.view.setItemDelegateForColumn(Column.PROGRESS, self._progress)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.view.setDragDropOverwriteMode(False)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.activated.connect(self._on_activated)
        self.view.addActions(list(self.actions_of_job.by_name.values()))
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (Column.TITLE, Column.PROGRESS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._pages = Pages(self.view)
        self.bar = self._button_bar()
        self.stack.addWidget(self.bar)
        self.stack.addWidget(self._pages, 1)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.actions_of_job.errors_requested.connect(self._show_errors)
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
        self.actions_of_job.retranslate()
        for row in range(self.table.rowCount()):
            if (button := self.cancel_button(self.table.job(row))) is not None:
                _name(button, self.table.job(row))
        self._show()

    def _button_bar(self) -> QWidget:
        bar = QWidget()
        flow = FlowLayout(bar, theme.SPACE)
        for name in _BUTTONS:
            button, action = QToolButton(), self.actions_of_job.by_name[name]
            button.setDefaultAction(action)
            action.visibleChanged.connect(lambda button=button, action=action: button.setVisible(action.isVisible()))
            button.setVisible(action.isVisible())
            flow.addWidget(button)
        return bar

    @Slot()
    def _show(self) -> None:
        self.bar.setVisible(self.table.rowCount() > 0)
        if self.table.rowCount():
            self._pages.show_content()
        else:
            self._pages.show_empty(tr(_EMPTY))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        self.actions_of_job.show_job(self.table.job(current.row()) if current.isValid() else None)

    @Slot(QModelIndex)
    def _on_activated(self, _: QModelIndex) -> None:
        self.actions_of_job.by_name["open"].trigger()

    @Slot(object)
    def _show_errors(self, job: Job) -> None:
        title = tr("Errors: {job}", job=message(job.title))
        ReasonsDialog(title, tuple(job.problems), self.window()).open()

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, _: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            self._add_button(row)
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.table.index(first, 0))
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
