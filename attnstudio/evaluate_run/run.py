"""Judge methods on many pictures without a window: scores, their table, and a report."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.conclusion import conclusion
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import Request
from attnstudio.evaluate_run.cluster_cases import ClusterCases
from attnstudio.evaluate_run.table import table
from attnstudio.export import tables
from attnstudio.export.report import formats
from attnstudio.export.translation import translator
from attnstudio.terminal import Exit, ProgressBar, interruptible, print_failure

_BAR_STEPS = 1000  # in a picture


@dataclass(frozen=True)
class Output:
    """What is written. `folder`: None writes nothing but the reports."""

    folder: Path | None
    reports: tuple[Path, ...]
    language: str
    force: bool
    as_json: bool

    @property
    def files(self) -> dict[str, Path]:
        if self.folder is None:
            return {}
        return {name: self.folder / f"{name}.csv" for name in ("scores", "summary", "curves")}


@dataclass(frozen=True, eq=False)
class EvaluationRun:
    """One call of `attnstudio evaluate`.

    Attributes:
        request: of every picture; its methods include the controls.
        cases: read one by one, with the path for messages.
        count: number of cases, as far as known.
        counts: whether a picture is part of the table.
        regions: the annotation file.
        with_difficult: whether its difficult objects count.
        scenes: number of generated scenes, if the pictures are such.
        cluster: the cases for a cluster; None: those of `cases` are evaluated here.
    """

    request: Request
    metrics: tuple[MetricCall, ...]
    cases: Iterable[tuple[Path, Case | Failure]]
    count: int
    output: Output
    counts: Callable[[Evaluated], bool] = lambda _: True
    regions: Path | None = None
    with_difficult: bool = False
    scenes: int | None = None
    cluster: ClusterCases | None = None
    _reported: set[str] = field(default_factory=set)  # what was printed of methods that are left out

    def run(self, engine: Engine) -> Exit:
        """Evaluate, print and write the results; returns the exit status. Raises ChoiceFailure for a wrong call."""
        self._prepare()
        started = time.perf_counter()
        done: list[Evaluated] = []
        failures: dict[Path, Failure] = {}
        stopped, broken, not_counted = False, False, 0
        self._reported.clear()
        with interruptible() as cancelled, ProgressBar("pictures", scale=_BAR_STEPS) as bar:
            ctx = RunContext(cancelled=cancelled, seed=self.request.seed)
            try:
                for path, outcome in self._outcomes(engine, ctx, bar):
                    bar.clear()
                    if isinstance(outcome, Failure):
                        failures[path] = outcome
                        self._report_failure(path, outcome)
                    elif self.counts(outcome):
                        broken |= bool(outcome.result.left_out)
                        self._print(outcome, first=not done)
                        done.append(compact(outcome, len(done)))
                    else:
                        not_counted += 1
            except Cancelled:
                stopped = True
            except Failure as failure:  # of the model: what was measured before is written
                if not done:
                    raise
                broken = True
                print_failure(failure)
        scenes = None
        if self.scenes:
            scenes = not_counted + len(done)
            print(
                f"attnstudio: the model classifies {len(done)} of {scenes} scenes correctly; only these are counted",
                file=sys.stderr,
            )
        if done:
            seconds = time.perf_counter() - started
            whole = Evaluation(
                self.request,
                self.metrics,
                tuple(done),
                failures,
                self.regions,
                seconds,
                scenes,
                with_difficult=self.with_difficult,
            )
            broken |= not self._finish(whole)
        if stopped:
            print("attnstudio: stopped; the results so far are in the tables", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if failures or broken else Exit.DONE

    def _outcomes(
        self, engine: Engine, ctx: RunContext, bar: ProgressBar
    ) -> Iterator[tuple[Path, Evaluated | Failure]]:
        """With the path of each."""
        if self.cluster is not None:
            for done, (path, outcome) in enumerate(self.cluster.evaluate(self.request, self.metrics, ctx), 1):
                bar.show(done * _BAR_STEPS, self.count * _BAR_STEPS, path.name)
                yield path, outcome
            return
        taken: list[Path] = []

        def cases() -> Iterator[Case | Failure]:
            for path, case in self.cases:
                taken.append(path)
                if isinstance(case, Case):
                    for notice in case.picture.notices:
                        print(f"attnstudio: {path}: {notice}", file=sys.stderr)
                yield case

        def progress(done: int, total: int) -> None:
            shown = round((len(taken) - 1 + done / total) * _BAR_STEPS)
            bar.show(shown, self.count * _BAR_STEPS, taken[-1].name)

        evaluation_ctx = RunContext(on_progress=progress, cancelled=ctx.cancelled, seed=ctx.seed)
        for outcome in engine.evaluate(self.request, self.metrics, cases(), evaluation_ctx):
            yield taken[-1], outcome

    def _prepare(self) -> None:
        translator(self.output.language)
        for report in self.output.reports:
            formats.check(report)
        if self.output.folder is not None:
            make_folder(self.output.folder)
        for report in self.output.reports:
            make_folder(report.parent)
        for file in (*self.output.files.values(), *self.output.reports):
            refuse_existing(file, force=self.output.force)

    def _finish(self, evaluation: Evaluation) -> bool:
        """Print the summary and write every file, also after one fails. Returns whether all were written."""
        if self.output.as_json:
            row = {"pictures": evaluation.summary.pictures, "seconds": evaluation.seconds}
            print(json.dumps(row | {"summary": tables.summary(evaluation.summary)}), flush=True)
        else:
            print(table(evaluation.summary), *map(str, conclusion(evaluation)), sep="\n", flush=True)
        written = True
        for file, write in self._writers(evaluation).items():
            try:
                write()
            except Failure as failure:
                written = False
                print_failure(failure)
            else:
                if not self.output.as_json:
                    print(f"-> {file}")
        return written

    def _writers(self, evaluation: Evaluation) -> dict[Path, Callable[[], None]]:
        """What makes each file."""
        output, files = self.output, self.output.files
        contents = {
            "scores": (tables.SCORES, tables.scores(evaluation.pictures)),
            "summary": (tables.SUMMARY, tables.summary(evaluation.summary)),
            "curves": (tables.CURVES, tables.curves(evaluation.pictures)),
        }
        writers: dict[Path, Callable[[], None]] = {
            file: partial(tables.write_csv, file, *contents[name], force=output.force) for name, file in files.items()
        }
        for report in output.reports:
            writers[report] = partial(formats.write_report, report, evaluation, output.language, force=output.force)
        return writers

    def _print(self, evaluated: Evaluated, *, first: bool) -> None:
        for notice in evaluated.result.model.notices if first else ():
            print(f"attnstudio: {notice}", file=sys.stderr)
        if (warning := evaluated.result.class_warning) is not None:
            print(f"attnstudio: {evaluated.result.request.image}: {warning}", file=sys.stderr)
        for heatmap in evaluated.result.heatmaps:
            for warning in heatmap.warnings:
                print(f"attnstudio: {evaluated.result.request.image}: {heatmap.method}: {warning}", file=sys.stderr)
        for method, failure in evaluated.result.left_out:
            self._report_left_out(evaluated.result.request.image, method, failure)
        if self.output.as_json:
            for row in tables.scores([evaluated]):
                print(json.dumps(row), flush=True)

    def _report_left_out(self, path: Path, method: str, failure: Failure) -> None:
        if self.output.as_json:
            print(json.dumps({"image": str(path), "method": method, "error": str(failure)}), flush=True)
        if (text := f"{method} is left out: {failure}") not in self._reported:
            self._reported.add(text)
            print(f"attnstudio: {text}", file=sys.stderr)

    def _report_failure(self, path: Path, failure: Failure) -> None:
        if self.output.as_json:
            print(json.dumps({"image": str(path), "error": str(failure)}), flush=True)
        print_failure(failure, path)
