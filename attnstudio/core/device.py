"""Which processor TensorFlow uses. Every assumption about GPUs stands in this file."""

from __future__ import annotations

import re
import sys

from attnstudio.core import backend, memory
from attnstudio.core.errors import ChoiceFailure

CPU = "/CPU:0"


def select(choice: str) -> str:
    """The TensorFlow device for `auto`, `cpu` or `gpu:N`: "/CPU:0", "/GPU:0" ...

    Raises:
        ChoiceFailure: no such device here.
    """
    found = gpus()
    if choice == "cpu" or (choice == "auto" and not found):
        return CPU
    if choice == "auto":
        return found[0]
    match = re.fullmatch(r"gpu:(\d+)", choice)
    if not match:
        raise ChoiceFailure("There is no device {device}. Choose auto, cpu or gpu:N.", device=choice)
    if int(match[1]) >= len(found):
        raise ChoiceFailure(
            "TensorFlow finds {count} GPUs, so there is no {device}. Choose auto or cpu.",
            count=len(found),
            device=choice,
        )
    return found[int(match[1])]


def gpus() -> list[str]:
    """TensorFlow's names of the GPUs that it sees.

    Enables memory growth on every GPU before its first use, so that it does not take all memory.
    """
    tf = backend.import_tensorflow()
    found = tf.config.list_physical_devices("GPU")
    for gpu in found:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:  # already in use, so already set
            break
    return [f"/GPU:{number}" for number, _ in enumerate(found)]


def free_bytes(processor: str) -> int:
    """Free memory of the device in bytes; the free memory of the machine if the GPU does not report it."""
    if processor != CPU and (total := _memory_of(processor).get("limit", 0)):
        return int(total - _memory_of(processor).get("current", 0))
    return memory.free_bytes()


def bytes_in_use(processor: str) -> int:
    """Memory in use, in bytes: of the whole process on a CPU, of TensorFlow on a GPU."""
    return memory.resident_bytes() if processor == CPU else int(_memory_of(processor).get("current", 0))


def _memory_of(gpu: str) -> dict[str, int]:
    import tensorflow as tf

    try:
        return dict(tf.config.experimental.get_memory_info(gpu.strip("/")))
    except (ValueError, RuntimeError):  # a device that does not count its memory
        return {}


def choices() -> tuple[str, ...]:
    """The devices that can be chosen: auto, cpu, and each GPU that TensorFlow finds."""
    return ("auto", "cpu", *(f"gpu:{number}" for number, _ in enumerate(gpus())))


def is_exhausted(error: Exception) -> bool:
    """Whether a device ran out of memory, even for a batch of one."""
    tf = sys.modules.get("tensorflow")  # without it there was no batch
    return tf is not None and isinstance(error, tf.errors.ResourceExhaustedError)


def may_fall_back(choice: str) -> bool:
    """Whether the choice means a GPU, so that the CPU, with its larger memory, may take over."""
    return select(choice) != CPU


def name(device: str) -> str:
    """As people read it: "CPU", "GPU 0"."""
    kind, _, number = device.strip("/").partition(":")
    return kind if kind == "CPU" else f"{kind} {number}"
