"""How much the pictures of a data set excite units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.dataset_predictions import logits_each
from attnstudio.core.errors import DataSetFailure, Failure
from attnstudio.core.features.fourier_basis import mean_spectrum
from attnstudio.core.images import Picture
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.models.preprocessing import luminance
from attnstudio.core.probabilities import Head
from attnstudio.core.readable_inputs import readable_inputs
from attnstudio.core.request import Request

_MOST_PICTURES = 200  # of which a mean spectrum is


@dataclass(frozen=True, eq=False)
class _Units:
    """As core.models.predictor.Network, of units in place of classes."""

    head: Head
    class_count: int
    forward_batch: int
    logits: Callable[[np.ndarray], np.ndarray]


class _Excited(Predictor):
    """A model of which units are looked at in place of its answer. Nothing of it may be taken from a cache."""

    identity = ""

    def __init__(self, model: Predictor, count: int, values: Callable[[np.ndarray], np.ndarray]) -> None:
        self.spec, self.info = model.spec, model.info
        self.network = _Units(model.network.head, count, model.network.forward_batch, values)

    @property
    def is_single_unit(self) -> bool:
        return False


def excite_each(
    model: Predictor,
    request: Request,
    count: int,
    values: Callable[[np.ndarray], np.ndarray],
    pictures: Sequence[Path | Picture],
    ctx: RunContext,
    start: int = 0,
) -> Iterator[tuple[int, np.ndarray | Failure]]:
    """Of each picture, with its number: float32 (units,). They are decoded ahead, as those that are predicted.

    Args:
        count: of the units.
        values: (inputs, height, width, channels) -> (inputs, units).
        ctx: its progress is counted in pictures.
        start: number of the first one.

    Raises:
        Cancelled: the context's token was set.
    """
    for number, found in logits_each(_Excited(model, count, values), request, pictures, ctx, start):
        yield number, found if isinstance(found, Failure) else found.logits


def spectrum_of(model: Predictor, request: Request, pictures: Sequence[Path], ctx: RunContext) -> np.ndarray:
    """The mean magnitudes of pictures as the model's inputs have them; of many, some at even distances.

    Raises:
        DataSetFailure: no picture can be read, or all are of one colour.
        Cancelled: the context's token was set.
    """

    def pixels() -> Iterator[np.ndarray]:
        numbers = range(len(pictures))[:: max(1, len(pictures) // _MOST_PICTURES)][:_MOST_PICTURES]
        for _, found in readable_inputs(model, request, pictures, numbers, ctx):
            yield (found.pixels if model.spec.channels == 3 else luminance(found.pixels)) / np.float32(255)

    spectrum = mean_spectrum(pixels())
    if spectrum is None:
        raise DataSetFailure("The pictures whose spectrum is to be taken cannot be read, or have but one colour.")
    return spectrum
