"""Decodes pictures in a process of its own, which is ended where one takes too long or too much memory, or crashes.

It is started when the first one comes, stays for the next, and ends with this process.
"""

from __future__ import annotations

import atexit
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

import numpy as np
import psutil

from attnstudio import paths
from attnstudio.core.context import check_token, token
from attnstudio.core.errors import Cancelled, PictureFailure
from attnstudio.core.plain import PlainError, Reader, Writer, named, packed, unpacked
from attnstudio.core.text import Notice

WORD = "decode"  # on the command line
_LENGTH = struct.Struct("<Q")
_LARGEST = 2**30  # bytes of an answer, of which a picture of 100 megapixels takes 300 MB
_LOOK = 0.05  # seconds between two looks at its memory


@dataclass(frozen=True)
class Limits:
    """Of one picture: seconds, and bytes of memory besides the content of its file."""

    seconds: float = 30.0
    memory: int = 3 * 2**30


@dataclass(frozen=True)
class Wanted:
    """A file's content, what messages call it, the side of a thumbnail, and levels as core.levels has them."""

    data: bytes
    file: str
    side: int | None
    levels: str


@dataclass(frozen=True, eq=False)
class Decoded:
    """`pixels`: uint8 (height, width, 3)."""

    pixels: np.ndarray
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Asked:
    """Of what is wanted: without the data, which follow."""

    size: int
    file: str
    side: int | None
    levels: str


@dataclass(frozen=True)
class _Told:
    """Of what was decoded: without the pixels, which follow."""

    width: int
    height: int
    notices: tuple[Notice, ...]


def _classes() -> dict[str, type]:
    return named((_Asked, _Told))


class Decoder:
    """Owns the process. Any thread may ask; they wait for each other."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def decode(self, wanted: Wanted) -> Decoded:
        """Raises PictureFailure, also where there can be no such process, or Cancelled: the job's token was set."""
        failures: list[PictureFailure | Cancelled] = []  # why the process was ended meanwhile
        with self._turn():
            try:
                process = self._started()
                assert process.stdin and process.stdout
                with self._watched(process, wanted, failures):
                    asked = _Asked(len(wanted.data), wanted.file, wanted.side, wanted.levels)
                    _send(process.stdin, asked, wanted.data)
                    answer = _receive(process.stdout)
                    if isinstance(answer, _Told):
                        return Decoded(_pixels(process.stdout, answer), answer.notices)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                raise failures[0] if failures else _crashed(wanted.file) from error
        if not isinstance(answer, PictureFailure):
            self.close()
            raise _crashed(wanted.file)
        raise answer

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One picture at a time. Raises Cancelled."""
        while not self._lock.acquire(timeout=_LOOK):
            check_token()
        try:
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process; the next picture starts another."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [*paths.program(), WORD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        for end in (self._process.stdin, self._process.stdout):
            assert end is not None
            with suppress(OSError):
                end.close()
        self._process.wait()
        self._process = None

    @contextmanager
    def _watched(
        self, process: subprocess.Popen[bytes], wanted: Wanted, failures: list[PictureFailure | Cancelled]
    ) -> Iterator[None]:
        done, cancelled = threading.Event(), token()

        def watch() -> None:
            end, most = time.monotonic() + self._limits.seconds, self._limits.memory + 2 * len(wanted.data)
            while not done.wait(_LOOK):
                reason: PictureFailure | Cancelled | None = Cancelled() if cancelled.is_set() else None
                if time.monotonic() > end:
                    reason = _too_slow(wanted.file, self._limits.seconds)
                with suppress(psutil.Error):
                    if _memory_of(process.pid) > most:
                        reason = _too_large(wanted.file)
                if reason is not None:
                    failures.append(reason)
                    process.kill()
                    return

        watcher = threading.Thread(target=watch, name="watching the decoder", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


DECODER = Decoder()
atexit.register(DECODER.close)


def serve(answer: Callable[[Wanted], Decoded], incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """In the process: answer until nobody asks any more."""
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = _receive(incoming)
            assert isinstance(asked, _Asked)
            data = _exactly(incoming, asked.size)
            try:
                found = answer(Wanted(data, asked.file, asked.side, asked.levels))
            except PictureFailure as failure:
                _send(outgoing, failure)
                continue
            height, width = found.pixels.shape[:2]
            _send(outgoing, _Told(width, height, found.notices), np.ascontiguousarray(found.pixels).data)


def _send(stream: IO[bytes], value: object, data: bytes | memoryview = b"") -> None:
    content = packed(Writer(_classes).written(value))
    for part in (_LENGTH.pack(len(content)), content, data):
        stream.write(part)
    stream.flush()


def _receive(stream: IO[bytes]) -> object:
    """Raises EOFError where the other side is gone, PlainError where it says what is no value."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _LARGEST:
        raise PlainError(f"{length} bytes")
    return Reader(_classes).read(unpacked(_exactly(stream, length)))


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _pixels(stream: IO[bytes], told: _Told) -> np.ndarray:
    """Raises EOFError, PlainError."""
    if min(told.width, told.height) < 1 or told.width * told.height > _LARGEST // 3:
        raise PlainError(f"{told.width} x {told.height}")
    pixels = np.empty((told.height, told.width, 3), np.uint8)
    left = pixels.reshape(-1).data
    while left:
        count = stream.readinto(left)  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        left = left[count:]
    return pixels


def _memory_of(pid: int) -> int:
    """On Windows the Python of a virtual environment starts the real one as a child process."""
    process = psutil.Process(pid)
    others = process.children(recursive=True) if sys.platform == "win32" else []
    return sum(one.memory_info().rss for one in (process, *others))


def _too_slow(file: str, seconds: float) -> PictureFailure:
    return PictureFailure(
        "Decoding {file} took longer than {seconds} s. Save it as PNG or JPEG in another program, or open a smaller "
        "version.",
        file=file,
        seconds=round(seconds),
    )


def _too_large(file: str) -> PictureFailure:
    return PictureFailure(
        "There is not enough memory to open {file}. Close other programs, or open a smaller version.", file=file
    )


def _crashed(file: str) -> PictureFailure:
    return PictureFailure(
        "Decoding {file} failed: the process that does it has ended. Save it as PNG or JPEG in another program.",
        file=file,
    )
