"""What a client and its workers say to each other as bytes, and what runs keep of results, as `core.plain` has it."""

from __future__ import annotations

from functools import cache
from typing import Any

from attnstudio.core.plain import PlainError as PlainError
from attnstudio.core.plain import Reader, Writer, named, packed, unpacked
from attnstudio.core.plain_classes import engine_classes


@cache
def _classes() -> dict[str, type]:
    from attnstudio.cluster import message
    from attnstudio.core.contrast import Contrast
    from attnstudio.runs.outputs import Outputs

    return engine_classes() | named((Outputs, Contrast, *message.CLASSES))


def pack(value: Any) -> bytes:
    """Raises PlainError for a value of another class than those listed."""
    return packed(written(value))


def unpack(data: bytes) -> Any:
    """Arrays are read-only. Raises PlainError."""
    return read(unpacked(data))


def written(value: Any) -> dict[str, Any]:
    """A value as mappings, lists, numbers, texts and bytes. Raises PlainError."""
    return Writer(_classes).written(value)


def read(tree: Any) -> Any:
    """What `written` made of a value. Raises PlainError."""
    return Reader(_classes).read(tree)
