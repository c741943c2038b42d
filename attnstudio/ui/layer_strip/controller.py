"""Computes the chosen method at every depth of the network while the panel is in sight."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.core.errors import Failure
from attnstudio.core.layer_strip import LayerStrip, has_strip
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import Request
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.layer_strip import LayerStripWork
from attnstudio.ui.layer_strip.panel import LayerStripPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.requests import current_request
from attnstudio.ui.state.selection import Selection

_SHOWN = frozenset({"colormap", "opacity", "contrasts"})


class LayerStripController(QObject):
    """Owns the strip that is shown, and what it was requested with.

    Args:
        action: shows and hides the panel.
    """

    model_requested = Signal()  # the selected model is to be loaded

    def __init__(
        self,
        panel: LayerStripPanel,
        dock: ExtraDock,
        action: QAction,
        board: JobBoard,
        selection: Selection,
        models: Models,
        display: DisplayOptions,
    ) -> None:
        super().__init__()
        self._panel, self._board = panel, board
        self._selection, self._models, self._display = selection, models, display
        self._in_sight = False
        self._requested: Request | None = None
        self._strip: LayerStrip | None = None
        self._debounce = QTimer(self, singleShot=True, interval=0)  # several choices may change at a time
        self._debounce.timeout.connect(self._look)
        selection.changed.connect(self._on_selection)
        models.info_changed.connect(self._debounce.start)
        display.changed.connect(self._on_display)
        panel.layer_chosen.connect(lambda layer: selection.choose(layer=layer))
        dock.visibilityChanged.connect(self._on_sight)
        dock.bind(action, panel.list)

    @property
    def is_pending(self) -> bool:
        """Whether maps are about to be computed."""
        return self._debounce.isActive()

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "picture" in changed:
            self._requested = None  # the same file may hold another picture
        if changed == {"layer"}:
            self._panel.show_chosen(self._layer)
        else:
            self._debounce.start()

    @Slot(object)
    def _on_display(self, changed: frozenset[str]) -> None:
        if changed & _SHOWN and self._in_sight:
            self._show()

    @Slot(bool)
    def _on_sight(self, in_sight: bool) -> None:
        self._in_sight = in_sight
        if in_sight:
            self._debounce.start()

    @Slot()
    def _look(self) -> None:
        """Compute what is selected, unless it is there."""
        if not self._in_sight:
            return
        request = self._request()
        if request is None:
            self._requested = self._strip = None
            self._panel.show_nothing(self._reason)
        elif request != self._requested:
            self._requested, self._strip = request, None
            self._panel.show_nothing(lambda: tr("The maps of the layers are being computed."))
            self._board.submit(Job(LayerStripWork(request)).listen(done=self._on_strip, failed=self._on_failed))

    def _request(self) -> Request | None:
        """What is selected, with the first method that has a strip; None where there is none, or no picture."""
        request, info = current_request(self._selection, self._models), self._models.info
        if request is None or not self._models.is_available(request.model):
            return None
        if info is None:
            self.model_requested.emit()
            return None
        known = METHODS.discover()
        call = next((call for call in request.methods if has_strip(known[call.id])), None)
        if call is None or info.id != request.model:
            return None
        return replace(request, methods=(call,), layer=Request.layer)

    def _reason(self) -> str:
        """Why there is nothing, or what to do next."""
        now, known = self._selection.now, METHODS.discover()
        if now.picture is None:
            return tr("Choose a picture: the map of the chosen method appears here at every depth of the network.")
        if not any(has_strip(known[call.id]) for call in now.methods):
            return tr("Choose a class activation map of one pass, such as Grad-CAM: other methods have no layer.")
        return tr("The maps of the layers appear here when the model is loaded.")

    @property
    def _layer(self) -> str | None:
        """The one that is explained, by its name."""
        info, layer = self._models.info, self._selection.now.layer
        return layer if info is None else info.layer(layer)

    def _on_strip(self, outcome: object) -> None:
        assert isinstance(outcome, LayerStrip)
        picture = self._selection.now.picture
        if outcome.request != self._requested or picture is None:
            return
        if picture.picture.source.digest == outcome.source.digest:  # else the changed file is being opened again
            self._strip = outcome
            self._show()

    def _on_failed(self, failure: Failure) -> None:
        self._panel.show_nothing(lambda: message(failure))

    def _show(self) -> None:
        picture = self._selection.now.picture
        if self._strip is not None and picture is not None:
            self._panel.show_strip(self._strip, picture.picture.pixels, self._display.now, self._layer)
