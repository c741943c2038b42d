"""Maps of many pictures in a few files, whatever ends the run that writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.images import Source
from attnstudio.runs.journal import Journal
from attnstudio.runs.rows import State
from attnstudio.runs.shards import ShardWriter, read_shard, restore

REQUEST = {"command": "explain"}
PICTURES = [Path(f"/pictures/{number}.jpg") for number in range(10)]
ASKED = [f"{number}|" for number in range(10)]


def maps_of(number: int) -> dict[str, np.ndarray]:
    """Of two methods; every third map has another size."""
    side = 3 if number % 3 else 2
    return {"saliency": np.full((side, 4), number, np.float16), "gradcam": np.full((2, 2), number / 8, np.float32)}


def write(journal: Journal, numbers: range, *, close: bool) -> None:
    """In shards of three pictures; unless it is closed, the run ends as by a kill."""
    writer = ShardWriter(journal, most_pictures=3)
    for number in numbers:
        source = Source(PICTURES[number], 1000 + number, 10, f"digest {number}")
        writer.add(number, source, 0.5, {"maps": {"saliency": {"layer": "relu4"}, "gradcam": {}}}, maps_of(number))
    if close:
        writer.close()


def check(folder: Path, journal: Journal, count: int) -> None:
    """The first pictures are done, and their maps are those that were written."""
    rows = {row.path: row for row in journal.rows(journal.enlist(PICTURES, ASKED))}
    assert [row.state for row in rows.values()] == [State.DONE] * count + [State.WAITING] * (10 - count)
    for number, path in enumerate(PICTURES[:count]):
        row = rows[path]
        assert (row.modified_ns, row.size, row.outputs["maps"]["saliency"]) == (1000 + number, 10, {"layer": "relu4"})
        stored = read_shard(folder / row.outputs["shard"])
        for method, expected in maps_of(number).items():
            found = stored[row.number, method]
            assert (found.dtype, found.tolist()) == (expected.dtype, expected.tolist())


def test_a_kill_loses_no_more_than_the_shard_that_is_being_filled(tmp_path: Path) -> None:
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(PICTURES, ASKED)
        write(journal, range(8), close=False)
    (tmp_path / "maps-00003.npz").write_bytes(b"half of the next")
    with Journal(tmp_path, REQUEST, {}) as journal:
        check(tmp_path, journal, 6)
        write(journal, range(6, 10), close=True)
        check(tmp_path, journal, 10)
    assert sorted(file.name for file in tmp_path.glob("*.npz")) == [f"maps-0000{number}.npz" for number in range(1, 5)]


@pytest.mark.parametrize("is_killed_while_it_is_made_anew", [False, True])
def test_a_lost_journal_is_made_anew_from_the_shards(tmp_path: Path, is_killed_while_it_is_made_anew: bool) -> None:
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(PICTURES, ASKED)
        write(journal, range(8), close=False)
    (tmp_path / "run.sqlite").write_bytes(b"no database" * 1000)
    if is_killed_while_it_is_made_anew:
        with Journal(tmp_path, REQUEST, {}) as journal:
            assert journal.rebuilt is not None
    with Journal(tmp_path, REQUEST, {}) as journal:
        restore(journal)
        check(tmp_path, journal, 6)
        assert [row.name for row in journal.rows(range(6))] == [path.stem for path in PICTURES[:6]]
        write(journal, range(6, 10), close=True)
    with Journal(tmp_path, REQUEST, {}) as journal:
        restore(journal)
        check(tmp_path, journal, 10)


def test_a_shard_that_cannot_be_read_is_computed_again(tmp_path: Path) -> None:
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(PICTURES, ASKED)
        write(journal, range(6), close=True)
    (tmp_path / "run.sqlite").write_bytes(b"")
    damaged = tmp_path / "maps-00002.npz"
    damaged.write_bytes(damaged.read_bytes()[:500])
    with Journal(tmp_path, REQUEST, {}) as journal:
        restore(journal)
        check(tmp_path, journal, 3)
        ShardWriter(journal)
    assert not damaged.exists()
