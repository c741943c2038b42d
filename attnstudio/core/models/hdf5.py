"""HDF5 files as h5py opens them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import clear_frames
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import h5py


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
