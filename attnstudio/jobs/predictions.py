"""Predicting every picture of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.datasets.sequences import Chosen
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, LongWork, Problem, Steps

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls


class PredictionsWork(LongWork):
    """The model's answer to each picture. Outcome: None. Progress: pictures.

    Results: list[tuple[int, PredictedRow | Failure]], each with the row of its picture.

    Args:
        request: its picture, methods and target are passed over.
        device: on which it runs.
        pictures: of every row.
        labels: int32, by row: an index of the model's classes; negative: none.
        rows: intp, of the pictures that are predicted, in this order.
        cache_file: of predictions that were made before; None: there is none.
    """

    kind = "predictions"
    replaces = True
    counts_pictures = True

    def __init__(
        self,
        request: Request,
        device: str,
        pictures: Sequence[Path],
        labels: np.ndarray,
        rows: np.ndarray,
        cache_file: Path | None,
    ) -> None:
        self.request, self._pictures, self._labels = replace(request, device=device), pictures, labels
        self.rows, self._cache_file = rows, cache_file

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Predictions of {n} pictures"), {"n": len(self.rows)})

    def problems(self, result: object) -> Sequence[Problem]:
        outcomes = cast(list[tuple[int, PredictedRow | Failure]], result)
        return [Problem(row, self._pictures[row].name, one) for row, one in outcomes if isinstance(one, Failure)]

    def part(self, keys: Sequence[object]) -> PredictionsWork:
        rows = np.array(keys, np.intp)
        request = self.request
        return PredictionsWork(request, request.device, self._pictures, self._labels, rows, self._cache_file)

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        file = self._cache_file
        with nullcontext() if file is None else PredictionCache(file) as cache:
            pictures, labels = Chosen(self._pictures, self.rows), self._labels[self.rows]
            yield from self._streamed(engine.predict_each(self.request, pictures, labels, ctx, cache), emit)
        return None

    def steps_on(self, calls: ClusterCalls, ctx: RunContext, emit: Emit) -> Steps:
        pictures = Chosen(self._pictures, self.rows)
        yield from self._streamed(calls.predict_each(self.request, pictures, self._labels[self.rows], ctx), emit)
        return None

    def _streamed(self, outcomes: Iterable[tuple[int, PredictedRow | Failure]], emit: Emit) -> Iterator[None]:
        ready, throttle = list[tuple[int, PredictedRow | Failure]](), Throttle()
        for number, outcome in outcomes:
            ready.append((int(self.rows[number]), outcome))
            if throttle.is_due():
                emit(ready)
                ready = []
                yield
        emit(ready)
