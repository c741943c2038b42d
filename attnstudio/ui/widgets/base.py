"""What a panel is: a widget with a heading that can change its language. A panel is one file in this folder."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.widgets.labels import as_faint, as_heading
from attnstudio.ui.widgets.plain import LinkLabel, PlainLabel

_CELLS = "QTableView::item { padding: 0 6px; } QHeaderView::section { padding: 3px 9px; }"


_USUAL_WIDTH = 400  # pixels of a panel at the least, where it is not at the side


class Panel(QWidget):
    """A vertical stack of widgets. Texts are set in `retranslate`, which runs again when the language changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = QVBoxLayout(self)
        self.stack.setContentsMargins(0, 0, 0, 0)
        self.stack.setSpacing(theme.SPACE // 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Rows that wrap are counted as in a panel of usual width: Qt counts those of the narrowest one, and the window
        would grow beyond a small screen."""
        hint, layout = super().minimumSizeHint(), self.stack
        if layout.hasHeightForWidth():
            hint.setHeight(min(hint.height(), layout.minimumHeightForWidth(max(hint.width(), _USUAL_WIDTH))))
        return hint

    def retranslate(self) -> None:
        """Set every text anew."""


def heading() -> PlainLabel:
    label = PlainLabel()
    as_heading(label)
    return label


class Pages(QStackedWidget):
    """The panel's content, or, until `show_content` and after `show_empty`, what to do next in its place."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.empty = faint()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._content = content
        page = QWidget()
        QVBoxLayout(page).addWidget(self.empty)
        self.addWidget(page)
        self.addWidget(content)

    def show_content(self) -> None:
        self.setCurrentWidget(self._content)

    def show_empty(self, text: str) -> None:
        self.empty.setText(text)
        self.setCurrentIndex(0)


def faint(*, wrapped: bool = True) -> PlainLabel:
    label = PlainLabel()
    as_faint(label)
    label.setWordWrap(wrapped)
    return label


def faint_with_link() -> LinkLabel:
    label = LinkLabel()
    as_faint(label)
    label.setWordWrap(True)
    return label


def as_list(table: QTableView) -> None:
    """The look of a long list: one whole row is chosen at a time, and the Tab key leads on to the next control."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setFont(theme.tabular(table.font()))
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setStyleSheet(_CELLS)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(24)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
