"""Decoded pictures, shared by everything that shows or explains them: each is decoded once while it stays the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path

from attnstudio.core import array_pictures, images
from attnstudio.core.context import check_token
from attnstudio.core.errors import Cancelled, PictureFailure
from attnstudio.core.images import Picture, Source

LIMIT_BYTES = 512 * 2**20
_LOOK = 0.05  # seconds between two looks whether the job is cancelled
_Key = tuple[Path, str]  # with the levels


class _GivenUpError(Exception):
    """The job in whose thread a picture was being decoded is cancelled: another one may still want it."""


class PictureStore:
    """Owns the pictures used last, as far as they fit. Thread-safe.

    Args:
        limit: bytes of pixels to hold; a single larger picture is held alone.
        decode: (path, levels) -> Picture; None: `images.decode`.
    """

    def __init__(self, limit: int = LIMIT_BYTES, decode: Callable[[Path, str], Picture] | None = None) -> None:
        self._limit, self._decode = limit, decode
        self._lock = threading.Lock()
        self._pictures: OrderedDict[_Key, Picture] = OrderedDict()
        self._decoding: dict[_Key, Future[Picture]] = {}
        self._listeners: list[Callable[[Path], None]] = []

    @property
    def size(self) -> int:
        """Bytes of the pixels that are held."""
        with self._lock:
            return self._size()

    def listen(self, listener: Callable[[Path], None]) -> None:
        """Call a function with each path whose file is found to have changed or vanished.

        It is called in the thread that finds out.
        """
        self._listeners.append(listener)

    def get(self, path: Path, levels: str = "auto", *, keep: bool = True) -> Picture:
        """The picture in the file as it is now; threads that need the same one at once share one decoding.

        Args:
            levels: as `images.decode` has them.
            keep: whether it stays here; False where many pictures are gone through once.

        Raises:
            PictureFailure, ChoiceFailure, Cancelled: as `images.decode`.
        """
        while True:
            with suppress(_GivenUpError):
                return self._got(path, levels, keep=keep)

    def _got(self, path: Path, levels: str, *, keep: bool) -> Picture:
        key = (path, levels)
        known, is_changed = self._look_up(key)
        if is_changed:
            self._report(path)
        if known is not None:
            return known
        with self._lock:
            if (arrived := self._pictures.get(key)) is not None:
                return arrived
            running = self._decoding.get(key)
            if running is None:
                mine = self._decoding[key] = Future[Picture]()
        if running is not None:
            while not wait([running], _LOOK).done:
                check_token()
            return running.result()
        try:
            picture = (self._decode or images.decode)(path, levels)
        except BaseException as error:
            with self._lock:
                del self._decoding[key]
            mine.set_exception(_GivenUpError() if isinstance(error, Cancelled) else error)
            raise
        with self._lock:
            del self._decoding[key]
            if keep:
                self._keep(key, picture)
        mine.set_result(picture)
        return picture

    def source(self, path: Path) -> Source | None:
        """What is known of the file as it is now, with its digest; None where it is not here, or was changed."""
        with self._lock:
            sources = [picture.source for (its_path, _), picture in self._pictures.items() if its_path == path]
        return next(filter(is_current, sources), None)

    def check(self, path: Path) -> bool:
        """Whether the pictures of a file are still valid; calls the listeners if not."""
        with self._lock:
            keys = [key for key in self._pictures if key[0] == path]
        is_changed = any([self._look_up(key)[1] for key in keys])
        if is_changed:
            self._report(path)
        return not is_changed

    def clear(self) -> None:
        with self._lock:
            self._pictures.clear()

    def _look_up(self, key: _Key) -> tuple[Picture | None, bool]:
        """The picture if it still holds, and whether another is dropped because its file was changed."""
        with self._lock:
            picture = self._pictures.get(key)
        if picture is None:
            return None, False
        if is_current(picture.source):
            with self._lock:
                if key in self._pictures:
                    self._pictures.move_to_end(key)
            return picture, False
        with self._lock:
            is_mine = self._pictures.get(key) is picture
            if is_mine:
                del self._pictures[key]
        return None, is_mine

    def _keep(self, key: _Key, picture: Picture) -> None:
        self._pictures[key] = picture
        self._pictures.move_to_end(key)
        size = self._size()
        while size > self._limit and len(self._pictures) > 1:
            _, dropped = self._pictures.popitem(last=False)
            size -= dropped.pixels.nbytes

    def _size(self) -> int:
        return sum(picture.pixels.nbytes for picture in self._pictures.values())

    def _report(self, path: Path) -> None:
        for listener in self._listeners:
            listener(path)


def is_current(source: Source) -> bool:
    """Whether the file still has the time and the size that it had when it was read."""
    try:
        state = array_pictures.file_of(source.path).stat()
    except OSError:
        return False
    return (state.st_mtime_ns, state.st_size) == (source.modified_ns, source.size)


def renewed(source: Source) -> Source | None:
    """What is known of a file that may have been copied since, as long as its content is the same; else None."""
    if is_current(source):
        return source
    if array_pictures.place_of(source.path) is not None:
        return None
    try:
        return now if (now := images.source_of(source.path)).digest == source.digest else None
    except PictureFailure:
        return None
