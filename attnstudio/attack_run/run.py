"""Attack the pictures of a data set without a window: attacked pictures, tables, transfer, defences."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from attnstudio import paths
from attnstudio.attack_run.expected import expected, learn
from attnstudio.attack_run.flow import Flow, ObjectRegions, bar
from attnstudio.attack_run.output import Output, Results, write
from attnstudio.attack_run.pictures import AttackedPictures
from attnstudio.attack_run.recorded import Recorded
from attnstudio.attack_run.report import Reporter
from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core import targets
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import GivenPictures, open_given
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure, OutputFailure
from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.summary import Summary
from attnstudio.given_regions import GivenRegions
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled, select
from attnstudio.runs import requests
from attnstudio.runs.call import Call
from attnstudio.runs.journal import Journal
from attnstudio.terminal import Exit, interruptible, print_failure


@dataclass(frozen=True, eq=False)
class AttackRun:
    """One call of `attnstudio attack`. `choice`: which pictures; `cluster`: where it runs; None: here; `boxes`: the
    annotation file that the call names."""

    plan: Plan
    output: Output
    choice: RowChoice = field(default_factory=RowChoice)
    cluster: ClusterCalls | None = None
    boxes: Path | None = None

    def run(self, sources: Sequence[Path], engine: EngineInterface) -> Exit:
        """Attack what is not done yet, print and write the results; returns the exit status. Raises ChoiceFailure for a
        wrong call."""
        output, request = self.output, self.plan.requests[0]
        started = time.perf_counter()
        if self.boxes is not None and not request.methods:
            raise ChoiceFailure(
                "--boxes says how much of a map lies on the object, and there is no --method. Add one, or leave it out."
            )
        with interruptible() as cancelled, bar() as shown:
            given = open_given(sources, cancelled=cancelled, progress=shown.show)
            given.require()
            for call in self.plan.attacks:
                if call.target:
                    targets.check(call.target, class_names(request))  # before TensorFlow is imported
            missing = list(given.missing)
            ctx = RunContext(cancelled=cancelled, seed=request.seed)
            # Labels matter here, whatever the maps explain.
            rows = labelled(given, replace(request, methods=()), self.choice)
            annotations = self._annotations(given, rows)
            rows = select(rows, request, self.choice, engine, ctx, annotations.has_region)
            if output.shard is not None:
                which, count = output.shard
                rows = rows.at(range(which - 1, len(rows), count))
                missing = missing if which == 1 else []
            names = class_names(request)
            reporter = Reporter(shown, names, as_json=output.as_json)
            for reason in given.notes:
                reporter.say(str(reason))
            _say_labels(rows, reporter)
            output.prepare()
            of_run = requests.of_attack(self.plan, engine, output.shard, annotations.file)
            with Journal(output.folder, of_run, requests.versions(), force=output.force) as journal:
                output.claim(journal)
                call_rows = Call(journal, rows.pictures, _asked(rows), retry_failed=output.retry_failed)
                call_rows.say_what_was(reporter.say)
                journal.leave_out(missing)
                for path, failure in missing:
                    reporter.failure(path, failure)
                pictures = AttackedPictures(output.folder, request.model, output.pictures)
                pictures.remove_temporary_files()
                recorded = Recorded(call_rows, pictures)
                flow = Flow(self.plan, rows, recorded.to_do, shown, annotations)
                times = ExpectedTimes(paths.expected_times_file())
                if self.cluster is None and (told := expected(self.plan, times, len(flow.positions))):
                    reporter.say(told)
                stopped, broken = self._attack(flow, engine, ctx, recorded, pictures, reporter)
                if self.cluster is None:
                    learn(self.plan, times, recorded.at(flow.positions))
                results = self._results(
                    sources, rows, recorded, dict(missing), annotations.file, time.perf_counter() - started
                )
                call_rows.say_what_is(reporter.say)
        broken |= reporter.left_out
        if results.records:
            broken |= not write(output, pictures, results)
        if stopped:
            where = "; the results so far are in the tables" if results.records else ""
            print(f"attnstudio: stopped{where}", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if results.experiment.failures or broken else Exit.DONE

    def _annotations(self, given: GivenPictures, rows: LabelledPictures) -> ObjectRegions:
        """Where the objects are, where that is wanted. Raises RegionFailure."""
        if not (self.plan.requests[0].methods or "region" in self.choice.only):
            return ObjectRegions()
        regions = GivenRegions.of(self.boxes, given, count_difficult=False)
        found = regions.load(rows.pictures)
        return ObjectRegions() if found is None else ObjectRegions(regions.file, found)

    def _attack(
        self,
        flow: Flow,
        engine: EngineInterface,
        ctx: RunContext,
        recorded: Recorded,
        pictures: AttackedPictures,
        reporter: Reporter,
    ) -> tuple[bool, bool]:
        """Whether it was stopped; whether it broke off."""
        if not flow.positions:
            return False, False
        outcomes = flow.here(engine, ctx) if self.cluster is None else flow.there(self.cluster, ctx)
        try:
            for position, outcome in outcomes:
                path = flow.rows.pictures[position]
                if isinstance(outcome, Failure):
                    recorded.fail(position, outcome)
                    reporter.failure(path, outcome)
                else:
                    kept = recorded.add(position, outcome)
                    reporter.attacked(path, kept, pictures.files(recorded.name(position), kept))
        except Cancelled:
            return True, False
        except OutputFailure:
            raise
        except Failure as failure:  # of the model: what was attacked before is written
            if not recorded.pictures():
                raise
            print_failure(failure)
            return False, True
        return False, False

    def _results(
        self,
        sources: Sequence[Path],
        rows: LabelledPictures,
        recorded: Recorded,
        missing: dict[Path, Failure],
        regions: Path | None,
        seconds: float,
    ) -> Results:
        found, failures = recorded.pictures(), missing | recorded.failures()
        names = class_names(self.plan.requests[0])
        summary = Summary(list(found.values()))
        return Results(
            {rows.pictures[position]: record for position, record in found.items()},
            [recorded.name(position) for position in found],
            Experiment(self.plan, summary, names, failures, sources, recorded.seconds + seconds, regions),
        )


def _asked(rows: LabelledPictures) -> list[str] | None:
    """A picture whose label has changed is attacked anew."""
    return [f"|{label}" for label in rows.labels.tolist()] if (rows.labels >= 0).any() else None


def _say_labels(rows: LabelledPictures, reporter: Reporter) -> None:
    if without := int((rows.labels < 0).sum()):
        which = "no picture has" if without == len(rows) else f"{without} of {len(rows)} pictures do not have"
        reporter.say(
            f"{which} a label that is a class of the model: of these the model's own answer is attacked, so it is "
            "right about all of them before"
        )
