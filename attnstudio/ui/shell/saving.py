"""Where dialogs for files begin, and saving in the file or the folder that the user names there.

The setting `folder` is the folder that was used last: where pictures were opened from, or something was saved in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from attnstudio import paths
from attnstudio.core.array_pictures import file_of
from attnstudio.core.errors import OutputFailure
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import has_ending, open_folder, save_file


def first_folder(settings: Settings, picture: Path | None = None) -> Path:
    """Where a dialog begins: beside the picture that it is of, else in the folder used last, else at home."""
    if picture is not None and not _is_own(folder := file_of(picture).parent):
        return folder
    last = settings.text("folder")
    return Path(last) if last and Path(last).is_dir() else Path.home()


def remember_folder(settings: Settings, folder: Path) -> None:
    """It was used; one of the program's own is not where users have their files."""
    if not _is_own(folder):
        settings.set("folder", str(folder.absolute()))


def ask_file(
    parent: QWidget,
    title: str,
    name: str,
    kinds: Sequence[str],
    settings: Settings,
    *,
    picture: Path | None = None,
    is_complete: Callable[[Path], bool] = has_ending,
) -> Path | None:
    """The file to write, as `save_file` has it.

    Args:
        name: proposed for the file.
        picture: of which it is; None: of several, or of none.

    Raises:
        OutputFailure: as of `save_file`.
    """
    chosen = save_file(parent, title, first_folder(settings, picture) / name, kinds, is_complete)
    if chosen is not None:
        remember_folder(settings, chosen.parent)
    return chosen


def ask_folder(parent: QWidget, title: str, settings: Settings) -> Path | None:
    """The folder to write into; None: the dialog was closed."""
    chosen = open_folder(parent, title, str(first_folder(settings)))
    if chosen is not None:
        remember_folder(settings, chosen)
    return chosen


def save_in_folder(
    parent: QWidget, title: str, settings: Settings, notifier: Notifier, write: Callable[[Path], Path]
) -> None:
    """Write into a folder of the user's choice, and show what was written, or why it cannot be.

    Args:
        title: of the dialog.
        write: writes into the folder; returns the file that the status bar opens. May raise `OutputFailure`.
    """
    folder = ask_folder(parent, title, settings)
    if folder is None:
        return
    try:
        notifier.set_saved(write(folder))
    except OutputFailure as failure:
        notifier.show_failure(failure, Scope.PROGRAM)


def _is_own(folder: Path) -> bool:
    """Whether it is of the program: the built-in scenes, or pictures that were pasted."""
    return folder in (paths.resource("demo", "scenes"), paths.pasted_folder(create=False))
