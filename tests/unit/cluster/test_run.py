"""Shards among workers that die, lack things and come back: played without Dask, in this thread."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from attnstudio import paths
from attnstudio.cluster import plain, work
from attnstudio.cluster.message import Facts, Item, ModelFile, Order, Reply
from attnstudio.cluster.place import ClusterFailure
from attnstudio.cluster.run import ClusterRun, in_order
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure, PictureFailure
from attnstudio.core.request import Request
from attnstudio.core.text import Notice

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
MODEL = ModelFile("model.keras", "0", 1, is_model=True), Path("model.keras")


class KilledWorker(Exception):
    """As Dask calls it."""


class Future:
    def __init__(self, key: str, status: str, result: bytes = b"") -> None:
        self.key, self.status, self._result = key, status, result

    def add_done_callback(self, done: Callable[[Future], object]) -> None:
        done(self)

    def result(self) -> bytes:
        return self._result

    def exception(self) -> Exception:
        return KilledWorker()

    def cancel(self) -> None:
        pass


@dataclass
class Workers:
    """In place of a connection. `killers`: numbers that end a worker; `lost_after`: shards that the scheduler lives."""

    killers: frozenset[int] = frozenset()
    unreliable: int = 0  # so many shards lose their worker, whatever is in them
    lost_after: int = 10**6
    sees: bool = True
    has_model: bool = True
    keeps_model: bool = True
    is_open: bool = True
    deaths: int = 0
    shards: list[list[Item]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    _keys: count[int] = field(default_factory=count)

    def workers(self) -> list[str]:
        return ["tls://a:1", "tls://b:1"]

    def facts(self, items: list[Item]) -> list[Facts]:
        return [Facts("tls://a:1", "a", "0.1", "2", 1, ("/CPU:0",), unseen=False)]

    def lost(self) -> ClusterFailure:
        return ClusterFailure("gone")

    def deliver(self, worker: str, file: ModelFile, path: Path) -> None:
        self.sent.append(worker)
        self.has_model = self.keeps_model

    def submit(self, function: object, order: bytes, shard: bytes) -> Future:
        items: list[Item] = plain.unpack(shard)
        self.shards.append(items)
        key = str(next(self._keys))
        numbers = {item.number for item in items}
        if len(self.shards) > self.lost_after:
            self.is_open = False
            return Future(key, "cancelled")
        if not self.sees and any(item.data is None for item in items):
            return Future(key, "finished", plain.pack(Reply("tls://a:1", {}, lacks_pictures=True)))
        if not self.has_model:
            return Future(key, "finished", plain.pack(Reply("tls://a:1", {}, lacks=(MODEL[0],))))
        if numbers & self.killers or self.unreliable > 0:
            self.unreliable -= 1
            self.deaths += 1
            return Future(key, "error")
        outcomes: dict[int, object] = {number: f"outcome {number}" for number in numbers}
        return Future(key, "finished", plain.pack(Reply("tls://a:1", outcomes, seconds=0.01 * len(items))))


def run(
    workers: Any,
    count: int,
    item: Callable[[int], Item] | None = None,
    ctx: RunContext | None = None,
    say: Callable[[Notice], object] = str,
) -> ClusterRun:
    order = Order("0.1", Request(Path(), "demo"), MODEL[0])

    def usual(number: int) -> Item:
        return Item(number, SCENES[number % len(SCENES)])

    return ClusterRun(workers, work.explain, order, item or usual, count, (MODEL,), ctx or RunContext(), say)


def every(workers: Workers, count: int, **given: Any) -> dict[int, Any]:
    """By number; each came once."""
    found = list(run(workers, count, **given).outcomes())
    assert max(Counter(number for number, _ in found).values(), default=1) == 1
    return dict(found)


def right(count: int, *without: int) -> dict[int, str]:
    return {number: f"outcome {number}" for number in range(count) if number not in without}


@pytest.mark.parametrize("count", [0, 1, 2, 7, 300])
def test_every_picture_comes_once(count: int) -> None:
    assert every(Workers(), count) == right(count)


def test_shards_grow_with_the_pace_and_shrink_towards_the_end() -> None:
    workers = Workers()
    every(workers, 1000)
    sizes = [len(items) for items in workers.shards]
    assert sizes[0] == 1 and max(sizes) == 64 and sizes[-1] == 1


def test_shards_of_dead_workers_are_repeated() -> None:
    workers, said = Workers(unreliable=1), list[Notice]()
    assert every(workers, 100, say=said.append) == right(100)
    assert workers.deaths == 1
    assert list(map(str, said)) == ["A worker ended while it had 1 picture: it is computed by another one."]


@pytest.mark.parametrize("killer", [0, 1, 137, 299])
def test_a_picture_that_kills_workers_is_found_and_the_others_are_done(killer: int) -> None:
    workers = Workers(killers=frozenset({killer}))
    found = every(workers, 300)
    failure = found.pop(killer)
    assert found == right(300, killer)
    assert isinstance(failure, PictureFailure) and SCENES[killer % len(SCENES)].name in str(failure)
    assert workers.deaths <= 2 + 6 + 2  # the shard twice, each half of 64 once, the picture alone


def test_several_pictures_that_kill_workers() -> None:
    killers = frozenset({50, 51, 170})
    found = every(Workers(killers=killers), 200)
    assert {number for number, one in found.items() if isinstance(one, PictureFailure)} == killers
    assert len(found) == 200


def test_files_are_sent_where_they_are_not_seen() -> None:
    workers = Workers(sees=False)
    assert every(workers, 40) == right(40)
    last = workers.shards[-1][-1]
    assert last.data == SCENES[last.number % len(SCENES)].read_bytes()


def test_files_that_cannot_be_read_fail_by_themselves(tmp_path: Path) -> None:
    pictures = [Path(shutil.copy(scene, tmp_path)) for scene in SCENES[:3]]
    pictures[1].unlink()
    for sees in (True, False):
        found = every(Workers(sees=sees), 3, item=lambda number: Item(number, pictures[number]))
        assert isinstance(failure := found.pop(1), PictureFailure) and "was not found" in str(failure)
        assert found == right(3, 1)


def test_the_model_is_sent_to_who_lacks_it() -> None:
    workers = Workers(has_model=False)
    assert every(workers, 10) == right(10)
    assert workers.sent == ["tls://a:1"]


def test_a_worker_that_cannot_keep_the_model_ends_the_run() -> None:
    with pytest.raises(ClusterFailure, match="cannot keep the model file"):
        every(Workers(has_model=False, keeps_model=False), 10)


def test_what_was_done_before_the_scheduler_went_stays() -> None:
    outcomes = run(Workers(lost_after=5), 1000).outcomes()
    found = dict[int, Any]()
    with pytest.raises(ClusterFailure, match="gone"):
        found.update(outcomes)
    workers, came = Workers(lost_after=5), dict[int, Any]()
    with pytest.raises(ClusterFailure):
        for number, outcome in run(workers, 1000).outcomes():
            came[number] = outcome
    assert came and came.items() <= right(1000).items()


def test_a_failure_of_the_whole_call_is_raised() -> None:
    class Refusing(Workers):
        def submit(self, function: object, order: bytes, shard: bytes) -> Future:
            return Future("1", "finished", plain.pack(Reply("tls://a:1", {}, ChoiceFailure("no such layer"))))

    with pytest.raises(ChoiceFailure, match="no such layer"):
        every(Refusing(), 10)


def test_workers_of_another_version_are_refused() -> None:
    class Old(Workers):
        def facts(self, items: list[Item]) -> list[Facts]:
            return [Facts("tls://a:1", "lab-7", "0.0.1", "2", 1, ("/CPU:0",), unseen=False)]

    with pytest.raises(ClusterFailure, match=r"lab-7 has attnstudio 0\.0\.1"):
        every(Old(), 3)


def test_cancelled() -> None:
    ctx = RunContext()
    outcomes = run(Workers(), 1000, ctx=ctx).outcomes()
    next(outcomes)
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        list(outcomes)


def test_in_order() -> None:
    assert list(in_order(iter([(2, "c"), (0, "a"), (1, "b"), (3, "d")]))) == [(0, "a"), (1, "b"), (2, "c"), (3, "d")]
