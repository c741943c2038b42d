"""Opens pictures: files and folders become rows of the list, the chosen one is decoded and selected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.errors import Failure
from attnstudio.core.models import class_names
from attnstudio.core.text import Notice
from attnstudio.jobs.dataset import looks_like_data_set
from attnstudio.jobs.pictures import DisplayPicture, PictureLoader
from attnstudio.jobs.vetting import looks_like_model
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.shell.file_dialogs import kind_of, open_files, open_folder
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.saving import first_folder, remember_folder
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection


class PicturesController(QObject):
    """Owns which picture is being opened; the open one is in the selection."""

    opened = Signal(object)  # DisplayPicture: it is selected
    requested = Signal(object)  # list[Path]: what the user opens
    opening_finished = Signal()  # what was to be opened is open, or cannot be opened
    model_dropped = Signal(object, object)  # Path of a model, Path of its class names or None
    dataset_dropped = Signal(object)  # Path
    scenes_requested = Signal()  # the built-in scenes are about to be opened: they go with the built-in model

    def __init__(
        self,
        browser: ImageBrowser,
        loader: PictureLoader,
        pictures: PictureList,
        dataset: DatasetState,
        selection: Selection,
        notifier: Notifier,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._browser, self._loader, self._pictures, self._dataset = browser, loader, pictures, dataset
        self._selection, self._notifier, self._settings = selection, notifier, settings
        self._opening: Path | None = None
        self._is_reading = False  # a data set
        self._levels = ""  # by which the picture is opened
        self._model: tuple[Path, Path | None] | None = None  # one that was dropped with the pictures, and its names
        browser.image_chosen.connect(self.open_picture)
        loader.loaded.connect(self._on_loaded)
        loader.failed.connect(self._on_failed)
        loader.watch.changed.connect(self._on_changed_file)
        loader.watch.vanished.connect(self._on_vanished_file)
        selection.changed.connect(self._on_selection)

    @property
    def is_opening(self) -> bool:
        return self._opening is not None or self._is_reading

    @Slot()
    def on_dataset_ended(self) -> None:
        """A data set is open, or cannot be opened."""
        self._is_reading = False
        if self._opening is None:
            self.opening_finished.emit()

    def open(self, given: Sequence[Path]) -> None:
        """Show files and folders in the browser, the first new one in the viewer; a model's file is opened as that."""
        models, others = list[Path](), list[Path]()
        self.requested.emit(list(given))
        if len(given) == 1 and _is_data_set(given[0]):
            self._is_reading = True
            self.dataset_dropped.emit(given[0])
            return
        for path in given:
            (models if looks_like_model(path) else others).append(path)
        names = [path for path in others if models and path.suffix.lower() in class_names.SUFFIXES]
        found = list(images.list_pictures([path for path in others if path not in names]))
        its_names = names[0].absolute() if names else None
        if models and not found:
            self.model_dropped.emit(models[0], its_names)
            return
        if not found:
            text = ", ".join(path.name for path in given)
            self._notifier.show(lambda: tr("There are no pictures in {names}.", names=text), Scope.PICTURE)
            self.opening_finished.emit()
            return
        self._model = (models[0], its_names) if models else None
        remember_folder(self._settings, given[0] if given[0].is_dir() else given[0].parent)
        new = self._pictures.add(found)
        self._browser.choose((new or found)[0])

    @Slot()
    def open_pictures_dialog(self) -> None:
        kind = kind_of(tr("Pictures"), sorted(images.SUFFIXES))
        chosen = open_files(self._browser.window(), tr("Open pictures"), str(first_folder(self._settings)), kind)
        if chosen:
            self.open(chosen)

    @Slot()
    def open_folder_dialog(self) -> None:
        chosen = open_folder(self._browser.window(), tr("Open folder"), str(first_folder(self._settings)))
        if chosen is not None:
            self.open([chosen])

    @Slot()
    def open_scenes(self) -> None:
        """The built-in pictures with the built-in model: a first map without a network."""
        self.scenes_requested.emit()
        self.open([paths.resource("demo", "scenes")])

    def show(self, path: Path) -> None:
        """Make a picture the current one, listed or not."""
        self._pictures.add([path])
        self._browser.choose(path)

    @Slot(object)
    def open_picture(self, path: Path) -> None:
        """Decode a picture and select it; it may be the one that is open, whose file changed."""
        self._opening, self._levels = path, self._chosen_levels()
        self._loader.load(path, self._levels)

    def stop(self) -> None:
        self._loader.stop()

    def _chosen_levels(self) -> str:
        return str(self._selection.now.inputs["levels"])

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        """By other levels it is another picture."""
        picture = self._selection.now.picture
        if "inputs" in changed and picture is not None and self._levels != self._chosen_levels():
            self.open_picture(picture.picture.path)

    @Slot(object)
    def _on_loaded(self, picture: DisplayPicture) -> None:
        if picture.picture.path != self._opening:
            return
        self._opening = None
        self._notifier.clear(Scope.PICTURE)
        for notice in picture.picture.notices:
            self._notifier.log(message(notice))
        self._show_warnings([notice for notice in picture.picture.notices if notice.warning])
        self._loader.watch.use("viewer", [picture.picture.source])
        self._selection.set(picture=picture, facts=self._dataset.facts_of(picture.picture.path))
        self.opened.emit(picture)
        self._give_model()
        self.opening_finished.emit()

    @Slot(object)
    def _on_changed_file(self, path: Path) -> None:
        """The picture that is shown was saved anew by another program."""
        if self._is_shown(path):
            self.open_picture(path)

    @Slot(object)
    def _on_vanished_file(self, path: Path) -> None:
        if self._is_shown(path):
            self._notifier.show(
                lambda: tr("{file} no longer exists. The picture stays open until you open another one.", file=path),
                Scope.PICTURE,
            )

    def _is_shown(self, path: Path) -> bool:
        picture = self._selection.now.picture
        return picture is not None and picture.picture.path == path

    def _show_warnings(self, warnings: Sequence[Notice]) -> None:
        if warnings:
            self._notifier.show(lambda: "\n".join(map(message, warnings)), Scope.PICTURE, log=False)

    @Slot(object, object)
    def _on_failed(self, path: Path, failure: Failure) -> None:
        """What was open stays open."""
        if path != self._opening:
            return
        self._opening = None
        self._notifier.show_failure(failure, Scope.PICTURE)
        self._give_model()
        self.opening_finished.emit()

    def _give_model(self) -> None:
        if self._model is not None:
            given, self._model = self._model, None
            self.model_dropped.emit(*given)


def _is_data_set(path: Path) -> bool:
    """Files of arrays end as those of some models do; a folder may hold a model."""
    return looks_like_data_set(path) and not (path.is_dir() and looks_like_model(path))
