"""Connects the inspector with the job queue and the canvas: channels follow what is chosen, one is shown large."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent

from attnstudio.core.channels import Channels
from attnstudio.core.errors import Failure
from attnstudio.core.request import Request
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.bridge import Studio
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer.layers import MapImage


class InspectorController(QObject):
    """Looks into the explained layer whenever a choice changes, but only while the inspector is in sight."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._window, self._queue = studio, studio.window, studio.queue
        self._inspector, self._dock = self._window.inspector, self._window.inspector_dock
        self._in_sight = False
        self._asked: Request | None = None  # whose channels are shown, or on the way
        self._channels: Channels | None = None
        self._loading = ""  # the model that was asked to load
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        self._connect()

    @Slot()
    def toggle(self) -> None:
        """Bring the inspector into sight, or take it away."""
        if self._in_sight:
            self._dock.close()
        else:
            self._dock.open()
            self._inspector.filter.setFocus()

    @Slot()
    def back(self) -> None:
        """Show the map again."""
        self._inspector.channels.choose_none()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Esc leads back to the map. While maps are being made it cancels them first: that is an action's shortcut."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._inspector.channels.chosen is not None
        ):
            self.back()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_choice(self) -> None:
        """Something else is to be explained: the map of it is what the user wants to see."""
        self.back()
        self._soon.start()

    @Slot(object)
    def _on_loaded(self, _: DisplayPicture) -> None:
        self._asked = None  # the same file may hold another picture
        self._on_choice()

    @Slot()
    def _on_model_known(self) -> None:
        self._loading = ""
        self._soon.start()

    @Slot(bool)
    def _on_sight(self, in_sight: bool) -> None:
        self._in_sight = in_sight
        self._window.actions_by_id["inspector"].setChecked(in_sight)
        if in_sight:
            self._soon.start()
        else:
            self.back()

    @Slot()
    def _look(self) -> None:
        """Ask for the channels of what is chosen, unless they are there."""
        if not self._in_sight:
            return
        self._mark_explained()
        request = self._request()
        if request is None:
            self._asked = None
            self._inspector.channels.show_nothing(self._reason)
        elif request != self._asked:
            self._asked = request
            self._inspector.channels.wait()
            self._queue.layer_channels(request)

    def _mark_explained(self) -> None:
        info = self._inspector.info
        self._inspector.tree.explain(info.layer(self._window.layer_picker.layer) if info else None)

    def _request(self) -> Request | None:
        """What is chosen, as far as channels depend on it; None: there is no picture, no model yet, or no layer."""
        request, info = self._studio.request(), self._inspector.info
        if info is None:
            self._load_model()
        if request is None or info is None or info.auto_layer is None or info.id != request.model:
            return None
        return replace(request, methods=())

    def _load_model(self) -> None:
        """A dear method loads its model only when it runs."""
        chosen = self._window.model_picker.chosen
        if self._loading != chosen:
            self._loading = chosen
            self._studio.warm_up()

    def _reason(self) -> str:
        """Why there are no channels, or what to do next."""
        info = self._inspector.info
        if info is not None and info.auto_layer is None:
            return tr("{model} has no layer with height and width, so it has no channels to show.", model=info.name)
        if self._window.canvas.picture is None:
            return tr("Choose a picture and a layer.")
        return tr("The channels of the layer stand here once the model is loaded.")

    @Slot(object)
    def _on_channels(self, channels: Channels) -> None:
        picture, info = self._window.canvas.picture, self._inspector.info
        if channels.request != self._asked or picture is None or info is None:
            return
        if picture.picture.source.digest != channels.source.digest:  # the file was changed since it was opened
            self._studio.open_picture(channels.request.image)
            return
        self._channels = channels
        self._inspector.channels.show_channels(channels, channels.target.name(info.class_names))

    @Slot(object, object)
    def _on_failed(self, request: Request, failure: Failure) -> None:
        if request == self._asked:
            self._inspector.channels.show_nothing(lambda: message(failure))

    @Slot(object)
    def _on_channel(self, place: int | None) -> None:
        canvas = self._window.canvas
        if place is None or self._channels is None:
            canvas.set_stand_in(None)
        else:
            values, low, high = self._channels.large(place)
            colormap = str(self._window.colormap.currentData())
            canvas.set_stand_in(MapImage(values, self._channels.placement, colormap, low, high, False))
            if canvas.view is View.PICTURE:
                canvas.set_view(View.OVERLAY)
        self._studio.show_title()

    def _connect(self) -> None:
        window, queue, studio = self._window, self._queue, self._studio
        studio.choice_changed.connect(self._on_choice)
        studio.loader.loaded.connect(self._on_loaded)
        window.model_picker.model_chosen.connect(self._on_choice)
        window.results.row_chosen.connect(self._on_choice)
        queue.model_ready.connect(self._on_model_known)
        queue.result_ready.connect(self._on_model_known)
        queue.channels_ready.connect(self._on_channels)
        queue.look_failed.connect(self._on_failed)
        self._dock.visibilityChanged.connect(self._on_sight)
        self._inspector.layer_chosen.connect(window.layer_picker.choose)
        self._inspector.channels.channel_chosen.connect(self._on_channel)
        window.actions_by_id["inspector"].triggered.connect(self.toggle)
        window.colormap.currentIndexChanged.connect(self._on_colormap)
        self._on_colormap()
        for watched in (window, self._inspector):
            watched.installEventFilter(self)

    @Slot()
    def _on_colormap(self) -> None:
        self._inspector.channels.set_colormap(str(self._window.colormap.currentData()))
