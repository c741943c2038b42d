"""Files of regions that the user names: annotations to open, and which of their objects count; a file to save to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from attnstudio.core.annotations import boxes
from attnstudio.core.annotations.base import FORMATS
from attnstudio.core.errors import OutputFailure
from attnstudio.core.regions import Region
from attnstudio.settings import Settings
from attnstudio.ui.bridge import Window as MainWindow
from attnstudio.ui.shell.i18n import tr

_NAME = "regions.json"
_COUNT = "count"  # the setting of difficult objects


class RegionFiles(QObject):
    """Emits what is to be opened, and what could not be written.

    Args:
        regions: of the pictures that are open.
    """

    chosen = Signal(object)  # list[Path]
    failed = Signal(object)  # OutputFailure
    saved = Signal(object, int)  # Path, of how many pictures

    def __init__(self, window: MainWindow, settings: Settings, regions: Callable[[], Mapping[Path, Region]]) -> None:
        super().__init__()
        self._window, self._settings, self._regions = window, settings, regions
        self._opened: tuple[Path, ...] = ()
        choice = window.actions_by_id["count_difficult"]
        choice.setChecked(self._counts_difficult)
        choice.toggled.connect(self._on_count_difficult)

    def opening(self, files: Sequence[Path]) -> bool:
        """Remembers files that are read; returns whether objects count that are marked as difficult or as a crowd."""
        self._opened = tuple(files)
        return self._counts_difficult

    @property
    def _counts_difficult(self) -> bool:
        return self._settings.text("difficult") == _COUNT

    @Slot(bool)
    def _on_count_difficult(self, count: bool) -> None:
        """The files that were read last are read again."""
        self._settings.set("difficult", _COUNT if count else "")
        if self._opened:
            self.chosen.emit(list(self._opened))

    @Slot()
    def ask_open(self) -> None:
        endings = " ".join(sorted({f"*{suffix}" for form in FORMATS for suffix in form.suffixes}))
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            tr("Open regions"),
            self._settings.text("folder"),
            f"{tr('Annotations')} ({endings});;{tr('All files')} (*)",
        )
        if names:
            self.chosen.emit([Path(name) for name in names])

    @Slot()
    def ask_save(self) -> None:
        """Of every picture that is open, by its name, to the program's own file."""
        regions = self._regions()
        try:
            named = _by_name(regions)
        except OutputFailure as failure:
            self.failed.emit(failure)
            return
        proposal = next(iter(regions)).with_name(_NAME)
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save regions"), str(proposal), "JSON (*.json)")
        if not name:
            return
        try:
            boxes.save(Path(name), named, force=True)
        except OutputFailure as failure:
            self.failed.emit(failure)
        else:
            self.saved.emit(Path(name), len(named))


def _by_name(regions: Mapping[Path, Region]) -> dict[str, Region]:
    """As the file knows them. Raises OutputFailure where it could not tell two of them apart."""
    if not regions:
        raise OutputFailure("There are no regions to save. Draw one, or open an annotation file.")
    paths: dict[str, Path] = {}
    for path in regions:
        other = paths.setdefault(path.name, path)
        if other != path:
            raise OutputFailure(
                "{one} and {other} have the same name, by which the file tells pictures apart. Rename one of them.",
                one=other,
                other=path,
            )
    return {path.name: region for path, region in regions.items()}
