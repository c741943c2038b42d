"""The journal of a run over a million pictures, half of which are done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from helpers.stopwatch import Show, timed

from attnstudio.core.datasets.sequences import Joined, LazyPaths, Texts
from attnstudio.core.images import Source
from attnstudio.runs.journal import Journal
from attnstudio.runs.rows import State
from attnstudio.runs.status import Status

COUNT, IN_SHARD = 1_000_000, 4096
REQUEST = {"command": "explain"}


def test_a_million_pictures(tmp_path: Path, show: Show) -> None:
    def pictures(*more: Path) -> Joined[Path]:
        names = Texts(f"class{number % 1000:04}/picture-{number:07}.jpg" for number in range(COUNT))
        return Joined([LazyPaths(Path("/data/pictures"), names), more])

    source, facts = Source(Path(), 1, 2, "0" * 64), {"maps": {"saliency": {"layer": "relu4", "probability": 0.5}}}
    with Journal(tmp_path, REQUEST, {}) as journal:
        with timed(show, "1,000,000 pictures enlisted"):
            journal.enlist(pictures())
        for number in range(0, COUNT // 2, IN_SHARD):
            rows = range(number, min(number + IN_SHARD, COUNT // 2))
            journal.done_together(f"maps-{number:07}.npz", [(one, source, 0.1, facts) for one in rows])
    given = pictures()
    with timed(show, "a journal of 1,000,000 rows opened"):
        journal = Journal(tmp_path, REQUEST, {})
    with journal:
        with timed(show, "  what is waiting found"):
            journal.retry(only_existing=True)
            waiting = np.flatnonzero(journal.states()[journal.enlist(given)] == State.WAITING)
        with timed(show, "  1000 of its rows read"):
            assert len(list(journal.rows(np.arange(1000)))) == 1000
    with timed(show, "status of 1,000,000 rows"):
        status = Status.of(tmp_path)
    assert (status.waiting, status.done) == (len(waiting), COUNT // 2)
    given = pictures(Path("/data/more.jpg"))
    with Journal(tmp_path, REQUEST, {}) as journal, timed(show, "the same with one more picture"):
        assert len(journal.enlist(given)) == COUNT + 1
