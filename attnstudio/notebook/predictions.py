"""What a model answers to pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import overload

import numpy as np

from attnstudio.core.errors import Failure
from attnstudio.core.request import TOP_COUNT, Prediction
from attnstudio.core.text import counted

_SHOWN = 20  # rows


class Predictions(Sequence[Prediction]):
    """Answers, one a picture: `predictions[0].probabilities`, `predictions[0].top(5)`.

    Attributes:
        paths: of the pictures; of arrays "image-0", "image-1"...
        class_names: by class index.
        labels: int32 (n,), the classes that a data set says; -1: not known.
        failures: pictures of a data set that are left out, each with the reason.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        answers: Sequence[Prediction],
        labels: np.ndarray,
        failures: Mapping[Path, Failure],
    ) -> None:
        self.paths, self._answers = tuple(paths), tuple(answers)
        self.labels, self.failures = labels, dict(failures)
        self.class_names = self._answers[0].class_names

    def __len__(self) -> int:
        return len(self._answers)

    @overload
    def __getitem__(self, index: int) -> Prediction: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Prediction]: ...

    def __getitem__(self, index: int | slice) -> Prediction | Sequence[Prediction]:
        return self._answers[index]

    def __iter__(self) -> Iterator[Prediction]:
        return iter(self._answers)

    @cached_property
    def logits(self) -> np.ndarray:
        """float64 (n, classes): the scores before softmax or sigmoid, which maps explain."""
        return _read_only([one.logits for one in self._answers])

    @cached_property
    def probabilities(self) -> np.ndarray:
        """float64 (n, classes); of a regression its numbers."""
        return _read_only([one.probabilities for one in self._answers])

    @cached_property
    def indices(self) -> np.ndarray:
        """int64 (n,): the class of the largest probability."""
        return _read_only([one.top(1)[0] for one in self._answers])

    @property
    def names(self) -> tuple[str, ...]:
        """Of these classes."""
        return tuple(self.class_names[index] for index in self.indices)

    def top(self, count: int = TOP_COUNT) -> list[list[tuple[str, float]]]:
        """The most probable classes of each picture: (name, probability)."""
        return [
            [(self.class_names[index], float(one.probabilities[index])) for index in one.top(count)]
            for one in self._answers
        ]

    def __repr__(self) -> str:
        return f"<Predictions: {counted(len(self), 'picture')}, {len(self.class_names)} classes>"

    def _repr_html_(self) -> str:
        rows = [
            f"<tr><th>{escape(path.name)}</th>"
            + "".join(f"<td>{escape(self.class_names[index])}<br>{escape(one.text(index))}</td>" for index in one.top())
            + "</tr>"
            for path, one in zip(self.paths[:_SHOWN], self._answers, strict=False)
        ]
        more = f"<p>... {len(self) - _SHOWN} more</p>" if len(self) > _SHOWN else ""
        return f"<table>{''.join(rows)}</table>{more}"


def _read_only(rows: Sequence[np.ndarray | int]) -> np.ndarray:
    array = np.stack([np.asarray(row) for row in rows])
    array.setflags(write=False)
    return array
