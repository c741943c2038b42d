"""Which share of the pictures that were made on one model fools another, of one attack with one eps."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from attnstudio.core.robustness.record import AttackKey
from attnstudio.core.robustness.summary import Summary
from attnstudio.ui.attacks import many_text
from attnstudio.ui.attacks.number_table import NumberTable
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel
from attnstudio.ui.widgets.plain import PlainLabel


class TransferView(Panel):
    """Owns which attack is seen: at first the one with the largest eps."""

    def __init__(self) -> None:
        super().__init__()
        self._summary: Summary | None = None
        self._names: Mapping[str, str] = {}
        self._label, self.attack, self.table = PlainLabel(), QComboBox(), NumberTable()
        self._label.setBuddy(self.attack)
        self.attack.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE // 2, theme.SPACE // 2, 0, 0)
        row.addWidget(self._label)
        row.addWidget(self.attack)
        row.addStretch()
        self.stack.addLayout(row)
        self.stack.addWidget(self.table, 1)
        self.attack.activated.connect(self._show)
        self.retranslate()

    def show_summary(self, summary: Summary, names: Mapping[str, str]) -> None:
        """Of several models; `names`: by id."""
        chosen = self._chosen
        self._summary, self._names = summary, names
        self.attack.clear()
        self.attack.addItems([many_text.key_text(key) for key in summary.attacks])
        wanted = chosen if chosen in summary.attacks else summary.largest[0]
        self.attack.setCurrentIndex(summary.attacks.index(wanted))
        self._show()

    def retranslate(self) -> None:
        self._label.setText(tr("Fooled by"))
        self.attack.setAccessibleName(tr("Attack whose transfer is shown"))
        self.table.setAccessibleName(tr("Transfer between models"))
        if self._summary is not None:
            self.show_summary(self._summary, self._names)

    @property
    def _chosen(self) -> AttackKey | None:
        attacks = () if self._summary is None else self._summary.attacks
        row = self.attack.currentIndex()
        return attacks[row] if 0 <= row < len(attacks) else None

    def _show(self) -> None:
        if self._summary is not None and (key := self._chosen) is not None:
            self.table.show_cells(*many_text.transfer_cells(self._summary, key, self._names))
