"""The layers of a model as a tree that can be filtered, and in which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from attnstudio.core.models.layer_tree import LayerRow
from attnstudio.ui.inspector.layer_rows import (
    DOT,
    FILTERED,
    KIND,
    LAYER,
    OUTPUT,
    PARAMETERS,
    TIMES,
    TITLES,
    TRAINABLE,
    LayerTreeModel,
)
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr

_ROOM, _WIDEST, _WIDEST_NAME = 12, 90, 280  # pixels to the right of a column's text; widest column; widest name
_DROPPED = (KIND, TRAINABLE, PARAMETERS, OUTPUT)  # as there is less room, in this order


class LayerTree(QTreeView):
    """Emits `layer_chosen` when the user clicks a layer that a map can use, or presses Enter on it."""

    layer_chosen = Signal(str)  # as a map calls it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = LayerTreeModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.layers)
        self._shown.setRecursiveFilteringEnabled(True)
        self._shown.setFilterRole(FILTERED)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._explained: str | None = None
        self._widths = dict.fromkeys(range(len(TITLES)), 0)
        self.setModel(self._shown)
        font = theme.tabular(self.font())
        font.setPixelSize(theme.BASE_PIXELS - 1)
        self.setFont(font)
        self.header().setFont(font)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAlternatingRowColors(True)
        self.setIndentation(14)
        self.setIconSize(DOT)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(LAYER, QHeaderView.ResizeMode.Stretch)
        self.header().setMinimumSectionSize(24)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)

    def show_rows(self, rows: Sequence[LayerRow]) -> None:
        self.layers.show_rows(rows)
        self.layers.explain(self._explained)
        self.setRootIsDecorated(any(row.rows for row in rows))
        self._fit_columns()
        self._go_to_explained()

    def explain(self, map_name: str | None) -> None:
        """Mark the layer that is explained, and bring it into sight."""
        if map_name != self._explained:
            self._explained = map_name
            self.layers.explain(map_name)
            self._go_to_explained()

    def filter(self, text: str) -> None:
        """Show the layers with this text in name, type or output, with their parents."""
        self._shown.setFilterFixedString(text.replace(TIMES, "x"))
        if text:
            self.expandAll()
        self._go_to_explained()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Layers"))
        self.layers.retranslate()
        self._fit_columns()

    def _go_to_explained(self) -> None:
        """Select it, or nothing where the filter hides it."""
        index = self._shown.mapFromSource(self.layers.explained)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._make_room()

    def _fit_columns(self) -> None:
        """Wide enough for the longest text and the title; found without measuring each row."""
        self._widths = {column: self._width(column) for column in (LAYER, KIND, OUTPUT, PARAMETERS, TRAINABLE)}
        for column in _DROPPED:
            self.header().resizeSection(column, min(self._widths[column], _WIDEST))
        self._make_room()

    def _width(self, column: int) -> int:
        text = max(self.layers.longest(column), tr(TITLES[column]), key=self.fontMetrics().horizontalAdvance)
        return self.fontMetrics().horizontalAdvance(text) + _ROOM

    def _make_room(self) -> None:
        """The name can be read at any width: columns that leave it no room are hidden, and are in its tool tip."""
        name = self._widths[LAYER] + DOT.width() + self.indentation() + _ROOM
        left = self.viewport().width() - min(name, _WIDEST_NAME)
        for column in reversed(_DROPPED):
            left -= min(self._widths[column], _WIDEST)
            self.setColumnHidden(column, left < 0)

    def names(self, index: QModelIndex) -> tuple[str, str | None]:
        """Of the layer of a row: as Keras calls it, and as a map does; None where no map can use it."""
        row = self.layers.row(self._shown.mapToSource(index))
        return row.name, row.map_name

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        name = self.layers.row(self._shown.mapToSource(index)).map_name
        if name is not None and name != self._explained:
            self.layer_chosen.emit(name)
