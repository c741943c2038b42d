"""A button that opens a list of things to tick."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.popup_button import PopupButton

_WIDTH = 260


class TickList(PopupButton):
    """Emits `changed` when the user ticks, and `added` with what is written in the field below the list."""

    changed = Signal()
    added = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.list, self.field = QListWidget(), QLineEdit()
        super().__init__(self.list, self.field, parent=parent)
        self.list.itemChanged.connect(lambda _: self._on_ticked())
        self.list.itemActivated.connect(self._toggle)
        self.field.returnPressed.connect(self._on_written)
        self.popup.setMinimumWidth(_WIDTH)
        self.menu().aboutToShow.connect(self.list.setFocus)
        self.setStyleSheet("QToolButton { padding-right: 14px; }")  # the arrow must not touch the text
        self.retranslate()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys, in the order of the list."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def show_items(self, items: Mapping[str, str], ticked: Collection[str], *, may_add: bool) -> None:
        """Texts by key; emits nothing."""
        self.list.blockSignals(True)
        self.list.clear()
        for key, text in items.items():
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.field.setVisible(may_add)
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(tr("{count} ticked", count=len(self.ticked)))
        self.setAccessibleName(tr("Rows to compare"))
        self.list.setAccessibleName(tr("Rows to compare"))
        self.field.setPlaceholderText(tr("Another class: name, index, or A-B"))
        self.field.setAccessibleName(tr("Another class: name, index, or A-B"))

    def _on_ticked(self) -> None:
        self.retranslate()
        self.changed.emit()

    @Slot(QListWidgetItem)
    def _toggle(self, item: QListWidgetItem) -> None:
        """Enter does what Space does."""
        is_ticked = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked)

    def _on_written(self) -> None:
        if text := self.field.text().strip():
            self.field.clear()
            self.added.emit(text)
