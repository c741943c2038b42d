"""Writes the state of the window to the recovery file, in case it does not close normally."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from attnstudio.recovery import Recovery
from attnstudio.ui.sessions.session_state import SessionState
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection

DELAY = 3000  # ms: of many changes, the state after the last one is written


class RecoveryWriter(QObject):
    """Writes the state a moment after a change of it, without regions: these are saved with every change."""

    def __init__(
        self,
        recovery: Recovery,
        state: SessionState,
        selection: Selection,
        display: DisplayOptions,
        models: Models,
        pictures: PictureList,
        dataset: DatasetState,
    ) -> None:
        super().__init__()
        self._recovery, self._state = recovery, state
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DELAY)
        self._delay.timeout.connect(self._write)
        for changed in (selection.changed, display.changed, models.changed, pictures.list_changed, dataset.changed):
            changed.connect(self._on_changed)

    def stop(self) -> None:
        """A normal end: there is nothing to restore."""
        self._delay.stop()
        self._recovery.close()

    @Slot()
    def _on_changed(self) -> None:
        if not self._delay.isActive():
            self._delay.start()

    @Slot()
    def _write(self) -> None:
        state = self._state.without_regions()
        if state is not None:
            self._recovery.save(state)
