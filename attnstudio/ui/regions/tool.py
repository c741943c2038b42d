"""What a tool is: a use of the mouse on the picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from attnstudio.ui.viewer.layers import Scene


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is.

    Attributes:
        place: in picture pixels.
        scale: canvas pixels for one picture pixel.
        steady: Shift is held, which keeps the sides of a shape equal.
    """

    place: QPointF
    scale: float
    steady: bool = False


class Tool:
    """Gets what the left button and the keys do, and makes or changes marks by it. This one does nothing."""

    cursor = Qt.CursorShape.CrossCursor
    follows = False  # whether it paints something at the mouse even before it is begun

    @property
    def is_active(self) -> bool:
        """Whether something is being made, which Esc gives up."""
        return False

    def press(self, pointer: Pointer) -> bool:
        """Whether the tool wants it; else the canvas takes it, and pans."""
        return False

    def double_click(self, pointer: Pointer) -> bool:
        """As `press`, which came before it."""
        return self.press(pointer)

    def move(self, pointer: Pointer) -> None:
        """The mouse moved, whether the button is down or not."""

    def release(self, pointer: Pointer) -> None:
        """The button that was pressed is up."""

    def cancel(self) -> None:
        """Give up what was begun."""

    def finish(self) -> None:
        """Enter."""

    def undo_step(self) -> None:
        """Take the last step of what was begun back."""

    def resize(self, steps: float) -> bool:
        """Make the tool larger; False if it has no size."""
        return False

    def paint(self, painter: QPainter, scene: Scene, pointer: Pointer | None) -> None:
        """Over the marks. `pointer`: None while the mouse is elsewhere."""
