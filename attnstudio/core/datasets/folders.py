"""Folders of pictures, listed by name: hidden files are no pictures, and a link that leads back ends nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from attnstudio.core import images

DEEPEST = 12  # folders below one another
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


def has_pictures(folder: Path | str) -> bool:
    """Whether there is a picture somewhere below a folder."""
    return any(names for _, names in below(folder))


def below(folder: Path | str, unreadable: list[tuple[Path, OSError]] | None = None) -> Iterator[tuple[str, list[str]]]:
    """Folders with the names of the pictures right inside them, from a folder down, in order; each folder once.

    Args:
        unreadable: takes the folders that cannot be read.
    """
    seen: set[tuple[int, int]] = set()
    pending = [(Path(folder), 0)]
    while pending:
        here, depth = pending.pop()
        try:
            status = here.stat()
            if status.st_ino and (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            found = listing(here)
        except OSError as error:
            if unreadable is not None:
                unreadable.append((here, error))
            continue
        if found.pictures:
            yield str(here), found.pictures
        if depth < DEEPEST:
            pending += [(here / name, depth + 1) for name in reversed(found.folders)]
