"""Opens data sets, and matches their classes with those of the chosen model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.core.annotations.content import MAX_BYTES, is_large
from attnstudio.core.datasets.base import DataSet
from attnstudio.core.datasets.matching import ClassMatch
from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.core.errors import Failure
from attnstudio.core.picture_columns import NO_CLASS
from attnstudio.core.request import INPUT_PARAMS, Request
from attnstudio.core.text import tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.dataset import DatasetWork, OpenedDataSet, is_plain
from attnstudio.jobs.job import Job
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.pictures.dataset_dialogs import ask_dataset, ask_label
from attnstudio.ui.pictures.match_dialog import MatchDialog
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.saving import first_folder, remember_folder
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.history import History
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.widgets.reasons_dialog import ReasonsDialog

_MOST_LOGGED = 100


class DatasetController(QObject):
    """Owns the match of the classes of the open data set.

    Args:
        remembered: the matches that the user confirmed.
    """

    picture_requested = Signal(object)  # Path: the first picture, or that of a session, is to be shown
    regions_requested = Signal(object)  # list[Path] of annotations of the data set's pictures
    requested = Signal(object)  # list[Path]: what the user opens
    ended = Signal()  # a data set was opened, or cannot be

    def __init__(
        self,
        window: QWidget,
        state: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
        remembered: RememberedMatches,
        board: JobBoard,
        notifier: Notifier,
        settings: Settings,
        history: History,
    ) -> None:
        super().__init__()
        self._history = history
        self._window, self._state, self._pictures, self._selection = window, state, pictures, selection
        self._models, self._remembered = models, remembered
        self._board, self._notifier, self._settings = board, notifier, settings
        self._match: ClassMatch | None = None
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._use_classes)
        state.changed.connect(self._on_state)

    @Slot()
    def open_dialog(self) -> None:
        chosen = ask_dataset(self._window, str(first_folder(self._settings)))
        if chosen is not None:
            self.open(chosen)

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read a data set in a job, and list its pictures in place of those that are open."""
        self.requested.emit([path])
        remember_folder(self._settings, path.absolute().parent)
        self._read(path, partial(self._on_opened, {}, (), None, True))

    @Slot(object, object, object, object)
    def restore(self, path: Path, labels: Mapping[int, str], added: Sequence[Path], shown: Path | None) -> None:
        """As `open`, with what a session says of it: labels that were given by hand, pictures that were added, and the
        one to show."""
        self._read(path, partial(self._on_opened, labels, tuple(added), shown, False))

    def _read(self, path: Path, done: Callable[[object], None]) -> None:
        job = Job(DatasetWork(path.absolute()))
        self._board.submit(job.listen(done=done, failed=self._on_failed, cancelled=self.ended.emit))

    @Slot()
    def set_label_dialog(self) -> None:
        """Of the selected pictures, by hand."""
        rows = self._pictures.selected_rows
        if not rows.size:
            return
        known = set(self._state.columns.labels[rows].tolist())
        chosen = ask_label(
            self._window, self._state.class_names, known.pop() if len(known) == 1 else NO_CLASS, len(rows)
        )
        if chosen is not None:
            before = dict(self._state.labels_by_hand)
            undo, redo = partial(self._state.restore_labels, before), partial(self._state.set_label, rows, chosen)
            self._history.do(tr_noop("set label"), undo, redo)
            self._state.refresh()

    @Slot()
    def match_classes_dialog(self) -> None:
        """Let the user say which classes of the model the data set's are."""
        if self._match is None:
            return
        chosen = MatchDialog(self._match, self._state.class_names, self._window).ask()
        if chosen is not None:
            self._match = self._match.confirmed(chosen)
            self._remembered.keep(self._match, self._state.class_names)
            self._state.set_classes(self._state.class_names, self._match.indices)
            self._state.refresh()
            self._notifier.clear(Scope.MODEL)

    def _on_opened(
        self,
        labels: Mapping[int, str],
        added: Sequence[Path],
        shown: Path | None,
        chooses: bool,
        outcome: object,
    ) -> None:
        """`chooses`: what was explained in a run becomes what is chosen."""
        assert isinstance(outcome, OpenedDataSet)
        dataset, stored = outcome.dataset, outcome.stored
        self._board.cache.stored = stored
        self._notifier.clear(Scope.PICTURE, Scope.PROGRAM)
        if stored is not None and chooses:
            self._choose(stored.request)
        elif stored is None and is_plain(dataset) and dataset.path.is_dir() and not labels:
            new = self._pictures.add(dataset.pictures)
            self.picture_requested.emit(shown or (new or dataset.pictures)[0])
            self.ended.emit()
            return
        self._state.open(dataset, outcome.names)
        self._pictures.add(added)
        self._report(dataset)
        self._use_classes()
        if labels:
            self._state.restore_labels(labels)
        if len(self._pictures):
            self.picture_requested.emit(shown or self._pictures.path(0))
        if dataset.regions is not None:
            self._request_regions(dataset.regions)
        self.ended.emit()

    def _choose(self, request: Request) -> None:
        """The maps of a run are those of its request."""
        model, inputs = request.model, {param.name: getattr(request, param.name) for param in INPUT_PARAMS}
        if model in self._models.specs():
            self._selection.set(
                picture=None,
                model=model,
                target=request.target,
                layer=request.layer,
                methods=request.methods,
                inputs=inputs,
            )
            return
        self._notifier.show(
            lambda: tr("The run was made with {model}. Open that model first, then the run.", model=model),
            Scope.PROGRAM,
        )

    def _request_regions(self, file: Path) -> None:
        """Those of a million objects would fill the memory unasked."""
        try:
            large = is_large(file.stat())
        except OSError:
            large = False
        if not large:
            self.regions_requested.emit([file])
            return
        limit, name = MAX_BYTES // 2**20, file.name
        self._notifier.show(
            lambda: tr("The regions in {file} were not read: it is larger than {limit} MB.", file=name, limit=limit),
            Scope.PROGRAM,
            Action(lambda: tr("Read regions"), partial(self.regions_requested.emit, [file])),
        )

    def _report(self, dataset: DataSet) -> None:
        name, count = dataset.path.name, len(dataset)
        self._notifier.set_status(lambda: tr("Data set {file}: {n} pictures", file=name, n=count), log=True)
        if not dataset.left_out:
            return
        for one in dataset.left_out[:_MOST_LOGGED]:
            self._notifier.log(f"{one.name}: {message(one.reason)}")
        left, every = len(dataset.left_out), len(dataset.left_out) + count
        self._notifier.show(
            lambda: tr("Entries of {file} that were left out: {left} of {count}.", left=left, count=every, file=name),
            Scope.PROGRAM,
            Action(lambda: tr("Show which..."), partial(self._show_left_out, dataset)),
        )

    def _show_left_out(self, dataset: DataSet) -> None:
        ReasonsDialog(tr("Left out"), dataset.left_out, self._window).open()

    def _on_failed(self, failure: Failure) -> None:
        """What was open stays open."""
        self._notifier.show_failure(failure, Scope.PICTURE)
        self.ended.emit()

    @Slot(object)
    def _on_state(self, changed: frozenset[str]) -> None:
        """The picture that is shown may have another label."""
        picture = self._selection.now.picture
        if "labels" in changed and picture is not None:
            self._selection.set(facts=self._state.facts_of(picture.picture.path))

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed:
            self._use_classes()

    @Slot()
    def _use_classes(self) -> None:
        """Labels become classes of the chosen model."""
        spec = self._models.specs().get(self._selection.now.model)
        ours = () if spec is None else spec.class_names()
        dataset = self._state.dataset
        if dataset is None or not dataset.class_names:
            self._match = None
            if ours != self._state.class_names or dataset is not None:
                self._state.set_classes(ours)
            return
        self._match = self._remembered.match(dataset.class_names, ours)
        self._state.set_classes(ours, self._match.indices)
        unmatched, assumed = len(self._match.unmatched), self._match.assumed_order(ours)
        if assumed is not None:
            self._notifier.show(
                lambda: message(assumed),
                Scope.MODEL,
                Action(lambda: tr("Match classes..."), self.match_classes_dialog),
            )
        elif unmatched and not self._remembered.is_confirmed(dataset.class_names, ours):
            every = len(dataset.class_names)
            self._notifier.show(
                lambda: tr(
                    "Classes of the data set that are not among those of the model: {unmatched} of {count}.",
                    unmatched=unmatched,
                    count=every,
                ),
                Scope.MODEL,
                Action(lambda: tr("Match classes..."), self.match_classes_dialog),
            )
