"""Text for people in code that knows no Qt: marked here, translated where it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from string import Formatter
from typing import Protocol, TypeVar, runtime_checkable

from attnstudio.core.translations import SOURCE_LANGUAGE, translated

Text = TypeVar("Text", bound=str)

POINT, _NO_BREAK = ".", "\N{NO-BREAK SPACE}"
_EXPONENT = re.compile(r"(?<=\d)e([+-]\d+)\b")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Between a number and its unit: "57.4 %", "{seconds} s".
_UNIT = re.compile(r"(?<=[}\d]) (?=(?:%|s|ms|min|h|px|[kMG]B|с|мс|мин|ч|[КМГ]Б|млн)(?!\w))")


class Number(str):
    """A number that is written with a point, perhaps with its unit: `filled` writes the decimal sign of a language."""

    __slots__ = ()


class Translate(Protocol):
    """From an English text and the values of its fields to a text in some language; the value `n` is its count."""

    def __call__(self, text: str, /, **values: object) -> str: ...


def tr_noop(text: Text) -> Text:
    """The text itself; marks it for the translation tool."""
    return text


def english(text: str, /, **values: object) -> str:
    """The text with its fields filled, for the command line: with decimal points and plain spaces."""
    return translated(SOURCE_LANGUAGE, text, values.get("n")).format(**values)


def counted(count: int, noun: str) -> str:
    """In English, for the command line: 1 picture, 2 pictures."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def filled(text: str, values: Mapping[str, object], decimal_sign: str) -> str:
    """A text with its fields filled, in the decimal sign of its language; other than in English, whose sign is the
    point, a number and its unit stay on one line."""
    if decimal_sign != POINT:
        text = _UNIT.sub(_NO_BREAK, text)
    return _Fields(decimal_sign).vformat(text, (), values) if values else text


def grouped(number: int) -> str:
    """With a thin space between thousands: 3 538 984."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def with_sign(number: str, decimal_sign: str) -> str:
    """A number that is written with a point, perhaps with its unit, as `filled` writes it, and powers of ten raised."""
    number = _EXPONENT.sub(lambda found: power_of_ten(int(found[1])), number)
    return number if decimal_sign == POINT else number.replace(POINT, decimal_sign).replace(" ", _NO_BREAK)


def power_of_ten(exponent: int) -> str:
    """Behind a number, with a raised exponent."""
    return f"\N{MULTIPLICATION SIGN}10{str(exponent).translate(_RAISED)}"


class _Fields(Formatter):
    def __init__(self, decimal_sign: str) -> None:
        self._decimal_sign = decimal_sign

    def format_field(self, value: object, format_spec: str) -> str:
        text = format(value, format_spec)
        return with_sign(text, self._decimal_sign) if isinstance(value, Real | Number) else text


@dataclass(frozen=True)
class Notice:
    """Information for the user about a result that is still valid.

    Attributes:
        template: English, with `{name}` fields for `values`. A field `{n}` is a count, which has plural forms.
        values: numbers as numbers or as `Number`, so that a translation can write its own decimal sign.
        warning: whether the result is of little or no use as it is. The window shows a warning over the picture,
            other notices below it.
        setting: (method id, parameter, value) that may correct it, if any; the window offers it as an action.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    setting: tuple[str, str, int | float | str] | None = None

    def __str__(self) -> str:
        return english(self.template, **self.values)

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


def localised(what: Translatable, translate: Translate) -> str:
    """A notice or failure, and those among its values, in the translator's language."""
    values = {
        name: localised(value, translate) if isinstance(value, Translatable) else value
        for name, value in what.values.items()
    }
    return translate(what.template, **values)


def listed(names: Iterable[str | Notice], most: int | None = None) -> Notice:
    """All the names, each of which may have a translation; or the first few, and how many more there are."""
    every = list(names)
    shown = every if most is None or len(every) <= most + 1 else every[:most]
    fields = {f"name{number}": name for number, name in enumerate(shown)}
    rest = len(every) - len(shown)
    return Notice(", ".join(f"{{{field}}}" for field in fields) + (f" (+{rest})" if rest else ""), fields)
