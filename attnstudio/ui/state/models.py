"""Which models there are: those of the catalogue, and user models with their options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from attnstudio.core.errors import Failure
from attnstudio.core.files import state
from attnstudio.core.models import keras_file
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.scan import looks_like_user_model
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.core.models.vetting import VettedModel
from attnstudio.core.request import ModelInfo

DEMO = "demo"


class Models(QObject):
    """Owns what is known of users' models (the options chosen for each, the result of vetting its file) and, once it is
    loaded, of the chosen one.

    Args:
        catalogue: the models that the program knows, with their weights.
        remembered: options of user models, saved for the next start.
        folder: whose models are offered without having been opened.
    """

    changed = Signal()  # a model came or went, or is described otherwise
    info_changed = Signal()
    vetting_requested = Signal(str)  # id of a user's model that is to run, and is not vetted yet
    weights_missing = Signal(str)  # id of a model that is to run, and has to be downloaded first

    def __init__(self, catalogue: ModelCatalogue, remembered: UserModelStore, folder: Path) -> None:
        super().__init__()
        self.catalogue = catalogue
        self._remembered, self._folder = remembered, folder
        self._vetted: dict[str, VettedModel] = {}
        self._provisional: set[Path] = set()  # listed, but not vetted yet
        self._info: ModelInfo | None = None
        self._waiting: tuple[str, Callable[[], object]] | None = None  # for a model to be vetted

    @property
    def info(self) -> ModelInfo | None:
        """What is known of the chosen model once it is loaded."""
        return self._info

    def set_info(self, info: ModelInfo | None) -> None:
        if info is not self._info:
            self._info = info
            self.info_changed.emit()

    def specs(self) -> dict[str, ModelSpec]:
        """Every model by id: those of the catalogue first."""
        return {**all_specs(), **self.user_specs()}

    def user_specs(self) -> dict[str, ModelSpec]:
        """Those that were opened here before, or lie in the model folder, by id."""
        found = [*self._remembered.models, *sorted(filter(looks_like_user_model, self._folder.glob("*")))]
        return {str(path): self._spec(path) for path in dict.fromkeys(found) if path.is_file()}

    def available(self) -> set[str]:
        """The ids of those whose weights are on this machine."""
        return self.catalogue.available() | set(self.user_specs())

    def is_available(self, model_id: str) -> bool:
        """Whether its weights are on this machine."""
        return self.catalogue.is_available(model_id) or model_id in self.user_specs()

    @property
    def photo_model(self) -> ModelSpec | None:
        """The model of photos to begin with; None: none is here."""
        available = self.catalogue.available()
        return next(
            (spec for name, spec in sorted(self.specs().items()) if name in available and not spec.built_in), None
        )

    def best(self) -> str:
        """The model to begin with."""
        spec = self.photo_model
        return DEMO if spec is None else spec.id

    def options(self, model_id: str) -> ModelOptions:
        """Those chosen for a model; none for one of the catalogue."""
        return self._remembered.options(Path(model_id))

    def set_options(self, model_id: str, options: ModelOptions) -> None:
        """Choose options for a user's model, which is listed from now on."""
        self._provisional.discard(Path(model_id).absolute())
        self._remembered.set_options(Path(model_id), options)
        self.changed.emit()

    def set_preprocessing(self, model_id: str, preprocessing: str) -> None:
        self.set_options(model_id, replace(self.options(model_id), preprocessing=preprocessing))

    def vetted(self, model_id: str) -> VettedModel | None:
        """What vetting its file found, whatever became of the file since."""
        return self._vetted.get(model_id)

    def is_ready(self, model_id: str) -> bool:
        """Whether it can run as its file is now; the file of a user's model has to be vetted first."""
        if model_id in all_specs():
            return True
        vetted = self._vetted.get(model_id)
        try:
            return vetted is not None and state(vetted.path) == vetted.state
        except OSError:
            return False

    def require(self, model_id: str, when_vetted: Callable[[], object] | None = None) -> bool:
        """Whether a model can run now; where it cannot, what it needs first is requested.

        Args:
            when_vetted: called once, when the file has been vetted; the latest one counts.
        """
        if not self.is_ready(model_id):
            if when_vetted is not None:
                self._waiting = model_id, when_vetted
            self.vetting_requested.emit(model_id)
        elif not self.is_available(model_id):
            self.weights_missing.emit(model_id)
        else:
            return True
        return False

    def resume(self, model_id: str) -> None:
        """Do what waited for the vetting of a model."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[0] == model_id:
            waiting[1]()

    def forget_waiting(self) -> None:
        """Another model was chosen, or the file is not vetted after all."""
        self._waiting = None

    def version(self, model_id: str) -> str:
        """Tells two states of a model's file, and of its class names, apart; empty for one that is not vetted."""
        is_user_model = model_id not in all_specs()
        return self._spec(Path(model_id)).version if is_user_model and self.is_ready(model_id) else ""

    def guessed_preprocessing(self, model_id: str) -> str | None:
        """The preprocessing that a vetted model is used with, where it is the one that was guessed."""
        if model_id in all_specs() or not self.is_ready(model_id):
            return None
        guess, _ = self._vetted[model_id].metadata.guess()
        return guess if self.options(model_id).preprocessing in ("", guess) else None

    def add_vetted(self, vetted: VettedModel) -> None:
        self._vetted[str(vetted.path)] = vetted
        self.changed.emit()

    def is_remembered(self, path: Path) -> bool:
        """Whether options were chosen for it, in this window or before."""
        return path in self._remembered.models and path not in self._provisional

    def can_forget(self, path: Path) -> bool:
        """What lies in the model folder is listed for that, and nothing is known of what was just opened."""
        return path in self._remembered.models and path.parent != self._folder

    def list_provisionally(self, path: Path, options: ModelOptions | None = None) -> None:
        """List a model that is about to be vetted. `options`: chosen for it; None: those that were chosen before."""
        if path.absolute() not in self._remembered.models:
            self._provisional.add(path.absolute())
        self._remembered.set_options(path, self._remembered.options(path) if options is None else options)

    def drop_provisional(self, path: Path) -> None:
        """It cannot be opened: one that was listed only for that goes."""
        if path.absolute() in self._provisional:
            self.forget(path.absolute())

    def forget(self, path: Path) -> None:
        self._provisional.discard(path)
        self._remembered.forget(path)
        self.changed.emit()

    def _spec(self, path: Path) -> ModelSpec:
        vetted = self._vetted.get(str(path))
        if vetted is not None:
            try:
                return keras_file.spec(vetted, self.options(str(path)))
            except Failure:  # the file of class names went away, which running the model says
                pass
        return keras_file.unopened_spec(path)
