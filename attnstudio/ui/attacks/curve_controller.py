"""How the map of the picture that is shown drifts with eps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.errors import Failure
from attnstudio.core.request import Request
from attnstudio.jobs.attack import AttackWork, Strengths, StrengthsWork
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.attacks.picture_view import PictureView


class CurveController(QObject):
    """Owns the job that computes the curve."""

    def __init__(self, view: PictureView, board: JobBoard) -> None:
        super().__init__()
        self._view, self._board = view, board
        self._wanted: tuple[Request, AttackCall] | None = None
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        return self._job is not None and not self._job.is_finished

    def draw(
        self,
        request: Request,
        call: AttackCall,
        works: Sequence[AttackWork],
        ended: Callable[..., None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Unless it is drawn already. Where eps does not limit the change, the curve would be flat: there is none.

        Args:
            call: with every eps.
            works: with one eps each.
            ended: called when the curve is whole, or given up.
        """
        if (request, call) == self._wanted:
            return
        self._wanted = request, call
        limited = ATTACKS.discover()[call.id].bounded
        self._view.show_strengths(None, limited=limited)
        if works and limited:
            self._job = Job(StrengthsWork(request, works)).listen(
                result=self._on_strengths, done=ended, failed=failed, cancelled=ended
            )
            self._board.submit(self._job)

    def cancel(self) -> None:
        if self._job is not None:
            self._board.cancel(self._job)

    def forget(self) -> None:
        """It is drawn anew when it is wanted."""
        self._wanted = None

    def _on_strengths(self, found: object) -> None:
        assert isinstance(found, Strengths)
        self._view.show_strengths(found)
