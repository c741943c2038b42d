"""Two maps over one picture in turn: what differs moves."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QShowEvent

from attnstudio.ui.compare.pair import PairView
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.viewer.linked import Link

_EVERY_MS = 500  # slow enough for people whom flicker harms


class Blink(PairView):
    """Runs while it is in sight. Space stops it and lets it run again; left and right show the one or the other."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.shown = 0  # the first or the second
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(lambda: self.turn_to(1 - self.shown))
        self.retranslate()

    @property
    def runs(self) -> bool:
        return self._timer.isActive()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Blink: two maps in turn; Space pauses"))
        self.setToolTip(tr("Space pauses and resumes; the arrow keys switch between the maps"))

    def turn_to(self, number: int) -> None:
        self.shown = number
        if self.pair is not None:
            self.map = self.pair.maps[number]
        self.update()

    def stop(self) -> None:
        self._stopped = True
        self._timer.stop()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = self.begin()
        if self.pair is not None:
            self.paint_map(painter, self.pair.maps[self.shown], self.area())
            self.title(painter, f"{'AB'[self.shown]}  {self.pair.names[self.shown]}", Qt.AlignmentFlag.AlignHCenter)
        self.end(painter)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        if not self._stopped:
            self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._timer.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Space if self.runs:
                self.stop()
            case Qt.Key.Key_Space:
                self._stopped = False
                self._timer.start()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.stop()
                self.turn_to(0 if event.key() == Qt.Key.Key_Left else 1)
            case _:
                super().keyPressEvent(event)
