"""A client's connection to its workers: those of a cluster, or processes of this machine that live as long as it."""

from __future__ import annotations

import logging
import math
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from attnstudio.cluster import certificates, plain, processes, work
from attnstudio.cluster.dask import distributed, security
from attnstudio.cluster.message import Facts, Item, ModelFile
from attnstudio.cluster.place import ClusterFailure, Place
from attnstudio.cluster.reach import require_reachable
from attnstudio.cluster.scheduler import LOOPBACK
from attnstudio.core.errors import Failure, first_line

_LOG = logging.getLogger(__name__)
_START = 60.0  # seconds for processes of this machine to start, and for the first worker of a cluster to come
_ASK = 60.0  # seconds for a worker to answer; TensorFlow is imported meanwhile
_POLL = 0.05
_LOOK = 0.3  # between two questions who is there


class Connection:
    """Used in a `with`, by one thread.

    Args:
        check: called again and again while it waits; may raise Cancelled.

    Raises:
        ChoiceFailure: the extra `cluster` is not installed.
        ClusterFailure: the scheduler cannot be reached, or no worker comes.
    """

    def __init__(self, place: Place, check: Callable[[], object] = lambda: None) -> None:
        self.place, self._check = place, check
        self._ends = ExitStack()
        self._client: Any = None
        self._workers, self._looked = list[str](), -math.inf

    def __enter__(self) -> Connection:
        try:
            self._connect()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    @property
    def address(self) -> str:
        return str(self._client.scheduler.address)

    @property
    def is_open(self) -> bool:
        """Whether the scheduler is still there."""
        return bool(self._client.status == "running")

    def workers(self) -> list[str]:
        """Their addresses, as they were a moment ago."""
        if not self.is_open:
            return []
        if time.monotonic() - self._looked > _LOOK:
            try:
                self._workers = list(self._client.scheduler_info(n_workers=-1)["workers"])
            except (OSError, KeyError):
                self._workers = []
            self._looked = time.monotonic()
        return self._workers

    def submit(self, function: Callable[..., Any], *arguments: bytes | int, worker: str = "") -> Any:
        """A future of it; `worker`: the only one that may do it. Raises ClusterFailure where the scheduler is gone."""
        chosen = {"workers": [worker], "allow_other_workers": False} if worker else {}
        try:
            return self._client.submit(function, *arguments, pure=False, **chosen)
        except Exception as error:
            raise self.lost() from error

    def facts(self, items: Sequence[Item] = ()) -> list[Facts]:
        """Of every worker, and whether it sees these pictures. Those that do not answer are left out."""
        asked = plain.pack(list(items))
        futures = [self.submit(work.facts, asked, worker=worker) for worker in self.workers()]
        found = []
        end = time.monotonic() + _ASK
        for future in futures:
            while not future.done() and time.monotonic() < end and self.is_open:
                self._check()
                time.sleep(_POLL)
            if future.status == "finished":
                found.append(plain.unpack(future.result()))
            future.cancel()
        return found

    def deliver(self, worker: str, file: ModelFile, path: Path) -> None:
        """Send a model's file to a worker. Raises ModelFailure where it cannot be read; a worker that is lost meanwhile
        needs it no more."""
        from attnstudio.cluster.delivered import BLOCK
        from attnstudio.core.errors import ModelFailure

        described = plain.pack(file)
        try:
            with path.open("rb") as stream:
                offset, complete = 0, False
                while not complete and (data := stream.read(BLOCK)):
                    self._check()
                    future = self.submit(work.take_model, described, offset, data, worker=worker)
                    while not future.done() and worker in self.workers():
                        self._check()
                        time.sleep(_POLL)
                    if future.status != "finished":
                        _LOG.info("the model was not delivered to %s: %s", worker, future.status)
                        future.cancel()
                        return
                    complete, offset = bool(future.result()), offset + len(data)
        except OSError as error:
            raise ModelFailure(
                "The model file {file} cannot be read ({reason}).", file=path, reason=error.strerror or error
            ) from error

    def lost(self) -> ClusterFailure:
        return ClusterFailure(
            "The scheduler {address} has gone away. What is finished stays; the same call goes on, on a cluster or "
            "without one.",
            address=self.place.address or str(self.place),
        )

    def _connect(self) -> None:
        found = distributed()
        address, folder = self.place.address, self.place.certificates
        if self.place.processes:
            address, folder = self._ends.enter_context(_own_processes(self.place.processes, self._check))
        require_reachable(address, folder, "client")
        try:
            self._client = found.Client(
                address,
                security=security(folder, "client"),
                timeout="15s",
                set_as_default=False,
                heartbeat_interval="2s",
            )
        except (OSError, ValueError) as error:
            raise ClusterFailure(
                "{address} cannot be used: {reason}. Check that attnstudio cluster scheduler runs there, of the same "
                "version.",
                address=address,
                reason=first_line(error),
            ) from error
        self._ends.callback(self._close)
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        """All of this machine, or the first one of a cluster."""
        end = time.monotonic() + _START
        while len(self.workers()) < max(1, self.place.processes):
            self._check()
            if not self.is_open:
                raise self.lost()
            if time.monotonic() > end:
                raise ClusterFailure(
                    "No worker came to {address} within {seconds} s. Start one with attnstudio cluster worker.",
                    address=self.place.address or str(self.place),
                    seconds=round(_START),
                )
            time.sleep(_POLL)

    def _close(self) -> None:
        try:
            self._client.close(timeout=2)
        except Exception as error:  # it is gone, one way or the other
            _LOG.info("the connection to the scheduler: %s", error)


