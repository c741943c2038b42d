"""A JSON file that is too large to be held in memory, read piece by piece.

Of the object that the file holds, the lists are read element by element: memory is that of one element.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

_CHUNK = 2**20
_LONGEST = 64 * 2**20  # of one value
_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


class Element(NamedTuple):
    """Of a list in the outermost object. `key`: the list's; `place`: where the element begins, in bytes."""

    key: str
    value: Any
    place: int


def elements(path: Path) -> Iterator[Element]:
    """The elements of all lists, in the file's order. Other values, and what is nested, are passed over.

    Raises:
        ValueError: it is no JSON object in UTF-8.
        OSError
    """
    with path.open("rb") as stream:
        text = _Text(stream)
        text.skip_mark()
        for _ in _parts(text, "{", "}"):
            key = text.value()
            text.take(":")
            if text.peek() == "[":
                for _ in _parts(text, "[", "]"):
                    place = text.place
                    yield Element(key, text.value(), place)
            else:
                text.value()
        text.take("")


def values_at(path: Path, places: Sequence[int]) -> list[Any]:
    """The elements that begin at these places. Raises ValueError and OSError, also where the file has changed."""
    found = []
    with path.open("rb") as stream:
        for place in places:
            stream.seek(place)
            found.append(_Text(stream, 2**12).value())
    return found


def _parts(text: _Text, opening: str, closing: str) -> Iterator[None]:
    """Stops before each part of a list or an object, which is to be taken then."""
    text.take(opening)
    while text.peek() != closing:
        yield
        if text.peek() != closing:
            text.take(",")
            if text.peek() == closing:
                raise ValueError(f"Expecting value: byte {text.place}")
    text.take(closing)


class _Text:
    """A window on a file. It takes each byte for a character, so that places are those of the file: JSON's signs are
    ASCII, and no byte of another character looks like one of them."""

    def __init__(self, stream: BinaryIO, chunk: int = _CHUNK) -> None:
        self._stream, self._chunk = stream, chunk
        self._start = stream.tell()  # of what is kept
        self._kept, self._at = "", 0

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self._at < len(self._kept):
                if self._kept[self._at] not in _SPACE:
                    return self._kept[self._at]
                self._at += 1
            if not self._more():
                return ""

    @property
    def place(self) -> int:
        """Of the next character, in bytes."""
        return self._start + self._at

    def take(self, expected: str) -> None:
        """The next character, or the end."""
        if self.peek() != expected:
            raise ValueError(f"Expecting {expected or 'the end'!r}: byte {self.place}")
        self._at += len(expected)

    def skip_mark(self) -> None:
        """A byte order mark."""
        self._more()
        self._at += 3 * self._kept.startswith("\xef\xbb\xbf")

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._kept, self._at)
                if end < len(self._kept) or not self._more():  # the rest of a number may follow
                    break
            except ValueError as error:
                if len(self._kept) - self._at > _LONGEST or not self._more():
                    raise ValueError(f"{str(error).partition(':')[0]}: byte {self.place}") from error
        if not self._kept.isascii() and not (its_text := self._kept[self._at : end]).isascii():
            found = json.loads(its_text.encode("latin-1"))
        self._at = end
        return found

    def _more(self) -> bool:
        """Read on; more at once where a value is long. False: that was all."""
        rest = self._kept[self._at :]
        if not (read := self._stream.read(max(self._chunk, len(rest)))):
            return False
        self._start += self._at
        self._kept, self._at = rest + read.decode("latin-1"), 0
        return True
