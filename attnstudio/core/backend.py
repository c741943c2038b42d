"""The import of TensorFlow and Keras: allowed on this processor, without greetings, and as quick as it can be."""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from typing import Any

from attnstudio.core import memory
from attnstudio.core.errors import ProcessorFailure
from attnstudio.core.lasting import lasting

_PLOTTING = "matplotlib"


def import_tensorflow() -> Any:
    """Import TensorFlow, and Keras configured for this program regardless of the user's keras.json.

    Raises:
        ProcessorFailure: it would end the program, because the processor is too old for it.
    """
    require_avx()
    is_new = "tensorflow" not in sys.modules
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    if is_new and memory.own_heap():
        # TensorFlow's own allocator for oneDNN is as fast, but never gives memory back.
        os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1")
    with _stderr_muted(), _quick():
        import keras
        import tensorflow as tf

    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    # It adds in another order than eager code does. That takes single units across the kink of their ReLU, and moves
    # a saliency map by up to 0.01 in some pictures. It saves no time here.
    tf.config.optimizer.set_experimental_options({"arithmetic_optimization": False})
    return tf


def require_avx() -> None:
    """Raise ProcessorFailure if the processor lacks AVX; TensorFlow would abort the process."""
    if platform.machine().lower() in ("x86_64", "amd64") and not processor_features().get("AVX", True):
        raise ProcessorFailure(
            "The processor of this computer has no AVX instructions, which TensorFlow needs. Use a computer with "
            "a processor made after 2011; in a virtual machine, pass the host's processor through."
        )


def processor_features() -> dict[str, bool]:
    """What the processor and the system can do, as NumPy has found out for itself."""
    try:
        found: dict[str, bool] = import_module("numpy._core._multiarray_umath").__cpu_features__
    except (ImportError, AttributeError):  # it is NumPy's own business where this lies
        return {}
    return found


@contextmanager
def _quick() -> Iterator[None]:
    """Import without garbage collection and without matplotlib, which Keras imports: a third of the time."""
    if "tensorflow" in sys.modules:
        yield
        return
    without = _Without(_PLOTTING)
    sys.meta_path.insert(0, without)
    try:
        with lasting():
            yield
    finally:
        sys.meta_path.remove(without)


class _Without(MetaPathFinder):
    """Hides a package from the imports of this thread; Keras does without it, and others may import it meanwhile."""

    def __init__(self, package: str) -> None:
        self._package, self._thread = package, threading.get_ident()

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        if name.partition(".")[0] == self._package and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{name} is not imported with Keras", name=name)


@contextmanager
def _stderr_muted() -> Iterator[None]:
    """TensorFlow 2.21 writes to the stderr descriptor before it reads its log level."""
    try:
        saved_stderr = os.dup(2)
    except OSError:  # a windowed bundle has none
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved_stderr, 2)
        os.close(saved_stderr)
        os.close(nowhere)
