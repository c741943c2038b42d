"""Whether the engine runs in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attnstudio.engine_process.host import EngineHost

VARIABLE, PROCESS, THREAD = "ATTNSTUDIO_ENGINE", "process", "thread"


def started_host(
    setting: str, environment: Mapping[str, str], weight_folders: Sequence[Path], readable: Sequence[Path]
) -> EngineHost | None:
    """The host of a process that has begun to start; None: the engine runs in a thread of this process.

    Args:
        setting: PROCESS or THREAD; the environment variable goes before it.
        readable: users' models that it may be asked for.
    """
    if environment.get(VARIABLE, setting) != PROCESS:
        return None
    host = EngineHost(weight_folders, readable)
    host.start_early()
    return host
