"""What this process does while it handles a file, as far as a file must not make it do so."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers import ROOT

_DEEDS = (
    *("socket.connect", "socket.sendto", "socket.getaddrinfo", "urllib.Request", "webbrowser.open"),
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.spawn", "pickle.find_class"),
)
_CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
_CODE = ("exec", "function.__new__")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# Where code may come from: Python, its packages, this program, and what they make of their own text.
_PACKAGES = {place for place in sys.path if place.endswith("site-packages")}
_OURS = tuple({sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *_PACKAGES, str(ROOT), "<"})
_AUTOGRAPH = "__autograph_generated_file"  # TensorFlow's, of this program's functions


@dataclass
class Observed:
    """In the order it happened.

    Attributes:
        deeds: connections, programs but this one, pickled objects, foreign code.
        children: command lines of this program's own helpers.
        written: files and folders that were made, changed or removed.
    """

    deeds: list[str] = field(default_factory=list)
    children: list[list[str]] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


class _Watch:
    """Audit hooks cannot be removed, so there is one a process, active only inside a context."""

    def __init__(self) -> None:
        self.seen: Observed | None = None
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        seen = self.seen
        if seen is None:
            return
        if event == "open":
            path, mode, flags = arguments
            is_writing = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & _WRITING)
            if is_writing and isinstance(path, str | bytes) and path != os.devnull:
                seen.written.append(Path(os.fsdecode(path)))
        elif event in _CHANGES:
            seen.written += [Path(os.fsdecode(one)) for one in arguments[:2] if isinstance(one, str | bytes)]
        elif event == "subprocess.Popen":
            command = list(map(str, arguments[1]))
            if {"sandbox", "decode"} & set(command):
                seen.children.append(command)
            else:
                seen.deeds.append(f"{event} {command}")
        elif event in _CODE:
            source = getattr(arguments[0], "co_filename", "<unknown>")
            if not source.startswith(_OURS) and not Path(source).name.startswith(_AUTOGRAPH):
                seen.deeds.append(f"{event} of {source}")
        elif event.startswith(_DEEDS):
            seen.deeds.append(f"{event} {arguments}"[:300])


@lru_cache
def _watch() -> _Watch:
    return _Watch()


@contextmanager
def watching() -> Iterator[Observed]:
    """What all threads of this process do until the end of the block."""
    watch = _watch()
    watch.seen = seen = Observed()
    try:
        yield seen
    finally:
        watch.seen = None


class Peak:
    """The most memory that this process has held since the peak was begun anew."""

    def __init__(self) -> None:
        self._known = True
        try:
            Path("/proc/self/clear_refs").write_text("5")
        except OSError:
            self._known = False
        self._before = self._most()

    @property
    def growth(self) -> int:
        """Bytes; 0 if the system does not report it."""
        return self._most() - self._before

    def _most(self) -> int:
        if not self._known:
            return 0
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def tree(folder: Path) -> dict[Path, tuple[int, int]]:
    """Time and size of everything in a folder."""
    return {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in sorted(folder.rglob("*"))}
