"""A row of small maps, one for each depth of the network; a click takes the layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image
from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from attnstudio.core import overlay
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.request import Heatmap
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import Display
from attnstudio.ui.widgets.base import Pages, Panel
from attnstudio.ui.widgets.plain import plain
from attnstudio.ui.widgets.right_click import RightClick

_SIDE = 88  # pixels of a map
_BREAK = "\N{ZERO WIDTH SPACE}"
_LAYER = Qt.ItemDataRole.UserRole


class LayerStripPanel(Panel):
    """Emits `layer_chosen` with a layer's name on a click or Enter."""

    layer_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._empty: Callable[[], str] = lambda: ""
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setGridSize(QSize(_SIDE + 40, _SIDE + 3 * self.list.fontMetrics().height() + 12))
        self.list.setMinimumHeight(self.list.gridSize().height() + self.list.horizontalScrollBar().sizeHint().height())
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        RightClick(self.list)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.pages = Pages(self.list)
        self.stack.addWidget(self.pages)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(600, self.list.minimumHeight() + 60)

    def show_nothing(self, reason: Callable[[], str]) -> None:
        """`reason`: in the language of the moment."""
        self._empty = reason
        self.pages.show_empty(reason())

    def show_strip(self, strip: LayerStrip, pixels: np.ndarray, display: Display, chosen: str | None) -> None:
        """Args:
        pixels: of the picture, uint8 (height, width, 3).
        chosen: the layer that is explained.
        """
        small = Image.fromarray(pixels)
        small.thumbnail((_SIDE, _SIDE))
        under, placement = np.asarray(small), strip.placement.scaled(small.size)
        self.list.clear()
        for heatmap in strip.maps:
            contrast = display.contrasts.of(strip.request.image, heatmap.method)
            scale = overlay.scale_of([heatmap], display.colormap, contrast)
            places = scale.places(overlay.on_scale(heatmap, scale))
            image = overlay.blend(under, places, placement, scale.colormap, display.opacity)
            item = QListWidgetItem(QIcon(QPixmap.fromImage(to_qimage(image))), _text(heatmap))
            item.setData(_LAYER, heatmap.layer)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{heatmap.layer}, {_size(heatmap)}")
            item.setToolTip(plain(f"{heatmap.layer}, {_size(heatmap)}"))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.list.addItem(item)
        self.show_chosen(chosen)
        self.pages.show_content()

    def show_chosen(self, layer: str | None) -> None:
        """Mark the layer that is explained; None, or one that is not in the row: mark none."""
        items = [self.list.item(place) for place in range(self.list.count())]
        found = next((item for item in items if item.data(_LAYER) == layer), None)
        if found is None:
            self.list.clearSelection()
        else:
            self.list.setCurrentItem(found)
            self.list.scrollToItem(found)

    def layer(self, index: QModelIndex) -> str:
        """Of a place in the row."""
        return str(index.data(_LAYER))

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("Map at every layer"))
        self.pages.empty.setText(self._empty())

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.layer_chosen.emit(item.data(_LAYER))


def _size(heatmap: Heatmap) -> str:
    rows, columns = (heatmap.values if heatmap.small is None else heatmap.small).shape
    return f"{rows}\N{MULTIPLICATION SIGN}{columns}"


def _text(heatmap: Heatmap) -> str:
    """A long name goes on in the next line behind an underscore."""
    return f"{heatmap.layer}\n{_size(heatmap)}".replace("_", f"_{_BREAK}")
