"""Scans HDF5 content before it is loaded: a whole model, or the weights of a `.keras` file.

The HDF5 library may crash on a malformed file or never return. So the scan runs in the sandbox, under its
limits. Failures do not name the file; `scan` adds it.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from typing import IO, Any

from attnstudio.core.errors import ModelFailure, first_line
from attnstudio.core.models import hdf5
from attnstudio.core.models.allowlist import check_config, check_memory, parsed, printable, unlike_keras
from attnstudio.core.models.legacy.translate import to_keras_3

OBJECTS = 50_000  # in the HDF5 file; the largest models of keras.applications have a tenth
DEPTH = 64  # of groups in the HDF5 file
ATTRIBUTES, ATTRIBUTE = 16, 4096  # of an HDF5 object: how many, and bytes of each
NAMES = 2**17  # bytes of an attribute of whole-model HDF5, which lists the names of layers or of arrays
CONFIG, VERSION = "model_config", "keras_version"
_WEIGHTS = "model.weights.h5"  # as it is called in a .keras file


def check_weights(stream: IO[bytes] | io.RawIOBase, size: int) -> None:
    """The model.weights.h5 of a `.keras` file, of `size` bytes. Raises ModelFailure."""
    try:
        with hdf5.opened(stream) as container:
            stored = sum(_bytes(dataset, path, ATTRIBUTE) for dataset, path in _datasets(container.id, ATTRIBUTE))
    except hdf5.ERRORS as error:
        raise ModelFailure(
            "The weights in {file} are damaged ({reason}). Copy it again from the original.",
            reason=first_line(error),
        ) from error
    if stored > size:  # arrays that share their bytes
        raise unlike_keras(_WEIGHTS)


def check_model(stream: IO[bytes] | io.RawIOBase, size: int, most: int) -> None:
    """A whole model in HDF5, of `size` bytes.

    Args:
        most: bytes that its config may have.

    Raises:
        ModelFailure: it must not be loaded, or is no whole model.
    """
    try:
        with hdf5.opened(stream) as container:
            stored = sum(_bytes(dataset, path, NAMES) for dataset, path in _datasets(container.id, max(NAMES, most)))
            config, version = hdf5.text(container, CONFIG, most), keras_version(container)
    except hdf5.ERRORS as error:
        raise ModelFailure(
            "The model file {file} is damaged ({reason}). Copy it again from the original.",
            reason=first_line(error),
        ) from error
    if stored > size:
        raise unlike_keras("model_weights")
    if config is None:
        raise ModelFailure(
            "{file} holds weights only, not the model they belong to. Build the model in Keras, load them with "
            'model.load_weights, and save it with model.save("{name}.keras").'
        )
    check_config(to_keras_3(parsed(config.encode()), keras=version))


def keras_version(container: Any) -> int:
    """The major version of the Keras that wrote a whole model: 2 or 3. Raises what `hdf5.text` raises."""
    version = hdf5.text(container, VERSION, ATTRIBUTE) or ""
    return 3 if re.match(r"[3-9]\.", version) else 2


def _datasets(root: Any, attribute: int) -> Iterator[tuple[Any, str]]:
    """Of an HDF5 file, with their paths. No link is followed, and every object is met once, else it is refused."""
    from h5py import h5d, h5g, h5l, h5o

    waiting, seen = [(root, "")], {h5o.get_info(root).addr}
    while waiting:
        group, path = waiting.pop()
        _check_attributes(group, path, attribute)
        if len(seen) + group.get_num_objs() > OBJECTS or path.count("/") > DEPTH:
            raise unlike_keras(path)
        for name in group:
            place = f"{path}/{name.decode('utf-8', 'replace')}"
            if group.links.get_info(name).type != h5l.TYPE_HARD:
                raise ModelFailure(
                    "{entry} in {file} is a link, which may lead to another file. It is not loaded. "
                    "Save the model again with Keras.",
                    entry=printable(place),
                )
            address = h5o.get_info(group, name).addr
            if address in seen:
                raise unlike_keras(place)
            seen.add(address)
            member = h5o.open(group, name)
            if isinstance(member, h5g.GroupID):
                waiting.append((member, place))
            elif isinstance(member, h5d.DatasetID):
                yield member, place
            else:
                raise unlike_keras(place)


def _check_attributes(holder: Any, path: str, most: int) -> None:
    from h5py import h5a

    count = h5a.get_num_attrs(holder)
    if count > ATTRIBUTES or any(hdf5.size(h5a.open(holder, index=i)) > most for i in range(count)):
        raise unlike_keras(path)


def _bytes(dataset: Any, path: str, attribute: int) -> int:
    """What an array takes in memory. Keras writes it in one piece, so that the file has as many bytes for it."""
    from h5py import h5d

    _check_attributes(dataset, path, attribute)
    plan = dataset.get_create_plist()
    if plan.get_layout() == h5d.VIRTUAL or plan.get_external_count():
        raise ModelFailure(
            "The numbers of {entry} in {file} lie in another file. It is not loaded. Save the model again with Keras.",
            entry=printable(path),
        )
    kind = dataset.get_type()
    declared = math.prod(dataset.shape) * int(kind.get_size())
    check_memory(declared)
    if not _is_number(kind) or plan.get_layout() not in (h5d.CONTIGUOUS, h5d.COMPACT):
        raise unlike_keras(path)
    if declared > dataset.get_storage_size():
        raise ModelFailure(
            "{entry} in {file} declares {size} MB that are not stored there. It is not loaded. "
            "Save the model again with Keras.",
            entry=printable(path),
            size=f"{declared / 1e6:,.0f}",
        )
    return declared


def _is_number(kind: Any) -> bool:
    from h5py import h5t

    if kind.get_class() in (h5t.OPAQUE, h5t.ENUM):  # how h5py writes bfloat16, float8 and bool
        return int(kind.get_size()) <= 2
    return kind.get_class() in (h5t.INTEGER, h5t.FLOAT) and int(kind.get_size()) <= 8
