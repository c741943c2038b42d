"""The box of the export's presets: those of the program and the user's own, which are saved and deleted here."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QPushButton, QWidget

from attnstudio.export import presets
from attnstudio.export.presets import BUILT_IN, Preset
from attnstudio.settings import Settings
from attnstudio.ui.shell.i18n import tr


class PresetBox(QWidget):
    """Owns the user's presets, which the settings remember. What is chosen beside it may be none of them."""

    chosen = Signal(object)  # Preset

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings, self._own = settings, presets.read(settings.text("export_presets"))
        self._now = Preset()
        self.box, self.save, self.delete = QComboBox(), QPushButton(tr("Save...")), QPushButton(tr("Delete"))
        self.box.setAccessibleName(tr("Preset"))
        self.save.setToolTip(tr("Keep what is chosen below under a name"))
        self.delete.setToolTip(tr("Delete this preset of your own"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)
        for button in (self.save, self.delete):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.box.activated.connect(self._choose)
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(self._delete)
        self._list()

    def show_preset(self, now: Preset) -> None:
        """What is chosen beside it: named, where it is a preset."""
        self._now = now
        names = [name for name, preset in self._all().items() if preset == now]
        current = self.box.currentText()
        place = self.box.findText(current if current in names else next(iter(names), ""))
        self.box.setCurrentIndex(place)
        self.delete.setEnabled(self.box.currentText() in self._own)
        self.save.setEnabled(not names)

    def _all(self) -> dict[str, Preset]:
        """A preset of the user's may have the name of one of the program's."""
        return {tr(name): preset for name, preset in BUILT_IN.items()} | self._own

    def _list(self) -> None:
        self.box.clear()
        self.box.addItems(list(self._all()))
        self.box.setPlaceholderText(tr("As chosen below"))
        self.show_preset(self._now)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self._all()[self.box.currentText()])

    @Slot()
    def _save(self) -> None:
        name, is_ok = QInputDialog.getText(self, tr("Save preset"), tr("Name"))
        name = " ".join(name.split())
        if is_ok and name:
            self._own[name] = self._now
            self._keep()

    @Slot()
    def _delete(self) -> None:
        self._own.pop(self.box.currentText(), None)
        self._keep()

    def _keep(self) -> None:
        self._settings.set("export_presets", presets.written(self._own))
        self._list()
