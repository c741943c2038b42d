"""Blocks of bytes over two file descriptors, which are pipes."""

from __future__ import annotations

import contextlib
import struct
import sys
import threading
from io import FileIO

LARGEST = 2**30  # bytes: a picture of 100 megapixels takes 300 MB
_LENGTH = struct.Struct("<Q")
_PIPE_BYTES, _SET_PIPE_SIZE = 2**20, 1031  # of Linux's fcntl; a pipe holds 64 KB otherwise


class BrokenFramesError(ConnectionError):
    """What arrives is too long to be true."""


class Frames:
    """Two ends of pipes. Any thread may send; one thread receives."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = FileIO(reading, "r"), FileIO(writing, "w")
        self._sending = threading.Lock()
        if sys.platform == "linux":
            import fcntl

            for end in (reading, writing):
                with contextlib.suppress(OSError):  # the user has as many as are allowed
                    fcntl.fcntl(end, _SET_PIPE_SIZE, _PIPE_BYTES)

    def send(self, data: bytes | bytearray) -> None:
        """Raises OSError where the other side is gone."""
        with self._sending:
            for part in (_LENGTH.pack(len(data)), data):
                left = memoryview(part)
                while left:
                    left = left[self._writing.write(left) :]

    def receive(self) -> bytearray:
        """Raises EOFError where the other side is gone, BrokenFramesError."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > LARGEST:
            raise BrokenFramesError(f"{length} bytes")
        return self._exactly(length)

    def close(self) -> None:
        for end in (self._writing, self._reading):
            with contextlib.suppress(OSError):
                end.close()

    def _exactly(self, length: int) -> bytearray:
        data = bytearray(length)
        left = memoryview(data)
        while left:
            count = self._reading.readinto(left)
            if not count:
                raise EOFError
            left = left[count:]
        return data
