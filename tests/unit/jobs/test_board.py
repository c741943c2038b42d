"""The board: exactly one outcome for each job, nothing after it, and interactive jobs before background ones."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pytest
from helpers.works import (
    WAIT,
    CallingWork,
    CountingWork,
    ElsewhereWork,
    Gate,
    InteractiveWork,
    ReplacingWork,
    UnawaitedWork,
    WithoutWorkers,
    heard,
)
from pytestqt.qtbot import QtBot

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.place import HERE, ClusterFailure, Place
from attnstudio.core import memory
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure, EngineDied
from attnstudio.jobs.base import CachedOutcome, Emit, Steps, Work
from attnstudio.jobs.board import HISTORY, JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.jobs.kept_connection import KeptConnection

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


def first_waits(gate: Gate) -> Callable[[int, RunContext], object]:
    def step(number: int, _: RunContext) -> object:
        if number == 0:
            gate()
        return number

    return step


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[JobBoard]:
    made = JobBoard()
    yield made
    assert made.stop()


def _idle(qtbot: QtBot, board: JobBoard) -> None:
    qtbot.waitUntil(lambda: board.is_idle, timeout=WAIT)


def _held(board: JobBoard) -> Gate:
    """The engine's thread is busy with a job until the gate is opened."""
    gate = Gate()
    board.start(CountingWork(name="held", step=gate))
    gate.wait_until_reached()
    return gate


# How a job ends


def test_a_job_streams_results_and_ends_with_its_outcome(board: JobBoard, qtbot: QtBot) -> None:
    job, out = heard(CountingWork(3, name="a"))
    states: list[JobState] = []
    job.changed.connect(lambda: states.append(job.state))
    board.submit(job)
    assert job.state is JobState.WAITING
    _idle(qtbot, board)
    assert out.results == [0, 1, 2]
    assert out.all[-1] == ("done", "a")
    assert len(out.outcomes) == 1
    assert list(dict.fromkeys(states)) == [JobState.RUNNING, JobState.DONE]
    assert (job.progress.done, job.progress.total, job.progress.share) == (3, 3, 1.0)


def test_a_failure_ends_a_job_and_no_other(board: JobBoard, qtbot: QtBot) -> None:
    def fail(number: int, _: RunContext) -> object:
        if number:
            raise ChoiceFailure("There is no {name}.", name="cat")
        return number

    job, out = heard(CountingWork(3, name="a", step=fail))
    other, other_out = heard(CountingWork(name="b"))
    board.submit(job)
    board.submit(other)
    _idle(qtbot, board)
    assert out.results == [0]
    assert str(out.failure) == "There is no cat."
    assert job.failure is out.failure
    assert job.state is JobState.FAILED
    assert other_out.outcomes == [("done", "b")]


@pytest.mark.parametrize(
    "make", [lambda step: CountingWork(step=lambda *_: step()), lambda step: CallingWork(lambda _: step())]
)
def test_a_fault_of_the_program_is_a_failure(board: JobBoard, qtbot: QtBot, make, caplog) -> None:  # type: ignore[no-untyped-def]
    def fault() -> None:
        raise RuntimeError("broken\nin two lines")

    job, out = heard(make(fault))
    board.submit(job)
    _idle(qtbot, board)
    assert "RuntimeError: broken)" in str(out.failure)
    assert "in two lines" in caplog.text, "the log has the traceback"


