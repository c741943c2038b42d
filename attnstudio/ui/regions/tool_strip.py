"""The buttons of the region tools; one is down."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolBar, QWidget

from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.roomy_style import give_room

TOOLS = ("tool_select", "tool_rectangle", "tool_ellipse", "tool_polygon", "tool_brush", "tool_eraser")


class ToolStrip(QToolBar):
    """`tools`: one of their actions is checked at any time."""

    def __init__(self, actions_by_id: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Vertical)
        give_room(self)
        self.tools = QActionGroup(self)
        for name in TOOLS:
            self.tools.addAction(actions_by_id[name])
            self.addAction(actions_by_id[name])
        actions_by_id[TOOLS[0]].setChecked(True)
        self.addSeparator()
        for name in ("undo", "redo"):
            self.addAction(actions_by_id[name])

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Tools for regions"))
