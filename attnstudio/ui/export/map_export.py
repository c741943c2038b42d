"""The map that is seen, as a file or in the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QWidget

from attnstudio.core import overlay
from attnstudio.core.errors import Failure, PictureFailure
from attnstudio.core.picture_store import PictureStore
from attnstudio.export.arrays import as_text, write_map, write_png
from attnstudio.jobs.pictures import to_qimage
from attnstudio.settings import Settings
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.results import Row


class MapExport(QObject):
    """Writes the map that is seen to a file or the clipboard. Owns the files that were dragged out.

    Args:
        grab: a picture of the viewer as it is seen.
    """

    failed = Signal(object)  # Failure
    saved = Signal(object)  # Path

    def __init__(
        self,
        window: QWidget,
        seen: MapInView,
        display: DisplayOptions,
        store: PictureStore,
        settings: Settings,
        grab: Callable[[], QPixmap],
    ) -> None:
        super().__init__()
        self._window, self._store, self._settings = window, store, settings
        self._dragged: TemporaryDirectory[str] | None = None
        self._seen, self._display, self._grab = seen, display, grab

    @Slot()
    def save_overlay(self) -> None:
        """The picture with its map, at the picture's own size."""
        if (shown := self._seen.now()) is not None:
            self._try(lambda: self._save(tr("Save overlay"), shown, ("PNG (*.png)",)))

    @Slot()
    def export_map(self) -> None:
        """The map's numbers, in the format of the file's ending."""
        kinds = ("NumPy, float32 (*.npy)", tr("PNG, 16 bits (*.png)"), "TIFF, float32 (*.tif *.tiff)", "CSV (*.csv)")
        if (shown := self._seen.now()) is not None:
            self._try(lambda: self._export(tr("Export map"), shown, kinds))

    def _save(self, title: str, shown: ExportableMap, kinds: Sequence[str]) -> None:
        if (path := self._ask(title, shown, ".png", kinds)) is not None:
            write_png(path, self._overlay(shown), force=True)
            self.saved.emit(path)

    def _export(self, title: str, shown: ExportableMap, kinds: Sequence[str]) -> None:
        if (path := self._ask(title, shown, ".npy", kinds)) is not None:
            write_map(path, shown.values, force=True)
            self.saved.emit(path)

    def _ask(self, title: str, shown: ExportableMap, ending: str, kinds: Sequence[str]) -> Path | None:
        return ask_file(self._window, title, shown.file_name + ending, kinds, self._settings, picture=shown.path)

    def file_of(self, row: Row) -> Path | None:
        """A map of the list as an overlay in a temporary file, which goes with the window; None: it cannot be made."""
        request, now = row.result.request, self._display.now
        contrast = now.contrasts.of(request.image, row.heatmap.method)
        scale, placement = overlay.scale_of([row.heatmap], now.colormap, contrast), row.result.placement
        seen = scale.places(overlay.on_scale(row.heatmap, scale))
        try:
            picture = self._store.get(request.image, request.levels)
            if picture.source.digest != row.result.source.digest:
                raise PictureFailure(
                    "{file} was changed since this map was computed. Explain it again.", file=request.image
                )
            blended = overlay.blend(picture.pixels, seen, placement, scale.colormap, now.opacity)
            self._dragged = self._dragged or TemporaryDirectory(prefix="attnstudio-", ignore_cleanup_errors=True)
            file = Path(self._dragged.name) / f"{request.image.stem}.{row.heatmap.method}.png"
            write_png(file, blended, force=True)
        except Failure as failure:
            self.failed.emit(failure)
            return None
        return file

    def stop(self) -> None:
        """What was dragged out has been copied."""
        if self._dragged is not None:
            self._dragged.cleanup()

    @Slot()
    def copy_view(self) -> None:
        QGuiApplication.clipboard().setPixmap(self._grab())

    @Slot()
    def copy_overlay(self) -> None:
        """The picture with its map, at the picture's own size."""
        if (shown := self._seen.now()) is not None:
            self._try(lambda: QGuiApplication.clipboard().setImage(to_qimage(self._overlay(shown))))

    @Slot()
    def copy_numbers(self) -> None:
        """For a spreadsheet."""
        if (shown := self._seen.now()) is not None:
            QGuiApplication.clipboard().setText(as_text(shown.values))

    def _overlay(self, shown: ExportableMap) -> np.ndarray:
        scale, opacity = shown.scale, self._display.now.opacity
        return overlay.blend(shown.pixels(), scale.places(shown.on_scale), shown.placement, scale.colormap, opacity)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Failure as failure:
            self.failed.emit(failure)
