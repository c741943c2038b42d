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
from attnstudio.core.errors import Failure
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Heatmap
from attnstudio.export.arrays import as_text, write_map, write_png
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell.file_dialogs import save_file
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.state.results import ResultRows, Row
from attnstudio.ui.state.viewed import Page, ShownMap, Viewed


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
        viewed: Viewed,
        display: DisplayOptions,
        results: ResultRows,
        store: PictureStore,
        grab: Callable[[], QPixmap],
    ) -> None:
        super().__init__()
        self._window, self._store = window, store
        self._dragged: TemporaryDirectory[str] | None = None
        self._viewed, self._display, self._results, self._grab = viewed, display, results, grab

    @Slot()
    def save_overlay(self) -> None:
        """The picture with its map, at the picture's own size."""
        if (shown := self._exported()) is not None:
            self._try(lambda: self._save(tr("Save overlay"), shown, ("PNG (*.png)",)))

    @Slot()
    def export_map(self) -> None:
        """The map's numbers, in the format of the file's ending."""
        kinds = ("NumPy, float32 (*.npy)", tr("PNG, 16 bits (*.png)"), "TIFF, float32 (*.tif *.tiff)", "CSV (*.csv)")
        if (shown := self._exported()) is not None:
            self._try(lambda: self._export(tr("Export map"), shown, kinds))

    def _save(self, title: str, shown: ExportableMap, kinds: Sequence[str]) -> None:
        if (path := save_file(self._window, title, shown.file(".png"), kinds)) is not None:
            write_png(path, self._overlay(shown), force=True)
            self.saved.emit(path)

    def _export(self, title: str, shown: ExportableMap, kinds: Sequence[str]) -> None:
        if (path := save_file(self._window, title, shown.file(".npy"), kinds)) is not None:
            write_map(path, shown.values, force=True)
            self.saved.emit(path)

    def file_of(self, row: Row) -> Path | None:
        """A map of the list as an overlay in a temporary file, which goes with the window; None: it cannot be made."""
        request, scale = row.result.request, overlay.scale_of([row.heatmap], self._display.now.colormap)
        seen, placement = overlay.on_scale(row.heatmap, scale), row.result.placement
        try:
            pixels = self._store.get(request.image, request.levels).pixels
            blended = overlay.blend(pixels, seen, placement, scale.colormap, self._display.now.opacity)
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
        if (shown := self._exported()) is not None:
            self._try(lambda: QGuiApplication.clipboard().setImage(to_qimage(self._overlay(shown))))

    @Slot()
    def copy_numbers(self) -> None:
        """For a spreadsheet."""
        if (shown := self._exported()) is not None:
            QGuiApplication.clipboard().setText(as_text(shown.values))

    def _exported(self) -> ExportableMap | None:
        """The map that is seen, with its own picture: a chosen one of those compared, or a channel in its place."""
        now, colormap = self._viewed.now, self._display.now.colormap
        if now.page is Page.COMPARE:
            return now.compared
        if now.channel is not None:
            name, source = f"{now.channel.layer}-{now.channel.number}", now.channel.picture.picture
            values = now.channel.values
            return ExportableMap(
                source.path, name, values, values, now.channel.placement, colormap, lambda: source.pixels
            )
        if now.map is None:
            return None
        shown, source = now.map, now.map.picture.picture
        scale = overlay.scale_of(self._alike(shown), colormap)
        return ExportableMap(
            source.path,
            shown.heatmap.method,
            self._values(shown),
            overlay.on_scale(shown.heatmap, scale),
            shown.placement,
            scale.colormap,
            lambda: source.pixels,
        )

    def _values(self, shown: ShownMap) -> np.ndarray:
        """On the scale that the maps of a method share, where that is chosen; 0 and 1 are the ends of their range."""
        if not self._display.now.is_shared:
            return shown.heatmap.values
        return overlay.in_range(shown.heatmap, *overlay.shared_range(self._alike(shown)))

    def _alike(self, shown: ShownMap) -> list[Heatmap]:
        """The maps that share the scale of the one that is shown."""
        is_shared = self._display.now.is_shared
        return self._results.alike(shown.heatmap, shown.request.model) if is_shared else [shown.heatmap]

    def _overlay(self, shown: ExportableMap) -> np.ndarray:
        opacity = self._display.now.opacity
        return overlay.blend(shown.pixels(), shown.seen, shown.placement, shown.colormap, opacity)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Failure as failure:
            self.failed.emit(failure)
