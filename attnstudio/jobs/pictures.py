"""Pictures and thumbnails, decoded in threads of their own so that the window never waits for a file."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from attnstudio.core import images
from attnstudio.core.errors import Failure, PictureFailure, first_line
from attnstudio.core.picture_store import PictureStore
from attnstudio.jobs.picture_watch import PictureWatch

_LOG = logging.getLogger(__name__)
THUMBNAIL_SIDE = 192
_MOST_WAITING = 300  # thumbnails


class DisplayPicture:
    """A decoded picture, and halved copies of it, so that a zoomed-out view of a large one paints quickly.

    `levels[k]` is the picture at 1 / 2**k of its size.
    """

    def __init__(self, picture: images.Picture) -> None:
        self.picture = picture
        self.levels = [to_qimage(picture.pixels)]
        while max(self.levels[-1].width(), self.levels[-1].height()) > 1024:
            last = self.levels[-1]
            half = last.scaled(
                max(1, last.width() // 2),
                max(1, last.height() // 2),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.levels.append(half.convertToFormat(QImage.Format.Format_RGB32))


def to_qimage(pixels: np.ndarray) -> QImage:
    """uint8 (height, width, 3) -> a QImage with its own memory, in the format that paints fastest."""
    height, width, _ = pixels.shape
    image = QImage(np.ascontiguousarray(pixels).data, width, height, width * 3, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


class PictureLoader(QObject):
    """Decodes in the background. Only the last requested picture arrives; all thumbnails do.

    Args:
        store: where pictures are decoded; None: one of its own.
    """

    loaded = Signal(object)  # DisplayPicture
    failed = Signal(object, object)  # Path, Failure
    thumbnail_ready = Signal(object, object)  # Path, QImage; null where the file is no picture

    _decoded = Signal(int, object, object)  # number, Path, DisplayPicture or Failure

    def __init__(self, store: PictureStore | None = None) -> None:
        super().__init__()
        self.store = PictureStore() if store is None else store
        self.watch = PictureWatch(self.store)
        # Two lanes, so that the chosen picture never waits behind a folder's thumbnails.
        self._picture_lane = ThreadPoolExecutor(1, "picture")
        self._thumbnail_lane = ThreadPoolExecutor(1, "thumbnail")
        self._number = 0
        self._asked: set[Path] = set()  # thumbnails that are being made, or are there
        self._waiting: OrderedDict[Path, None] = OrderedDict()  # those that are not begun
        self._lock = threading.Lock()
        self._decoded.connect(self._on_decoded, Qt.ConnectionType.QueuedConnection)

    def load(self, path: Path, levels: str = "auto") -> None:
        """Decode a picture by the levels. `loaded` or `failed` follows, unless another picture is requested before."""
        self._number += 1
        number = self._number

        def decode() -> None:
            if number != self._number:  # another picture was requested meanwhile
                return
            decoded = or_failure(lambda: DisplayPicture(self.store.get(path, levels)), path)
            self._decoded.emit(number, path, decoded)

        self._picture_lane.submit(decode)

    def request_thumbnail(self, path: Path) -> None:
        """`thumbnail_ready` follows, once for each path; the one requested last comes first. Of more than
        can be seen at a time, the oldest are dropped: they can be requested again."""
        if path in self._asked:
            return
        self._asked.add(path)
        with self._lock:
            self._waiting[path] = None
            if len(self._waiting) > _MOST_WAITING:
                oldest, _ = self._waiting.popitem(last=False)
                self._asked.discard(oldest)
        self._thumbnail_lane.submit(self._make_thumbnail)

    def forget_thumbnail(self, path: Path) -> None:
        """It can be requested again."""
        self._asked.discard(path)

    def _make_thumbnail(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            path, _ = self._waiting.popitem()
        decoded = or_failure(lambda: to_qimage(images.thumbnail(path, THUMBNAIL_SIDE)), path)
        self.thumbnail_ready.emit(path, QImage() if isinstance(decoded, Failure) else decoded)

    def stop(self) -> None:
        """Drop what has not begun, wait for what has."""
        self._number += 1
        self.watch.stop()
        for lane in (self._picture_lane, self._thumbnail_lane):
            lane.shutdown(wait=True, cancel_futures=True)

    @Slot(int, object, object)
    def _on_decoded(self, number: int, path: Path, outcome: object) -> None:
        if number != self._number:
            return
        if isinstance(outcome, Failure):
            self.failed.emit(path, outcome)
        else:
            self.loaded.emit(outcome)


def or_failure(make: Callable[[], object], path: Path) -> object:
    """What `make` gives, or what went wrong with the picture in `path`."""
    try:
        return make()
    except Failure as failure:
        return failure
    except Exception as error:
        _LOG.error("cannot decode %s", path, exc_info=error)
        return PictureFailure("{file} cannot be shown ({reason}).", file=path, reason=first_line(error))
