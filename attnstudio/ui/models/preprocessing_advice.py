"""A message where labelled pictures contradict the guessed preprocessing of a user's model, and a way to change it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.models.preprocessing import LABELS
from attnstudio.core.models.preprocessing_check import FEWEST, Trial, notice
from attnstudio.core.request import Result
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.preprocessing_check import PreprocessingCheckWork
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection


class PreprocessingAdvice(QObject):
    """Checks a guess once for each model and each set of pictures, after the first map; never changes it by itself.

    Owns the job of the check, and which models were checked.
    """

    preprocessing_requested = Signal(str, str)  # model id, preset: the user takes the advice

    def __init__(
        self, board: JobBoard, selection: Selection, models: Models, pictures: PictureList, notifier: Notifier
    ) -> None:
        super().__init__()
        self._board, self._selection, self._models = board, selection, models
        self._pictures, self._notifier = pictures, notifier
        self._job: Job | None = None
        self._checked: set[tuple[str, int]] = set()  # version of a model, number of pictures
        selection.changed.connect(self._on_selection)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed and self._job is not None:
            self._board.cancel(self._job)

    @Slot(object)
    def on_result(self, result: Result) -> None:
        """A map is there: check, if there is something to check."""
        model_id, paths = result.model.id, self._pictures.paths
        key = self._models.version(model_id), len(paths)
        is_running = self._job is not None and not self._job.is_finished
        if is_running or key in self._checked or len(paths) < FEWEST:
            return
        if model_id != self._selection.now.model or self._models.guessed_preprocessing(model_id) is None:
            return
        self._checked.add(key)
        request, options = result.request, self._models.options(model_id)
        work = PreprocessingCheckWork(model_id, options, request.device, paths, request.resize, request.interpolation)
        self._job = Job(work).listen(done=partial(self._on_done, model_id))
        self._board.submit(self._job)

    def _on_done(self, model_id: str, found: object) -> None:
        if not isinstance(found, tuple):  # nothing contradicts the guess
            return
        better, used = found
        if self._models.guessed_preprocessing(model_id) != used.preprocessing:
            return
        self._notifier.show(
            lambda: message(notice(better, used, _short(better), _short(used))),
            Scope.MODEL,
            Action(
                lambda: tr('Use "{name}"', name=_short(better)),
                lambda: self.preprocessing_requested.emit(model_id, better.preprocessing),
            ),
        )


def _short(trial: Trial) -> str:
    """What a preset is called, without its explanation."""
    return tr(LABELS[trial.preprocessing]).split(":")[0]
