"""The journal of a run: `run.sqlite` in its folder, with the request and what became of each picture.

First the files of a picture are written, then its row. So a row that says "done" is true, and the files of a picture
without such a row are written again.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core.errors import EndedFailure, Failure
from attnstudio.core.files import refuse_existing
from attnstudio.core.images import Source
from attnstudio.runs import journal_file
from attnstudio.runs.difference import another
from attnstudio.runs.enlisting import mark_of, merged, row_count
from attnstudio.runs.journal_file import NAME, REQUEST_NAME, readable
from attnstudio.runs.lock import RunLock
from attnstudio.runs.rows import EXISTS, Row, State, path_bytes, path_from, reason_of, text_of

_AT_ONCE = 500  # rows of a question


class Journal:
    """Owns the journal, and the folder, until it is closed. Thread-safe.

    Args:
        request: what decides how the files look, as JSON has it.
        versions: of the program and of what it computes with; for people.
        force: begin anew, whatever is there.

    Raises:
        ChoiceFailure: the folder holds a run of another request.
        OutputFailure: another run is at work here, or the journal cannot be written.

    Attributes:
        rebuilt: a damaged journal was set aside here; None: it was not.
        is_resumed: there was a run of this request.
    """

    def __init__(
        self, folder: Path, request: Mapping[str, object], versions: Mapping[str, str], *, force: bool = False
    ) -> None:
        self.folder, self.file = folder, folder / NAME
        self.rebuilt: Path | None = None
        self._mutex = threading.RLock()
        self._lock = RunLock(folder)
        try:
            with self._used():
                self._open(request, versions, force=force)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        with self._mutex:
            journal_file.close(self._database)
            self._lock.release()

    # The pictures

    def enlist(self, pictures: Sequence[Path], asked: Sequence[str] | None = None) -> np.ndarray:
        """The numbers of the rows of these pictures, in their order; those that have none get one.

        Args:
            asked: of each picture, what is explained of it where that differs from picture to picture.
        """
        mark = mark_of(pictures, asked)
        with self._used():
            if self._fact("pictures") == mark:
                return np.arange(len(pictures))
            numbers = merged(self._database, pictures, asked)
            with self._database:
                is_all = len(numbers) == row_count(self._database) and bool((np.diff(numbers) == 1).all())
                self._set_fact("pictures", mark if is_all else "")
            return numbers

    def states(self) -> np.ndarray:
        """uint8 (rows,), by number."""
        with self._used():
            found = np.zeros(row_count(self._database), np.uint8)
            for state in (State.DONE, State.FAILED):
                rows = self._database.execute("SELECT number FROM pictures WHERE state = ?", (state,))
                found[np.fromiter((number for (number,) in rows), np.int64)] = state
            return found

    def row(self, number: int) -> Row:
        (found,) = self.rows([number])
        return found

    def rows(self, numbers: Sequence[int] | np.ndarray) -> Iterator[Row]:
        """In the order of the numbers."""
        for start in range(0, len(numbers), _AT_ONCE):
            some = [int(number) for number in numbers[start : start + _AT_ONCE]]
            with self._used():
                found = self._database.execute(
                    "SELECT number, path, name, state, modified, size, outputs, error, asked FROM pictures "
                    f"WHERE number IN ({', '.join('?' * len(some))})",
                    some,
                ).fetchall()
            by_number = {one[0]: one for one in found}
            yield from (_row(*by_number[number]) for number in some)

    def wait_again(self, numbers: Iterable[int]) -> None:
        """These are to be done once more."""
        with self._used(), self._database:
            self._database.executemany(
                "UPDATE pictures SET state = ? WHERE number = ?", ((State.WAITING, int(number)) for number in numbers)
            )

    def retry(self, *, only_existing: bool) -> None:
        """Those that failed wait again; `only_existing`: those that failed because of a file that was there."""
        with self._used(), self._database:
            self._database.execute(
                "UPDATE pictures SET state = ? WHERE state = ?"
                + (f" AND reason = '{EXISTS}'" if only_existing else ""),
                (State.WAITING, State.FAILED),
            )

    def done(self, number: int, source: Source, seconds: float, outputs: object) -> None:
        """The picture's files are written."""
        file = (source.modified_ns, source.size) if source.modified_ns else (None, None)  # of no file: it never changes
        self._record([(State.DONE, *file, source.digest, None, None, seconds, json.dumps(outputs), number)])

    def done_together(self, shard: str, rows: Sequence[tuple[int, Source, float, object]]) -> None:
        """As `done`, of pictures whose maps are in one shard."""
        self._record(
            [
                (State.DONE, one.modified_ns, one.size, one.digest, None, None, seconds, json.dumps(outputs), number)
                for number, one, seconds, outputs in rows
            ],
            shard,
        )

    def shards(self) -> list[str]:
        """Names of the files of maps."""
        with self._used():
            return [name for (name,) in self._database.execute("SELECT name FROM shards ORDER BY name")]

    def adopt(self, number: int, outputs: object) -> None:
        """The picture is done; of its own file nothing is known."""
        self._record([(State.DONE, None, None, None, None, None, None, json.dumps(outputs), number)])

    @property
    def is_to_restore(self) -> bool:
        """Whether a journal that was made anew still waits for what is in the folder."""
        return self.fact("to_restore") != ""

    def restore(self, shards: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """All rows of pictures that are in shards, by the names of these. Of two rows of a picture the later holds."""
        with self._used(), self._database:
            for shard, rows in shards.items():
                self._database.execute("INSERT INTO shards VALUES (?)", (shard,))
                self._database.executemany(
                    "INSERT OR REPLACE INTO pictures (number, path, name, asked, state, modified, size, digest, "
                    "seconds, outputs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    map(_restored, rows),
                )
            self._set_fact("to_restore", "")

    def failed(self, number: int, failure: Failure, outputs: object = None) -> None:
        loaded = None if outputs is None else json.dumps(outputs)
        self._record([(State.FAILED, None, None, None, reason_of(failure), text_of(failure), None, loaded, number)])

    def failed_before(self, number: int, reason: str, error: str) -> None:
        """As another journal has it."""
        self._record([(State.FAILED, None, None, None, reason, error, None, None, number)])

    def leave_out(self, missing: Iterable[tuple[Path, Failure]]) -> None:
        """What was named and is no picture, in place of what an earlier call named."""
        self.leave_out_before((path_bytes(path), failure.template, text_of(failure)) for path, failure in missing)

    def leave_out_before(self, rows: Iterable[tuple[bytes, str, str]]) -> None:
        """As `leave_out`, as other journals have it: path, reason, error."""
        with self._used(), self._database:
            self._database.execute("DELETE FROM left_out")
            self._database.executemany("INSERT INTO left_out VALUES (?, ?, ?)", rows)

    def forget_pace(self) -> None:
        """What this call wrote down was not computed by it: no speed comes of it."""
        with self._used(), self._database:
            self._database.execute(
                "UPDATE sessions SET started = latest WHERE rowid = (SELECT MAX(rowid) FROM sessions)"
            )

    def fact(self, name: str) -> str:
        with self._used():
            return self._fact(name)

    def set_fact(self, name: str, value: str) -> None:
        with self._used(), self._database:
            self._set_fact(name, value)

    @contextmanager
    def writing(self, files: Iterable[Path]) -> Iterator[None]:
        """Around the writing of files of pictures: what lies below a share that is not mounted any more is no place for
        them, and they are removed where it goes away meanwhile. Raises GoneFailure."""
        self._require_there()
        try:
            yield
        finally:
            if not journal_file.is_there(self.file):
                for file in files:
                    with suppress(OSError):
                        file.unlink(missing_ok=True)
        self._require_there()

    def is_foreign(self, file: Path) -> bool:
        """Whether a file was in the folder before the run, and still is."""
        return file.name in self._others and os.path.lexists(file)

    def claim(self, file: Path, *, force: bool) -> None:
        """A result of the whole run is going to be written, in whatever folder.

        Raises:
            ExistingFileFailure: the file is there, and no call of this run wrote it.
        """
        name = f"wrote {file.absolute()}"
        if not self.fact(name) and self.rebuilt is None:
            refuse_existing(file, force=force)
        self.set_fact(name, "yes")

    @contextmanager
    def _used(self) -> Iterator[None]:
        """The database, by one thread. Once it turns out to be damaged it is set aside, and the next call begins with
        what is in the folder."""
        with self._mutex, readable(self.file):
            try:
                yield
            except sqlite3.DatabaseError as error:
                if not journal_file.is_damage(error):
                    raise
                self._database.close()
                raise EndedFailure(
                    "The journal {file} is damaged, and is set aside as {aside}. The same call goes on with what is in "
                    "its folder.",
                    file=self.file,
                    aside=journal_file.set_aside(self.folder),
                ) from error

    def _require_there(self) -> None:
        """Raises GoneFailure where the journal has no file any more: SQLite would go on writing, for nobody."""
        if not journal_file.is_there(self.file):
            raise journal_file.gone(self.folder)

    # Opening

    def _open(self, request: Mapping[str, object], versions: Mapping[str, str], *, force: bool) -> None:
        if force:
            journal_file.remove(self.folder)
        wanted = json.loads(json.dumps(request))
        self.is_resumed, known = self.file.exists(), {}
        if self.is_resumed:
            try:
                self._database = journal_file.connect(self.file)
                known = journal_file.request_in(self._database)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self.rebuilt = journal_file.set_aside(self.folder)
        elif not force and (self.folder / REQUEST_NAME).exists():
            self.rebuilt = journal_file.latest_aside(self.folder)
        if self.rebuilt is not None:
            known = journal_file.request_beside(self.folder)
            self.is_resumed = bool(known)
        if known and known != wanted:
            if self.rebuilt is None and self._has_done_nothing():
                self._database.close()
                journal_file.remove(self.folder)
                self.is_resumed = False
            else:
                if self.rebuilt is None:
                    journal_file.close(self._database)
                raise another(self.folder, known, wanted)
        if self.is_resumed or (self.folder / REQUEST_NAME).exists():
            journal_file.remove_temporary_files(self.folder)
        if not self.is_resumed or self.rebuilt is not None:
            # The files of a rebuilt run are its own: what was there before it is not known any more.
            others = [] if self.is_resumed or force else [file.name for file in self.folder.iterdir()]
            self._database = journal_file.create(self.folder, wanted, versions, others)
            if self.is_resumed:
                with self._database:
                    self._set_fact("to_restore", "yes")
        self._others = {os.fsdecode(name) for (name,) in self._database.execute("SELECT name FROM others")}
        with self._database:
            self._database.execute("INSERT INTO sessions VALUES (?, NULL, 0)", (time.time(),))

    def _has_done_nothing(self) -> bool:
        """As where the request could not be fulfilled."""
        return not self._database.execute("SELECT 1 FROM sessions WHERE pictures > 0").fetchone()

    # Rows

    def _record(self, rows: Sequence[tuple[object, ...]], shard: str = "") -> None:
        self._require_there()
        with self._used(), self._database:
            if shard:
                self._database.execute("INSERT INTO shards VALUES (?)", (shard,))
            self._database.executemany(
                "UPDATE pictures SET state = ?, modified = ?, size = ?, digest = ?, reason = ?, error = ?, "
                "seconds = ?, outputs = ? WHERE number = ?",
                rows,
            )
            self._database.execute(
                "UPDATE sessions SET latest = ?, pictures = pictures + ? "
                "WHERE rowid = (SELECT MAX(rowid) FROM sessions)",
                (time.time(), len(rows)),
            )

    def _fact(self, name: str) -> str:
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def _set_fact(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def _restored(row: Mapping[str, Any]) -> tuple[object, ...]:
    path, name = os.fsencode(row["path"]), os.fsencode(row["name"])
    file = (row["modified"], row["size"], row["digest"], row["seconds"])
    return row["number"], path, name, row["asked"], State.DONE, *file, json.dumps(row["outputs"])


def _row(
    number: int,
    path: bytes,
    name: bytes,
    state: int,
    modified: int | None,
    size: int | None,
    outputs: str | None,
    error: str | None,
    asked: str,
) -> Row:
    loaded = None if outputs is None else json.loads(outputs)
    return Row(number, path_from(path), os.fsdecode(name), State(state), modified, size, loaded, error or "", asked)
