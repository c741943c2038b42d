"""Whether values are what the annotations of a class say: for values that a stranger has sent."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_Arguments = tuple[Any, ...]


def wrong_field(kind: type, values: Mapping[str, object]) -> str | None:
    """The name of a field of the dataclass whose value is not of its type; None: there is none."""
    hints = _hints(kind)
    return next((name for name, value in values.items() if name not in hints or not conforms(value, hints[name])), None)


def conforms(value: object, hint: Any) -> bool:
    """Whether the value is of the annotated type. A whole number is a float, too; a bool is no number."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return True
    if origin is Union or origin is types.UnionType:
        return any(conforms(value, one) for one in arguments)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in arguments)
    if origin is tuple:
        return isinstance(value, tuple) and _tuple_conforms(value, arguments)
    if origin in (list, frozenset):
        return isinstance(value, origin) and all(conforms(one, arguments[0]) for one in value)
    if origin is Sequence:
        return isinstance(value, list | tuple) and all(conforms(one, arguments[0]) for one in value)
    if origin in (dict, Mapping):
        keys, each = arguments
        return isinstance(value, dict) and all(conforms(k, keys) and conforms(v, each) for k, v in value.items())
    if hint in (None, types.NoneType):
        return value is None
    kind = origin or hint  # of a generic class, such as an array, the arguments are not looked at
    if not isinstance(kind, type):
        return False
    if kind in (int, float):
        return isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
    return isinstance(value, kind)


def _tuple_conforms(value: tuple[object, ...], arguments: _Arguments) -> bool:
    if len(arguments) == 2 and arguments[1] is ...:
        return all(conforms(one, arguments[0]) for one in value)
    return len(value) == len(arguments) and all(map(conforms, value, arguments))


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Of the fields that its constructor takes."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}
