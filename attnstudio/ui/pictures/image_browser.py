"""The pictures that are open: thumbnails, a filter, the chosen one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.widgets.base import Pages, Panel
from attnstudio.ui.widgets.plain import plain

_ICON = QSize(64, 48)
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QSortFilterProxyModel):
    """The pictures whose names fit the filter, with their thumbnails, which are loaded when a row is first seen."""

    def __init__(self, pictures: PictureList, loader: PictureLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures, self._loader = pictures, loader
        self._icons: dict[Path, QIcon] = {}
        self._blank = _icon(QImage())
        self.setSourceModel(pictures)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        loader.thumbnail_ready.connect(self._on_thumbnail, Qt.ConnectionType.QueuedConnection)

    def path(self, index: _Index) -> Path:
        return self._pictures.path(self.mapToSource(index).row())

    def index_of(self, path: Path) -> QModelIndex:
        """Not valid where the filter hides it, or it is not listed."""
        row = self._pictures.row_of(path)
        return QModelIndex() if row is None else self.mapFromSource(self._pictures.index(row))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(str(self.path(index)))
        if role == Qt.ItemDataRole.DecorationRole:
            path = self.path(index)
            if path not in self._icons:
                self._loader.request_thumbnail(path)
            return self._icons.get(path, self._blank)
        return super().data(index, role)

    @Slot(object, object)
    def _on_thumbnail(self, path: Path, image: QImage) -> None:
        self._icons[path] = _icon(image)
        index = self.index_of(path)
        if index.isValid():
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])


class ImageBrowser(Panel):
    """A view of the list of pictures. Emits `image_chosen` when the user moves to another one, by mouse or keys."""

    image_chosen = Signal(object)  # Path

    def __init__(self, pictures: PictureList, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = pictures
        self._rows = _Rows(pictures, loader, self)
        self._current: Path | None = None
        self._filtering = False
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setAcceptDrops(False)  # what is dropped here is for the window
        self.filter.textChanged.connect(self._on_filter)
        self.list = QListView()
        self.list.setModel(self._rows)
        self.list.setIconSize(_ICON)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setSpacing(2)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.selectionModel().selectionChanged.connect(self._on_selected)
        pictures.selection_changed.connect(self._show_selection)
        pictures.list_changed.connect(self._on_list)
        pictures.modelReset.connect(self._on_reset)
        self._pages = Pages(self.list)
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE)
        self.stack.addWidget(self.filter)
        self.stack.addWidget(self._pages, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self.filter.setPlaceholderText(tr("Filter by name"))
        self.filter.setAccessibleName(tr("Filter by name"))
        self.list.setAccessibleName(tr("Pictures"))
        self._pages.empty.setText(tr("No pictures yet.\nDrop files or folders here."))

    def choose(self, path: Path) -> None:
        """Make a picture the current one. Where it is so already, it is chosen again: its file may have changed."""
        if self.pictures.row_of(path) is None:
            return
        index = self._rows.index_of(path)
        if not index.isValid():
            self.filter.clear()
            index = self._rows.index_of(path)
        if index == self.list.currentIndex():
            self.image_chosen.emit(path)
        else:
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def step(self, by: int) -> None:
        """Go to a neighbour of the current picture."""
        row = self.list.currentIndex().row() + by
        if 0 <= row < self._rows.rowCount():
            self.list.setCurrentIndex(self._rows.index(row, 0))

    @Slot()
    def _on_list(self) -> None:
        if self.pictures.rowCount():
            self._pages.show_content()

    @Slot()
    def _on_reset(self) -> None:
        self._current = None

    @Slot()
    def _show_selection(self) -> None:
        """As the state says; the current picture stays so."""
        if self._filtering or set(self.pictures.selected) == set(self._selected()):
            return
        shown = QItemSelection()
        for path in self.pictures.selected:
            index = self._rows.index_of(path)
            if index.isValid():
                shown.select(index, index)
        self.list.selectionModel().select(shown, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _selected(self) -> list[Path]:
        return [self._rows.path(index) for index in self.list.selectedIndexes()]

    @Slot()
    def _on_selected(self) -> None:
        self.pictures.select(self._selected())

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        """Hide other names. The current picture stays so, and selected as long as it is listed."""
        self._filtering = True
        self._rows.setFilterFixedString(text)
        index = QModelIndex() if self._current is None else self._rows.index_of(self._current)
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._filtering = False

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and not self._filtering:
            self._current = self._rows.path(current)
            self.image_chosen.emit(self._current)


def _icon(image: QImage) -> QIcon:
    """The same when selected: a picture must not be tinted."""
    pixmap = _framed(image)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _framed(image: QImage) -> QPixmap:
    """The thumbnail centred in a cell of one size, so that the names are aligned."""
    pixmap = QPixmap(_ICON)
    pixmap.fill(Qt.GlobalColor.transparent)
    if not image.isNull():
        fitted = image.scaled(_ICON, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        painter = QPainter(pixmap)
        painter.drawImage((_ICON.width() - fitted.width()) // 2, (_ICON.height() - fitted.height()) // 2, fitted)
        painter.end()
    else:
        pixmap.fill(QColor(128, 128, 128, 40))
    return pixmap
