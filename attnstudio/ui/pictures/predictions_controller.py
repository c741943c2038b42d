"""Predict all: what the model answers to each picture of the list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.picture_columns import NO_CLASS, PictureColumns, State
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.request import Request
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.predictions import PredictionsWork
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import prediction_request
from attnstudio.ui.state.selection import Selection

_PREDICTED_BY = frozenset({"model", "inputs"})


class PredictionsController(QObject):
    """Owns the job that predicts.

    Args:
        cache_file: where predictions are kept; None: nowhere.
    """

    def __init__(
        self,
        state: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
        board: JobBoard,
        notifier: Notifier,
        cache_file: Path | None,
    ) -> None:
        super().__init__()
        self._state, self._pictures, self._selection, self._models = state, pictures, selection, models
        self._board, self._notifier, self._cache_file = board, notifier, cache_file
        self._job: Job | None = None
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._check)
        pictures.modelReset.connect(self._cancel)

    @Slot()
    def predict_all(self) -> None:
        """Those that have no prediction yet; the ones that are listed come first, in their order."""
        request = prediction_request(self._selection, self._models)
        if not self._pictures.count or not self._models.require(request.model, self.predict_all):
            return
        self._cancel()
        self._state.begin_predictions(request)
        rows = np.concatenate([self._state.view, np.setdiff1d(np.arange(len(self._state)), self._state.view)])
        columns = self._state.columns
        rows = rows[(columns.predicted[rows] == NO_CLASS) & ~columns.removed[rows]]
        if not rows.size:
            self._notifier.set_status(lambda: tr("All pictures have their prediction"))
            return
        device = self._selection.now.device
        work = PredictionsWork(
            request, device, self._pictures.sequence, self._state.columns.labels.copy(), rows, self._cache_file
        )
        self._job = Job(work).listen(
            submitted=partial(self._on_submitted, request, columns),
            result=partial(self._on_rows, request, columns),
            done=self._on_done,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
        )
        self._board.submit(self._job)

    def _is_open(self, request: Request, columns: PictureColumns) -> bool:
        """A job that is run again may be of another model or of other pictures than those that are open now."""
        return request == self._state.predicted_by and columns is self._state.columns

    def _on_submitted(self, request: Request, columns: PictureColumns, job: Job) -> None:
        self._job = job
        if self._is_open(request, columns):
            self._state.set_states(cast(PredictionsWork, job.work).rows, State.WAITING)

    def _on_rows(self, request: Request, columns: PictureColumns, predictions: object) -> None:
        if self._is_open(request, columns):
            self._state.put(cast(list[tuple[int, PredictedRow | Failure]], predictions))

    def _on_done(self, _: object) -> None:
        assert self._job is not None
        work = self._job.work
        assert isinstance(work, PredictionsWork)
        count, seconds = len(work.rows), self._job.seconds
        self._state.end_states()
        failed = int(self._state.columns.failed.sum())
        self._notifier.set_status(
            lambda: tr("Predicted {n} pictures in {time}", n=count, time=clock(seconds)), log=True
        )
        if failed:
            self._notifier.show(
                lambda: tr(
                    "Pictures that could not be predicted: {count}. The filter Failed lists them.", count=failed
                ),
                Scope.JOB,
            )

    def _on_failed(self, failure: Failure) -> None:
        self._state.end_states()
        self._notifier.show_failure(failure, Scope.JOB)

    def _on_cancelled(self) -> None:
        self._state.end_states()
        self._notifier.set_status(lambda: tr("Cancelled; what was predicted stays"), log=True)

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._board.cancel(self._job)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if changed & _PREDICTED_BY:
            self._check()

    @Slot()
    def _check(self) -> None:
        """Predictions of another model, or of other inputs, go."""
        before = self._state.predicted_by
        if before is not None and prediction_request(self._selection, self._models) != before:
            self._cancel()
            self._state.forget_predictions()
