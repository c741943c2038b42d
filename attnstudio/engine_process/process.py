"""One process of the engine, seen from outside: started, spoken with, watched, ended."""

from __future__ import annotations

import errno
import json
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import MappingProxyType

import psutil

from attnstudio import paths
from attnstudio.core.plain import PlainError, Reader, Writer, packed, unpacked
from attnstudio.core.temporary_files import temporary_folder
from attnstudio.core.text import Notice
from attnstudio.engine_process import classes, death, protocol
from attnstudio.engine_process.child import WORD
from attnstudio.engine_process.frames import LARGEST, BrokenFramesError, Frames
from attnstudio.engine_process.protocol import FromEngine, ToEngine
from attnstudio.engine_process.waiting import GoneError, Waiting

_LOG = logging.getLogger(__name__)
_LOOK = 0.5  # seconds between two looks at its memory
_MOST_WAITING = 256  # messages that were received and not read; what comes then has to wait
_MOST_UNSENT = 10_000  # of jobs that were begun and cancelled while the process starts
_MOST_VALUES = 4_000_000  # of a message; the names of 250,000 classes are the most that is needed
_LAST_LINES = 40  # of its stderr, for the log
_MEMORY_SHARE = 0.9  # of the machine's
_OWN_FOLDERS = ("TMPDIR", "TEMP", "TMP", "KERAS_HOME")
_LEFT_OUT = ("proxy", "PYTHONSTARTUP", "LD_PRELOAD")


