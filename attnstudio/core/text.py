"""Text for people in code that knows no Qt: marked here, translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def mark(text: str) -> str:
    """The text itself; marks it for the translation tool."""
    return text


@dataclass(frozen=True)
class Notice:
    """Something the user should know that stops nothing. `template` is English with `{name}` fields for `values`."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)
