"""The one list of jobs: what waits, what runs, what ended."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from attnstudio.cluster.place import HERE, Place
from attnstudio.core.errors import Failure
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.text import Notice
from attnstudio.jobs.base import CachedOutcome, EngineWork, LongWork, Work
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.job import Job, JobState, Run
from attnstudio.jobs.kept_connection import KeptConnection
from attnstudio.jobs.threads import EngineThread, EngineWorker, MakeEngine, Reports, WorkThread

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls
    from attnstudio.core.engine_interface import EngineInterface

_LOG = logging.getLogger(__name__)
HISTORY = 100  # finished jobs that stay in the list


class JobBoard(QObject):
    """Owns all jobs, the engine's thread and the cache of results. Lives in the GUI thread.

    A job that was cancelled or replaced emits `cancelled` at once and nothing after it; its thread lets go of it within
    one batch. Until then the board is not idle.

    Args:
        weight_folders: where the engine looks for weights.
        pictures: where it decodes pictures; None: a store of its own.
        make_engine: called in the engine's thread; None: an engine in that thread.
    """

    added = Signal(object)  # Job
    changed = Signal(object)  # Job: its state or progress
    reordered = Signal()  # jobs that wait changed places
    removed = Signal(object)  # Job: an old one, or one that nobody waits for
    released = Signal(object)  # Job that was cancelled: its thread has let go of it
    said = Signal(object, object)  # Job, Notice: what people should know of how it goes
    idle_changed = Signal(bool)
    busy_changed = Signal(bool)

    _engine_run = Signal(object)  # Run
    _wake = Signal()

    def __init__(
        self,
        weight_folders: Sequence[Path] = (),
        pictures: PictureStore | None = None,
        make_engine: MakeEngine | None = None,
    ) -> None:
        super().__init__()
        self.cache = ResultCache()
        self._place, self._weight_folders, self._workers = HERE, tuple(weight_folders), KeptConnection()
        self.pictures = PictureStore() if pictures is None else pictures
        self._jobs: dict[int, Job] = {}  # by id, in the order of their submission
        self._live: dict[int, Job] = {}  # those that a thread has not let go of
        self._begun: set[int] = set()
        self._waiting: deque[Job] = deque()  # for the thread of their lane
        self._threads: dict[str, WorkThread] = {}  # by lane
        self._was_idle, self._was_busy, self._is_stopped = True, False, False

        self._reports = reports = Reports()
        self._worker = EngineWorker(make_engine or self._engine_here, reports)
        self.engine, self.engine_thread = self._worker.engine, EngineThread(self._worker.close)
        self._worker.moveToThread(self.engine_thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._engine_run.connect(self._worker.add, queued)
        self._wake.connect(self._worker.wake, queued)
        reports.started.connect(self._on_started, queued)
        reports.result.connect(self._on_result, queued)
        reports.progressed.connect(self._on_progressed, queued)
        reports.said.connect(self._on_said, queued)
        reports.done.connect(self._on_done, queued)
        reports.failed.connect(self._on_failed, queued)
        reports.cancelled.connect(self._on_cancelled, queued)
        self.engine_thread.start()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All in the order of their submission, the last finished ones among them."""
        return tuple(self._jobs.values())

    def unfinished(self, kind: str = "") -> tuple[Job, ...]:
        """Those that wait, run or are paused; of one kind, or of all."""
        return tuple(job for job in self.jobs if not job.is_finished and kind in ("", job.kind))

    @property
    def is_idle(self) -> bool:
        """Whether no job waits or runs, and no thread is still busy with a cancelled one."""
        return not any(map(self._is_moving, (*self._live.values(), *self._waiting)))

    @property
    def is_busy(self) -> bool:
        """Whether there is a job that the user waits for."""
        return any(job.work.is_awaited for job in (*self._live.values(), *self._waiting) if self._is_moving(job))

    def _is_moving(self, job: Job) -> bool:
        """Not so one that was paused before it began."""
        return job.state is not JobState.PAUSED or job.id in self._begun

    def submit(self, job: Job, *, replaces: bool | None = None, is_paused: bool = False) -> Job:
        """Run a new job; where its outcome is known without running, it is emitted before this returns.

        Args:
            replaces: whether it cancels the older jobs of its lane; None: as its kind has it.
            is_paused: it waits until it is resumed.
        """
        if is_paused:
            self.pause(job)
        if job.work.replaces if replaces is None else replaces:
            for older in self.unfinished():
                if older.work.lane == job.work.lane:
                    self.cancel(older)
        if self._is_stopped:
            self._end(job, JobState.CANCELLED, job.cancelled.emit)
        elif (known := job.work.known()) is not None:
            self._answer(job, known)
        else:
            self._jobs[job.id] = job
            if isinstance(job.work, LongWork) and not self._place.is_here:
                job.run.calls = self._calls()
            if isinstance(job.work, EngineWork) and job.run.calls is None:
                self._live[job.id] = job
                self._engine_run.emit(job.run)
            else:
                self._waiting.append(job)
                self._start_threads()
            job.submitted.emit(job)
            self.added.emit(job)
            self._report_idle()
        return job

    def run_long_jobs_on(self, place: Place) -> None:
        """Those that are submitted from now on."""
        if place != self._place:
            self._workers.close_soon()
        self._place = place

    def start(self, work: Work) -> Job:
        """Submit a job of the work that nobody listens to yet."""
        return self.submit(Job(work))

    def cancel(self, job: Job) -> None:
        """Nothing comes out of it any more but `cancelled`; its thread lets go of it within one batch.

        Of one that was run again, the job in its place is cancelled.
        """
        while job.fresh is not None:
            job = job.fresh
        if job.is_finished:
            return
        job.run.cancelled.set()
        job.run.resumed.set()
        if job in self._waiting:
            self._waiting.remove(job)
        self._wake.emit()
        self._end(job, JobState.CANCELLED, job.cancelled.emit)
        if job.id not in self._live:
            self.released.emit(job)

    def cancel_all(self, where: Callable[[Job], bool] = lambda _: True) -> None:
        """Cancel the unfinished jobs for which `where` holds."""
        for job in self.unfinished():
            if where(job):
                self.cancel(job)

    def pause(self, job: Job) -> None:
        """It takes no further step until it is resumed."""
        if not job.is_finished:
            job.run.resumed.clear()
            self._set_state(job, JobState.PAUSED)

    def resume(self, job: Job) -> None:
        if job.state is JobState.PAUSED:
            job.run.resumed.set()
            self._set_state(job, JobState.RUNNING if job.id in self._begun else JobState.WAITING)
            self._wake.emit()
            self._start_threads()
            self._report_idle()

    def retry(self, job: Job) -> Job:
        """Submit a fresh job in place of one that failed or was cancelled, or for the pictures of it that failed."""
        if job.state in (JobState.FAILED, JobState.CANCELLED):
            self._remove(job)
            job.fresh = job.again()
        elif (part := self._failed_part(job)) is not None:
            job.fresh = job.again(part)
        else:
            return job
        return self.submit(job.fresh)

    def can_retry(self, job: Job) -> bool:
        return job.state in (JobState.FAILED, JobState.CANCELLED) or self._failed_part(job) is not None

    def queue(self, job: Job) -> list[Job]:
        """The jobs that have not begun and may change places with this one, in their order; empty: it may not."""
        if job.is_finished or job.id in self._begun:
            return []
        waiting = [one for one in self.unfinished() if one.id not in self._begun and one.priority == job.priority]
        return sorted(waiting, key=lambda one: one.run.order)

    def move(self, job: Job, before: Job | None) -> None:
        """Let a job that has not begun go before another one, or, where that is None or has begun, last or first."""
        others = [one for one in self.queue(job) if one is not job]
        if not others:
            return
        place = len(others)
        if before is not None:
            place = sum(one.run.order < before.run.order for one in others)
        orders = sorted(one.run.order for one in (*others, job))
        for order, one in zip(orders, (*others[:place], job, *others[place:]), strict=True):
            one.run.order = order
        self.reordered.emit()

    @staticmethod
    def _failed_part(job: Job) -> Work | None:
        if job.state is not JobState.DONE or not job.problems:
            return None
        return job.work.part([problem.key for problem in job.problems])

    def stop(self) -> bool:
        """The one way to end the threads: after their current batch. True once all have ended; can be called again."""
        self._is_stopped = True
        self.cancel_all()
        self.engine_thread.quit()
        for thread in self._threads.values():
            thread.join()
        self._workers.close()
        return self.engine_thread.wait()

    # How jobs go on

    def _engine_here(self) -> EngineInterface:
        from attnstudio.core.engine import Engine

        return Engine(self._weight_folders, pictures=self.pictures)

    def _calls(self) -> ClusterCalls:
        from attnstudio.cluster.calls import ClusterCalls

        return ClusterCalls(self._place, self._weight_folders)

    def _start_threads(self) -> None:
        """One run of a lane at a time, in their order."""
        for job in sorted(self._waiting, key=lambda job: job.run.order):
            if job.run.lane not in self._threads and job.state is not JobState.PAUSED:
                self._waiting.remove(job)
                self._live[job.id] = job
                thread = self._threads[job.run.lane] = WorkThread(job.run, self._reports, self._workers)
                thread.start()

    def _answer(self, job: Job, known: CachedOutcome) -> None:
        """Emit an outcome that is known without running. Such a job never enters the list."""
        for result in known.results:
            if not job.is_finished:  # else a listener has cancelled it
                job.result.emit(result)
        if not job.is_finished:
            self._end(job, JobState.DONE, partial(job.done.emit, known.outcome))

    def _end(self, job: Job, state: JobState, tell: Callable[[], None]) -> None:
        """Emit the one outcome of a job."""
        self._set_state(job, state)
        tell()
        if job.id in self._jobs and not job.work.is_awaited:
            self._remove(job)
        finished = [job for job in self.jobs if job.is_finished]
        for oldest in finished[: max(0, len(finished) - HISTORY)]:
            self._remove(oldest)
        self._report_idle()

    def _set_state(self, job: Job, state: JobState) -> None:
        job.set_state(state)
        if job.id in self._jobs:
            self.changed.emit(job)

    def _remove(self, job: Job) -> None:
        if self._jobs.pop(job.id, None) is not None:
            self.removed.emit(job)

    def _let_go(self, run: Run) -> Job | None:
        """A thread has ended a run; returns its job where it still counts."""
        thread = self._threads.get(run.lane)
        if thread is not None and thread.of is run:
            thread.join()
            del self._threads[run.lane]
            self._start_threads()
        self._begun.discard(run.id)
        job = self._live.pop(run.id, None)
        if job is not None and job.is_finished:
            self.released.emit(job)
        return None if job is None or job.is_finished else job

    def _report_idle(self) -> None:
        is_idle, is_busy = self.is_idle, self.is_busy
        if is_busy is not self._was_busy:
            self._was_busy = is_busy
            self.busy_changed.emit(is_busy)
        if is_idle is not self._was_idle:
            self._was_idle = is_idle
            self.idle_changed.emit(is_idle)

    # What the threads report

    @Slot(object)
    def _on_started(self, run: Run) -> None:
        job = self._live.get(run.id)
        if job is not None and not job.is_finished:
            self._begun.add(run.id)
            if job.state is JobState.WAITING:
                self._set_state(job, JobState.RUNNING)

    @Slot(object, object)
    def _on_result(self, run: Run, result: object) -> None:
        job = self._live.get(run.id)
        if job is not None and not job.is_finished:
            job.problems.extend(job.work.problems(result))
            job.result.emit(result)

    @Slot(object, object, object)
    def _on_progressed(self, run: Run, done: int, total: int) -> None:
        job = self._live.get(run.id)
        if job is not None and not job.is_finished:
            job.set_progress(done, total)
            self.changed.emit(job)

    @Slot(object, object)
    def _on_said(self, run: Run, notice: Notice) -> None:
        _LOG.info("%s: %s", run.work.kind, notice)
        job = self._live.get(run.id)
        if job is not None and not job.is_finished:
            job.add_notice(notice)
            self.changed.emit(job)
            self.said.emit(job, notice)

    @Slot(object, object)
    def _on_done(self, run: Run, outcome: object) -> None:
        if (job := self._let_go(run)) is not None:
            self._end(job, JobState.DONE, partial(job.done.emit, outcome))
        self._report_idle()

    @Slot(object, object)
    def _on_failed(self, run: Run, failure: Failure) -> None:
        if (job := self._let_go(run)) is not None:
            job.failure = failure
            self._end(job, JobState.FAILED, partial(job.failed.emit, failure))
        self._report_idle()

    @Slot(object)
    def _on_cancelled(self, run: Run) -> None:
        if (job := self._let_go(run)) is not None:  # the work stopped by itself
            self._end(job, JobState.CANCELLED, job.cancelled.emit)
        self._report_idle()
