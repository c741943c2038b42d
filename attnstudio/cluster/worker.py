"""attnstudio cluster worker: processes that compute, each with its own engine, and the one that looks after them."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attnstudio.cluster import processes, work
from attnstudio.cluster.dask import distributed, security
from attnstudio.cluster.place import host_and_port
from attnstudio.cluster.reach import require_reachable
from attnstudio.core import memory

_STACK = 16 * 2**20
_LEAST_PAUSE, _MOST_PAUSE, _SHORT_LIFE = 0.2, 30.0, 20.0  # seconds
_WATCH = 0.2


@dataclass(frozen=True)
class WorkerChoice:
    """What `attnstudio cluster worker` was asked for.

    Attributes:
        processes: 0: one a GPU, or one where there is none.
        first_port: that the first process listens on, the next ones on the next; 0: free ones.
    """

    address: str
    certificates: Path | None
    processes: int = 0
    first_port: int = 0
    name: str = ""


@dataclass
class _Child:
    words: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _LEAST_PAUSE
    due: float = field(default_factory=time.monotonic)


def supervise(choice: WorkerChoice) -> None:
    """Start the processes, and start them anew when they end: one that died, or that has lost its scheduler.

    Returns at KeyboardInterrupt. Raises ChoiceFailure or ClusterFailure where the scheduler cannot be used.
    """
    distributed()
    require_reachable(choice.address, choice.certificates, "worker")
    children = list(_children(choice))
    try:
        while True:
            for child in children:
                _look_after(child)
            time.sleep(_WATCH)
    except KeyboardInterrupt:
        return
    finally:
        for child in children:
            if child.process is not None:
                processes.stop(child.process, 1.0)


def _children(choice: WorkerChoice) -> Sequence[_Child]:
    """One a GPU where there are some; else the cores and half of the free memory are shared out."""
    gpus = _gpus()
    count = choice.processes or max(1, len(gpus))
    threads = max(1, core_count() // count)
    budget = memory.free_bytes() // 2 // count
    found = []
    for number in range(count):
        words = ["cluster", "worker-process", choice.address, "--threads", str(threads)]
        if choice.certificates is not None:
            words += ["--certificates", str(choice.certificates)]
        if choice.first_port:
            words += ["--port", str(choice.first_port + number)]
        if choice.name:
            words += ["--name", f"{choice.name}-{number + 1}"]
        environment = {}
        if gpus:
            environment["CUDA_VISIBLE_DEVICES"] = gpus[number % len(gpus)]
        else:
            words += ["--memory", str(budget)]
        found.append(_Child(words, environment))
    return found


def _look_after(child: _Child) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.due:
            child.process, child.started = processes.start(child.words, child.environment), now
        return
    if (status := child.process.poll()) is None:
        return
    processes.stop(child.process)
    child.process = None
    child.pause = min(_MOST_PAUSE, child.pause * 2) if now - child.started < _SHORT_LIFE else _LEAST_PAUSE
    child.due = now + child.pause
    print(f"attnstudio: a worker process ended ({status}) and is started anew", file=sys.stderr, flush=True)


def core_count() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _gpus() -> list[str]:
    """By the numbers of CUDA. TensorFlow is asked, in a process that ends, only where a driver is installed."""
    if not shutil.which("nvidia-smi"):
        return []
    process = processes.start(["cluster", "gpus"], piped=True)
    assert process.stdout is not None
    count = int(process.stdout.read().strip() or 0)
    processes.stop(process)
    visible = [name for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name]
    return visible[:count] if visible else [str(number) for number in range(count)]


def serve(
    address: str, certificates: Path | None, *, threads: int, budget: int | None, port: int = 0, name: str = ""
) -> None:
    """One worker process: connect, and work until the scheduler goes away. It ends the process."""
    require_reachable(address, certificates, "worker")
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)  # of its own: TensorFlow's import mutes the other meanwhile
    threading.stack_size(_STACK)
    computing = ThreadPoolExecutor(1, "engine")  # the one thread that makes the engine and uses it
    computing.submit(_prepare, threads)
    work.OWN.threads, work.OWN.memory = threads, budget
    status = 0
    with tempfile.TemporaryDirectory(prefix="attnstudio-", ignore_cleanup_errors=True) as folder:
        try:
            asyncio.run(_serve(address, certificates, computing, folder, port, name))
        except KeyboardInterrupt:
            status = 0
        except OSError as error:
            print(f"attnstudio: {error}", file=sys.stderr)
            status = 1
    sys.stderr.flush()
    os._exit(status)  # a picture that is being computed is nobody's any more


async def _serve(
    address: str, certificates: Path | None, computing: ThreadPoolExecutor, folder: str, port: int, name: str
) -> None:
    found = distributed()
    worker: Any = found.Worker(
        address,
        nthreads=1,
        name=name or None,
        executor=computing,
        memory_limit=0,  # what a batch may take is decided by the engine; pausing would help nobody
        security=security(certificates, "worker"),
        host=_own_address(address),
        port=port,
        dashboard=False,
        dashboard_address="127.0.0.1:0",
        local_directory=folder,
    )
    await worker
    worker.http_server.stop()
    work.OWN.address = worker.address
    print(f"attnstudio: worker {worker.address} serves {address}", file=sys.stderr, flush=True)
    await worker.finished()
    print(f"attnstudio: worker {worker.address} has lost {address}", file=sys.stderr, flush=True)


def _own_address(address: str) -> str:
    """Of the network that leads to the scheduler: it listens on no other."""
    import socket

    host, port = host_and_port(address)
    family = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][0]
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))
        return str(probe.getsockname()[0])


def _prepare(threads: int) -> None:
    """In the thread of the engine."""
    from attnstudio.core import backend

    tf = backend.import_tensorflow()
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    work.engine()
