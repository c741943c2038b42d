"""Pictures by base name, else by stem. Letter case and the forms of Unicode make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TypeVar

T = TypeVar("T")
Index = dict[str, list[T]]  # by base name and by stem


class Pictures:
    """The requested pictures, by base name.

    Attributes:
        paths: the path of each, as the caller wrote it.
        doubled: base names that several paths share.
    """

    def __init__(self, pictures: Iterable[Path | str]) -> None:
        self.paths: dict[str, Path] = {}
        self.doubled: set[str] = set()
        for picture in map(Path, pictures):
            self.doubled |= {picture.name} if picture.name in self.paths else set()
            self.paths[picture.name] = picture
        self._index = by_name(((name,), name) for name in self.paths)

    @staticmethod
    @lru_cache(maxsize=1)
    def of(pictures: tuple[Path | str, ...]) -> Pictures:
        """Cached: a folder of thousands of annotation files is read with the same pictures for each file."""
        return Pictures(pictures)

    def called(self, names: Iterable[str]) -> list[str]:
        """Which of them a file may mean by its names, in their order."""
        keys = {key for name in names for key in (key_of(name), stem_of(name))}
        known = {name for key in keys for name in self._index.get(key, ())}
        return [name for name in self.paths if name in known] if len(known) > 1 else list(known)


def by_name(named: Iterable[tuple[Iterable[str], T]]) -> Index[T]:
    index: Index[T] = {}
    for names, value in named:
        for key in {key for name in names for key in (key_of(name), stem_of(name))}:
            index.setdefault(key, []).append(value)
    return index


def found_in(index: Index[T], picture: str) -> list[T]:
    return index.get(key_of(picture)) or index.get(stem_of(picture)) or []


def key_of(name: str) -> str:
    """The base name of a path of any system, as it is compared."""
    return unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1]).casefold()


def stem_of(name: str) -> str:
    return PurePath(key_of(name)).stem
