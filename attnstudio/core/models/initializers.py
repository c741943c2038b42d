"""Initial weights of new layers. Cheap, because a file or another model replaces them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np

Make = Callable[[tuple[int, ...], type], Any]
RANDOM_SEED = 0


def zeros(shape: tuple[int, ...], kind: type) -> Any:
    """A tensor, which becomes the weight itself; TensorFlow would copy an array."""
    from keras import ops

    return ops.zeros(shape, np.dtype(kind).name)


@contextmanager
def initialize_with(make: Make) -> Iterator[None]:
    """Within the context, weights of new layers are initialised with `make(shape, dtype)`.

    Keras's own way takes three seconds for VGG16, and 0.8 GB that TensorFlow never gives back.
    """
    from unittest.mock import patch  # with asyncio: too slow on the way to the window

    from keras import initializers, ops

    def value(_: Any, shape: Any, dtype: Any = None, **__: Any) -> Any:
        return ops.convert_to_tensor(make(tuple(shape), np.float32), dtype)

    with ExitStack() as patches:
        for kind in ("VarianceScaling", "RandomNormal", "RandomUniform", "TruncatedNormal"):
            patches.enter_context(patch.object(getattr(initializers, kind), "__call__", value))
        yield


def seeded() -> Make:
    """Random values as Glorot and Bengio (2010) draw them, the same ones in every process."""
    rng = np.random.default_rng(RANDOM_SEED)

    def draw(shape: tuple[int, ...], kind: type) -> np.ndarray:
        limit = np.sqrt(6 / ((shape[-2] + shape[-1]) * np.prod(shape[:-2]))) if len(shape) > 1 else 0.05
        values = rng.random(shape, kind)
        values -= 0.5
        values *= 2 * limit
        return values

    return draw
