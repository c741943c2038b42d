"""How far a call is, in a terminal or below the cell of a notebook. Gone when it is over."""

from __future__ import annotations

import sys
import time
from typing import Any

from attnstudio.core.text import counted
from attnstudio.terminal import ProgressBar

_AFTER, _EVERY = 2.0, 0.2  # seconds


class Progress:
    """Owns the line while the call runs. `shown`: whether there is to be one."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._total, self._done, self._shown = total, 0, shown
        self._next = time.monotonic() + _AFTER
        self._bar = ProgressBar("pictures")
        self._cell: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.clear()
        if self._cell is not None:
            self._cell.update({"text/plain": ""}, raw=True)

    def picture(self) -> None:
        """One more is finished."""
        self._done += 1
        self._show("")

    def part(self, done: int, total: int) -> None:
        """Of the pictures at hand."""
        self._show(f"{100 * done // max(1, total)} %")

    def _show(self, note: str) -> None:
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + _EVERY
        if not _in_notebook():
            self._bar.show(self._done, self._total, note)
            return
        content = {"text/plain": f"attnstudio: {self._done} of {counted(self._total, 'picture')} {note}"}
        if self._cell is None:
            from IPython.display import display

            self._cell = display(content, raw=True, display_id=True)
        else:
            self._cell.update(content, raw=True)


def _in_notebook() -> bool:
    if "ipykernel" not in sys.modules:
        return False
    from IPython import get_ipython

    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
