"""The pictures that are open: thumbnails, a filter, the chosen one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
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
from attnstudio.ui.widgets.base import Pages, Panel
from attnstudio.ui.widgets.plain import plain

_ICON = QSize(64, 48)
_Index = QModelIndex | QPersistentModelIndex


class PictureList(QAbstractListModel):
    """Paths in the order they came; thumbnails are asked for when a row is first seen."""

    def __init__(self, loader: PictureLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._loader = loader
        self._paths: list[Path] = []
        self._rows: dict[Path, int] = {}
        self._icons: dict[Path, QIcon] = {}
        self._blank = _icon(QImage())
        loader.thumbnail_ready.connect(self._on_thumbnail, Qt.ConnectionType.QueuedConnection)

    def add(self, paths: Iterable[Path]) -> list[Path]:
        """Append the paths that are not there yet; returns those."""
        new = [path for path in dict.fromkeys(paths) if path not in self._rows]
        if new:
            first = len(self._paths)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            for row, path in enumerate(new, start=first):
                self._paths.append(path)
                self._rows[path] = row
            self.endInsertRows()
        return new

    def clear(self) -> None:
        self.beginResetModel()
        self._paths.clear()
        self._rows.clear()
        self.endResetModel()

    def row_of(self, path: Path) -> int | None:
        return self._rows.get(path)

    def path(self, row: int) -> Path:
        return self._paths[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._paths)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        path = self._paths[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(str(path))
        if role == Qt.ItemDataRole.DecorationRole:
            if path not in self._icons:
                self._loader.ask_thumbnail(path)
                return self._blank
            return self._icons[path]
        return None

    @Slot(object, object)
    def _on_thumbnail(self, path: Path, image: QImage) -> None:
        self._icons[path] = _icon(image)
        if (row := self._rows.get(path)) is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])


class ImageBrowser(Panel):
    """Emits `image_chosen` when the user moves to another picture, by mouse or arrow keys."""

    image_chosen = Signal(object)  # Path

    def __init__(self, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = PictureList(loader, self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.pictures)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._chosen: Path | None = None
        self._filtering = False
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setAcceptDrops(False)  # what is dropped here is for the window
        self.filter.textChanged.connect(self._on_filter)
        self.list = QListView()
        self.list.setModel(self._shown)
        self.list.setIconSize(_ICON)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setSpacing(2)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
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

    def add(self, paths: Iterable[Path]) -> list[Path]:
        """Show more pictures; returns the new ones."""
        new = self.pictures.add(paths)
        if self.pictures.rowCount():
            self._pages.show_content()
        return new

    def replace(self, paths: Iterable[Path]) -> None:
        """Show other pictures; none is chosen yet."""
        self._chosen = None
        self.pictures.clear()
        self.add(paths)

    def choose(self, path: Path) -> None:
        """Make a picture the current one. Where it is so already, it is chosen again: its file may have changed."""
        row = self.pictures.row_of(path)
        if row is None:
            return
        index = self._shown.mapFromSource(self.pictures.index(row))
        if not index.isValid():
            self.filter.clear()
            index = self._shown.mapFromSource(self.pictures.index(row))
        if index == self.list.currentIndex():
            self.image_chosen.emit(path)
        else:
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def selected(self) -> list[Path]:
        """The pictures that are marked in the list, in its order."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return [self.pictures.path(self._shown.mapToSource(self._shown.index(row, 0)).row()) for row in rows]

    def select(self, paths: Iterable[Path]) -> None:
        """Mark these, as far as they are listed; the current one stays so."""
        marked = QItemSelection()
        for path in paths:
            row = self.pictures.row_of(path)
            index = QModelIndex() if row is None else self._shown.mapFromSource(self.pictures.index(row))
            if index.isValid():
                marked.select(index, index)
        self.list.selectionModel().select(marked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def step(self, by: int) -> None:
        """Go to a neighbour of the current picture."""
        row = self.list.currentIndex().row() + by
        if 0 <= row < self._shown.rowCount():
            self.list.setCurrentIndex(self._shown.index(row, 0))

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        """Hide other names. The chosen picture stays chosen, and marked as long as it is listed."""
        self._filtering = True
        self._shown.setFilterFixedString(text)
        row = None if self._chosen is None else self.pictures.row_of(self._chosen)
        index = QModelIndex() if row is None else self._shown.mapFromSource(self.pictures.index(row))
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._filtering = False

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and not self._filtering:
            self._chosen = self.pictures.path(self._shown.mapToSource(current).row())
            self.image_chosen.emit(self._chosen)


def _icon(image: QImage) -> QIcon:
    """The same when selected: a picture must not be tinted."""
    pixmap = _framed(image)
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


def _framed(image: QImage) -> QPixmap:
    """The thumbnail centred in a cell of one size, so that the names stand in one column."""
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
