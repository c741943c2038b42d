"""Explain many pictures without a window. A failure of one picture does not stop the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core import targets
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import GivenPictures, open_given
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.core.models import preprocessing_check
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.keras_file import is_user_model
from attnstudio.core.request import Request
from attnstudio.explain_run.flow import Flow
from attnstudio.explain_run.report import Reporter
from attnstudio.explain_run.writing import Writer
from attnstudio.export import figure
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled, select
from attnstudio.runs import requests
from attnstudio.runs.call import Call
from attnstudio.runs.journal import Journal
from attnstudio.runs.outputs import SHARDS_FROM, MapPlace, Outputs
from attnstudio.runs.rows import State
from attnstudio.runs.shards import restore
from attnstudio.runs.status import Status
from attnstudio.terminal import Exit, ProgressBar, interruptible


@dataclass(frozen=True)
class Output:
    """Output of `attnstudio explain`. `force`: begin anew and overwrite. `retry_failed`: try these again."""

    outputs: Outputs
    figure: bool
    force: bool
    as_json: bool
    retry_failed: bool = False
    maps_in: MapPlace | Literal["auto"] = "auto"
    shard: tuple[int, int] | None = None  # which part of how many, from 1

    @property
    def folder(self) -> Path:
        return self.outputs.folder

    @property
    def figure_path(self) -> Path:
        return self.folder / "figure.png"


@dataclass(frozen=True)
class ExplainRun:
    """One call of `attnstudio explain`. `request` holds for every picture; its own image is ignored. `choice`: which
    pictures, and what is explained of each."""

    request: Request
    output: Output
    choice: RowChoice = field(default_factory=RowChoice)
    cluster: ClusterCalls | None = None  # where it runs; None: here

    def run(self, paths: Sequence[Path], engine: EngineInterface) -> Exit:
        """Explain what is not done yet; returns the exit status. Raises ChoiceFailure for a wrong call."""
        output = self.output
        if output.figure and self.cluster is not None:
            raise ChoiceFailure("--figure needs all pictures on this machine: leave out --cluster, or --figure.")
        with interruptible() as cancelled, ProgressBar("pictures") as bar:
            rows = open_given(paths, cancelled=cancelled, progress=bar.show)
            rows.require()
            targets.check(self.request.target, class_names(self.request))  # before TensorFlow is imported
            make_folder(output.folder)
            missing = list(rows.missing)
            ctx = RunContext(cancelled=cancelled, seed=self.request.seed)
            chosen = select(labelled(rows, self.request, self.choice), self.request, self.choice, engine, ctx)
            output = self._placed(len(chosen))
            if output.shard is not None:
                which, count = output.shard
                chosen = chosen.at(range(which - 1, len(chosen), count))
                missing = missing if which == 1 else []
            request = requests.of_explain(self.request, output.outputs, engine, output.shard)
            with Journal(output.folder, request, requests.versions(), force=output.force) as journal:
                if output.figure and journal.is_foreign(output.figure_path):
                    refuse_existing(output.figure_path, force=False)
                count = len(chosen) + len(missing)
                reporter = Reporter(output.outputs, bar, count, as_json=output.as_json, with_figure=output.figure)
                self._name_missing(rows, missing, journal, reporter)
                call, writer = self._resumed(journal, chosen, output)
                call.say_what_was(reporter.say)
                states = call.states()
                reporter.skip(int((states != State.WAITING).sum()))
                if (states == State.WAITING).any():
                    self._check_guess(chosen, engine, ctx)
                flow = Flow(self.request, output.outputs, chosen, writer, reporter, engine, self.cluster)
                stopped = flow.explain(self._positions(output, call, writer), ctx)
                if output.figure and reporter.rows:
                    figure.write_figure(output.figure_path, list(reporter.rows.items()), force=True)
                failed = bool((call.states() == State.FAILED).any()) or journal.fact("left_out") != ""
                call.say_what_is(reporter.say)
        if stopped:
            print(f"attnstudio: stopped; the finished results are in {output.folder}", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if failed or reporter.failures or reporter.left_out else Exit.DONE

    def _resumed(self, journal: Journal, rows: LabelledPictures, output: Output) -> tuple[Call, Writer]:
        """The pictures of the call, with what earlier calls have made of them, also where their journal is lost."""
        size = spec_of(self.request.model, self.request.options).input_size
        journal.set_fact("input_size", json.dumps(size))  # raw maps are scaled up to it
        restore(journal)
        asked = requests.asked_of(rows, self.request)
        call = Call(journal, rows.pictures, asked, retry_failed=output.retry_failed)
        writer = Writer(call, self.request, output.outputs)
        writer.adopt()
        return call, writer

    def _placed(self, count: int) -> Output:
        """With the maps in files or in shards: as chosen, else as an earlier call had them, else by their number."""
        output, place = self.output, self.output.maps_in
        if place == "auto":
            place = "shards" if count >= SHARDS_FROM else "files"
            if not output.force:
                with suppress(Failure):
                    place = Status.of(output.folder).request.get("maps_in", place)
        return replace(output, outputs=replace(output.outputs, maps_in=place))

    def _name_missing(
        self, rows: GivenPictures, missing: Sequence[tuple[Path, Failure]], journal: Journal, reporter: Reporter
    ) -> None:
        for reason in rows.notes:
            reporter.note(reason)
        for path, failure in missing:
            reporter.failure(path, failure)
        journal.leave_out(missing)

    def _positions(self, output: Output, call: Call, writer: Writer) -> Iterator[int]:
        """Places in the call of the pictures that are to be explained. A figure needs them all, unless it is there and
        nothing waits."""
        states = call.states()
        if output.figure and ((states == State.WAITING).any() or not output.figure_path.exists()):
            return iter(np.flatnonzero(states != State.FAILED).tolist())
        return call.to_do(writer.holds)

    def _check_guess(self, rows: LabelledPictures, engine: EngineInterface, ctx: RunContext) -> None:
        """Say on stderr where pictures that are called by their class contradict the guessed preprocessing."""
        request = self.request
        if not is_user_model(request.model) or request.options.preprocessing:
            return
        try:
            model = engine.load(
                request.model, request.weights, request.device, request.options, RunContext(cancelled=ctx.cancelled)
            )
            named = preprocessing_check.labelled(rows.pictures, model, preprocessing_check.MOST)
            used, size = model.spec.preprocessing, (request.resize, request.interpolation)
            found = preprocessing_check.find_better(model, named, used, ctx, *size)
        except (Failure, Cancelled):
            return  # reported when the pictures are explained
        if found is not None:
            advice = f"Use --preprocessing {found[0].preprocessing}."
            print(
                f"attnstudio: {Path(request.model).name}: {preprocessing_check.notice(*found)} {advice}",
                file=sys.stderr,
            )
