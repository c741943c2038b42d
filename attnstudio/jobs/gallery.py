"""Many pictures to be seen side by side, decoded in a thread of their own, each no larger than a screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, Qt, Signal, Slot

from attnstudio.core import images
from attnstudio.core.errors import Failure
from attnstudio.core.picture_store import PictureStore
from attnstudio.jobs.pictures import DisplayPicture, or_failure

LONGEST = 2048  # pixels of the longer side


class Gallery(QObject):
    """`arrived` follows for each picture requested, until others are.

    Args:
        store: where pictures are decoded; None: one of its own.
    """

    arrived = Signal(object, object)  # Path, DisplayPicture or Failure

    _decoded = Signal(int, object, object)  # number, Path, DisplayPicture or Failure

    def __init__(self, store: PictureStore | None = None) -> None:
        super().__init__()
        self._store = PictureStore() if store is None else store
        self._lane = ThreadPoolExecutor(1, "gallery")
        self._number = 0
        self._missing = 0
        self._decoded.connect(self._on_decoded, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return self._missing > 0

    def load(self, paths: Sequence[Path], levels: str = "auto") -> None:
        """Decode these by the levels, and no longer those requested before."""
        self._number += 1
        self._missing = len(paths)
        for path in paths:
            self._lane.submit(self._decode, self._number, path, levels)

    def stop(self) -> None:
        """Drop what has not begun, wait for what has."""
        self._number += 1
        self._lane.shutdown(wait=True, cancel_futures=True)

    def _decode(self, number: int, path: Path, levels: str) -> None:
        if number == self._number:
            decoded = or_failure(lambda: DisplayPicture(shrunk(self._store.get(path, levels))), path)
            self._decoded.emit(number, path, decoded)

    @Slot(int, object, object)
    def _on_decoded(self, number: int, path: Path, outcome: DisplayPicture | Failure) -> None:
        if number == self._number:
            self._missing -= 1
            self.arrived.emit(path, outcome)


def shrunk(picture: images.Picture) -> images.Picture:
    """The picture with its longer side at most LONGEST pixels."""
    height, width = picture.pixels.shape[:2]
    if max(width, height) <= LONGEST:
        return picture
    small = Image.fromarray(picture.pixels)
    small.thumbnail((LONGEST, LONGEST), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return replace(picture, pixels=np.asarray(small))
