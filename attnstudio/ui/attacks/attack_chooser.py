"""The list of attacks, by what they are for, with a sentence about the chosen one."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from attnstudio.core.attacks.base import ATTACKS, Kind
from attnstudio.core.text import tr_noop
from attnstudio.ui.attacks.choices import attack_name
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint_with_link

_KINDS = {
    Kind.GRADIENT: tr_noop("Along the gradient"),
    Kind.SCORE: tr_noop("By answers alone"),
    Kind.EXPLANATION: tr_noop("On the map"),
    Kind.CONTROL: tr_noop("Controls"),
    Kind.SHIFT: tr_noop("Natural shifts"),
}
_ATTACK = Qt.ItemDataRole.UserRole


class AttackChooser(QWidget):
    """Emits `chosen` with an attack's id."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.box, self.sentence = QComboBox(), faint_with_link()
        self.box.setMaxVisibleItems(40)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.box)
        column.addWidget(self.sentence)
        self.box.activated.connect(self._on_activated)
        self.retranslate()

    def show_attack(self, attack: str) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(attack, _ATTACK))
        self._describe()

    def retranslate(self) -> None:
        # Of its own model, the box lets go when it gets another.
        chosen, model = self.box.currentData(_ATTACK), QStandardItemModel(self.box)
        for kind, heading in _KINDS.items():
            of_kind = [attack for attack in ATTACKS if attack.kind is kind]
            if not of_kind:
                continue
            title = QStandardItem(tr(heading))
            title.setEnabled(False)
            model.appendRow(title)
            for attack in of_kind:
                item = QStandardItem(f"   {attack_name(attack.id)}")
                item.setData(attack.id, _ATTACK)
                item.setToolTip(tr(attack.summary))
                model.appendRow(item)
        with QSignalBlocker(self.box):
            self.box.setModel(model)
            self.box.setCurrentIndex(self.box.findData(chosen or "fgsm", _ATTACK))
        self.box.setAccessibleName(tr("Attack"))
        self._describe()

    def _describe(self) -> None:
        attack = ATTACKS.discover()[self.box.currentData(_ATTACK)]
        paper = ""
        if attack.paper.startswith("arXiv "):
            number = attack.paper.removeprefix("arXiv ")
            paper = f' <a href="https://arxiv.org/abs/{number}">{attack.paper}</a>'
        self.sentence.setText(escape(tr(attack.summary)) + paper)
        self.sentence.setToolTip(tr(attack.description))

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        if attack := self.box.itemData(row, _ATTACK):
            self.chosen.emit(attack)
