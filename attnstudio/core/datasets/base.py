"""What a data set is: pictures with labels, and how one is opened, whatever its form.

A form is one file in this folder that registers its class; nothing else changes.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from attnstudio.core.datasets.folders import Place, unreadable
from attnstudio.core.errors import Cancelled, DataSetFailure, Failure
from attnstudio.core.registry import Registry

NO_LABEL = -1


@dataclass(frozen=True)
class LeftOut:
    """A part of a data set that could not be read.

    `name`: what the data set calls it. `is_picture`: whether it is a single picture, which has no row.
    """

    name: str
    reason: Failure
    is_picture: bool = False


@dataclass(frozen=True, eq=False)
class DataSet:
    """Pictures in their order, none of them decoded.

    Attributes:
        path: what was opened.
        pictures: a path each, n in all; made when they are read where there may be many.
        class_names: by index, as the data set has them; () where labels are indices of the model's classes, or there
            are none.
        labels: int32 (n,), read-only, into `class_names`, or into the model's classes; NO_LABEL: it has none.
        columns: further columns of a table, n texts each, by heading.
        left_out: what could not be read, each with the reason.
        regions: file or folder of annotations of these pictures, for core.annotations; None: there is none.
    """

    path: Path
    pictures: Sequence[Path]
    class_names: tuple[str, ...]
    labels: np.ndarray
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left_out: Sequence[LeftOut] = ()
    regions: Path | None = None

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def has_labels(self) -> bool:
        return bool((self.labels != NO_LABEL).any())


@dataclass(frozen=True)
class Reading:
    """The reading of a data set that runs.

    Attributes:
        cancelled: set by another thread to stop it.
        progress: called with (pictures found so far, how many there are, or 0 where that is not known).
    """

    cancelled: threading.Event | None = None
    progress: Callable[[int, int], None] | None = None

    def step(self, done: int, total: int = 0) -> None:
        """Call it every thousand rows or so. Raises Cancelled."""
        if self.cancelled is not None and self.cancelled.is_set():
            raise Cancelled
        if self.progress is not None:
            self.progress(done, total)


class DataSetForm(ABC):
    """A stateless form of data set. `rank`: where several recognise a path, that with the lowest reads it."""

    id: ClassVar[str]
    name: ClassVar[str]
    rank: ClassVar[int]

    @abstractmethod
    def recognises(self, place: Place) -> bool:
        """Whether a path is of this form, by its name, its first bytes, or a folder's listing. Raises OSError."""

    @abstractmethod
    def read(self, path: Path, reading: Reading) -> DataSet:
        """A path that was recognised. Raises DataSetFailure, OSError, Cancelled."""


FORMS: Registry[DataSetForm] = Registry("attnstudio.core.datasets")


def open_data_set(
    path: Path,
    *,
    cancelled: threading.Event | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DataSet:
    """The data set at a path: what can be read of it, and what cannot with the reasons. Decodes no picture.

    Args:
        path: a file or folder, of any of FORMS.
        cancelled, progress: as Reading has them.

    Raises:
        DataSetFailure: it is no data set, or nothing of it can be read.
        Cancelled
    """
    try:
        form = form_of(path)
        if form is None:
            path.stat()
            raise DataSetFailure(
                "{file} is no data set. Open one of these: {forms}.",
                file=path,
                forms="; ".join(form.name for form in _ranked()),
            )
        found = form.read(path, Reading(cancelled, progress))
    except MemoryError as error:
        raise DataSetFailure(
            "There is not enough memory to open {file}. Close other programs, or split it.", file=path
        ) from error
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    found.labels.flags.writeable = False
    return found


def is_data_set(path: Path) -> bool:
    """Whether `open_data_set` would try to read a path. Cheap: the whole is not read."""
    try:
        return form_of(path) is not None
    except (OSError, ValueError):
        return False


def form_of(path: Path) -> DataSetForm | None:
    """The form that would read a path; None: it is no data set. Raises OSError."""
    place = Place(path)
    return next((form for form in _ranked() if form.recognises(place)), None)


def _ranked() -> list[DataSetForm]:
    return sorted(FORMS, key=lambda form: form.rank)


def without_labels(count: int) -> np.ndarray:
    return np.full(count, NO_LABEL, np.int32)
