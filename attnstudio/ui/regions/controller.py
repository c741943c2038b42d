"""The regions of the pictures: where the object is in each, and the shapes over the one that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QTimer, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.core import regions
from attnstudio.core.errors import RegionFailure
from attnstudio.core.regions import Ellipse, Polygon, Rectangle, Region, Shape
from attnstudio.core.text import tr_noop
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.regions.paths import erases
from attnstudio.ui.regions.shape_model import ShapeModel
from attnstudio.ui.regions.store import RegionStore
from attnstudio.ui.regions.tool_actions import ToolActions
from attnstudio.ui.regions.tool_controller import RegionTools
from attnstudio.ui.regions.tool_strip import ToolStrip
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.state.history import History
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed
from attnstudio.ui.viewer.canvas import Canvas

_SAVED_AFTER = 1000  # ms without another change
_DRAWN = {Rectangle: tr_noop("add rectangle"), Ellipse: tr_noop("add ellipse"), Polygon: tr_noop("add polygon")}


class RegionsController(QObject):
    """Owns the region of every picture, in a store that is saved for the next start."""

    changed = Signal(object)  # Path of the picture whose region changed

    def __init__(
        self,
        canvas: Canvas,
        strip: ToolStrip,
        actions_by_id: Mapping[str, QAction],
        selection: Selection,
        viewed: Viewed,
        pictures: PictureList,
        notifier: Notifier,
        store: RegionStore,
        history: History,
    ) -> None:
        super().__init__()
        self._actions = actions_by_id
        self._selection, self._viewed, self._pictures = selection, viewed, pictures
        self._notifier, self._store = notifier, store
        self.marks = ShapeModel()
        self.tools = RegionTools(canvas, self.marks)
        self._tool_actions = ToolActions(self.tools, canvas, strip, actions_by_id, self)
        self._path: Path | None = None  # of the picture that is shown
        self._history = history
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVED_AFTER)
        self._saving.timeout.connect(store.save)
        self._connect()
        self.refresh()

    def region_of(self, path: Path) -> Region | None:
        """Where the object is in a picture, as far as that is known."""
        return self._store.get(path)

    def regions(self) -> dict[Path, Region]:
        """Of the pictures that are open."""
        return {path: region for path in self._pictures.paths if (region := self.region_of(path)) is not None}

    @Slot(object)
    def replace(self, regions: Mapping[Path, Region | None]) -> None:
        """Give some pictures other regions, or none, which can be undone."""
        for path, region in regions.items():
            self._do(path, region, tr_noop("open regions"))

    def select_at(self, point: QPointF, slack: float) -> bool:
        """Select the shape under a point of the picture, or within `slack` pixels of it; False where there is none."""
        self.marks.select(self.marks.at(point, slack) if self._path is not None else None)
        return self.marks.selected is not None

    def stop(self) -> None:
        """Keep what is there for the next start."""
        if self._saving.isActive():
            self._saving.stop()
            self._store.save()

    @Slot()
    def refresh(self) -> None:
        """Actions are there when they can do something, and never while a comparison hides it."""
        is_seen = self._viewed.now.is_single
        actions.enable(
            self._actions,
            {
                When.REGION: is_seen and bool(self.marks.shapes),
                When.SELECTED: is_seen and self.marks.selected is not None,
            },
        )

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "picture" not in changed:
            return
        picture = self._selection.now.picture
        path = None if picture is None else picture.picture.path
        self.tools.cancel()
        if path != self._path:
            self.marks.select(None)
        self._path = path
        self._show()

    def _show(self) -> None:
        picture = self._selection.now.picture
        if picture is None:
            self.marks.show((), None)
            self.refresh()
            return
        height, width = picture.picture.pixels.shape[:2]
        region = self.region_of(picture.picture.path)
        shapes = region.shapes if region is not None else ()
        try:
            if region is not None:
                regions.check_place(region, (width, height), picture.picture.path)
        except RegionFailure as failure:  # the file holds another picture than when it was drawn
            shapes = ()
            self._notifier.show_failure(failure, Scope.PICTURE)
        self.tools.cancel()
        self.marks.show(shapes, (width, height))
        self.refresh()

    def _put(self, path: Path, region: Region | None) -> None:
        self._store.put(path, region)
        self._saving.start()
        if path == self._path:
            self._show()
        self.changed.emit(path)

    def _do(self, path: Path, region: Region | None, text: str) -> None:
        """Change the region of a picture, so that it can be undone."""
        if region is not None and not region.shapes:
            region = None
        before = self.region_of(path)
        if region != before:
            self._history.do(text, partial(self._put, path, before), partial(self._put, path, region), path)

    def _reshape(self, shapes: Sequence[Shape], text: str) -> None:
        """Give the shown picture's region other shapes."""
        if self._path is not None:
            region = self.region_of(self._path) or Region(())
            self._do(self._path, replace(region, shapes=tuple(shapes)), text)

    @Slot(object)
    def _on_added(self, shape: Shape) -> None:
        text = tr_noop("erase") if erases(shape) else _DRAWN.get(type(shape), tr_noop("add brush stroke"))
        self._reshape((*self.marks.shapes, shape), text)

    @Slot(int, object)
    def _on_replaced(self, place: int, shape: Shape) -> None:
        shapes = list(self.marks.shapes)
        shapes[place] = shape
        self._reshape(shapes, tr_noop("change region"))

    @Slot()
    def _delete(self) -> None:
        place = self.marks.selected
        if place is not None:
            self.marks.select(None)
            self._reshape((*self.marks.shapes[:place], *self.marks.shapes[place + 1 :]), tr_noop("delete region"))

    @Slot()
    def _clear(self) -> None:
        self.marks.select(None)
        self._reshape((), tr_noop("clear regions"))

    def _connect(self) -> None:
        self._selection.changed.connect(self._on_selection)
        self._viewed.changed.connect(self.refresh)
        self.marks.added.connect(self._on_added)
        self.marks.replaced.connect(self._on_replaced)
        self.marks.selection_changed.connect(self.refresh)
        for name, slot in (
            ("delete_region", self._delete),
            ("clear_regions", self._clear),
            ("next_region", self.marks.select_next),
        ):
            self._actions[name].triggered.connect(slot)
