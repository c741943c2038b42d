"""Keeps a process of the engine: starts one, and another in place of one that has ended or sees too little."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from weakref import WeakKeyDictionary

from attnstudio import paths
from attnstudio.core.errors import EngineDied
from attnstudio.core.images import Picture
from attnstudio.core.text import Notice
from attnstudio.engine_process import death
from attnstudio.engine_process.process import EngineProcess

_LOG = logging.getLogger(__name__)


class EngineHost:
    """Owns the process that is used now, and the numbers by which pictures and calls are known to it.

    Args:
        readable: users' models that are likely to be used: a process sees no others, and starts anew for one.
        memory_limit: as EngineProcess has it.
        max_models, check_anew: as `core.engine.Engine` has them.
    """

    def __init__(
        self,
        weight_folders: Sequence[Path],
        readable: Sequence[Path] = (),
        memory_limit: int | None = None,
        *,
        max_models: int = 1,
        check_anew: bool = False,
    ) -> None:
        self.weight_folders, self._limit = tuple(weight_folders), memory_limit
        self._options = {"max_models": max_models, "check_anew": check_anew}
        self._readable = {str(path) for path in (*readable, paths.checked_models())}
        self._calls, self._numbers = itertools.count(1), itertools.count(1)
        self._pictures: WeakKeyDictionary[Picture, int] = WeakKeyDictionary()
        self._lock = threading.Lock()
        self._is_closed = False
        self._process: EngineProcess | None = None

    def start(self) -> EngineProcess:
        """The process, which may still be busy with its start. Raises EngineDied where the system starts none."""
        with self._lock:
            if self._process is not None and (self._process.is_alive or self._is_closed):
                return self._process
            if self._process is not None:
                self._process.close()
            readable = [Path(one) for one in self._readable]
            try:
                self._process = EngineProcess(self.weight_folders, readable, self._limit, self._options)
            except OSError as error:
                raise death.not_started(error) from error
            return self._process

    def start_early(self) -> None:
        """So that the next job need not wait; where that fails, the job says so."""
        with suppress(EngineDied):
            self.start()

    def replace_soon(self) -> None:
        """As `start_early`, and nobody waits until what has ended is gone."""
        with suppress(RuntimeError):  # the system gives no more threads
            threading.Thread(target=self.start_early, name="engine process: start", daemon=True).start()

    def that_sees(self, *files: Path | None) -> EngineProcess:
        """The process, or a new one, which may read these."""
        process, wanted = self.start(), [file for file in files if file is not None]
        unseen = {str(file) for file in wanted if not process.sees(file)}
        self._readable |= {str(file) for file in wanted}
        if not unseen or not process.is_alive:
            return process
        _LOG.info("the engine's process starts anew: it may not read %s", ", ".join(unseen))
        process.close()
        return self.start()

    @property
    def refused(self) -> frozenset[str] | None:
        """What the system does not let the process do, as `confine` names it; None: not known yet."""
        return None if self._process is None else self._process.refused

    @property
    def memory(self) -> int:
        """Bytes that the process takes."""
        return 0 if self._process is None or not self._process.is_alive else self._process.memory

    def kill(self, reason: Notice) -> None:
        if self._process is not None:
            self._process.kill(reason)

    def close(self) -> None:
        """For good: whoever waits for an answer learns that there will be none."""
        with self._lock:
            self._is_closed = True
            if self._process is not None:
                self._process.close()

    def next_call(self) -> int:
        return next(self._calls)

    def number_of(self, picture: Picture) -> int:
        if (known := self._pictures.get(picture)) is None:
            known = self._pictures[picture] = next(self._numbers)
        return known
