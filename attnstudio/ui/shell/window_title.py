"""The window's title: picture, map and session."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed


class WindowTitle(QObject):
    def __init__(self, window: QWidget, selection: Selection, viewed: Viewed) -> None:
        super().__init__(window)
        self._window, self._selection, self._viewed = window, selection, viewed
        selection.changed.connect(self.refresh)
        viewed.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        picture, now = self._selection.now.picture, self._viewed.now
        names = [picture.picture.path.name] if picture is not None else []
        if now.page is Page.COMPARE:
            names = [tr("Comparison")]
        elif now.channel is not None:
            names.append(tr("{layer}, channel {number}", layer=now.channel.layer, number=now.channel.number))
        elif now.map is not None:
            names.append(method_name(now.map.heatmap.method))
        self._window.setWindowTitle(" - ".join(filter(None, [*names, now.session, "attnstudio"])))
