"""HDF5 files as h5py opens them."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from traceback import clear_frames
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import h5py

SIGNATURE = b"\x89HDF\r\n\x1a\n"
# What h5py raises for damaged files.
ERRORS = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, MemoryError)
_BEGINNING = 2**20  # bytes, in which Keras writes the names of what a whole model has


def looks_whole(path: Path) -> bool:
    """Whether a file is most likely a whole HDF5 model and not only weights, judged without the HDF5 library."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(SIGNATURE)) == SIGNATURE and b"model_config" in stream.read(_BEGINNING)
    except OSError:
        return False


@contextmanager
def opened(stream: IO[bytes] | io.RawIOBase) -> Iterator[h5py.File]:
    """The file in a stream, to be read: HDF5's own access to files breaks on some paths.

    Raises:
        OSError, RuntimeError: it is no HDF5 file, or damaged.
    """
    import h5py

    try:
        container = h5py.File(stream, "r")
    except Exception as error:
        # In h5py's frames there is a handle of HDF5. If the error keeps it until Python has ended, its release crashes.
        clear_frames(error.__traceback__)
        raise
    with container:
        yield container


class OpenFile(io.BytesIO):
    """An open file where Keras takes a file's name or bytes in memory: nothing is opened again by its name."""

    def __init__(self, stream: BufferedReader, name: str) -> None:
        super().__init__()
        self._stream, self._name = stream, name

    def __str__(self) -> str:
        return self._name

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int | None = -1) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def readinto(self, buffer: Any) -> int:
        return self._stream.readinto(buffer)


def size(attribute: h5py.h5a.AttrID) -> int:
    """Of an attribute, in bytes. Texts of no fixed length count as their references."""
    return math.prod(attribute.shape or ()) * int(attribute.get_type().get_size())


def text(holder: h5py.Group, attribute: str, most: int) -> str | None:
    """A text of at most `most` bytes that is an attribute; None where there is none.

    Raises:
        ValueError: it is longer, or no text.
        OSError, RuntimeError: it is damaged.
    """
    import h5py

    if attribute not in holder.attrs:
        return None
    described = holder.attrs.get_id(attribute)
    if described.shape != () or h5py.check_string_dtype(described.dtype) is None:
        raise ValueError(f"{attribute} is no text")
    if size(described) > most:
        raise ValueError(f"{attribute} is too long")
    value = holder.attrs[attribute]
    content = value.encode() if isinstance(value, str) else bytes(value)
    if len(content) > most:
        raise ValueError(f"{attribute} is too long")
    return content.decode()
