"""Takes rights away from this process, for good: no network, no other programs, no files but those named, no writing.

Each system offers something else. On Linux these are a network namespace of its own, Landlock, seccomp and limits of
resources; what is missing there, and on other systems, is simply not refused. Nothing heavy is imported before it: a
namespace of users can only be entered by a process of one thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Iterable
from pathlib import Path

from attnstudio.engine_process import landlock, seccomp

NETWORK, PROGRAMS, READING, WRITING = "network", "programs", "reading", "writing"
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of Linux's unshare()
_NO_NEW_PRIVILEGES, _CAPABILITIES_VERSION = 38, 0x20080522  # of Linux's prctl() and capset()
# What libraries read: themselves, the names of shared ones, and facts about the machine.
_SYSTEM = (
    *("/usr", "/lib", "/lib64", "/opt/rocm", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"),
    *("/etc/localtime", "/proc", "/sys/devices", "/sys/fs/cgroup", "/sys/bus/pci", "/sys/module", "/sys/class"),
    *("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"),
)
_DEVICES, _GPUS, _OF_GPUS = ("/dev/null",), ("/dev/nvidia*", "/dev/kfd"), ("/dev/dri", "/dev/shm")


def confine(readable: Iterable[str]) -> frozenset[str]:
    """Returns what the system refuses from now on: NETWORK, PROGRAMS, READING, WRITING.

    Args:
        readable: files and folders besides those of the program.
    """
    refused = set()
    if _limits():
        refused.add(WRITING)
    if sys.platform != "linux":
        return frozenset(refused)
    if _leave_the_network():
        refused.add(NETWORK)
    _drop_privileges()
    if landlock.restrict([*_SYSTEM, *_program(), *readable], _devices()):
        refused |= {READING, WRITING}
    if seccomp.restrict():
        refused |= {NETWORK, PROGRAMS}
    return frozenset(refused)


def _drop_privileges() -> None:
    """Those of root, too, who could otherwise look into other processes in spite of Landlock."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        header, none = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)()
        library.capset(header, none)


def _devices() -> list[str]:
    """Those that are written to. Memory that programs share is among them only where a GPU's driver needs it."""
    gpus = [str(path) for pattern in _GPUS for path in Path("/").glob(pattern.lstrip("/"))]
    return [*_DEVICES, *gpus, *(_OF_GPUS if gpus else ())]


def _program() -> list[str]:
    """Where this program and its libraries are."""
    package = Path(__file__).resolve().parent.parent
    # The executable of a bundle has the modules in it.
    found = [sys.executable, sys.prefix, sys.base_prefix, sys.exec_prefix, getattr(sys, "_MEIPASS", ""), *sys.path]
    # An editable installation has its resources beside the package.
    return [place for place in found if place] + [str(package), str(package.parent / "resources")]


def _limits() -> bool:
    """Files of no length, no dumps of memory; whether that is so."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    except (ImportError, ValueError, OSError):
        return False
    return True


def _leave_the_network() -> bool:
    """Into a network of its own that leads nowhere, where the system lets it."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0
