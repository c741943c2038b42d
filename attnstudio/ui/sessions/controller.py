"""Sessions in the window: opened, saved, and restored after an end that was none of the user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from attnstudio.core.errors import Failure, OutputFailure
from attnstudio.export import session
from attnstudio.export.session import SUFFIX, LoadedSession, Session
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.session_reading import SessionWork
from attnstudio.jobs.writing import SessionWritingWork
from attnstudio.recovery import Recovery
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.sessions.problems import problems_text
from attnstudio.ui.sessions.session_state import SessionState
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.shell.file_dialogs import kind_of, open_file
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.saving import ask_file, first_folder, remember_folder
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed

_MOST_NAMES = 20
_NAME = f"session{SUFFIX}"


class SessionsController(QObject):
    """Owns the file that the session was opened from or saved to.

    Args:
        recovery: None: nothing is saved for recovery.
    """

    opening = Signal()  # the state is about to become that of a session
    opened = Signal()  # it is
    weights_missing = Signal(str)  # id of the session's model, which has to be downloaded first
    picture_requested = Signal(object)  # Path of the session's picture, which is to be shown
    dataset_requested = Signal(object, object, object, object)  # Path, labels by hand, added pictures, the one to show
    pictures_requested = Signal(object)  # list[Path]: they came with the session, and are to be opened after it
    map_found = Signal(object, bool)  # Result that the session holds, and whether this version would compute the same
    named = Signal(object)  # list[Path]: the file that the session was opened from or saved to
    ended = Signal()  # a session was opened, or cannot be

    def __init__(
        self,
        window: QWidget,
        actions_by_id: Mapping[str, QAction],
        settings: Settings,
        state: SessionState,
        viewed: Viewed,
        board: JobBoard,
        notifier: Notifier,
        selection: Selection,
        recovery: Recovery | None,
    ) -> None:
        super().__init__()
        self._window, self._settings, self._state = window, settings, state
        self._viewed, self._board, self._notifier = viewed, board, notifier
        self._selection, self._recovery = selection, recovery
        self._file: Path | None = None
        self._rest: Session | None = None  # whose pictures are being opened
        self._actions = actions_by_id
        self.can_reopen = recovery is not None and recovery.has_last
        actions.enable(actions_by_id, {When.LAST: self.can_reopen})
        actions_by_id["open_session"].triggered.connect(self.ask_open)
        actions_by_id["save_session"].triggered.connect(self.save)
        actions_by_id["save_session_as"].triggered.connect(self.save_as)
        actions_by_id["reopen_last"].triggered.connect(self.reopen_last)

    @Slot(object, object)
    def open(self, path: Path, pictures: Sequence[Path] = ()) -> None:
        """Submit a job that reads a session, which is then shown; then open more pictures. `ended` says when."""
        job = Job(SessionWork(path)).listen(
            done=partial(self._on_read, path, tuple(pictures)),
            failed=partial(self._on_failed, tuple(pictures)),
            cancelled=self.ended.emit,
        )
        self._board.submit(job)

    def offer_lost(self) -> bool:
        """If the program did not end normally, its state of then is one click away. Returns whether it is so."""
        lost = self._recovery.find_abandoned() if self._recovery is not None else None
        if lost is not None:
            self._notifier.show(
                lambda: tr("attnstudio did not close normally last time."),
                Scope.PROGRAM,
                Action(lambda: tr("Restore the last session"), partial(self._restore, lost)),
            )
        return lost is not None

    @Slot()
    def reopen_last(self) -> None:
        """What was open when a window was last closed."""
        if self._recovery is not None:
            self.open(self._recovery.last)

    @Slot()
    def show_rest(self) -> None:
        """The first picture is open, or cannot be."""
        if self._rest is not None and self._selection.now.picture is not None:
            rest, self._rest = self._rest, None
            self._state.show_rest(rest)

    @Slot()
    def ask_open(self) -> None:
        kind = kind_of(tr("Sessions"), (SUFFIX,))
        chosen = open_file(self._window, tr("Open session"), str(first_folder(self._settings)), kind)
        if chosen is not None:
            self.open(chosen)

    @Slot()
    def save(self) -> None:
        """To the file that it came from or went to."""
        if self._file is None:
            self.save_as()
        else:
            self._save(self._file)

    @Slot()
    def save_as(self) -> None:
        state = self._state.without_regions()
        if state is None or state.picture is None:
            return
        before, kind = self._file, kind_of(tr("Sessions"), (SUFFIX,))
        try:
            chosen = ask_file(
                self._window,
                tr("Save session"),
                _NAME if before is None else before.name,
                (kind,),
                self._settings,
                picture=before or state.picture,
                is_complete=session.looks_like_session,
            )
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
            return
        if chosen is not None:
            self._save(chosen)

    def _save(self, path: Path) -> None:
        state = self._state.session()
        if state is None:
            return

        def write() -> Path:
            session.write(path, state, force=True)
            return path

        job = Job(SessionWritingWork(path, write))
        self._board.submit(job.listen(done=partial(self._on_saved, len(state.pictures)), failed=self._on_not_saved))

    def _on_not_saved(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.PROGRAM)

    def _on_saved(self, count: int, path: object) -> None:
        assert isinstance(path, Path)
        self._become(path)
        file = path.name
        self._notifier.set_status(
            lambda: tr("Session saved to {file}, pictures: {count}", file=file, count=count), log=True, file=path
        )

    def _become(self, file: Path | None) -> None:
        """The session has a name from now on; None: it has none yet."""
        self._file = file
        self._viewed.set(session="" if file is None else file.stem)
        if file is not None:
            remember_folder(self._settings, file.parent)
            self.named.emit([file])

    def _restore(self, lost: Path) -> None:
        assert self._recovery is not None
        self._recovery.adopt(lost)
        self.open(self._recovery.file)

    def _on_read(self, path: Path, pictures: Sequence[Path], read: object) -> None:
        assert isinstance(read, LoadedSession)
        is_restored = self._recovery is not None and path in (self._recovery.file, self._recovery.last)
        self._become(None if is_restored else path)
        self._show(read)
        file, count = path.name, len(read.session.pictures)
        if is_restored:
            self._notifier.set_status(
                lambda: tr("The last session is restored, pictures: {count}", count=count), log=True
            )
        else:
            self._notifier.set_status(
                lambda: tr("Session opened: {file}, pictures: {count}", file=file, count=count), log=True
            )
        for notice in read.notices:
            self._notifier.log(message(notice))
        if read.missing:
            names = ", ".join(map(str, read.missing[:_MOST_NAMES])) + (
                " ..." if len(read.missing) > _MOST_NAMES else ""
            )
            self._notifier.log(tr("Missing: {names}", names=names))
        self._end(pictures)

    def _show(self, read: LoadedSession) -> None:
        """Everything at once, so that nothing is explained by half of it."""
        self.opening.emit()
        has_model = self._state.has_model(read.session)
        picture = self._state.show(read.session)
        if (problems := problems_text(read, has_model=has_model)) is not None:
            self._notifier.show(problems, Scope.PROGRAM)
        found = read.session
        for result in self._state.results_of(found):
            self.map_found.emit(result, read.is_of_this_version)
        self._rest = found if picture is not None or found.dataset is not None else None
        if found.dataset is not None:
            self.dataset_requested.emit(found.dataset, found.labels, found.pictures, found.picture)
        if picture is not None:
            self.picture_requested.emit(picture)
        if model := self._state.missing_weights():
            self.weights_missing.emit(model)
        self.opened.emit()

    def _on_failed(self, pictures: Sequence[Path], failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.PROGRAM)
        self._end(pictures)

    def _end(self, pictures: Sequence[Path]) -> None:
        if pictures:
            self.pictures_requested.emit(list(pictures))
        self.ended.emit()
