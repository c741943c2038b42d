"""Values of a network's first tensors, measured on pictures of one colour and on noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras


_COLOURS = np.array(
    [
        *([0, 0, 0], [255, 255, 255], [128, 128, 128], [255, 0, 0], [0, 255, 0], [0, 0, 255]),
        *([31, 200, 90], [170, 20, 240], [64, 64, 64], [215, 130, 45]),
    ],
    np.float32,
)
NOISE = ((0, 255), (100, 150))
_SEED = 0
_POSITIONS = 16  # sampled along each axis of a tensor
_POSITIONS_OF_VECTOR = 1024


@dataclass(frozen=True, eq=False)
class MeasuredValues:
    """Sampled values of one tensor.

    Attributes:
        colours: (pictures of one colour, samples).
        noise: (pictures of noise, samples).
        pixels: (pictures of one colour, channels), the pixels of those pictures.
        channel: (samples,), the place of each along the axis of channels; None where there is no such axis.
    """

    colours: np.ndarray
    noise: np.ndarray
    pixels: np.ndarray
    channel: np.ndarray | None

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest of all pictures of one colour."""
        values = self.colours[np.isfinite(self.colours)]
        if not values.size:
            return 0.0, 0.0
        return float(values.min()), float(values.max())


def measure_values(flat: keras.Model, tensors: Mapping[int, Any]) -> dict[int, MeasuredValues]:
    """Samples of the tensors' values for each picture, by id."""
    import keras

    shape = tuple(flat.inputs[0].shape[1:])
    channels = shape[-1] if len(shape) == 3 and shape[-1] in (1, 3) else 1
    pixels = _COLOURS if channels == 3 else _COLOURS[:, :1]
    colours = [np.full(shape, colour, np.float32) for colour in pixels[:, : None if channels == 3 else 1]]
    rng = np.random.default_rng(_SEED)
    noise = [rng.integers(low, high + 1, shape).astype(np.float32) for low, high in NOISE]
    network = keras.Model(flat.inputs, list(tensors.values()))
    samples = [_Sample(tuple(tensor.shape), channels) for tensor in tensors.values()]

    def values(pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
        rows = []
        for picture in pictures:
            outputs = network([picture[None]], training=False)
            outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
            rows.append([sample.of(output) for sample, output in zip(samples, outputs, strict=True)])
        return [np.stack(column) for column in zip(*rows, strict=True)]

    every = zip(values(colours), values(noise), samples, strict=True)
    return {
        name: MeasuredValues(one, other, pixels, sample.channel)
        for name, (one, other, sample) in zip(tensors, every, strict=True)
    }


class _Sample:
    """Positions in a tensor, from the middle of its long axes, where padding has no part.

    Args:
        shape: of the tensor; without a free batch axis if it is a statistic over the batch.
        channels: of the picture.
    """

    def __init__(self, shape: tuple[int | None, ...], channels: int) -> None:
        self._has_batch = shape[:1] == (None,)
        shape = shape[1:] if self._has_batch else shape
        rng = np.random.default_rng(_SEED)
        most = _POSITIONS_OF_VECTOR if len(shape) < 2 else _POSITIONS
        self._picked = []
        for side in shape:
            length = side or 1
            middle = np.arange(length // 4, length - length // 4) if length > most else np.arange(length)
            self._picked.append(np.sort(rng.choice(middle, min(most, len(middle)), replace=False)))
        axis = next((axis for axis in (-1, 0) if len(shape) > 1 and shape[axis] == 3), None)
        self.channel: np.ndarray | None = None
        if axis is not None:
            places = np.indices([len(one) for one in self._picked])
            self.channel = places[axis % len(shape)].ravel()
        elif len(shape) > 1 and shape[-1] == channels == 1:
            self.channel = np.zeros(int(np.prod([len(one) for one in self._picked])), int)

    def of(self, output: Any) -> np.ndarray:
        array = np.asarray(output)[0] if self._has_batch else np.asarray(output)
        return np.asarray(array[np.ix_(*self._picked)] if self._picked else array, np.float64).ravel()
