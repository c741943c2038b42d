"""The engine of a notebook, and the notebook's own settings, which every call leaves as they were."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attnstudio import paths
from attnstudio.core import backend
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ModelFailure
from attnstudio.core.models import weights

_LOCAL = threading.local()  # Keras keeps state by thread, so each has an engine of its own


def engine() -> Engine:
    """Of this thread, and of the folders of weights that the environment names now. It keeps the last model."""
    folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
    known: tuple[tuple[Path, ...], Engine] | None = getattr(_LOCAL, "engine", None)
    if known is None or known[0] != folders:
        known = _LOCAL.engine = (folders, Engine(folders))
    return known[1]


@contextmanager
def guest() -> Iterator[None]:
    """Inside, Keras and TensorFlow are set as the engine needs them; behind it, as they were before.

    That includes the numbers of automatic names: the next layer of the user's must not be called as one that is there.

    Raises:
        ModelFailure: Keras runs on something else than TensorFlow.
    """
    before = _settings() if "keras" in sys.modules else None
    tf = backend.import_tensorflow()
    import keras
    from keras.src.backend.common import global_state

    if keras.backend.backend() != "tensorflow":
        raise ModelFailure(
            "Keras runs on {backend} here, and attnstudio needs TensorFlow. Start Python anew with the environment "
            "variable KERAS_BACKEND set to tensorflow.",
            backend=keras.backend.backend(),
        )
    names = dict(global_state.get_global_attribute("object_name_uids") or {})
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
        numbers = global_state.get_global_attribute("object_name_uids")
        if numbers is not None:
            numbers.clear()
            numbers.update(names)
        if before is not None:
            floatx, data_format, options = before
            keras.config.set_floatx(floatx)
            keras.config.set_image_data_format(data_format)
            tf.config.optimizer.set_experimental_options(options)


def _settings() -> tuple[str, str, dict[str, bool]]:
    import keras
    import tensorflow as tf

    arithmetic = tf.config.optimizer.get_experimental_options().get("arithmetic_optimization", True)
    options = {"arithmetic_optimization": arithmetic}
    return keras.config.floatx(), keras.config.image_data_format(), options
