"""Which processor TensorFlow uses. Every assumption about GPUs stands in this file."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from attnstudio.core import memory
from attnstudio.core.errors import ChoiceFailure

CPU = "/CPU:0"


def choose(choice: str) -> str:
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
        raise ChoiceFailure("The device {device} is none of auto, cpu and gpu:N.", device=choice)
    if int(match[1]) >= len(found):
        raise ChoiceFailure(
            "TensorFlow sees {count} GPUs here, so there is no {device}. Choose auto or cpu.",
            count=len(found),
            device=choice,
        )
    return found[int(match[1])]


def gpus() -> list[str]:
    """TensorFlow's names of the GPUs that it sees.

    Memory growth is switched on for every GPU before anything touches it, so that other programs keep theirs.
    """
    tf = _import_tensorflow()
    found = tf.config.list_physical_devices("GPU")
    for gpu in found:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:  # already in use, so already set
            break
    return [f"/GPU:{number}" for number, _ in enumerate(found)]


def _import_tensorflow() -> Any:
    """TensorFlow without its greetings, and Keras as this program needs it, whatever the user's keras.json says."""
    is_new = "tensorflow" not in sys.modules
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    if is_new and memory.own_heap():
        # TensorFlow's own allocator for oneDNN is as fast, but never gives memory back.
        os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1")
    with _stderr_muted():
        import keras
        import tensorflow as tf
    if is_new:
        gc.freeze()  # what was imported stays: collections of dropped models need not look through it

    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    # It adds in another order than eager code does. That takes single units across the kink of their ReLU, and moves
    # a saliency map by up to 0.01 in some pictures. It saves no time here.
    tf.config.optimizer.set_experimental_options({"arithmetic_optimization": False})
    return tf


@contextmanager
def _stderr_muted() -> Iterator[None]:
    """TensorFlow 2.21 greets on the stderr descriptor before it looks at its log level."""
    try:
        kept = os.dup(2)
    except OSError:  # a windowed bundle has none
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def free_bytes(processor: str) -> int:
    """Memory that a job may still take on the device; that of the machine where a GPU does not tell."""
    if processor != CPU and (total := _memory_of(processor).get("limit", 0)):
        return int(total - _memory_of(processor).get("current", 0))
    return memory.free_bytes()


def bytes_in_use(processor: str) -> int:
    """What the whole program takes on a CPU, what TensorFlow takes on a GPU."""
    return memory.resident_bytes() if processor == CPU else int(_memory_of(processor).get("current", 0))


def _memory_of(gpu: str) -> dict[str, int]:
    import tensorflow as tf

    try:
        return dict(tf.config.experimental.get_memory_info(gpu.strip("/")))
    except (ValueError, RuntimeError):  # a device that does not count its memory
        return {}


def choices() -> tuple[str, ...]:
    """What can be chosen here: auto, cpu, and each GPU that TensorFlow sees."""
    return ("auto", "cpu", *(f"gpu:{number}" for number, _ in enumerate(gpus())))


def is_exhausted(error: Exception) -> bool:
    """Whether a device ran out of memory, even for a batch of one."""
    import tensorflow as tf

    return isinstance(error, tf.errors.ResourceExhaustedError)


def may_fall_back(choice: str) -> bool:
    """Whether the choice means a GPU, so that the CPU, with its larger memory, may take over."""
    return choose(choice) != CPU


def name(device: str) -> str:
    """As people read it: "CPU", "GPU 0"."""
    kind, _, number = device.strip("/").partition(":")
    return kind if kind == "CPU" else f"{kind} {number}"
