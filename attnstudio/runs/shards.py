"""Maps of many pictures in a few files: `maps-00001.npz`, each whole or absent.

A shard holds for each method and size of its maps an array, (maps, rows, columns), and the numbers of their pictures.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np

from attnstudio.core.files import write_atomically
from attnstudio.core.images import Source
from attnstudio.runs.journal import Journal

MOST_PICTURES, MOST_BYTES = 4096, 64 * 2**20
_PATTERN = "maps-*.npz"


class ShardWriter:
    """Thread-safe. Owns the maps that are in no file yet; their pictures count as done once they are.

    What a killed run left without a row is removed.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal, self._folder = journal, journal.folder
        self._mutex = threading.Lock()
        self._rows: list[tuple[int, Source, float, dict[str, object]]] = []
        self._maps: list[Mapping[str, np.ndarray]] = []
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
            self._rows.append((number, source, seconds, outputs))
            self._maps.append(maps)
            self._bytes += sum(one.nbytes for one in maps.values())
            if len(self._rows) >= MOST_PICTURES or self._bytes >= MOST_BYTES:
                self._flush()

    def close(self) -> None:
        """Write what is left. Raises OutputFailure."""
        with self._mutex:
            if self._rows:
                self._flush()

    def _flush(self) -> None:
        name = f"maps-{self._next:05}.npz"
        content = BytesIO()
        np.savez(content, allow_pickle=False, **_arrays([row[0] for row in self._rows], self._maps))
        write_atomically(self._folder / name, lambda file: file.write(content.getbuffer()), force=True)
        rows = [(number, one, seconds, outputs | {"shard": name}) for number, one, seconds, outputs in self._rows]
        self._journal.done_together(name, rows)
        self._next += 1
        self._rows, self._maps, self._bytes = [], [], 0


@lru_cache(maxsize=4)
def read_shard(file: Path) -> dict[tuple[int, str], np.ndarray]:
    """Maps by the number of their picture and by method. Raises OSError, ValueError."""
    found: dict[tuple[int, str], np.ndarray] = {}
    with np.load(file, allow_pickle=False) as shard:
        for key in shard.files:
            if not key.endswith("/numbers"):
                maps, method = shard[key], key.partition("/")[0]
                numbers = shard[f"{key}/numbers"].tolist()
                found |= {(number, method): one for number, one in zip(numbers, maps, strict=True)}
    return found


def _arrays(numbers: Sequence[int], every: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    groups: dict[str, list[tuple[int, np.ndarray]]] = {}
    for number, maps in zip(numbers, every, strict=True):
        for method, one in maps.items():
            groups.setdefault(f"{method}/{one.shape[0]}x{one.shape[1]}", []).append((number, one))
    arrays = {key: np.stack([one for _, one in group]) for key, group in groups.items()}
    return arrays | {f"{key}/numbers": np.array([number for number, _ in group]) for key, group in groups.items()}


def _number(name: str) -> int:
    return int(name.removeprefix("maps-").removesuffix(".npz"))
