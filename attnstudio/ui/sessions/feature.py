"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.recovery import Recovery
from attnstudio.ui.sessions.controller import SessionsController
from attnstudio.ui.sessions.recovery_writer import RecoveryWriter
from attnstudio.ui.sessions.session_state import Regions, SessionState
from attnstudio.ui.shell.services import Services


class SessionsFeature:
    """Session files, and recovery of a window that did not end normally."""

    def __init__(self, regions: Regions, recovery: Recovery | None, services: Services) -> None:
        selection, display, models, pictures = services.selection, services.display, services.models, services.pictures
        self.state = SessionState(selection, display, models, pictures, services.dataset, regions)
        self.controller = SessionsController(
            services.window,
            services.actions,
            services.settings,
            self.state,
            services.viewed,
            services.board,
            services.notifier,
            recovery,
        )
        self._writer: RecoveryWriter | None = None
        if recovery is not None:
            self._writer = RecoveryWriter(recovery, self.state, selection, display, models, pictures, services.dataset)
        services.window.session_dropped.connect(self.controller.open)

    def stop(self) -> None:
        """The window closes normally."""
        if self._writer is not None:
            self._writer.stop()
