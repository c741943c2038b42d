"""What was evaluated in this call and in earlier ones, as the journal and the reports need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from attnstudio.cluster.plain import PlainError
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.compact import WITH_MAPS, compact, shrunk
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.request import ModelInfo
from attnstudio.evaluate_run import kept
from attnstudio.runs.call import Call
from attnstudio.runs.rows import Row, State


class Recorded:
    """Owns the evaluated pictures of a call. What earlier calls left is read when it is made.

    Args:
        counts: whether a picture is part of the tables.
    """

    def __init__(self, call: Call, counts: Callable[[Evaluated], bool]) -> None:
        self._call, self._journal, self._counts = call, call.journal, counts
        self._evaluated: dict[int, Evaluated] = {}  # by the number of their rows
        self._count = 0  # of those that count
        self._model: ModelInfo | None = None
        if fact := self._journal.fact("model"):
            with suppress(PlainError):  # of another version: the pictures are evaluated anew
                self._model = kept.found_model(fact)
        self.to_do: Sequence[int] = list(call.to_do(self._read))
        self.seconds = sum(map(_seconds, self._evaluated.values()))  # of earlier calls

    def add(self, position: int, evaluated: Evaluated) -> bool:
        """Keep a picture's scores; whether it is part of the tables. Raises OutputFailure."""
        if self._model is None:
            self._model = evaluated.result.model
            self._journal.set_fact("model", kept.kept_model(self._model))
        counted = self._counts(evaluated)
        small = compact(evaluated, self._count) if self._count < WITH_MAPS else shrunk(evaluated, 1, with_maps=False)
        number = self._call.number(position)
        self._journal.done(number, evaluated.case.picture.source, _seconds(evaluated), kept.kept(small))
        self._keep(number, small, counted=counted)
        return counted

    def fail(self, position: int, failure: Failure) -> None:
        """Raises OutputFailure."""
        self._journal.failed(self._call.number(position), failure, kept.kept_failure(failure))

    def pictures(self) -> tuple[Evaluated, ...]:
        """Those that count, in the order of the call."""
        return tuple(one for one in self._in_order() if self._counts(one))

    def not_counted(self) -> int:
        return len(self._evaluated) - self._count

    def failures(self) -> dict[Path, Failure]:
        """In the order of the call."""
        positions = np.flatnonzero(self._call.states() == State.FAILED)
        return {self._call.pictures[position]: _failure(row) for position, row in self._call.rows(positions)}

    def _in_order(self) -> Iterator[Evaluated]:
        for number in self._call.numbers.tolist():
            if (one := self._evaluated.get(number)) is not None:
                yield one

    def _read(self, row: Row) -> bool:
        """Whether what the journal has of a picture can be used."""
        if self._model is None:
            return False
        try:
            evaluated = kept.found(row.outputs, self._model)
        except (PlainError, KeyError, TypeError):
            return False
        self._keep(row.number, evaluated, counted=self._counts(evaluated))
        return True

    def _keep(self, number: int, evaluated: Evaluated, *, counted: bool) -> None:
        self._evaluated[number] = evaluated
        self._count += counted


def _seconds(evaluated: Evaluated) -> float:
    return evaluated.result.seconds + sum(one.seconds for one in evaluated.measurements)


def _failure(row: Row) -> Failure:
    try:
        return kept.found_failure(row.outputs)
    except (PlainError, KeyError, TypeError):
        return Failure("{reason}", reason=row.error)
