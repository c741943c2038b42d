"""What ended the engine's process, in half a sentence."""

from __future__ import annotations

import signal
import sys

from attnstudio.core.errors import EngineDied, EngineDiedAgain, EngineNotStarted
from attnstudio.core.text import Notice, Number, tr_noop

NO_ANSWER = Notice(tr_noop("it did not stop when the job was cancelled"))
NO_SENSE = Notice(tr_noop("it answered what is no answer"))
_CRASHES = {
    "SIGSEGV": tr_noop("it crashed (segmentation fault)"),
    "SIGBUS": tr_noop("it crashed (bus error)"),
    "SIGILL": tr_noop("it crashed (illegal instruction)"),
    "SIGFPE": tr_noop("it crashed (arithmetic error)"),
    "SIGABRT": tr_noop("a library gave up (abort)"),
    "SIGKILL": tr_noop("it was killed, most likely by the system because memory ran out"),
    "SIGTERM": tr_noop("another program ended it"),
}
_WINDOWS = {
    0xC0000005: _CRASHES["SIGSEGV"],
    0xC000001D: _CRASHES["SIGILL"],
    0xC0000409: _CRASHES["SIGABRT"],
    0xC00000FD: tr_noop("it crashed (stack overflow)"),
}


def too_much_memory(size: int) -> Notice:
    return Notice(tr_noop("it took {size} GB of memory"), {"size": Number(f"{size / 2**30:.1f}")})


def reason_of(status: int) -> Notice:
    """`status`: as `subprocess` has it, negative for a signal."""
    if sys.platform == "win32" and (text := _WINDOWS.get(status & 0xFFFFFFFF)) is not None:
        return Notice(text)
    if status >= 0:
        return Notice(tr_noop("it ended with the status {status}"), {"status": status})
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    return Notice(_CRASHES[name]) if name in _CRASHES else Notice(tr_noop("the signal {name}"), {"name": name})


def not_started(error: OSError) -> EngineNotStarted:
    return EngineNotStarted(
        "The process that computes cannot be started ({reason}). Close other programs and run the job again, or start "
        "attnstudio with {variable}, which computes in the window's own process.",
        reason=error.strerror or str(error),
        variable="ATTNSTUDIO_ENGINE=thread",
    )


def died(reason: Notice, *, again: bool, loading: str | None = None) -> EngineDied:
    """What the job ends with.

    Args:
        again: it was done with half the batch already.
        loading: name of the model, where that was loaded by itself.
    """
    if loading is not None and again:
        return EngineDiedAgain(
            "Loading the model {model} has ended the process that computes twice: {reason}. Choose a smaller model, or "
            "close other programs; everything else goes on.",
            model=loading,
            reason=reason,
        )
    if loading is not None:
        return EngineDied(
            "The process that computes ended while the model {model} was loaded: {reason}. Another one was started, "
            "and everything else is as it was.",
            model=loading,
            reason=reason,
        )
    if again:
        return EngineDiedAgain(
            "This job has ended the process that computes twice, also with half the batch: {reason}. Choose a smaller "
            "model, another method or another picture; everything else goes on.",
            reason=reason,
        )
    return EngineDied(
        "The process that computes ended in the middle of this job: {reason}. Another one was started, and everything "
        "else is as it was.",
        reason=reason,
    )
