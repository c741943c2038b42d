"""Measurements of the window so far, and the curves to draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Evaluated, Measurement
from attnstudio.core.evaluation.summary import Summary, summarise
from attnstudio.core.metrics.base import METRICS, Curve, MetricCall
from attnstudio.core.regions import Region
from attnstudio.core.request import Request
from attnstudio.jobs.evaluation import EvaluationWork
from attnstudio.ui.measure.curve_plot import Line
from attnstudio.ui.measure.curve_style import looks
from attnstudio.ui.shell.i18n import method_name

_Key = tuple[str, str]  # method id, metric id


class Accumulator:
    """Accumulates while only metrics and pictures change: a sanity check is added to earlier scores of the same maps.

    A metric that is measured again is measured anew: its numbers all come from one run.

    Args:
        request: of every picture; its own image is empty.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self._calls: dict[str, MetricCall] = {}
        self._found: dict[Path, dict[_Key, Measurement]] = {}
        self._growing: dict[tuple[Path, str, str], Curve] = {}
        self._evaluated: dict[Path, Evaluated] = {}
        self._failures: dict[Path, Failure] = {}
        self._regions: dict[Path, Region] = {}
        self._seconds = 0.0

    def begin(self, work: EvaluationWork) -> None:
        """What follows is of this evaluation, of the same maps."""
        again = {call.id for call in work.metrics}
        for found in self._found.values():
            for key in [key for key in found if key[1] in again]:
                del found[key]
        self._calls |= {call.id: call for call in work.metrics}
        self._growing.clear()
        self._failures.clear()
        for path in work.pictures:
            self._update_region(path, work.regions.get(path))

    def _update_region(self, path: Path, region: Region | None) -> None:
        """Scores of another region of the picture are no longer valid."""
        if region != self._regions.get(path):
            self._evaluated.pop(path, None)
            found, metrics = self._found.get(path, {}), METRICS.discover()
            for key in [key for key in found if metrics[key[1]].needs_region]:
                del found[key]
        if region is None:
            self._regions.pop(path, None)
        else:
            self._regions[path] = region

    def grow(self, path: Path, method: str, metric: str, curve: Curve) -> None:
        self._growing[path, method, metric] = curve

    def add(self, path: Path, measurement: Measurement) -> None:
        self._found.setdefault(path, {})[measurement.method, measurement.metric] = measurement
        self._growing.pop((path, measurement.method, measurement.metric), None)

    def add_picture(self, evaluated: Evaluated) -> None:
        """A picture is done. If its file has changed, what was measured before was of another picture."""
        path = evaluated.case.picture.path
        before = self._evaluated.get(path)
        if before is not None and before.result.source.digest != evaluated.result.source.digest:
            self._found[path] = {(one.method, one.metric): one for one in evaluated.measurements}
        self._evaluated[path] = evaluated

    def fail(self, path: Path, failure: Failure) -> None:
        self._failures[path] = failure

    def end(self, seconds: float) -> None:
        """The evaluation was done, cancelled or failed after this time."""
        self._growing.clear()
        self._seconds += seconds

    @property
    def methods(self) -> tuple[str, ...]:
        """Ids of all rows, the controls last."""
        return tuple(call.id for call in self.request.methods)

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(self._calls)

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Of which there is a number."""
        return tuple(path for path, found in self._found.items() if found)

    @property
    def failures(self) -> int:
        """Pictures that could not be evaluated."""
        return len(self._failures)

    @property
    def is_evaluation(self) -> bool:
        """Whether there is one."""
        return any(self._found.get(path) for path in self._evaluated)

    def summary(self) -> Summary:
        """Of all numbers there are, those of a picture that is not done among them."""
        return summarise([list(found.values()) for found in self._found.values() if found])

    def evaluation(self) -> Evaluation | None:
        """Of the pictures that are done; None where none is."""
        done = tuple(
            replace(evaluated, measurements=tuple(found.values()))
            for path, evaluated in self._evaluated.items()
            if (found := self._found.get(path))
        )
        if not done:
            return None
        return Evaluation(
            request=self.request,
            metrics=tuple(self._calls.values()),
            pictures=done,
            failures=dict(self._failures),
            regions=_source(self._regions.values()),
            seconds=self._seconds,
            with_difficult=any(region.with_difficult for region in self._regions.values()),
        )

    def curve(self, method: str, metric: str, path: Path | None = None) -> Curve | None:
        """Of one picture, or the mean over those that have one."""
        paths = self._found if path is None else [path]
        found = [self._found.get(one, {}).get((method, metric)) for one in paths]
        curves = [one.score.curve for one in found if one and one.score and one.score.curve]
        return _mean(curves) if curves else None

    def growing(self, metric: str) -> dict[str, Curve]:
        """Unfinished curves by method."""
        return {method: curve for (_, method, its_metric), curve in self._growing.items() if its_metric == metric}


def lines_of(measured: Accumulator, metric: str, path: Path | None, chosen: _Key | None) -> list[Line]:
    """The curves of a metric, finished and growing; that of the chosen method is emphasised."""
    growing, lines = measured.growing(metric), []
    for method, look in looks(measured.methods).items():
        name = method_name(method)
        if (curve := measured.curve(method, metric, path)) is not None:
            lines.append(Line(name, look, curve, chosen=chosen is not None and method == chosen[0]))
        if method in growing:
            lines.append(Line(name, look, growing[method], growing=True))
    return lines


def _source(regions: Iterable[Region]) -> Path | None:
    """The file that all come from, or the folder with one a picture; None where some were drawn."""
    files = {region.file for region in regions}
    folders = {file and file.parent for file in files}
    source = files if len(files) == 1 else folders
    return source.pop() if len(source) == 1 else None


def _mean(curves: Sequence[Curve]) -> Curve:
    """At the points of the first one, which all share where their parameters are the same."""
    x = curves[0].x
    return Curve(x, np.mean([np.interp(x, curve.x, curve.y) for curve in curves], axis=0))
