"""Values of the engine as the journal keeps them: as JSON."""

from __future__ import annotations

import base64
import zlib
from typing import Any, TypeVar

from attnstudio.cluster import plain

T = TypeVar("T")
_BYTES = "zlib, base64"  # the key of what JSON has no form for


def tree(value: object) -> Any:
    return _without_bytes(plain.written(value))


def value(tree: Any, kind: type[T]) -> T:
    """Raises PlainError where another version of the program kept it."""
    try:
        read = plain.read(_with_bytes(tree))
    except (ValueError, zlib.error, RecursionError) as error:
        raise plain.PlainError(str(error)) from error
    if not isinstance(read, kind):
        raise plain.PlainError(f"no {kind.__name__}")
    return read


def _without_bytes(tree: Any) -> Any:
    if isinstance(tree, bytes):
        return {_BYTES: base64.b64encode(zlib.compress(tree, 1)).decode()}
    if isinstance(tree, list):
        return [_without_bytes(one) for one in tree]
    return {key: _without_bytes(one) for key, one in tree.items()} if isinstance(tree, dict) else tree


def _with_bytes(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_with_bytes(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if _BYTES in tree:
        return zlib.decompress(base64.b64decode(tree[_BYTES]))
    return {key: _with_bytes(one) for key, one in tree.items()}
