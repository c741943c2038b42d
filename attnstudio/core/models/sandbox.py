"""The sandbox: loads a user model without rights in a separate process, and describes it."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from io import BufferedReader
from math import isqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from attnstudio.core import device, memory
from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.models import losses, output_meaning, vetting
from attnstudio.core.models.flattening import as_one_graph, graph_of
from attnstudio.core.models.head import unit_count
from attnstudio.core.models.input_analysis import analyse
from attnstudio.core.models.layer_tree import count
from attnstudio.core.models.metadata import LARGEST_SIDE, ModelMetadata, Output
from attnstudio.core.models.preprocessing import preset
from attnstudio.core.models.scan import scan

if TYPE_CHECKING:
    import keras

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of Linux's unshare()
_REFUSED = (
    *("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser."),
    *("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty."),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("shutil.", "tempfile.", "ctypes.dlopen", "os.startfile", "_winapi.", "sqlite3."),
)
# Limits of the HDF5 scan: seconds, plus size / SCAN_RATE; bytes of memory besides the file's content.
SCAN_SECONDS, SCAN_RATE, SCAN_MEMORY = 10.0, 10e6, 2**29
LEAST_SIDE = 4  # pixels, of a picture that the model takes as a list
MOST_CLASSES = 250_000  # of an output: lists, tables and files name every class; the largest data sets have 200,000
MOST_MEMORY = 4 * 2**30  # bytes of the outputs of all layers, for one picture


def run(path: Path, its_digest: str) -> Iterator[str]:
    """Lines of JSON, of which the last one counts: {"card": ...} or {"template": ..., "values": ...} of a failure.

    During the HDF5 scan the last line is the failure to report if the library crashes or never returns. What is
    scanned, loaded and described is one open file, of this digest also in the end.
    """
    yield _line(
        ModelFailure(
            "The HDF5 data in {file} are damaged: reading them hangs or crashes the HDF5 library. It is not "
            "loaded. Copy it again from the original.",
            file=path,
        )
    )
    leave_the_network()
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            with _ended_after(SCAN_SECONDS + size / SCAN_RATE), with_memory(SCAN_MEMORY + size):
                scan(path, stream)
            yield "{}"
            metadata = describe(_load(path, stream), losses.training_of(stream))
            if vetting.digest_of(stream) != its_digest:
                raise vetting.changed(path)
        yield json.dumps({"card": metadata.to_json()})
    except Failure as failure:
        yield _line(failure)


def _line(failure: Failure) -> str:
    values = {name: str(value) for name, value in failure.values.items()}
    return json.dumps({"template": failure.template, "values": values})


@contextlib.contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """The process is ended if what runs inside takes longer: not by Python, which waits for the HDF5 library."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def with_memory(most: int) -> Iterator[None]:
    """What runs inside gets at most so many bytes more than there are now, where the system can see to it."""
    try:
        import resource

        before = resource.getrlimit(resource.RLIMIT_AS)
        limit = psutil.Process().memory_info().vms + most
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    except (ImportError, ValueError, OSError):  # Windows and macOS: the parent process alone watches
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _load(path: Path, stream: BufferedReader) -> keras.Model:
    device.select("cpu")
    from attnstudio.core.models.keras_file import load

    _confine()
    return load(path, stream)


def describe(model: keras.Model, training: Mapping[str, Any] | None = None) -> ModelMetadata:
    """Return the metadata of a loaded model.

    Args:
        training: what its file holds of the training, its loss above all; see losses.py.

    Raises:
        ModelFailure: no output can be explained, or Keras cannot compute it.
    """
    from attnstudio.core.models.legacy import reading

    try:
        return _described(model, training)
    except Failure:
        raise
    except Exception as error:  # the layers of an unusual file may raise anything
        raise ModelFailure(
            "The model {model} can be loaded, but not computed: {reason}. Save a model that model.predict takes a "
            "picture for.",
            model=model.name,
            reason=reading.reason(error),
        ) from error


def _described(model: keras.Model, training: Mapping[str, Any] | None) -> ModelMetadata:
    shape, values = _input_shape(model)
    flats: list[tuple[int, keras.Model]] = []
    reasons: list[ModelFailure] = []
    names = _output_names(model)
    height, width, channels = shape
    size = ModelMetadata("", 0, shape, (), (), ()).input_size
    for number in range(len(names)):
        try:
            flat = as_one_graph(model, (size[1], size[0], channels), number)
            units = unit_count(flat)
            if units > MOST_CLASSES:
                raise _too_many_classes(model.name, units)
            flats.append((number, flat))
        except ModelFailure as reason:
            reasons.append(reason)
    if not flats:
        raise reasons[0]
    if memory.bytes_per_input(flat) > MOST_MEMORY:
        raise ModelFailure(
            "{model} needs {size} GB of memory for one picture; attnstudio runs models that need up to {most}.",
            model=model.name,
            size=f"{memory.bytes_per_input(flat) / 2**30:.0f}",
            most=MOST_MEMORY // 2**30,
        )
    if not all(np.isfinite(array).all() for array in model.get_weights()):
        raise ModelFailure(
            "The weights of {model} hold numbers that are not finite: its training has failed. Choose an earlier "
            "checkpoint.",
            model=model.name,
        )
    metadata = ModelMetadata(
        name=model.name,
        parameters=count(model.weights),
        input_shape=(height, width, channels),
        outputs=(),
        inputs=analyse(flat, whole_numbers="float" not in str(graph_of(model).inputs[0].dtype)),
        names=tuple(_names(model)),
        values=values,
    )
    preprocess, outputs = preset(metadata.guess()[0], channels), []
    for number, flat in flats:
        trial = partial(output_meaning.trial_outputs, flat, preprocess, memory.bytes_per_input(flat))
        loss = losses.of_output(training, number, names[number], len(names))
        try:
            found = output_meaning.detect(flat, loss, trial)
            outputs.append(Output(names[number], unit_count(flat), found, number, loss.weight if loss else 1.0))
        except ModelFailure as reason:
            reasons.append(reason)
    if not outputs:
        raise reasons[-1]
    return replace(metadata, outputs=tuple(outputs))


