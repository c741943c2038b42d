"""What was attacked in this call and in earlier ones, as the journal and the tables need it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from attnstudio.attack_run.pictures import AttackedPictures
from attnstudio.cluster.plain import PlainError
from attnstudio.core.errors import Failure
from attnstudio.core.robustness.record import PictureRecord
from attnstudio.runs import json_values
from attnstudio.runs.call import Call
from attnstudio.runs.rows import Row, State


class Recorded:
    """Owns the records of a call. What earlier calls left is read when it is made."""

    def __init__(self, call: Call, pictures: AttackedPictures) -> None:
        self._call, self._journal, self._pictures = call, call.journal, pictures
        self._found: dict[int, PictureRecord] = {}  # by the number of their rows
        self.to_do: Sequence[int] = list(call.to_do(self._read))
        self.seconds = sum(map(_seconds, self._found.values()))  # of earlier calls

    def add(self, position: int, record: PictureRecord) -> PictureRecord:
        """Write the attacked pictures, then the row; returns what is kept. Raises OutputFailure."""
        number, name = self._call.number(position), self._call.name(position)
        with self._journal.writing(file for file in self._pictures.files(name, record) if file is not None):
            self._pictures.write(name, record)
        bare = replace(record, records=tuple(replace(one, png=b"") for one in record.records))
        outputs = {"attacked": json_values.tree(bare), "folders": self._pictures.folders(bare)}
        self._journal.done(number, record.source, _seconds(bare), outputs)
        self._found[number] = bare
        return bare

    def fail(self, position: int, failure: Failure) -> None:
        """Raises OutputFailure."""
        outputs = {"failure": json_values.tree(failure)}
        self._journal.failed(self._call.number(position), failure, outputs)

    def pictures(self) -> dict[int, PictureRecord]:
        """By their positions, in the order of the call."""
        numbers = enumerate(self._call.numbers.tolist())
        return {position: self._found[number] for position, number in numbers if number in self._found}

    def at(self, positions: Sequence[int]) -> list[PictureRecord]:
        """Those that there are."""
        found = self.pictures()
        return [found[position] for position in positions if position in found]

    def name(self, position: int) -> str:
        return self._call.name(position)

    def failures(self) -> dict[Path, Failure]:
        """In the order of the call."""
        return dict(self._failures())

    def _failures(self) -> Iterator[tuple[Path, Failure]]:
        positions = np.flatnonzero(self._call.states() == State.FAILED)
        for position, row in self._call.rows(positions):
            yield self._call.pictures[position], _failure(row)

    def _read(self, row: Row) -> bool:
        """Whether what the journal has of a picture can be used, and its files are there."""
        try:
            record = json_values.value(row.outputs["attacked"], PictureRecord)
        except (PlainError, KeyError, TypeError):
            return False
        if not all(file.exists() for file in self._pictures.files(row.name, record) if file is not None):
            return False
        self._found[row.number] = record
        return True


def _seconds(record: PictureRecord) -> float:
    return sum(one.seconds for one in record.records)


def _failure(row: Row) -> Failure:
    try:
        return json_values.value(row.outputs["failure"], Failure)
    except (PlainError, KeyError, TypeError):
        return Failure("{reason}", reason=row.error)
