"""Which class of the model each class of the data set is: proposals that the user confirms or corrects."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.datasets.matching import ClassMatch, How
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.picture_columns import NO_CLASS
from attnstudio.core.targets import class_index
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import as_list, faint

_Index = QModelIndex | QPersistentModelIndex
_SIZE = (640, 480)
_HOW = {
    How.EXACT: tr_noop("the same name"),
    How.PLAIN: tr_noop("the same name but for case and punctuation"),
    How.SYNONYM: tr_noop("a synonym"),
    How.WORDNET: tr_noop("the WordNet id"),
    How.INDEX: tr_noop("the number"),
    How.NEAR: tr_noop("a similar name"),
}


class MatchRows(QAbstractTableModel):
    """Owns the index of the model's class for each class of the data set. Those without a class come first."""

    def __init__(self, match: ClassMatch, class_names: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._match, self._names = match, class_names
        self.indices = match.indices.tolist()
        for place, proposal in enumerate(match.proposals):
            if self.indices[place] == NO_CLASS and proposal is not None:
                self.indices[place] = proposal.index
        self._order = sorted(range(len(self.indices)), key=lambda place: match.indices[place] != NO_CLASS)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else 3

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if index.column() == 1 else Qt.ItemFlag.NoItemFlags)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        place = self._order[index.row()]
        chosen, proposal = self.indices[place], self._match.proposals[place]
        match index.column():
            case 0:
                return self._match.names[place]
            case 1:
                nothing = "" if role == Qt.ItemDataRole.EditRole else tr("none")
                return nothing if chosen == NO_CLASS else self._names[chosen]
        is_proposed = proposal is not None and proposal.index == chosen
        return tr(_HOW[proposal.how]) if proposal is not None and is_proposed else ""

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """A class by name or index; empty for none. What names no class changes nothing."""
        text = str(value).strip()
        try:
            self.indices[self._order[index.row()]] = class_index(text, self._names) if text else NO_CLASS
        except ChoiceFailure:
            return False
        self.dataChanged.emit(index, self.index(index.row(), 2))
        return True

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Class of the data set"), tr("Class of the model"), tr("Found by"))[section]
        return None


class _ClassField(QStyledItemDelegate):
    """A field that completes the names of the model's classes."""

    def __init__(self, class_names: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._names = list(class_names)

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        field = QLineEdit(parent)
        completer = QCompleter(self._names, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)
        field.setAccessibleName(tr("Class of the model"))
        return field


class MatchDialog(QDialog):
    def __init__(self, match: ClassMatch, class_names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Classes of the data set and of the model"))
        self.rows = MatchRows(match, class_names, self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        as_list(self.table)
        self.table.setItemDelegateForColumn(1, _ClassField(class_names, self))
        self.table.setEditTriggers(QTableView.EditTrigger.AllEditTriggers)
        self.table.setAccessibleName(tr("Classes of the data set and of the model"))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        text = faint()
        text.setText(
            tr(
                "Double-click a class of the model to choose another one. Pictures of a class without a match have "
                "no label."
            )
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (text, self.table, self.buttons):
            column.addWidget(widget)
        self.resize(*_SIZE)

    def ask(self) -> list[int] | None:
        """Index of a class of the model for each of the data set; None: the user closed the dialog."""
        accepted = self.exec() == QDialog.DialogCode.Accepted
        self.deleteLater()
        return self.rows.indices if accepted else None
