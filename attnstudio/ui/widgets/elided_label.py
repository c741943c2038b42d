"""A line of text that may be longer than its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from attnstudio.ui.widgets.labels import as_faint
from attnstudio.ui.widgets.plain import PlainLabel, plain


class ElidedLabel(PlainLabel):
    """One faint line that ends in "..." where there is no room for all of it, which its tool tip tells."""

    def __init__(self) -> None:
        super().__init__()
        as_faint(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.whole = ""

    def show_whole(self, text: str) -> None:
        self.whole = text
        self.setToolTip(plain(text))
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width()))
