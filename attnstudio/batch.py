"""Explain many pictures without a window. A failure of one picture does not stop the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from attnstudio.core import images, targets
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.core.images import Picture
from attnstudio.core.methods.base import METHODS
from attnstudio.core.models import preprocessing_check
from attnstudio.core.models.keras_file import is_user_model
from attnstudio.core.pipeline import WRITERS, Stage, read_ahead, thread_count
from attnstudio.core.request import Heatmap, Request, Result, Subject
from attnstudio.core.text import Notice
from attnstudio.export import figure
from attnstudio.export.file_names import unique_names
from attnstudio.export.result_cell import cell_of
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled, select
from attnstudio.runs.outputs import MapFiles, Outputs
from attnstudio.terminal import Exit, ProgressBar, interruptible, print_failure

_AHEAD = 32  # pictures that wait for the model, or to be written


@dataclass(frozen=True)
class Output:
    """Output of `attnstudio explain`."""

    outputs: Outputs
    figure: bool
    force: bool
    as_json: bool

    @property
    def folder(self) -> Path:
        return self.outputs.folder

    @property
    def figure_path(self) -> Path:
        return self.folder / "figure.png"


_Written = tuple[Picture, Result] | Failure


@dataclass(frozen=True)
class Batch:
    """One run of `attnstudio explain`. `request` holds for every picture; its own image is ignored. `choice`: which
    pictures, and what is explained of each."""

    request: Request
    output: Output
    choice: RowChoice = field(default_factory=RowChoice)

    def run(self, paths: Sequence[Path], engine: Engine) -> Exit:
        """Explain every picture; returns the exit status. Raises ChoiceFailure for a wrong call."""
        with interruptible() as cancelled, ProgressBar("pictures") as bar:
            rows = open_given(paths, cancelled=cancelled, progress=bar.show)
            rows.require()
            self._check_target()
            self._make_folder()
            missing = list(rows.missing)
            ctx = RunContext(cancelled=cancelled, seed=self.request.seed)
            chosen = select(labelled(rows, self.request, self.choice), self.request, self.choice, engine, ctx)
            reporter = Reporter(self.output, bar, len(chosen) + len(missing))
            for reason in rows.notes:
                reporter.note(reason)
            for path, failure in missing:
                reporter.failure(path, failure)
            self._check_guess(chosen.pictures, engine, ctx)
            stopped = self._explain(chosen, engine, ctx, reporter)
        if self.output.figure and reporter.rows:
            figure.write_figure(self.output.figure_path, list(reporter.rows.items()), force=self.output.force)
        if stopped:
            print(f"attnstudio: stopped; the finished results are in {self.output.folder}", file=sys.stderr)
            return Exit.INTERRUPTED
        return Exit.FAILED if reporter.failures or reporter.left_out else Exit.DONE

    def _explain(self, rows: LabelledPictures, engine: Engine, ctx: RunContext, reporter: Reporter) -> bool:
        """Explain and write every picture: decoded ahead of the model, written behind it. Returns whether it was
        stopped; what was computed until then is written."""
        names = list(unique_names(rows.pictures))
        reported = iter(zip(rows.pictures, names, strict=True))
        taken = iter(names)

        def report(written: _Written) -> None:
            path, name = next(reported)
            if isinstance(written, Failure):
                reporter.failure(path, written)
            else:
                reporter.result(written[1], written[0].pixels, name)

        with (
            Stage[Subject | Failure]("decoding", thread_count(), _AHEAD) as decoding,
            Stage[_Written]("writing", WRITERS, _AHEAD) as writing,
        ):

            def report_ready() -> None:
                for written in writing.ready():
                    report(written)

            opened = (partial(self._opened, rows, number, name) for number, name in enumerate(names))
            ahead = read_ahead(decoding, opened, _weight)
            outcomes = engine.run_each(self.request, ahead, replace(ctx, between=report_ready))
            stopped, broken = False, None
            try:
                for outcome in outcomes:
                    if isinstance(outcome, Failure):
                        next(taken)
                        writing.put(outcome)
                    else:
                        weight = outcome[0].pixels.nbytes
                        while not writing.has_room(weight):
                            report(writing.take())
                        writing.start(partial(self._written, outcome, next(taken)), weight)
                    report_ready()
            except Cancelled:
                stopped = True
            except Failure as failure:
                broken = failure
            while len(writing):
                report(writing.take())
        if isinstance(broken, ChoiceFailure):
            raise broken  # the call is wrong for this model, so for every picture
        if broken is not None:
            for path, _ in reported:
                reporter.failure(path, broken)
        return stopped

    def _opened(self, rows: LabelledPictures, number: int, name: str) -> Subject | Failure:
        """An existing file is refused before its map is computed."""
        try:
            if not self.output.force:
                self.output.outputs.refuse_existing(name, self.request.methods)
            return rows.subject(number, images.decode(rows.pictures[number], self.request.levels))
        except Failure as failure:
            return failure

    def _written(self, outcome: tuple[Picture, Result], name: str) -> _Written:
        picture, result = outcome
        try:
            self.output.outputs.write(result, picture.pixels, name, force=self.output.force)
        except Failure as failure:
            return failure
        return outcome

    def _check_target(self) -> None:
        """A wrong name is found before TensorFlow is imported."""
        targets.check(self.request.target, class_names(self.request))

    def _check_guess(self, pictures: Sequence[Path], engine: Engine, ctx: RunContext) -> None:
        """Say on stderr where pictures that are called by their class contradict the guessed preprocessing."""
        request = self.request
        if not is_user_model(request.model) or request.options.preprocessing:
            return
        try:
            model = engine.load(request.model, request.weights, request.device, request.options)
            labelled = preprocessing_check.labelled(pictures, model, preprocessing_check.MOST)
            used, size = model.spec.preprocessing, (request.resize, request.interpolation)
            found = preprocessing_check.find_better(model, labelled, used, ctx, *size)
        except (Failure, Cancelled):
            return  # reported when the pictures are explained
        if found is not None:
            advice = f"Use --preprocessing {found[0].preprocessing}."
            print(
                f"attnstudio: {Path(request.model).name}: {preprocessing_check.notice(*found)} {advice}",
                file=sys.stderr,
            )

    def _make_folder(self) -> None:
        make_folder(self.output.folder)
        if self.output.figure:
            refuse_existing(self.output.figure_path, force=self.output.force)


class Reporter:
    """Says what came out of each picture, and keeps what the figure and the exit status need."""

    def __init__(self, output: Output, bar: ProgressBar, count: int) -> None:
        self.failures = 0
        self.rows: dict[str, list[figure.Cell]] = {}  # of the lab's figure, by method
        self._model_notices: tuple[Notice, ...] = ()  # that were printed
        self.left_out, self._reported = False, set[str]()  # whether a method gave no map; what was printed of that
        self._output, self._bar, self._count, self._done = output, bar, count, 0
        bar.show(0, count)

    def result(self, result: Result, pixels: np.ndarray, name: str) -> None:
        """Of a picture whose files are written."""
        self._bar.clear()
        for notice in _notices(result):
            if notice not in result.model.notices:
                print(f"attnstudio: {result.request.image}: {notice}", file=sys.stderr)
            elif notice not in self._model_notices:
                print(f"attnstudio: {notice}", file=sys.stderr)
        self._model_notices = result.model.notices
        self._left_out(result)
        output = self._output
        for heatmap in result.heatmaps:
            for notice in heatmap.notices:
                print(f"attnstudio: {result.request.image}: {heatmap.method}: {notice}", file=sys.stderr)
            self._say(result, heatmap, output.outputs.files(name, heatmap.method))
            if output.figure:
                method = METHODS.discover()[heatmap.method].name
                self.rows.setdefault(method, []).append(cell_of(result, heatmap, pixels))
        self._step(result.request.image)

    def _left_out(self, result: Result) -> None:
        """What the model cannot carry is the same for every picture: it is printed once, and has a row of each."""
        for method, failure in result.left_out:
            self.left_out = True
            if self._output.as_json:
                row = {"image": str(result.request.image), "method": method, "error": str(failure)}
                print(json.dumps(row), flush=True)
            if (text := f"{method} is left out: {failure}") not in self._reported:
                self._reported.add(text)
                print(f"attnstudio: {text}", file=sys.stderr)

    def note(self, reason: Failure) -> None:
        """Report an entry of a data set that is not a picture."""
        self._bar.clear()
        print_failure(reason)

    def failure(self, picture: Path, failure: Failure) -> None:
        self.failures += 1
        self._bar.clear()
        if self._output.as_json:
            print(json.dumps({"image": str(picture), "error": str(failure)}), flush=True)
        print_failure(failure, picture)
        self._step(picture)

    def _step(self, picture: Path) -> None:
        self._done += 1
        self._bar.show(self._done, self._count, picture.name)

    def _say(self, result: Result, heatmap: Heatmap, files: MapFiles) -> None:
        if self._output.as_json:
            row = describe(result, heatmap) | {"heatmap": _text(files.array), "overlay": _text(files.overlay)}
            print(json.dumps(row), flush=True)
            return
        index = result.target.index
        answer = result.prediction.explained_text(result.target)
        print(
            f"{result.request.image}: {heatmap.method} of {result.target.name(result.model.class_names)} "
            f"({index}, {answer}), {heatmap.seconds:.2f} s -> {files.overlay or files.array or self._output.folder}",
            flush=True,
        )


def describe(result: Result, heatmap: Heatmap) -> dict[str, object]:
    """One map as the machine-readable output has it, without its files."""
    prediction, target, names = result.prediction, result.target, result.model.class_names
    logit = prediction.logits @ target.class_weights(len(names))
    return {
        "image": str(result.request.image),
        "model": result.model.id,
        "method": heatmap.method,
        "layer": heatmap.layer,
        "class_index": target.index,
        "class_name": target.name(names),
        "target": result.request.target,
        "label": None if result.request.label is None else names[result.request.label],
        "logit": float(logit),
        "probability": prediction.probability(target.index),
        "value": prediction.value(target),
        "top5": [[index, names[index], float(prediction.probabilities[index])] for index in prediction.top()],
        "seconds": heatmap.seconds,
        "raw_min": heatmap.raw_min,
        "raw_max": heatmap.raw_max,
        "notices": [str(notice) for notice in (*_notices(result), *heatmap.notices)],
    }


def _notices(result: Result) -> list[Notice]:
    """Those that all maps of it share."""
    return [*result.notices, *([result.class_warning] if result.class_warning else [])]


def _text(file: Path | None) -> str | None:
    return None if file is None else str(file)


def _weight(opened: Subject | Failure) -> int:
    return 0 if isinstance(opened, Failure) else opened.picture.pixels.nbytes
