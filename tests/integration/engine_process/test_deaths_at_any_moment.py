"""The engine's process dies at any moment of a job over many pictures: every picture gets the map that it would have
got anyway, and nothing of the dead process is left."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import psutil
import pytest

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.context import RunContext, running
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.text import Notice
from attnstudio.engine_process import death
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.engine_process.host import EngineHost

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# Moments of each kind of death; 50 for a thorough test, half an hour for all.
POINTS = int(os.environ.get("ATTNSTUDIO_TEST_FAULTS", "1"))
SEED = int(os.environ.get("ATTNSTUDIO_TEST_SEED", "0"))
SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[:3]
REQUEST = Request(SCENES[0], "demo", (MethodCall("gradcam"), MethodCall("smoothgrad", (("samples", 48),))))
SIGNALS = ("SIGKILL", "SIGSEGV", "SIGABRT", "SIGTERM")


@pytest.fixture(scope="module")
def host() -> Iterator[EngineHost]:
    found = EngineHost(())
    yield found
    found.close()


@pytest.fixture(scope="module")
def seconds(host: EngineHost) -> float:
    """That the job takes in a process that is warm."""
    maps_of(host)
    began = time.monotonic()
    maps_of(host)
    return time.monotonic() - began


@pytest.fixture(scope="module")
def expected(host: EngineHost) -> list[np.ndarray]:
    return maps_of(host)


def maps_of(host: EngineHost, cancelled: threading.Event | None = None) -> list[np.ndarray]:
    """Two of each picture, in their order."""
    engine = ProcessEngine(host, PictureStore(), patience=0.5)
    outcomes = engine.run_each(
        REQUEST, map(images.decode, SCENES), RunContext(cancelled=cancelled or threading.Event())
    )
    found = []
    for scene, outcome in zip(SCENES, outcomes, strict=True):
        assert not isinstance(outcome, Failure), outcome
        assert outcome[0].path == scene
        found += [heatmap.values for heatmap in outcome[1].heatmaps]
    return found


def dies(host: EngineHost, kind: str) -> Any:
    pid = host.start().pid
    if kind == "memory":
        return partial(host.kill, death.too_much_memory(2**33))
    return partial(os.kill, pid, getattr(signal, kind))


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def wait_until_gone(pid: int) -> None:
    end = time.monotonic() + 60
    while psutil.pid_exists(pid):
        assert time.monotonic() < end
        time.sleep(0.02)


def open_files() -> int:
    """Without the one that the watch over the memory has open now and then."""
    gc.collect()
    looks = []
    for _ in range(10):
        looks.append(psutil.Process().num_fds())
        time.sleep(0.01)
    return min(looks)


@pytest.mark.parametrize("kind", [*SIGNALS, "memory"])
def test_every_picture_gets_its_map(host: EngineHost, seconds: float, expected: list[np.ndarray], kind: str) -> None:
    rng = random.Random(f"{kind} {SEED}")
    files, threads = open_files(), threading.active_count()
    for _ in range(POINTS):
        moment, said, pid = rng.uniform(0, seconds), list[Notice](), host.start().pid
        timer = threading.Timer(moment, dies(host, kind))
        timer.start()
        with running(threading.Event(), said.append):
            found = maps_of(host)
        timer.join()
        wait_until_gone(pid)  # where it dies behind the last picture, nobody has missed it
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5, err_msg=f"{kind} after {moment} s")
        assert sum("goes on" in str(one) for one in said) <= 1, said
        alive = host.start().pid  # where the first one died behind the last picture, another one begins here
        assert [child.pid for child in children()] == [alive]
        assert open_files() <= files
        assert threading.active_count() <= threads


def test_one_that_hangs_is_given_up(host: EngineHost, seconds: float, expected: list[np.ndarray]) -> None:
    rng = random.Random(SEED)
    files, threads = open_files(), threading.active_count()
    for _ in range(POINTS):
        moment, cancelled = rng.uniform(0, seconds), threading.Event()

        def hang(pid: int = host.start().pid, cancelled: threading.Event = cancelled) -> None:
            os.kill(pid, signal.SIGSTOP)
            cancelled.set()

        timer = threading.Timer(moment, hang)
        timer.start()
        try:
            maps_of(host, cancelled)
        except Cancelled:
            assert cancelled.is_set()
        timer.join()
        for child in children():  # where it hangs behind the last picture, nobody has missed it
            child.resume()
        for one, other in zip(maps_of(host), expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5, err_msg=f"{moment} s")
        alive = host.start().pid  # where the first one died behind the last picture, another one begins here
        assert [child.pid for child in children()] == [alive]
        assert open_files() <= files
        assert threading.active_count() <= threads
