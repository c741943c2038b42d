"""Loads saved models of any Keras format as Keras models. Files must have been scanned before.

Keras 3 opens its own `.keras` files. Whole-model HDF5 and the `.keras` files of Keras 2 it would open by code that
knows no safe mode, or not at all: they are translated, built and filled here.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from io import BufferedReader
from typing import IO, TYPE_CHECKING, Any

from attnstudio.core.errors import first_line
from attnstudio.core.models import hdf5
from attnstudio.core.models.hdf5_scan import CONFIG, keras_version
from attnstudio.core.models.initializers import initialize_with, zeros
from attnstudio.core.models.legacy import arrays, augmentation
from attnstudio.core.models.legacy.translate import is_keras_2, to_keras_3
from attnstudio.core.models.scan import CONFIG as CONFIG_JSON
from attnstudio.core.models.scan import SIZES
from attnstudio.core.models.scan import WEIGHTS as WEIGHTS_H5

if TYPE_CHECKING:
    import keras

_WRAPPERS = ("could not be deserialized properly", "Error when deserializing", "objects could not be loaded")
_LONGEST = 300  # characters of a reason


def read(stream: BufferedReader) -> keras.Model:
    """The network with its weights, of an open file.

    Raises:
        ModelFailure: without the file, where it is not as Keras writes it.
        Exception: Keras's readers may raise anything on an unusual file.
    """
    if _is_hdf5(stream):
        return _whole_hdf5(stream)
    with zipfile.ZipFile(stream) as archive:
        config = json.loads(archive.read(CONFIG_JSON))
        if is_keras_2(config):
            model = _built(to_keras_3(config, keras=2))
            with hdf5.opened(io.BytesIO(archive.read(WEIGHTS_H5))) as weights:
                arrays.set_by_place(model, config["config"], weights)
            return model
        if augmentation.drop_unknown_arguments(config):
            return _keras_3(_with_config(archive, config))
    return _keras_3(stream)


def reason(error: BaseException) -> str:
    """The innermost reason of what Keras raised, in one short line: Keras wraps it at every layer on the way."""
    while any(word in str(error) for word in _WRAPPERS) and (inner := error.__cause__ or error.__context__):
        error = inner
    message = str(error).rpartition("Exception encountered: ")[2].strip()
    layer = re.search(r"Example error message for object <\w+ name=([^,>]+)[^\n]*:\s+", message)
    if layer is not None:
        message = f"{layer[1]}: {message[layer.end() :]}"
    message = re.split(r"[.:]? (?:Target variable: |Full object config: |config=)", message.partition("\n")[0])[0]
    short = message[:_LONGEST].strip().rstrip(".")
    return short if short.isprintable() and short else first_line(error)[:_LONGEST]


def _is_hdf5(stream: IO[bytes]) -> bool:
    stream.seek(0)
    head = stream.read(len(hdf5.SIGNATURE))
    stream.seek(0)
    return head == hdf5.SIGNATURE


def _whole_hdf5(stream: IO[bytes]) -> keras.Model:
    with hdf5.opened(stream) as container:
        config = json.loads(hdf5.text(container, CONFIG, SIZES[CONFIG_JSON]) or "")
        config_3 = to_keras_3(config, keras=keras_version(container))
        augmentation.drop_unknown_arguments(config_3)
        model = _built(config_3)
        arrays.set_by_name(model, container["model_weights"])
        return model


def _built(config: dict[str, Any]) -> keras.Model:
    import keras

    with initialize_with(zeros):
        return keras.saving.deserialize_keras_object(config, safe_mode=True)


def _keras_3(stream: IO[bytes]) -> keras.Model:
    """By Keras itself, which wants the name of the file to end in small letters, if it gets one."""
    from keras.src.saving import saving_lib

    return saving_lib.load_model(stream, compile=False, safe_mode=True)


def _with_config(archive: zipfile.ZipFile, config: dict[str, Any]) -> io.BytesIO:
    """A copy of a `.keras` file, in memory, with another config.json."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for name in archive.namelist():
            target.writestr(name, json.dumps(config) if name == CONFIG_JSON else archive.read(name))
    copy.seek(0)
    return copy
