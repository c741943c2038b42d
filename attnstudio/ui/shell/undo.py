"""Undo and redo of the window."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.text import tr_noop
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.history import History
from attnstudio.ui.state.selection import Choices, Selection
from attnstudio.ui.state.viewed import Page, Viewed

_CHOICES = {  # the first that differs names the change: another model brings its own target and layer
    "model": tr_noop("choice of model"),
    "methods": tr_noop("choice of methods"),
    "target": tr_noop("choice of target"),
    "layer": tr_noop("choice of layer"),
    "inputs": tr_noop("choice of model input"),
}

_PARAMETERS = tr_noop("change of parameters")


class UndoActions(QObject):
    """Owns nothing: both actions say what they would do. While a comparison hides the picture, only the list's."""

    def __init__(self, by_id: Mapping[str, QAction], history: History, selection: Selection, viewed: Viewed) -> None:
        super().__init__()
        self._by_id, self._history, self._selection, self._viewed = by_id, history, selection, viewed
        by_id["undo"].triggered.connect(history.undo)
        by_id["redo"].triggered.connect(history.redo)
        history.changed.connect(self.refresh)
        selection.changed.connect(self._follow)
        viewed.changed.connect(self._follow)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        undo, redo = self._history.undo_text, self._history.redo_text
        self._by_id["undo"].setText(tr("&Undo {what}", what=tr(undo)) if undo else tr("&Undo"))
        self._by_id["redo"].setText(tr("&Redo {what}", what=tr(redo)) if redo else tr("&Redo"))
        actions.enable(self._by_id, {When.UNDO: self._history.can_undo, When.REDO: self._history.can_redo})

    @Slot()
    def _follow(self) -> None:
        picture, is_seen = self._selection.now.picture, self._viewed.now.page is Page.PICTURE
        self._history.use(picture.picture.path if picture is not None and is_seen else None)


class UndoableChoices(QObject):
    """Owns nothing: what the user chooses can be taken back; what follows from it is not a choice of its own."""

    def __init__(self, history: History, selection: Selection) -> None:
        super().__init__()
        self._history, self._selection = history, selection
        selection.chosen.connect(self._on_chosen)

    @Slot(object)
    def _on_chosen(self, before: Choices) -> None:
        now = self._selection.now
        names = [name for name in _CHOICES if getattr(before, name) != getattr(now, name)]
        if names:
            of_before, of_now = ({name: getattr(one, name) for name in names} for one in (before, now))
            undo, redo = (partial(self._selection.set, **values) for values in (of_before, of_now))
            if names == ["methods"] and _ids(before) == _ids(now):  # each step of a spin box is one
                self._history.do(_PARAMETERS, undo, redo, joins=_edited(before, now))
            else:
                self._history.do(_CHOICES[names[0]], undo, redo)


def _ids(choices: Choices) -> list[str]:
    return [call.id for call in choices.methods]


def _edited(before: Choices, now: Choices) -> tuple[tuple[str, str], ...]:
    """The parameters that differ, each with its method."""
    pairs = [
        (call.id, name)
        for old, call in zip(before.methods, now.methods, strict=True)
        for name, _ in set(old.params) ^ set(call.params)
    ]
    return tuple(sorted(set(pairs)))
