"""How much memory a job may take, and so how many inputs run at once."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    import keras


_M_TRIM_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -4, -8  # of glibc's mallopt


def own_heap() -> bool:
    """Let the C library keep freed memory for the next batch, instead of asking the system for each large array anew.

    True where that can be had; `give_back` then returns what is free.
    """
    libc = _glibc()
    if libc is None:
        return False
    settings = ((_M_MMAP_MAX, 0), (_M_TRIM_THRESHOLD, 2**31 - 1), (_M_ARENA_MAX, 1))
    return all([libc.mallopt(name, value) for name, value in settings])


def give_back() -> None:
    """Return memory of objects that nobody uses any more to the system."""
    gc.collect()
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
    total = 0
    for layer in model.layers:
        kernels = [variable.shape for variable in layer.weights if len(variable.shape) in (2, 4)]
        try:
            places = layer.output.shape[1:-1]
        except (AttributeError, ValueError):
            continue
        for kernel in kernels:
            total += _product(kernel) * _product(side or 1 for side in places)
    return total


def _product(numbers: Iterable[int]) -> int:
    result = 1
    for number in numbers:
        result *= number
    return result


def bytes_per_input(model: keras.Model) -> int:
    """About what one input takes in a forward pass: every layer's output, float32."""
    total = 0
    for layer in model.layers:
        try:
            shape = layer.output.shape
        except (AttributeError, ValueError):
            continue
        total += 4 * _product(side or 1 for side in shape[1:])
    return total
