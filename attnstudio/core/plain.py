"""Values of the engine as bytes, and back: numbers, texts, arrays and listed classes, and nothing that runs.

What comes from another process or machine is made of listed classes, each field of its annotated type, or refused.
Python's own way, pickle, would run whatever the bytes say.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np

from attnstudio.core import errors
from attnstudio.core.conforming import wrong_field
from attnstudio.core.errors import Failure
from attnstudio.core.text import Notice, Number

_KIND = ""  # the key that says what a mapping stands for
_LONG = 100  # texts in a tuple that is worth to be sent once, as the names of classes are
_DIGITS = re.compile(r"\.\dg")
_LONGEST_TEXT = 10_000  # characters of a template
Listed = Callable[[], Mapping[str, type]]  # the classes that have a plain form, by name


class PlainError(ValueError):
    """Bytes that stand for no value, or a value that has no bytes."""


def named(classes: Iterable[type]) -> dict[str, type]:
    return {one.__name__: one for one in classes}


def packed(tree: object) -> bytes:
    import msgpack

    found: bytes = msgpack.packb(tree, unicode_errors="surrogatepass")
    return found


def unpacked(data: bytes | bytearray, most: int | None = None) -> Any:
    """Raises PlainError.

    Args:
        most: so many values at most in all sequences and mappings: each byte may become one of a hundred bytes. None:
            any number.
    """
    import msgpack

    left = most

    def counted(values: Any) -> Any:
        nonlocal left
        if left is not None:
            left -= 1 + len(values)
            if left < 0:
                raise PlainError(f"more than {most} values")
        return values

    bounds = {} if most is None else {"max_array_len": most, "max_map_len": most, "max_ext_len": 0}
    hooks = {} if most is None else {"list_hook": counted, "object_hook": counted}
    try:
        return msgpack.unpackb(data, unicode_errors="surrogatepass", strict_map_key=False, **bounds, **hooks)
    except Exception as error:  # whatever wrong bytes lead to
        raise PlainError(f"no value: {error}") from error


@cache
def _failures() -> dict[str, type[Failure]]:
    """Those that are made of a template and values alone."""
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Failure)]
    return {one.__name__: one for one in found if one.__init__ is Failure.__init__}


class Writer:
    """Makes trees of mappings, lists, numbers, texts and bytes of values. What many values share is written once.

    Args:
        keep: so many of the things that are shared need not be written again in later trees, because the reader keeps
            as many.
    """

    def __init__(self, listed: Listed, keep: int = 0) -> None:
        self._listed, self._keep = listed, keep
        self._shared: list[Any] = []  # of this tree
        self._known: OrderedDict[int, tuple[int, object]] = OrderedDict()  # by id: the number, and what must live on
        self._count = 0

    def written(self, value: Any) -> dict[str, Any]:
        """Raises PlainError for a value of another class than those listed."""
        before = self._known.copy(), self._count
        self._shared = []
        try:
            tree = self._write(value)
        except BaseException:
            self._known, self._count = before  # the reader will not see it
            raise
        while len(self._known) > self._keep:
            self._known.popitem(last=False)
        if not self._keep:
            self._count = 0
        return {"shared": self._shared, "value": tree}

    def _write(self, value: Any) -> Any:
        if isinstance(value, StrEnum):
            if self._listed().get(type(value).__name__) is not type(value):
                raise PlainError(f"{type(value).__name__} has no plain form")
            return {_KIND: "enum", "class": type(value).__name__, "value": value.value}
        if isinstance(value, Number):
            return {_KIND: "number", "value": str(value)}
        if isinstance(value, np.generic):
            return value.item()
        if value is None or isinstance(value, bool | int | float | str | bytes):
            return value
        if isinstance(value, np.ndarray):
            return {_KIND: "array", "type": value.dtype.str, "shape": list(value.shape), "data": self._bytes(value)}
        if isinstance(value, list):
            return [self._write(one) for one in value]
        if isinstance(value, tuple) and self._keep and len(value) > _LONG and isinstance(value[0], str):
            return self._once(value, self._sequence)
        if isinstance(value, tuple | frozenset):
            return self._sequence(value)
        if isinstance(value, Path):
            return {_KIND: "path", "value": os.fsencode(value)}
        if isinstance(value, Notice):
            written = {"template": value.template, "values": self._values(value.values), "warning": value.warning}
            return {_KIND: "notice", **written, "setting": self._write(value.setting)}
        if isinstance(value, Failure):
            name = next(one.__name__ for one in type(value).__mro__ if _failures().get(one.__name__) is one)
            return {_KIND: "failure", "class": name, "template": value.template, "values": self._values(value.values)}
        if isinstance(value, Mapping):
            return {_KIND: "mapping", "value": [[self._write(key), self._write(one)] for key, one in value.items()]}
        if is_dataclass(value) and self._listed().get(type(value).__name__) is type(value):
            return self._once(value, self._fields) if type(value).__name__ == "ModelInfo" else self._fields(value)
        raise PlainError(f"{type(value).__name__} has no plain form")

    def _bytes(self, array: np.ndarray) -> bytes | memoryview:
        """A view is enough where the tree is packed at once."""
        whole = np.ascontiguousarray(array)
        return whole.view(np.uint8).reshape(-1).data if self._keep and whole.size and whole.ndim else whole.tobytes()

    def _once(self, value: Any, write: Callable[[Any], Any]) -> Any:
        if id(value) not in self._known:
            written = write(value)
            self._known[id(value)] = (self._count, value)
            self._count += 1
            self._shared.append(written)
        return {_KIND: "shared", "place": self._known[id(value)][0]}

    def _sequence(self, value: tuple[Any, ...] | frozenset[Any]) -> Any:
        kind = "tuple" if isinstance(value, tuple) else "frozenset"
        return {_KIND: kind, "value": [self._write(one) for one in value]}

    def _fields(self, value: Any) -> Any:
        written = {field.name: self._write(getattr(value, field.name)) for field in fields(value) if field.init}
        return {_KIND: "object", "class": type(value).__name__, "fields": written}

    def _values(self, values: Mapping[str, object]) -> Any:
        """Of a text; what has no plain form is the text that it would be."""

        def written(value: object) -> Any:
            try:
                return self._write(value)
            except PlainError:
                return str(value)

        return {name: written(value) for name, value in values.items()}


class Reader:
    """The other side of a Writer: reads its trees, in their order. Arguments as the writer has them."""

    def __init__(self, listed: Listed, keep: int = 0) -> None:
        self._listed, self._keep = listed, keep
        self._shared: OrderedDict[int, Any] = OrderedDict()  # by number
        self._count = 0

    def read(self, tree: Any) -> Any:
        """Arrays are read-only. Raises PlainError; nothing more can be read then."""
        try:
            for one in tree["shared"]:
                self._shared[self._count] = self._read(one)
                self._count += 1
            value = self._read(tree["value"])
            while len(self._shared) > self._keep:
                self._shared.popitem(last=False)
            if not self._keep:
                self._count = 0
        except PlainError:
            raise
        except Exception as error:  # whatever a wrong tree leads to
            raise PlainError(f"no value: {error}") from error
        return value

    def _read(self, written: Any) -> Any:
        if isinstance(written, list):
            return [self._read(one) for one in written]
        if not isinstance(written, dict):
            return written
        match written[_KIND]:
            case "shared":
                return self._shared[written["place"]]
            case "object":
                return self._object(written["class"], self._values(written["fields"]))
            case "array":
                return _array(written)
            case "tuple":
                return tuple(self._read(one) for one in written["value"])
            case "frozenset":
                return frozenset(self._read(one) for one in written["value"])
            case "mapping":
                return {self._read(key): self._read(one) for key, one in written["value"]}
            case "path":
                return Path(os.fsdecode(written["value"]))
            case "number":
                return Number(written["value"])
            case "notice":
                values, setting = self._values(written["values"]), self._read(written["setting"])
                return self._checked(Notice, (_template(written, values), values, bool(written["warning"]), setting))
            case "failure":
                values = self._values(written["values"])
                return _failures()[written["class"]](_template(written, values), **values)
            case "enum":
                kind = self._listed()[written["class"]]
                if not issubclass(kind, StrEnum):
                    raise PlainError(f"no enumeration: {kind.__name__}")
                return kind(written["value"])
        raise PlainError(f"no kind of value: {written[_KIND]}")

    def _values(self, written: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._read(one) for key, one in written.items()}

    def _object(self, name: str, values: Mapping[str, Any]) -> Any:
        kind = self._listed()[name]
        if (wrong := wrong_field(kind, values)) is not None:
            raise PlainError(f"{name}.{wrong} is of another type")
        return kind(**values)

    def _checked(self, kind: type, values: tuple[Any, ...]) -> Any:
        given = dict(zip((field.name for field in fields(kind)), values, strict=True))
        if (wrong := wrong_field(kind, given)) is not None:
            raise PlainError(f"{kind.__name__}.{wrong} is of another type")
        return kind(**given)


def _template(written: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """A text with plain fields, and numbers to some digits: any other format could make a text of any size, or fail."""
    text = written["template"]
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise PlainError("no text")
    for _, name, form, conversion in Formatter().parse(text):
        if conversion or not (name is None or name.isidentifier()):
            raise PlainError(f"a field that is no name: {name}")
        if form and not (_DIGITS.fullmatch(form) and isinstance(values.get(name or ""), int | float)):
            raise PlainError(f"a format that is none of a number: {name}")
    return text


def _array(written: Mapping[str, Any]) -> np.ndarray:
    kind = np.dtype(written["type"])
    if kind.hasobject:
        raise PlainError("an array of objects")
    return np.frombuffer(written["data"], kind).reshape(written["shape"])
