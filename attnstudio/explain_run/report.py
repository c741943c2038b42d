"""What `attnstudio explain` prints."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from attnstudio.core.errors import Failure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import Heatmap, Result
from attnstudio.core.text import Notice
from attnstudio.export import figure
from attnstudio.export.result_cell import cell_of
from attnstudio.runs.outputs import MapFiles, Outputs
from attnstudio.terminal import ProgressBar, print_failure


class Reporter:
    """Says what came out of each picture, and keeps what the figure and the exit status need."""

    def __init__(self, outputs: Outputs, bar: ProgressBar, count: int, *, as_json: bool, with_figure: bool) -> None:
        self.failures = 0
        self.rows: dict[str, list[figure.Cell]] = {}  # of the lab's figure, by method
        self._model_notices: tuple[Notice, ...] = ()  # that were printed
        self.left_out, self._reported = False, set[str]()  # whether a method gave no map; what was printed of that
        self._outputs, self._bar, self._count, self._done = outputs, bar, count, 0
        self._as_json, self._with_figure = as_json, with_figure
        bar.show(0, count)

    def result(self, result: Result, pixels: np.ndarray | None, name: str) -> None:
        """Of a picture whose files are written. `pixels`: for the figure."""
        self._bar.clear()
        for notice in _notices(result):
            if notice not in result.model.notices:
                print(f"attnstudio: {result.request.image}: {notice}", file=sys.stderr)
            elif notice not in self._model_notices:
                print(f"attnstudio: {notice}", file=sys.stderr)
        self._model_notices = result.model.notices
        self._left_out(result)
        for heatmap in result.heatmaps:
            for notice in heatmap.notices:
                print(f"attnstudio: {result.request.image}: {heatmap.method}: {notice}", file=sys.stderr)
            self._say(result, heatmap, self._outputs.files(name, heatmap.method))
            if self._with_figure and pixels is not None:
                method = METHODS.discover()[heatmap.method].name
                self.rows.setdefault(method, []).append(cell_of(result, heatmap, pixels))
        self._step(result.request.image)

    def _left_out(self, result: Result) -> None:
        """What the model cannot carry is the same for every picture: it is printed once, and has a row of each."""
        for method, failure in result.left_out:
            self.left_out = True
            if self._as_json:
                row = {"image": str(result.request.image), "method": method, "error": str(failure)}
                print(json.dumps(row), flush=True)
            if (text := f"{method} is left out: {failure}") not in self._reported:
                self._reported.add(text)
                print(f"attnstudio: {text}", file=sys.stderr)

    def skip(self, count: int) -> None:
        """Pictures that an earlier run has done."""
        self._done += count

    def say(self, text: str) -> None:
        self._bar.clear()
        print(f"attnstudio: {text}", file=sys.stderr)

    def note(self, reason: Failure) -> None:
        """Report an entry of a data set that is not a picture."""
        self._bar.clear()
        print_failure(reason)

    def failure(self, picture: Path, failure: Failure) -> None:
        self.failures += 1
        self._bar.clear()
        if self._as_json:
            print(json.dumps({"image": str(picture), "error": str(failure)}), flush=True)
        print_failure(failure, picture)
        self._step(picture)

    def _step(self, picture: Path) -> None:
        self._done = min(self._count, self._done + 1)
        self._bar.show(self._done, self._count, picture.name)

    def _say(self, result: Result, heatmap: Heatmap, files: MapFiles) -> None:
        if self._as_json:
            row = describe(result, heatmap) | {"heatmap": _text(files.array), "overlay": _text(files.overlay)}
            print(json.dumps(row), flush=True)
            return
        index = result.target.index
        answer = result.prediction.explained_text(result.target)
        place = files.overlay or files.array or self._outputs.folder
        print(
            f"{result.request.image}: {heatmap.method} of {result.target.name(result.model.class_names)} "
            f"({index}, {answer}), {heatmap.map_seconds:.2f} s -> {place}",
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
        "seconds": heatmap.map_seconds,
        "build_seconds": heatmap.build_seconds,
        "raw_min": heatmap.raw_min,
        "raw_max": heatmap.raw_max,
        "notices": [str(notice) for notice in (*_notices(result), *heatmap.notices)],
    }


def _notices(result: Result) -> list[Notice]:
    """Those that all maps of it share."""
    return [*result.notices, *([result.class_warning] if result.class_warning else [])]


def _text(file: Path | None) -> str | None:
    return None if file is None else str(file)
