"""Pictures with their regions, evaluated on a cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.message import Item
from attnstudio.core.annotations.base import Annotations
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import Request
from attnstudio.evaluate_run.cases import target_of
from attnstudio.labelled_pictures import LabelledPictures


@dataclass(frozen=True, eq=False)
class ClusterCases:
    """The pictures of a call. `missing`: what was named and is no picture. `target`: as on the command line."""

    calls: ClusterCalls
    missing: Sequence[tuple[Path, Failure]]
    rows: LabelledPictures
    annotations: Annotations
    target: str

    def evaluate(
        self, request: Request, metrics: tuple[MetricCall, ...], ctx: RunContext
    ) -> Iterator[tuple[Path, Evaluated | Failure]]:
        """In their order. Raises as `ClusterCalls` does."""
        yield from self.missing
        rows = self.rows
        for number, outcome in self.calls.evaluate_each(request, metrics, self._item, len(rows), ctx):
            path = rows.pictures[number]
            if isinstance(outcome, Failure):
                yield path, outcome
                continue
            for notice in outcome.evaluated.case.picture.notices:
                print(f"attnstudio: {path}: {notice}", file=sys.stderr)
            for notice in outcome.notices:
                print(f"attnstudio: {notice}", file=sys.stderr)
            yield path, outcome.evaluated

    def _item(self, number: int) -> Item:
        rows, path = self.rows, self.rows.pictures[number]
        region = self.annotations.region_of(path)
        own = rows.target(number)
        target = own or target_of(path, region, self.target)
        return Item(number, path, target=target, label=rows.label(number), region=region)
