"""The model from inside: its layers as a tree, and below it the channels of the layer that is explained."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from attnstudio.core.request import ModelInfo
from attnstudio.core.text import grouped
from attnstudio.ui.inspector.channel_grid import ChannelGrid
from attnstudio.ui.inspector.layer_tree import LayerTree
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.base import Pages, Panel, faint


class Inspector(Panel):
    """Emits `layer_chosen` when the user clicks a layer; `channels` tells which channel is chosen."""

    layer_chosen = Signal(str)  # as a map calls it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.info: ModelInfo | None = None
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setAcceptDrops(False)  # what is dropped here is for the window
        self.tree, self.channels = LayerTree(), ChannelGrid()
        self.filter.textChanged.connect(self._on_filter)
        self.tree.layer_chosen.connect(self.layer_chosen)
        self._pages = Pages(self.tree)
        self._totals = faint()
        self._totals.setWordWrap(True)
        self._totals.setFont(theme.tabular(self._totals.font()))
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, theme.SPACE // 2)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self.filter)
        column.addWidget(self._pages, 1)
        column.addWidget(self._totals)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.SPACE)
        splitter.addWidget(above)
        splitter.addWidget(self.channels)
        splitter.setSizes([500, 500])
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE)
        self.stack.addWidget(splitter)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(500, 600)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(300, 300)

    @property
    def channel(self) -> tuple[str, int] | None:
        """Layer and number of the channel that is chosen."""
        return self.channels.channel

    def show_model(self, info: ModelInfo | None) -> None:
        """List the model's layers; None: it is not loaded yet."""
        if self.info is not None and info is not None and info.tree == self.info.tree:
            self.info = info
            return
        self.info = info
        self.tree.show_rows(info.tree if info else ())
        self.retranslate()

    def retranslate(self) -> None:
        self.filter.setPlaceholderText(tr("Filter by name, type or output"))
        self.filter.setAccessibleName(tr("Filter by name, type or output"))
        self.tree.retranslate()
        self.channels.retranslate()
        self._totals.setText(_totals(self.info))
        self._show_page()

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self.tree.filter(text)
        self._show_page()

    def _show_page(self) -> None:
        if self.info is None:
            self._pages.show_empty(tr("The layers of the model appear here when it is loaded."))
        elif self.tree.model().rowCount() == 0:
            self._pages.show_empty(tr("No layer matches the filter."))
        else:
            self._pages.show_content()


def _totals(info: ModelInfo | None) -> str:
    if info is None:
        return ""
    totals = info.totals
    size = totals.bytes / 2**20
    numbers = tr(
        "Parameters: {total} ({size} MB)\nTrainable: {trainable}, not trainable: {fixed}",
        total=grouped(totals.parameters),
        size=number(size, 1 if size >= 0.1 else 3),
        trainable=grouped(totals.trainable),
        fixed=grouped(totals.fixed),
    )
    return numbers if info.check is None else f"{numbers}\n{message(info.check.notice())}"
