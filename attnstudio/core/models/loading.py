"""From a model's spec to a Keras model with its weights."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure, DamagedFailure, ModelFailure, first_line
from attnstudio.core.files import revision
from attnstudio.core.models import hdf5, vetting, weights
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.hdf5 import OpenFile
from attnstudio.core.models.initializers import initialize_with, seeded, zeros
from attnstudio.core.models.weights import WeightsFile
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    import keras

_ALIGNED = 64  # bytes: memory that TensorFlow takes as it is
_LARGE = 1_000_000  # numbers in a weight
_RIGHT: set[tuple[WeightsFile, int, int, str]] = set()  # states of files that are what they must be


def find_weights(spec: ModelSpec, explicit: Path | None, folders: Sequence[Path]) -> Path | None:
    """The weights file that would be used, or None; a network in memory has none.

    Raises ModelFailure for an explicit file that is not there.
    """
    if spec.in_memory:
        return None
    if spec.whole and explicit is not None:
        raise ChoiceFailure("{file} contains its own weights. Choose no weights file for it.", file=spec.bundled)
    if explicit is None and spec.bundled is not None:
        return spec.bundled
    return weights.find(spec.id, spec.weights, explicit, folders)


def checksum(spec: ModelSpec, explicit: Path | None, folders: Sequence[Path]) -> str:
    """Of the weights that would be used, or of the file of a user's model and its options. Raises ModelFailure."""
    file = find_weights(spec, explicit, folders)
    if spec.version or file is None:
        return spec.version or "random"
    return vetting.digest(file)


def missing(spec: ModelSpec, folders: Sequence[Path]) -> ModelFailure:
    """The failure for weights that were not found in the folders."""
    if (unreadable := weights.unreadable(folders)) is not None:
        return ModelFailure("The weights of {model} were not found. {why}", model=spec.name, why=unreadable)
    return ModelFailure(
        "The weights of {model} are not on this machine. Download them (Tools > Manage models, or: attnstudio "
        "models install {id}). Without a network, copy {id}.weights.h5 from another machine into {folder}.",
        model=spec.name,
        id=spec.id,
        folder=paths.model_folder(),
    )


def load(spec: ModelSpec, file: Path | None) -> keras.Model:
    """Build the network and load its weights. Without a file it keeps seeded random ones.

    What is checked and what is loaded are the same bytes, of one open file.

    Raises:
        DamagedFailure: the weights are not those that the file's name promises.
        ModelFailure: they cannot be read, or are of another network.
    """
    if spec.in_memory:
        return spec.build()
    from keras.src.utils.naming import reset_uids

    reset_uids()  # so that layers without a name of their own are called alike every time
    with initialize_with(seeded() if file is None else zeros):
        model = spec.build()
    if file is not None and not spec.whole:
        _load_weights(model, spec, file)
    return model


def _load_weights(model: keras.Model, spec: ModelSpec, file: Path) -> None:
    from keras.src.legacy.saving import legacy_h5_format

    # Printed for every layer that the file lacks, before the one error that counts them.
    warnings.filterwarnings("ignore", "Skipping nested container", UserWarning)
    try:
        with file.open("rb") as stream:
            expected = _refuse_damaged(spec, file, stream)
            with hdf5.opened(stream) as container:
                if "layer_names" in container.attrs:
                    legacy_h5_format.load_weights_from_hdf5_group(container, model)
                elif "layers" in container and not file.name.endswith(".weights.h5"):
                    raise ModelFailure(
                        "Keras reads the weights file {file} only if its name ends in .weights.h5. Rename it.",
                        file=file,
                    )
                else:
                    with _read_once():
                        model.load_weights(OpenFile(stream, file.name))
            if expected is not None and not _is_right(stream, expected):
                raise vetting.changed(file)
    except (OSError, RuntimeError) as error:  # h5py raises RuntimeError where the file is damaged inside
        raise ModelFailure(
            "The weights file {file} cannot be read: {reason}. {way_out}",
            file=file,
            reason=first_line(error),
            way_out=_recovery_advice(spec, file),
        ) from error
    except (ValueError, KeyError) as error:
        raise ModelFailure(
            "The weights file {file} does not fit {model}: {reason}. {way_out}",
            file=file,
            model=spec.name,
            reason=first_line(error).partition(". ")[0],  # Keras appends examples
            way_out=_recovery_advice(spec, file, fits=False),
        ) from error
    if not all(map(_is_finite, model.variables)):
        raise ModelFailure("The weights file {file} holds numbers that are not finite.", file=file)


