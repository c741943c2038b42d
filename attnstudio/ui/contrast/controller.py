"""The contrast of the map that is seen: from the panel to the display options, and back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.core.contrast import AUTO, PLAIN, Contrast
from attnstudio.core.text import tr_noop
from attnstudio.ui.contrast.panel import ContrastButton
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.history import History
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.viewed import Viewed

_Key = tuple[Path, str]  # picture and method of a map

_CHANGE = tr_noop("change of contrast")


class ContrastController(QObject):
    """Owns nothing. The panel is filled when it is opened, and while it is open; what it changes can be undone."""

    def __init__(
        self, button: ContrastButton, seen: MapInView, viewed: Viewed, display: DisplayOptions, history: History
    ) -> None:
        super().__init__()
        self._history = history
        self._button, self._panel, self._seen, self._display = button, button.panel, seen, display
        self._panel.chosen.connect(self._on_chosen)
        self._panel.scope_chosen.connect(self._on_scope)
        button.menu().aboutToShow.connect(self._show)
        for state in (viewed, display):
            state.changed.connect(self._on_changed)

    @Slot(object, object)
    def _on_chosen(self, contrast: Contrast, moved: str | None) -> None:
        """For the map that is shown where it has its own, else for all without one."""
        now, key = self._display.now.contrasts, self._key()
        own = None if key is None else now.own_of(*key)
        if own is None:
            self._change(None, now.every, contrast, moved)
        else:
            self._change(key, own, contrast, moved)

    @Slot(bool)
    def _on_scope(self, is_own: bool) -> None:
        """Give the map that is shown its own contrast, as it is now, or take it away."""
        now, key = self._display.now.contrasts, self._key()
        if key is not None:
            self._change(key, now.own_of(*key), now.of(*key) if is_own else None)

    @Slot()
    def set_auto(self) -> None:
        """Let the map that is shown span its own percentiles."""
        if (key := self._key()) is not None:
            self._change(key, self._display.now.contrasts.own_of(*key), AUTO)

    def _change(
        self, key: _Key | None, before: Contrast | None, after: Contrast | None, moved: str | None = None
    ) -> None:
        """`key`: of the map whose own contrast it is; None: it is that of all others."""
        undo, redo = partial(self._set, key, before), partial(self._set, key, after)
        joins = None if moved is None else ("contrast", key, moved)
        self._history.do(_CHANGE, undo, redo, of=None if key is None else key[0], joins=joins)

    def _set(self, key: _Key | None, contrast: Contrast | None) -> None:
        now = self._display.now.contrasts
        changed = replace(now, every=contrast or PLAIN) if key is None else now.with_own(*key, contrast)
        self._display.set(contrasts=changed)

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

    def _key(self) -> _Key | None:
        """Picture and method of the map that is seen; a channel of a layer has no contrast."""
        shown = self._seen.now()
        return None if shown is None or not shown.method else (shown.path, shown.method)
