"""Work of other threads whose results come in the order in which it was started, bounded in number and in bytes.

A run over pictures has two: one decodes ahead of the model, one encodes and writes behind it. The model is run by
whoever pulls, so that a pipeline is a chain of iterators, and none of its ends can run away from the others.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_BYTES = 256 * 2**20


class Stage(Generic[T]):
    """Used by one thread, in a `with`: at its end what has begun is finished, the rest is dropped.

    Args:
        name: of its threads.
        threads: how many.
        most: results and work that wait here, at most.
        most_bytes: the same in bytes; what is larger by itself is alone here.
    """

    def __init__(self, name: str, threads: int, most: int, most_bytes: int = MOST_BYTES) -> None:
        self.threads, self._most, self._most_bytes = threads, most, most_bytes
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting: deque[tuple[Future[T], int]] = deque()
        self._bytes = 0

    def __enter__(self) -> Stage[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __len__(self) -> int:
        return len(self._waiting)

    def has_room(self, weight: int = 0) -> bool:
        """Whether work of so many bytes may be started."""
        fits = len(self._waiting) < self._most and self._bytes + weight <= self._most_bytes
        return fits or not self._waiting

    def start(self, work: Callable[[], T], weight: int = 0) -> None:
        """Let a thread do it. `weight`: bytes that it holds, until its result is taken."""
        self._append(self._pool.submit(copy_context().run, work), weight)

    def put(self, result: T) -> None:
        """A result that is there already, in its turn."""
        future: Future[T] = Future()
        future.set_result(result)
        self._append(future, 0)

    def take(self) -> T:
        """The oldest result; waits for it. Raises what its work raised."""
        future, weight = self._waiting.popleft()
        self._bytes -= weight
        return future.result()

    def ready(self) -> Iterator[T]:
        """Those at the front that need no waiting for."""
        while self._waiting and self._waiting[0][0].done():
            yield self.take()

    def _append(self, future: Future[T], weight: int) -> None:
        self._waiting.append((future, weight))
        self._bytes += weight


def read_ahead(stage: Stage[T], works: Iterable[Callable[[], T] | T], weigh: Callable[[T], int]) -> Iterator[T]:
    """Results in order, made a few ahead of what is taken; what is no function is a result already.

    What a result weighs is known once it is there: each is taken for as heavy as the heaviest so far, and before the
    first one no more are begun than there are threads.
    """
    heaviest = -1

    def taken() -> T:
        nonlocal heaviest
        one = stage.take()
        heaviest = max(heaviest, weigh(one))
        return one

    for work in works:
        while len(stage) and not (stage.has_room(heaviest) if heaviest >= 0 else len(stage) < stage.threads):
            yield taken()
        if callable(work):
            stage.start(work, max(0, heaviest))
        else:
            stage.put(work)
    while len(stage):
        yield taken()


def thread_count() -> int:
    """For decoding, which is one at a time: another brings what is decoded to the input's size meanwhile."""
    return min(4, max(2, os.cpu_count() or 1))


WRITERS = 4  # more than cores: they also wait for the disk