@contextmanager
def _read_once() -> Iterator[None]:
    """Keras and TensorFlow copy what is read three times, 1.2 GB for the largest weight of VGG16. A large one is read
    into aligned memory instead, which becomes the weight itself."""
    from unittest.mock import patch

    import tensorflow as tf
    from keras.src.saving import saving_lib

    find, get = saving_lib.safe_get_h5_dataset, saving_lib.H5IOStore.__getitem__

    def found(group: Any, key: str) -> Any:
        dataset = find(group, key)
        if dataset.dtype != np.float32 or dataset.size < _LARGE:
            return dataset
        room = np.empty(dataset.nbytes + _ALIGNED, np.uint8)
        start = -room.ctypes.data % _ALIGNED
        array = room[start : start + dataset.nbytes].view(np.float32).reshape(dataset.shape)
        dataset.read_direct(array)
        return array

    def tensor(store: Any, key: str) -> Any:
        array = get(store, key)
        if array.dtype != np.float32 or array.size < _LARGE:
            return array
        return tf.experimental.dlpack.from_dlpack(array.__dlpack__())

    with (
        patch.object(saving_lib, "safe_get_h5_dataset", found),
        patch.object(saving_lib.H5IOStore, "__getitem__", tensor),
    ):
        yield


def _is_finite(weight: keras.Variable) -> bool:
    """Whether it holds numbers. The sum tells it without a copy, unless it overflows."""
    from keras import ops

    return bool(np.isfinite(float(ops.sum(weight)))) or bool(np.isfinite(weight.numpy()).all())


def _refuse_damaged(spec: ModelSpec, file: Path, stream: BufferedReader) -> WeightsFile | None:
    """Check a file with the server's name against the server's checksum, and any file against a checksum next to it.

    Returns what the file was found to be.
    """
    is_the_servers = spec.weights is not None and file.name == spec.weights.file_name
    expected = spec.weights if is_the_servers else weights.listed_weights(file)
    if expected is None or _is_right(stream, expected):
        return expected
    raise DamagedFailure(
        "The weights file {file} is damaged: its size or checksum is wrong. {way_out}",
        file=file,
        model_id=spec.id,
        way_out=_recovery_advice(spec, file, named_as_servers=is_the_servers),
    )


def _recovery_advice(spec: ModelSpec, file: Path, *, named_as_servers: bool = False, fits: bool = True) -> Notice:
    if file.is_relative_to(paths.resource()):
        return Notice(tr_noop("It is part of the program: reinstall the program, or choose another model."))
    if spec.weights is None:
        return Notice(tr_noop("Choose another file of weights, or another model."))
    if not fits:
        text = tr_noop(
            "If it is another model's, move it elsewhere and download the right one (Tools > Manage models, or: "
            "attnstudio models install {id})."
        )
    elif named_as_servers:
        text = tr_noop(
            "Delete it and download it again (Tools > Manage models, or: attnstudio models install {id}). If it "
            "contains your own weights, rename it to {id}.weights.h5."
        )
    else:
        text = tr_noop("Delete it and download it again (Tools > Manage models, or: attnstudio models install {id}).")
    return Notice(text, {"id": spec.id})


def _is_right(stream: BufferedReader, expected: WeightsFile) -> bool:
    """Reads half a gigabyte for VGG16, so once for every state of a file."""
    status = os.fstat(stream.fileno())
    key = expected, status.st_size, status.st_mtime_ns, revision(status)
    if key not in _RIGHT and weights.holds(stream, expected):
        _RIGHT.add(key)
    return key in _RIGHT
