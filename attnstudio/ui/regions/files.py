"""Files of regions: annotation files are opened for the pictures in the list; regions are saved as boxes.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from attnstudio.core import regions
from attnstudio.core.annotations import boxes
from attnstudio.core.annotations.base import FORMATS
from attnstudio.core.errors import Failure, OutputFailure, RegionFailure
from attnstudio.core.regions import Region
from attnstudio.core.text import Notice
from attnstudio.jobs.annotations import AnnotationsWork, Read
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Message, Notifier, Scope
from attnstudio.ui.regions.controller import RegionsController
from attnstudio.ui.shell.file_dialogs import kind_of, open_files
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.saving import ask_file, first_folder, remember_folder
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection

_NAME = "regions.json"
_COUNT = "count"  # the setting of difficult objects


class RegionFiles(QObject):
    """Owns which files were opened last, and the message about them.

    Args:
        settings: remember whether objects count that are marked as difficult or as a crowd.
    """

    def __init__(
        self,
        window: QWidget,
        actions_by_id: Mapping[str, QAction],
        settings: Settings,
        regions: RegionsController,
        selection: Selection,
        pictures: PictureList,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._window, self._settings, self._regions = window, settings, regions
        self._selection, self._pictures = selection, pictures
        self._board, self._notifier = board, notifier
        self._opened: tuple[Path, ...] = ()
        self._message: Message | None = None
        actions_by_id["open_regions"].triggered.connect(self.ask_open)
        actions_by_id["save_regions"].triggered.connect(self.ask_save)
        choice = actions_by_id["count_difficult"]
        choice.setChecked(self._counts_difficult)
        choice.toggled.connect(self._on_count_difficult)

    @Slot(object)
    def open(self, files: Sequence[Path]) -> None:
        """Submit a job that reads the regions of the pictures in the list."""
        self._opened, pictures = tuple(files), self._pictures.paths
        picture = self._selection.now.picture
        first = next(iter(pictures), None)  # it is about to be shown
        shown = picture.picture.path if picture is not None else first
        work = AnnotationsWork(files, pictures, shown, count_difficult=self._counts_difficult)
        self._board.submit(Job(work).listen(done=self._on_read, failed=self._show_failure))

    @Slot()
    def ask_open(self) -> None:
        kind = kind_of(tr("Annotations"), sorted({suffix for form in FORMATS for suffix in form.suffixes}))
        kinds = f"{kind};;{tr('All files')} (*)"
        if chosen := open_files(self._window, tr("Open regions"), str(first_folder(self._settings)), kinds):
            remember_folder(self._settings, chosen[0].parent)
            self.open(chosen)

    @Slot()
    def ask_save(self) -> None:
        """Of every picture that is open, by its name, to the program's own file."""
        found = self._regions.regions()
        try:
            named = _by_name(found)
            first, kinds = next(iter(found)), ("JSON (*.json)",)
            path = ask_file(self._window, tr("Save regions"), _NAME, kinds, self._settings, picture=first)
            if path is None:
                return
            boxes.save(path, named, force=True)
        except OutputFailure as failure:
            self._show_failure(failure)
            return
        file, count = path.name, len(named)
        self._notifier.set_status(
            lambda: tr("Regions saved to {file}, pictures: {count}", file=file, count=count), log=True, file=path
        )

    @property
    def _counts_difficult(self) -> bool:
        return self._settings.text("difficult") == _COUNT

    @Slot(bool)
    def _on_count_difficult(self, count: bool) -> None:
        """The files that were read last are read again."""
        self._settings.set("difficult", _COUNT if count else "")
        if self._opened:
            self.open(self._opened)

    def _on_read(self, read: object) -> None:
        assert isinstance(read, Read)
        self._notifier.retract(self._message)
        notices, failures = list(read.notices), list(read.failures)
        fitting = dict[Path, Region]()
        for path, region in read.regions.items():
            try:
                notices += self._check(path, region)
            except RegionFailure as unfit:
                failures.append(unfit)
            else:
                fitting[path] = region
        self._regions.replace({**dict.fromkeys(self._no_longer_in(read)), **fitting})
        self._show_notices(notices)
        if len(failures) > 1:  # there may be thousands: in one go
            self._notifier.log("\n".join(map(message, failures[:-1])))
        for failure in failures[-1:]:
            self._show_failure(failure)
        if count := len(fitting):
            self._notifier.set_status(lambda: tr("Regions opened, pictures: {count}", count=count), log=True)

    def _check(self, path: Path, region: Region) -> Sequence[Notice]:
        """Notices about the region of the shown picture. Raises RegionFailure if it does not fit the picture."""
        picture = self._selection.now.picture
        if picture is None or picture.picture.path != path:
            return ()
        height, width = picture.picture.pixels.shape[:2]
        return regions.check(region, (width, height), path)

    def _no_longer_in(self, read: Read) -> list[Path]:
        """Pictures whose region came from files that name none any more, as when crowds do not count."""

        def is_from(file: Path | None) -> bool:
            return file is not None and any(file == one or one in file.parents for one in read.files)

        known = self._regions.regions().items()
        return [path for path, region in known if path not in read.regions and is_from(region.file)]

    def _show_notices(self, notices: Sequence[Notice]) -> None:
        if notices:
            self._message = self._notifier.show(partial(_first_of, notices), Scope.PROGRAM)
        if len(notices) > 1:
            self._notifier.log("\n".join(map(message, notices[1:])))

    def _show_failure(self, failure: Failure) -> None:
        self._message = self._notifier.show_failure(failure, Scope.PROGRAM)


def _first_of(notices: Sequence[Notice]) -> str:
    """For the banner; the log has them all."""
    more = tr("More messages in the log: {count}.", count=len(notices) - 1) if len(notices) > 1 else ""
    return f"{message(notices[0])} {more}".strip()


def _by_name(regions: Mapping[Path, Region]) -> dict[str, Region]:
    """As the file knows them. Raises OutputFailure where it could not tell two of them apart."""
    if not regions:
        raise OutputFailure("There are no regions to save. Draw one, or open an annotation file.")
    paths: dict[str, Path] = {}
    for path in regions:
        other = paths.setdefault(path.name, path)
        if other != path:
            raise OutputFailure(
                "{one} and {other} have the same name, and the file identifies pictures by name. Rename one of them.",
                one=other,
                other=path,
            )
    return {path.name: region for path, region in regions.items()}
