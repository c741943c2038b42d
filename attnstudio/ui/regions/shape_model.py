"""The shapes on the picture that is shown, and which of them is selected. Tools read it; changes are signalled."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath

from attnstudio.core import regions
from attnstudio.core.regions import Bitmap, Region, Shape, Size, Stroke
from attnstudio.ui.regions.paths import Paths, erases, joined, outline, outlines


class ShapeModel(QObject):
    """`added` and `replaced` request a change, which `show` applies; a preview is shown at once."""

    added = Signal(object)  # Shape
    replaced = Signal(int, object)  # place of the shape, what it becomes
    selection_changed = Signal()
    appearance_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.size: Size | None = None  # of the picture
        self.shapes: tuple[Shape, ...] = ()
        self.selected: int | None = None
        self._paths: Paths = ()
        self._preview: Paths | None = None
        self.seen: Paths = ()  # what is painted of them: strokes that touch are one

    @property
    def paths(self) -> Paths:
        """One for each shape, as it is now."""
        return self._paths if self._preview is None else self._preview

    def show(self, shapes: tuple[Shape, ...], size: Size | None) -> None:
        """Those of a picture; without a picture, nothing can be drawn."""
        selected = self.selected if self.selected is not None and self.selected < len(shapes) else None
        self.shapes, self.size = shapes, size
        self._paths = outlines(shapes)
        self.select(selected)
        self.discard_preview()

    def select(self, place: int | None) -> None:
        if place != self.selected:
            self.selected = place
            self.selection_changed.emit()
            self.appearance_changed.emit()

    def select_next(self) -> None:
        """Round all that can be seen; from the last one to the first."""
        seen = [place for place, path in enumerate(self._paths) if not path.isEmpty()]
        later = [place for place in seen if self.selected is not None and place > self.selected]
        self.select(next(iter(later or seen), None))

    def at(self, point: QPointF, slack: float) -> int | None:
        """The topmost shape under a point of the picture, or within `slack` pixels of it."""
        near = QRectF(point.x() - slack, point.y() - slack, 2 * slack, 2 * slack)
        places = reversed(range(len(self._paths)))
        return next((place for place in places if self._paths[place].intersects(near)), None)

    def preview(self, place: int, shape: Shape) -> None:
        """Show what a shape would become."""
        shapes = (*self.shapes[:place], shape, *self.shapes[place + 1 :])
        self._preview = outlines(shapes)
        self.seen = self._preview if isinstance(shape, Stroke) else joined(shapes, self._preview)
        self.appearance_changed.emit()

    def discard_preview(self) -> None:
        """Show the shapes as they are."""
        self._preview = None
        self.seen = joined(self.shapes, self._paths)
        self.appearance_changed.emit()

    def add(self, shape: Shape) -> None:
        """Unless it covers no pixel of the picture. What erases nothing is no change either."""
        if self.size is None:
            return
        if erases(shape):
            changes = any(path.intersects(outline(shape)) for path in self._paths)
        else:
            changes = bool(regions.mask(Region((shape,)), self.size).any())
        if changes:
            self.added.emit(shape)

    def replace(self, place: int, shape: Shape) -> None:
        self.discard_preview()
        if shape != self.shapes[place]:
            self.replaced.emit(place, shape)

    def outline_of_selected(self) -> QPainterPath | None:
        return None if self.selected is None else self.paths[self.selected]


def movable(shape: Shape) -> bool:
    """A mask belongs where it is, and what was erased stays erased."""
    return not isinstance(shape, Bitmap) and not erases(shape)
