"""Frozen dataclasses as the values that JSON has, and back.

What is read need not be trusted: only values of the types that the fields declare are made, nothing is looked up by a
name that the file gives, and arrays are plain numbers that lie within the bytes behind the JSON.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from attnstudio.core.text import Notice, Number

T = TypeVar("T")
_LONGEST_TEXT = 4096
_LARGEST = 2**63
_ARRAYS = ("float32", "float64", "int32", "int8", "bool")


class CodecError(ValueError):
    """A value that is none of the declared type."""


class Codec:
    """
    Args:
        placed: a path as the text that the file has.
        place: the path that a text of the file stands for.
        arrays: the bytes of the arrays that were read.
    """

    def __init__(
        self, placed: Callable[[Path], str] = str, place: Callable[[str], Path] = Path, arrays: bytes | memoryview = b""
    ) -> None:
        self.placed, self.place = placed, place
        self.written = bytearray()  # the bytes of the arrays that were encoded
        self._arrays = arrays

    def encode(self, value: object) -> Any:
        """The values that JSON has. Fields at their default are left out; a number that is not finite becomes null."""
        match value:
            case Enum():
                return value.value
            case None | bool() | str():
                return value
            case int() | np.integer():
                return int(value)
            case float() | np.floating():
                return float(value) if math.isfinite(value) else None
            case Path():
                return self.placed(value)
            case np.ndarray():
                place = len(self.written)
                self.written += value.tobytes()
                return {"type": value.dtype.name, "shape": list(value.shape), "at": place}
            case Notice():
                return self._encode_notice(value)
            case Mapping():
                return {str(key): self.encode(one) for key, one in value.items()}
            case tuple() | list() | frozenset():
                return [self.encode(one) for one in value]
        return {
            one.name: self.encode(getattr(value, one.name))
            for one in fields(cast(Any, value))
            if not _is_default(one, getattr(value, one.name))
        }

    def decode(self, kind: type[T], value: object) -> T:
        """The value of a type that `encode` was given. Raises CodecError where it is none."""
        return cast(T, self._decode(kind, value))

    def _decode(self, kind: Any, value: object) -> object:
        origin, of = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            return self._first_of(of, value)
        if origin is Literal:
            return _checked(value, value in of, kind)
        if origin in (tuple, frozenset):
            return self._decode_several(kind, value)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            pairs = _checked(value, isinstance(value, dict), kind).items()
            return {self._decode(of[0], key): self._decode(of[1], one) for key, one in pairs}
        if kind is Notice:
            return self._decode_notice(value)
        if kind is np.ndarray:
            return self._array(value)
        if is_dataclass(kind):
            return self._decode_object(kind, value)
        return self._decode_single(kind, value)

    def _decode_single(self, kind: Any, value: object) -> object:
        if kind is float:
            if value is None:
                return math.nan
            # JSON has whole numbers of any length, which no float holds.
            is_one = type(value) in (int, float) and abs(cast(float, value)) <= sys.float_info.max
            return float(_checked(value, is_one, kind))
        if kind is int:
            return _checked(value, type(value) is int and abs(value) < _LARGEST, kind)
        if kind is bool or kind is type(None):
            return _checked(value, type(value) is kind, kind)
        text = _checked(value, isinstance(value, str) and len(value) <= _LONGEST_TEXT, kind)
        if kind is Path:
            return self.place(text)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(_checked(text, text in [one.value for one in kind], kind))
        return _checked(text, kind is str, kind)

    def _first_of(self, kinds: tuple[Any, ...], value: object) -> object:
        """Of the types of a union the first that fits; null is a number only where nothing else may be null."""
        for kind in sorted(kinds, key=lambda kind: kind is not type(None)):
            try:
                return self._decode(kind, value)
            except CodecError:
                continue
        raise CodecError(f"{value!r:.80} is none of {kinds}")

    def _decode_several(self, kind: Any, value: object) -> object:
        origin, of = get_origin(kind), get_args(kind)
        several = _checked(value, isinstance(value, list), kind)
        if origin is tuple and of[-1:] != (Ellipsis,):
            _checked(value, len(several) == len(of), kind)
            return tuple(self._decode(one, part) for one, part in zip(of, several, strict=True))
        return origin(self._decode(of[0], part) for part in several)

    def _decode_object(self, kind: Any, value: object) -> object:
        given, types = _checked(value, isinstance(value, dict), kind), _types(kind)
        values = {one.name: self._decode(types[one.name], given[one.name]) for one in fields(kind) if one.name in given}
        missing = [one.name for one in fields(kind) if one.name not in values and _needs_value(one)]
        if missing:
            raise CodecError(f"{kind.__name__} without {', '.join(missing)}")
        return kind(**values)

    def _array(self, value: object) -> np.ndarray:
        """Read-only, as that of a heatmap is."""
        given = _checked(value, isinstance(value, dict), np.ndarray)
        kind, shape, place = given.get("type"), given.get("shape"), given.get("at")
        _checked(kind, kind in _ARRAYS and isinstance(shape, list) and type(place) is int, np.ndarray)
        _checked(shape, len(shape) <= 4 and all(type(side) is int and side >= 0 for side in shape), np.ndarray)
        count = math.prod(shape)
        is_there = 0 <= place <= len(self._arrays) - count * np.dtype(kind).itemsize
        _checked(shape, is_there, np.ndarray)
        # A copy: a view would keep all arrays in the memory.
        values = (
            np.frombuffer(self._arrays, kind, count, place).reshape(shape).copy() if count else np.empty(shape, kind)
        )
        values.setflags(write=False)
        return values

    def _encode_notice(self, notice: Notice) -> dict[str, Any]:
        values = {name: self._encode_inner(value) for name, value in notice.values.items()}
        setting = list(notice.setting) if notice.setting is not None else None
        return {"template": notice.template, "values": values, "warning": notice.warning, "setting": setting}

    def _encode_inner(self, value: object) -> Any:
        if isinstance(value, Notice):
            return {"notice": self._encode_notice(value)}
        if isinstance(value, Number):
            return {"number": str(value)}
        is_plain = isinstance(value, int | float | np.number)
        return self.encode(value) if is_plain else str(value)

    def _decode_notice(self, value: object) -> Notice:
        given = _checked(value, isinstance(value, dict), Notice)
        template = self.decode(str, given.get("template"))
        inner = _checked(given.get("values"), isinstance(given.get("values"), dict), Notice)
        values = {name: self._decode_inner(one) for name, one in inner.items()}
        _check_template(template, values)
        setting = self._decode(tuple[str, str, int | float | str] | None, given.get("setting"))
        warning = self.decode(bool, given.get("warning"))
        return Notice(template, values, warning, cast(Any, setting))

    def _decode_inner(self, value: object) -> object:
        if isinstance(value, dict):
            if "notice" in value:
                return self._decode_notice(value["notice"])
            return Number(self.decode(str, value.get("number")))
        return self._decode(int | float | str, value)


def _check_template(template: str, values: Mapping[str, object]) -> None:
    """Only plain fields that have a value: a format may look into objects, or ask for a gigabyte of spaces."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError as error:
        raise CodecError(str(error)) from error
    for _, name, form, conversion in parsed:
        if name is not None and (name not in values or form or conversion):
            raise CodecError(f"{template!r:.80} has a field that cannot be filled")


def _checked(value: Any, holds: bool, kind: object) -> Any:
    if not holds:
        raise CodecError(f"{value!r:.80} is no {kind}")
    return value


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _needs_value(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _is_default(one: Field[Any], value: object) -> bool:
    return one.default is not MISSING and type(value) is type(one.default) and bool(value == one.default)