class EngineProcess:
    """Any thread may send and kill; one thread receives.

    Args:
        readable: files and folders that it may read besides the program.
        memory_limit: bytes, beyond which it is ended; None: most of the machine's.
        options: of `core.engine.Engine`.

    Attributes:
        refused: what the system does not let it do, as `confine` names it; None until it has said so.
        memory: bytes that it takes.
        loaded: ids of the models of which it has said something.
    """

    def __init__(
        self,
        weight_folders: Sequence[Path],
        readable: Sequence[Path],
        memory_limit: int | None = None,
        options: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        shown = [*map(str, weight_folders), *map(str, readable)]
        places = (Path(one).resolve() for one in (str(paths.resource()), *shown))
        self._seen = {place: found for place in places if (found := _identity(place)) is not None}
        self.refused: frozenset[str] | None = None
        self.memory, self.loaded = 0, set[str]()
        self._limit = memory_limit or int(psutil.virtual_memory().total * _MEMORY_SHARE)
        self._killed_for: Notice | None = None
        self._ending = ExitStack()  # what is done when it has ended
        folder = str(paths.resource())  # where nothing can be written it does without
        with suppress(OSError):
            folder = str(self._ending.enter_context(temporary_folder()))
        try:
            self._process = subprocess.Popen(
                [*paths.program(), WORD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=_environment(folder),
            )
        except OSError:
            self._ending.close()
            raise
        assert self._process.stdin and self._process.stdout
        self._frames = Frames(os.dup(self._process.stdout.fileno()), os.dup(self._process.stdin.fileno()))
        self._process.stdin.close()
        self._process.stdout.close()
        self._writer = Writer(classes.to_engine, protocol.KEEP)
        self._reader = Reader(classes.from_engine, protocol.KEEP)
        self._arrived, self._unsent = Waiting(_MOST_WAITING, LARGEST), Waiting(_MOST_UNSENT, LARGEST)
        self._has_ended = threading.Event()
        self._last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        start = {
            "folder": _working_folder(),
            "weight_folders": shown[: len(weight_folders)],
            "readable": shown,
            "options": dict(options),
        }
        self._unsent.put(json.dumps(start).encode())
        self._threads = [
            threading.Thread(target=one, name=f"engine process: {one.__name__}", daemon=True)
            for one in (self._deliver, self._receive, self._keep_lines, self._watch)
        ]
        try:
            for thread in self._threads:
                thread.start()
        except RuntimeError as error:  # the system gives no more threads
            self.close()
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error

    @property
    def pid(self) -> int:
        return self._process.pid

    def sees(self, file: Path) -> bool:
        """Whether it may read it: not so what was put in place of what was there when it started."""
        real = file.resolve()
        return any(real.is_relative_to(place) and _identity(place) == found for place, found in self._seen.items())

    @property
    def is_alive(self) -> bool:
        """Not so one that is being ended."""
        return self._killed_for is None and self._process.poll() is None

    @property
    def reason(self) -> Notice:
        """Why it has ended."""
        if self._killed_for is not None:
            return self._killed_for
        try:
            return death.reason_of(self._process.wait(_LOOK))
        except subprocess.TimeoutExpired:  # it has closed its ends
            self.kill(death.NO_SENSE)
            return death.NO_SENSE

    def send(self, message: ToEngine) -> None:
        """Returns at once, also where the process reads nothing. Raises GoneError."""
        if not self._unsent.offer(packed(self._writer.written(message))):
            self.distrust(PlainError("it asks for more and more, and reads none of it"))
            raise GoneError

    def received(self, timeout: float) -> FromEngine | None:
        """The next message; None: there was none in so many seconds. Raises GoneError, also where it makes no sense."""
        data = self._arrived.take(timeout)
        if data is None:
            return None
        try:
            message = self._reader.read(unpacked(data, _MOST_VALUES))
            if not isinstance(message, FromEngine):
                raise PlainError(f"no message: {type(message).__name__}")
        except PlainError as error:
            self.distrust(error)
            raise GoneError from error
        return message

    def distrust(self, error: PlainError) -> None:
        """It has said what cannot be: it is not asked again."""
        _LOG.error("the engine's process answered what is no answer: %s", error)
        self.kill(death.NO_SENSE)

    def kill(self, reason: Notice) -> None:
        if self.is_alive:
            self._killed_for = reason
        self._process.kill()
        self._end()

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self._process.kill()
        self._end()
        self._process.wait()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(_LOOK * 4)
        if self._process.stderr is not None and not any(thread.is_alive() for thread in self._threads):
            self._process.stderr.close()  # nobody has read it, where no thread could be started
        self._frames.close()
        self._ending.close()

    def _end(self) -> None:
        for one in (self._arrived, self._unsent):
            one.end()
        self._has_ended.set()

    def _deliver(self) -> None:
        """A thread of its own: the pipe is full where the process hangs in the middle of a large picture."""
        with suppress(GoneError, OSError, ValueError):
            while (data := self._unsent.take()) is not None:
                self._frames.send(data)
        self._end()

    def _receive(self) -> None:
        try:
            while True:
                self._arrived.put(self._frames.receive())
        except BrokenFramesError as error:
            self.distrust(PlainError(str(error)))
        except (EOFError, OSError, ValueError, MemoryError):
            pass
        finally:
            self._end()

    def _keep_lines(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                self._last_lines.append(line.decode("utf-8", "replace").rstrip()[:2000])
        status = self._process.wait()
        if self._last_lines:
            _LOG.info("the engine's process ended with %d and wrote:\n%s", status, "\n".join(self._last_lines))

    def _watch(self) -> None:
        while self.is_alive:
            with suppress(psutil.Error):
                seen = [psutil.Process(self._process.pid)]
                if sys.platform == "win32":  # the Python of a virtual environment starts the real one as a child
                    seen += seen[0].children(recursive=True)
                self.memory = sum(one.memory_info().rss for one in seen)
                if self.memory > self._limit:
                    self.kill(death.too_much_memory(self.memory))
            if self._has_ended.wait(_LOOK):
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(_LOOK)
                self.kill(death.NO_SENSE)  # one that has only closed its ends


def _identity(place: Path) -> tuple[int, int] | None:
    """By which the system knows a file or a folder, whatever its name; None: there is none."""
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _working_folder() -> str:
    """Empty where it was deleted."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


def _environment(folder: str) -> dict[str, str]:
    """Without proxies, and with a folder of its own where libraries look for their files."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not any(word in name.lower() for word in map(str.lower, _LEFT_OUT))
    }
    return {**inherited, **dict.fromkeys(_OWN_FOLDERS, folder), "PYTHONDONTWRITEBYTECODE": "1"}
