"""How much memory a job may take, and so how many inputs run at once."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING, Any

import psutil

from attnstudio.core.calls import calls

if TYPE_CHECKING:
    import keras


IDLE_SECONDS = 3.0  # an engine without work then returns its free heap: up to 1 GB after a large model's batches
_M_TRIM_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -4, -8  # of glibc's mallopt


def own_heap() -> bool:
    """Let the C library keep freed memory for the next batch, instead of asking the system for each large array anew,
    in one heap for all threads that are begun from now on: several grow one by one.

    True where that can be had; `release_memory` then returns what is free.
    """
    libc = _glibc()
    if libc is None:
        return False
    settings = ((_M_MMAP_MAX, 0), (_M_TRIM_THRESHOLD, 2**31 - 1), (_M_ARENA_MAX, 1))
    return all([libc.mallopt(name, value) for name, value in settings])


def release_memory() -> None:
    """Return the memory of unused objects to the system."""
    gc.collect()
    return_free_heap()


def return_free_heap() -> None:
    """Return to the system what the heap has of memory that is free. Other threads run meanwhile."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None


def free_bytes() -> int:
    """Memory that programs may still take, without swapping."""
    return int(psutil.virtual_memory().available)


def resident_bytes() -> int:
    """Memory that this process takes now."""
    return int(psutil.Process().memory_info().rss)


def products_per_input(model: keras.Model) -> int:
    """About how many multiplications one input takes in a forward pass: those of convolutions and dense layers."""
    return sum(
        prod(variable.shape) * prod(side or 1 for side in shape[1:-1])
        for operation, shape in _outputs(model)
        for variable in getattr(operation, "weights", ())
        if len(variable.shape) > 1
    )


def bytes_per_input(model: keras.Model) -> int:
    """Approximate memory of one input in a forward pass, in bytes: every layer's output, float32."""
    return sum(4 * prod(side or 1 for side in shape[1:]) for _, shape in _outputs(model))


def _outputs(model: keras.Model) -> Iterator[tuple[Any, tuple[int | None, ...]]]:
    """Each call of an operation in the model, with the shape of each of its outputs."""
    for one in calls(model):
        for output in one.outputs:
            yield one.operation, tuple(output.shape)
