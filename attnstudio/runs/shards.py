"""Maps of many pictures in a few files: `maps-00001.npz`, each whole or absent.

A shard holds for each method and size of its maps an array, (maps, rows, columns), and the numbers of their pictures;
and what the journal has of these, from which a lost journal is made anew.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import numpy as np

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.images import Source
from attnstudio.runs.journal import Journal
from attnstudio.runs.rows import Row

MOST_PICTURES, MOST_BYTES = 4096, 16 * 2**20
_PATTERN = "maps-*.npz"
_ROWS = "rows"  # the array with the rows, as JSON


@dataclass(frozen=True, eq=False)
class _Added:
    """The maps of a picture by method."""

    number: int
    source: Source
    seconds: float
    outputs: dict[str, object]
    maps: Mapping[str, np.ndarray]


class ShardWriter:
    """Thread-safe. Owns the maps that are in no file yet; their pictures count as done once they are.

    What a killed run left without a row is removed.

    Args:
        most_pictures, most_bytes: in a file; with as much a killed run begins anew.
    """

    def __init__(self, journal: Journal, most_pictures: int = MOST_PICTURES, most_bytes: int = MOST_BYTES) -> None:
        self._journal, self._folder = journal, journal.folder
        self._most_pictures, self._most_bytes = most_pictures, most_bytes
        self._mutex = threading.Lock()
        self._added: list[_Added] = []
        self._bytes = 0
        known = journal.shards()
        for file in self._folder.glob(_PATTERN):
            if file.name not in known and not journal.is_foreign(file):
                file.unlink()
        self._next = 1 + max((_number(name) for name in known), default=0)

    def add(
        self, number: int, source: Source, seconds: float, outputs: dict[str, object], maps: Mapping[str, np.ndarray]
    ) -> None:
        """The maps of a picture by method. Raises OutputFailure."""
        with self._mutex:
            self._added.append(_Added(number, source, seconds, outputs, maps))
            self._bytes += sum(one.nbytes for one in maps.values())
            if len(self._added) >= self._most_pictures or self._bytes >= self._most_bytes:
                self._flush()

    def close(self) -> None:
        """Write what is left. Raises OutputFailure."""
        with self._mutex:
            if self._added:
                self._flush()

    def _flush(self) -> None:
        name = f"maps-{self._next:05}.npz"
        for one in self._added:
            one.outputs["shard"] = name
        kept = self._journal.rows([one.number for one in self._added])
        rows = [_described(one, row) for one, row in zip(self._added, kept, strict=True)]
        file = self._folder / name
        with self._journal.writing([file]):
            write_atomically(file, partial(_write, rows, self._added), force=True)
        self._journal.done_together(name, [(one.number, one.source, one.seconds, one.outputs) for one in self._added])
        self._next += 1
        self._added, self._bytes = [], 0


@lru_cache(maxsize=4)
def read_shard(file: Path) -> dict[tuple[int, str], np.ndarray]:
    """Maps by the number of their picture and by method. Raises OSError, ValueError."""
    found: dict[tuple[int, str], np.ndarray] = {}
    try:
        with file.open("rb") as content, np.load(content, allow_pickle=False) as shard:
            for key in shard.files:
                if key != _ROWS and not key.endswith("/numbers"):
                    maps, method = shard[key], key.partition("/")[0]
                    numbers = shard[f"{key}/numbers"].tolist()
                    found |= {(number, method): one for number, one in zip(numbers, maps, strict=True)}
    except (BadZipFile, EOFError, KeyError) as error:
        raise ValueError(str(error)) from error
    return found


def unreadable(file: Path, error: Exception | None = None) -> OutputFailure:
    """Of a map, in a shard or in a file of its own."""
    if isinstance(error, OSError):
        return OutputFailure("The map {file} cannot be read: {reason}.", file=file, reason=error.strerror or error)
    return OutputFailure("{file} is damaged, or holds no such map.", file=file)


def restore(journal: Journal) -> None:
    """Give a journal that was made anew the rows of the shards that are there; what cannot be read is passed over, and
    computed again. To be called before the pictures of a call are enlisted. Raises OutputFailure."""
    if journal.is_to_restore and (files := sorted(journal.folder.glob(_PATTERN))):
        every = {file.name: _rows_in(file) for file in files}
        journal.restore({name: rows for name, rows in every.items() if rows is not None})


def _rows_in(file: Path) -> list[dict[str, Any]] | None:
    try:
        read_shard(file)  # whole
        with file.open("rb") as content, np.load(content, allow_pickle=False) as shard:
            rows: list[dict[str, Any]] = json.loads(shard[_ROWS].tobytes())
    except (OSError, ValueError, KeyError):
        return None
    return rows


def _described(one: _Added, row: Row) -> dict[str, Any]:
    source = one.source
    return {
        "number": one.number,
        "path": os.fspath(row.path),
        "name": row.name,
        "asked": row.asked,
        "modified": source.modified_ns,
        "size": source.size,
        "digest": source.digest,
        "seconds": one.seconds,
        "outputs": one.outputs,
    }


def _write(rows: Sequence[dict[str, Any]], added: Sequence[_Added], file: BinaryIO) -> None:
    """As np.savez does, without a second copy of the maps."""
    groups: dict[str, list[tuple[int, np.ndarray]]] = {}
    for one in added:
        for method, values in one.maps.items():
            groups.setdefault(f"{method}/{values.shape[0]}x{values.shape[1]}", []).append((one.number, values))
    with ZipFile(file, "w") as archive:
        _add(archive, _ROWS, [np.frombuffer(json.dumps(rows).encode(), np.uint8)])
        for key, group in groups.items():
            _add(archive, key, [values[None] for _, values in group])
            _add(archive, f"{key}/numbers", [np.array([number for number, _ in group])])


def _add(archive: ZipFile, key: str, parts: Sequence[np.ndarray]) -> None:
    """An array whose parts lie one behind the other."""
    first = parts[0]
    shape = (sum(len(part) for part in parts), *first.shape[1:])
    with archive.open(f"{key}.npy", "w", force_zip64=True) as entry:
        header = {"descr": np.lib.format.dtype_to_descr(first.dtype), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(entry, header)
        _write_all(entry, parts)


def _write_all(entry: IO[bytes], parts: Iterable[np.ndarray]) -> None:
    for part in parts:
        entry.write(np.ascontiguousarray(part).data)


def _number(name: str) -> int:
    return int(name.removeprefix("maps-").removesuffix(".npz"))
