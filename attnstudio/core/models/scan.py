"""Whether a user's model file may be loaded. Keras has not touched the file yet, and nothing that it holds is run.

It is parsed with what Keras parses it with, zipfile, json and h5py, so that both see the same. What is in HDF5 is
scanned by `hdf5_scan`, only in the sandbox: on some files the HDF5 library never returns.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models import hdf5, hdf5_scan
from attnstudio.core.models.allowlist import check_config, parsed, printable
from attnstudio.core.models.legacy.translate import is_keras_2, to_keras_3

SUFFIX = ".keras"
HDF5_SUFFIXES = (".h5", ".hdf5")
SUFFIXES = (SUFFIX, *HDF5_SUFFIXES)  # of users' own models, in small letters
CONFIG, WEIGHTS = "config.json", "model.weights.h5"
SIZES = {"metadata.json": 10**5, CONFIG: 4 * 10**6, WEIGHTS: 8 * 10**9}  # bytes, at most, of each entry
DIRECTORY = 10**5  # bytes of the zip's list of entries
RATIO = 20  # unpacked to packed bytes; weights hardly shrink at all

_BLOCK = 2**20
_ZIP = b"PK\x03\x04"
PICKLED = {".pkl", ".pickle", ".joblib", ".npz", ".npy", ".pt", ".pth", ".ckpt"}


def looks_like_user_model(path: Path) -> bool:
    """Whether a file among others is most likely a user's own model, by its name and its first bytes."""
    suffix = path.suffix.lower()
    return suffix == SUFFIX or (suffix in HDF5_SUFFIXES and path.is_file() and hdf5.looks_whole(path))


def scan(path: Path, stream: BufferedReader | None = None) -> None:
    """Pass, or say why not. It has no end in sight where the HDF5 library has none: only for the child process.

    Args:
        stream: the file, where it is open already; it stays so.

    Raises:
        ModelFailure: the file must not be loaded, or is no model at all.
    """
    _check(path, stream, arrays=True)


def check_file(path: Path) -> None:
    """As `scan`, as far as it can be seen without the HDF5 library, in a fraction of a second.

    Raises:
        ModelFailure: the file must not be loaded, or is no model at all.
    """
    _check(path, None, arrays=False)


def _check(path: Path, opened: BufferedReader | None, *, arrays: bool) -> None:
    try:
        _check_kind(path)
        with nullcontext(opened) if opened else path.open("rb") as stream:
            if not _is_hdf5(path, stream):
                _check_content(stream, arrays=arrays)
            elif arrays:
                hdf5_scan.check_model(stream, stream.seek(0, io.SEEK_END), SIZES[CONFIG])
    except ModelFailure as failure:
        raise ModelFailure(failure.template, file=path, name=path.stem, **failure.values) from failure.__cause__
    except OSError as error:
        raise ModelFailure(
            "The model file {file} cannot be read ({reason}).", file=path, reason=error.strerror or error
        ) from error


# Below, a failure is raised without the file, which `_check` adds.


def _check_kind(path: Path) -> None:
    """Only regular files are opened."""
    try:
        state = path.stat()
    except FileNotFoundError:
        raise ModelFailure("There is no model file {file}. Check its name.") from None
    if stat.S_ISDIR(state.st_mode):
        raise _folder(path)
    if not stat.S_ISREG(state.st_mode):
        raise ModelFailure("{file} is a device or a pipe. Choose the .keras or .h5 file of a model.")
    if state.st_size == 0:
        raise ModelFailure("The model file {file} is empty. Copy it again from the original.")


def _is_hdf5(path: Path, stream: BufferedReader) -> bool:
    """Only what begins like HDF5 or a zip goes further."""
    stream.seek(0)
    head = stream.read(len(hdf5.SIGNATURE))
    suffix = path.suffix.lower()
    if head == hdf5.SIGNATURE and suffix in SUFFIXES:
        return True
    if suffix == SUFFIX and head.startswith(_ZIP):
        return False
    raise _other(suffix, head)


