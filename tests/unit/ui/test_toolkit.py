"""What this program needs of Qt's bindings and does not get from every release: 6.12.0 on Python 3.11 fails here."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

TIMES = 2000


class Counter(QObject):
    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _on_moved(self, _: object) -> None:
        self.count += 1


def test_signals_cost_no_references(qapp: QApplication) -> None:
    counter = Counter()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(TIMES):
        counter.moved.emit(1)
    qapp.processEvents()
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert counter.count == TIMES
    assert after[0] - before[0] > -TIMES // 2
    assert after[1] - before[1] > -TIMES // 2
