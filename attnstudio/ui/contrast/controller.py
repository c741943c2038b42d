"""The contrast of the map that is seen: from the panel to the display options, and back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.ui.contrast.panel import ContrastButton
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.viewed import Viewed


class ContrastController(QObject):
    """Owns nothing. The panel is filled when it is opened, and while it is open."""

    def __init__(self, button: ContrastButton, seen: MapInView, viewed: Viewed, display: DisplayOptions) -> None:
        super().__init__()
        self._button, self._panel, self._seen, self._display = button, button.panel, seen, display
        self._panel.chosen.connect(self._on_chosen)
        self._panel.scope_chosen.connect(self._on_scope)
        button.menu().aboutToShow.connect(self._show)
        for state in (viewed, display):
            state.changed.connect(self._on_changed)

    @Slot(object)
    def _on_chosen(self, contrast: Contrast) -> None:
        """For the map that is shown where it has its own, else for all without one."""
        now, key = self._display.now.contrasts, self._key()
        if key is not None and now.own_of(*key) is not None:
            self._display.set(contrasts=now.with_own(*key, contrast))
        else:
            self._display.set(contrasts=Contrasts(contrast, now.own))

    @Slot(bool)
    def _on_scope(self, is_own: bool) -> None:
        """Give the map that is shown its own contrast, as it is now, or take it away."""
        now, key = self._display.now.contrasts, self._key()
        if key is not None:
            self._display.set(contrasts=now.with_own(*key, now.of(*key) if is_own else None))

    @Slot()
    def _on_changed(self) -> None:
        if self._button.menu().isVisible():
            self._show()

    @Slot()
    def _show(self) -> None:
        shown, now, key = self._seen.now(), self._display.now.contrasts, self._key()
        if shown is None or key is None:
            self._panel.show_map(None, now.every, is_own=False)
        else:
            self._panel.show_map(shown, now.of(*key), is_own=now.own_of(*key) is not None)

    def _key(self) -> tuple[Path, str] | None:
        """Picture and method of the map that is seen; a channel of a layer has no contrast."""
        shown = self._seen.now()
        return None if shown is None or not shown.method else (shown.path, shown.method)
