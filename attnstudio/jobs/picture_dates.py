"""When the files of many pictures were changed: on a network drive each may take milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.picture_dates import modified
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork

_AT_ONCE = 64  # files between two looks at the token


class PictureDatesWork(ThreadWork):
    """Outcome: float64 (n,), seconds since 1970; NaN: the file is gone. Progress: pictures."""

    kind = "picture_dates"
    replaces = True
    counts_pictures = True

    def __init__(self, pictures: Sequence[Path]) -> None:
        self.pictures = pictures

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Dates of the pictures' files"))

    def run(self, ctx: RunContext, emit: Emit) -> object:
        count = len(self.pictures)
        dates = np.empty(count)
        for row in range(count):
            if row % _AT_ONCE == 0:
                ctx.check_cancelled()
                ctx.progress(row, count)
            dates[row] = modified(self.pictures[row])
        return dates
