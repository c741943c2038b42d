"""Mean maps as files."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, Slot
from PySide6.QtGui import QImage, QRegion

from attnstudio.core.errors import OutputFailure
from attnstudio.export.arrays import write_array, write_png
from attnstudio.settings import Settings
from attnstudio.ui.mean_map.panel import MeanMapPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file

_SCALE = 2  # of a saved picture, to what is seen


class MeanMapExport(QObject):
    """Writes what the panel shows. Owns no state.

    PNG: as it is seen, with captions and scales, at twice the size. NumPy: float32 (maps, 2, height, width), the maps
    in the order in which they are seen, mean and standard deviation of each; NaN where no map reaches.
    """

    def __init__(self, panel: MeanMapPanel, settings: Settings, notifier: Notifier) -> None:
        super().__init__()
        self._panel, self._settings, self._notifier = panel, settings, notifier
        panel.bar.save_requested.connect(self.save)

    @Slot()
    def save(self) -> None:
        shown = self._panel.shown
        if not shown:
            return
        name = f"mean-map-{self._panel.method.currentData()}.png"
        kinds = "PNG (*.png)", "NumPy, float32 (*.npy)"
        try:
            path = ask_file(self._panel, tr("Save mean map"), name, kinds, self._settings)
            if path is None:
                return
            if path.suffix.lower() == ".npy":
                write_array(path, np.stack([np.stack([one.map.mean, one.map.deviation]) for one in shown]), force=True)
            else:
                write_png(path, self._pixels(), force=True)
            self._notifier.set_saved(path)
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)

    def _pixels(self) -> np.ndarray:
        """uint8 (height, width, 3): the view, painted larger."""
        view = self._panel.view
        image = QImage(view.extent * _SCALE, QImage.Format.Format_RGB888)
        image.setDevicePixelRatio(_SCALE)
        view.render(image, QPoint(), QRegion(QRect(QPoint(), view.extent)))
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()
