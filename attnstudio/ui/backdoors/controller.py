"""Starts the job that checks a model for backdoors, and shows what comes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.examination import conclusion
from attnstudio.jobs.backdoors import BackdoorWork, Examination
from attnstudio.jobs.board import JobBoard
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.bar_jobs import BarJobs
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import request_for
from attnstudio.ui.state.selection import Selection


class BackdoorsController(QObject):
    """Owns the job that checks.

    Args:
        action: shows and hides the panel.
    """

    def __init__(
        self,
        panel: BackdoorsPanel,
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
        self._panel, self._state, self._pictures = panel, state, pictures
        self._selection, self._models, self._display = selection, models, display
        self._notifier = notifier
        self._jobs = BarJobs(panel.bar, board, notifier)
        panel.bar.start_requested.connect(self.check)
        selection.changed.connect(self._on_selection)
        display.changed.connect(self._show_colormap)
        dock.bind(action, panel.bar.start)
        self._show_colormap()

    @Slot()
    def check(self) -> None:
        """With the pictures that are listed."""
        rows, request = np.sort(self._state.view), request_for(Path(), self._selection, self._models)
        if not rows.size:
            self._notifier.show(lambda: tr("No picture to check the model with. Open a data set."), Scope.JOB)
        elif self._models.require(request.model, self.check):
            spec = self._models.specs()[request.model]
            paths = [self._pictures.path(int(row)) for row in rows]
            # A found trigger is explained for its own class, by one method.
            request = replace(request, target="top1", methods=request.methods[:1])
            checks, labels = self._panel.chosen_checks, self._state.columns.labels[rows].astype(int)
            work = BackdoorWork(request, spec.class_names(), paths, labels, checks, self._panel.chosen_classes)
            self._panel.show_nothing()
            self._jobs.start(work, result=self._on_examination, progressed=self._on_progress, done=self._on_done)

    def _on_examination(self, found: object) -> None:
        assert isinstance(found, Examination)
        self._panel.show_examination(found)

    def _on_progress(self) -> None:
        self._panel.show_left(self._jobs.latest.progress.seconds_left)

    def _on_done(self, found: object) -> None:
        assert isinstance(found, Examination)
        self._panel.show_examination(found)
        for finding in found.findings:
            self._notifier.log(message(conclusion(finding, found.names)))
        self._notifier.set_status(lambda: tr("Checked for backdoors"))

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        """Findings are of one model."""
        if "model" in changed:
            self._jobs.cancel()
            self._panel.show_nothing()

    @Slot()
    def _show_colormap(self) -> None:
        self._panel.set_colormap(self._display.now.colormap)
