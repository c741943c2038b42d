"""Starts the job that finds concepts, and follows the picture that is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.concepts.concepts import ConceptMaps, class_of
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.request import Request
from attnstudio.export import concepts as files
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.concepts import ConceptMapsWork, ConceptsWork, FoundConcepts
from attnstudio.jobs.job import Job
from attnstudio.settings import Settings
from attnstudio.ui.concepts.panel import ConceptScope, ConceptsPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.bar_jobs import BarJobs
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.saving import save_in_folder
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import current_request, request_for
from attnstudio.ui.state.selection import Selection


class ConceptsController(QObject):
    """Owns the job, and where the concepts stand in the picture that is shown.

    Args:
        action: shows and hides the panel.
    """

    def __init__(
        self,
        panel: ConceptsPanel,
        dock: ExtraDock,
        action: QAction,
        state: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
        display: DisplayOptions,
        settings: Settings,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._panel, self._state, self._pictures = panel, state, pictures
        self._selection, self._models, self._display = selection, models, display
        self._settings, self._board, self._notifier = settings, board, notifier
        self._jobs = BarJobs(panel.bar, board, notifier)
        self._here: ConceptMaps | None = None
        panel.bar.start_requested.connect(self.find)
        panel.bar.save_requested.connect(self.save)
        pictures.selection_changed.connect(self._count)
        state.changed.connect(self._count)
        selection.changed.connect(self._on_selection)
        display.changed.connect(self._show_here)
        dock.bind(action, panel.bar.start)
        self._count()

    @Slot()
    def find(self) -> None:
        """Of the layer that is explained, for its target where that is a class."""
        is_selected = self._panel.chosen_scope is ConceptScope.SELECTED
        rows = self._pictures.selected_rows if is_selected else np.sort(self._state.view)
        request = replace(request_for(Path(), self._selection, self._models), methods=())
        if not rows.size:
            self._notifier.show(lambda: tr("No picture to find concepts in. Open pictures."), Scope.JOB)
        elif self._models.require(request.model, self.find):
            self._start(self._for_class(request), [self._pictures.path(int(row)) for row in rows])

    @Slot()
    def save(self) -> None:
        """What `attnstudio concepts` writes."""
        found = self._panel.found
        if found is None:
            return

        def write(folder: Path) -> Path:
            files.write(folder, found.sample, found.concepts, force=False)
            return folder / "concepts.csv"

        save_in_folder(self._panel, tr("Save concepts in a folder"), self._settings, self._notifier, write)

    def _for_class(self, request: Request) -> Request:
        """A target that is no class stands for the prediction of each picture."""
        try:
            class_of(request.target, self._models.specs()[request.model].class_names())
        except ChoiceFailure:
            return replace(request, target=Request.target)
        return request

    def _start(self, request: Request, pictures: list[Path]) -> None:
        self._here = None
        self._panel.show_concepts(None)
        self._jobs.start(ConceptsWork(request, pictures, self._panel.count.value()), done=self._on_found)

    def _look(self) -> None:
        """Where the concepts stand in the picture that is shown."""
        found, request = self._panel.found, current_request(self._selection, self._models)
        if found is None or request is None or request.model != found.request.model:
            return
        work = ConceptMapsWork(replace(request, methods=()), found.concepts)
        self._board.submit(Job(work).listen(done=self._on_here, failed=self._on_not_here))

    def _on_found(self, found: object) -> None:
        assert isinstance(found, FoundConcepts)
        self._panel.show_concepts(found)
        self._notifier.set_status(lambda: tr("The concepts of {layer} are found", layer=found.concepts.layer), log=True)
        self._look()

    def _on_here(self, found: object) -> None:
        assert isinstance(found, ConceptMaps)
        self._here = found
        self._show_here()

    def _on_not_here(self, failure: Failure) -> None:
        self._notifier.log(message(failure))

    @Slot()
    def _show_here(self) -> None:
        picture, here = self._selection.now.picture, self._here
        if here is None or picture is None or picture.picture.source.digest != here.source.digest:
            self._panel.show_here(None, None, self._display.now.colormap)
        else:
            self._panel.show_here(here, picture.picture.pixels, self._display.now.colormap)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        """Concepts are of one model."""
        if "model" in changed:
            self._jobs.cancel()
            self._here = None
            self._panel.show_concepts(None)
        elif changed & {"picture", "inputs"}:
            self._show_here()
            self._look()

    @Slot()
    def _count(self) -> None:
        self._panel.show_counts(len(self._pictures.selected_rows), len(self._state.view))
