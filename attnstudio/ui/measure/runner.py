"""Runs evaluations, and adds up what comes of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.request import Result
from attnstudio.core.text import tr_noop
from attnstudio.export.session_content import Scores
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.evaluation import CurveGrown, EvaluationWork, Measured, PictureEvaluated, PictureFailed
from attnstudio.jobs.job import Job
from attnstudio.ui.measure.accumulator import Accumulator
from attnstudio.ui.measure.presenter import MeasurePresenter
from attnstudio.ui.notify.left_out import left_out_text
from attnstudio.ui.notify.notifier import Notifier, Scope, Text
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.i18n import message, method_name, tr


class EvaluationRunner(QObject):
    """Owns what was measured, and the job that measures."""

    started = Signal()
    ended = Signal()  # it is done, was cancelled, or failed
    changed = Signal()  # there is another evaluation

    def __init__(self, presenter: MeasurePresenter, board: JobBoard, notifier: Notifier) -> None:
        super().__init__()
        self._presenter, self._board, self._notifier = presenter, board, notifier
        self._measured: Accumulator | None = None
        self._job: Job | None = None
        self._left_out: tuple[tuple[str, Failure], ...] = ()  # methods that the model does not support
        self._scores: Scores | None = None
        self.changed.connect(self._forget_scores)
        board.added.connect(self._on_added)

    @property
    def evaluation(self) -> Evaluation | None:
        """What was measured on the pictures that are done."""
        return None if self._measured is None else self._measured.evaluation()

    @property
    def has_evaluation(self) -> bool:
        return self._measured is not None and self._measured.is_evaluation

    def scores(self) -> Scores | None:
        """For a session. The same until there are others."""
        if self._scores is None and self._measured is not None:
            self._scores = self._measured.scores()
        return self._scores

    def restore(self, scores: Scores) -> None:
        """Show what was measured earlier; an evaluation that runs goes on in its place."""
        if self._job is None or self._job.is_finished:
            self._measured = Accumulator.restored(scores)
            self._presenter.show(self._measured, self._measured.metrics[0])
            self._presenter.refresh()
            self.changed.emit()

    def start(self, work: EvaluationWork) -> None:
        """Run an evaluation in place of the one that runs. It joins what was measured of the same maps."""
        job = Job(work).listen(
            result=self._on_result, done=self._on_done, failed=self._on_failed, cancelled=self._on_cancelled
        )
        self._board.submit(job)

    @Slot()
    def _forget_scores(self) -> None:
        self._scores = None

    @Slot()
    def cancel(self) -> None:
        """What was measured stays."""
        if self._job is not None:
            self._board.cancel(self._job)

    @Slot(object)
    def _on_added(self, job: Job) -> None:
        """An evaluation begins: one that was started here, or an earlier one that is retried."""
        work = job.work
        if not isinstance(work, EvaluationWork):
            return
        self._job, self._left_out = job, ()
        if self._measured is None or self._measured.request != work.request:
            self._measured = Accumulator(work.request)
        self._measured.begin(work)
        self._notifier.clear(Scope.JOB)
        self.started.emit()
        self._presenter.show(self._measured, work.metrics[0].id)
        self.changed.emit()

    def _on_result(self, result: object) -> None:
        assert self._measured is not None
        match result:
            case CurveGrown(path, method, metric, curve):
                self._measured.grow(path, method, metric, curve)
                self._presenter.refresh_curves(metric)
            case Measured(path, measurement):
                self._measured.add(path, measurement)
                self._presenter.refresh_later()
            case PictureEvaluated(evaluated, maps):
                if maps is not None:
                    self._board.cache.add(maps)
                result = evaluated.result if maps is None else maps
                self._log(result)
                self._left_out = result.left_out or self._left_out
                self._measured.add_picture(evaluated)
                self.changed.emit()
            case PictureFailed(path, failure):
                self._notifier.log(message(failure))
                self._measured.fail(path, failure)

    def _log(self, result: Result) -> None:
        for notice in result.notices:
            self._notifier.log(message(notice))
        for heatmap in result.heatmaps:
            for notice in heatmap.warnings:
                self._notifier.log(f"{method_name(heatmap.method)}: {message(notice)}")

    def _on_done(self, _: object) -> None:
        measured, seconds = self._end()
        count, failed = len(measured.pictures), measured.failures
        text = tr_noop("Pictures measured: {count}, time: {time}")
        self._notifier.set_status(lambda: tr(text, count=count, time=clock(seconds)), log=True)
        lines: list[Text] = []
        if failed:
            some = tr_noop("{n} pictures could not be measured; see the log. The others were measured.")
            lines.append(lambda: tr(some, n=failed))
        if self._left_out:
            lines.append(partial(left_out_text, self._left_out))
        if lines:
            self._notifier.show(lambda: "\n".join(line() for line in lines), Scope.JOB)

    def _on_failed(self, failure: Failure) -> None:
        self._end()
        self._notifier.set_status(str)
        self._notifier.show_failure(failure, Scope.JOB)

    def _on_cancelled(self) -> None:
        self._end()
        self._notifier.set_status(lambda: tr("Cancelled; the results so far are shown"), log=True)

    def _end(self) -> tuple[Accumulator, float]:
        """Returns what was measured, and the seconds that the job took."""
        assert self._measured is not None and self._job is not None
        self._measured.end(self._job.seconds)
        self.ended.emit()
        self._presenter.refresh()
        self.changed.emit()
        return self._measured, self._job.seconds
