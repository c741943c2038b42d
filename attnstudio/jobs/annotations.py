"""Regions from annotation files, read in a thread of their own: a large file takes seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.annotations.base import FORMATS, Annotations, load
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, RegionFailure, first_line
from attnstudio.core.images import SUFFIXES
from attnstudio.core.regions import Region
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, Priority, ThreadWork

_MOST_NAMES = 3  # in the title: there may be thousands of files


@dataclass(frozen=True)
class Read:
    """What files say of the open pictures. A file that cannot be used costs what it holds, not the others."""

    files: tuple[Path, ...]
    regions: dict[Path, Region]
    notices: tuple[Notice, ...]
    failures: tuple[Failure, ...]


class AnnotationsWork(ThreadWork):
    """Regions from annotation files. Outcome: `Read`. Several are read one after the other, in their order.

    Args:
        files: one that is a picture is a mask of the shown picture.
        pictures: those that are open.
        count_difficult: whether objects that are marked as difficult count.
    """

    kind = "annotations"
    priority = Priority.INTERACTIVE

    def __init__(
        self, files: Sequence[Path], pictures: Sequence[Path], shown: Path | None, *, count_difficult: bool
    ) -> None:
        self.files, self._pictures, self._shown = tuple(files), tuple(pictures), shown
        self._count_difficult = count_difficult

    @property
    def title(self) -> Notice:
        names = [file.name for file in self.files[:_MOST_NAMES]] + ["..."] * (len(self.files) > _MOST_NAMES)
        return Notice(tr_noop("Regions from {files}"), {"files": ", ".join(names)})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return _read(self.files, self._pictures, self._shown, self._count_difficult, ctx)

    def failure_of(self, error: Exception) -> Failure:
        return RegionFailure("The annotations cannot be opened ({reason}).", reason=first_line(error))


def _read(
    files: tuple[Path, ...],
    pictures: Sequence[Path],
    shown: Path | None,
    count_difficult: bool,
    context: RunContext,
) -> Read:
    regions: dict[Path, Region] = {}
    notices: list[Notice] = []
    failures: list[Failure] = []
    for file in files:
        context.check_cancelled()
        try:
            found, asked = _load(file, pictures, shown, count_difficult)
        except Failure as failure:
            failures.append(failure)
            continue
        notices += found.notices
        regions |= {picture: region for picture in asked if (region := found.region_of(picture)) is not None}
    return Read(files, regions, tuple(notices), tuple(failures))


def _load(
    file: Path, pictures: Sequence[Path], shown: Path | None, count_difficult: bool
) -> tuple[Annotations, Sequence[Path]]:
    """With the pictures of which the file may speak."""
    if file.suffix.lower() in SUFFIXES:
        pictures = [] if shown is None else [shown]
    if not pictures:
        raise RegionFailure("Open the pictures first, then the regions from {file}.", file=file)
    return load(file, pictures, count_difficult=count_difficult), pictures


def looks_like_annotations(path: Path) -> bool:
    """Whether a dropped file is for the regions. A mask is a picture, and is opened as that."""
    suffix = path.suffix.lower()
    return suffix not in SUFFIXES and any(suffix in form.suffixes and form.may_be(path) for form in FORMATS)
