"""A chip that lists the pictures of one class: a button with a searchable list of classes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.labels import as_chip
from attnstudio.ui.widgets.popup_button import PopupButton

_SIZE = (240, 260)


class ClassChip(PopupButton):
    """Emits `opening` when its list is about to be shown, and `chosen` with the index of a class, or None for all."""

    opening = Signal()
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.field, self.list = QLineEdit(), QListWidget()
        super().__init__(self.field, self.list, parent=parent)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._on_return)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.popup.setFixedSize(*_SIZE)
        self.menu().aboutToShow.connect(self._on_open)
        as_chip(self)
        self.setCheckable(True)

    def show_classes(self, classes: Sequence[tuple[int, str, int]]) -> None:
        """Index, name and how many pictures: as they are to be listed."""
        self.list.clear()
        for index, text in [
            (None, tr("All classes")),
            *((index, f"{name}  {count}") for index, name, count in classes),
        ]:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, index)
            self.list.addItem(item)

    def show_text(self, text: str, name: str) -> None:
        """`name`: for those who do not see it."""
        self.setText(text)
        self.setAccessibleName(name)
        self.field.setPlaceholderText(tr("Filter by name"))
        self.field.setAccessibleName(tr("Filter by name"))
        self.list.setAccessibleName(name)

    @Slot()
    def _on_open(self) -> None:
        self.opening.emit()
        self.field.clear()
        self.field.setFocus()

    @Slot(str)
    def _on_text(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())

    @Slot()
    def _on_return(self) -> None:
        """The first one that is listed."""
        rows = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if rows:
            self._on_item(self.list.item(rows[0]))

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.menu().close()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
