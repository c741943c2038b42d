"""Small things that several sections of a report share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.methods.base import METHODS
from attnstudio.core.text import Number, Translate, with_sign

T = TypeVar("T")


def evenly(items: Sequence[T], most: int) -> list[Sequence[T]]:
    """Cut into as few parts as have at most so many items each, about equally long."""
    count = -(-len(items) // most)
    edges = [len(items) * number // count for number in range(count + 1)] if count else []
    return [items[first:end] for first, end in pairwise(edges)]


def named(path: Path | str) -> str:
    """A file's name need not be text."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def method_name(method_id: str, translate: Translate) -> str:
    return translate(METHODS.discover()[method_id].name)


def explained(one: Evaluated, translate: Translate) -> str:
    """The target with its probability: tiger shark (3), 98.7 %."""
    result = one.result
    name = result.target.name(result.model.class_names)
    return (
        f"{name} ({result.target.index}), {_in_one_piece(result.prediction.explained_text(result.target), translate)}"
    )


def answered(one: Evaluated, index: int, translate: Translate) -> str:
    """The probability of a class, or the number of a regression, in one piece."""
    return _in_one_piece(one.result.prediction.text(index), translate)


def _in_one_piece(number: Number, translate: Translate) -> str:
    return with_sign(number, translate(".")).replace(" ", "\u00a0")


def number(value: float, translate: Translate) -> str:
    """As many digits as say something: 0.718, 10.5."""
    text = f"{round(value, 3) + 0.0:.3f}" if abs(value) < 10 else f"{value:.3g}"  # never -0.000
    return with_sign(text, translate("."))
