"""What the files of many pictures are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_IN_ARRAY = re.compile(r"(.+)\[(\d+)\]")  # of a path of core.array_pictures


def unique_names(pictures: Sequence[Path], others: Iterable[str] = ()) -> Iterator[str]:
    """A name for the files of every picture: its stem, or of one in an array file `mnist-x_test-17`.

    Where several share it: the whole name; where these are in folders of classes, that of the folder before it; else a
    number behind it.

    Args:
        others: names that others have.
    """
    stems = Counter(_stem(picture).lower() for picture in pictures)
    names = Counter(picture.name.lower() for picture in pictures)
    taken = {name.lower() for name in others}
    for picture in pictures:
        name = _stem(picture)
        if stems[name.lower()] > 1:
            in_folder = f"{picture.parent.name}-{name}" if picture.parent.name else picture.name
            name = picture.name if names[picture.name.lower()] == 1 else in_folder
        number = 2
        unique = name
        while unique.lower() in taken:
            unique = f"{name}-{number}"
            number += 1
        taken.add(unique.lower())
        yield unique


def _stem(picture: Path) -> str:
    match = _IN_ARRAY.fullmatch(picture.name) if picture.name.endswith("]") else None
    return picture.stem if match is None else f"{picture.parent.name.split('.')[0]}-{match[1]}-{match[2]}"
