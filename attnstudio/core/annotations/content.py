"""An annotation file's content, read once: bounded bytes, and what they are as JSON.

JSON may be larger than what is held in memory: its lists are read element by element.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from attnstudio.core.annotations import large_json
from attnstudio.core.errors import RegionFailure, first_line
from attnstudio.core.files import NotAFileError, TooLargeError, read_bounded

MAX_BYTES = 64 * 2**20
MAX_JSON_BYTES = 4 * 2**30  # of JSON that is read element by element
_HEAD_BYTES = 2**18
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe"
_MARKED = {  # the encodings of files that begin with a byte order mark; the longer marks first
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"'>]*)""")
# Python knows encodings that hide text or take for ever, too.
_ENCODINGS = re.compile(r"(?i)us-ascii|utf-?8|(x-)?(iso|windows|cp|ibm|koi8|gb|big5|euc|s(hift)?_?jis|mac|tis)[\w-]*")


@dataclass(frozen=True)
class Content:
    """`data`: the whole file; its beginning where it `is_large`."""

    path: Path
    data: bytes
    is_large: bool = False

    @classmethod
    def of(cls, path: Path) -> Content:
        """Of JSON that is larger than MAX_BYTES only the beginning is read.

        Raises RegionFailure where there is no such file, or one that is not read.
        """
        try:
            if (head := _head_of_large_json(path)) is not None:
                return cls(path, head, is_large=True)
            return cls(path, read_bounded(path, MAX_BYTES)[0])
        except (IsADirectoryError, NotAFileError) as error:
            raise RegionFailure("{file} is a device or a pipe. Choose an annotation file.", file=path) from error
        except TooLargeError as error:
            raise too_large(path) from error
        except FileNotFoundError as error:
            raise RegionFailure("There is no annotation file {file}. Check its name.", file=path) from error
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error

    @cached_property
    def start(self) -> bytes:
        """Of the text, if it is one, in the bytes that it would have as ASCII."""
        return self.data[:4096].replace(b"\0", b"").lstrip(_BYTE_ORDER_MARKS + b" \t\r\n")

    @cached_property
    def text(self) -> str:
        """The whole file, in the encoding that it declares by a byte order mark or as XML does; else UTF-8.

        Raises RegionFailure where it is no such text.
        """
        try:
            return self.data.decode(_encoding(self.data))
        except (ValueError, LookupError) as error:
            raise damaged(self.path, first_line(error)) from error

    @cached_property
    def json(self) -> dict[str, Any]:
        """The JSON object that the file holds; an empty one if it does not begin like JSON, holds another value, or is
        large.

        Raises RegionFailure where it begins like JSON and cannot be read.
        """
        if self.is_large or not self.start.startswith((b"{", b"[")):
            return {}
        with _reading(self.path):
            value = json.loads(self.data)
        return value if isinstance(value, dict) else {}

    def elements(self) -> Iterator[tuple[str, Any, Any]]:
        """The elements of all lists in the outermost JSON object: (key of the list, element, what `objects` takes).

        Raises RegionFailure where it cannot be read.
        """
        if self.is_large:
            with _reading(self.path):
                yield from large_json.elements(self.path)
        else:
            for key, value in self.json.items():
                yield from ((key, one, one) for one in value) if isinstance(value, list) else ()

    def objects(self, handles: Sequence[Any]) -> Sequence[Any]:
        """Elements by what `elements` gave. Raises RegionFailure where the file has changed since."""
        if not self.is_large:
            return handles
        with _reading(self.path):
            return large_json.values_at(self.path, handles)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Raises RegionFailure where JSON cannot be read."""
    try:
        yield
    except RecursionError as error:
        raise RegionFailure(
            "{file} is nested too deeply for an annotation file. Export the annotations again.", file=path
        ) from error
    except MemoryError as error:
        raise RegionFailure(
            "There is not enough memory to read {file}. Close other programs, or split the file.", file=path
        ) from error
    except ValueError as error:
        raise damaged(path, first_line(error)) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _head_of_large_json(path: Path) -> bytes | None:
    """The beginning of a file that is too large to be held, and may be a JSON object; None: it is another. Raises
    OSError."""
    status = path.stat()
    if not is_large(status) or status.st_size > MAX_JSON_BYTES:
        return None
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    return head if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") else None


def is_large(status: os.stat_result) -> bool:
    """Whether it is that of a file that is not held in memory."""
    return stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES


def too_large(path: Path) -> RegionFailure:
    """The file is too large for what it is."""
    return RegionFailure(
        "{file} is larger than {limit} MB. Split it, or leave out the pictures that you do not need.",
        file=path,
        limit=MAX_BYTES // 2**20,
    )


def _encoding(data: bytes) -> str:
    for start, encoding in _MARKED.items():
        if data.startswith(start):
            return encoding
    if b"\0" in data[:2]:  # of the two bytes of a Latin letter
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    declared = _DECLARED.match(data)
    encoding = declared.group(1).decode("ascii", "replace") if declared else "utf-8"
    if encoding.lower().startswith(("utf-16", "utf-32", "ucs")):  # it would not be readable so far
        return "utf-8"
    if not _ENCODINGS.fullmatch(encoding):
        raise LookupError(f"unknown encoding: {encoding[:40]!r}")
    return encoding


def unreadable(path: Path, error: Exception) -> RegionFailure:
    """A failure to open a file or folder."""
    reason = getattr(error, "strerror", None) or first_line(error)
    return RegionFailure(
        "{file} cannot be read: {reason}. Choose another file, or change its permissions.", file=path, reason=reason
    )


def damaged(path: Path, reason: str) -> RegionFailure:
    """The file is of a known kind, and broken."""
    return RegionFailure(
        "{file} is damaged or incomplete ({reason}). Copy it again, or export the annotations again.",
        file=path,
        reason=reason,
    )
