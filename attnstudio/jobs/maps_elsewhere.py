"""Maps that the workers of a cluster compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.request import Request, Result
from attnstudio.runs.outputs import Outputs

if TYPE_CHECKING:
    from attnstudio.cluster.calls import ClusterCalls
    from attnstudio.cluster.message import Item


def maps_each(
    calls: ClusterCalls, request: Request, of: Callable[[int], Request], count: int, ctx: RunContext
) -> Iterator[tuple[int, Result | Failure]]:
    """Whole maps, in the order in which they are ready.

    Args:
        request: what every picture is explained by.
        of: the picture, target and label of each number; it may raise a Failure, which comes out.
    """

    def item(number: int) -> Item:
        from attnstudio.cluster.message import Item

        one = of(number)
        return Item(number, one.image, target=one.target, label=one.label)

    outputs = Outputs(Path(), overlay="none", maps="full")
    for number, outcome in calls.explain_each(request, item, count, outputs, ctx):
        yield number, outcome if isinstance(outcome, Failure) else outcome.result
