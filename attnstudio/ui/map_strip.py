"""A strip over the map that is shown: what is wrong with it, for as long as it is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from attnstudio.core.request import Heatmap
from attnstudio.ui.banner import Banner
from attnstudio.ui.text import message


class MapStrip(Banner):
    """A banner of its own, so that neither takes the other's place; dismissed, it stays away until the next map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._heatmap: Heatmap | None = None
        super().__init__(parent)

    def show_map(self, heatmap: Heatmap | None) -> None:
        """Another map is shown, or none."""
        if heatmap is self._heatmap:
            return
        self._heatmap = heatmap
        if heatmap is not None and heatmap.warnings:
            self.say(self._text())
        else:
            self.hide()

    def retranslate(self) -> None:
        super().retranslate()
        self.text.setText(self._text())

    def _text(self) -> str:
        return "" if self._heatmap is None else "\n".join(map(message, self._heatmap.warnings))
