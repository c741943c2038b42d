"""Judge methods on many pictures without a window: scores, their table, and a report."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, Failure, OutputFailure
from attnstudio.core.evaluation.evaluation import Evaluation, Truth
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import Request
from attnstudio.evaluate_run.cases import Cases
from attnstudio.evaluate_run.flow import Flow, bar
from attnstudio.evaluate_run.output import Output
from attnstudio.evaluate_run.recorded import Recorded
from attnstudio.evaluate_run.report import Reporter
from attnstudio.runs import requests
from attnstudio.runs.call import Call
from attnstudio.runs.place import journal_of
from attnstudio.terminal import Exit, interruptible, print_failure

_COUNTED = {
    Truth.OBJECT: "the model classifies {count} of {scenes} scenes correctly; only these are counted",
    Truth.BACKDOOR: "the trigger sends {count} of {scenes} scenes to its class; only these are counted",
    Truth.GRID: "the model says the class asked for of {count} of {scenes} grids; only these are counted",
}


@dataclass(frozen=True, eq=False)
class EvaluationRun:
    """One call of `attnstudio evaluate`.

    Attributes:
        request: of every picture; its methods include the controls.
        cases: what it evaluates on.
        missing: what was named and is no picture.
        counts: whether a picture is part of the table.
        regions: the annotation file.
        with_difficult: whether its difficult objects count.
        scenes: number of generated scenes, if the pictures are such.
        truth: what is known of these.
        cluster: where it runs; None: here.
        on_whole: called with what is written.
    """

    request: Request
    metrics: tuple[MetricCall, ...]
    cases: Cases
    output: Output
    missing: Sequence[tuple[Path, Failure]] = ()
    counts: Callable[[Evaluated], bool] = lambda _: True
    regions: Path | None = None
    with_difficult: bool = False
    scenes: int | None = None
    truth: Truth = Truth.OBJECT
    cluster: ClusterCalls | None = None
    on_whole: Callable[[Evaluation], object] = lambda _: None

    def run(self, engine: EngineInterface) -> Exit:
        """Evaluate what is not done yet, print and write the results; returns the exit status. Raises ChoiceFailure for
        a wrong call."""
        output = self.output
        folder = output.prepare()
        started = time.perf_counter()
        request = {} if folder is None else requests.of_evaluate(self.request, self.metrics, engine)
        with interruptible() as cancelled, bar() as shown:
            reporter = Reporter(shown, as_json=output.as_json)
            with journal_of(folder, request, force=output.force) as journal:
                output.claim(journal)
                call = Call(journal, self.cases.pictures, self.cases.asked(), retry_failed=output.retry_failed)
                call.say_what_was(reporter.say)
                journal.leave_out(self.missing)
                for path, failure in self.missing:
                    reporter.failure(path, failure)
                recorded = Recorded(call, self.counts)
                flow = Flow(self.request, self.metrics, self.cases, recorded.to_do, shown)
                ctx = RunContext(cancelled=cancelled, seed=self.request.seed)
                stopped, broken = self._evaluate(flow, engine, ctx, recorded, reporter)
                pictures, failures = recorded.pictures(), dict(self.missing) | recorded.failures()
                broken |= any(one.result.left_out for one in pictures)
                call.say_what_is(reporter.say)
        scenes = None
        if self.scenes:
            scenes = recorded.not_counted() + len(pictures)
            print(f"attnstudio: {_COUNTED[self.truth].format(count=len(pictures), scenes=scenes)}", file=sys.stderr)
        if pictures:
            whole = Evaluation(
                self.request,
                self.metrics,
                pictures,
                failures,
                self.regions,
                recorded.seconds + time.perf_counter() - started,
                scenes,
                self.truth,
                with_difficult=self.with_difficult,
            )
            broken |= not output.write(whole)
            self.on_whole(whole)
        if stopped:
            print("attnstudio: stopped; the results so far are in the tables", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if failures or broken else Exit.DONE

    def _evaluate(
        self, flow: Flow, engine: EngineInterface, ctx: RunContext, recorded: Recorded, reporter: Reporter
    ) -> tuple[bool, bool]:
        """Whether it was stopped; whether it broke off."""
        if not flow.positions:
            return False, False
        outcomes = flow.here(engine, ctx) if self.cluster is None else flow.there(self.cluster, ctx)
        try:
            for position, outcome in outcomes:
                if isinstance(outcome, Failure):
                    recorded.fail(position, outcome)
                    reporter.failure(self.cases.pictures[position], outcome)
                elif recorded.add(position, outcome):
                    reporter.evaluated(outcome)
        except Cancelled:
            return True, False
        except OutputFailure:
            raise
        except Failure as failure:  # of the model: what was measured before is written
            if not recorded.pictures():
                raise
            print_failure(failure)
            return False, True
        return False, False
