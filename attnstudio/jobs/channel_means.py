"""The weights of a layer's channels over several pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnstudio.core.channels import Channels
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import EngineDied, Failure
from attnstudio.core.going_on import each_alone
from attnstudio.core.request import Request
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, EngineWork, Steps


@dataclass(frozen=True, eq=False)
class ChannelMeans:
    """
    Attributes:
        weights: float64 (channels of the layer,): the mean over the pictures.
        pictures: how many could be used.
    """

    layer: str
    weights: np.ndarray
    pictures: int


class ChannelMeansWork(EngineWork):
    """Outcome: ChannelMeans. Progress: pictures. A picture that cannot be used is passed over."""

    kind = "channel_means"
    replaces = True
    counts_pictures = True

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = tuple(requests)

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Channels of the selected pictures"))

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        sums: np.ndarray | None = None
        layer, used, reason = "", 0, None

        def channels_of(request: Request) -> Channels | Failure:
            try:
                return engine.channels(request, ctx)
            except EngineDied:
                raise
            except Failure as failure:
                return failure

        for number, (_, found) in enumerate(each_alone(channels_of, self.requests), 1):
            if isinstance(found, Failure):
                reason = found
            else:
                sums = np.zeros(found.total) if sums is None else sums
                sums[found.numbers] += found.weights
                layer, used = found.layer, used + 1
            ctx.progress(number, len(self.requests))
            yield
        if sums is None:
            assert reason is not None
            raise reason
        return ChannelMeans(layer, sums / used, used)
