"""The program's notices as Python warnings."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

from attnstudio.core.text import Notice as CoreNotice

_PACKAGE = str(Path(__file__).parents[1])


class Notice(UserWarning):
    """Something you should know that stops nothing, such as a preprocessing that was guessed.

    `warnings.filterwarnings("ignore", category=attnstudio.Notice)` silences them;
    `warnings.filterwarnings("error", category=attnstudio.Notice)` makes errors of them.
    """


def warn(notices: Iterable[CoreNotice | str]) -> None:
    """Warn of each once, at the line outside of this package that called it."""
    level = _caller()
    for text in dict.fromkeys(map(str, notices)):
        warnings.warn(text, Notice, stacklevel=level)


def _caller() -> int:
    """The stack level of the caller's line, for `warnings.warn` in the function that calls this."""
    level, frame = 0, sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    return level + 1
