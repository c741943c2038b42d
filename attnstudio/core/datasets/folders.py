"""Folders of pictures, listed by name: hidden files are no pictures, and a link that leads back ends nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from attnstudio.core import images

DEEPEST = 12  # folders below one another
_ENDINGS = tuple(images.SUFFIXES)
_FOREIGN = ("__MACOSX", "@eaDir")  # what archives and network drives add


class Listing(NamedTuple):
    """Names right inside a folder, in order."""

    pictures: list[str]
    folders: list[str]


def listing(folder: Path | str) -> Listing:
    """Raises OSError."""
    pictures, folders = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith(".") or name in _FOREIGN:
                continue
            try:
                if entry.is_dir():
                    folders.append(name)
                elif name.lower().endswith(_ENDINGS) and entry.is_file():
                    pictures.append(name)
            except OSError:  # a link that leads back to itself
                continue
    return Listing(sorted(pictures), sorted(folders))


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
