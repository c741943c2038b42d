"""Predict a data set without a window: a table of its pictures, and a summary of how often the model is right."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core.accuracy import Accuracy
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.datasets.sequences import Chosen, LazySequence
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.images import Source
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled, select
from attnstudio.predict_run import table
from attnstudio.predict_run.summary import Summary
from attnstudio.runs import requests
from attnstudio.runs.call import Call, file_state
from attnstudio.runs.place import folder_beside, journal_of
from attnstudio.runs.rows import Row, State
from attnstudio.terminal import Exit, ProgressBar, interruptible, print_failure


@dataclass(frozen=True)
class Output:
    """What is written. `file`: None: no table. `top`: how many classes of each picture. `force`: begin anew and
    overwrite. `retry_failed`: try these again."""

    file: Path | None
    top: int
    force: bool
    as_json: bool
    retry_failed: bool = False


@dataclass(frozen=True, eq=False)
class PredictionRun:
    """One call of `attnstudio predict`.

    Attributes:
        request: the model, and how pictures become its inputs.
        cluster: where it runs; None: here.
    """

    request: Request
    choice: RowChoice
    output: Output
    cluster: ClusterCalls | None = None

    def run(self, paths: Sequence[Path], engine: EngineInterface) -> Exit:
        """Predict what is not done yet, write, summarise; returns the exit status. Raises ChoiceFailure for a wrong
        call."""
        output = self.output
        folder = folder_beside(output.file, force=output.force)
        with interruptible() as cancelled:
            ctx = RunContext(cancelled=cancelled)
            with ProgressBar("pictures") as bar:
                found = open_given(paths, cancelled=cancelled, progress=bar.show)
            found.require()
            for reason in found.notes:
                _say(str(reason))
            missing = list(found.missing)
            rows = select(labelled(found, self.request, self.choice), self.request, self.choice, engine, ctx)
            request = {} if folder is None else requests.of_predict(self.request, engine)
            with journal_of(folder, request, force=output.force) as journal:
                if output.file is not None:
                    journal.claim(output.file, force=output.force)
                call = Call(journal, rows.pictures, _asked(rows), retry_failed=output.retry_failed)
                call.say_what_was(_say)
                journal.leave_out(missing)
                names = class_names(self.request)
                done = _Done(call, rows, names, output)
                for path, failure in missing:
                    done.say_failed(path, failure)
                stopped = self._predict(rows, call, engine, ctx, done)
                done.write(missing)
                call.say_what_is(_say)
        done.summarise(len(missing))
        if stopped:
            _say("stopped; what is finished is in the table")
            return Exit.INTERRUPTED
        return Exit.FAILED if done.failures or missing else Exit.DONE

    def _predict(
        self, rows: LabelledPictures, call: Call, engine: EngineInterface, ctx: RunContext, done: _Done
    ) -> bool:
        """Whether it was stopped."""
        positions = np.fromiter(call.to_do(), np.intp)
        if not len(positions):
            return False
        seen = _Seen(Chosen(rows.pictures, positions))
        with PredictionCache() as cache, ProgressBar("pictures") as bar:
            for notice in cache.notices:
                _say(str(notice))
            shown = replace(ctx, on_progress=_with_time_left(bar))
            try:
                for number, outcome in self._outcomes(seen, rows.labels[positions], engine, shown, cache):
                    position = int(positions[number])
                    if isinstance(outcome, Failure):
                        bar.clear()
                        done.failed(position, outcome)
                    else:
                        done.predicted(position, outcome, seen.take(number))
            except Cancelled:
                return True
        return False

    def _outcomes(
        self,
        pictures: Sequence[Path],
        labels: np.ndarray,
        engine: EngineInterface,
        ctx: RunContext,
        cache: PredictionCache,
    ) -> Iterator[tuple[int, PredictedRow | Failure]]:
        if self.cluster is not None:
            return self.cluster.predict_each(self.request, pictures, labels, ctx)
        return engine.predict_each(self.request, pictures, labels, ctx, cache)


class _Seen(LazySequence[Path]):
    """Pictures that are read one by one; how each one's file was before that is kept until it is taken."""

    def __init__(self, pictures: Sequence[Path]) -> None:
        self._pictures = pictures
        self._states: dict[int, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._pictures)

    def item(self, place: int) -> Path:
        path = self._pictures[place]
        if (state := file_state(path)) is not None:
            self._states[place] = state
        return path

    def take(self, place: int) -> Source:
        return Source(self._pictures[place], *self._states.pop(place, (0, 0)), "")


