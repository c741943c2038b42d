"""Results that are saved in a folder which the user chooses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from attnstudio.core.errors import OutputFailure
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import open_folder


def save_in_folder(
    parent: QWidget, title: str, settings: Settings, notifier: Notifier, write: Callable[[Path], Path]
) -> None:
    """Write into a folder of the user's choice, and show what was written, or why it cannot be.

    Args:
        title: of the dialog.
        write: writes into the folder; returns the file that the status bar opens. May raise `OutputFailure`.
    """
    folder = open_folder(parent, title, settings.text("folder"))
    if folder is None:
        return
    try:
        notifier.set_saved(write(folder))
    except OutputFailure as failure:
        notifier.show_failure(failure, Scope.PROGRAM)
