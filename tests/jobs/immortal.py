"""PySide6 6.12.0 on Python 3.11 gives away a reference to True at each emit and one to None at each call of a slot.

Tens of thousands of them end in "Fatal Python error: bool_dealloc", at the latest when the program ends. Until such a
release is excluded, the tests lend Python so many references that they do not meet this; test_toolkit.py does.
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 40


def lend() -> None:
    """From Python 3.12 on, these objects count no references."""
    if sys.version_info < (3, 12):
        for thing in (True, False, None):
            ctypes.c_ssize_t.from_address(id(thing)).value += PLENTY
