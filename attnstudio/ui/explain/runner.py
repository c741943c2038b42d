"""Runs the job that computes maps, and says how it ended."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.request import Request, Result
from attnstudio.core.text import tr_noop
from attnstudio.core.unsupported import UnsupportedMethodFailure
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.maps import MapsWork, PartialMap
from attnstudio.ui.explain.method_choice import FITS_ALL
from attnstudio.ui.explain.presenter import Presenter
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import message, method_name, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.state.models import Models


class MapsRunner(QObject):
    """Owns the latest job of maps."""

    finished = Signal(object)  # Result
    other_method_requested = Signal()  # the user takes a method that every model can carry

    def __init__(self, presenter: Presenter, models: Models, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._presenter, self._models, self._board, self._notifier = presenter, models, board, notifier
        self._job: Job | None = None

    @Slot(object)
    def compute(self, request: Request) -> None:
        """Compute maps, or find them among those that were computed, and show them if their picture is shown."""
        self._notifier.clear(Scope.JOB, Scope.MAP)
        self._job = Job(MapsWork(request, self._board.cache)).listen(
            result=self._on_partial, done=self._on_done, failed=self._on_failed, cancelled=self._on_cancelled
        )
        self._board.submit(self._job)

    def predict(self, request: Request) -> None:
        """What the model sees in the picture, or the maps too where they were computed before."""
        known = self._board.cache.has(request)
        self.compute(request if known else replace(request, methods=(), layer="auto"))

    def cancel(self) -> None:
        if self._job is not None:
            self._board.cancel(self._job)

    def _on_done(self, result: object) -> None:
        assert isinstance(result, Result)
        self._presenter.add(result)
        if result.request.methods:
            self._notifier.set_status(lambda: tr("Done in {seconds} s", seconds=number(result.seconds, 2)))
        elif (other := self._presenter.other_method) is not None:
            text = tr_noop("The map that is shown is of {method}. Press Run to compute that of the chosen method.")
            self._notifier.set_status(lambda: tr(text, method=method_name(other)))
        else:
            self._notifier.set_status(lambda: tr("Press Run to compute the map."))
        self.finished.emit(result)

    def _on_partial(self, partial: object) -> None:
        """The prediction, which comes ahead of slow maps; or a map that is still being refined, which is shown in place
        unless the user looks at another method's."""
        if isinstance(partial, Result):
            self._presenter.add(partial)
            return
        assert isinstance(partial, PartialMap)
        self._presenter.show_partial(partial)

    def _on_cancelled(self) -> None:
        self._notifier.set_status(lambda: tr("Cancelled"))

    def _on_failed(self, failure: Failure) -> None:
        """What was shown stays; of a map that another model gave, a strip over it says so."""
        assert self._job is not None and isinstance(self._job.work, MapsWork)
        self._notifier.set_status(str)
        self._presenter.show_model_of_map(self._job.work.request)
        if isinstance(failure, UnsupportedMethodFailure):
            self._models.set_info(failure.info)
            name = method_name(FITS_ALL.id)
            action = Action(lambda: tr("Use {method}", method=name), self.other_method_requested.emit)
            self._notifier.show(lambda: message(failure), Scope.JOB, action)
        else:
            self._notifier.show_failure(failure, Scope.JOB)
