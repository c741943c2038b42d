"""How much memory a job may take, and so how many inputs run at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

FALLBACK_BYTES = 2 * 1024**3  # where the system does not tell


def free_bytes() -> int:
    """Memory that programs may still take, without swapping."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return _windows_free() if sys.platform == "win32" else FALLBACK_BYTES


def _windows_free() -> int:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((f"field{n}", ctypes.c_ulonglong) for n in range(7)),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.field1)


def resident_bytes() -> int:
    """Memory that this process takes now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * 4096
    except OSError:
        return 0


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
