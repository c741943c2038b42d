"""Whether values are what the annotations of a class say: for values that a stranger has sent."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_Check = Callable[[object], bool]


def wrong_field(kind: type, values: Mapping[str, object]) -> str | None:
    """The name of a field of the dataclass whose value is not of its type; None: there is none."""
    checks = _checks(kind)
    return next((name for name, value in values.items() if name not in checks or not checks[name](value)), None)


def conforms(value: object, hint: Any) -> bool:
    """Whether the value is of the annotated type. A whole number is a float, too; a bool is no number."""
    return _check(hint)(value)


@cache
def _checks(kind: type) -> dict[str, _Check]:
    """Of the fields that its constructor takes."""
    hints = get_type_hints(kind)
    return {field.name: _check(hints[field.name]) for field in fields(kind) if field.init}


@cache
def _check(hint: Any) -> _Check:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return lambda _: True
    if origin is Union or origin is types.UnionType:
        either = [_check(one) for one in arguments]
        return lambda value: any(check(value) for check in either)
    if origin is Literal:
        return lambda value: any(type(value) is type(one) and value == one for one in arguments)
    if origin is tuple and arguments[1:] != (...,):
        places = [_check(one) for one in arguments]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(places)
            and all(check(one) for check, one in zip(places, value, strict=True))
        )
    if origin in (tuple, list, frozenset, Sequence):
        kinds, each = (list, tuple) if origin is Sequence else origin, _check(arguments[0])
        return lambda value: isinstance(value, kinds) and all(map(each, value))
    if origin in (dict, Mapping):
        of_key, of_value = map(_check, arguments)
        return lambda value: isinstance(value, dict) and all(map(of_key, value)) and all(map(of_value, value.values()))
    if hint in (None, types.NoneType):
        return lambda value: value is None
    return _check_of_class(origin or hint)  # of a generic class, such as an array, the arguments are not looked at


def _check_of_class(kind: object) -> _Check:
    if not isinstance(kind, type):
        return lambda _: False
    if kind is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if kind is float:
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    return lambda value: isinstance(value, kind)
