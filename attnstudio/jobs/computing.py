"""Maps for any job: read from the run that is open, where it has them, else computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.cache import ResultCache

_ANEW = tr_noop(
    "Computed anew: the map of the run in {folder} is of other weights or of another class, or the picture has changed."
)


def result_of(
    engine: EngineInterface,
    request: Request,
    cache: ResultCache,
    ctx: RunContext,
    on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
) -> Result:
    """The result of a request, which is in the cache from now on. Arguments and errors as those of `Engine.run`."""
    stored = cache.stored
    result, notices = None, tuple[Notice, ...]()
    if stored is not None and stored.has(request):
        seen = engine.run(replace(request, methods=(), layer="auto"), ctx)
        result = stored.completed(request, seen, engine)
        if result is None:
            notices = (Notice(_ANEW, {"folder": stored.run.folder}),)
    if result is None:
        result = engine.run(request, ctx, on_heatmap)
        result = replace(result, notices=result.notices + notices)
    cache.add(result)
    return result
