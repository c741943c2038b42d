"""Review by keyboard: arrows walk, number keys mark the picture that is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from attnstudio.core.review import Review
from attnstudio.core.text import tr_noop
from attnstudio.ui.pictures.review_bar import ReviewBar
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.history import History
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection

_KEYS = {Qt.Key.Key_0 + int(review): review for review in Review}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_MODIFIERS = ~Qt.KeyboardModifier.KeypadModifier


class ReviewController(QObject):
    """Owns whether maps are reviewed: the keys have another meaning while they are.

    Args:
        action: begins and ends a review.
        step: goes to a neighbour of the picture that is shown.
    """

    def __init__(
        self,
        bar: ReviewBar,
        action: QAction,
        state: DatasetState,
        pictures: PictureList,
        selection: Selection,
        history: History,
        step: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._bar, self._action, self._state, self._pictures = bar, action, state, pictures
        self._selection, self._history, self._step = selection, history, step
        self._watched, self._walking = list[QWidget](), set[QObject]()
        action.toggled.connect(self._on_toggled)
        bar.marked.connect(self.mark)
        bar.closed.connect(self.leave)
        selection.changed.connect(self._show)
        state.changed.connect(self._show)

    def watch(self, *widgets: QWidget, walk: bool = False) -> None:
        """Where the number keys mark. `walk`: the arrows walk there, as they do in lists by themselves."""
        for widget in widgets:
            widget.installEventFilter(self)
        self._watched += widgets
        self._walking |= set(widgets) if walk else set()

    @Slot()
    def leave(self) -> bool:
        """Returns whether maps were reviewed."""
        was_on = self._action.isChecked()
        self._action.setChecked(False)
        return was_on

    @Slot(int)
    def mark(self, review: int) -> None:
        """The picture that is shown, and with it those that are selected."""
        row = self._shown_row()
        if row is None:
            return
        selected = self._pictures.selected_rows
        rows = selected if row in selected else np.array([row])
        before = self._state.columns.reviews[rows].copy()
        if (before != review).any():
            set_reviews = self._state.set_reviews
            self._history.do(tr_noop("mark"), partial(set_reviews, rows, before), partial(set_reviews, rows, review))
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(event, QKeyEvent) or not self._action.isChecked() or event.modifiers() & _MODIFIERS:
            return False
        review, by = _KEYS.get(event.key()), _STEPS.get(Qt.Key(event.key()))
        if review is None and (by is None or watched not in self._walking):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # before a shortcut of the window gets it
            return True
        if event.type() == QEvent.Type.KeyPress:
            if review is not None:
                self.mark(review)
            elif by is not None:
                self._step(by)
            return True
        return False

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self._bar.setVisible(on)
        self._show()
        seen = [one for one in self._watched if one.isVisible()]
        if on and seen and QApplication.focusWidget() not in seen:  # where the keys would do nothing
            seen[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _show(self) -> None:
        if self._action.isChecked():
            row, reviews = self._shown_row(), self._state.columns.reviews
            shown = Review.NONE if row is None else Review(int(reviews[row]))
            listed = self._state.view
            self._bar.show_review(shown, int((reviews[listed] != Review.NONE).sum()), len(listed))

    def _shown_row(self) -> int | None:
        picture = self._selection.now.picture
        row = None if picture is None else self._pictures.row_of(picture.picture.path)
        return row if row is not None and row < len(self._state) else None
