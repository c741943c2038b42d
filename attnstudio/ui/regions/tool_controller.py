"""The tool in the user's pointer: takes the canvas's mouse and keys before the canvas does, and paints over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QWheelEvent

from attnstudio.core.regions import Ellipse, Rectangle
from attnstudio.ui.regions.drawing_tools import BoxTool, Brush, BrushTool, PolygonTool
from attnstudio.ui.regions.layer import paint_marks
from attnstudio.ui.regions.select_tool import SelectTool
from attnstudio.ui.regions.shape_model import ShapeModel
from attnstudio.ui.regions.tool import Pointer, Tool
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.layers import Scene

_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_FAR = 10  # times as far with Shift


class RegionTools(QObject):
    """One tool is in use. The middle button, and the left one while Space is down, pan whatever the tool is."""

    def __init__(self, canvas: Canvas, marks: ShapeModel) -> None:
        super().__init__(canvas)
        self._canvas, self._marks = canvas, marks
        self._select = SelectTool(marks)
        brush = Brush()
        self.tools: dict[str, Tool] = {
            "tool_select": self._select,
            "tool_rectangle": BoxTool(marks, Rectangle),
            "tool_ellipse": BoxTool(marks, Ellipse),
            "tool_polygon": PolygonTool(marks),
            "tool_brush": BrushTool(marks, brush, erases=False),
            "tool_eraser": BrushTool(marks, brush, erases=True),
        }
        self._tool: Tool = self._select
        self._point: QPointF | None = None  # of the canvas, under the mouse
        self._down = False
        self._space = False
        self.fill = False
        canvas.over.append(self._paint)
        canvas.installEventFilter(self)
        marks.appearance_changed.connect(canvas.update)

    @property
    def tool(self) -> Tool:
        return self._tool

    def choose(self, name: str) -> None:
        """Use another tool; what was begun with the last one is given up."""
        self.cancel()
        self._tool = self.tools[name]
        if self._tool is not self._select:
            self._marks.select(None)
        self._canvas.set_tool_cursor(self._tool.cursor)
        self._show()

    def cancel(self) -> None:
        self._down = False
        if self._tool.is_active:
            self._tool.cancel()
            self._show()

    def resize(self, steps: float) -> None:
        """Of the brush."""
        self._tool.resize(steps)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if self._marks.size is None:
            return False
        taken = False
        if isinstance(event, QMouseEvent):
            taken = self._on_mouse(event)
        elif isinstance(event, QWheelEvent):
            taken = self._on_wheel(event)
        elif isinstance(event, QKeyEvent):
            taken = self._on_key(event)
        elif event.type() == QEvent.Type.FocusOut:
            self._hold_space(False)
        elif event.type() == QEvent.Type.Leave:
            self._point = None
            self._show()
        return taken

    def _show(self) -> None:
        """While one draws, the picture is seen without its map."""
        self._canvas.hide_map(self._tool is not self._select and self._tool.is_active)
        self._canvas.update()

    def _on_mouse(self, event: QMouseEvent) -> bool:
        self._point = event.position()
        pointer = self._hand_at(self._point, steady=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        kind, left = event.type(), event.button() == Qt.MouseButton.LeftButton
        taken = False
        if kind == QEvent.Type.MouseMove:
            self._tool.move(pointer)
            if not (self._tool.is_active or self._tool.follows):
                return False
        elif kind == QEvent.Type.MouseButtonPress and left and not self._space:
            taken = self._down = self._tool.press(pointer)
        elif kind == QEvent.Type.MouseButtonDblClick and left:
            taken = self._tool.double_click(pointer)
            self._down = taken
        elif kind == QEvent.Type.MouseButtonRelease and left and self._down:
            self._down = False
            self._tool.release(pointer)
            taken = True
        self._show()
        return taken

    def _on_wheel(self, event: QWheelEvent) -> bool:
        """With Ctrl, of the brush."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        taken = self._tool.resize(event.angleDelta().y() / 120)
        self._show()
        return taken

    def _hold_space(self, held: bool) -> None:
        self._space = held
        self._canvas.set_tool_cursor(Qt.CursorShape.OpenHandCursor if held else self._tool.cursor)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat() and event.type() != QEvent.Type.ShortcutOverride:
                self._hold_space(event.type() == QEvent.Type.KeyPress)
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return False
        known = self._key(event, only_ask=event.type() == QEvent.Type.ShortcutOverride)
        if known:
            event.accept()  # before a shortcut of the window gets it
            self._show()
        return known

    def _key(self, event: QKeyEvent, *, only_ask: bool) -> bool:
        key = Qt.Key(event.key())
        by = _ARROWS.get(key)
        if by is not None and self._tool is self._select and not self._tool.is_active:
            if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
                return False
            far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            return not only_ask and self._select.nudge(by * far)
        steps = {
            Qt.Key.Key_Escape: self.cancel,
            Qt.Key.Key_Return: self._tool.finish,
            Qt.Key.Key_Enter: self._tool.finish,
            Qt.Key.Key_Backspace: self._tool.undo_step,
        }
        step = self._tool.undo_step if event.matches(QKeySequence.StandardKey.Undo) else steps.get(key)
        if step is None or not self._tool.is_active:
            return False
        if not only_ask:
            step()
        return True

    def _hand_at(self, point: QPointF, *, steady: bool = False) -> Pointer:
        return Pointer(self._canvas.to_picture(point), self._canvas.scale, steady)

    def _paint(self, painter: QPainter, scene: Scene) -> None:
        paint_marks(painter, scene, self._marks, fill=self.fill)
        self._tool.paint(painter, scene, None if self._point is None else self._hand_at(self._point))
