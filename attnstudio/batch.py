"""Explain many pictures without a window. A failure of one picture does not stop the others."""

from __future__ import annotations

import json
import math
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.message import Explained, Item
from attnstudio.cluster.place import ClusterFailure
from attnstudio.core import array_pictures, images, targets
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure, FullDiskFailure, OutputFailure
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.core.images import Picture
from attnstudio.core.models import preprocessing_check
from attnstudio.core.models.keras_file import is_user_model
from attnstudio.core.pipeline import WRITERS, Stage, read_ahead, thread_count
from attnstudio.core.request import Request, Result, Subject
from attnstudio.explain_report import Reporter
from attnstudio.export import figure
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled, select
from attnstudio.runs.explain_request import asked_of, request_of, versions
from attnstudio.runs.journal import Journal
from attnstudio.runs.outputs import SHARDS_FROM, MapPlace, Outputs
from attnstudio.runs.rows import State
from attnstudio.runs.shards import ShardWriter
from attnstudio.runs.status import Status
from attnstudio.terminal import Exit, ProgressBar, interruptible

_Outcome = tuple[Picture, Result] | Explained | Failure
_AHEAD = 32  # pictures that wait for the model, or to be written


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


@dataclass(frozen=True, eq=False)
class _Written:
    """What became of the picture in this place of the call."""

    position: int
    name: str  # of its files
    outcome: Result | Failure
    pixels: np.ndarray | None = None


class _EndedFailure(OutputFailure):
    """Nothing more can be written: the disk is full, or the folder has gone away."""