def _folder(path: Path) -> ModelFailure:
    if any((path / name).exists() for name in ("saved_model.pb", "saved_model.pbtxt")):
        return ModelFailure(
            "{file} is a SavedModel, which is a program of its own and has no Keras layers. Build the model in Keras "
            'where it was made, give it the weights, and save it with model.save("{name}.keras").'
        )
    if (path / CONFIG).exists():
        return ModelFailure("{file} is a .keras file that was unpacked. Choose the .keras file itself.")
    return ModelFailure("{file} is a folder. Choose the .keras or .h5 file of a model.")


def _other(suffix: str, head: bytes) -> ModelFailure:
    if suffix in PICKLED:
        return ModelFailure(
            "{file} has a format that can run program code when it is opened. Build the model in Keras where it "
            'was made, give it the weights, and save it with model.save("{name}.keras").'
        )
    if suffix in (".zip", *HDF5_SUFFIXES) and head.startswith(_ZIP):
        return ModelFailure("The name of {file} must end in .keras. Rename it, if Keras saved it.")
    if head == hdf5.SIGNATURE:
        return ModelFailure("The name of {file} must end in .h5. Rename it, if Keras saved it.")
    if suffix in SUFFIXES:
        return ModelFailure("{file} is not a Keras model, or it is damaged. Copy it again from the original.")
    return ModelFailure(
        "{file} is not a .keras or .h5 file, and attnstudio opens no other model formats. Build the model in "
        'Keras where it was made, give it the weights, and save it with model.save("{name}.keras").'
    )


def _check_content(stream: BufferedReader, *, arrays: bool) -> None:
    try:
        _check_directory(stream)
        with zipfile.ZipFile(stream) as archive:
            entries = _entries(archive.infolist())
        config = io.BytesIO()
        _unpack(entries[CONFIG], stream, config)
        _check_architecture(config.getvalue())
        if arrays:
            with _opened(entries[WEIGHTS], stream) as weights:
                hdf5_scan.check_weights(weights, entries[WEIGHTS].file_size)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, OverflowError) as error:
        raise _damaged() from error


def _check_architecture(content: bytes) -> None:
    """Of a config.json, which Keras 2 may have written."""
    config = parsed(content)
    check_config(to_keras_3(config, keras=2) if is_keras_2(config) else config)


def _damaged() -> ModelFailure:
    return ModelFailure("The model file {file} is damaged or incomplete. Copy it again from the original.")


# The zip


def _check_directory(stream: BufferedReader) -> None:
    """Before zipfile reads the list of entries into memory, however long it is."""
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(max(0, size - 98))
    tail = stream.read().rjust(98, b"\0")
    large, locator, end = tail[:56], tail[56:76], tail[76:]
    if end[:4] != b"PK\x05\x06" or end[-2:] != b"\0\0":  # what does not end so was cut, or has something behind it
        raise _damaged()
    (length,) = struct.unpack("<L", end[12:16])
    if locator[:4] == b"PK\x06\x07":  # of a file over 2 GB
        (place,) = struct.unpack("<Q", locator[8:16])
        if large[:4] != b"PK\x06\x06" or place != size - 98:
            raise _damaged()
        (length,) = struct.unpack("<Q", large[40:48])
    if length > DIRECTORY:
        raise ModelFailure(
            "{file} holds far more entries than a model saved by Keras. It is not loaded. "
            "Save the model again with Keras."
        )


