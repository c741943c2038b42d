"""Where the journal of a run is whose results are files and not a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.files import is_device, make_folder, refuse_existing
from attnstudio.core.temporary_files import temporary_folder
from attnstudio.runs.journal import Journal
from attnstudio.runs.journal_file import NAME
from attnstudio.runs.requests import versions


def beside(file: Path) -> Path:
    """`scores.csv.run` for `scores.csv`."""
    return file.with_name(f"{file.name}.run")


def folder_of(named: Path) -> Path:
    """The run's folder: it is named itself, or its file, which a run that was stopped has not written yet."""
    return beside(named) if beside(named).is_dir() and not named.is_dir() else named


@contextmanager
def journal_of(folder: Path | None, request: Mapping[str, object], *, force: bool) -> Iterator[Journal]:
    """`folder`: None: the run is forgotten at its end. Raises as Journal does."""
    with temporary_folder() as forgotten:
        if folder is None:
            folder = forgotten
        else:
            make_folder(folder)
        with Journal(folder, request, versions(), force=force) as journal:
            yield journal


def folder_beside(file: Path | None, *, force: bool) -> Path | None:
    """Of the run that writes a file; None where the file is a device, or there is none.

    Raises:
        ExistingFileFailure: the file is there, and no run wrote it.
        ChoiceFailure: it is a folder.
    """
    if file is None or is_device(file):
        return None
    if file.is_dir():
        raise ChoiceFailure("{file} is a folder. Name a file in it.", file=file)
    folder = beside(file)
    if not (folder / NAME).exists():
        refuse_existing(file, force=force)
    return folder
