"""Files that the user names: pictures to open, a map to write; and what goes to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from attnstudio.core import images, overlay
from attnstudio.core.errors import Failure
from attnstudio.export.arrays import as_text, write_map, write_png
from attnstudio.jobs.pictures import to_qimage
from attnstudio.settings import Settings
from attnstudio.ui.shell.file_names import named
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.state.results import ResultRows
from attnstudio.ui.state.viewed import Page, ShownMap, Viewed


class Files(QObject):
    """Emits what is to be opened, and what could not be written.

    Args:
        grab: a picture of the viewer as it is seen.
    """

    chosen = Signal(object)  # list[Path]
    failed = Signal(object)  # Failure

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        viewed: Viewed,
        display: DisplayOptions,
        results: ResultRows,
        grab: Callable[[], QPixmap],
    ) -> None:
        super().__init__()
        self._window, self._settings = window, settings
        self._viewed, self._display, self._results, self._grab = viewed, display, results, grab

    @Slot()
    def ask_pictures(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in sorted(images.SUFFIXES))
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("Open pictures"), self._settings.text("folder"), f"{tr('Pictures')} ({endings})"
        )
        if names:
            self._settings.set("folder", str(Path(names[0]).parent))
            self.chosen.emit([Path(name) for name in names])

    @Slot()
    def ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, tr("Open folder"), self._settings.text("folder"))
        if name:
            self._settings.set("folder", name)
            self.chosen.emit([Path(name)])

    @Slot()
    def save_overlay(self) -> None:
        """The picture with its map, at the picture's own size."""
        if (shown := self._exported()) is None:
            return
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save overlay"), str(shown.file(".png")), "PNG (*.png)")
        if name:
            self._try(lambda: write_png(named(name, ".png"), self._overlay(shown), force=True))

    @Slot()
    def export_map(self) -> None:
        """The map's numbers, in the format of the file's ending."""
        if (shown := self._exported()) is None:
            return
        kinds = (
            "NumPy, float32 (*.npy)",
            tr("PNG, 16 bits (*.png)"),
            "TIFF, float32 (*.tif *.tiff)",
            "CSV (*.csv)",
        )
        name, kind = QFileDialog.getSaveFileName(
            self._window, tr("Export map"), str(shown.file(".npy")), ";;".join(kinds)
        )
        if name:
            ending = kind.partition("(*")[2].rstrip(")").split(" ")[0]
            self._try(lambda: write_map(named(name, ending), shown.values, force=True))

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
            return ExportableMap(
                source.path, name, now.channel.values, now.channel.placement, colormap, lambda: source.pixels
            )
        if now.map is None:
            return None
        shown, source = now.map, now.map.picture.picture
        return ExportableMap(
            source.path, shown.heatmap.method, self._values(shown), shown.placement, colormap, lambda: source.pixels
        )

    def _values(self, shown: ShownMap) -> np.ndarray:
        """As they are seen: on the scale that the maps of a method share, where that is chosen."""
        if not self._display.now.is_shared:
            return shown.heatmap.values
        return overlay.in_range(shown.heatmap, *self._results.shared_range(shown.heatmap, shown.request.model))

    def _overlay(self, shown: ExportableMap) -> np.ndarray:
        opacity = self._display.now.opacity
        return overlay.blend(shown.pixels(), shown.values, shown.placement, shown.colormap, opacity)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Failure as failure:
            self.failed.emit(failure)