def test_a_cancelled_job_says_so_at_once_and_nothing_more(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    job, out = heard(CountingWork(3, name="a", step=gate))
    board.submit(job)
    gate.wait_until_reached()
    board.cancel(job)
    assert out.outcomes == [("cancelled", None)]
    assert job.state is JobState.CANCELLED
    assert not board.is_idle, "its step still runs"
    gate.open()
    _idle(qtbot, board)
    assert out.all[-1] == ("cancelled", None), "something came out after it"
    assert not out.results
    board.cancel(job)
    assert len(out.outcomes) == 1


def test_a_job_that_waits_is_cancelled_without_a_step(board: JobBoard, qtbot: QtBot) -> None:
    gate, record = _held(board), list[tuple[str, int]]()
    job, out = heard(CountingWork(name="a", record=record))
    board.submit(job)
    board.cancel(job)
    gate.open()
    _idle(qtbot, board)
    assert out.all == [("cancelled", None)]
    assert not record


def test_what_ends_too_late_is_dropped(board: JobBoard, qtbot: QtBot) -> None:
    ended = threading.Event()
    job, out = heard(CallingWork(lambda _: ended.set()))
    board.submit(job)
    assert ended.wait(20)
    board.cancel(job)
    _idle(qtbot, board)
    assert out.outcomes == [("cancelled", None)]


def test_a_failure_that_comes_too_late_is_dropped(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()

    def fail(*_: object) -> None:
        gate()
        raise ChoiceFailure("no")

    job, out = heard(CountingWork(step=fail))
    board.submit(job)
    gate.wait_until_reached()
    board.cancel(job)
    gate.open()
    _idle(qtbot, board)
    assert out.outcomes == [("cancelled", None)]


def test_a_job_is_let_go_in_the_thread_that_made_it(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    ended, cancelled, failed = CountingWork(2), CountingWork(3, step=gate), CountingWork(step=lambda *_: 1 / 0)
    for work in (ended, failed):
        board.start(work)
    job = board.start(cancelled)
    gate.wait_until_reached()
    board.cancel(job)
    gate.open()
    _idle(qtbot, board)
    for work in (ended, cancelled, failed):
        [thread] = work.closed_in
        assert thread != threading.current_thread().name


def test_stopping_lets_jobs_go_in_the_thread_that_made_them(qtbot: QtBot) -> None:
    board, work = JobBoard(), CountingWork(10**9)
    job, out = heard(work)
    board.submit(job)
    qtbot.waitUntil(lambda: bool(out.results), timeout=WAIT)
    assert board.stop()
    [thread] = work.closed_in
    assert thread != threading.current_thread().name
    assert out.outcomes == [("cancelled", None)]
    assert board.stop(), "a second time is harmless"


def test_a_job_after_the_end_is_cancelled(qtbot: QtBot) -> None:
    board = JobBoard()
    board.stop()
    job, out = heard(CountingWork())
    board.submit(job)
    assert out.all == [("cancelled", None)]


# Which job goes first


def test_interactive_jobs_go_between_the_steps_of_background_ones(board: JobBoard, qtbot: QtBot) -> None:
    gate, record = Gate(), list[tuple[str, int]]()
    board.start(CountingWork(3, name="background", record=record, step=first_waits(gate)))
    gate.wait_until_reached()
    board.start(CountingWork(1, name="second", record=record))
    board.start(InteractiveWork(2, name="interactive", record=record))
    gate.open()
    _idle(qtbot, board)
    assert record == [
        ("background", 0),
        ("interactive", 0),
        ("interactive", 1),
        ("background", 1),
        ("background", 2),
        ("second", 0),
    ]


def test_a_newer_job_replaces_the_older_of_its_lane(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    first, first_out = heard(ReplacingWork(3, name="a", step=gate, lane="lane"))
    waiting, waiting_out = heard(ReplacingWork(name="b", lane="lane"))
    other, other_out = heard(ReplacingWork(name="c", lane="other"))
    newest, newest_out = heard(ReplacingWork(name="d", lane="lane"))
    board.submit(first)
    gate.wait_until_reached()
    for job in (waiting, other, newest):
        board.submit(job)
    gate.open()
    _idle(qtbot, board)
    assert first_out.all == [("cancelled", None)]
    assert waiting_out.all == [("cancelled", None)]
    assert other_out.outcomes == [("done", "c")]
    assert newest_out.outcomes == [("done", "d")]


def test_a_kind_that_replaces_can_be_submitted_without_replacing(board: JobBoard, qtbot: QtBot) -> None:
    gate = _held(board)
    (first, first_out), (second, second_out) = (heard(ReplacingWork(name=name, lane="lane")) for name in "ab")
    board.submit(first)
    board.submit(second, replaces=False)
    gate.open()
    _idle(qtbot, board)
    assert first_out.outcomes == [("done", "a")]
    assert second_out.outcomes == [("done", "b")]


def test_an_outcome_that_is_known_comes_before_submit_returns(board: JobBoard) -> None:
    job, out = heard(CountingWork(known=CachedOutcome("known", (1, 2))))
    board.submit(job)
    assert out.all == [("result", 1), ("result", 2), ("done", "known")]
    assert job.state is JobState.DONE
    assert board.is_idle
    assert not board.jobs


def test_a_listener_may_cancel_while_known_results_come(board: JobBoard) -> None:
    job, out = heard(CountingWork(known=CachedOutcome("known", (1, 2))))
    job.result.connect(lambda _: board.cancel(job))
    board.submit(job)
    assert out.all == [("result", 1), ("cancelled", None)]


def test_a_newer_known_job_replaces_an_older_one(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    first, out = heard(ReplacingWork(2, name="a", step=gate))
    board.submit(first)
    gate.wait_until_reached()
    board.submit(Job(ReplacingWork(name="a", known=CachedOutcome(1))))
    gate.open()
    _idle(qtbot, board)
    assert out.all == [("cancelled", None)]


# Pause and retry


def test_a_paused_job_takes_no_step_until_it_is_resumed(board: JobBoard, qtbot: QtBot) -> None:
    gate, record = Gate(), list[tuple[str, int]]()
    job, out = heard(CountingWork(3, name="a", record=record, step=first_waits(gate)))
    board.submit(job)
    gate.wait_until_reached()
    board.pause(job)
    gate.open()
    other, other_out = heard(CountingWork(2, name="b"))
    board.submit(other)
    qtbot.waitUntil(lambda: bool(other_out.outcomes), timeout=WAIT)
    assert record == [("a", 0)]
    assert not board.is_idle
    states = [job.state]
    board.resume(job)
    assert [*states, job.state] == [JobState.PAUSED, JobState.RUNNING]
    _idle(qtbot, board)
    assert record == [("a", 0), ("a", 1), ("a", 2)]
    assert out.outcomes == [("done", "a")]


def test_a_paused_job_of_a_thread_stays_between_two_batches(board: JobBoard, qtbot: QtBot) -> None:
    gate, batches = Gate(), list[int]()

    def work(ctx: RunContext) -> None:
        for number in range(3):
            ctx.check_cancelled()
            batches.append(number)
            if not number:
                gate()

    job, out = heard(CallingWork(work))
    board.submit(job)
    gate.wait_until_reached()
    board.pause(job)
    gate.open()
    other, other_out = heard(CallingWork(lambda _: "other", lane="other"))
    board.submit(other)
    qtbot.waitUntil(lambda: bool(other_out.outcomes), timeout=WAIT)
    assert batches == [0]
    board.resume(job)
    _idle(qtbot, board)
    assert batches == [0, 1, 2]
    assert out.outcomes == [("done", None)]


@pytest.mark.parametrize("work", [CountingWork(2), CallingWork(RunContext.check_cancelled)])
def test_a_paused_job_can_be_cancelled(board: JobBoard, qtbot: QtBot, work: Work) -> None:
    job, out = heard(work)
    board.submit(job)
    board.pause(job)
    board.cancel(job)
    _idle(qtbot, board)
    assert out.outcomes == [("cancelled", None)]


def test_a_waiting_job_is_paused_and_waits_again(board: JobBoard, qtbot: QtBot) -> None:
    gate = _held(board)
    job, out = heard(CountingWork(name="a"))
    board.submit(job)
    board.pause(job)
    board.resume(job)
    assert job.state is JobState.WAITING
    gate.open()
    _idle(qtbot, board)
    assert out.outcomes == [("done", "a")]


def test_a_retry_is_a_fresh_job_with_the_same_listeners(board: JobBoard, qtbot: QtBot) -> None:
    attempts: list[int] = []

    def fail_once(*_: object) -> object:
        attempts.append(1)
        if len(attempts) == 1:
            raise ChoiceFailure("no")
        return "yes"

    job, out = heard(CountingWork(name="a", step=fail_once))
    board.submit(job)
    _idle(qtbot, board)
    fresh = board.retry(job)
    assert fresh.id != job.id
    _idle(qtbot, board)
    assert out.outcomes[0][0] == "failed"
    assert out.outcomes[1] == ("done", "a")
    assert (job.state, fresh.state) == (JobState.FAILED, JobState.DONE)
    assert board.jobs == (fresh,), "it stands in place of the one before"
    assert board.retry(fresh) is fresh, "what is done is not done again"


# Work in threads of its own


def test_work_of_one_lane_is_done_in_order(board: JobBoard, qtbot: QtBot) -> None:
    gate, order = Gate(), list[int]()

    def first(_: RunContext) -> None:
        gate()
        order.append(1)

    works = [CallingWork(first), *(CallingWork(lambda _, n=n: order.append(n)) for n in (2, 3))]  # type: ignore[misc]
    jobs = [board.start(work) for work in works]
    other, other_out = heard(CallingWork(lambda _: "other", lane="other"))
    board.submit(other)
    qtbot.waitUntil(lambda: bool(other_out.outcomes), timeout=WAIT)
    assert [job.state for job in jobs[1:]] == [JobState.WAITING, JobState.WAITING]
    gate.open()
    _idle(qtbot, board)
    assert order == [1, 2, 3]


def test_cancelling_what_waits_for_its_lane(board: JobBoard, qtbot: QtBot) -> None:
    gate = Gate()
    board.start(CallingWork(gate))
    gate.wait_until_reached()
    job, out = heard(CallingWork(lambda _: pytest.fail("it ran")))
    board.submit(job)
    board.cancel(job)
    gate.open()
    _idle(qtbot, board)
    assert out.all == [("cancelled", None)]


def test_progress_may_be_beyond_32_bits(board: JobBoard, qtbot: QtBot) -> None:
    job = board.start(CallingWork(lambda ctx: ctx.progress(2**33, 2**34)))
    _idle(qtbot, board)
    assert (job.progress.done, job.progress.total) == (2**33, 2**34)


def test_progress_comes_out_at_most_ten_times_a_second(board: JobBoard, qtbot: QtBot) -> None:
    def work(ctx: RunContext) -> None:
        for number in range(100_000):
            ctx.progress(number + 1, 100_000)

    job, out = heard(CallingWork(work))
    board.submit(job)
    _idle(qtbot, board)
    assert len(out.of("progress")) < 10_000
    assert job.progress.share == 1.0


# The list


def test_the_list_says_what_comes_and_goes(board: JobBoard, qtbot: QtBot) -> None:
    log: list[tuple[str, object]] = []
    board.added.connect(lambda job: log.append(("added", job)))
    board.removed.connect(lambda job: log.append(("removed", job)))
    board.idle_changed.connect(lambda idle: log.append(("idle", idle)))
    job = board.start(CountingWork(name="a"))
    assert board.jobs == board.unfinished() == board.unfinished("counting") == (job,)
    assert not board.unfinished("maps")
    _idle(qtbot, board)
    assert log == [("added", job), ("idle", False), ("idle", True)]
    assert board.jobs == (job,)
    assert not board.unfinished()


def test_only_the_last_finished_jobs_stay(board: JobBoard, qtbot: QtBot) -> None:
    removed: list[object] = []
    board.removed.connect(removed.append)
    jobs = [board.start(CountingWork(name=str(number))) for number in range(HISTORY + 3)]
    _idle(qtbot, board)
    assert removed == jobs[:3]
    assert list(board.jobs) == jobs[3:]


def test_jobs_that_nobody_waits_for_do_not_make_the_board_busy(board: JobBoard, qtbot: QtBot) -> None:
    busy: list[bool] = []
    board.busy_changed.connect(busy.append)
    job = board.start(UnawaitedWork())
    assert not board.is_idle
    assert not board.is_busy
    _idle(qtbot, board)
    assert job.state is JobState.DONE
    assert not board.jobs
    assert not busy
    board.start(CountingWork())
    _idle(qtbot, board)
    assert busy == [True, False]


def test_cancelling_all_of_some(board: JobBoard, qtbot: QtBot) -> None:
    gate = _held(board)
    (first, first_out), (second, second_out) = heard(CountingWork(name="a")), heard(InteractiveWork(name="b"))
    for job in (first, second):
        board.submit(job)
    board.cancel_all(lambda job: job.kind == "interactive")
    gate.open()
    _idle(qtbot, board)
    assert first_out.outcomes == [("done", "a")]
    assert second_out.outcomes == [("cancelled", None)]


def test_what_a_listener_submits_keeps_the_board_busy(board: JobBoard, qtbot: QtBot) -> None:
    idle: list[bool] = []
    job = Job(CountingWork(name="a"))
    job.done.connect(lambda _: board.start(CountingWork(name="b")))
    board.idle_changed.connect(idle.append)
    board.submit(job)
    qtbot.waitUntil(lambda: idle[-1:] == [True], timeout=WAIT)
    assert idle == [False, True]


# Time left


def test_the_time_left_is_that_of_running_without_pauses() -> None:
    now = [0.0]
    job = Job(CountingWork(), clock=lambda: now[0])
    now[0] = 100.0
    job.set_state(JobState.RUNNING)
    now[0] = 100.5
    job.set_progress(1, 10)
    assert job.progress.seconds_left is None, "too early to say"
    now[0] = 104.0
    job.set_progress(2, 10)
    assert job.progress.seconds_left == pytest.approx(16.0)
    job.set_state(JobState.PAUSED)
    now[0] = 1000.0
    job.set_state(JobState.RUNNING)
    now[0] = 1004.0
    job.set_progress(4, 10)
    assert job.progress.seconds_left == pytest.approx(12.0)
    job.set_progress(100, 0)
    assert job.progress.seconds_left is None
    assert job.progress.share is None
    job.set_state(JobState.DONE)
    now[0] = 5000.0
    assert job.seconds == pytest.approx(8.0)


# Where long jobs run


@pytest.mark.usefixtures("connections")
def test_long_jobs_run_where_the_board_says_and_others_here(board: JobBoard, qtbot: QtBot) -> None:
    before, out_before = heard(ElsewhereWork("before"))
    board.submit(before)
    board.run_long_jobs_on(Place(processes=2))
    job, out = heard(ElsewhereWork("after"))
    board.submit(job)
    short = board.start(CountingWork(name="short"))
    _idle(qtbot, board)
    assert [(one.place, one.state) for one in (before, job, short)] == [
        (HERE, JobState.DONE),
        (Place(processes=2), JobState.DONE),
        (HERE, JobState.DONE),
    ]
    assert (out.results, out.all[-1]) == (["local:2, elsewhere"], ("done", "after")), "in a thread of its own"
    [where] = map(str, out_before.results)
    assert where.startswith("engine, ") and not where.endswith("elsewhere")


@pytest.mark.usefixtures("connections")
def test_a_cluster_does_one_thing_at_a_time_and_can_be_cancelled(board: JobBoard, qtbot: QtBot) -> None:
    board.run_long_jobs_on(Place(processes=1))
    gate = Gate()
    first, second = board.start(ElsewhereWork("first", gate)), board.start(ElsewhereWork("second"))
    gate.wait_until_reached()
    qtbot.waitUntil(lambda: first.state is JobState.RUNNING, timeout=WAIT)
    assert second.state is JobState.WAITING
    board.cancel(first)
    board.run_long_jobs_on(HERE)
    gate.open()
    _idle(qtbot, board)
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.DONE)
    again = board.retry(first)
    _idle(qtbot, board)
    assert (again.place, again.state) == (HERE, JobState.DONE), "another try runs where long jobs run by then"


def test_one_connection_serves_the_jobs_of_a_place(
    board: JobBoard, qtbot: QtBot, connections: list[WithoutWorkers]
) -> None:
    def run() -> None:
        board.start(ElsewhereWork())
        _idle(qtbot, board)

    board.run_long_jobs_on(Place(processes=2))
    run()
    run()
    assert [one.is_open for one in connections] == [True]
    connections[0].is_open = False  # the scheduler went away
    run()
    assert [one.is_open for one in connections] == [False, True]
    board.run_long_jobs_on(Place(processes=3))
    qtbot.waitUntil(lambda: not connections[1].is_open, timeout=WAIT)
    run()
    assert [one.place.processes for one in connections] == [2, 2, 3]
    assert board.stop()
    assert not connections[2].is_open


def test_a_connection_that_nobody_uses_is_closed(connections: list[WithoutWorkers]) -> None:
    kept = KeptConnection(seconds=0.01)
    with kept.used(ClusterCalls(Place(processes=1), ()), lambda: None) as calls:
        [made] = connections
        assert str(calls.connection) == str(made)
        assert not made.closed.wait(0.05), "it is used"
    assert made.closed.wait(WAIT / 1000)


def test_after_a_failure_the_next_job_gets_a_new_connection(connections: list[WithoutWorkers]) -> None:
    kept, calls = KeptConnection(), ClusterCalls(Place(processes=1), ())
    for error, count in ((Cancelled(), 1), (ClusterFailure("gone"), 1), (Cancelled(), 2)):
        with pytest.raises(type(error)), kept.used(calls, lambda: None):
            raise error
        assert len(connections) == count
    kept.close()
    assert [one.is_open for one in connections] == [False, False]


def test_a_job_that_ended_the_process_is_done_with_care_when_it_is_done_again(qtbot: QtBot) -> None:
    asked: list[str] = []

    class Engines:
        """Only says which one it is."""

        def __init__(self, name: str) -> None:
            self.name = name

        def for_job(self, *, careful: bool) -> Engines:
            return Engines("careful" if careful else "usual")

    class FatalWork(CountingWork):
        def steps(self, engine: Any, ctx: RunContext, emit: Emit) -> Steps:
            asked.append(engine.name)
            yield
            raise EngineDied("It died.")

    board = JobBoard(make_engine=cast(Any, lambda: Engines("usual")))
    try:
        job = board.start(FatalWork())
        for _ in range(3):
            with qtbot.waitSignal(job.failed, timeout=WAIT):
                pass
            job = board.retry(job)
        board.cancel(job)
    finally:
        board.stop()
    assert asked[:3] == ["usual", "careful", "careful"]


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc's heap returns what is free when it is told to")
def test_an_idle_engine_returns_the_memory_of_its_jobs(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "IDLE_SECONDS", 0.01)
    taken = 0

    def step(_: int, __: RunContext) -> object:
        nonlocal taken
        arrays = [np.ones(25_000, np.float32) for _ in range(3_000)]  # 300 MB, of a size that comes from the heap
        taken = memory.resident_bytes()
        return arrays[-1]  # which lies above the others, so that they are not freed by themselves

    job = Job(CountingWork(step=step))
    results: list[object] = []
    job.listen(result=results.append)
    idle = JobBoard()
    try:
        idle.submit(job)
        qtbot.waitUntil(lambda: memory.resident_bytes() < taken - 250 * 2**20, timeout=WAIT)
        assert len(results) > 0
    finally:
        assert idle.stop()
