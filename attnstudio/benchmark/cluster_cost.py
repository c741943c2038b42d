"""What a cluster costs beside the work itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core.context import RunContext
from attnstudio.core.request import Request


def overhead_seconds(cluster: ClusterCalls, request: Request, pictures: Sequence[Path]) -> float:
    """Of a picture: until workers that compute nothing have answered for all of them. `cluster`: connected."""
    started = time.perf_counter()
    for _ in cluster.touch_each(request, pictures, RunContext()):
        pass
    return (time.perf_counter() - started) / len(pictures)
