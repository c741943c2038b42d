"""Comparing maps with each other."""

from __future__ import annotations

from collections.abc import Callable

from attnstudio.core.context import RunContext
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, Priority, ThreadWork


class SimilarityWork(ThreadWork):
    """How alike maps are: a hundred of them take seconds. Outcome: what `compute` returns."""

    kind = "similarity"
    priority = Priority.INTERACTIVE
    replaces = True
    is_awaited = False

    def __init__(self, compute: Callable[[RunContext], object]) -> None:
        self._compute = compute

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Similarity of the compared maps"))

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return self._compute(ctx)
