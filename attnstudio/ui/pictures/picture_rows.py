"""The pictures that are listed, as rows for every look of the browser."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QColor

from attnstudio.core.picture_columns import Column
from attnstudio.ui.pictures import cell_text
from attnstudio.ui.pictures.thumbnails import SMALL, Thumbnails
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.widgets.plain import plain

LARGE_ICON = Qt.ItemDataRole.UserRole  # the thumbnail of a grid
IS_RIGHT = Qt.ItemDataRole.UserRole + 1  # 1 right, 0 wrong, -1 not known
HAS_REGION = Qt.ItemDataRole.UserRole + 2
_Index = QModelIndex | QPersistentModelIndex
_NUMBER = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRED = int(Qt.AlignmentFlag.AlignCenter)
_TEXT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PictureRows(QAbstractTableModel):
    """A view of the rows that the state lists, in its order. Owns nothing: a million rows cost no more than ten."""

    def __init__(self, state: DatasetState, pictures: PictureList, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._pictures, self._thumbnails = state, pictures, thumbnails
        self._count = len(state.view)
        state.changed.connect(self._on_changed)
        thumbnails.ready.connect(self._on_thumbnail)

    def path(self, index: _Index) -> Path:
        return self._pictures.path(self.list_row(index))

    def list_row(self, index: _Index) -> int:
        """Of the list of pictures."""
        return int(self._state.view[index.row()])

    def index_of(self, path: Path) -> QModelIndex:
        """Not valid where the filter hides it, or it is not listed."""
        row = self._pictures.row_of(path)
        place = None if row is None else self._state.place_of(row)
        return QModelIndex() if place is None else self.index(place, 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._state.view):
            return None
        row, column = self.list_row(index), Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                is_name = column is Column.NAME
                return self._pictures.path(row).name if is_name else cell_text.cell_text(self._state, row, column)
            case Qt.ItemDataRole.ToolTipRole:
                is_name = column is Column.NAME
                text = self._name_tip(row) if is_name else cell_text.tool_tip(self._state, row, column)
                return plain(text)
            case Qt.ItemDataRole.DecorationRole if column is Column.NAME:
                return self._thumbnails.icon(self._pictures.path(row), SMALL)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _NUMBER if column in cell_text.NUMBERS else _CENTRED if column is Column.RIGHT else _TEXT
            case Qt.ItemDataRole.ForegroundRole if column is Column.RIGHT:
                return QColor(theme.colours().failure) if cell_text.is_right(self._state, row) == 0 else None
            case Qt.ItemDataRole.AccessibleTextRole if column is not Column.NAME:
                text_of = cell_text.tool_tip if column is Column.RIGHT else cell_text.cell_text
                return f"{tr(cell_text.HEADINGS[column])}: {text_of(self._state, row, column)}"
            case _ if role == LARGE_ICON:
                return self._thumbnails.icon(self._pictures.path(row), self._thumbnails.large)
            case _ if role == IS_RIGHT:
                return cell_text.is_right(self._state, row)
            case _ if role == HAS_REGION:
                return bool(self._state.columns.regions[row])
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(cell_text.HEADINGS[column])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(cell_text.EXPLANATIONS[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if column in cell_text.NUMBERS else _CENTRED if column is Column.RIGHT else _TEXT
        return None

    def resize_thumbnails(self, side: int) -> None:
        """Those of a grid, in pixels."""
        self._thumbnails.resize(side)

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._show_cells()

    @Slot(object)
    def _on_changed(self, changed: frozenset[str]) -> None:
        if changed & {"view", "dataset"}:
            self.beginResetModel()
            self._count = len(self._state.view)
            self.endResetModel()
        else:
            self._show_cells()

    def _name_tip(self, row: int) -> str:
        """What the signs over a thumbnail mean stands below the path."""
        lines = [str(path := self._pictures.path(row))]
        if self._thumbnails.is_broken(path):
            lines.append(tr("This file cannot be read as a picture"))
        for column in (Column.REGION, Column.RIGHT):
            if text := cell_text.tool_tip(self._state, row, column):
                lines.append(f"{tr(cell_text.HEADINGS[column])}: {text}" if column is Column.REGION else text)
        return "\n".join(lines)

    def _show_cells(self) -> None:
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(Column) - 1))

    @Slot(object)
    def _on_thumbnail(self, path: Path) -> None:
        index = self.index_of(path)
        if index.isValid():
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])