@contextmanager
def _own_processes(count: int, check: Callable[[], object]) -> Iterator[tuple[str, Path]]:
    """A scheduler and workers on the loopback, with certificates of their own: other users of this machine can reach
    the loopback, too. Yields the address and the certificates."""
    with tempfile.TemporaryDirectory(prefix="attnstudio-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "certificates"
        certificates.init(folder, days=30)
        words, serve = ["--certificates", str(folder)], ["cluster", "scheduler", "--host", LOOPBACK, "--port", "0"]
        scheduler = processes.start([*serve, *words], piped=True, logged=True)
        try:
            address = _address(scheduler)
            workers = processes.start(["cluster", "worker", address, "--processes", str(count), *words], logged=True)
            try:
                yield address, folder
            finally:
                processes.stop(workers)
        finally:
            processes.stop(scheduler)


def _address(scheduler: subprocess.Popen[bytes]) -> str:
    """That it prints when it is ready."""
    assert scheduler.stdout is not None
    line = scheduler.stdout.readline().decode("utf-8", "replace").split()
    if not line:
        raise ClusterFailure("No scheduler could be started on this machine. The log has the details.")
    return line[-1]


@dataclass(frozen=True)
class Tested:
    """What a test of a place has found."""

    address: str
    workers: tuple[Facts, ...]
    seconds: float


def test_connection(place: Place, check: Callable[[], object] = lambda: None) -> Tested:
    """Connect, and ask every worker who it is.

    Raises:
        Failure: what is wrong, and what to do.
    """
    from importlib.metadata import version

    started = time.perf_counter()
    with Connection(place, check) as connection:
        found = connection.facts()
        for one in found:
            if one.version != version("attnstudio"):
                raise other_version(one.host, one.version)
        return Tested(connection.address, tuple(found), time.perf_counter() - started)


test_connection.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


def other_version(host: str, found: str) -> Failure:
    from importlib.metadata import version

    return ClusterFailure(
        "The worker on {host} has attnstudio {found}, and this is {version}: maps could differ. Install the same "
        "version on all machines.",
        host=host,
        found=found,
        version=version("attnstudio"),
    )
