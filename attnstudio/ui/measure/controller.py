"""What is to be measured, and on which pictures: the panel's buttons start and cancel evaluations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.picture_facts import PictureFacts
from attnstudio.core.regions import Region
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.evaluation import EvaluationWork
from attnstudio.ui.measure.panel import MeasurePanel, PictureScope
from attnstudio.ui.measure.runner import EvaluationRunner
from attnstudio.ui.notify.notifier import Notifier, Scope, Text
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import chosen_request
from attnstudio.ui.state.selection import Selection

_SANITY_CHECKS = ("randomisation", "class_sensitivity")


class MeasureController(QObject):
    """
    Args:
        action: shows and hides the panel.
        region_of: where the object is in a picture, if that is known.
        facts_of: what the data set says of it.
    """

    def __init__(
        self,
        panel: MeasurePanel,
        dock: ExtraDock,
        action: QAction,
        runner: EvaluationRunner,
        region_of: Callable[[Path], Region | None],
        facts_of: Callable[[Path], PictureFacts],
        selection: Selection,
        models: Models,
        pictures: PictureList,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._panel, self._dock, self._runner, self._region_of = panel, dock, runner, region_of
        self._facts_of = facts_of
        self._selection, self._models, self._pictures = selection, models, pictures
        self._board, self._notifier = board, notifier
        self._several = False  # are selected
        pictures.selection_changed.connect(self._propose_scope)
        panel.measure_requested.connect(self.measure)
        panel.check_requested.connect(self.check)
        panel.cancel_requested.connect(runner.cancel)
        runner.started.connect(self._on_started)
        runner.ended.connect(self._on_ended)
        dock.bind(action, panel.measure)

    @Slot()
    def measure(self) -> None:
        """Measure by the ticked metrics."""
        self._start(self._panel.metrics.calls())

    @Slot()
    def check(self) -> None:
        """Only the sanity checks; they join what was measured of the same maps."""
        self._start(tuple(map(self._panel.metrics.call, _SANITY_CHECKS)))

    def measure_all(self, metric_ids: Sequence[str]) -> None:
        """Measure by these metrics on all pictures that are open."""
        self._panel.metrics.choose(metric_ids)
        self._panel.scope.setCurrentIndex(self._panel.scope.findData(PictureScope.ALL))
        self._dock.open()
        self.measure()

    def on_region_changed(self, path: Path) -> None:
        """A region was drawn or taken away."""
        if self._region_of(path) is not None:
            self._panel.metrics.set_has_regions()

    def _start(self, metrics: Sequence[MetricCall]) -> None:
        request, pictures = chosen_request(self._selection, self._models), self._chosen_pictures()
        if request is None or not pictures:
            self._refuse(lambda: tr("No picture to measure. Open one, or select some in the list."))
        elif not request.methods:
            self._refuse(lambda: tr("No method selected. Choose one method or several."))
        elif not metrics:
            self._refuse(lambda: tr("No metric selected. Tick one metric or several."))
        elif self._models.require(request.model, partial(self._start, metrics)):
            measured = replace(request, image=Path(), methods=add_controls(request.methods))
            regions = {path: region for path in pictures if (region := self._region_of(path)) is not None}
            facts = {path: self._facts_of(path) for path in pictures}
            work = EvaluationWork(measured, tuple(metrics), pictures, regions, self._board.pictures, facts)
            self._runner.start(work)

    @Slot()
    def _propose_scope(self) -> None:
        """Several selected pictures are to be measured rather than the one that is shown; all stay all."""
        before, self._several = self._several, len(self._pictures.selected_rows) > 1
        box = self._panel.scope
        if self._several != before and box.currentData() != PictureScope.ALL:
            box.setCurrentIndex(box.findData(PictureScope.SELECTED if self._several else PictureScope.SHOWN))

    def _refuse(self, reason: Text) -> None:
        self._notifier.show(reason, Scope.JOB)

    def _chosen_pictures(self) -> tuple[Path, ...]:
        match self._panel.scope.currentData():
            case PictureScope.SELECTED:
                return self._pictures.selected
            case PictureScope.ALL:
                return self._pictures.paths
            case _:
                shown = self._selection.now.picture
                return () if shown is None else (shown.picture.path,)

    @Slot()
    def _on_started(self) -> None:
        self._dock.open()
        self._panel.set_busy(True)

    @Slot()
    def _on_ended(self) -> None:
        self._panel.set_busy(False)
