"""Starts the jobs that make pictures and rank those of the list, and shows what comes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.features.maximise import MaximisationCall, bind
from attnstudio.core.features.unit import read_units
from attnstudio.core.request import Request
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.maximisation import Maximisation, MaximisationWork, Ranking, RankingWork
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.features.panel import FeaturesPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.bar_jobs import BarJobs
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import request_for
from attnstudio.ui.state.selection import Selection


class FeaturesController(QObject):
    """Owns the two jobs.

    Args:
        action: shows and hides the panel.
    """

    def __init__(
        self,
        panel: FeaturesPanel,
        dock: ExtraDock,
        action: QAction,
        state: DatasetState,
        pictures: PictureList,
        loader: PictureLoader,
        selection: Selection,
        models: Models,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._panel, self._dock, self._state, self._pictures = panel, dock, state, pictures
        self._loader, self._selection, self._models = loader, selection, models
        self._board, self._notifier = board, notifier
        self._jobs = BarJobs(panel.bar, board, notifier)
        self._ranking: Job | None = None
        panel.bar.start_requested.connect(self.make)
        panel.wish_thumbnail = self._wish_thumbnail
        loader.thumbnail_ready.connect(panel.show_thumbnail)
        selection.changed.connect(self._on_selection)
        models.info_changed.connect(self._show_classes)
        pictures.list_changed.connect(self._on_list)
        dock.bind(action, panel.unit)
        self._show_classes()

    @property
    def is_pending(self) -> bool:
        """Whether pictures are still to be seen."""
        return self._panel.awaits_thumbnails

    @Slot(str)
    def make_of(self, unit: str) -> None:
        """Open the panel, and make pictures that excite what `read_units` reads."""
        self._panel.want(unit)
        self._dock.open()
        self.make()

    @Slot()
    def make(self) -> None:
        request = request_for(Path(), self._selection, self._models)
        request = replace(request, methods=(), target=Request.target, layer=Request.layer)
        if not self._models.require(request.model, self.make):
            return
        self._show_classes()
        try:
            units = read_units(self._panel.wanted, self._names) if self._panel.wanted else []
            way, params = self._panel.chosen_way
            call = MaximisationCall(tuple(units), way, params)
            bind(call)
        except ChoiceFailure as failure:
            self._notifier.show_failure(failure, Scope.JOB)
            return
        self._start(request, call)

    @Slot()
    def cancel(self) -> None:
        """What is made so far stays."""
        self._jobs.cancel()

    def _start(self, request: Request, call: MaximisationCall) -> None:
        listed = [self._pictures.path(int(row)) for row in np.sort(self._state.view)]
        like = (
            listed
            if self._panel.like_pictures.isChecked() and self._panel.like_pictures.isVisibleTo(self._panel)
            else []
        )
        self._panel.show_nothing()
        self._jobs.start(MaximisationWork(request, call, like), result=self._on_made, done=self._on_done)
        if listed:
            work = RankingWork(request, call.units, listed)
            self._ranking = self._jobs.add(
                Job(work).listen(result=self._on_ranking, done=self._on_ranking, failed=self._on_unranked)
            )

    @property
    def _names(self) -> tuple[str, ...]:
        spec = self._models.specs().get(self._selection.now.model)
        return () if spec is None else tuple(spec.class_names())

    @Slot()
    def _show_classes(self) -> None:
        info = self._models.info
        if info is not None and info.id == self._selection.now.model:
            self._panel.show_classes(info.class_names)

    def _wish_thumbnail(self, path: Path) -> None:
        self._loader.forget_thumbnail(path)  # it may have been made for others
        self._loader.request_thumbnail(path)

    def _on_made(self, found: object) -> None:
        assert isinstance(found, Maximisation)
        self._panel.show_made(found)

    def _on_done(self, found: object) -> None:
        self._on_made(found)
        self._notifier.set_status(lambda: tr("The pictures that excite the unit most are made"), log=True)

    def _on_ranking(self, found: object) -> None:
        assert isinstance(found, Ranking)
        if self._panel.shown is not None:
            self._panel.show_ranking(found)

    def _on_unranked(self, failure: Failure) -> None:
        self._notifier.log(message(failure))

    @Slot()
    def _on_list(self) -> None:
        """A ranking is of the pictures that were open."""
        if self._ranking is not None:
            self._board.cancel(self._ranking)
        self._panel.show_ranking(None)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        """What is made is of one model."""
        if "model" in changed:
            self.cancel()
            self._panel.show_nothing()
            self._show_classes()
