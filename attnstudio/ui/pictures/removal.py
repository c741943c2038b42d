"""Pictures are taken off the list, and put back. Their files stay."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.core.picture_facts import NO_FACTS
from attnstudio.core.text import tr_noop
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.history import History
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed


class Removal(QObject):
    """Owns nothing. What was computed of a picture stays in Results, from where it can be seen again."""

    picture_requested = Signal(object)  # Path: the neighbour of one that was taken away, or one that came back

    def __init__(
        self,
        actions: Mapping[str, QAction],
        pictures: PictureList,
        state: DatasetState,
        selection: Selection,
        viewed: Viewed,
        history: History,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._pictures, self._state, self._selection, self._viewed = pictures, state, selection, viewed
        self._history, self._notifier = history, notifier
        actions["remove_pictures"].triggered.connect(self.remove_selected)
        actions["clear_list"].triggered.connect(self.clear)
        pictures.modelReset.connect(history.forget_list)

    @Slot()
    def remove_selected(self) -> None:
        """The one that is shown, where none is selected."""
        rows = self._pictures.selected_rows
        shown = self._shown_row()
        if not rows.size and shown is not None:
            rows = np.array([shown])
        self._remove(rows, tr_noop("remove pictures"))

    @Slot()
    def clear(self) -> None:
        """All, those that a filter hides among them."""
        self._remove(np.flatnonzero(~self._pictures.removed), tr_noop("clear list"))

    def _remove(self, rows: np.ndarray, text: str) -> None:
        if rows.size:
            self._history.do(text, partial(self._put_back, rows, self._shown_row()), partial(self._take_off, rows))

    def _take_off(self, rows: np.ndarray) -> None:
        shown = self._shown_row()
        place = None if shown is None or shown not in rows else self._state.place_of(shown)
        before = int(np.isin(self._state.view[:place], rows).sum()) if place is not None else 0
        self._pictures.set_removed(rows, removed=True)
        count = len(rows)
        self._notifier.set_status(lambda: tr("Removed from the list: {count}. The files stay.", count=count))
        if shown is None or not self._pictures.removed[shown]:
            return
        if len(self._state.view):
            row = self._state.view[min((place or 0) - before, len(self._state.view) - 1)]
            self.picture_requested.emit(self._pictures.path(int(row)))
        else:
            self._show_none()

    def _put_back(self, rows: np.ndarray, shown: int | None) -> None:
        self._pictures.set_removed(rows, removed=False)
        if shown is not None and shown in rows:
            self.picture_requested.emit(self._pictures.path(shown))
        self._pictures.select_rows(rows)

    def _show_none(self) -> None:
        self._notifier.clear(Scope.PICTURE, Scope.JOB, Scope.MAP)
        self._viewed.set(page=Page.WELCOME, map=None, channel=None)
        self._selection.set(picture=None, facts=NO_FACTS)

    def _shown_row(self) -> int | None:
        picture = self._selection.now.picture
        return None if picture is None else self._pictures.row_of(Path(picture.picture.path))
