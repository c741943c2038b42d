"""Sequences of a million things in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, overload

from attnstudio.core.array_pictures import path_of

T = TypeVar("T")
_ERRORS = "surrogatepass"  # a file's name need not be text


class Texts(Sequence[str]):
    """Texts in the order in which they were added: each costs its own bytes and eight."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])
        for text in texts:
            self.append(text)

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", _ERRORS)
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self._text(place) for place in range(*index.indices(len(self)))]
        return self._text(range(len(self))[index])

    def __iter__(self) -> Iterator[str]:
        return map(self._text, range(len(self)))

    def _text(self, place: int) -> str:
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode("utf-8", _ERRORS)


class LazyPaths(Sequence[Path]):
    """Paths that are made when they are read, from texts below one folder."""

    def __init__(self, folder: Path, texts: Sequence[str]) -> None:
        self._folder, self._texts = folder, texts

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        if isinstance(index, slice):
            return [self._folder / text for text in self._texts[index]]
        return self._folder / self._texts[index]

    def __iter__(self) -> Iterator[Path]:
        return (self._folder / text for text in self._texts)


class ArrayPaths(Sequence[Path]):
    """The pictures of an array in a file."""

    def __init__(self, file: Path, array_name: str, count: int) -> None:
        self._file, self._name, self._count = file, array_name, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        if isinstance(index, slice):
            return [path_of(self._file, self._name, place) for place in range(*index.indices(self._count))]
        return path_of(self._file, self._name, range(self._count)[index])


class Repeated(Sequence[str]):
    """One text so many times."""

    def __init__(self, text: str, count: int) -> None:
        self._text, self._count = text, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        found = range(self._count)[index]
        return self._text if isinstance(found, int) else [self._text] * len(found)


class Joined(Sequence[T]):
    """Several sequences, one behind the other."""

    def __init__(self, parts: Sequence[Sequence[T]]) -> None:
        self._parts, self._starts = parts, [0]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part))

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self._one(place) for place in range(*index.indices(len(self)))]
        return self._one(range(len(self))[index])

    def __iter__(self) -> Iterator[T]:
        for part in self._parts:
            yield from part

    def _one(self, place: int) -> T:
        number = bisect_right(self._starts, place) - 1
        return self._parts[number][place - self._starts[number]]
