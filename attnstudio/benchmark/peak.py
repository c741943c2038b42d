"""The memory that a method takes at most, by one side, in a process of its own."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import replace

from attnstudio.benchmark.subject import Setting, Subject
from attnstudio.core.request import MethodCall


def peak_mb(setting: Setting, calls: Sequence[MethodCall], side: str) -> float | None:
    """Largest resident size of a process that does nothing but this, TensorFlow and the model included.

    Args:
        side: "ours" or "theirs".

    Returns:
        Megabytes (1e6 bytes); None where the side lacks a method or the system does not tell.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (replace(setting, calls=tuple(calls)), side))


def _peak(setting: Setting, side: str) -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    subject = Subject(setting)
    run = subject.ours(setting.calls) if side == "ours" else subject.theirs(setting.calls)
    if run is None:
        return None
    run()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