def _entries(found: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """By name. They are the three that Keras writes, and nothing else."""
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in found:
        _check_entry(entry)
        if entry.filename in entries:
            raise ModelFailure(
                "{file} holds {entry} more than once. It is not loaded. Save the model again with Keras.",
                entry=entry.filename,
            )
        entries[entry.filename] = entry
    for name in (CONFIG, WEIGHTS):
        if name not in entries:
            raise ModelFailure("{file} is not a Keras model: it has no {entry}.", entry=name)
    return entries


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if name not in SIZES:
        raise _stranger(name)
    if entry.flag_bits & 0x1:
        raise ModelFailure("{file} is encrypted. Save the model again with Keras, which does not encrypt.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ModelFailure(
            "{entry} in {file} is a link to another file. It is not loaded. Save the model again with Keras.",
            entry=name,
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ModelFailure(
            "{entry} in {file} uses an unsupported compression. Save the model again with Keras.", entry=name
        )
    if entry.file_size > SIZES[name] or entry.file_size > RATIO * entry.compress_size:
        raise ModelFailure(
            "{entry} in {file} unpacks to {size} MB, far more than belongs there. It is not loaded. "
            "Save the model again with Keras.",
            entry=name,
            size=f"{entry.file_size / 1e6:,.0f}",
        )


def _stranger(name: str) -> ModelFailure:
    parts = re.split(r"[/\\]", name)
    if ".." in parts or not parts[0] or ":" in parts[0]:
        return ModelFailure(
            "{file} would write outside its folder, to {entry}. It is not loaded. Save the model again with Keras.",
            entry=printable(name),
        )
    if name == "model.weights.npz":
        return ModelFailure(
            'The weights in {file} are an .npz file. Save the model again with model.save("{name}.keras").'
        )
    return ModelFailure(
        "{file} holds {entry}, which does not belong in a model for pictures. It is not loaded. If it belongs to "
        "a layer for text, save the model without that layer.",
        entry=printable(name),
    )


@contextmanager
def _opened(entry: zipfile.ZipInfo, stream: BufferedReader) -> Iterator[IO[bytes] | io.RawIOBase]:
    """The entry as a file of its own, after its size and its checksum were found right."""
    packed = _packed(entry, stream)
    if entry.compress_type == zipfile.ZIP_STORED:
        _unpack(entry, stream, None)
        yield packed
        return
    with tempfile.TemporaryFile() as target:
        _unpack(entry, stream, target)
        yield target


def _unpack(entry: zipfile.ZipInfo, stream: BufferedReader, target: IO[bytes] | None) -> None:
    """Not with zipfile, which cuts what is longer than declared instead of complaining, after unpacking all of it."""
    size = checksum = 0
    for block in _blocks(entry, stream):
        size += len(block)
        checksum = zlib.crc32(block, checksum)
        if size > entry.file_size:
            break
        if target is not None:
            target.write(block)
    if (size, checksum) != (entry.file_size, entry.CRC):
        raise _damaged()


def _blocks(entry: zipfile.ZipInfo, stream: BufferedReader) -> Iterator[bytes]:
    packed = _packed(entry, stream)
    if entry.compress_type == zipfile.ZIP_STORED:
        while block := packed.read(_BLOCK):
            yield block
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflater.eof:
        block = inflater.unconsumed_tail or packed.read(_BLOCK) or b""
        unpacked = inflater.decompress(block, _BLOCK)
        if not block and not unpacked:
            return
        yield unpacked


def _packed(entry: zipfile.ZipInfo, stream: BufferedReader) -> _Window:
    """The entry's bytes, behind its own header, which has to say the same as the zip's list of entries."""
    stream.seek(entry.header_offset)
    signature, flags, method, packed, size, name, extra = struct.unpack("<4s2xHH8xLLHH", stream.read(30))
    local_header = (signature, method, stream.read(name))
    if local_header != (_ZIP, entry.compress_type, entry.orig_filename.encode()):
        raise _damaged()
    sizes_follow, in_extra = flags & 0x8, 0xFFFFFFFF
    if not sizes_follow and in_extra not in (packed, size) and (packed, size) != (entry.compress_size, entry.file_size):
        raise _damaged()
    return _Window(stream, entry.header_offset + 30 + name + extra, entry.compress_size)


class _Window(io.RawIOBase):
    """A part of a file, read only, as a file of its own."""

    def __init__(self, stream: BufferedReader, start: int, size: int) -> None:
        self._stream, self._start, self._size, self._at = stream, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        part = memoryview(buffer).cast("B")[: max(0, self._size - self._at)]
        self._stream.seek(self._start + self._at)
        count = self._stream.readinto(part)
        self._at += count
        return count
