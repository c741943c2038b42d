"""Where jobs run, and how much memory a batch may take: a menu of the menu bar and of the status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from attnstudio.ui.shell.i18n import tr

ALWAYS = ("auto", "cpu")
BUDGETS = (0, 512, 1024, 2048, 4096, 8192, 16384)  # MB; 0: half of what is free


class DeviceMenu(QMenu):
    """Emits what the user chose."""

    device_chosen = Signal(str)  # auto, cpu, gpu:0 ...
    memory_chosen = Signal(int)  # MB

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._devices, self._budgets = QActionGroup(self), QActionGroup(self)
        self._devices.triggered.connect(lambda action: self.device_chosen.emit(str(action.data())))
        self._budgets.triggered.connect(lambda action: self.memory_chosen.emit(int(action.data())))
        self._device_title = self.addSection("")
        self._memory_title = self.addSection("")
        for budget in BUDGETS:
            self.addAction(_choice(self._budgets, budget))
        self._offered: tuple[str, ...] = ALWAYS
        self.choose("auto", 0)

    def show_devices(self, devices: Sequence[str]) -> None:
        """List what can be chosen on this machine; the choice stays, even where it is no longer there."""
        self._offered = tuple(devices)
        self._list_devices(str(self._devices.checkedAction().data()))

    def choose(self, device: str, budget: int) -> None:
        """Mark what is in use; emits nothing."""
        self._list_devices(device)
        _check(self._budgets, budget)
        self.retranslate()

    def _list_devices(self, chosen: str) -> None:
        wanted = list(dict.fromkeys((*self._offered, chosen)))
        if wanted != [action.data() for action in self._devices.actions()]:  # else it stays: the menu may be open
            for action in self._devices.actions():
                self._devices.removeAction(action)
                self.removeAction(action)
                action.deleteLater()
            self.insertActions(self._memory_title, [_choice(self._devices, device) for device in wanted])
            self.retranslate()
        _check(self._devices, chosen)

    def retranslate(self) -> None:
        self.setTitle(tr("&Device"))
        self._device_title.setText(tr("Run on"))
        self._memory_title.setText(tr("Memory for a batch"))
        for action in self._devices.actions():
            device = str(action.data())
            names = {"auto": tr("Automatic: a GPU if there is one"), "cpu": "CPU"}
            action.setText(names.get(device, device.upper().replace(":", " ")))
        for action in self._budgets.actions():
            budget = int(action.data())
            action.setText(_amount(budget) if budget else tr("Automatic: half of what is free"))


def _choice(group: QActionGroup, data: object) -> QAction:
    action = QAction(group)
    action.setCheckable(True)
    action.setData(data)
    return action


def _check(group: QActionGroup, data: object) -> None:
    for action in group.actions():
        action.setChecked(action.data() == data)


def _amount(megabytes: int) -> str:
    return tr("{size} MB", size=megabytes) if megabytes < 1024 else tr("{size} GB", size=megabytes // 1024)
