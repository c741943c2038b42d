"""What the user changed, to be undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

MOST_CHANGES = 200  # that can be undone, of each picture and of the list; older ones are forgotten

_NEVER_JOINS, _MAY_JOIN = -1, 1  # ids of changes, for Qt


class History(QObject):
    """Owns a stack of changes for each picture, and one for the list. What is undone is the latest change of what is
    in view: the picture that is shown, and the list."""

    changed = Signal()  # something else would be undone or done again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count()
        self._stacks: dict[Path | None, QUndoStack] = {}
        self._shown: Path | None = None

    def use(self, path: Path | None) -> None:
        """The picture that is shown from now on; None: none, or its changes would not be seen."""
        if path != self._shown:
            self._shown = path
            self.changed.emit()

    def do(
        self,
        text: str,
        undo: Callable[[], object],
        redo: Callable[[], object],
        of: Path | None = None,
        joins: object = None,
    ) -> None:
        """Make a change, which can be undone.

        Args:
            text: names it, to be translated.
            of: the picture whose region it is; None: a change of the list.
            joins: changes in a row for which this is equal are one step; None: it is a step of its own.
        """
        self._stack(of).push(_Change(next(self._numbers), text, undo, redo, joins))

    def forget_list(self) -> None:
        """Other pictures are open: nothing of the list can be undone."""
        self._stack(None).clear()

    @property
    def undo_text(self) -> str:
        """The change that would be undone; empty where there is none."""
        stack = self._to_undo()
        return "" if stack is None else stack.undoText()

    @property
    def redo_text(self) -> str:
        stack = self._to_redo()
        return "" if stack is None else stack.redoText()

    @property
    def can_undo(self) -> bool:
        return self._to_undo() is not None

    @property
    def can_redo(self) -> bool:
        return self._to_redo() is not None

    @Slot()
    def undo(self) -> None:
        if (stack := self._to_undo()) is not None:
            stack.undo()

    @Slot()
    def redo(self) -> None:
        if (stack := self._to_redo()) is not None:
            stack.redo()

    def _to_undo(self) -> QUndoStack | None:
        """The one with the latest change."""
        return max((one for one in self._in_view() if one.canUndo()), key=lambda one: _number(one, -1), default=None)

    def _to_redo(self) -> QUndoStack | None:
        """The one with the earliest change that was undone."""
        return min((one for one in self._in_view() if one.canRedo()), key=lambda one: _number(one, 0), default=None)

    def _in_view(self) -> Iterator[QUndoStack]:
        return (self._stack(key) for key in {None, self._shown})

    def _stack(self, key: Path | None) -> QUndoStack:
        if key not in self._stacks:
            stack = self._stacks[key] = QUndoStack(self)
            stack.setUndoLimit(MOST_CHANGES)
            stack.indexChanged.connect(self.changed)
        return self._stacks[key]


class _Change(QUndoCommand):
    """One step: what undoes it, and what does it."""

    def __init__(
        self, number: int, text: str, undo: Callable[[], object], redo: Callable[[], object], joins: object
    ) -> None:
        super().__init__(text)
        self.number, self._undo, self._redo, self._joins = number, undo, redo, joins

    def id(self) -> int:
        return _NEVER_JOINS if self._joins is None else _MAY_JOIN

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        """Whether the change that follows became a part of this one."""
        if not isinstance(other, _Change) or other._joins != self._joins:
            return False
        self.number, self._redo = other.number, other._redo
        return True

    def undo(self) -> None:
        self._undo()

    def redo(self) -> None:
        self._redo()


def _number(stack: QUndoStack, by: int) -> int:
    """Of the change that stands before or behind the present state."""
    return cast(_Change, stack.command(stack.index() + by)).number
