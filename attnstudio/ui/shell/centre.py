"""The centre of the window: the first page, the picture, or the comparison, under the messages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from attnstudio.ui.state.viewed import Page, Viewed


class Centre(QWidget):
    """A view of `Viewed.page`.

    Args:
        above: shown above every page.
        pages: the widget of each page.
    """

    def __init__(self, viewed: Viewed, above: QWidget, pages: dict[Page, QWidget]) -> None:
        super().__init__()
        self._viewed, self._pages = viewed, pages
        self._stack = QStackedWidget()
        for page in pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addWidget(self._stack, 1)
        viewed.changed.connect(self._show_page)
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        shown = self._pages[self._viewed.now.page]
        for page in self._pages.values():  # only the one that is shown says how small the centre may be
            policy = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(shown)


def picture_page(tools: QWidget, above: Sequence[QWidget], canvas: QWidget, below: QWidget) -> QWidget:
    """The canvas, with the tools at its left, strips above it, and notes below it."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(tools)
    column = QVBoxLayout()
    column.setSpacing(0)
    for strip in above:
        column.addWidget(strip)
    column.addWidget(canvas, 1)
    column.addWidget(below)
    row.addLayout(column, 1)
    return page
