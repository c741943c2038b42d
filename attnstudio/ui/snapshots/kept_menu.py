"""The submenu of the maps that are kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from attnstudio.export.session_content import KeptMap
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.snapshots.store import KeptMaps


class KeptMenu(QMenu):
    """A view of them. Emits what is to be done with one."""

    compare_requested = Signal(object)  # KeptMap
    settings_requested = Signal(object)  # KeptMap: they are to be chosen

    def __init__(self, maps: KeptMaps, window: QWidget) -> None:
        super().__init__()
        self._maps, self._window = maps, window
        maps.changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        self.setTitle(tr("&Kept maps"))
        for menu in self.findChildren(QMenu):  # which `clear` keeps
            menu.setParent(None)  # else its Python object stays, with all that its actions refer to
            menu.deleteLater()
        self.clear()
        for kept in reversed(self._maps.items):
            menu = self.addMenu(kept.name.replace("&", "&&"))
            menu.addAction(tr("Compare with now by a split line"), partial(self.compare_requested.emit, kept))
            menu.addAction(tr("Use its settings"), partial(self.settings_requested.emit, kept))
            menu.addSeparator()
            menu.addAction(tr("Rename..."), partial(self._rename, kept))
            menu.addAction(tr("Forget"), partial(self._maps.forget, kept))
        self.menuAction().setEnabled(bool(self._maps.items))

    def _rename(self, kept: KeptMap) -> None:
        name, is_ok = QInputDialog.getText(self._window, tr("Rename kept map"), tr("Name"), text=kept.name)
        if is_ok and name.strip():
            self._maps.rename(kept, name.strip())
