"""What the files of many pictures are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

_IN_ARRAY = re.compile(r"(.+)\[(\d+)\]")  # of a path of core.array_pictures


def unique_names(pictures: Sequence[Path], others: Iterable[str] = ()) -> Iterator[str]:
    """A name for the files of every picture: its stem, or of one in an array file `mnist-x_test-17`.

    Where several share it: the whole name; where these are in folders of classes, that of the folder before it; else a
    number behind it.

    Args:
        others: names that others have.
    """
    # By their hashes: a million names would take half a gigabyte. Two that share one only get a longer name.
    stems = _repeated((_stem(picture) for picture in pictures), len(pictures))
    names = _repeated((picture.name for picture in pictures), len(pictures))
    taken = set(map(_hash, others))
    if not stems and not taken:
        yield from map(_stem, pictures)
        return
    for picture in pictures:
        name = _stem(picture)
        if _hash(name) in stems:
            in_folder = f"{picture.parent.name}-{name}" if picture.parent.name else picture.name
            name = picture.name if _hash(picture.name) not in names else in_folder
        number = 2
        unique = name
        while _hash(unique) in taken:
            unique = f"{name}-{number}"
            number += 1
        taken.add(_hash(unique))
        yield unique


def _repeated(names: Iterable[str], count: int) -> set[int]:
    """Hashes of those that there are twice or more."""
    hashes = np.fromiter(map(_hash, names), np.int64, count)
    hashes.sort()
    return set(hashes[1:][hashes[1:] == hashes[:-1]].tolist())


def _hash(name: str) -> int:
    """Whatever its case."""
    return hash(name.lower())


def _stem(picture: Path) -> str:
    match = _IN_ARRAY.fullmatch(picture.name) if picture.name.endswith("]") else None
    return picture.stem if match is None else f"{picture.parent.name.split('.')[0]}-{match[1]}-{match[2]}"
