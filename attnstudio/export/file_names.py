"""What the files of many pictures are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path


def unique_names(pictures: Sequence[Path]) -> Iterator[str]:
    """A name for the files of every picture: the stem; where two share it, the whole name, then a number."""
    stems = Counter(picture.stem.lower() for picture in pictures)
    taken: set[str] = set()
    for picture in pictures:
        name = picture.stem if stems[picture.stem.lower()] == 1 else picture.name
        number = 2
        unique = name
        while unique.lower() in taken:
            unique = f"{name}-{number}"
            number += 1
        taken.add(unique.lower())
        yield unique
