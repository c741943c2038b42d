"""Ties the tools to their actions: which one is in use, the size of the brush, whether regions are filled."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.ui.regions.tool_controller import RegionTools
from attnstudio.ui.regions.tool_strip import ToolStrip
from attnstudio.ui.viewer.canvas import Canvas


class ToolActions(QObject):
    """Owns nothing."""

    def __init__(
        self,
        tools: RegionTools,
        canvas: Canvas,
        strip: ToolStrip,
        actions_by_id: Mapping[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tools, self._canvas = tools, canvas
        strip.tools.triggered.connect(self._on_tool)
        actions_by_id["fill_regions"].toggled.connect(self._on_fill)
        actions_by_id["brush_smaller"].triggered.connect(lambda: tools.resize(-1))
        actions_by_id["brush_larger"].triggered.connect(lambda: tools.resize(1))

    @Slot(QAction)
    def _on_tool(self, action: QAction) -> None:
        self._tools.choose(action.objectName())
        self._canvas.setFocus()

    @Slot(bool)
    def _on_fill(self, fill: bool) -> None:
        self._tools.fill = fill
        self._canvas.update()
