"""Sequences of a million things in little memory."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, overload

import numpy as np

from attnstudio.core.array_pictures import path_of

T = TypeVar("T")
_ERRORS = "surrogatepass"  # a file's name need not be text


class LazySequence(Sequence[T]):
    """A sequence whose items are made when they are read."""

    @abstractmethod
    def item(self, place: int) -> T:
        """The item at a place, 0 <= place < len(self)."""

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        places = range(len(self))[index]
        return self.item(places) if isinstance(places, int) else [self.item(place) for place in places]

    def __iter__(self) -> Iterator[T]:
        return map(self.item, range(len(self)))

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        """See `content_of`."""
        return map(_bytes, self)


def content_of(items: Sequence[T]) -> Iterator[bytes | bytearray | memoryview]:
    """Bytes that differ where paths or texts do, at the pace of their memory. Equal items that are kept in another way
    may have others."""
    yield f"{type(items).__name__} {len(items)}\0".encode()
    yield from items.content() if isinstance(items, LazySequence) else map(_bytes, items)


def _bytes(item: object) -> bytes:
    text = str(item.absolute() if isinstance(item, Path) else item)
    return text.encode("utf-8", _ERRORS) + b"\0"


class Texts(LazySequence[str]):
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

    def item(self, place: int) -> str:
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode("utf-8", _ERRORS)

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        yield self._bytes
        yield memoryview(self._ends)


class LazyPaths(LazySequence[Path]):
    """Paths from texts below one folder."""

    def __init__(self, folder: Path, texts: Sequence[str]) -> None:
        self._folder, self._texts = folder, texts

    def __len__(self) -> int:
        return len(self._texts)

    def item(self, place: int) -> Path:
        return self._folder / self._texts[place]

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        yield _bytes(self._folder)
        yield from content_of(self._texts)


class ArrayPaths(LazySequence[Path]):
    """The pictures of an array in a file."""

    def __init__(self, file: Path, array_name: str, count: int) -> None:
        self._file, self._name, self._count = file, array_name, count

    def __len__(self) -> int:
        return self._count

    def item(self, place: int) -> Path:
        return path_of(self._file, self._name, place)

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        yield _bytes(path_of(self._file, self._name, len(self)))


class Repeated(LazySequence[str]):
    """One text so many times."""

    def __init__(self, text: str, count: int) -> None:
        self._text, self._count = text, count

    def __len__(self) -> int:
        return self._count

    def item(self, place: int) -> str:
        return self._text

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        yield _bytes(self._text)


class Joined(LazySequence[T]):
    """Several sequences, one behind the other."""

    def __init__(self, parts: Sequence[Sequence[T]]) -> None:
        self._parts, self._starts = parts, [0]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part))

    def __len__(self) -> int:
        return self._starts[-1]

    def item(self, place: int) -> T:
        number = bisect_right(self._starts, place) - 1
        return self._parts[number][place - self._starts[number]]

    def __iter__(self) -> Iterator[T]:
        for part in self._parts:
            yield from part

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        for part in self._parts:
            yield from content_of(part)


class Chosen(LazySequence[T]):
    """Some items of another sequence. `places`: intp (n,), where they stand in it."""

    def __init__(self, items: Sequence[T], places: np.ndarray) -> None:
        self._items, self._places = items, places

    def __len__(self) -> int:
        return len(self._places)

    def item(self, place: int) -> T:
        return self._items[int(self._places[place])]

    def content(self) -> Iterator[bytes | bytearray | memoryview]:
        yield self._places.tobytes()
        yield from content_of(self._items)
