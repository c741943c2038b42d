"""What was changed in each picture's region, to be undone and done again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack


class History(QObject):
    """Owns a stack of changes for each picture; undo and redo are of the picture that is shown."""

    changed = Signal()  # something else would be undone or done again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QUndoGroup(self)
        self._stacks: dict[Path, QUndoStack] = {}
        self._group.indexChanged.connect(self.changed)

    def use(self, path: Path) -> None:
        """The picture that is shown from now on."""
        self._group.setActiveStack(self._stack(path))

    def do(self, path: Path, text: str, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        """Make a change of a picture's region, which can be undone. `text` names it, to be translated."""
        self._stack(path).push(_Change(text, undo, redo))

    @property
    def undo_text(self) -> str:
        """The change that would be undone; empty where there is none."""
        return self._group.undoText()

    @property
    def redo_text(self) -> str:
        return self._group.redoText()

    @property
    def can_undo(self) -> bool:
        return self._group.canUndo()

    @property
    def can_redo(self) -> bool:
        return self._group.canRedo()

    @Slot()
    def undo(self) -> None:
        self._group.undo()

    @Slot()
    def redo(self) -> None:
        self._group.redo()

    def _stack(self, path: Path) -> QUndoStack:
        if path not in self._stacks:
            self._stacks[path] = QUndoStack(self._group)
        return self._stacks[path]


class _Change(QUndoCommand):
    """One step: what undoes it, and what does it."""

    def __init__(self, text: str, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        super().__init__(text)
        self._undo, self._redo = undo, redo

    def undo(self) -> None:
        self._undo()

    def redo(self) -> None:
        self._redo()
