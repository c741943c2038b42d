"""Sessions in the window: opened, saved, and restored after an end that was none of the user's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from attnstudio.core.errors import Failure, OutputFailure
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.export import session
from attnstudio.export.session import SUFFIX, Read, Session
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.jobs.sessions import SessionReader
from attnstudio.recovery import Recovery
from attnstudio.ui.bridge import Studio
from attnstudio.ui.regions.controller import RegionsController
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.display_options import View
from attnstudio.ui.state.selection import MOST_PROBABLE

_KEPT_EVERY = 3000  # ms
_TOLD_NAMES = 20
_NAME = f"session{SUFFIX}"

Told = Callable[[], str]  # in the language of the moment


class SessionsController(QObject):
    """Collects the state of the window, and gives the window another one.

    Args:
        remembered: what is chosen for users' own models.
        recovery: None keeps nothing for the next start.
    """

    ended = Signal()  # a session was opened, or cannot be

    def __init__(
        self, studio: Studio, marking: RegionsController, remembered: UserModelStore, recovery: Recovery | None
    ) -> None:
        super().__init__()
        self._studio, self._window, self._marking = studio, studio.window, marking
        self._remembered, self._recovery = remembered, recovery
        self.reader = SessionReader()
        self._file: Path | None = None  # where the session is saved
        self._untold: tuple[Path, Told] | None = None  # to be told once this picture is shown
        self._listed: tuple[Path, ...] | None = None  # the pictures in the list, until it changes
        self._keeping = QTimer(self)
        self._keeping.setInterval(_KEPT_EVERY)
        self._keeping.timeout.connect(self._keep)
        self._connect()
        if recovery is not None:
            self._keeping.start()

    def open(self, path: Path, pictures: Sequence[Path] = ()) -> None:
        """Read a session and show it, `ended` says when; then open more pictures."""
        if self.reader.busy:
            return
        if pictures:
            self.ended.connect(partial(self._studio.open, pictures), Qt.ConnectionType.SingleShotConnection)
        self.reader.start(path)

    def offer_lost(self) -> None:
        """If the program did not end normally, its state of then is one click away."""
        lost = self._recovery.lost() if self._recovery is not None else None
        if lost is not None:
            self._studio.say(
                lambda: tr("attnstudio did not end normally the last time."),
                lambda: tr("Restore the last session"),
                partial(self._restore, lost),
            )

    def stop(self) -> None:
        """A normal end: there is nothing to restore."""
        self._keeping.stop()
        self.reader.stop()
        if self._recovery is not None:
            self._recovery.end()

    # The state of the window

    def state(self) -> Session | None:
        """None until a picture is shown."""
        state = self._without_regions()
        if state is None:
            return None
        return replace(state, regions={path.absolute(): found for path, found in self._marking.regions().items()})

    def _without_regions(self) -> Session | None:
        request = self._studio.request()
        if request is None:
            return None
        window = self._window
        return Session(
            pictures=self._pictures(),
            shown=request.image.absolute(),
            model=request.model,
            options=request.options,
            methods=request.methods,
            target=request.target,
            layer=request.layer,
            inputs=window.layer_picker.input_values(),
            look={
                "colormap": str(window.colormap.currentData()),
                "opacity": window.opacity.value() / 100,
                "normalisation": str(window.normalisation.currentData()),
                "view": str(window.canvas.view),
            },
            regions={},
        )

    def _pictures(self) -> tuple[Path, ...]:
        """Collected once: there may be ten thousand, and the state is looked at all the time."""
        if self._listed is None:
            pictures = self._window.browser.pictures
            self._listed = tuple(pictures.path(row).absolute() for row in range(pictures.rowCount()))
        return self._listed

    @Slot()
    def _on_list(self) -> None:
        self._listed = None

    def _show(self, read: Read) -> None:
        """Everything at once, so that nothing is explained by half of it."""
        window, state = self._window, read.session
        window.actions_by_id["leave_compare"].trigger()
        self._show_look(state)
        if state.methods:
            window.method_selector.choose_calls(state.methods)
        window.layer_picker.choose_input(state.inputs)
        problems = list(_problems(read))
        if self._has_model(state):
            self._studio.choose_model(state.model, state.target, state.layer)
        else:
            problems.insert(0, partial(_no_model, state.model))
            self._studio.choose_model(window.model_picker.chosen, MOST_PROBABLE, "auto")
        self._marking.replace(state.regions)
        if state.pictures:
            shown = state.shown or state.pictures[0]
            self._untold = (shown, _joined(problems)) if problems else None
            window.browser.replace(state.pictures)
            window.browser.choose(shown)
        else:
            self._studio.explain_if_cheap()
            if problems:
                self._say_soon(_joined(problems))

    def _show_look(self, state: Session) -> None:
        window, look = self._window, state.look
        window.colormap.setCurrentIndex(window.colormap.findData(look["colormap"]))
        window.opacity.setValue(round(float(look["opacity"]) * 100))
        window.normalisation.setCurrentIndex(window.normalisation.findData(look["normalisation"]))
        window.canvas.set_view(View(str(look["view"])))

    def _has_model(self, state: Session) -> bool:
        """Whether its model can be chosen; a user's own one is, with its options, if its file is there."""
        path = Path(state.model)
        if session.is_user_model(state.model) and path.is_file():
            self._studio.own.note(path)
            self._remembered.keep(path, state.options)
        return state.model in self._studio.specs()

    # Files

    @Slot()
    def ask_open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            tr("Open session"),
            self._studio.settings.text("folder"),
            f"{tr('Sessions')} (*{SUFFIX})",
        )
        if name:
            self.open(Path(name))

    @Slot()
    def save(self) -> None:
        """To the file that it came from or went to."""
        if self._file is None:
            self.save_as()
        else:
            self._save(self._file, force=True)

    @Slot()
    def save_as(self) -> None:
        request = self._studio.request()
        if request is None:
            return
        proposal = self._file or request.image.with_name(_NAME)
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save session"), str(proposal), f"{tr('Sessions')} (*{SUFFIX})"
        )
        if name:
            path = Path(name)
            asked = session.looks_like_session(path)  # whether it may be replaced; the dialog knew no other name
            self._save(path if asked else path.with_name(path.name + SUFFIX), force=asked)

    def _save(self, path: Path, *, force: bool) -> None:
        state = self.state()
        if state is None:
            return
        try:
            if not force and path.exists():
                raise OutputFailure("{file} is there already. Give its whole name to replace it.", file=path)
            session.write(path, state, force=force)
        except Failure as failure:
            self._studio.say_failure(failure)
            return
        self._become(path)
        self._tell(tr("Session saved to {file}, pictures: {count}", file=path.name, count=len(state.pictures)))

    def _become(self, file: Path | None) -> None:
        """The session has a name from now on; None: it has none yet."""
        self._file = file
        self._studio.session = "" if file is None else file.stem
        self._studio.show_title()

    def _restore(self, lost: Path) -> None:
        assert self._recovery is not None
        if not self.reader.busy:
            self._recovery.take(lost)
            self.open(self._recovery.file)

    @Slot(object)
    def _on_read(self, read: Read) -> None:
        path, count = self.reader.path, len(read.session.pictures)
        is_restored = self._recovery is not None and path == self._recovery.file
        self._become(None if is_restored else path)
        self._show(read)
        if is_restored:
            self._tell(tr("The last session is restored, pictures: {count}", count=count))
        else:
            self._tell(tr("Session opened: {file}, pictures: {count}", file=path.name, count=count))
        for notice in read.notices:
            self._window.log.say(message(notice))
        if read.gone:
            names = ", ".join(map(str, read.gone[:_TOLD_NAMES])) + (" ..." if len(read.gone) > _TOLD_NAMES else "")
            self._window.log.say(tr("Not there any more: {names}", names=names))
        self.ended.emit()

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._studio.say_failure(failure)
        self._studio.settled.emit()
        self.ended.emit()

    # What the user is told

    def _tell(self, text: str) -> None:
        self._window.activity.setText(text)
        self._window.log.say(text)

    @Slot(object)
    def _on_loaded(self, picture: DisplayPicture) -> None:
        if self._untold is not None and picture.picture.path == self._untold[0]:
            told, self._untold = self._untold[1], None
            self._say_soon(told)

    def _say_soon(self, told: Told) -> None:
        """A moment later: that the picture's map is asked for takes older messages away.

        Where the model has to be downloaded first, that is the message.
        """
        if self._window.model_picker.chosen in self._studio.available():
            QTimer.singleShot(1, self, partial(self._studio.say, told))
        else:
            self._window.log.say(told())

    @Slot()
    def _keep(self) -> None:
        """Without regions: these are kept with every change."""
        if self._recovery is not None and (state := self._without_regions()) is not None:
            self._recovery.keep(state)

    def _connect(self) -> None:
        pictures = self._window.browser.pictures
        pictures.rowsInserted.connect(self._on_list)
        pictures.modelReset.connect(self._on_list)
        self._window.session_dropped.connect(self.open)
        self._studio.loader.loaded.connect(self._on_loaded)
        self.reader.read.connect(self._on_read)
        self.reader.failed.connect(self._on_failed)
        for name, slot in (
            ("open_session", self.ask_open),
            ("save_session", self.save),
            ("save_session_as", self.save_as),
        ):
            self._window.actions_by_id[name].triggered.connect(slot)


def _problems(read: Read) -> list[Told]:
    """What of the session is not shown."""
    count = len(read.gone)
    told: list[Told] = []
    if count:
        told.append(lambda: tr("Pictures of the session that are not there any more: {count}.", count=count))
    if read.notices:
        told.append(lambda: tr("Parts of the session are left out."))
    if told:
        told.append(lambda: tr("The log names them."))
    return told


def _no_model(model: str) -> str:
    if session.is_user_model(model):
        return tr(
            "There is no model file {file}. Put it there and open the session again, or choose a model.", file=model
        )
    return tr("There is no model {model} in this version. Choose another.", model=model)


def _joined(told: Sequence[Told]) -> Told:
    return lambda: " ".join(one() for one in told)
