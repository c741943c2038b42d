"""What `attnstudio evaluate` prints of each picture."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.export import tables
from attnstudio.terminal import ProgressBar, print_failure


class Reporter:
    """`failures`: of pictures and of what was named; `left_out`: whether a method gave no map."""

    def __init__(self, bar: ProgressBar, *, as_json: bool) -> None:
        self._bar, self._as_json = bar, as_json
        self._is_first = True
        self._reported = set[str]()  # what was printed of methods that are left out
        self.left_out = False

    def say(self, text: str) -> None:
        self._bar.clear()
        print(f"attnstudio: {text}", file=sys.stderr)

    def failure(self, path: Path, failure: Failure) -> None:
        self._bar.clear()
        if self._as_json:
            print(json.dumps({"image": str(path), "error": str(failure)}), flush=True)
        print_failure(failure, path)

    def evaluated(self, evaluated: Evaluated) -> None:
        result, image = evaluated.result, evaluated.result.request.image
        for notice in result.model.notices if self._is_first else ():
            self.say(str(notice))
        self._is_first = False
        if (warning := result.class_warning) is not None:
            self.say(f"{image}: {warning}")
        for heatmap in result.heatmaps:
            for warning in heatmap.warnings:
                self.say(f"{image}: {heatmap.method}: {warning}")
        for method, failure in result.left_out:
            self._report_left_out(image, method, failure)
        if self._as_json:
            for row in tables.scores([evaluated]):
                print(json.dumps(row), flush=True)

    def _report_left_out(self, path: Path, method: str, failure: Failure) -> None:
        self.left_out = True
        if self._as_json:
            print(json.dumps({"image": str(path), "method": method, "error": str(failure)}), flush=True)
        if (text := f"{method} is left out: {failure}") not in self._reported:
            self._reported.add(text)
            self.say(text)
