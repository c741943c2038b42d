"""Below the map: what its method found out about it, such as how exact it is. What is wrong with it is said above."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from attnstudio.core.request import Heatmap
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message
from attnstudio.ui.widgets.labels import as_faint
from attnstudio.ui.widgets.plain import PlainLabel


class MapNotes(PlainLabel):
    """Hidden where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._heatmap: Heatmap | None = None
        as_faint(self)
        self.setWordWrap(True)
        self.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.show_map(None)

    def show_map(self, heatmap: Heatmap | None) -> None:
        self._heatmap = heatmap
        self.retranslate()

    def retranslate(self) -> None:
        notices = () if self._heatmap is None else self._heatmap.notices
        self.setText("\n".join(message(notice) for notice in notices if not notice.warning))
        self.setVisible(bool(self.text()))
