"""Which actions make sense at the moment, by the state and the board."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.jobs.base import EngineWork
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.state.display_options import DisplayOptions, View
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed

_VIEWS = {"view_overlay": View.OVERLAY, "view_picture": View.PICTURE, "view_map": View.MAP}


class ActionBinder(QObject):
    """Enables and checks actions; those of a feature that nobody else knows are bound by the feature."""

    def __init__(
        self,
        by_id: Mapping[str, QAction],
        selection: Selection,
        viewed: Viewed,
        display: DisplayOptions,
        board: JobBoard,
    ) -> None:
        super().__init__()
        self._by_id, self._selection, self._viewed = by_id, selection, viewed
        self._display, self._board = display, board
        for name, view in _VIEWS.items():
            by_id[name].triggered.connect(lambda _=False, view=view: display.set(view=view))
        by_id["cancel"].triggered.connect(self.cancel)
        selection.changed.connect(self._enable)
        viewed.changed.connect(self._enable)
        board.added.connect(self._enable)
        board.changed.connect(self._enable)
        board.idle_changed.connect(self._enable)
        display.changed.connect(self._check_view)
        self._enable()
        self._check_view()

    @property
    def can_cancel(self) -> bool:
        return any(map(_ends_with_escape, self._board.unfinished()))

    @Slot()
    def cancel(self) -> bool:
        """Cancel what is being computed or vetted; returns whether there was anything."""
        found = self.can_cancel
        self._board.cancel_all(_ends_with_escape)
        return found

    @Slot()
    def _enable(self) -> None:
        now = self._viewed.now
        has_picture, is_compared = self._selection.now.picture is not None, now.page is Page.COMPARE
        shown = now.map or now.channel if now.is_single else now.compared
        holds = {
            When.PICTURE: has_picture,
            When.CANVAS: has_picture and now.is_single,
            When.MAP: shown is not None,
            When.COMPARED: is_compared,
            When.BUSY: self.can_cancel,
        }
        actions.enable(self._by_id, holds)

    @Slot()
    def _check_view(self) -> None:
        for name, view in _VIEWS.items():
            self._by_id[name].setChecked(self._display.now.view is view)


def _ends_with_escape(job: Job) -> bool:
    """A download goes on: its way out is a button of its own. So does what the user has paused."""
    is_waited_for = isinstance(job.work, EngineWork) or job.kind == "vetting"
    return is_waited_for and job.work.is_awaited and job.state is not JobState.PAUSED
