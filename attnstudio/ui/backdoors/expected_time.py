"""How long the next check for backdoors will take: said on its button, learned from those that end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from attnstudio.core.backdoors.base import CHECKS
from attnstudio.core.examination import MAX_CLASSES, MAX_PICTURES
from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.jobs.backdoors import BackdoorWork, Examination
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection

_SHORT = 1.0  # seconds: less is not worth a word


class CheckTimes(QObject):
    """Owns when the checks that run ended."""

    def __init__(
        self,
        panel: BackdoorsPanel,
        dataset: DatasetState,
        selection: Selection,
        models: Models,
        board: JobBoard,
        times: ExpectedTimes,
    ) -> None:
        super().__init__()
        self._panel, self._dataset, self._selection = panel, dataset, selection
        self._models, self._times = models, times
        self._ended: dict[str, float] = {}  # seconds of the job, by check
        for changed in (panel.check.activated, panel.classes.textChanged, dataset.changed, selection.changed):
            changed.connect(self.refresh)
        board.added.connect(self._on_job)
        self.refresh()

    @property
    def seconds(self) -> float | None:
        """None: it is short, or there is nothing to check with."""
        now, count = self._selection.now, min(len(self._dataset.view), MAX_PICTURES)
        spec = self._models.specs().get(now.model)
        if not count or spec is None:
            return None
        classes = len(self._panel.chosen_classes) or min(len(spec.class_names()), MAX_CLASSES)
        place, checks = Place(now.model, now.device), self._panel.chosen_checks or tuple(CHECKS.discover())
        found = sum(self._times.of_check(place, check, count, classes) for check in checks)
        return None if found < _SHORT else found

    @Slot()
    def refresh(self) -> None:
        self._panel.show_expected(self.seconds)

    @Slot(object)
    def _on_job(self, job: Job) -> None:
        if isinstance(job.work, BackdoorWork):
            self._ended = {}
            job.result.connect(partial(self._learn, job))

    def _learn(self, job: Job, found: object) -> None:
        """From a check that ended since the last result."""
        assert isinstance(found, Examination)
        place = Place(found.request.model, found.request.device)
        for finding in found.findings:
            if finding.done == 1 and finding.check not in self._ended:
                spent = job.seconds - max(self._ended.values(), default=0.0)
                self._ended[finding.check] = job.seconds
                self._times.learn_check(place, finding.check, spent, finding.pictures, len(finding.classes))
                self.refresh()
