"""The user's own models in the window: opening one, asking once what its file does not tell, remembering it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.errors import Failure
from attnstudio.core.files import state
from attnstudio.core.models import keras_file
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.scan import SUFFIXES, looks_like_user_model
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.core.models.vetting import VettedModel
from attnstudio.jobs.opening import ModelOpener
from attnstudio.ui.models.options_dialog import OptionsDialog
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.main_window import MainWindow

ENDINGS = " ".join(f"*{form}" for suffix in SUFFIXES for form in (suffix, suffix.upper()))  # for a file dialog


class UserModels(QObject):
    """Emits `ready` when a model can be run with what was chosen for it.

    Args:
        folder: whose models are offered without having been opened.
    """

    ready = Signal(str)  # model id: the path of its file
    forgotten = Signal()

    def __init__(self, window: MainWindow, opener: ModelOpener, remembered: UserModelStore, folder: Path) -> None:
        super().__init__()
        self.opener = opener
        self._window, self._remembered, self._folder = window, remembered, folder
        self._vetted: dict[str, VettedModel] = {}
        self._wanted: tuple[Path, bool] | None = None  # the file that is to be opened, and whether to ask about it
        self._labels: Path | None = None  # class names that came with it
        self.dialog: OptionsDialog | None = None
        self._noted: set[Path] = set()
        opener.opened.connect(self._on_opened)
        opener.failed.connect(self._on_failed)
        opener.busy_changed.connect(self._on_busy)

    def specs(self) -> dict[str, ModelSpec]:
        """Those that were opened here before, or lie in the model folder, by id."""
        found = [*self._remembered.models, *sorted(filter(looks_like_user_model, self._folder.glob("*")))]
        return {str(path): self._spec(path) for path in dict.fromkeys(found) if path.is_file()}

    def options(self, model_id: str) -> ModelOptions:
        """Those chosen for a model; none for one that is not the user's own."""
        return self._remembered.options(Path(model_id))

    def is_open(self, model_id: str) -> bool:
        """Whether its file, as it is now, was looked into."""
        vetted = self._vetted.get(model_id)
        try:
            return vetted is not None and state(vetted.path) == vetted.state
        except OSError:
            return False

    def version(self, model_id: str) -> str:
        """Tells two states of a model's file, and of its class names, apart; empty for one that is not open."""
        return self._spec(Path(model_id)).version if self.is_open(model_id) else ""

    def guessed(self, model_id: str) -> str | None:
        """The preprocessing that an open model is used with, where it is the one that was guessed."""
        if not self.is_open(model_id):
            return None
        guess, _ = self._vetted[model_id].metadata.guess()
        return guess if self.options(model_id).preprocessing in ("", guess) else None

    def use_preprocessing(self, model_id: str, preprocessing: str) -> None:
        """Choose it for a model; `ready` follows."""
        self._remembered.keep(Path(model_id), replace(self.options(model_id), preprocessing=preprocessing))
        self.ready.emit(model_id)

    def note(self, path: Path) -> None:
        """List a model that is about to be opened."""
        if path.absolute() not in self._remembered.models:
            self._noted.add(path.absolute())
        self._keep(path)

    def _keep(self, path: Path) -> None:
        self._remembered.keep(path, self._remembered.options(path))

    def open(self, path: Path, *, ask: bool = True, labels: Path | None = None) -> None:
        """Look into a file. `ready` follows, after a question where nothing is remembered and one may be asked.

        Args:
            labels: class names that the user gave with the file; whether they fit is asked in any case.
        """
        self._wanted, self._labels = (path.absolute(), ask), labels
        if not self.opener.busy:
            self.opener.start(path.absolute())
        elif self.opener.path != path.absolute():
            self.opener.cancel()  # the next one begins when it has ended

    def cancel(self) -> None:
        """Open nothing any more."""
        self._wanted = None
        self.opener.cancel()

    @Slot()
    def ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open model"), str(Path.home()), f"{tr('Keras models')} ({ENDINGS})"
        )
        if name:
            self.open(Path(name))

    @Slot(str)
    def ask_options(self, model_id: str) -> None:
        """Show what is chosen for a model, to be changed."""
        if model_id not in self._vetted:
            self.open(Path(model_id), ask=False)
            return
        self.dialog = OptionsDialog(self._vetted[model_id], self.options(model_id), self._pixels(), self._window)
        path = self._vetted[model_id].path
        # What lies in the model folder is listed for that, and nothing is known yet of what was just opened.
        self.dialog.forget.setVisible(path in self._remembered.models and path.parent != self._folder)
        self.dialog.accepted.connect(self._on_chosen)
        self.dialog.forget_wanted.connect(self._on_forget)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    def _spec(self, path: Path) -> ModelSpec:
        vetted = self._vetted.get(str(path))
        if vetted is not None:
            try:
                return keras_file.spec(vetted, self.options(str(path)))
            except Failure:  # the file of class names went away: that is told when the model is run
                pass
        return keras_file.unopened_spec(path)

    def _pixels(self) -> np.ndarray:
        """Of the picture that is shown, else of a built-in one."""
        shown = self._window.canvas.picture
        if shown is not None:
            return shown.picture.pixels
        return images.decode(sorted(paths.resource("demo", "scenes").iterdir())[0]).pixels

    @Slot(object)
    def _on_opened(self, vetted: VettedModel) -> None:
        model_id = str(vetted.path)
        self._vetted[model_id] = vetted
        if self._wanted is None or self._wanted[0] != vetted.path:
            return
        (_, ask), self._wanted = self._wanted, None
        if ask and (vetted.path not in self._remembered.models or self._labels is not None):
            self.ask_options(model_id)
            if self.dialog is not None and self._labels is not None:
                self.dialog.use_labels(self._labels)
            return
        self._noted.discard(vetted.path)
        self._keep(vetted.path)
        self.ready.emit(model_id)

    @Slot(object)
    def _on_failed(self, _: Failure) -> None:
        """A file that cannot be opened is not offered again, if it was only noted."""
        if self._wanted is not None and self._wanted[0] == self.opener.path:
            self._wanted = None
        if self.opener.path in self._noted:
            self._noted.discard(self.opener.path)
            self._remembered.forget(self.opener.path)

    @Slot()
    def _on_chosen(self) -> None:
        assert self.dialog is not None
        path = self.dialog.vetted.path
        self._remembered.keep(path, self.dialog.options())
        self.ready.emit(str(path))

    @Slot()
    def _on_forget(self) -> None:
        assert self.dialog is not None
        self._remembered.forget(self.dialog.vetted.path)
        self.dialog.reject()
        self.forgotten.emit()

    @Slot()
    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()  # it holds the picture
            self.dialog = None

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        if not busy and self._wanted is not None:
            self.opener.start(self._wanted[0])
