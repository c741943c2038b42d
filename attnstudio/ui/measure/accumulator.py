"""Measurements of the window so far, and the curves to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Evaluated, Measurement
from attnstudio.core.metrics.base import METRICS, Curve, MetricCall
from attnstudio.core.regions import Region
from attnstudio.core.request import Request
from attnstudio.export.session_content import Scores
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
        self._found: dict[Path, Mapping[_Key, Measurement]] = {}  # a picture's are replaced, never changed
        self._growing: dict[tuple[Path, str, str], Curve] = {}
        self._unfinished: Path | None = None  # the picture that is being measured, or at which that was cancelled
        self._evaluated: dict[Path, Evaluated] = {}
        self._failures: dict[Path, Failure] = {}
        self._regions: dict[Path, Region] = {}
        self._seconds = 0.0

    @staticmethod
    def restored(scores: Scores) -> Accumulator:
        """As `scores` was."""
        evaluation = scores.evaluation
        made = Accumulator(evaluation.request)
        made._calls = {call.id: call for call in evaluation.metrics}
        made._regions, made._seconds = dict(scores.regions), evaluation.seconds
        for one in evaluation.pictures:
            path = one.case.picture.path
            made._evaluated[path] = one
            made._found[path] = {(each.method, each.metric): each for each in one.measurements}
        return made

    def scores(self) -> Scores | None:
        """For a session: of the pictures that are done."""
        evaluation = self.evaluation()
        return None if evaluation is None else Scores(evaluation, dict(self._regions))

    def begin(self, work: EvaluationWork) -> None:
        """What follows is of this evaluation, of the same maps."""
        again = {call.id for call in work.metrics}
        for path in self._found:
            self._drop(path, lambda metric: metric in again)
        self._calls |= {call.id: call for call in work.metrics}
        self._growing.clear()
        self._failures.clear()
        for path in work.pictures:
            self._update_region(path, work.regions.get(path))

    def _update_region(self, path: Path, region: Region | None) -> None:
        """Scores of another region of the picture are no longer valid."""
        if region != self._regions.get(path):
            self._evaluated.pop(path, None)
            metrics = METRICS.discover()
            self._drop(path, lambda metric: metrics[metric].needs_region)
        if region is None:
            self._regions.pop(path, None)
        else:
            self._regions[path] = region

    def _drop(self, path: Path, unwanted: Callable[[str], bool]) -> None:
        """Forget a picture's measurements by some metrics."""
        if path in self._found:
            self._found[path] = {key: one for key, one in self._found[path].items() if not unwanted(key[1])}

    def grow(self, path: Path, method: str, metric: str, curve: Curve) -> None:
        self._growing[path, method, metric] = curve

    def add(self, path: Path, measurement: Measurement) -> None:
        self._found[path] = {**self._found.get(path, {}), (measurement.method, measurement.metric): measurement}
        self._growing.pop((path, measurement.method, measurement.metric), None)
        self._unfinished = path

    def add_picture(self, evaluated: Evaluated) -> None:
        """A picture is done. If its file has changed, what was measured before was of another picture."""
        path, self._unfinished = evaluated.case.picture.path, None
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

    @property
    def measurements(self) -> Mapping[Path, Mapping[_Key, Measurement]]:
        """All that can be compared; what comes later does not change it. Those of a picture that is not done are left
        out by a metric that has been measured of all methods on another picture: the best mean would be that of the
        methods that come first on an easy one."""
        found = self._found | {path: self._comparable(path) for path in self._found if path == self._unfinished}
        return {path: each for path, each in found.items() if each}

    def _comparable(self, unfinished: Path) -> Mapping[_Key, Measurement]:
        own, others = self._found[unfinished], [found for path, found in self._found.items() if path != unfinished]
        lasts = {(self.methods[-1], metric) for _, metric in own}  # by each metric, this method is measured last
        behind = {last[1] for last in lasts if last not in own and any(last in found for found in others)}
        return {key: one for key, one in own.items() if key[1] not in behind}

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

    def curves(self, metric: str, path: Path) -> dict[str, Curve]:
        """Those of a picture, by method."""
        found = self._found.get(path, {}).values()
        return {one.method: one.score.curve for one in found if one.metric == metric and one.score and one.score.curve}

    def map_request(self, path: Path, method: str) -> Request:
        """Of the map of a method on a picture, as it was measured where it was."""
        evaluated = self._evaluated.get(path)
        request = replace(self.request, image=path) if evaluated is None else evaluated.result.request
        return replace(request, methods=tuple(call for call in request.methods if call.id == method))

    def growing(self, metric: str) -> dict[str, Curve]:
        """Unfinished curves by method."""
        return {method: curve for (_, method, its_metric), curve in self._growing.items() if its_metric == metric}


def lines_of(measured: Accumulator, metric: str, curves: Mapping[str, Curve], chosen: _Key | None) -> list[Line]:
    """The curves of a metric, those that are finished and those that grow; that of the chosen method is emphasised."""
    growing, lines = measured.growing(metric), []
    for method, look in looks(measured.methods).items():
        name = method_name(method)
        if method in curves:
            lines.append(Line(name, look, curves[method], chosen=chosen is not None and method == chosen[0]))
        if method in growing:
            lines.append(Line(name, look, growing[method], growing=True))
    return lines


def _source(regions: Iterable[Region]) -> Path | None:
    """The file that all come from, or the folder with one a picture; None where some were drawn."""
    files = {region.file for region in regions}
    folders = {file and file.parent for file in files}
    source = files if len(files) == 1 else folders
    return source.pop() if len(source) == 1 else None
