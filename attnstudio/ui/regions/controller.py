"""Connects the tools, the canvas and the files of regions: where the object is in each picture, with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QUndoCommand, QUndoGroup, QUndoStack

from attnstudio.core import regions
from attnstudio.core.errors import Failure, RegionFailure
from attnstudio.core.regions import Ellipse, Polygon, Rectangle, Region, Shape
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.annotations import AnnotationReader, Read
from attnstudio.ui.bridge import Studio
from attnstudio.ui.regions.files import RegionFiles
from attnstudio.ui.regions.paths import erases
from attnstudio.ui.regions.shape_model import ShapeModel
from attnstudio.ui.regions.store import RegionStore
from attnstudio.ui.regions.tool_controller import RegionTools
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.shell.i18n import message, tr

_SAVED_AFTER = 1000  # ms without another change
_DRAWN = {Rectangle: tr_noop("add rectangle"), Ellipse: tr_noop("add ellipse"), Polygon: tr_noop("add polygon")}


class RegionsController(QObject):
    """The regions of all pictures, and the shapes that are drawn on the one that is shown."""

    changed = Signal(object)  # Path of the picture whose region changed

    def __init__(self, studio: Studio, kept: RegionStore) -> None:
        super().__init__()
        self._studio, self._window, self._kept = studio, studio.window, kept
        self.marks = ShapeModel()
        self.tools = RegionTools(self._window.canvas, self.marks)
        self.reader = AnnotationReader()
        self._files = RegionFiles(self._window, studio.settings, self.regions)
        self._path: Path | None = None  # of the picture that is shown
        self._said: Callable[[], str] | None = None  # of the files that were read last
        self._undo = QUndoGroup(self)
        self._stacks: dict[Path, QUndoStack] = {}
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVED_AFTER)
        self._saving.timeout.connect(kept.save)
        self._connect()
        self._refresh()

    def region_of(self, path: Path) -> Region | None:
        """Where the object is in a picture, as far as that is known."""
        return self._kept.get(path)

    def regions(self) -> dict[Path, Region]:
        """Of the pictures that are open."""
        return {path: region for path in self._open() if (region := self.region_of(path)) is not None}

    def open(self, files: Sequence[Path]) -> None:
        """Read the regions of the open pictures; the reader says when."""
        pictures, count_difficult = self._open(), self._files.opening(files)
        shown = self._path or next(iter(pictures), None)  # the first is about to be shown
        self.reader.start(files, pictures, shown, count_difficult=count_difficult)

    def replace(self, regions: Mapping[Path, Region]) -> None:
        """Give some pictures other regions, which can be undone."""
        for path, region in regions.items():
            self._do(path, region, tr_noop("open regions"))

    def stop(self) -> None:
        """Wait for a file that is being read, and keep what is there for the next start."""
        self.reader.stop()
        if self._saving.isActive():
            self._saving.stop()
            self._kept.save()

    # What is shown

    @Slot()
    def _on_loaded(self) -> None:
        picture = self._window.canvas.picture
        path = None if picture is None else picture.picture.path
        self.tools.drop()
        if path != self._path:
            self.marks.select(None)
        self._path = path
        if path is not None:
            self._undo.setActiveStack(self._stack(path))
        self._show()

    def _show(self) -> None:
        picture = self._window.canvas.picture
        if self._path is None or picture is None:
            return
        height, width = picture.picture.pixels.shape[:2]
        region = self.region_of(self._path)
        shapes = region.shapes if region is not None else ()
        try:
            if region is not None:
                regions.check_place(region, (width, height), self._path)
        except RegionFailure as failure:  # the file holds another picture than when it was drawn
            shapes = ()
            # A moment later: that the picture's map is asked for takes older messages away.
            QTimer.singleShot(1, self, partial(self._on_failed, failure))
        self.tools.drop()
        self.marks.show(shapes, (width, height))
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Actions say what they would do. They are there when they can, and never while a comparison hides it."""
        made, is_seen = self._window.actions_by_id, self._window.viewer is self._window.canvas
        undo, redo = self._undo.undoText(), self._undo.redoText()
        made["undo"].setText(tr("&Undo {what}", what=tr(undo)) if undo else tr("&Undo"))
        made["redo"].setText(tr("&Redo {what}", what=tr(redo)) if redo else tr("&Redo"))
        actions.enable(
            made,
            {
                When.UNDO: is_seen and self._undo.canUndo(),
                When.REDO: is_seen and self._undo.canRedo(),
                When.REGION: is_seen and bool(self.marks.shapes),
                When.SELECTED: is_seen and self.marks.selected is not None,
            },
        )

    # Changes

    def _put(self, path: Path, region: Region | None) -> None:
        self._kept.put(path, region)
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
            self._stack(path).push(_Change(text, partial(self._put, path, before), partial(self._put, path, region)))

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

    # Files

    @Slot(object)
    def _on_read(self, read: Read) -> None:
        self._studio.take_back(self._said)
        notices, failures = list(read.notices), list(read.failures)
        opened = 0
        for path in self._no_longer_in(read):
            self._do(path, None, tr_noop("open regions"))
        for path, region in read.regions.items():
            try:
                if path == self._path and self.marks.size is not None:
                    notices += regions.check(region, self.marks.size, path)
            except RegionFailure as unfit:
                failures.append(unfit)
                continue
            self._do(path, region, tr_noop("open regions"))
            opened += 1
        if notices:
            self._say(partial(_first_of, notices))
        if len(notices) > 1:
            self._window.log.say("\n".join(map(message, notices[1:])))
        if len(failures) > 1:  # there may be thousands: in one go
            self._window.log.say("\n".join(map(message, failures[:-1])))
        for failure in failures[-1:]:
            self._on_failed(failure)
        if opened:
            self._tell(tr("Regions opened, pictures: {count}", count=opened))

    def _no_longer_in(self, read: Read) -> list[Path]:
        """Pictures whose region came from files that name none any more, as when crowds do not count."""

        def is_from(file: Path | None) -> bool:
            return file is not None and any(file == one or one in file.parents for one in read.files)

        return [path for path, region in self.regions().items() if path not in read.regions and is_from(region.file)]

    @Slot(object, int)
    def _on_saved(self, file: Path, count: int) -> None:
        self._tell(tr("Regions saved to {file}, pictures: {count}", file=file.name, count=count))

    def _tell(self, text: str) -> None:
        self._window.activity.setText(text)
        self._window.log.say(text)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._say(partial(message, failure))

    def _say(self, told: Callable[[], str]) -> None:
        self._said = told
        self._studio.say(told)

    def _open(self) -> list[Path]:
        pictures = self._window.browser.pictures
        return [pictures.path(row) for row in range(pictures.rowCount())]

    def _stack(self, path: Path) -> QUndoStack:
        if path not in self._stacks:
            self._stacks[path] = QUndoStack(self._undo)
        return self._stacks[path]

    @Slot(QAction)
    def _on_tool(self, action: QAction) -> None:
        self.tools.take(action.objectName())
        self._window.canvas.setFocus()

    @Slot(bool)
    def _on_fill(self, fill: bool) -> None:
        self.tools.fill = fill
        self._window.canvas.update()

    def _connect(self) -> None:
        window, marks = self._window, self.marks
        self._studio.loader.loaded.connect(self._on_loaded)
        window.regions_dropped.connect(self.open)
        window.retranslated.connect(self._refresh)
        self._studio.view_changed.connect(self._refresh)
        window.tool_strip.tools.triggered.connect(self._on_tool)
        marks.added.connect(self._on_added)
        marks.replaced.connect(self._on_replaced)
        marks.selection_changed.connect(self._refresh)
        self._undo.indexChanged.connect(self._refresh)
        self.reader.read.connect(self._on_read)
        self.reader.failed.connect(self._on_failed)
        self._files.chosen.connect(self.open)
        self._files.failed.connect(self._on_failed)
        self._files.saved.connect(self._on_saved)
        for name, slot in (
            ("open_regions", self._files.ask_open),
            ("save_regions", self._files.ask_save),
            ("undo", self._undo.undo),
            ("redo", self._undo.redo),
            ("delete_region", self._delete),
            ("clear_regions", self._clear),
            ("next_region", marks.select_next),
            ("brush_smaller", lambda: self.tools.resize(-1)),
            ("brush_larger", lambda: self.tools.resize(1)),
        ):
            window.actions_by_id[name].triggered.connect(slot)
        window.actions_by_id["fill_regions"].toggled.connect(self._on_fill)


def _first_of(notices: Sequence[Notice]) -> str:
    """For the banner; the log has them all."""
    more = tr("Further messages in the log: {count}.", count=len(notices) - 1) if len(notices) > 1 else ""
    return f"{message(notices[0])} {more}".strip()


class _Change(QUndoCommand):
    """One step: what undoes it, and what does it."""

    def __init__(self, text: str, undo: partial[None], redo: partial[None]) -> None:
        super().__init__(text)
        self._undo, self._redo = undo, redo

    def undo(self) -> None:
        self._undo()

    def redo(self) -> None:
        self._redo()
