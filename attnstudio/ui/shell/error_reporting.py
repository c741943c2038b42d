"""Failures at start and unexpected errors: shown in a window, since nobody may see the console.

Qt is imported only to show a message: it may be what cannot be imported.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from attnstudio import desktop_message, paths
from attnstudio.core.errors import ChoiceFailure, DisplayFailure, Failure, StartFailure, first_line
from attnstudio.core.text import Notice, localised, tr_noop
from attnstudio.export.translation import translator
from attnstudio.settings import Settings

_LOG = logging.getLogger(__name__)
_BY_DESKTOP = {"DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN", "GIO_LAUNCHED_DESKTOP_FILE"}  # how its programs know it


@contextmanager
def report_start_errors(*, unattended: bool = False) -> Iterator[None]:
    """Show whatever ends the start in a window, and raise it as a Failure. A wrong call is only raised.

    Args:
        ask_nobody: a picture of the window is taken; nobody is there to read the message.
    """
    try:
        yield
    except Failure as failure:
        if isinstance(failure, ChoiceFailure) and not _BY_DESKTOP.intersection(os.environ):
            raise  # whoever wrote the call reads the console
        _LOG.error("the start failed: %s", failure)
        shown, cause = failure, failure.__cause__
    except Exception as error:
        _LOG.exception("the start failed")
        shown, cause = _start_failure(error), error
    else:
        return
    if not unattended:
        _show(shown)
    raise shown from cause


@contextmanager
def report_uncaught_errors(report: Callable[[Notice], None]) -> Iterator[None]:
    """Meanwhile an error of the program goes to the log, and to the user in one sentence; the window stays."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            before(kind, error, trace)
            return
        _LOG.error("an error of the program", exc_info=(kind, error, trace))
        text = tr_noop("Internal error: {reason}. Finished results are kept. Details are in the log: {log}")
        report(Notice(text, {"reason": first_line(error), "log": paths.log_file()}))

    def log(error: threading.ExceptHookArgs) -> None:
        _LOG.error("an error in a thread", exc_info=error.exc_value)

    before, sys.excepthook = sys.excepthook, tell
    before_in_threads, threading.excepthook = threading.excepthook, log
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_in_threads


def _start_failure(error: Exception) -> Failure:
    return StartFailure(
        "attnstudio cannot start: {reason}. A program file may be damaged; reinstall attnstudio. "
        "Details are in the log: {log}",
        reason=first_line(error),
        log=paths.log_file(),
    )


def _show(failure: Failure) -> None:
    """Wait until the user has read it. Where no window can be opened at all, the command line says it alone."""
    try:
        if isinstance(failure, DisplayFailure):
            desktop_message.show(_translated(failure), str(failure))
            return
        from PySide6.QtWidgets import QApplication, QMessageBox

        from attnstudio.ui.widgets.plain import plain

        application = QApplication.instance() or QApplication(sys.argv[:1])
        QMessageBox.critical(None, "attnstudio", plain(_translated(failure)))
        del application
    except Exception:
        _LOG.exception("the message is not shown in a window")
        desktop_message.show(_translated(failure), str(failure))


def _translated(failure: Failure) -> str:
    """In the language that the window would speak."""
    try:
        from attnstudio.ui.shell.i18n import language_of

        return localised(failure, translator(language_of(Settings.load(paths.settings_file()).text("language"))))
    except Exception:  # what that takes may be what is damaged
        return str(failure)
