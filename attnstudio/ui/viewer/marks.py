"""The shapes on the picture that is shown, and which of them is selected. Tools ask here; what changes is told."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath

from attnstudio.core import regions
from attnstudio.core.regions import Bitmap, Region, Shape, Size
from attnstudio.ui.viewer.shape_paths import Paths, erases, outlines


class Marks(QObject):
    """`added` and `replaced` ask for a change, which `show` brings; what is only tried out is seen at once."""

    added = Signal(object)  # Shape
    replaced = Signal(int, object)  # place of the shape, what it becomes
    selection_changed = Signal()
    looks_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.size: Size | None = None  # of the picture
        self.shapes: tuple[Shape, ...] = ()
        self.selected: int | None = None
        self._paths: Paths = ()
        self._trial: Paths | None = None

    @property
    def paths(self) -> Paths:
        """One for each shape, as it is now."""
        return self._paths if self._trial is None else self._trial

    def show(self, shapes: tuple[Shape, ...], size: Size | None) -> None:
        """Those of a picture; without a picture, nothing can be drawn."""
        kept = self.selected if self.selected is not None and self.selected < len(shapes) else None
        self.shapes, self.size = shapes, size
        self._paths, self._trial = outlines(shapes), None
        self.select(kept)
        self.looks_changed.emit()

    def select(self, place: int | None) -> None:
        if place != self.selected:
            self.selected = place
            self.selection_changed.emit()
            self.looks_changed.emit()

    def select_next(self) -> None:
        """Round all that can be seen; from the last one to the first."""
        seen = [place for place, shape in enumerate(self.shapes) if not erases(shape)]
        later = [place for place in seen if self.selected is not None and place > self.selected]
        self.select(next(iter(later or seen), None))

    def at(self, point: QPointF, slack: float) -> int | None:
        """The topmost shape under a point of the picture, or within `slack` pixels of it."""
        near = QRectF(point.x() - slack, point.y() - slack, 2 * slack, 2 * slack)
        for place in reversed(range(len(self._paths))):
            path = self._paths[place]
            if path.contains(point) or path.intersects(near):
                return place
        return None

    def try_out(self, place: int, shape: Shape) -> None:
        """Show what a shape would become."""
        self._trial = outlines((*self.shapes[:place], shape, *self.shapes[place + 1 :]))
        self.looks_changed.emit()

    def give_up(self) -> None:
        """Show the shapes as they are."""
        self._trial = None
        self.looks_changed.emit()

    def add(self, shape: Shape) -> None:
        """Unless it covers no pixel of the picture. What erases nothing is no change either."""
        if self.size is None:
            return
        if erases(shape):
            before, after = (regions.mask(Region(shapes), self.size) for shapes in (self.shapes, (*self.shapes, shape)))
            if (before == after).all():
                return
        elif not regions.mask(Region((shape,)), self.size).any():
            return
        self.added.emit(shape)

    def replace(self, place: int, shape: Shape) -> None:
        self._trial = None
        if shape == self.shapes[place]:
            self.looks_changed.emit()
        else:
            self.replaced.emit(place, shape)

    def outline_of_selected(self) -> QPainterPath | None:
        return None if self.selected is None else self.paths[self.selected]


def movable(shape: Shape) -> bool:
    """A mask belongs where it is, and what was erased stays erased."""
    return not isinstance(shape, Bitmap) and not erases(shape)
