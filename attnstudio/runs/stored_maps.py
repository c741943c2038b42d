"""The maps of a run that is open in the window: read where they would be computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core.datasets.base import NO_LABEL, DataSet, LeftOut
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import ChoiceFailure, DataSetFailure, Failure, PictureFailure
from attnstudio.core.explain import bind_methods
from attnstudio.core.params import Value, complete
from attnstudio.core.request import INPUT_PARAMS, Heatmap, MethodCall, Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.runs.reading import rows_of
from attnstudio.runs.rows import State
from attnstudio.runs.run import Run, RunPicture


class StoredMaps:
    """Maps on disk, found by what was explained and how.

    Raises:
        ChoiceFailure: the run's request is of another version, or of methods that are unknown.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.request = run, _request(run)
        self._methods = _bound(self.request)
        keys = np.array([hash(path) for path in run.paths], np.int64)
        order = np.argsort(keys, kind="stable")
        self._keys, self._places = keys[order], order

    def has(self, request: Request) -> bool:
        """Whether the maps of a request are there, as far as is known before the model has seen the picture."""
        own = self.request
        names = ("model", "target", "layer", *(param.name for param in INPUT_PARAMS))
        if not request.methods or any(getattr(request, name) != getattr(own, name) for name in names):
            return False
        try:
            wanted = _bound(request)
        except ChoiceFailure:
            return False
        return all(self._methods.get(name) == params for name, params in wanted.items()) and (
            self._find(request.image) is not None
        )

    def completed(self, request: Request, seen: Result, engine: EngineInterface) -> Result | None:
        """The result of a request, its maps read.

        Args:
            seen: what the model sees in the picture.

        Returns:
            None where the run's maps are of other weights, of another class, or of a picture with another content.
        """
        picture = self._find(request.image)
        if picture is None or engine.checksum(request.model, request.weights, request.options) != self.run.weights:
            return None
        if picture.digest not in (None, seen.source.digest):
            return None
        explained = (seen.target.index, seen.target.minus)
        maps = []
        for call in request.methods:
            if call.id not in picture:
                continue  # the run left it out
            facts = picture.facts(call.id)
            if (facts.get("class_index"), facts.get("minus")) != explained:
                return None
            try:
                maps.append(self._heatmap(picture, call.id, facts))
            except Failure:
                return None
        return replace(seen, request=request, heatmaps=tuple(maps)) if maps else None

    def _heatmap(self, picture: RunPicture, method: str, facts: Mapping[str, Any]) -> Heatmap:
        notice = Notice(tr_noop("Read from the run in {folder}."), {"folder": self.run.folder})
        low, high = float(facts["raw_min"]), float(facts["raw_max"])
        return Heatmap(picture[method], low, high, method, facts.get("layer"), 0.0, notices=(notice,))

    def _find(self, path: Path) -> RunPicture | None:
        """A picture that is done."""
        key = hash(path)
        first, after = np.searchsorted(self._keys, key), np.searchsorted(self._keys, key, side="right")
        for place in self._places[first:after].tolist():
            found = self.run[place]
            if found.path == path:
                return found
        return None


def pictures_of(run: Run) -> DataSet:
    """The pictures that are done, as a data set; those that failed are left out of it, with the reason.

    Raises:
        DataSetFailure: no picture is done.
    """
    paths = run.paths
    if not paths:
        raise DataSetFailure("No picture of the run in {file} is done yet.", file=run.folder)
    left_out = [
        LeftOut(path.name, PictureFailure("{reason}", reason=reason), is_picture=True)
        for path, reason in run.failures.items()
    ]
    return DataSet(run.folder, paths, (), _labels(run), left_out=left_out)


def _labels(run: Run) -> np.ndarray:
    """int32 (pictures that are done,): indices of the model's classes; NO_LABEL where none was used."""
    rows = rows_of(run.folder, "SELECT asked FROM pictures WHERE state = ? ORDER BY number", State.DONE)
    words = [(asked or "").rpartition("|")[2] for (asked,) in rows]
    return np.array([int(word) if word.removeprefix("-").isdecimal() else NO_LABEL for word in words], np.int32)


def _request(run: Run) -> Request:
    """What was explained of every picture. Raises ChoiceFailure."""
    stored = run.status.request
    try:
        if stored["command"] != "explain":
            raise ValueError(stored["command"])
        calls = tuple(MethodCall(name, tuple(sorted(params.items()))) for name, params in stored["methods"].items())
        inputs: dict[str, Any] = complete(INPUT_PARAMS, {param.name: stored[param.name] for param in INPUT_PARAMS})
        return Request(Path(), str(stored["model"]), calls, str(stored["target"]), str(stored["layer"]), **inputs)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ChoiceFailure("The run in {folder} has no maps that can be shown.", folder=run.folder) from error


def _bound(request: Request) -> dict[str, dict[str, Value]]:
    """Methods with the values of all parameters. Raises ChoiceFailure."""
    return {one.method.id: one.params for one in bind_methods(request.methods)}
