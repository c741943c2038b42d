"""Files and folders that the user names, and the rule for files that are there already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from attnstudio.core.errors import OutputFailure


def kind_of(name: str, endings: Iterable[str]) -> str:
    """A kind of file as the dialogs list it: Pictures (*.jpg *.png)."""
    return f"{name} ({' '.join(f'*{ending}' for ending in endings)})"


def open_files(parent: QWidget, title: str, folder: str, kind: str) -> list[Path]:
    """Those that the user chose; empty where the dialog was closed."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, folder, kind)
    return [Path(name) for name in names]


def open_file(parent: QWidget, title: str, folder: str, kind: str) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, title, folder, kind)
    return Path(name) if name else None


def open_folder(parent: QWidget, title: str, folder: str = "") -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(name) if name else None


def has_ending(path: Path) -> bool:
    return bool(path.suffix)


def save_file(
    parent: QWidget,
    title: str,
    proposal: Path,
    kinds: Sequence[str],
    is_complete: Callable[[Path], bool] = has_ending,
) -> Path | None:
    """The file to write, with the ending of the chosen kind where the user wrote none, or chose another kind for the
    name that was proposed; None: the dialog was closed.

    The dialog asks whether a file of exactly that name may be replaced, and about no other name.

    Args:
        is_complete: whether a name needs no ending.

    Raises:
        OutputFailure: with its ending, it is a file that is there already.
    """
    name, kind = QFileDialog.getSaveFileName(parent, title, str(proposal), ";;".join(kinds))
    if not name:
        return None
    path, endings = Path(name), [one.strip("(*)") for one in (kind or kinds[0]).split() if "*." in one]
    if kind and path.name == proposal.name and not path.name.endswith(tuple(endings)):
        return _new(path.with_suffix(endings[0]))
    return path if is_complete(path) else _new(path.with_name(path.name + endings[0]))


def _new(path: Path) -> Path:
    """One that the dialog did not ask about."""
    if path.exists():
        raise OutputFailure("{file} already exists. Enter the full file name to replace it.", file=path)
    return path


def show_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager. False: it is not there, or no program can show it."""
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show_file(path: Path) -> bool:
    """Open a file in the system's program for it. False: it is not there, or no program opens it."""
    return path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
