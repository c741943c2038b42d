"""Computes the maps that are compared, and gathers them with their pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.picture_store import is_current
from attnstudio.core.request import Result
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.comparison import ComparisonWork, RequestFailed
from attnstudio.jobs.gallery import Gallery
from attnstudio.jobs.job import Job
from attnstudio.jobs.picture_watch import PictureWatch
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.compare.model import Axis, Comparison, Plan
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.results import ResultRows

_USER = "compare"  # of the watched files


class ComparisonRunner(QObject):
    """Owns the comparison: its plan, the maps and pictures that came, and the job that computes the others.

    Args:
        watch: reports pictures whose file was changed: they come anew, and older maps of them go.
        results: where every map that comes is listed.
    """

    changed = Signal()  # maps or pictures came or went, or the job ended

    def __init__(
        self,
        board: JobBoard,
        watch: PictureWatch,
        results: ResultRows,
        display: DisplayOptions,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._board, self._watch, self._results = board, watch, results
        self._display, self._notifier = display, notifier
        self._gallery = Gallery(board.pictures)
        self._job: Job | None = None
        self.comparison = Comparison(Plan(Axis.METHODS))
        self._gallery.arrived.connect(self._on_picture)
        watch.changed.connect(self._on_changed_file)

    @property
    def is_loading(self) -> bool:
        """Whether pictures are being decoded."""
        return self._gallery.busy

    def set_plan(self, plan: Plan) -> None:
        """Compare something else: with the maps and pictures that are known; a job that runs goes on with it."""
        before = self.comparison
        after = Comparison(plan, running=before.running)
        self.show_as_displayed(after)
        after.pictures = {
            path: picture
            for path, picture in before.pictures.items()
            if path in plan.pictures and plan.levels == before.plan.levels and is_current(picture.picture.source)
        }
        for place, failure in before.failures.items():
            for same in after.places_of(before.plan.request(place)):
                after.failures[same] = failure
        self.comparison = after
        self.add_cached()
        self._load_pictures()
        if after.running:
            self._submit()

    def run(self) -> None:
        """Compute the maps that are not there; those that failed are tried again."""
        self.comparison.failures.clear()
        if not self._gallery.busy:
            self._load_pictures()
        self._submit()

    def add_cached(self) -> None:
        """Maps that were computed by themselves may be among those compared."""
        comparison = self.comparison
        for place in comparison.plan.places:
            if place not in comparison.results:
                known = self._board.cache.find(comparison.plan.request(place))
                if known is not None:
                    comparison.results[place] = known
        self.changed.emit()

    def show_as_displayed(self, comparison: Comparison) -> None:
        now = self._display.now
        comparison.colormap, comparison.shared, comparison.contrasts = now.colormap, now.is_shared, now.contrasts

    def leave(self) -> None:
        """Its pictures are no longer in view."""
        self._watch.use(_USER, ())

    def stop(self) -> None:
        self._gallery.stop()

    def _submit(self) -> None:
        """Compute what is not there and has not failed, in place of what is being computed."""
        comparison = self.comparison
        known = {*comparison.results, *comparison.failures}
        missing = [comparison.plan.request(place) for place in comparison.plan.places if place not in known]
        comparison.running = bool(missing)
        older, self._job = self._job, None
        if missing:
            self._job = Job(ComparisonWork(tuple(dict.fromkeys(missing)), self._board.cache)).listen(
                submitted=self._on_submitted,
                result=self._on_result,
                done=self._on_done,
                failed=self._on_failed,
                cancelled=self._on_cancelled,
            )
            self._board.submit(self._job)
        elif older is not None:
            self._board.cancel(older)
        self.changed.emit()

    def _load_pictures(self) -> None:
        """Those that are not there."""
        plan, there = self.comparison.plan, self.comparison.pictures
        self._watch.use(_USER, [picture.picture.source for picture in there.values()])
        self._gallery.load([path for path in plan.pictures if path not in there], plan.levels)

    def _on_submitted(self, job: Job) -> None:
        """It may be run again."""
        self._job = job
        self.comparison.running = True
        self.changed.emit()

    def _on_result(self, outcome: object) -> None:
        comparison = self.comparison
        if isinstance(outcome, Result):
            for place in comparison.places_of(outcome.request):
                comparison.results[place] = outcome
                comparison.failures.pop(place, None)
            self._results.add(outcome)
        elif isinstance(outcome, RequestFailed):
            for place in comparison.places_of(outcome.request):
                comparison.failures[place] = outcome.failure
            self._notifier.log(message(outcome.failure))
        self.changed.emit()

    def _on_done(self, _: object) -> None:
        self.comparison.running = False
        self._notifier.set_status(lambda: tr("Compared"))
        self.changed.emit()

    def _on_failed(self, failure: Failure) -> None:
        self.comparison.running = False
        self._notifier.show_failure(failure, Scope.JOB)
        self.changed.emit()

    def _on_cancelled(self) -> None:
        if self._job is not None and self._job.is_finished:  # else another takes its place
            self._job = None
            self.comparison.running = False
            self._notifier.set_status(lambda: tr("Cancelled"))
            self.changed.emit()

    @Slot(object, object)
    def _on_picture(self, path: Path, outcome: DisplayPicture | Failure) -> None:
        comparison = self.comparison
        if isinstance(outcome, DisplayPicture):
            comparison.pictures[path] = outcome
            self._watch.use(_USER, [picture.picture.source for picture in comparison.pictures.values()])
        else:
            for place in comparison.plan.places:
                if comparison.plan.pictures[place[1]] == path:
                    comparison.failures.setdefault(place, outcome)
        self.changed.emit()

    @Slot(object)
    def _on_changed_file(self, path: Path) -> None:
        comparison = self.comparison
        if comparison.pictures.pop(path, None) is None:
            return
        for place, result in list(comparison.results.items()):
            if result.request.image == path and not is_current(result.source):
                del comparison.results[place]
        self._load_pictures()
        self.changed.emit()
