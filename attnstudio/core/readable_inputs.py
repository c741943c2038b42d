"""Pictures of a large set as a model's inputs; those that cannot be read are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.images import decode
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.request import Request


def readable_inputs(
    model: Predictor, request: Request, pictures: Sequence[Path], numbers: Iterable[int], ctx: RunContext
) -> Iterator[tuple[int, ModelInput]]:
    """The pictures of these numbers, with their numbers. Raises Cancelled."""
    for number in numbers:
        ctx.check_cancelled()
        try:
            found, _ = model.input_of(decode(pictures[number], request.levels), request.resize, request.interpolation)
        except Failure:  # callers count it, and the list of pictures says what is wrong with it
            continue
        yield number, found
