"""Predict a data set without a window: a table of its pictures, and a summary of how often the model is right."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core.accuracy import Accuracy, Share
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.files import refuse_existing, write_atomically
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request
from attnstudio.core.targets import percent
from attnstudio.core.text import counted
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled, select
from attnstudio.terminal import Exit, ProgressBar, interruptible, print_failure

WORST_PAIRS = 5
_Sink = Callable[[dict[str, object]], object]


@dataclass(frozen=True)
class Output:
    """What is written. `file`: None: no table. `top`: how many classes of each picture."""

    file: Path | None
    top: int
    force: bool
    as_json: bool

    @property
    def columns(self) -> list[str]:
        of_top = [f"top{rank}{what}" for rank in range(1, self.top + 1) for what in ("", "_index", "_probability")]
        return ["path", "label", "label_index", *of_top, "margin", "entropy", "right", "rank", "loss", "error"]


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

    def run(self, paths: Sequence[Path], engine: Engine) -> Exit:
        """Predict, write, summarise; returns the exit status. Raises ChoiceFailure for a wrong call."""
        if self.output.file is not None:
            refuse_existing(self.output.file, force=self.output.force)
        with interruptible() as cancelled:
            ctx = RunContext(cancelled=cancelled)
            with ProgressBar("pictures") as bar:
                found = open_given(paths, cancelled=cancelled, progress=bar.show)
            found.require()
            for reason in found.notes:
                print(f"attnstudio: {reason}", file=sys.stderr)
            missing = list(found.missing)
            rows = select(labelled(found, self.request, self.choice), self.request, self.choice, engine, ctx)
            done = _Done(self.output, class_names(self.request), rows)
            self._write(lambda sink: self._predict(rows, missing, engine, ctx, done, sink))
        done.summarise()
        if done.stopped:
            print("attnstudio: stopped; what is finished is in the table", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if done.failures else Exit.DONE

    def _write(self, predict: Callable[[_Sink], None]) -> None:
        """Call a function with what takes its rows; they go into the file one by one, never all in memory."""
        file = self.output.file
        if file is None:
            predict(lambda row: None)
            return

        def write(stream: BinaryIO) -> None:
            # The byte order mark is for Excel, which takes a file without for another encoding.
            text = io.TextIOWrapper(stream, "utf-8-sig", errors="backslashreplace", newline="")
            writer = csv.DictWriter(text, self.output.columns)
            writer.writeheader()
            predict(writer.writerow)
            text.detach()  # flushes

        write_atomically(file, write, force=self.output.force)
        if not self.output.as_json:
            print(f"-> {file}", flush=True)

    def _predict(
        self,
        rows: LabelledPictures,
        missing: Sequence[tuple[Path, Failure]],
        engine: Engine,
        ctx: RunContext,
        done: _Done,
        sink: _Sink,
    ) -> None:
        for path, failure in missing:
            sink(done.failed(path, failure))
        with PredictionCache() as cache, ProgressBar("pictures") as bar:
            for notice in cache.notices:
                print(f"attnstudio: {notice}", file=sys.stderr)
            shown = replace(ctx, on_progress=_with_time_left(bar))
            try:
                for number, outcome in self._outcomes(rows, engine, shown, cache):
                    if isinstance(outcome, Failure):
                        bar.clear()
                        sink(done.failed(rows.pictures[number], outcome, number))
                    else:
                        sink(done.predicted(number, outcome))
            except Cancelled:
                done.stopped = True

    def _outcomes(
        self, rows: LabelledPictures, engine: Engine, ctx: RunContext, cache: PredictionCache
    ) -> Iterator[tuple[int, PredictedRow | Failure]]:
        if self.cluster is not None:
            return self.cluster.predict_each(self.request, rows.pictures, rows.labels, ctx)
        return engine.predict_each(self.request, rows.pictures, rows.labels, ctx, cache)


class _Done:
    """Prints rows and failures; owns the outcomes that the summary is computed from."""

    def __init__(self, output: Output, names: Sequence[str], rows: LabelledPictures) -> None:
        self.failures, self.stopped = 0, False
        self._output, self._names, self._rows = output, names, rows
        self._outcomes: list[PredictedRow | Failure] = []  # of the rows, in order

    def predicted(self, number: int, row: PredictedRow) -> dict[str, object]:
        # What the summary needs of it: a data set may have millions of rows.
        self._outcomes.append(replace(row, top=row.top[:1], probabilities=row.probabilities[:1]))
        label = self._rows.label(number)
        record: dict[str, object] = {
            "path": str(self._rows.pictures[number]),
            "label": None if label is None else self._names[label],
            "label_index": label,
        }
        for rank, (index, probability) in enumerate(zip(row.top, row.probabilities, strict=True), 1):
            if rank <= self._output.top:
                record[f"top{rank}"] = self._names[index]
                record[f"top{rank}_index"], record[f"top{rank}_probability"] = index, probability
        record |= {
            "margin": row.margin,
            "entropy": row.entropy,
            "right": row.is_right,
            "rank": row.label_rank,
            "loss": row.loss,
        }
        if self._output.as_json:
            print(json.dumps(record), flush=True)
        return record

    def failed(self, path: Path, failure: Failure, number: int | None = None) -> dict[str, object]:
        self.failures += 1
        if number is not None:
            self._outcomes.append(failure)
        record: dict[str, object] = {"path": str(path), "error": str(failure)}
        if self._output.as_json:
            print(json.dumps(record), flush=True)
        print_failure(failure, path)
        return record

    def summarise(self) -> None:
        """For people on stderr; as the last object on stdout with `--json`."""
        count = len(self._outcomes)
        accuracy = Accuracy.of(self._rows.labels[:count], self._outcomes)
        predicted = sum(isinstance(one, PredictedRow) for one in self._outcomes)
        if self._output.as_json:
            print(json.dumps({"summary": self._summary(accuracy, predicted)}), flush=True)
        for line in self._lines(accuracy, predicted):
            print(f"attnstudio: {line}", file=sys.stderr)

    def _summary(self, accuracy: Accuracy, predicted: int) -> dict[str, object]:
        return {
            "pictures": predicted,
            "failed": self.failures,
            "labelled": accuracy.count,
            "top1": _share(accuracy.top1),
            "top5": _share(accuracy.top5),
            "ece": accuracy.ece,
            "mean_loss": accuracy.mean_loss,
            "worst_pairs": [
                [self._names[pair.label], self._names[pair.predicted], pair.count]
                for pair in accuracy.worst_pairs(WORST_PAIRS)
            ],
            "classes": [
                {
                    "index": one.index,
                    "name": self._names[one.index],
                    "precision": one.precision.value,
                    "recall": one.recall.value,
                    "support": one.support,
                }
                for one in accuracy.classes
            ],
        }

    def _lines(self, accuracy: Accuracy, predicted: int) -> Iterator[str]:
        parts = [f"{counted(predicted, 'picture')} predicted"]
        if self.failures:
            parts.append(f"{self.failures} failed")
        if without := predicted - accuracy.count:
            parts.append(f"{without} without a label")
        yield ", ".join(parts)
        if not accuracy.count:
            return
        yield f"top-1 {_text(accuracy.top1)}, top-5 {_text(accuracy.top5)} (95 %, Wilson)"
        assert accuracy.ece is not None
        yield f"calibration error (ECE) {percent(accuracy.ece)}, mean loss {accuracy.mean_loss:.3f}"
        for pair in accuracy.worst_pairs(WORST_PAIRS):
            yield f"{self._names[pair.label]} is taken for {self._names[pair.predicted]}: {pair.count}"


def _share(share: Share) -> dict[str, object]:
    low, high = share.interval
    return {"value": share.value, "low": low, "high": high, "hits": share.hits, "count": share.count}


def _text(share: Share) -> str:
    low, high = share.interval
    assert share.value is not None
    return f"{share.value * 100:.1f} % ({low * 100:.1f} to {high * 100:.1f} %)"


def _with_time_left(bar: ProgressBar) -> Callable[[int, int], None]:
    """Progress that says how long the rest takes, at the pace so far."""
    started = time.monotonic()

    def show(done: int, total: int) -> None:
        spent = time.monotonic() - started
        left = math.ceil(spent / done * (total - done)) if done else 0
        bar.show(done, total, f"{left // 60}:{left % 60:02} left" if done < total else "")

    return show
