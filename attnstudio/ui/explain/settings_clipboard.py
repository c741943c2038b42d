"""The settings of a map, copied, to be pasted as a whole or in parts on other pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.requests import use_settings
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed

CHOICES = {  # fields of the selection
    "model": tr_noop("Model"),
    "target": tr_noop("Target"),
    "methods": tr_noop("Method and its parameters"),
    "layer": tr_noop("Layer"),
    "inputs": tr_noop("Model input"),
}
_COLOURS = "colours"
PARTS = CHOICES | {_COLOURS: tr_noop("Contrast and colours")}


@dataclass(frozen=True)
class _Copied:
    request: Request
    call: MethodCall
    colormap: str
    opacity: float
    contrast: Contrast


class SettingsClipboard(QObject):
    """Owns what was copied last. Pasted choices are one step of undo."""

    def __init__(
        self, actions: Mapping[str, QAction], selection: Selection, viewed: Viewed, display: DisplayOptions
    ) -> None:
        super().__init__()
        self._copy, self._paste = actions["copy_settings"], actions["paste_settings"]
        self._selection, self._viewed, self._display = selection, viewed, display
        self._copied: _Copied | None = None
        self._copy.triggered.connect(self._copy_shown)
        self._paste.triggered.connect(lambda: self.paste())
        viewed.changed.connect(self._enable)
        self._enable()

    def copy(self, request: Request, call: MethodCall) -> None:
        """What a map was computed with, and how it is seen."""
        now = self._display.now
        contrast = now.contrasts.of(request.image, call.id)
        self._copied = _Copied(request, call, now.colormap, now.opacity, contrast)
        self._enable()

    def paste(self, *parts: str) -> None:
        """`parts`: keys of PARTS; none: all."""
        copied, wanted = self._copied, parts or tuple(PARTS)
        if copied is None:
            return
        if _COLOURS in wanted:
            self._paste_colours(copied)
        if choices := [name for name in wanted if name in CHOICES]:
            use_settings(self._selection, copied.request, copied.call, *choices)

    def fill(self, menu: QMenu) -> None:
        """The parts that can be pasted, as a submenu; nothing where nothing was copied."""
        if self._copied is not None:
            parts = menu.addMenu(tr("Paste a part of the settings"))
            for name, text in PARTS.items():
                parts.addAction(tr(text), partial(self.paste, name))

    def _paste_colours(self, copied: _Copied) -> None:
        """The contrast is for the map that is shown where it has its own, else for all without one."""
        contrasts, shown = self._display.now.contrasts, self._viewed.now.map
        key = None if shown is None else (shown.request.image, shown.heatmap.method)
        if key is not None and contrasts.own_of(*key) is not None:
            contrasts = contrasts.with_own(*key, copied.contrast)
        else:
            contrasts = Contrasts(copied.contrast, contrasts.own)
        self._display.set(colormap=copied.colormap, opacity=copied.opacity, contrasts=contrasts)

    @Slot()
    def _copy_shown(self) -> None:
        shown = self._viewed.now.map
        if shown is not None:
            methods = shown.request.methods
            self.copy(shown.request, next(call for call in methods if call.id == shown.heatmap.method))

    @Slot()
    def _enable(self) -> None:
        now = self._viewed.now
        self._copy.setEnabled(now.is_single and now.map is not None)
        self._paste.setEnabled(self._copied is not None)
