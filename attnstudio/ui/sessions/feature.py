"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.recovery import Recovery
from attnstudio.ui.sessions.controller import SessionsController
from attnstudio.ui.sessions.recovery_writer import RecoveryWriter
from attnstudio.ui.sessions.session_state import Attacking, Kept, Measured, Regions, SessionState
from attnstudio.ui.sessions.window_layout import Comparing, WindowLayout
from attnstudio.ui.shell.services import Services
from attnstudio.ui.state.results import ResultRows


class SessionsFeature:
    """Session files, and recovery of a window that did not end normally."""

    def __init__(
        self,
        regions: Regions,
        comparing: Comparing,
        measured: Measured,
        results: ResultRows,
        attacking: Attacking,
        kept: Kept,
        recovery: Recovery | None,
        services: Services,
    ) -> None:
        selection, display, models, pictures = services.selection, services.display, services.models, services.pictures
        layout = WindowLayout(services.window, comparing)
        self.state = SessionState(
            selection, display, models, pictures, services.dataset, regions, results, measured, attacking, kept, layout
        )
        self.controller = SessionsController(
            services.window,
            services.actions,
            services.settings,
            self.state,
            services.viewed,
            services.board,
            services.notifier,
            selection,
            recovery,
        )
        self._writer: RecoveryWriter | None = None
        if recovery is not None:
            writer = self._writer = RecoveryWriter(recovery, self.state.without_regions)
            changes = (selection.changed, display.changed, models.changed, services.dataset.changed)
            for changed in (*changes, pictures.list_changed, pictures.selection_changed, services.viewed.changed):
                changed.connect(writer.on_changed)
            for changed in (results.rowsInserted, results.rowsRemoved):
                changed.connect(writer.on_changed)
        services.window.session_dropped.connect(self.controller.open)

    def save_later(self) -> None:
        """Something that a session keeps changed."""
        if self._writer is not None:
            self._writer.on_changed()

    def end(self) -> None:
        """The window is about to be hidden."""
        if self._writer is not None:
            self._writer.end()

    def stop(self) -> None:
        """The window closes normally."""
        if self._writer is not None:
            self._writer.stop()
