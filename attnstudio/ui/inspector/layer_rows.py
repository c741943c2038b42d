"""The layers of a model as rows of a tree: what they are, which a map can use, which is explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from attnstudio.core.models.layer_tree import LayerRow
from attnstudio.core.text import grouped, tr_noop
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.plain import plain

LAYER, KIND, OUTPUT, PARAMETERS, TRAINABLE = range(5)
TIMES = "\N{MULTIPLICATION SIGN}"
TITLES = (tr_noop("Layer"), tr_noop("Type"), tr_noop("Output"), tr_noop("Parameters"), "\N{CHECK MARK}")
FILTERED = Qt.ItemDataRole.UserRole
DOT = QSize(12, 12)
_CHECK = "\N{CHECK MARK}"
_ROW = 20
_Index = QModelIndex | QPersistentModelIndex


@dataclass(eq=False)
class _Node:
    row: LayerRow
    parent: int  # its number; -1 at the top
    place: int  # among its siblings
    children: list[int] = field(default_factory=list)


class LayerTreeModel(QAbstractItemModel):
    """One row a layer, those of nested models below theirs. Indexes carry the number of their node."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._nodes: list[_Node] = []
        self._top: list[int] = []
        self._by_map_name: dict[str, int] = {}
        self._explained = -1
        self._icons = _icons()

    def show_rows(self, rows: Sequence[LayerRow]) -> None:
        self.beginResetModel()
        self._nodes, self._explained = [], -1
        self._top = self._add(rows, -1)
        names = ((node.row.map_name, number) for number, node in enumerate(self._nodes))
        self._by_map_name = {name: number for name, number in names if name is not None}
        self.endResetModel()

    def explain(self, map_name: str | None) -> None:
        """Mark the layer that is explained."""
        before, self._explained = self._explained, self._by_map_name.get(map_name or "", -1)
        for number in {before, self._explained} - {-1}:
            self.dataChanged.emit(self._index(number, LAYER), self._index(number, TRAINABLE))

    @property
    def explained(self) -> QModelIndex:
        """The index of the explained layer; invalid if there is none."""
        return self._index(self._explained, LAYER) if self._explained >= 0 else QModelIndex()

    def row(self, index: _Index) -> LayerRow:
        return self._nodes[index.internalId()].row

    def longest(self, column: int) -> str:
        """The longest text of a column."""
        return max((_text(node.row, column) for node in self._nodes), key=len, default="")

    def retranslate(self) -> None:
        """Also when the theme changes."""
        self._icons = _icons()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, LAYER, TRAINABLE)

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        siblings = self._children(parent)
        return self.createIndex(row, column, siblings[row]) if 0 <= row < len(siblings) else QModelIndex()

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self._nodes[index.internalId()].parent if index.isValid() else -1
        return self._index(above, LAYER) if above >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.column() > 0 else len(self._children(parent))

    def columnCount(self, _: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return len(TITLES)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and section == TRAINABLE:
            return tr("Trainable")
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        number, column = index.internalId(), index.column()
        row = self._nodes[number].row
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(-1, _ROW)
            case Qt.ItemDataRole.DecorationRole if column == LAYER:
                return self._icons[(row.map_name is not None) + (number == self._explained)]
            case Qt.ItemDataRole.ForegroundRole if row.map_name is None and not row.rows:
                return QBrush(QColor(theme.colours().faint))
            case Qt.ItemDataRole.FontRole if number == self._explained:
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ToolTipRole if column == LAYER:
                cells = (
                    f"{tr(TITLES[one])}: {text}" for one in (KIND, OUTPUT, PARAMETERS) if (text := _text(row, one))
                )
                return plain("\n".join([_hint(row, column), *cells]))
            case Qt.ItemDataRole.ToolTipRole:
                return plain(_hint(row, column))
            case Qt.ItemDataRole.AccessibleTextRole if column == LAYER and number == self._explained:
                return tr("{layer}, explained", layer=row.name)
            case _ if role == FILTERED:
                return f"{row.name} {row.kind} {row.shape}"
        return None

    def _add(self, rows: Sequence[LayerRow], parent: int) -> list[int]:
        numbers = []
        for place, row in enumerate(rows):
            node = _Node(row, parent, place)
            numbers.append(len(self._nodes))
            self._nodes.append(node)
            node.children = self._add(row.rows, numbers[-1])
        return numbers

    def _children(self, parent: _Index) -> list[int]:
        return self._nodes[parent.internalId()].children if parent.isValid() else self._top

    def _index(self, number: int, column: int) -> QModelIndex:
        return self.createIndex(self._nodes[number].place, column, number)


def _text(row: LayerRow, column: int) -> str:
    match column:
        case 0:
            return row.name
        case 1:
            return row.kind
        case 2:
            return row.shape.replace("x", TIMES)
        case 3:
            return grouped(row.parameters) if row.parameters else ""
        case _:
            return "" if not row.parameters else _CHECK if row.trainable else "\N{EN DASH}"


def _hint(row: LayerRow, column: int) -> str:
    if column == TRAINABLE and row.parameters:
        return tr("{count} of {total} trainable", count=grouped(row.trainable), total=grouped(row.parameters))
    if row.map_name is not None:
        return tr("{layer}: click to explain this layer.", layer=row.name)
    if row.rows:
        return tr("{layer}: a nested model; its layers are listed below.", layer=row.name)
    return tr("{layer}: cannot be explained, its output has no height and width.", layer=row.name)


def _alignment(column: int) -> int:
    side = {PARAMETERS: Qt.AlignmentFlag.AlignRight, TRAINABLE: Qt.AlignmentFlag.AlignHCenter}
    return int(side.get(column, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter)


def _icons() -> tuple[QIcon, QIcon, QIcon]:
    """Before a layer that no map can use, one that a map can, and the one that is explained."""
    return _dot(filled=None), _dot(filled=False), _dot(filled=True)


def _dot(*, filled: bool | None) -> QIcon:
    scheme = theme.colours()
    icon = QIcon(_drawn_dot(scheme.accent, filled))
    icon.addPixmap(_drawn_dot(scheme.on_accent, filled), QIcon.Mode.Selected)
    return icon


def _drawn_dot(colour: str, filled: bool | None) -> QPixmap:
    """A disc, a ring, or, for None, nothing."""
    pixmap = QPixmap(DOT * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    if filled is not None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.4))
        painter.setBrush(QColor(colour) if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(6, 6), 3.2, 3.2)
        painter.end()
    return pixmap
