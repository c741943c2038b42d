"""Shows the pictures of a point of the curves, and opens one of them with its maps before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from attnstudio.core.robustness.record import AttackKey
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.recorded_attack import AgainAttackedWork
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.gallery import Gallery
from attnstudio.ui.attacks.gallery_model import GalleryItem
from attnstudio.ui.attacks.recorded import Recorded
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection


class GalleryController(QObject):
    """Owns when attacked pictures that the run did not keep are made again."""

    picture_requested = Signal(object)  # Path
    model_requested = Signal(str)  # the run was on another one than is chosen now

    def __init__(
        self,
        gallery: Gallery,
        view: AttackView,
        recorded: Recorded,
        state: AttackState,
        dataset: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._gallery, self._view, self._recorded, self._state = gallery, view, recorded, state
        self._dataset, self._pictures, self._selection, self._models = dataset, pictures, selection, models
        self._board, self._notifier = board, notifier
        self._debounce = QTimer(self, singleShot=True, interval=0)  # cells lie in their places by then
        self._debounce.timeout.connect(self._make_missing)
        gallery.opened.connect(self.open)
        gallery.selection_requested.connect(self.select)
        gallery.sight_changed.connect(self._debounce.start)

    @property
    def is_pending(self) -> bool:
        return self._debounce.isActive()

    @Slot(object)
    def show_key(self, key: AttackKey) -> None:
        """The pictures of one attack with one eps."""
        self._gallery.show_items(key, self._items(key))

    @Slot()
    def refresh(self) -> None:
        """The run goes on, or is another one."""
        key = self._gallery.key
        if key is None:
            return
        if items := self._items(key):
            self._gallery.show_items(key, items)
        else:
            self._gallery.show_nothing()

    @Slot(object)
    def open(self, item: GalleryItem) -> None:
        """With the choices of the run, so that nothing is attacked again."""
        key = item.record.key
        if (call := self._recorded.call_of(key)) is None:
            return
        eps = max(call.eps) if key.eps is None else key.eps
        if key.model != self._selection.now.model:
            self.model_requested.emit(key.model)
        self._state.restore(replace(call, norm=str(key.norm), eps=(eps, *call.eps)))
        self._view.show_picture()
        self.picture_requested.emit(item.path)

    @Slot(object)
    def select(self, items: Sequence[GalleryItem]) -> None:
        self._pictures.select([item.path for item in items])
        count = len(items)
        self._notifier.set_status(lambda: tr("Selected: {n} pictures", n=count))

    def _items(self, key: AttackKey) -> list[GalleryItem]:
        names = self._names(key)
        return [GalleryItem(row, self._path(row), record, names) for row, record in self._recorded.of(key)]

    def _names(self, key: AttackKey) -> Sequence[str]:
        spec = self._models.specs().get(key.model)
        return () if spec is None else spec.class_names()

    def _path(self, row: int) -> Path:
        return self._pictures.path(row)

    @Slot()
    def _make_missing(self) -> None:
        """Those in sight alone."""
        key, run = self._gallery.key, self._recorded.run
        if key is None or run is None or run.is_whole or (call := self._recorded.call_of(key)) is None:
            return
        missing = [(item.row, item.path) for item in self._gallery.in_sight() if not item.record.png]
        if not missing:
            return
        one_eps = replace(call, eps=(max(call.eps) if key.eps is None else key.eps,))
        work = AgainAttackedWork(run.plan.requests[0], one_eps, missing, self._dataset.facts, self._board.pictures)
        self._board.submit(Job(work).listen(result=partial(self._on_picture, key)))

    def _on_picture(self, key: AttackKey, found: object) -> None:
        assert isinstance(found, tuple)
        row, png = found
        self._recorded.add_picture(key, row, png)
        if key != self._gallery.key:
            return
        names = self._names(key)
        for one_row, record in self._recorded.of(key):
            if one_row == row:
                self._gallery.model.show_picture(GalleryItem(row, self._path(row), record, names))
