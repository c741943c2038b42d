"""Objects that last as long as the program: the garbage collector need not look through them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """What is made meanwhile stays, such as imported modules and the parts of a window.

    Nothing is collected until then, and later collections skip all objects that are there at the end: a full one would
    look through them for 50 ms, in which no thread runs.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if searches:
            gc.enable()
