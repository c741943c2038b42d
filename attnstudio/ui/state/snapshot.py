"""What every state object has in common: one immutable value, replaced as a whole, and a signal of what changed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

Value = TypeVar("Value")  # a frozen dataclass


class Snapshot(QObject, Generic[Value]):
    """Holds `now`, a frozen dataclass. Widgets are views of it: they set fields, and follow `changed`."""

    changed = Signal(object)  # frozenset[str]: the names of the fields that changed

    def __init__(self, value: Value) -> None:
        super().__init__()
        self._now = value

    @property
    def now(self) -> Value:
        return self._now

    def set(self, **values: Any) -> None:
        """Replace fields; `changed` is emitted once, and only if a value differs."""
        before, self._now = self._now, replace(self._now, **values)  # type: ignore[type-var]
        changed = frozenset(
            one.name
            for one in fields(self._now)  # type: ignore[arg-type]
            if not _same(getattr(before, one.name), getattr(self._now, one.name))
        )
        if changed:
            self.changed.emit(changed)


def _same(one: object, other: object) -> bool:
    return one is other or (type(one) is type(other) and one == other)
