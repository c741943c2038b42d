"""Messages with a scope, cleared by scope. The banner, the status bar and the log are views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from attnstudio.core.errors import Failure
from attnstudio.core.text import Translatable
from attnstudio.ui.shell.i18n import message, tr

Text = Callable[[], str]  # in the language of the moment it is called


class Scope(StrEnum):
    """What a message is about: it goes when that changes."""

    PICTURE = "picture"  # until another picture is opened
    JOB = "job"  # until the next map is computed
    MAP = "map"  # until another one is shown
    MODEL = "model"  # until another model is chosen
    PROGRAM = "program"  # until the user dismisses it
    EXPORTS = "exports"  # those that are not finished; until the user dismisses it
    LOST_EXPORTS = "lost exports"  # those of them that cannot go on


@dataclass(frozen=True)
class Action:
    """The button of a message, such as a recovery action."""

    label: Text
    run: Callable[[], None]


@dataclass(frozen=True, eq=False)
class Message:
    text: Text
    scope: Scope
    action: Action | None = None
    failure: Failure | None = None  # that it reports


class Notifier(QObject):
    """Owns the current messages: the latest one of each scope, the newest first.

    Args:
        recovery_action: gives the recovery action of a failure, or None.
    """

    changed = Signal()  # the current messages
    status_changed = Signal()
    logged = Signal(str)

    def __init__(self, recovery_action: Callable[[Failure], Action | None] = lambda _: None) -> None:
        super().__init__()
        self._recovery_action = recovery_action
        self._messages: list[Message] = []
        self._status: Text = str
        self._status_file: Path | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The newest first."""
        return tuple(self._messages)

    @property
    def status(self) -> str:
        """What happened last, in a few words; may be empty."""
        return self._status()

    @property
    def status_file(self) -> Path | None:
        """The file or folder that the status is about, which can be opened."""
        return self._status_file

    def show(self, text: Text, scope: Scope, action: Action | None = None, *, log: bool = True) -> Message:
        """Show a message in place of the older one of its scope. Returns it, to be retracted."""
        return self._show(Message(text, scope, action), log=log)

    def show_failure(self, failure: Failure, scope: Scope, action: Action | None = None) -> Message:
        """As `show`, with the recovery action of the failure. One that is shown already stays as it is."""
        for one in self._messages:
            if one.failure is failure:
                return one
        return self._show(Message(lambda: message(failure), scope, action or self._recovery_action(failure), failure))

    def show_notice(self, notice: Translatable, scope: Scope) -> Message:
        return self.show(lambda: message(notice), scope)

    def clear(self, *scopes: Scope) -> None:
        """What these messages are about changed."""
        self._keep([one for one in self._messages if one.scope not in scopes])

    def retract(self, shown: Message | None) -> None:
        """It no longer holds; another message of its scope stays."""
        self._keep([one for one in self._messages if one is not shown])

    def dismiss(self) -> None:
        """The user has read them all."""
        self._keep([])

    def run_action(self, shown: Message) -> None:
        """Run the action of a message, and retract it."""
        self.retract(shown)
        if shown.action is not None:
            shown.action.run()

    def set_saved(self, path: Path) -> None:
        """A file was written, which can be opened from the status bar. The log has its whole path."""
        self.set_status(lambda: tr("Saved: {file}", file=path.name), file=path)
        self.log(tr("Saved: {file}", file=path))

    def set_status(self, text: Text, *, log: bool = False, file: Path | None = None) -> None:
        """Set the text of the status bar. `file`: a file or folder that was written; what it is about."""
        self._status, self._status_file = text, file
        if log:
            self.log(text())
        self.status_changed.emit()

    def log(self, text: str) -> None:
        self.logged.emit(text)

    def _show(self, shown: Message, *, log: bool = True) -> Message:
        self._messages = [shown, *(one for one in self._messages if one.scope is not shown.scope)]
        if log:
            self.log(shown.text())
        self.changed.emit()
        return shown

    def _keep(self, messages: list[Message]) -> None:
        if len(messages) != len(self._messages):
            self._messages = messages
            self.changed.emit()