def _input_shape(model: keras.Model) -> tuple[tuple[int | None, int | None, int], int]:
    """(height, width, channels), and how many numbers the input holds where it is a list of them, else 0."""
    inputs = graph_of(model).inputs
    if len(inputs) != 1:
        raise ModelFailure(
            "The model {model} has {count} inputs; attnstudio explains models with one input, a picture.",
            model=model.name,
            count=len(inputs),
        )
    shape = tuple(inputs[0].shape)
    if len(shape) == 2 and shape[1] is not None:
        return _shape_of_list(int(shape[1]), model.name, shape[1:]), int(shape[1])
    if len(shape) == 3 and (shape[1] == 1 or shape[2] in (1, 3)):  # a list of pixels, as Conv1D takes it
        if None in shape[1:]:
            raise _no_picture(model.name, shape[1:])
        count = int(shape[1]) * int(shape[2])
        return _shape_of_list(count, model.name, shape[1:]), count
    if len(shape) == 3:  # rows and columns of grey values
        shape = (*shape, 1)
    if len(shape) != 4:
        raise _no_picture(model.name, shape[1:])
    if max(side or 0 for side in shape[1:3]) > LARGEST_SIDE:
        raise ModelFailure(
            "The input of {model} has the shape {shape}; attnstudio takes up to {most} pixels a side.",
            model=model.name,
            shape=shape[1:],
            most=LARGEST_SIDE,
        )
    if shape[1] in (1, 3) and shape[3] not in (1, 3):
        raise ModelFailure(
            "The input of {model} has the shape {shape}: channels first. Build it with channels last and save it.",
            model=model.name,
            shape=shape[1:],
        )
    if shape[3] not in (1, 3):
        raise ModelFailure(
            "The input of {model} has {count} channels. A picture gives it 3 (red, green, blue) or 1 (grey); the "
            "meaning of the others is not known.",
            model=model.name,
            count=shape[3],
        )
    return (shape[1], shape[2], int(shape[3])), 0


def _too_many_classes(name: str, count: int) -> ModelFailure:
    return ModelFailure(
        "An output of {model} has {count} classes; attnstudio takes up to {most}.",
        model=name,
        count=count,
        most=MOST_CLASSES,
    )


def _no_picture(name: str, shape: tuple[int | None, ...]) -> ModelFailure:
    return ModelFailure(
        "The input of {model} has the shape {shape}; that of a picture is (height, width, channels), (height, width), "
        "or one list of all its pixels.",
        model=name,
        shape=shape,
    )


def _shape_of_list(count: int, name: str, shape: tuple[int | None, ...]) -> tuple[int, int, int]:
    """The picture that a list of so many numbers most likely is: a square in grey, one in colour, else an oblong."""
    for channels in (1, 3):
        side = isqrt(count // channels)
        if side * side * channels == count and side >= LEAST_SIDE:
            return side, side, channels
    height = next(height for height in range(isqrt(count), 0, -1) if count % height == 0)
    if height < LEAST_SIDE or count // height > 3 * height:
        raise _no_picture(name, shape)
    return height, count // height, 1


def _output_names(model: keras.Model) -> list[str]:
    """As the user named them, else those of the layers."""
    import keras

    structure = getattr(graph_of(model), "_outputs_struct", None)
    if isinstance(structure, dict) and len(structure) == len(model.outputs):
        paths = keras.tree.flatten_with_path(structure)
        return [str(path[0]) for path, _ in paths]
    names = list(getattr(model, "output_names", None) or [])
    return names if len(names) == len(model.outputs) else [one._keras_history.operation.name for one in model.outputs]


def _names(model: Any) -> list[str]:
    import keras

    found = [model.name]
    for layer in model.layers:
        found += _names(layer) if isinstance(layer, keras.Model) else [layer.name]
    return found


def leave_the_network() -> None:
    """On Linux, into a network of its own that leads nowhere, where the system lets it."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        if unshare(_NEW_NETWORK) != 0:
            unshare(_NEW_USER | _NEW_NETWORK)


def _confine() -> None:
    """From here on this process opens no connection, starts no program and writes no file."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _, mode, flags = arguments
        writing = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if not writing:
            return
    elif not event.startswith(_REFUSED):
        return
    raise PermissionError(f"a model file is not allowed to do this: {event}")
