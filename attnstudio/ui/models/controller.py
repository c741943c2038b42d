"""Which model is chosen: the picker, downloads, users' models and the device."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.errors import Failure
from attnstudio.core.models.base import all_specs
from attnstudio.core.request import ModelInfo
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.warm_up import WarmUpWork
from attnstudio.ui.models.device_menu import DeviceMenu
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.models.transfers import Downloads
from attnstudio.ui.models.user_models import UserModels
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.models import DEMO, Models
from attnstudio.ui.state.selection import MOST_PROBABLE, Selection

_OF_EVERY_MODEL = {"auto", "last-conv"}  # choices of a layer that hold for another model too


class ModelsController(QObject):
    """Owns the id of the user's model that was chosen before its file was vetted: what is selected for it holds."""

    ready = Signal(str)  # model id: it can run now, or runs otherwise than before

    def __init__(
        self,
        picker: ModelPicker,
        device_menu: DeviceMenu,
        user_models: UserModels,
        models: Models,
        selection: Selection,
        board: JobBoard,
        downloads: Downloads,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._picker, self._device_menu, self._user_models = picker, device_menu, user_models
        self._models, self._selection, self._notifier = models, selection, notifier
        self._board, self._downloads = board, downloads
        self._awaited = ""
        picker.model_chosen.connect(self.choose)
        picker.options_requested.connect(user_models.edit_options)
        picker.install_requested.connect(self.download)
        picker.cancel_requested.connect(downloads.cancel)
        device_menu.device_chosen.connect(self._on_device)
        device_menu.memory_chosen.connect(self._on_memory)
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._show_models)
        models.info_changed.connect(self._on_info)
        user_models.ready.connect(self._on_user_model)
        user_models.forgotten.connect(self._on_forgotten)
        downloads.started.connect(self._on_download_started)
        downloads.progressed.connect(picker.show_download)
        downloads.ended.connect(picker.end_download)
        downloads.installed.connect(self._on_installed)
        downloads.failed.connect(self._on_download_failed)

    @Slot(str)
    def choose(self, model_id: str) -> None:
        """Explain by another model from now on. Classes and layers of one mean nothing to another."""
        before = self._selection.now
        self.restore(model_id, MOST_PROBABLE, before.layer if before.layer in _OF_EVERY_MODEL else "auto")
        self._selection.chosen.emit(before)
        if self._selection.now.picture is None:
            self.warm_up()
        elif not self._models.is_ready(self._selection.now.model):
            self.vet(self._selection.now.model)

    def restore(self, model_id: str, target: str, layer: str) -> None:
        """Choose a model with a class and a layer of it. A name that is not known: the best model that is here."""
        known = model_id if model_id in self._models.specs() else self._models.best()
        if known in all_specs():
            self._user_models.cancel()  # what is being vetted is no longer wanted
        self._selection.set(model=known, target=target, layer=layer)

    @Slot()
    def choose_demo(self) -> None:
        self.choose(DEMO)

    @Slot(str)
    def vet(self, model_id: str) -> None:
        """A model that is chosen has to be vetted before it can run."""
        self._awaited = model_id
        self._user_models.vet(model_id)

    @Slot(object, object)
    def open_file(self, path: Path, names: Path | None = None) -> None:
        self._user_models.open(path, names)

    @Slot()
    def warm_up(self) -> None:
        """Let TensorFlow and the chosen model load before the first job needs them."""
        chosen = self._selection.now.model
        if not self._models.is_available(chosen):
            return
        if self._models.is_ready(chosen):
            work = WarmUpWork(chosen, self._selection.now.device, self._models.options(chosen))
            self._board.submit(Job(work).listen(done=self._on_loaded, failed=self._on_not_loaded))
        else:
            self.vet(chosen)

    @Slot(str)
    def offer_download(self, model_id: str) -> None:
        """Say that the weights are not here, with the way to get them."""
        spec = self._models.specs()[model_id]
        size = f"{spec.weights.megabytes:.0f}" if spec.weights else "0"
        self._notifier.show(
            lambda: tr("The weights of {name} are not installed.", name=spec.name),
            Scope.MODEL,
            Action(lambda: tr("Download {size} MB", size=size), lambda: self.download(model_id)),
        )

    @Slot(str)
    def download(self, model_id: str) -> None:
        """Fetch the weights of a model of the catalogue, unless others are being fetched."""
        self._downloads.start(all_specs()[model_id])

    @Slot(object)
    def on_weights_changed(self, came: Collection[str]) -> None:
        """Weights came or went. The choice stays; it is loaded if its weights came."""
        self._models.changed.emit()
        chosen = self._selection.now.model
        if chosen in came:
            self._notifier.clear(Scope.MODEL)
            if self._selection.now.picture is None:
                self.warm_up()
            else:
                self.ready.emit(chosen)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed:
            self._notifier.clear(Scope.MODEL)
            self._models.set_info(None)
            self._models.forget_waiting()
            self._show_models()
        if changed & {"device", "memory"}:
            self._device_menu.choose(self._selection.now.device, self._selection.now.memory)

    @Slot()
    def _show_models(self) -> None:
        self._picker.show_models(self._models.specs(), self._models.available(), self._selection.now.model)

    def _on_not_loaded(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.MODEL)

    def _on_loaded(self, info: object) -> None:
        assert isinstance(info, ModelInfo)
        if info.id == self._selection.now.model:
            self._models.set_info(info)

    @Slot()
    def _on_info(self) -> None:
        if self._models.info is not None:
            self._device_menu.show_devices(self._models.info.devices)

    @Slot(str)
    def _on_user_model(self, model_id: str) -> None:
        """A user's model can run. What was selected while it was being vetted holds."""
        if model_id == self._awaited and model_id == self._selection.now.model:
            self._models.set_info(None)
        else:
            self.restore(model_id, MOST_PROBABLE, "auto")
            self._models.set_info(None)
        self._awaited = ""
        if self._selection.now.picture is None:
            self.warm_up()
        self.ready.emit(model_id)

    @Slot()
    def _on_forgotten(self) -> None:
        self.choose(self._models.best())

    @Slot(str)
    def _on_device(self, device: str) -> None:
        self._selection.set(device=device)
        if self._selection.now.picture is None:
            self.warm_up()

    @Slot(int)
    def _on_memory(self, megabytes: int) -> None:
        self._selection.set(memory=megabytes)

    @Slot()
    def _on_download_started(self) -> None:
        self._picker.show_download(0, 0)

    @Slot(str)
    def _on_installed(self, model_id: str) -> None:
        self.on_weights_changed({model_id})

    @Slot(object)
    def _on_download_failed(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.MODEL)
