"""Starts the job that computes mean maps, and shows what comes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.picture_columns import NO_CLASS
from attnstudio.core.request import Request
from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.mean_map import MeanMaps, MeanMapWork
from attnstudio.ui.mean_map.panel import MeanMapPanel, MeanScope
from attnstudio.ui.notify.notifier import Notifier, Scope, Text
from attnstudio.ui.shell.bar_jobs import BarJobs
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import class_name, message, model_name, tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import request_for
from attnstudio.ui.state.selection import Selection


class MeanMapController(QObject):
    """Owns the job that computes, and the words for its pictures.

    Args:
        action: shows and hides the panel.
    """

    def __init__(
        self,
        panel: MeanMapPanel,
        dock: ExtraDock,
        action: QAction,
        state: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
        display: DisplayOptions,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._panel, self._dock, self._state, self._pictures = panel, dock, state, pictures
        self._selection, self._models, self._display = selection, models, display
        self._store, self._notifier = board.pictures, notifier
        self._jobs = BarJobs(panel.bar, board, notifier)
        self._of: Text = str
        panel.bar.start_requested.connect(self.compute)
        pictures.selection_changed.connect(self._count)
        pictures.modelReset.connect(self._on_reset)
        state.changed.connect(self._on_state)
        display.changed.connect(self._show_colours)
        dock.bind(action, panel.bar.start)
        self._count()
        self._show_colours()

    @Slot()
    def open_and_compute(self) -> None:
        """Of the selected pictures; of all that are listed where at most one is selected."""
        self._panel.choose_scope(MeanScope.SELECTED if len(self._pictures.selected_rows) > 1 else MeanScope.LISTED)
        self._dock.open()
        self.compute()

    @Slot()
    def compute(self) -> None:
        is_selected = self._panel.chosen_scope is MeanScope.SELECTED
        rows = self._pictures.selected_rows if is_selected else np.sort(self._state.view)
        request = request_for(Path(), self._selection, self._models)
        if not rows.size:
            self._notifier.show(lambda: tr("No picture for a mean map. Select pictures in the list."), Scope.JOB)
        elif not request.methods:
            self._notifier.show(lambda: tr("No method selected. Choose one method or several."), Scope.JOB)
        elif self._models.require(request.model, self.compute):
            self._start(request, rows)

    def _start(self, request: Request, rows: np.ndarray) -> None:
        self._of = self._words(rows, self._models.specs()[request.model].name)
        paths = [self._pictures.path(int(row)) for row in rows]
        facts, right = self._state.facts, self._state.columns.right[rows]
        work = MeanMapWork(request, paths, rows, facts, right, self._store)
        self._jobs.start(work, result=self._on_means, done=self._on_done)

    def _words(self, rows: np.ndarray, model: str) -> Text:
        """By which model; what these pictures are, and which label or prediction all of them have."""
        label, predicted = map(self._common, (self._state.columns.labels[rows], self._state.columns.predicted[rows]))
        count = len(rows)

        def words() -> str:
            found = [model_name(model), tr("pictures: {count}", count=count)]
            if label:
                found.append(tr("label {name}", name=class_name(label)))
            if predicted:
                found.append(tr("predicted {name}", name=class_name(predicted)))
            return ", ".join(found)

        return words

    def _common(self, classes: np.ndarray) -> str:
        """The name of the class, where all are the same; empty where they are not."""
        first = int(classes[0])
        return self._state.class_name(first) if first != NO_CLASS and (classes == first).all() else ""

    def _on_means(self, means: object) -> None:
        assert isinstance(means, MeanMaps)
        self._panel.show_means(means, self._of)

    def _on_done(self, means: object) -> None:
        assert isinstance(means, MeanMaps)
        self._panel.show_means(means, self._of)
        count, seconds = means.done, self._jobs.latest.seconds
        text = tr_noop("Mean of {n} maps in {time}")
        self._notifier.set_status(lambda: tr(text, n=count, time=clock(seconds)), log=True)
        for path, failure in means.failures:
            self._notifier.log(f"{path.name}: {message(failure)}")
        if means.failures and not means.done:
            self._notifier.show_failure(means.failures[0][1], Scope.JOB)

    @Slot()
    def _on_reset(self) -> None:
        """Other pictures are open."""
        self._jobs.cancel()
        self._panel.show_nothing()
        self._count()

    @Slot(object)
    def _on_state(self, changed: frozenset[str]) -> None:
        if changed & {"view", "dataset"}:
            self._count()

    @Slot()
    def _count(self) -> None:
        self._panel.show_counts(len(self._pictures.selected_rows), len(self._state.view))

    @Slot()
    def _show_colours(self) -> None:
        now = self._display.now
        self._panel.set_colours(now.colormap, now.contrasts.every)
