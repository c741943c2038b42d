"""Explaining many requests, to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, EngineDied, Failure
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
        has_died = False
        for number, request in enumerate(known_first):
            ctx.check_cancelled()
            known = self._cache.find(request)  # it may have been computed since the job began
            found = known or self._outcome(engine, request, ctx)
            died = found.failure if isinstance(found, RequestFailed) else None
            if has_died and isinstance(died, EngineDied):  # so would the others
                raise died
            has_died = isinstance(died, EngineDied)
            emit(found)
            ctx.progress(number + 1, len(known_first))
            if known is None:
                yield
        return None

    def _outcome(self, engine: EngineInterface, request: Request, ctx: RunContext) -> Result | RequestFailed:
        quiet = replace(RunContext(cancelled=ctx.cancelled), seed=request.seed)
        try:
            return result_of(engine, request, self._cache, quiet)
        except Cancelled:
            raise
        except Failure as failure:
            return RequestFailed(request, failure)
        except Exception as error:
            return RequestFailed(request, unexpected(error))


def _by_model(requests: Sequence[Request]) -> list[Request]:
    """Those of the first one's model first, and so on; else in their order."""
    models = [(one.model, one.options, one.version, one.weights, one.device) for one in requests]
    return [request for _, request in sorted(zip(map(models.index, models), requests, strict=True), key=itemgetter(0))]
