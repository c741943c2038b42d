"""What is read from a model's graph, which does not change: read once, for as long as the model lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import keras

T = TypeVar("T")


def once_a_model(function: Callable[[keras.Model], T]) -> Callable[[keras.Model], T]:
    """The function with its answers remembered. They must not be changed, and must not refer to the model itself."""
    known: WeakKeyDictionary[keras.Model, T] = WeakKeyDictionary()

    @wraps(function)
    def remembered(model: keras.Model) -> T:
        if model not in known:
            known[model] = function(model)
        return known[model]

    return remembered
