"""What was opened lately: pictures, folders, data sets, sessions and models, the latest first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.settings import Settings

MOST = 12


class RecentFiles(QObject):
    """A view of the setting."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    @property
    def paths(self) -> list[Path]:
        return [Path(line) for line in self._settings.text("recent").split("\n") if line]

    @Slot(object)
    def add(self, paths: Iterable[Path]) -> None:
        """They come first, in their order. A name that holds a line break is not remembered."""
        first = islice((path for path in paths if "\n" not in str(path)), MOST)
        self._set(list(dict.fromkeys([*(path.absolute() for path in first), *self.paths])))

    @Slot()
    def clear(self) -> None:
        self._set([])

    def _set(self, paths: list[Path]) -> None:
        self._settings.set("recent", "\n".join(map(str, paths[:MOST])))
        self.changed.emit()
