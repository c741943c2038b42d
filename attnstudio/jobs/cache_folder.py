"""Files that only save time: how much they take, and deleting them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork


class CacheSizeWork(ThreadWork):
    """Outcome: bytes."""

    kind = "cache"
    replaces = True
    is_awaited = False

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Size of the cache"))

    def run(self, ctx: RunContext, emit: Emit) -> int:
        total = 0
        for file in _files():
            ctx.check_cancelled()
            with suppress(OSError):
                total += file.stat().st_size
        return total


class ClearCacheWork(ThreadWork):
    """Delete what no program has open. Outcome: bytes that are left."""

    kind = "cache"

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Clear the cache"))

    def run(self, ctx: RunContext, emit: Emit) -> int:
        for place in _places():
            ctx.check_cancelled()
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place, ignore_errors=True)
            else:
                with suppress(OSError):
                    place.unlink(missing_ok=True)
        return CacheSizeWork().run(ctx, emit)


def _places() -> Iterator[Path]:
    yield from (paths.checked_models(), paths.unpacked_arrays(), paths.expected_times_file())
    predictions = paths.predictions_file()
    yield from (predictions.with_name(predictions.name + end) for end in ("", "-journal", "-wal", "-shm"))


def _files() -> Iterator[Path]:
    for place in _places():
        if place.is_dir():
            yield from (file for file in place.rglob("*") if file.is_file())
        elif place.is_file():
            yield place
