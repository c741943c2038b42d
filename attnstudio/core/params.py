"""Typed, ranged parameter specs. One declaration feeds the command line, the form, the session file and the docs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from attnstudio.core.errors import ChoiceFailure

Value = int | float | bool | str
AUTO = "auto"
USUAL_SIDE = 224  # pixels


@dataclass(frozen=True)
class Param(ABC):
    """One parameter of a method.

    `name` is the identifier in `--set METHOD.name=value`; `label` and `help` are shown in the form. `unit`: of its
    value, where it has one.
    """

    name: str
    label: str
    help: str
    unit: str = field(default="", kw_only=True)

    type: ClassVar[str]

    @property
    @abstractmethod
    def default(self) -> Value:
        """The value used if none is set."""

    @abstractmethod
    def check(self, value: Value) -> Value:
        """The value in its own type, or ChoiceFailure naming what is allowed."""

    @abstractmethod
    def parse(self, text: str) -> Value:
        """The checked value written in `text`."""

    def describe(self) -> dict[str, object]:
        """As the command line's `methods --json` prints it."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "min": getattr(self, "min", None),
            "max": getattr(self, "max", None),
            "choices": getattr(self, "choices", None),
            "help": self.help,
            "unit": self.unit,
        }


def _out_of_range(param: IntParam | FloatParam, value: object) -> ChoiceFailure:
    return ChoiceFailure(
        "{name} must be from {min} to {max}, not {value}.", name=param.name, min=param.min, max=param.max, value=value
    )


@dataclass(frozen=True)
class IntParam(Param):
    """A whole number in [min, max]."""

    initial: int = 0
    min: int = 0
    max: int = 1
    type: ClassVar[str] = "int"

    @property
    def default(self) -> int:
        return self.initial

    def check(self, value: Value) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ChoiceFailure("{name} must be a whole number, not {value}.", name=self.name, value=value)
        if not self.min <= value <= self.max:
            raise _out_of_range(self, value)
        return value

    def parse(self, text: str) -> int:
        try:
            return self.check(int(text))
        except ValueError:
            raise ChoiceFailure("{name} must be a whole number, not {value}.", name=self.name, value=text) from None


@dataclass(frozen=True)
class FloatParam(Param):
    """A number in [min, max]."""

    initial: float = 0.0
    min: float = 0.0
    max: float = 1.0
    step: float = 0.01
    type: ClassVar[str] = "float"

    @property
    def default(self) -> float:
        return self.initial

    def check(self, value: Value) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ChoiceFailure("{name} must be a number, not {value}.", name=self.name, value=value)
        if not self.min <= value <= self.max:
            raise _out_of_range(self, value)
        return float(value)

    def parse(self, text: str) -> float:
        try:
            return self.check(float(text))
        except ValueError:
            raise ChoiceFailure("{name} must be a number, not {value}.", name=self.name, value=text) from None


@dataclass(frozen=True)
class SizeParam(Param):
    """A length in pixels of the model's input: `auto`, or a number in [min, max].

    `auto` is a share of the input's shorter side, so that it fits any input; `usual` is what it comes to at 224 pixels,
    for which most papers give their numbers. `step`: of the form's control; 1 allows whole numbers only.
    """

    usual: float = 1
    min: float = 1
    max: float = 512
    step: float = 1
    type: ClassVar[str] = "size"

    @property
    def default(self) -> str:
        return AUTO

    def check(self, value: Value) -> Value:
        return AUTO if value == AUTO else self._number.check(value)

    def parse(self, text: str) -> Value:
        return AUTO if text.lower() == AUTO else self._number.parse(text)

    def pixels(self, value: Value, shape: Sequence[int]) -> float:
        """What a checked value stands for in an input of this (height, width, ...)."""
        if value != AUTO:
            return float(value)
        size = self.usual * min(shape[:2]) / USUAL_SIDE
        return min(max(self.min, size if self.step < 1 else round(size)), self.max)

    @property
    def _number(self) -> IntParam | FloatParam:
        if self.step == 1:
            return IntParam(self.name, self.label, self.help, int(self.usual), int(self.min), int(self.max))
        return FloatParam(self.name, self.label, self.help, self.usual, self.min, self.max, self.step)


@dataclass(frozen=True)
class BoolParam(Param):
    """Yes or no."""

    initial: bool = False
    type: ClassVar[str] = "bool"

    @property
    def default(self) -> bool:
        return self.initial

    def check(self, value: Value) -> bool:
        if not isinstance(value, bool):
            raise ChoiceFailure("{name} must be true or false, not {value}.", name=self.name, value=value)
        return value

    def parse(self, text: str) -> bool:
        known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if text.lower() not in known:
            raise ChoiceFailure("{name} must be true or false, not {value}.", name=self.name, value=text)
        return known[text.lower()]


@dataclass(frozen=True)
class ChoiceParam(Param):
    """One of a few words. The window shows their translations: mark them with `tr_noop`."""

    choices: tuple[str, ...] = ()
    initial: str = ""
    type: ClassVar[str] = "choice"

    @property
    def default(self) -> str:
        return self.initial

    def check(self, value: Value) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise ChoiceFailure(
                "{name} must be one of {choices}, not {value}.",
                name=self.name,
                choices=", ".join(self.choices),
                value=value,
            )
        return value

    def parse(self, text: str) -> str:
        return self.check(text)


@dataclass(frozen=True)
class EditableChoiceParam(Param):
    """One of a few words, or a text of another form.

    `pattern`: a regular expression of that form. `checker` gives the value in its usual form, or raises ChoiceFailure.
    """

    choices: tuple[str, ...] = ()
    initial: str = ""
    pattern: str = ""
    checker: Callable[[str], str] = str
    type: ClassVar[str] = "choice or text"

    @property
    def default(self) -> str:
        return self.initial

    def check(self, value: Value) -> str:
        return self.checker(str(value))

    def parse(self, text: str) -> str:
        return self.check(text)


@dataclass(frozen=True)
class TextParam(Param):
    """A short text, such as names of layers."""

    initial: str = ""
    type: ClassVar[str] = "text"

    @property
    def default(self) -> str:
        return self.initial

    def check(self, value: Value) -> str:
        if not isinstance(value, str):
            raise ChoiceFailure("{name} must be a text, not {value}.", name=self.name, value=value)
        return value

    def parse(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class FolderParam(TextParam):
    """A folder of the user's; empty: none."""

    type: ClassVar[str] = "folder"


def complete(params: Sequence[Param], values: Mapping[str, Value]) -> dict[str, Value]:
    """The value of every parameter: the checked one of `values`, else its default.

    Raises:
        ChoiceFailure: a name that is not declared, or a value that is not allowed.
    """
    names = [param.name for param in params]
    for name in values:
        if name not in names:
            raise ChoiceFailure(
                "There is no parameter {name}. The parameters are: {names}.",
                name=name,
                names=", ".join(names) or "none",
            )
    return {param.name: param.check(values.get(param.name, param.default)) for param in params}
