"""What a tool is: a use of the mouse on the picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from attnstudio.ui.viewer.layers import Scene


@dataclass(frozen=True)
class Pointer:
    """The position of the mouse.

    Attributes:
        place: in picture pixels.
        scale: canvas pixels for one picture pixel.
        steady: Shift is held, which keeps the sides of a shape equal.
    """

    place: QPointF
    scale: float
    steady: bool = False


class Tool:
    """Turns the left button and the keys into new or changed shapes. The base class does nothing."""

    cursor = Qt.CursorShape.CrossCursor
    follows = False  # whether it paints something at the mouse even while it is not active

    @property
    def is_active(self) -> bool:
        """Whether a shape is being drawn or changed, which Esc cancels."""
        return False

    def press(self, pointer: Pointer) -> bool:
        """Whether the tool handles it; else the canvas pans."""
        return False

    def double_click(self, pointer: Pointer) -> bool:
        """As `press`, which came before it."""
        return self.press(pointer)

    def move(self, pointer: Pointer) -> None:
        """The mouse moved, whether the button is down or not."""

    def release(self, pointer: Pointer) -> None:
        """The button that was pressed is up."""

    def cancel(self) -> None:
        """Discard the shape in progress."""

    def finish(self) -> None:
        """Enter."""

    def undo_step(self) -> None:
        """Undo the last step of the shape in progress."""

    def resize(self, steps: float) -> bool:
        """Make the tool larger; False if it has no size."""
        return False

    def paint(self, painter: QPainter, scene: Scene, pointer: Pointer | None) -> None:
        """Paint over the shapes. `pointer`: None while the mouse is elsewhere."""
