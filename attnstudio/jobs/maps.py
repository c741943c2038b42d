"""Explaining one picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import CachedOutcome, Emit, EngineWork, Priority, Steps
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.computing import result_of


@dataclass(frozen=True, eq=False)
class PartialMap:
    """A map of a job that still runs: a finished one of several, or one that is being refined."""

    request: Request
    heatmap: Heatmap
    placement: Placement


class MapsWork(EngineWork):
    """The maps of one request. Outcome: `Result`.

    Results: `PartialMap`; ahead of those of methods that take more than one pass, a `Result` with the prediction alone.
    """

    kind = "maps"
    priority = Priority.INTERACTIVE
    replaces = True

    def __init__(self, request: Request, cache: ResultCache) -> None:
        self.request, self._cache = request, cache

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Maps of {picture}"), {"picture": self.request.image.name})

    def known(self) -> CachedOutcome | None:
        result = self._cache.find(self.request)
        return None if result is None else CachedOutcome(result)

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        yield from ()
        throttle = Throttle()

        def refined(heatmap: Heatmap, placement: Placement) -> None:
            if throttle.is_due() or not heatmap.partial:
                emit(PartialMap(self.request, heatmap, placement))

        if any(METHODS.discover()[call.id].cost is not Cost.SINGLE for call in self.request.methods):
            emit(self._prediction(engine, ctx))
        return result_of(engine, self.request, self._cache, replace(ctx, seed=self.request.seed), refined)

    def _prediction(self, engine: EngineInterface, ctx: RunContext) -> Result:
        request = replace(self.request, methods=(), layer="auto")
        known = self._cache.find(request)
        return known or result_of(engine, request, self._cache, ctx)
