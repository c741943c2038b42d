"""The memory that a method takes at most, by one side, in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from attnstudio.benchmark.subject import Setting, Subject
from attnstudio.core.request import MethodCall


def peak_mb(setting: Setting, calls: Sequence[MethodCall], side: str) -> float | None:
    """Largest resident size, while the method runs, of a process that does nothing else. It includes TensorFlow and the
    weights, not what building the model took before.

    Args:
        side: "attnstudio" or "tf-keras-vis".

    Returns:
        Megabytes (1e6 bytes); None if the side lacks a method or the system does not report it.
    """
    # Ctrl-C reaches every process of a terminal: this one ends the other, which would complain of it.
    ignoring = (signal.SIGINT, signal.SIG_IGN)
    with multiprocessing.get_context("spawn").Pool(1, signal.signal, ignoring) as pool:
        return pool.apply(_peak, (replace(setting, calls=tuple(calls)), side))


def _peak(setting: Setting, side: str) -> float | None:
    subject = Subject(setting)
    run = subject.attnstudio_run(setting.calls) if side == "attnstudio" else subject.tf_keras_vis_run(setting.calls)
    if run is None:
        return None
    _forget_the_peak()
    run()
    peak = _largest_resident_bytes()
    return None if peak is None else peak / 1e6


def _forget_the_peak() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _largest_resident_bytes() -> int | None:
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Not getrusage: on Linux a child inherits the figure of the process that started it.
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    sizes = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")]
    return sizes[0] if sizes else None