class _Done:
    """Prints and records what comes out; reads it back from the journal, for the table and the summary."""

    def __init__(self, call: Call, rows: LabelledPictures, names: Sequence[str], output: Output) -> None:
        self._call, self._rows, self._names, self._output = call, rows, names, output
        self._latest = time.monotonic()
        self._labels: list[int] = []
        self._predicted: list[PredictedRow] = []
        self.failures = 0

    def predicted(self, position: int, row: PredictedRow, source: Source) -> None:
        now = time.monotonic()
        self._call.journal.done(self._call.number(position), source, now - self._latest, {"row": asdict(row)})
        self._latest = now
        if self._output.as_json:
            print(json.dumps(self._record(position, row)), flush=True)

    def failed(self, position: int, failure: Failure) -> None:
        self._call.journal.failed(self._call.number(position), failure)
        self.say_failed(self._rows.pictures[position], failure)

    def say_failed(self, path: Path, failure: Failure) -> None:
        if self._output.as_json:
            print(json.dumps(table.failed_record(path, str(failure))), flush=True)
        print_failure(failure, path)

    def write(self, missing: Sequence[tuple[Path, Failure]]) -> None:
        """The table, of all that is done by now."""
        file = self._output.file
        if file is None:
            for _ in self._records():
                pass  # what the summary needs of them
            return

        def records() -> Iterator[dict[str, object]]:
            yield from (table.failed_record(path, str(failure)) for path, failure in missing)
            yield from self._records()

        table.write(file, self._output.top, records(), force=True)
        if not self._output.as_json:
            print(f"-> {file}", flush=True)

    def summarise(self, missing: int) -> None:
        """For people on stderr; as the last object on stdout with `--json`."""
        accuracy = Accuracy.of(self._labels, self._predicted)
        summary = Summary(accuracy, len(self._predicted), self.failures + missing, self._names)
        if self._output.as_json:
            print(json.dumps({"summary": summary.as_json()}), flush=True)
        for line in summary.lines():
            _say(line)

    def _records(self) -> Iterator[dict[str, object]]:
        for position, row in self._call.rows(np.flatnonzero(self._call.states() != State.WAITING)):
            if row.state == State.FAILED:
                self.failures += 1
                yield table.failed_record(self._rows.pictures[position], row.error)
                continue
            found = _prediction(row)
            # What the summary needs of it: a data set may have millions of rows.
            self._predicted.append(replace(found, top=found.top[:1], probabilities=found.probabilities[:1]))
            self._labels.append(int(self._rows.labels[position]))
            yield self._record(position, found)

    def _record(self, position: int, row: PredictedRow) -> dict[str, object]:
        rows = self._rows
        return table.record(rows.pictures[position], rows.label(position), row, self._names, self._output.top)


def _say(text: str) -> None:
    print(f"attnstudio: {text}", file=sys.stderr)


def _asked(rows: LabelledPictures) -> Sequence[str] | None:
    """The labels, which decide of rank and loss."""
    return rows.labels.astype(str).tolist() if (rows.labels >= 0).any() else None


def _prediction(row: Row) -> PredictedRow:
    values = row.outputs["row"]
    return PredictedRow(**values | {name: tuple(values[name]) for name in ("top", "probabilities")})


def _with_time_left(bar: ProgressBar) -> Callable[[int, int], None]:
    """Progress that says how long the rest takes, at the pace so far."""
    started = time.monotonic()

    def show(done: int, total: int) -> None:
        spent = time.monotonic() - started
        left = math.ceil(spent / done * (total - done)) if done else 0
        bar.show(done, total, f"{left // 60}:{left % 60:02} left" if done < total else "")

    return show
