"""Files that the user names: pictures to open, an overlay to save, a view to copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from attnstudio.core import images, overlay
from attnstudio.core.errors import OutputFailure
from attnstudio.export.arrays import write_png
from attnstudio.settings import Settings
from attnstudio.ui.main_window import MainWindow
from attnstudio.ui.text import tr


class Files(QObject):
    """Emits what is to be opened, and what could not be written.

    Args:
        map_name: of the map that is shown, for the name of its file.
    """

    chosen = Signal(object)  # list[Path]
    failed = Signal(object)  # OutputFailure

    def __init__(self, window: MainWindow, settings: Settings, map_name: Callable[[], str]) -> None:
        super().__init__()
        self._window, self._settings, self._map_name = window, settings, map_name

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
        picture, shown = self._window.canvas.picture, self._window.canvas.map
        if picture is None or shown is None:
            return
        path = picture.picture.path
        proposal = path.with_name(f"{path.stem}.{self._map_name()}.png")
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save overlay"), str(proposal), "PNG (*.png)")
        if not name:
            return
        opacity = self._window.opacity.value() / 100
        pixels = overlay.blend(picture.picture.pixels, shown.values, shown.placement, shown.colormap, opacity)
        try:
            write_png(Path(name), pixels, force=True)
        except OutputFailure as failure:
            self.failed.emit(failure)

    @Slot()
    def copy_view(self) -> None:
        QGuiApplication.clipboard().setPixmap(self._window.canvas.grab())
