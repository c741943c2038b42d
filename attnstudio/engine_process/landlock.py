"""Landlock: a process of Linux 5.13 or later says which files it will ever open. See landlock(7)."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls, the same on every processor
_WHICH_VERSION, _PATH_BENEATH = 1, 1
_WRITE_FILE, _READ_FILE, _READ_FOLDER, _IOCTL = 1 << 1, 1 << 2, 1 << 3, 1 << 15
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # by the version they came with
_TCP, _SCOPES = 3, 3  # bind and connect, since version 4; abstract sockets and signals, since 6


class _Rules(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def restrict(readable: Iterable[str], devices: Iterable[str]) -> bool:
    """From now on only what lies in these is opened, the devices for writing too. They need not be there.

    Returns False where the system has no Landlock.
    """
    try:
        call = ctypes.CDLL(None, use_errno=True).syscall
    except (OSError, AttributeError):
        return False
    version = call(_CREATE, None, ctypes.c_size_t(0), _WHICH_VERSION)
    if version < 1:
        return False
    handled = max(rights for since, rights in _RIGHTS.items() if since <= version)
    rules = _Rules(handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = call(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    try:
        for path in dict.fromkeys(readable):
            _allow(call, ruleset, path, _READ_FILE | _READ_FOLDER)
        for path in devices:
            _allow(call, ruleset, path, (_READ_FILE | _READ_FOLDER | _WRITE_FILE | _IOCTL) & handled)
        return bool(call(_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(call: ctypes._NamedFuncPointer, ruleset: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= ~_READ_FOLDER
        call(_ADD, ruleset, _PATH_BENEATH, ctypes.byref(_Beneath(rights, opened)), 0)
    finally:
        os.close(opened)
