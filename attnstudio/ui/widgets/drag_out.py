"""Rows of a list that can be dragged to other programs, as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication


class DragOut(QObject):
    """Lives as long as the view.

    Args:
        file_of: makes the file of a row when its drag begins; None: there is none.
    """

    def __init__(self, view: QAbstractItemView, file_of: Callable[[QModelIndex], Path | None]) -> None:
        super().__init__(view)
        self._view, self._file_of = view, file_of
        self._pressed: QPoint | None = None
        view.viewport().installEventFilter(self)

    def data(self, index: QModelIndex) -> QMimeData | None:
        """What a drop of the row gives."""
        file = self._file_of(index) if index.isValid() else None
        if file is None:
            return None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        return data

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(event, QMouseEvent):
            return False
        place = event.position().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = place
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            if (place - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._drag(self._view.indexAt(self._pressed))
            return True  # else the row under the mouse would be chosen
        return False

    def _drag(self, index: QModelIndex) -> None:
        self._pressed = None
        if (data := self.data(index)) is not None:
            drag = QDrag(self._view)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)
