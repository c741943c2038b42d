"""User models: their files are vetted, and a dialog asks once for what a file does not contain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.errors import Failure
from attnstudio.core.models.scan import SUFFIXES
from attnstudio.core.models.vetting import VettedModel
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.vetting import VettingWork
from attnstudio.ui.models.options_dialog import OptionsDialog
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.file_dialogs import kind_of, open_file
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection


class UserModels(QObject):
    """Owns the job that vets a file, and the dialog that asks about it. Everything about models is in
    the state."""

    ready = Signal(str)  # model id, the path of its file: it can run with what was chosen for it
    forgotten = Signal()

    def __init__(
        self, board: JobBoard, models: Models, selection: Selection, notifier: Notifier, window: QWidget
    ) -> None:
        super().__init__()
        self.board, self._models, self._selection = board, models, selection
        self._notifier, self._window = notifier, window
        self._job: Job | None = None
        self._ask = True  # whether the dialog may be shown
        self._names: Path | None = None  # class names that came with the file
        self.dialog: OptionsDialog | None = None

    def open(self, path: Path, names: Path | None = None, *, ask: bool = True) -> None:
        """Vet a file. `ready` follows, after the dialog where nothing is remembered and it may be shown.

        Args:
            names: class names that the user gave with the file; the dialog asks in any case whether they fit.
        """
        self._ask, self._names = ask, names
        job = self._job
        if job is None or job.is_finished or self._path_of(job) != path.absolute():
            self._job = Job(VettingWork(path.absolute())).listen(
                done=self._on_vetted, failed=self._on_failed, cancelled=self._models.forget_waiting
            )
            self.board.submit(self._job)

    @Slot()
    def ask_file(self) -> None:
        kind = kind_of(tr("Keras models"), (form for suffix in SUFFIXES for form in (suffix, suffix.upper())))
        if (chosen := open_file(self._window, tr("Open model"), str(Path.home()), kind)) is not None:
            self.open(chosen)

    @Slot(str)
    def vet(self, model_id: str) -> None:
        """Vet the file of a model that is listed; what is remembered of it holds."""
        self.open(Path(model_id), ask=False)

    @Slot()
    def cancel(self) -> None:
        """Open nothing any more."""
        if self._job is not None:
            self.board.cancel(self._job)

    @Slot(str)
    def edit_options(self, model_id: str) -> None:
        """Show what is chosen for a model, to be changed."""
        vetted = self._models.vetted(model_id)
        if vetted is None:
            self.vet(model_id)
            return
        self.dialog = OptionsDialog(vetted, self._models.options(model_id), self._pixels(), self._window)
        self.dialog.forget.setVisible(self._models.can_forget(vetted.path))
        self.dialog.accepted.connect(self._on_chosen)
        self.dialog.forget_requested.connect(self._on_forget)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    def use_preprocessing(self, model_id: str, preprocessing: str) -> None:
        """Choose it for a model; `ready` follows."""
        self._models.set_preprocessing(model_id, preprocessing)
        self.ready.emit(model_id)

    def _pixels(self) -> np.ndarray:
        """Of the picture that is shown, else of a built-in one."""
        shown = self._selection.now.picture
        if shown is not None:
            return shown.picture.pixels
        return images.decode(sorted(paths.resource("demo", "scenes").iterdir())[0]).pixels

    @staticmethod
    def _path_of(job: Job) -> Path:
        assert isinstance(job.work, VettingWork)
        return job.work.path

    def _on_vetted(self, vetted: object) -> None:
        assert isinstance(vetted, VettedModel)
        model_id = str(vetted.path)
        is_known = self._models.is_remembered(vetted.path)
        self._models.add_vetted(vetted)
        if self._ask and (not is_known or self._names is not None):
            self.edit_options(model_id)
            if self.dialog is not None and self._names is not None:
                self.dialog.use_labels(self._names)
            return
        self._models.set_options(model_id, self._models.options(model_id))
        self.ready.emit(model_id)

    def _on_failed(self, failure: Failure) -> None:
        """A file that cannot be opened is not offered again, if it was listed only for that."""
        assert self._job is not None
        self._models.drop_provisional(self._path_of(self._job))
        self._models.forget_waiting()
        self._notifier.show_failure(failure, Scope.MODEL)

    @Slot()
    def _on_chosen(self) -> None:
        assert self.dialog is not None
        model_id = str(self.dialog.vetted.path)
        self._models.set_options(model_id, self.dialog.options())
        self.ready.emit(model_id)

    @Slot()
    def _on_forget(self) -> None:
        assert self.dialog is not None
        self._models.forget(self.dialog.vetted.path)
        self.dialog.reject()
        self.forgotten.emit()

    @Slot()
    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()  # it holds the picture
            self.dialog = None
