"""A run on workers: shards of pictures out, what became of each picture back, each exactly once."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from attnstudio.cluster import plain
from attnstudio.cluster.connection import Connection, other_version
from attnstudio.cluster.message import Item, ModelFile, Order, Reply
from attnstudio.cluster.place import ClusterFailure
from attnstudio.core import array_pictures, images
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, PictureFailure
from attnstudio.core.text import Notice, tr_noop

Outcome = tuple[int, Any]
_SECONDS, _MOST, _MOST_BYTES = 2.0, 64, 64 * 2**20  # of a shard
_AHEAD = 2  # shards of each worker: one that it computes, one that waits there
_DEATHS, _LONELY_DEATHS = 2, 3  # workers that a shard may lose before it is split; that a single picture may lose
_DELIVERIES = 3  # of the model to one worker
_WAIT, _QUIET = 0.1, 30.0  # seconds


@dataclass(eq=False)
class _Shard:
    """`deaths`: of workers that had it, since it was split. `started`: when a worker was given it last."""

    items: list[Item]
    deaths: int = 0
    future: Any = None
    started: float = 0.0


@dataclass(eq=False)
class ClusterRun:
    """Pictures on their way through the workers.

    Args:
        task: a function of `work`.
        item: makes the item of a number: picture, target, label. It may raise a Failure, which is the outcome then.
        count: of the items.
        models: the files of the order's models, and where they are here.
        say: called with what people should know of how it goes.
    """

    connection: Connection
    task: Callable[..., bytes]
    order: Order
    item: Callable[[int], Item]
    count: int
    models: tuple[tuple[ModelFile, Path], ...]
    ctx: RunContext
    say: Callable[[Notice], object]
    with_bytes: bool = False
    _next: int = 0
    _waiting: deque[_Shard] = field(default_factory=deque)
    _running: dict[str, _Shard] = field(default_factory=dict)  # by the keys of their futures
    _settled: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    # When each worker was sent which file.
    _deliveries: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    _pace: float | None = None  # seconds a picture

    def outcomes(self) -> Iterator[Outcome]:
        """Each number with its outcome, as they come: what `task` says, or a Failure.

        Raises:
            Failure: no picture can be computed, or the scheduler is gone.
            Cancelled: the context's token was set. What came out before is right in every case.
        """
        self._order = plain.pack(self.order)
        self._look()
        last = time.monotonic()
        try:
            while True:
                self.ctx.check_cancelled()
                yield from self._fill()
                if not self._running and not self._waiting and self._next >= self.count:
                    return
                try:
                    key = self._settled.get(timeout=_WAIT)
                except queue.Empty:
                    last = self._watch(last)
                    continue
                last = time.monotonic()
                if (shard := self._running.pop(key, None)) is not None:
                    yield from self._result(shard)
        finally:
            for shard in self._running.values():
                shard.future.cancel()

    def _look(self) -> None:
        """Whether the workers see the pictures: the first one, one from the middle and the last one."""
        numbers = sorted({0, self.count // 2, self.count - 1}) if self.count else []
        seen = []
        for number in numbers:
            try:
                seen.append(self._described(number))
            except Failure:
                continue  # comes out in its turn
        for facts in self.connection.facts(seen):
            if facts.version != self.order.version:
                raise other_version(facts.host, facts.version)
            if facts.unseen:
                self._send_bytes(facts.host)
                return

    def _send_bytes(self, worker: str) -> None:
        if not self.with_bytes:
            self.with_bytes = True
            text = tr_noop("The worker {worker} does not see the pictures: their files are sent to the workers.")
            self.say(Notice(text, {"worker": worker}, warning=True))

    def _fill(self) -> Iterator[Outcome]:
        """Give every worker what it can do next."""
        room = _AHEAD * max(1, len(self.connection.workers())) - len(self._running)
        while room > 0:
            if self._waiting:
                shard = self._waiting.popleft()
            else:
                items: list[Item] = []
                yield from self._taken(items)
                if not items:
                    if self._next >= self.count:
                        return
                    continue
                shard = _Shard(items)
            yield from self._start(shard)
            room -= 1

    def _taken(self, items: list[Item]) -> Iterator[Outcome]:
        """The next items; what fails here comes out at once."""
        workers = max(1, len(self.connection.workers()))
        size = 1 if self._pace is None else max(1, min(_MOST, round(_SECONDS / max(self._pace, 1e-6))))
        size = max(1, min(size, (self.count - self._next) // (_AHEAD * workers)))
        total = 0
        while len(items) < size and self._next < self.count and total < _MOST_BYTES:
            number, self._next = self._next, self._next + 1
            try:
                items.append(self._described(number))
                total += items[-1].size
            except Failure as failure:
                yield number, failure

    def _described(self, number: int) -> Item:
        """With what tells the file from others of its name; a row of an array is sent as it is. Raises Failure."""
        item = self.item(number)
        if array_pictures.place_of(item.path) is not None:
            return replace(item, picture=images.decode(item.path, self.order.request.levels))
        try:
            state = item.path.stat()
        except (OSError, ValueError):
            images.content(item.path)  # says why
            raise
        return replace(item, size=state.st_size, modified_ns=state.st_mtime_ns)

    def _start(self, shard: _Shard) -> Iterator[Outcome]:
        if self.with_bytes:
            items = []
            for item in shard.items:
                try:
                    items.append(_with_content(item))
                except Failure as failure:
                    yield item.number, failure
            shard.items = [replace(item, data=None) for item in items]
            if not items:
                return
        else:
            items = shard.items
        shard.started = time.monotonic()
        shard.future = self.connection.submit(self.task, self._order, plain.pack(items))
        self._running[shard.future.key] = shard
        settled = self._settled
        shard.future.add_done_callback(lambda future: settled.put(future.key))

    def _watch(self, last: float) -> float:
        """While nothing comes: whether anybody is left. Returns since when it is quiet."""
        if not self.connection.is_open:
            raise self.connection.lost()
        if time.monotonic() - last > _QUIET and not self.connection.workers():
            text = tr_noop("No worker is left: it waits for one. It can be stopped, and goes on later.")
            self.say(Notice(text, warning=True))
            return time.monotonic()
        return last

    def _result(self, shard: _Shard) -> Iterator[Outcome]:
        future, shard.future = shard.future, None
        if future.status == "cancelled" or not self.connection.is_open:
            raise self.connection.lost()
        if future.status == "error":
            error = future.exception()
            if type(error).__name__ != "KilledWorker":
                raise error
            yield from self._after_death(shard)
            return
        try:
            packed = future.result()
        except Exception as error:  # it was there a moment ago: its worker died, or the scheduler
            if not self.connection.is_open:
                raise self.connection.lost() from error
            yield from self._after_death(shard)
            return
        reply: Reply = plain.unpack(packed)
        if reply.lacks_pictures:
            self._send_bytes(reply.worker)
            self._waiting.append(shard)
        elif reply.lacks:
            for file in reply.lacks:
                self._deliver(reply.worker, file, shard.started)
            self._waiting.append(shard)
        else:
            yield from self._done(shard, reply)

    def _done(self, shard: _Shard, reply: Reply) -> Iterator[Outcome]:
        if reply.outcomes:
            self._pace = reply.seconds / len(reply.outcomes)
        yield from reply.outcomes.items()
        if reply.failure is not None:
            raise reply.failure
        missing = [item for item in shard.items if item.number not in reply.outcomes]
        if missing:
            self._waiting.append(_Shard(missing))

    def _deliver(self, worker: str, lacked: ModelFile, since: float) -> None:
        """To a worker that did not have a file at a time."""
        file, path = next(one for one in self.models if one[0] == lacked)
        deliveries = self._deliveries.setdefault((worker, file.digest), [])
        if deliveries and deliveries[-1] > since:
            return  # it has come meanwhile
        if len(deliveries) >= _DELIVERIES:
            raise ClusterFailure(
                "The worker {worker} cannot keep the model file {file}: its cache folder is full or may not be "
                "written.",
                worker=worker,
                file=path,
            )
        self.connection.deliver(worker, file, path)
        deliveries.append(time.monotonic())

    def _after_death(self, shard: _Shard) -> Iterator[Outcome]:
        """Repeat the shard elsewhere; split one that loses workers again and again, until it is one picture."""
        shard.deaths += 1
        most = _DEATHS if len(shard.items) > 1 else _LONELY_DEATHS
        if shard.deaths < most:
            text = tr_noop("A worker ended while it had {n} pictures: they are computed by another one.")
            self.say(Notice(text, {"n": len(shard.items)}, warning=True))
            self._waiting.appendleft(shard)
        elif len(shard.items) > 1:
            text = tr_noop("{count} workers ended while they had {n} pictures: they are tried in halves.")
            self.say(Notice(text, {"count": shard.deaths, "n": len(shard.items)}, warning=True))
            middle = len(shard.items) // 2
            for half in (shard.items[middle:], shard.items[:middle]):
                self._waiting.appendleft(_Shard(half, deaths=most - 1))
        else:
            (item,) = shard.items
            yield (
                item.number,
                PictureFailure(
                    "{file} ended {count} worker processes that tried it: it is left out. They may have too little "
                    "memory for it.",
                    file=item.path,
                    count=shard.deaths,
                ),
            )


def in_order(outcomes: Iterator[Outcome], first: int = 0) -> Iterator[Outcome]:
    """The same by number. When it is stopped, what came in between is dropped."""
    early: dict[int, Any] = {}
    expected = first
    for number, outcome in outcomes:
        early[number] = outcome
        while expected in early:
            yield expected, early.pop(expected)
            expected += 1


def _with_content(item: Item) -> Item:
    """With the file's bytes. Raises PictureFailure."""
    if item.picture is not None:
        return item
    data, modified_ns = images.content(item.path)
    return replace(item, data=data, modified_ns=modified_ns)
