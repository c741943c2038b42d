"""Pictures inside array files: where the rows of an array lie on the disk. NumPy's .npy and .npz, MNIST's IDX, CIFAR's
binary batches. Nothing is unpickled, and no array is ever in memory as a whole."""

from __future__ import annotations

import gzip
import os
import struct
import threading
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedIOBase
from pathlib import Path
from typing import IO, cast

import numpy as np

from attnstudio import paths
from attnstudio.core.errors import PictureFailure, first_line
from attnstudio.core.files import FileState, state
from attnstudio.core.text import Notice, tr_noop

IMAGES = "images"  # what the only array of an IDX file or a CIFAR batch is called
MAX_PICTURE_BYTES = 512 * 2**20
MAX_PICTURE_PIXELS = 100_000_000
MAX_UNPACKED_BYTES = 8 * 2**30  # of one array
MAX_CACHE_BYTES = 16 * 2**30
_MAX_MEMBERS = 10_000  # of an .npz
_BLOCK = 2**20
_KNOWN = 64  # arrays whose place is remembered
_IDX_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_CIFAR_SHAPE, _CIFAR_BYTES = (3, 32, 32), 3072


@dataclass(frozen=True)
class ArrayRows:
    """An array whose first axis counts its rows.

    Attributes:
        file: holds the values; not the array file itself where that is compressed.
        start: of the first row, in bytes; `stride`: from row to row.
        shape: of one row.
        declared: how many rows there should be; `count`: how many there are.
    """

    file: Path
    start: int
    stride: int
    shape: tuple[int, ...]
    dtype: np.dtype
    declared: int
    count: int

    @property
    def row_bytes(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize

    def read(self, first: int, count: int = 1) -> bytes:
        """Rows that follow each other, without what lies between them. Raises OSError."""
        with self.file.open("rb") as stream:
            stream.seek(self.start + first * self.stride)
            data = stream.read(count * self.stride)
        if len(data) < (count - 1) * self.stride + self.row_bytes:
            raise OSError(Notice(tr_noop("it was cut off while it was read")))
        if self.stride == self.row_bytes:
            return data
        return b"".join(data[at : at + self.row_bytes] for at in range(0, len(data), self.stride))

    def values(self, first: int, count: int) -> np.ndarray:
        """(count, *shape). Raises OSError."""
        return np.frombuffer(self.read(first, count), self.dtype).reshape(count, *self.shape)

    def blocks(self, rows: int) -> Iterator[np.ndarray]:
        """All rows, so many at a time. Raises OSError."""
        for first in range(0, self.count, rows):
            yield self.values(first, min(rows, self.count - first))


@dataclass(frozen=True)
class _Place:
    """Where an array lies in a file. `unpack`: a stream of its bytes from the header on, where it is compressed."""

    header: int
    stride: int
    shape: tuple[int, ...]
    dtype: np.dtype
    count: int
    start: int = 0  # of the header
    size: int = 0  # of all bytes that are there, from `start` on
    unpack: Callable[[], BufferedIOBase] | None = None


Step = Callable[[int, int], None]
_LOCK = threading.RLock()  # the memory below, and one unpacking at a time
_FOUND: OrderedDict[tuple[FileState, str], ArrayRows | PictureFailure] = OrderedDict()


def rows_of(file: Path, name: str, step: Step | None = None) -> ArrayRows:
    """The rows of an array, ready to be read; a compressed array is unpacked into the cache folder once.

    Args:
        name: of the array in an .npz; the stem of an .npy; IMAGES in other files.
        step: called while it is unpacked, with the rows that are and how many there are; what it raises stops that.

    Raises:
        PictureFailure: there is none, or it cannot be read.
    """
    try:
        key = (state(file), name)
        with _LOCK:
            found = _FOUND.get(key)
            if isinstance(found, ArrayRows) and not found.file.is_file():  # the cache was emptied
                found = None
            if found is None:
                found = _located(file, name, key, step)
                _FOUND[key] = found
                while len(_FOUND) > _KNOWN:
                    _FOUND.popitem(last=False)
            _FOUND.move_to_end(key)
    except OSError as error:
        raise _unreadable(file, error) from error
    if isinstance(found, PictureFailure):
        raise PictureFailure(found.template, **found.values)
    return found


def shape_of(file: Path, name: str) -> tuple[int, tuple[int, ...], np.dtype]:
    """Rows, shape of one, and type of an array, from its header: nothing is unpacked. Raises PictureFailure."""
    try:
        place = _place(file, name)
    except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, struct.error) as error:
        raise _unreadable(file, error) from error
    return place.count, place.shape, place.dtype


def names_in(file: Path) -> list[str]:
    """The arrays in a file. Raises PictureFailure."""
    if file.suffix.lower() == ".npy":
        return [file.stem]
    if file.suffix.lower() != ".npz":
        return [IMAGES]
    try:
        with _archive(file) as archive:
            return [entry.filename.removesuffix(".npy") for entry in archive.infolist() if _is_array(entry)]
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, struct.error) as error:
        raise _unreadable(file, error) from error


