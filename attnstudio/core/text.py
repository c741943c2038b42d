"""Text for people in code that knows no Qt: marked here, translated where it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable


def tr_noop(text: str) -> str:
    """The text itself; marks it for the translation tool."""
    return text


@dataclass(frozen=True)
class Notice:
    """Information for the user about a result that is still valid.

    Attributes:
        template: English, with `{name}` fields for `values`.
        warning: whether the result is of little or no use as it is. The window shows a warning over the picture,
            other notices in the log.
        setting: (method id, parameter, value) that may correct it, if any; the window offers it as an action.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    setting: tuple[str, str, int | float | str] | None = None

    def __str__(self) -> str:
        return self.template.format(**self.values)

    @property
    def offered(self) -> tuple[str, str, int | float | str] | None:
        """Its own setting, or else that of a notice among its values."""
        inner = (value.offered for value in self.values.values() if isinstance(value, Notice))
        return self.setting or next(filter(None, inner), None)


@runtime_checkable
class Translatable(Protocol):
    """A Notice or a Failure."""

    @property
    def template(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


def localised(what: Translatable, translate: Callable[[str], str]) -> str:
    """A notice or failure, and those among its values, in the translator's language."""
    values = {
        name: localised(value, translate) if isinstance(value, Translatable) else value
        for name, value in what.values.items()
    }
    return translate(what.template).format(**values)
