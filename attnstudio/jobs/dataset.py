"""Opening a data set: it may hold a million pictures, or lie on a slow disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.context import RunContext
from attnstudio.core.datasets.base import DataSet, is_data_set, open_data_set
from attnstudio.core.errors import DataSetFailure, Failure, first_line
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, Priority, ThreadWork
from attnstudio.runs.journal_file import NAME as JOURNAL
from attnstudio.runs.run import Run
from attnstudio.runs.stored_maps import StoredMaps, pictures_of

MANY = 2000  # pictures: a folder of as many is read in a thread
SUFFIXES = (".csv", ".tsv", ".npz", ".npy", ".bin", ".gz", "-ubyte")
_LIST = ".txt"  # of Pascal VOC; few such files are one


@dataclass(frozen=True, eq=False)
class OpenedDataSet:
    """A data set with the names of its pictures, in small letters: the list is sorted and filtered by them.

    Attributes:
        stored: the maps of a run, where it is one.
    """

    dataset: DataSet
    names: list[str]
    stored: StoredMaps | None = None


class DatasetWork(ThreadWork):
    """A data set read. Outcome: OpenedDataSet. Progress: pictures."""

    kind = "dataset"
    priority = Priority.INTERACTIVE
    replaces = True

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Data set {file}"), {"file": self.path.name})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        throttle = Throttle()

        def progress(done: int, total: int) -> None:
            ctx.between()
            if total and throttle.is_due():
                ctx.progress(done, total)

        stored = None
        if (self.path / JOURNAL).is_file():
            stored = StoredMaps(Run(self.path))
            found = pictures_of(stored.run)
        else:
            found = open_data_set(self.path, cancelled=ctx.cancelled, progress=progress)
        names = []
        for number, path in enumerate(found.pictures):
            if number % 1000 == 0:
                ctx.check_cancelled()
            names.append(path.name.casefold())
        return OpenedDataSet(found, names, stored)

    def failure_of(self, error: Exception) -> Failure:
        return DataSetFailure(
            "The data set {file} cannot be opened ({reason}).", file=self.path, reason=first_line(error)
        )


def looks_like_data_set(path: Path) -> bool:
    """Whether it is, or may be, more than a few pictures. Quick: what a folder holds is read in the job."""
    try:
        if path.is_dir():
            return _may_be_data_set(path)
        return path.name.lower().endswith((*SUFFIXES, _LIST)) and is_data_set(path)
    except (OSError, ValueError):
        return False


def _may_be_data_set(folder: Path) -> bool:
    """Whether it is that of a run, or there are folders, tables or arrays right inside it, or more than MANY files."""
    if (folder / JOURNAL).is_file():
        return True
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            is_hidden = entry.name.startswith(".")
            if not is_hidden and (number >= MANY or entry.name.lower().endswith(SUFFIXES) or entry.is_dir()):
                return True
    return False


def is_plain(dataset: DataSet) -> bool:
    """Whether it is just some pictures."""
    return not dataset.class_names and not dataset.has_labels and len(dataset) <= MANY
