"""seccomp: a process of Linux gives up system calls. See seccomp(2).

What is refused fails as it does for a user who may not: no other programs or processes, no sockets, no signals to other
processes, no look into them, no change of a file's rights or dates, which Landlock does not see.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from dataclasses import dataclass

_SET_SECCOMP, _FILTER = 22, 2  # of prctl()
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_NUMBER, _PROCESSOR, _FIRST_ARGUMENT = 0, 4, 16  # where they lie in what the filter sees
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_NOT_PERMITTED, _UNKNOWN_CALL = 1, 38  # errors
_THREAD = 0x10000  # of clone(): no process of its own


@dataclass(frozen=True)
class _Calls:
    """Numbers of system calls.

    `foreign`: from here on they are of another kind of program; 0: there are none.
    """

    processor: int
    clone: int
    clone3: int
    signals: tuple[int, ...]  # to the process that is the first argument
    refused: tuple[int, ...]
    foreign: int = 0


_EVERYWHERE = (424, 425, 426, 427, 434, 438, 440, 452)  # pidfd_*, io_uring_*, process_madvise, fchmodat2
_CALLS = {
    "x86_64": _Calls(
        *(0xC000003E, 56, 435, (62, 234)),
        refused=(
            *(57, 58, 59, 322),  # fork, vfork, execve, execveat
            *(41, 42, 49, 50),  # socket, connect, bind, listen
            *(101, 310, 311, 200),  # ptrace, process_vm_readv, process_vm_writev, tkill
            *(90, 91, 268, 92, 93, 94, 260),  # chmod, fchmod, fchmodat, chown, fchown, lchown, fchownat
            *(132, 235, 261, 280, 188, 189, 190, 197, 198, 199),  # utime .., setxattr .., removexattr ..
            *(321, 298, 323, 248, 249, 250, 304),  # bpf, perf_event_open, userfaultfd, keys, open_by_handle_at
            *(
                165,
                166,
                155,
                272,
                308,
                167,
                169,
                175,
                176,
                246,
                313,
            ),  # mounts, namespaces, swap, reboot, kernel modules
            *_EVERYWHERE,
        ),
        foreign=0x40000000,
    ),
    "aarch64": _Calls(
        *(0xC00000B7, 220, 435, (129, 131)),
        refused=(
            *(221, 281),
            *(198, 203, 200, 201),
            *(117, 270, 271, 130),
            *(52, 53, 54, 55),
            *(88, 5, 6, 7, 14, 15, 16),
            *(280, 241, 282, 217, 218, 219, 265),
            *(40, 39, 41, 97, 268, 224, 142, 105, 106, 104, 273),
            *_EVERYWHERE,
        ),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def restrict() -> bool:
    """False where the system has no seccomp, or the processor is not known here. Privileges must have been given up."""
    calls = _CALLS.get(platform.machine())
    if calls is None:
        return False
    steps = b"".join(struct.pack("<HBBI", *step) for step in _steps(calls))
    held = ctypes.create_string_buffer(steps, len(steps))
    program = _Program(len(steps) // 8, ctypes.cast(held, ctypes.c_void_p))
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    return bool(prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(calls: _Calls) -> list[tuple[int, int, int, int]]:
    """(what, how many to skip if it holds, and if not, value), as the kernel runs them."""
    refuse = (_RETURN, 0, 0, _REFUSE | _NOT_PERMITTED)
    allow = (_RETURN, 0, 0, _ALLOW)
    steps = [
        (_LOAD, 0, 0, _PROCESSOR),
        (_EQUAL, 1, 0, calls.processor),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if calls.foreign:
        steps += [(_AT_LEAST, 0, 1, calls.foreign), refuse]
    for number in calls.refused:
        steps += [(_EQUAL, 0, 1, number), refuse]
    # The C library takes clone() where clone3(), whose arguments cannot be seen here, is unknown.
    steps += [(_EQUAL, 0, 1, calls.clone3), (_RETURN, 0, 0, _REFUSE | _UNKNOWN_CALL)]
    steps += [(_EQUAL, 0, 4, calls.clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 0, 1, _THREAD), allow, refuse]
    for number in calls.signals:
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_EQUAL, 0, 1, os.getpid()), allow, refuse]
    return [*steps, allow]
