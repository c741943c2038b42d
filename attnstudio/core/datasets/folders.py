"""Folders of pictures, listed by name: hidden files are no pictures, and a link that leads back ends nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from attnstudio.core import images
from attnstudio.core.errors import DataSetFailure, first_line

DEEPEST = 4  # folders below one another in that of a class
_LOOKED_INTO = 20  # folders, for a short look
_ENDINGS = tuple(images.SUFFIXES)
_FOREIGN = ("__MACOSX", "@eaDir")  # what archives and network drives add


class Listing(NamedTuple):
    """Names right inside a folder, in order. `others`: files that are no pictures by their name."""

    pictures: list[str]
    folders: list[str]
    others: list[str]


class Place:
    """A path that may be a data set: what it is, looked up once for all forms. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def is_file(self) -> bool:
        return self.path.is_file()

    @cached_property
    def is_folder(self) -> bool:
        return self.path.is_dir()

    @cached_property
    def inside(self) -> Listing:
        """Of a folder; of another path empty."""
        return listing(self.path) if self.is_folder else Listing([], [], [])


def listing(folder: Path | str) -> Listing:
    """Raises OSError."""
    pictures, folders, others = list[str](), list[str](), list[str]()
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith(".") or name in _FOREIGN:
                continue
            try:
                if entry.is_dir():
                    folders.append(name)
                elif entry.is_file():
                    (pictures if name.lower().endswith(_ENDINGS) else others).append(name)
            except OSError:  # a link that leads back to itself
                continue
    return Listing(sorted(pictures), sorted(folders), sorted(others))


def has_pictures(folder: Path) -> bool:
    """Whether there is a picture below a folder, as far as a short look tells."""
    return any(names for _, names in islice(below(folder), _LOOKED_INTO))


def below(folder: Path, left_out: list[tuple[Path, DataSetFailure]] | None = None) -> Iterator[tuple[Path, list[str]]]:
    """Folders with the names of the pictures right inside them, from a folder down, in order; each folder once.

    Args:
        left_out: takes the folders that are not read, each with the reason.
    """
    left_out = [] if left_out is None else left_out
    seen: set[tuple[int, int]] = set()
    pending = [(folder, 0)]
    while pending:
        here, depth = pending.pop()
        try:
            status = here.stat()
            if status.st_ino and (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            found = listing(here)
        except OSError as error:
            left_out.append((here, unreadable(here, error)))
            continue
        yield here, found.pictures
        if depth < DEEPEST:
            pending += [(here / name, depth + 1) for name in reversed(found.folders)]
        else:
            template = "{folder} is not read: it lies too deep below the folder of its class. Move it up."
            left_out += [(here / name, DataSetFailure(template, folder=here / name)) for name in found.folders]


def unreadable(path: Path, error: Exception) -> DataSetFailure:
    """A failure to open a file or folder."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return DataSetFailure("{file} is not there: it was moved or deleted. Choose it again.", file=path)
    if getattr(error, "errno", None) == errno.ELOOP:
        return DataSetFailure("{file} is a link that leads to itself. Choose the data set.", file=path)
    reason = getattr(error, "strerror", None) or first_line(error)
    return DataSetFailure(
        "{file} cannot be read: {reason}. Check its permissions, or copy it.", file=path, reason=reason
    )
