"""Runs the checks of every group, and says of each whether it passed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.selftest import (
    benchmark,
    engine_process,
    exports,
    inspector,
    methods,
    metrics,
    models,
    pictures,
    regions,
    reports,
    resources,
    translations,
    window,
)
from attnstudio.selftest.check import Check
from attnstudio.selftest.subject import Subject

GROUPS: dict[str, Callable[[Subject], Iterable[Check]]] = {
    "resources": resources.checks,
    "pictures": pictures.checks,
    "regions": regions.checks,
    "methods": methods.checks,
    "metrics": metrics.checks,
    "inspector": inspector.checks,
    "exports": exports.checks,
    "reports": reports.checks,
    "translations": translations.checks,
    "models": models.checks,
    "benchmark": benchmark.checks,
    "engine_process": engine_process.checks,
    "window": window.checks,
}
_LONGEST = 500  # characters of a reason


def chosen(text: str) -> tuple[str, ...]:
    """The groups in a list with commas; all where it is empty. Raises ChoiceFailure for one that is not there."""
    names = tuple(name for name in text.split(",") if name) or tuple(GROUPS)
    for name in names:
        if name not in GROUPS:
            raise ChoiceFailure(
                "There is no group of checks {name}. The groups are: {names}.", name=name, names=", ".join(GROUPS)
            )
    return names


def run(groups: Sequence[str], subject: Subject) -> int:
    """Print a line for each check of these groups; returns 0 if all passed, else 1."""
    failed = 0
    with _without_tracebacks():
        for group in groups:
            for name, check in _checks(group, subject):
                reason = _reason(check)
                failed += reason is not None
                print(f"ok      {name}" if reason is None else f"FAILED  {name}: {reason}", flush=True)
    print({0: "all checks passed", 1: "1 check failed"}.get(failed, f"{failed} checks failed"))
    return 1 if failed else 0


@contextmanager
def _without_tracebacks() -> Iterator[None]:
    """Compiled libraries print errors that they have no way to raise; what they then fail to do, a check finds."""
    hooks = sys.excepthook, sys.unraisablehook
    sys.excepthook = lambda *_: None
    sys.unraisablehook = lambda _: None
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook = hooks


def _checks(group: str, subject: Subject) -> list[Check]:
    """Where they cannot even be listed, one that says so."""
    try:
        return list(GROUPS[group](subject))
    except Exception as error:
        return [(group, partial(_fail, error))]


def _fail(error: Exception) -> None:
    raise error


def _reason(check: Callable[[], None]) -> str | None:
    """The reason of a failure in one line; None if the check passed."""
    try:
        check()
    except Exception as error:  # a check may fail in any way, and the others must still run
        message = " ".join(str(error).split())
        if not isinstance(error, AssertionError | Failure):
            message = f"{type(error).__name__}: {message}" if message else type(error).__name__
        return message[:_LONGEST] or type(error).__name__
    return None
