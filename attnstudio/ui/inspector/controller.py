"""Computes the channels of the layer that is explained, while the inspector is in sight, and shows one in place of the
map."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.core.channels import Channels
from attnstudio.core.errors import Failure
from attnstudio.core.request import Request
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.channels import ChannelsWork
from attnstudio.jobs.job import Job
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import class_name, message, model_name, tr
from attnstudio.ui.state.display_options import DisplayOptions, View
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.requests import current_request
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import ShownChannel, Viewed


class InspectorController(QObject):
    """Owns the request whose channels are shown or computed, and the channels.

    Args:
        action: shows and hides the inspector.
    """

    channels_shown = Signal(object)  # Channels
    model_requested = Signal()  # the selected model is to be loaded, so that its layers can be shown

    def __init__(
        self,
        inspector: Inspector,
        dock: ExtraDock,
        action: QAction,
        board: JobBoard,
        selection: Selection,
        models: Models,
        viewed: Viewed,
        display: DisplayOptions,
    ) -> None:
        super().__init__()
        self._inspector, self._board = inspector, board
        self._selection, self._models, self._viewed, self._display = selection, models, viewed, display
        self._in_sight = False
        self._requested: Request | None = None
        self._channels: Channels | None = None
        self._loading = ""  # the model that is being loaded for the inspector
        self._debounce = QTimer(self)  # several choices may change at a time
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(0)
        self._debounce.timeout.connect(self._look)
        selection.changed.connect(self._on_selection)
        models.info_changed.connect(self._on_info)
        display.changed.connect(self._show_colormap)
        dock.visibilityChanged.connect(self._on_sight)
        dock.bind(action, inspector.filter)
        inspector.layer_chosen.connect(self._on_layer)
        inspector.channels.channel_chosen.connect(self._on_channel)
        self._on_info()
        self._show_colormap()

    @property
    def is_pending(self) -> bool:
        """Whether channels are about to be computed."""
        return self._debounce.isActive()

    @Slot()
    def leave_channel(self) -> bool:
        """Show the map again; returns whether a channel was shown."""
        was_shown = self._inspector.channel is not None
        self._inspector.channels.clear_selection()
        return was_shown

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        """Something else is to be explained: the map of it is what the user wants to see."""
        if "picture" in changed:
            self._requested = None  # the same file may hold another picture
        self.leave_channel()
        self._debounce.start()

    @Slot()
    def _on_info(self) -> None:
        self._loading = ""
        self._inspector.show_model(self._models.info)
        self._debounce.start()

    @Slot(bool)
    def _on_sight(self, in_sight: bool) -> None:
        self._in_sight = in_sight
        if in_sight:
            self._debounce.start()
        else:
            self.leave_channel()

    @Slot(str)
    def _on_layer(self, layer: str) -> None:
        self._selection.choose(layer=layer)

    @Slot()
    def _look(self) -> None:
        """Compute the channels of what is selected, unless they are there."""
        if not self._in_sight:
            return
        info = self._models.info
        self._inspector.tree.explain(info.layer(self._selection.now.layer) if info else None)
        request = self._request()
        if request is None:
            self._requested = None
            self._inspector.channels.show_nothing(self._reason)
        elif request != self._requested:
            self._requested = request
            self._inspector.channels.wait()
            self._board.submit(Job(ChannelsWork(request)).listen(done=self._on_channels, failed=self._on_failed))

    def _request(self) -> Request | None:
        """What is selected, as far as channels depend on it; None without a picture, a loaded model or a layer."""
        request, info = current_request(self._selection, self._models), self._models.info
        if info is None:
            self._load_model()
        if request is None or info is None or info.auto_layer is None or info.id != request.model:
            return None
        return replace(request, methods=())

    def _load_model(self) -> None:
        """A slow method loads its model only when it runs."""
        model = self._selection.now.model
        if self._loading != model:
            self._loading = model
            self.model_requested.emit()

    def _reason(self) -> str:
        """Why there are no channels, or what to do next."""
        info = self._models.info
        if info is not None and info.auto_layer is None:
            return tr(
                "{model} has no layer with height and width, so there are no channels to show.",
                model=model_name(info.name),
            )
        if self._selection.now.picture is None:
            return tr("Choose a picture and a layer.")
        return tr("The channels of the layer appear here when the model is loaded.")

    def _on_channels(self, outcome: object) -> None:
        assert isinstance(outcome, Channels)
        picture, info = self._selection.now.picture, self._models.info
        if outcome.request != self._requested or picture is None or info is None:
            return
        if picture.picture.source.digest == outcome.source.digest:  # else the changed file is being opened again
            self._channels = outcome
            self._inspector.channels.show_channels(outcome, class_name(outcome.target.name(info.class_names)))
            self.channels_shown.emit(outcome)

    def _on_failed(self, failure: Failure) -> None:
        self._inspector.channels.show_nothing(lambda: message(failure))

    @Slot(object)
    def _on_channel(self, place: int | None) -> None:
        picture, channel = self._selection.now.picture, self._inspector.channel
        if place is None or channel is None or self._channels is None or picture is None:
            self._viewed.set(channel=None)
            return
        values, low, high = self._channels.large(place)
        self._viewed.set(channel=ShownChannel(picture, *channel, values, self._channels.placement, low, high))
        if self._display.now.view is View.PICTURE:
            self._display.set(view=View.OVERLAY)

    @Slot()
    def _show_colormap(self) -> None:
        self._inspector.channels.set_colormap(self._display.now.colormap)
