"""A progress bar that counts bytes."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number

_STEPS = 1000  # Qt's bars count to two thousand million, weights have more bytes


class ByteBar(QProgressBar):
    """Shows how much of a file is done, in MB."""

    def show_bytes(self, done: int, total: int) -> None:
        """`total` 0: how much there is is not known."""
        self.setRange(0, _STEPS if total else 0)
        self.setValue(int(_STEPS * done / total) if total else 0)
        so_far, in_all = number(done / 1e6, 1), number(total / 1e6, 1)
        self.setFormat(tr("{done} / {total} MB", done=so_far, total=in_all) if total else tr("{size} MB", size=so_far))
