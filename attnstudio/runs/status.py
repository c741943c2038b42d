"""What a journal says of its run, while that is at work or afterwards."""

from __future__ import annotations

import json
import math
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attnstudio.core.errors import ChoiceFailure
from attnstudio.runs.journal_file import NAME
from attnstudio.runs.lock import is_running
from attnstudio.runs.reading import reading
from attnstudio.runs.rows import State

_MOST_REASONS = 5


@dataclass(frozen=True)
class Reason:
    """Why pictures failed: how many, and the first of them."""

    count: int
    text: str
    example: Path


@dataclass(frozen=True)
class Status:
    """Numbers of pictures.

    Attributes:
        left_out: what was named and is no picture.
        rate: pictures a second of the last call; None: it has done none.
    """

    folder: Path
    request: dict[str, Any]
    versions: dict[str, str]
    waiting: int
    done: int
    failed: int
    left_out: int
    reasons: tuple[Reason, ...]
    rate: float | None
    is_running: bool

    @staticmethod
    def of(folder: Path) -> Status:
        """Raises ChoiceFailure where there is no run, OutputFailure where its journal cannot be read."""
        if not (folder / NAME).is_file():
            raise ChoiceFailure("There is no run in {folder}: no {name}.", folder=folder, name=NAME)
        with reading(folder) as database:
            return _read(folder, database)

    def require_maps(self) -> None:
        """Raises ChoiceFailure where the run is of a command that keeps none."""
        if (command := self.request.get("command")) != "explain":
            raise ChoiceFailure(
                "The run in {folder} is of {command}: it has no maps. Choose one of explain.",
                folder=self.folder,
                command=command,
            )

    @property
    def total(self) -> int:
        return self.waiting + self.done + self.failed

    @property
    def seconds_left(self) -> float | None:
        if not self.waiting:
            return 0.0
        return self.waiting / self.rate if self.rate else None

    def lines(self, least: int = 1) -> Iterator[str]:
        """For people: what is done, then why pictures failed, where so many or more did for one reason."""
        parts = [f"{self.done} of {self.total} pictures done"]
        parts += [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.left_out} left out"] if self.left_out else []
        parts += [f"{self.waiting} waiting"] if self.waiting else []
        if self.rate:
            parts.append(f"{self.rate:.1f} a second")
        if self.waiting and self.is_running and self.seconds_left is not None:
            left = math.ceil(self.seconds_left)
            parts.append(f"{left // 60}:{left % 60:02} left")
        yield ", ".join(parts)
        reasons = [reason for reason in self.reasons if reason.count >= least]
        for reason in reasons[:_MOST_REASONS]:
            yield f"{reason.count} failed: {reason.text}"
        if len(reasons) > _MOST_REASONS:
            yield f"and for {len(reasons) - _MOST_REASONS} more reasons"

    def as_json(self) -> dict[str, object]:
        return {
            "folder": str(self.folder),
            "running": self.is_running,
            "pictures": self.total,
            "done": self.done,
            "failed": self.failed,
            "waiting": self.waiting,
            "left_out": self.left_out,
            "reasons": [{"count": one.count, "reason": one.text, "example": str(one.example)} for one in self.reasons],
            "pictures_a_second": self.rate,
            "seconds_left": self.seconds_left,
            "request": self.request,
            "versions": self.versions,
        }


def _read(folder: Path, database: sqlite3.Connection) -> Status:
    facts = dict(database.execute("SELECT name, value FROM facts"))
    counts = dict(database.execute("SELECT state, COUNT(*) FROM pictures GROUP BY state"))
    reasons = database.execute(
        "SELECT COUNT(*), reason, MIN(number), error, path FROM pictures WHERE state = ? GROUP BY reason "
        "ORDER BY COUNT(*) DESC, reason",
        (State.FAILED,),
    )
    (left_out,) = database.execute("SELECT COUNT(*) FROM left_out").fetchone()
    session = database.execute(
        "SELECT started, latest, pictures FROM sessions WHERE pictures > 0 ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    started, latest, pictures = session or (0.0, 0.0, 0)
    return Status(
        folder=folder,
        request=json.loads(facts["request"]),
        versions=json.loads(facts["versions"]),
        waiting=counts.get(State.WAITING, 0),
        done=counts.get(State.DONE, 0),
        failed=counts.get(State.FAILED, 0),
        left_out=left_out,
        reasons=tuple(
            Reason(count, error if count == 1 else _general(reason), Path(os.fsdecode(path)))
            for count, reason, _, error, path in reasons
        ),
        rate=pictures / (latest - started) if latest > started else None,
        is_running=is_running(folder),
    )


def _general(template: str) -> str:
    """Without what differs from picture to picture."""
    return re.sub(r"\{\w+\}", "...", template)
