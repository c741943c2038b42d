"""Which of the listed pictures have a region."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList

_MOST = 5000  # pictures of no data set that are looked up one by one


class RegionMarks(QObject):
    """Owns the pictures whose regions changed and whose rows do not show it yet: annotations change many at a time.

    Args:
        known: pictures that may have a region.
        has_region: whether a picture has one.
    """

    def __init__(
        self,
        state: DatasetState,
        pictures: PictureList,
        known: Callable[[], Iterable[Path]],
        has_region: Callable[[Path], bool],
    ) -> None:
        super().__init__()
        self._state, self._pictures, self._known, self._has_region = state, pictures, known, has_region
        self._changed: set[Path] = set()
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(0)
        self._debounce.timeout.connect(self._show)
        pictures.list_changed.connect(self._on_list)

    @Slot(object)
    def on_region(self, path: Path) -> None:
        self._changed.add(path)
        self._debounce.start()

    @Slot()
    def _on_list(self) -> None:
        dataset, added = self._state.dataset, self._pictures.added
        if dataset is not None:
            self._changed.update(path for path in self._known() if path.is_relative_to(dataset.path))
        self._changed.update(added[:_MOST])
        self._debounce.start()

    @Slot()
    def _show(self) -> None:
        changed, self._changed = self._changed, set()
        rows: dict[bool, list[int]] = {True: [], False: []}
        for path in changed:
            if (row := self._pictures.row_of(path)) is not None:
                rows[self._has_region(path)].append(row)
        for marked, those in rows.items():
            if those:
                self._state.set_regions(those, marked=marked)
