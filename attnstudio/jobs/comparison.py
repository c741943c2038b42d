"""Explaining many requests, to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, EngineDied, Failure
from attnstudio.core.going_on import each_alone
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.unexpected import unexpected
from attnstudio.jobs.base import CachedOutcome, Emit, EngineWork, Steps
from attnstudio.jobs.cache import ResultCache
from attnstudio.jobs.computing import result_of


@dataclass(frozen=True, eq=False)
class RequestFailed:
    """One request of several that gave no map; the others go on."""

    request: Request
    failure: Failure


class ComparisonWork(EngineWork):
    """Requests one after the other, those of one model together, so that each model is loaded once.

    Results: `Result` or `RequestFailed` for each request; those that are in the cache come first. Outcome: None.
    Progress: requests.
    """

    kind = "comparison"
    replaces = True

    def __init__(self, requests: Sequence[Request], cache: ResultCache) -> None:
        self.requests, self._cache = tuple(requests), cache

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Comparison of {n} maps"), {"n": len(self.requests)})

    def known(self) -> CachedOutcome | None:
        results = [self._cache.find(request) for request in self.requests]
        known = tuple(result for result in results if result is not None)
        return CachedOutcome(None, known) if len(known) == len(results) else None

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        known_first = sorted(_by_model(self.requests), key=lambda request: self._cache.find(request) is None)
        outcomes = each_alone(lambda request: self._outcome(engine, request, ctx), known_first)
        for number, (request, outcome) in enumerate(outcomes, 1):
            emit(RequestFailed(request, outcome) if isinstance(outcome, Failure) else outcome)
            ctx.progress(number, len(known_first))
            yield
        return None

    def _outcome(self, engine: EngineInterface, request: Request, ctx: RunContext) -> Result | Failure:
        ctx.check_cancelled()
        if (known := self._cache.find(request)) is not None:  # it may have been computed since the job began
            return known
        try:
            return result_of(engine, request, self._cache, RunContext(cancelled=ctx.cancelled, seed=request.seed))
        except (Cancelled, EngineDied):
            raise
        except Exception as error:
            return error if isinstance(error, Failure) else unexpected(error)


def _by_model(requests: Sequence[Request]) -> list[Request]:
    """Those of the first one's model first, and so on; else in their order."""
    models = [(one.model, one.options, one.version, one.weights, one.device) for one in requests]
    return [request for _, request in sorted(zip(map(models.index, models), requests, strict=True), key=itemgetter(0))]