def is_array_file(file: Path) -> bool:
    """By its name."""
    name = file.name.lower()
    return name.endswith((".npz", ".npy", ".bin")) or "idx3-ubyte" in name


def _located(file: Path, name: str, key: tuple[FileState, str], step: Step | None) -> ArrayRows | PictureFailure:
    try:
        place = _place(file, name)
        start, size, held_in = place.start + place.header, place.size - place.header, file
        if place.unpack is not None:
            held_in = _unpacked(place.unpack, place, key, file, step)
            start, size = place.header, held_in.stat().st_size - place.header
    except PictureFailure as failure:
        return failure
    except OSError:
        raise
    except (ValueError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, struct.error, SyntaxError) as error:
        return _unreadable(file, error)
    there = max(0, min(place.count, size // place.stride))
    return ArrayRows(held_in, start, place.stride, place.shape, place.dtype, place.count, there)


def _place(file: Path, name: str) -> _Place:
    """Raises PictureFailure, and what reading raises."""
    suffix = file.suffix.lower()
    if suffix == ".npz":
        return _in_archive(file, name)
    if name != (file.stem if suffix == ".npy" else IMAGES):
        raise no_array(file, name)
    if suffix == ".npy":
        with file.open("rb") as stream:
            return _numpy(stream, file, name, 0, file.stat().st_size)
    if suffix == ".bin":
        return _cifar(file)
    return _idx(file)


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(file) as archive:
        if len(archive.infolist()) > _MAX_MEMBERS:
            raise PictureFailure("{file} holds more than {limit} arrays. Split it.", file=file, limit=_MAX_MEMBERS)
        yield archive


def _is_array(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith(".npy") and "/" not in entry.filename


def _in_archive(file: Path, name: str) -> _Place:
    with _archive(file) as archive:
        entry = next((one for one in archive.infolist() if _is_array(one) and one.filename == f"{name}.npy"), None)
        if entry is None:
            raise no_array(file, name)
        with archive.open(entry) as stream:
            place = _numpy(stream, file, name, 0, entry.file_size)
        if entry.compress_type == zipfile.ZIP_STORED:
            with file.open("rb") as raw:
                raw.seek(entry.header_offset)
                local = struct.unpack("<4s22xHH", raw.read(30))
            begin = entry.header_offset + 30 + local[1] + local[2]
            there = min(entry.file_size, file.stat().st_size - begin)
            return _Place(place.header, place.stride, place.shape, place.dtype, place.count, begin, there)
    wanted = place.header + place.count * place.stride
    if entry.file_size != wanted or wanted > _most_unpacked(entry.compress_size):
        raise _damaged(file, Notice(tr_noop("{array} has another size than its header says"), {"array": name}))
    return _Place(
        place.header, place.stride, place.shape, place.dtype, place.count, unpack=lambda: _member(file, entry.filename)
    )


def _member(file: Path, name: str) -> BufferedIOBase:
    return cast(BufferedIOBase, zipfile.ZipFile(file).open(name))


def _numpy(stream: IO[bytes], file: Path, name: str, start: int, size: int) -> _Place:
    try:
        version = np.lib.format.read_magic(stream)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, is_fortran, dtype = reader(stream)
    except (OSError, zlib.error, zipfile.BadZipFile):
        raise
    except Exception as error:  # NumPy raises nearly anything on a damaged header
        raise ValueError(first_line(error)) from error
    if dtype.hasobject:
        raise PictureFailure(
            "{array} in {file} holds pickled objects and is not opened: such data can run program code when it is "
            "opened. Save it as an array of numbers or texts.",
            file=file,
            array=name,
        )
    if is_fortran and len(shape) > 1:
        raise PictureFailure(
            "{array} in {file} is stored column by column, so that no picture lies in one piece. "
            "Save numpy.ascontiguousarray of it.",
            file=file,
            array=name,
        )
    if not shape:
        raise PictureFailure("{array} in {file} is a single value, not an array.", file=file, array=name)
    if any(side < 0 for side in shape):
        raise _damaged(file, Notice(tr_noop("{array} has another size than its header says"), {"array": name}))
    count, row = shape[0], tuple(shape[1:])
    stride = max(1, _product(row) * dtype.itemsize)
    return _Place(stream.tell(), stride, row, dtype, count, start, size)


def _product(sides: tuple[int, ...]) -> int:
    """Without NumPy's overflow."""
    result = 1
    for side in sides:
        result *= side
    return result


def _idx(file: Path) -> _Place:
    is_packed = file.suffix.lower() == ".gz"

    def opened() -> BufferedIOBase:
        return cast(BufferedIOBase, gzip.open(file) if is_packed else file.open("rb"))

    with opened() as stream:
        head = stream.read(4)
        if len(head) < 4 or head[:2] != b"\0\0" or head[2] not in _IDX_TYPES or not 1 <= head[3] <= 4:
            raise PictureFailure(
                "{file} is no IDX file as MNIST has them. Download it again, or choose another.", file=file
            )
        sides = stream.read(4 * head[3])
        if len(sides) < 4 * head[3]:
            raise _damaged(file, Notice(tr_noop("it ends in its header")))
    shape = struct.unpack(f">{head[3]}I", sides)
    dtype = np.dtype(_IDX_TYPES[head[2]])
    header, stride = 4 + 4 * head[3], max(1, _product(shape[1:]) * dtype.itemsize)
    if is_packed:
        if header + stride * shape[0] > _most_unpacked(file.stat().st_size):
            raise _damaged(file, Notice(tr_noop("{array} has another size than its header says"), {"array": IMAGES}))
        return _Place(header, stride, shape[1:], dtype, shape[0], unpack=opened)
    return _Place(header, stride, shape[1:], dtype, shape[0], size=file.stat().st_size)


def _most_unpacked(packed: int) -> int:
    """What so many bytes can give at most: deflate packs no more than 1032 into one."""
    return 1040 * (packed + 64)


def cifar_labels(file: Path) -> int:
    """Bytes of labels before each picture of a CIFAR batch: 1 in CIFAR-10, 2 (coarse, fine) in CIFAR-100."""
    size = file.stat().st_size
    if file.stem.lower() in ("train", "test") and (size % (_CIFAR_BYTES + 1) or not size % (_CIFAR_BYTES + 2)):
        return 2
    return 1


def _cifar(file: Path) -> _Place:
    labels, size = cifar_labels(file), file.stat().st_size
    stride = labels + _CIFAR_BYTES
    if size < stride:
        raise _damaged(file, Notice(tr_noop("it holds not one picture")))
    return _Place(labels, stride, _CIFAR_SHAPE, np.dtype(np.uint8), -(-size // stride), size=size + labels)


def _unpacked(
    opened: Callable[[], BufferedIOBase], place: _Place, key: tuple[FileState, str], file: Path, step: Step | None
) -> Path:
    """A file with an array's bytes, or as many as there are; the one of an earlier time where it is still there."""
    wanted = place.header + place.count * place.stride
    if wanted > MAX_UNPACKED_BYTES:
        raise PictureFailure(
            "{file} takes more than {limit} GB when it is unpacked. Save it uncompressed (numpy.savez), or split it.",
            file=file,
            limit=MAX_UNPACKED_BYTES // 2**30,
        )
    (_, *exact), name = key
    identity = repr((str(file.absolute()), *exact, name)).encode("utf-8", "surrogatepass")
    target = paths.unpacked_arrays() / f"{sha256(identity).hexdigest()[:32]}.rows"
    if target.is_file():
        os.utime(target)  # the ones used last stay longest
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    make_room(wanted, target.parent)
    temporary = target.with_suffix(f".{os.getpid()}.part")
    try:
        with opened() as source, temporary.open("wb") as sink:
            left = wanted
            while left:
                try:
                    data = source.read1(min(_BLOCK, left))
                except (EOFError, zlib.error):  # it was cut off: what there is can be used
                    break
                if not data:
                    break
                sink.write(data)
                left -= len(data)
                if step is not None:
                    step((wanted - left) // place.stride, place.count)
            else:
                source.read(1)  # at its end the checksum is compared
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def make_room(wanted: int, folder: Path, limit: int = MAX_CACHE_BYTES) -> None:
    """Removes the unpacked arrays that were not used for longest, until so many bytes fit into the limit."""
    files = sorted(((one.stat(), one) for one in folder.glob("*.rows")), key=lambda pair: pair[0].st_mtime_ns)
    total = sum(status.st_size for status, _ in files)
    for status, one in files:
        if total + wanted <= limit:
            return
        try:
            one.unlink()
        except OSError:  # in use, where the system keeps those
            continue
        total -= status.st_size


def no_array(file: Path, name: str) -> PictureFailure:
    return PictureFailure("{file} has no array {array}. Open the file to see which it has.", file=file, array=name)


def _damaged(file: Path, reason: Notice) -> PictureFailure:
    return PictureFailure(
        "{file} is damaged or incomplete ({reason}). Copy or download it again.", file=file, reason=reason
    )


def _unreadable(file: Path, error: Exception) -> PictureFailure:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return PictureFailure("{file} is not there: it was moved or deleted. Choose it again.", file=file)
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        reason: object = error.strerror or (error.args[0] if error.args else first_line(error))
        return PictureFailure("{file} cannot be read: {reason}. Open a copy.", file=file, reason=reason)
    return PictureFailure(
        "{file} is damaged or incomplete ({reason}). Copy or download it again.", file=file, reason=first_line(error)
    )