@dataclass(frozen=True)
class Batch:
    """One run of `attnstudio explain`. `request` holds for every picture; its own image is ignored. `choice`: which
    pictures, and what is explained of each."""

    request: Request
    output: Output
    choice: RowChoice = field(default_factory=RowChoice)
    cluster: ClusterCalls | None = None  # where it runs; None: here

    def run(self, paths: Sequence[Path], engine: Engine) -> Exit:
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
            request = request_of(self.request, output.outputs, engine, output.shard)
            with Journal(output.folder, request, versions(), force=output.force) as journal:
                if output.figure and journal.is_foreign(output.figure_path):
                    refuse_existing(output.figure_path, force=False)
                reporter = Reporter(
                    output.outputs,
                    bar,
                    len(chosen) + len(missing),
                    as_json=output.as_json,
                    with_figure=output.figure,
                )
                for reason in rows.notes:
                    reporter.note(reason)
                for path, failure in missing:
                    reporter.failure(path, failure)
                journal.leave_out(missing)
                run = _Run(replace(self, output=output), journal, chosen, engine, ctx, reporter)
                stopped = run.explain()
                if output.figure and reporter.rows:
                    figure.write_figure(output.figure_path, list(reporter.rows.items()), force=True)
                failed = run.failed()
                status = Status.of(output.folder)
                if status.total > 1:
                    for line in status.lines(least=2):  # what failed alone was said
                        reporter.say(line)
        if stopped:
            print(f"attnstudio: stopped; the finished results are in {output.folder}", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if failed or reporter.failures or reporter.left_out else Exit.DONE

    def _placed(self, count: int) -> Output:
        """With the maps in files or in shards: as chosen, else as an earlier call had them, else by their number."""
        output, place = self.output, self.output.maps_in
        if place == "auto":
            place = "shards" if count >= SHARDS_FROM else "files"
            if not output.force:
                with suppress(Failure):
                    place = Status.of(output.folder).request.get("maps_in", place)
        return replace(output, outputs=replace(output.outputs, maps_in=place))


@dataclass(eq=False)
class _Run:
    """The pictures of a call on their way: decoded ahead of the model, written behind it."""

    batch: Batch
    journal: Journal
    rows: LabelledPictures
    engine: Engine
    ctx: RunContext
    reporter: Reporter

    def __post_init__(self) -> None:
        self._outputs, self._request = self.batch.output.outputs, self.batch.request
        journal = self.journal
        journal.retry(only_existing=not self.batch.output.retry_failed)
        self._numbers = journal.enlist(self.rows.pictures, asked_of(self.rows, self._request))
        in_shards = self._outputs.maps_in == "shards" and self._outputs.maps != "none"
        self._shards = ShardWriter(journal) if in_shards else None
        if journal.rebuilt is not None:
            self.reporter.say(f"the journal was damaged, and is set aside as {journal.rebuilt}; it is made anew")
            self._adopt()
        self._left_out = False
        self._has_size = False
        self._written = self._written_bytes = 0  # of this call, as far as threads count right: it is for an estimate

    def failed(self) -> bool:
        """Whether a picture of the call failed, now or in an earlier run, or a method was left out."""
        states = self.journal.states()[self._numbers]
        return bool((states == State.FAILED).any()) or self.journal.fact("left_out") != ""

    def explain(self) -> bool:
        """Returns whether it was stopped; what was computed until then is written.

        Raises:
            ChoiceFailure: the call is wrong for this model.
            OutputFailure: nothing more can be written.
        """
        states = self.journal.states()[self._numbers]
        self.reporter.skip(int((states != State.WAITING).sum()))
        if (states == State.WAITING).any():
            self._check_guess()
        positions, begun = self._positions(states), deque[int]()
        broken: Failure | None = None
        stopped = False
        with (
            Stage[Picture | Subject | Failure]("decoding", thread_count(), _AHEAD) as decoding,
            Stage[_Written]("writing", WRITERS, _AHEAD) as writing,
        ):

            def report_ready() -> None:
                for written in writing.ready():
                    self._report(written)

            ctx = replace(self.ctx, between=report_ready)
            outcomes = (
                self._here(positions, begun, decoding, ctx)
                if self.batch.cluster is None
                else self._there(positions, ctx)
            )
            try:
                for position, outcome in outcomes:
                    weight = _weight_of(outcome)
                    while not writing.has_room(weight):
                        self._report(writing.take())
                    writing.start(partial(self._write, position, outcome), weight)
                    report_ready()
            except Cancelled:
                stopped = True
            except Failure as failure:
                broken = failure
            outcomes.close()
            while len(writing):
                try:
                    self._report(writing.take())
                except _EndedFailure as ended:
                    broken = ended
        if self._shards is not None and not isinstance(broken, OutputFailure):
            self._shards.close()
        if isinstance(broken, ChoiceFailure | OutputFailure | ClusterFailure):
            raise broken
        if broken is not None:
            for position in chain(begun, positions):
                self.reporter.failure(self.rows.pictures[position], broken)
        return stopped

    def _here(
        self, positions: Iterator[int], begun: deque[int], decoding: Stage[Picture | Subject | Failure], ctx: RunContext
    ) -> Generator[tuple[int, _Outcome], None, None]:
        """Pictures explained by the engine, by their places. `begun`: gets those whose outcome has not come yet."""

        def opened() -> Iterator[Callable[[], Subject | Failure]]:
            for position in positions:
                begun.append(position)
                yield partial(self._opened, position)

        for outcome in self.engine.run_each(self._request, read_ahead(decoding, opened(), _weight), ctx):
            yield begun.popleft(), outcome

    def _there(self, positions: Iterator[int], ctx: RunContext) -> Generator[tuple[int, _Outcome], None, None]:
        """Pictures explained by a cluster, in the order in which they are ready."""
        assert self.batch.cluster is not None
        every = list(positions)

        def item(number: int) -> Item:
            position = every[number]
            self._refuse_foreign(position)
            rows = self.rows
            return Item(number, rows.pictures[position], target=rows.target(position), label=rows.label(position))

        if every:
            for number, outcome in self.batch.cluster.explain_each(self._request, item, len(every), self._outputs, ctx):
                yield every[number], outcome

    def _positions(self, states: np.ndarray) -> Iterator[int]:
        """Places in the call of the pictures that are to be explained: those that wait, then those that have changed
        since they were done. A figure needs them all, unless it is there and nothing waits."""
        output, is_waiting = self.batch.output, states == State.WAITING
        if output.figure and (is_waiting.any() or not output.figure_path.exists()):
            yield from np.flatnonzero(states != State.FAILED).tolist()
            return
        yield from np.flatnonzero(is_waiting).tolist()
        for position in np.flatnonzero(states == State.DONE).tolist():
            if not self._holds(position):
                self.journal.wait_again([self._numbers[position]])
                yield position

    def _holds(self, position: int) -> bool:
        """Whether the picture is as it was when it was explained, and its files are there."""
        row = self.journal.row(int(self._numbers[position]))
        if row.modified_ns is not None and _state(self.rows.pictures[position]) != (row.modified_ns, row.size):
            return False
        files = [file for method in row.outputs["maps"] for file in self._outputs.files(row.name, method)]
        if shard := row.outputs.get("shard"):
            files.append(self._outputs.folder / shard)
        return all(file.exists() for file in files)

    def _adopt(self) -> None:
        """A journal that was made anew finds the files that are there."""
        for number in self._numbers:
            name = self.journal.row(int(number)).name
            methods = [call.id for call in self._request.methods]
            files = [file for method in methods for file in self._outputs.files(name, method)]
            if files and self._shards is None and all(file.exists() for file in files):
                self.journal.adopt(int(number), {"maps": {method: {} for method in methods}})

    def _opened(self, position: int) -> Subject | Failure:
        """In a thread of decoding. A file that is not the run's own is refused before the map is computed."""
        try:
            self._refuse_foreign(position)
            return self.rows.subject(position, images.decode(self.rows.pictures[position], self._request.levels))
        except Failure as failure:
            return failure

    def _refuse_foreign(self, position: int) -> None:
        name = self._name(position)
        for call in self._request.methods:
            for file in self._outputs.files(name, call.id):
                if self.journal.is_foreign(file):
                    refuse_existing(file, force=False)

    def _write(self, position: int, outcome: _Outcome) -> _Written:
        """In a thread of writing: first the files, then the row. Raises _EndedFailure where no more can be written."""
        number, name = int(self._numbers[position]), self._name(position)
        if not isinstance(outcome, Failure):
            try:
                result = self._write_files(name, outcome)
                described: dict[str, object] = {"maps": _described(result)}
                if self._shards is None:
                    self.journal.done(number, result.source, result.seconds, described)
                else:
                    maps = {one.method: self._outputs.kept(one) for one in result.heatmaps}
                    self._shards.add(number, result.source, result.seconds, described, maps)
                self._count(name, result)
                return _Written(position, name, result, None if isinstance(outcome, Explained) else outcome[0].pixels)
            except OutputFailure as failure:
                if isinstance(failure, FullDiskFailure) or not self._outputs.folder.is_dir():
                    raise self._ended(failure) from failure
                outcome = failure
        self.journal.failed(number, outcome)
        return _Written(position, name, outcome)

    def _write_files(self, name: str, outcome: tuple[Picture, Result] | Explained) -> Result:
        """Raises OutputFailure."""
        if isinstance(outcome, Explained):
            self._outputs.write_made(outcome.result, outcome.overlays, name, force=True)
            return outcome.result
        picture, result = outcome
        self._outputs.write(result, picture.pixels, name, force=True)
        return result

    def _ended(self, reason: OutputFailure) -> _EndedFailure:
        """With how much is missing, as far as that can be said."""
        status = Status.of(self._outputs.folder) if isinstance(reason, FullDiskFailure) else None
        if status is None or not self._written:
            return _EndedFailure("{reason} The same call goes on then.", reason=reason)
        each = self._written_bytes / self._written
        return _EndedFailure(
            "{reason} The {n} pictures that are left take about {megabytes} MB. The same call goes on then.",
            reason=reason,
            n=status.waiting,
            megabytes=math.ceil(each * status.waiting / 1e6),
        )

    def _report(self, written: _Written) -> None:
        path, outcome = self.rows.pictures[written.position], written.outcome
        if isinstance(outcome, Failure):
            self.reporter.failure(path, outcome)
            return
        self.reporter.result(outcome, written.pixels, written.name)
        if not self._has_size:
            self._has_size = True
            self.journal.set_fact("input_size", json.dumps(outcome.model.input_size))
        if outcome.left_out and not self._left_out:
            self._left_out = True
            self.journal.set_fact("left_out", ", ".join(method for method, _ in outcome.left_out))

    def _count(self, name: str, result: Result) -> None:
        files = (file for heatmap in result.heatmaps for file in self._outputs.files(name, heatmap.method))
        self._written_bytes += sum(file.stat().st_size for file in files if file.exists())
        self._written += 1

    def _name(self, position: int) -> str:
        return self.journal.row(int(self._numbers[position])).name

    def _check_guess(self) -> None:
        """Say on stderr where pictures that are called by their class contradict the guessed preprocessing."""
        request = self._request
        if not is_user_model(request.model) or request.options.preprocessing:
            return
        try:
            model = self.engine.load(request.model, request.weights, request.device, request.options)
            labelled = preprocessing_check.labelled(self.rows.pictures, model, preprocessing_check.MOST)
            used, size = model.spec.preprocessing, (request.resize, request.interpolation)
            found = preprocessing_check.find_better(model, labelled, used, self.ctx, *size)
        except (Failure, Cancelled):
            return  # reported when the pictures are explained
        if found is not None:
            advice = f"Use --preprocessing {found[0].preprocessing}."
            print(
                f"attnstudio: {Path(request.model).name}: {preprocessing_check.notice(*found)} {advice}",
                file=sys.stderr,
            )


def _described(result: Result) -> dict[str, dict[str, object]]:
    """What the journal keeps of the maps of a picture, by method."""
    target = result.target
    return {
        heatmap.method: {
            "layer": heatmap.layer,
            "raw_min": heatmap.raw_min,
            "raw_max": heatmap.raw_max,
            "class_index": target.index,
            "minus": target.minus,
            "probability": result.prediction.probability(target.index),
        }
        for heatmap in result.heatmaps
    }


def _state(picture: Path) -> tuple[int, int] | None:
    try:
        found = array_pictures.file_of(picture).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def _weight_of(outcome: _Outcome) -> int:
    if isinstance(outcome, Failure):
        return 0
    if isinstance(outcome, Explained):
        return sum(map(len, outcome.overlays.values())) + sum(one.values.nbytes for one in outcome.result.heatmaps)
    return outcome[0].pixels.nbytes


def _weight(opened: Picture | Subject | Failure) -> int:
    return opened.picture.pixels.nbytes if isinstance(opened, Subject) else 0
