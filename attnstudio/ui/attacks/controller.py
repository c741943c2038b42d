"""Attacks the picture that is shown, while the lab is in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture
from attnstudio.core.request import Request
from attnstudio.jobs.attack import AttackCache, AttackedPicture, AttackSoFar, AttackWork, SmallestEpsWork
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.chosen import ChosenAttack
from attnstudio.ui.attacks.curve_controller import CurveController
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.recorded import Recorded
from attnstudio.ui.attacks.scope import AttackScope
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed

_LOOKS = frozenset({"colormap", "opacity", "contrasts", "view"})


class AttackController(QObject):
    """Owns the attacks on the picture that is shown, and when the page of the lab is open."""

    model_requested = Signal()  # the selected model is to be loaded
    opening = Signal()  # its page is about to be shown

    def __init__(
        self,
        panel: AttackPanel,
        view: AttackView,
        dock: ExtraDock,
        actions: Mapping[str, QAction],
        state: AttackState,
        board: JobBoard,
        selection: Selection,
        models: Models,
        display: DisplayOptions,
        viewed: Viewed,
        notifier: Notifier,
        chosen: ChosenAttack,
        recorded: Recorded,
    ) -> None:
        super().__init__()
        self._panel, self._view, self._dock, self._actions = panel, view, dock, actions
        self._state, self._board, self._selection, self._models = state, board, selection, models
        self._display, self._viewed, self._notifier, self._chosen = display, viewed, notifier, chosen
        self._recorded, self._curve = recorded, CurveController(view.picture, board)
        self._cache, self._in_sight = AttackCache(), False
        self._wanted: tuple[Request, AttackCall] | None = None  # what is shown, or being computed
        self._jobs: list[Job] = []
        self._debounce = QTimer(self, singleShot=True, interval=0)  # several choices may change at a time
        self._debounce.timeout.connect(self._look)
        self._connect()

    @property
    def is_pending(self) -> bool:
        """Whether something is about to be attacked."""
        return self._debounce.isActive()

    @property
    def attacked(self) -> Attacked | None:
        """What is shown."""
        view = self._view.picture
        return None if view.shown is None or view.is_on_its_way or self._wanted is None else view.shown.attacked

    @Slot()
    def leave(self) -> bool:
        """Close the lab; returns whether it was open."""
        if self._viewed.now.page is not Page.ATTACK:
            return False
        self._dock.close()
        self._viewed.set(page=Page.PICTURE)
        return True

    @Slot()
    def run(self) -> None:
        """Whatever it takes."""
        self._notifier.clear(Scope.JOB)
        self._view.show_picture()
        self._attack(whatever_it_takes=True)

    @Slot()
    def cancel(self) -> None:
        self._board.cancel_all(self._jobs.__contains__)
        self._curve.cancel()

    @Slot()
    def find_smallest(self) -> None:
        """The smallest eps that fools the model, up to the largest of the slider."""
        if (request := self._request()) is None:
            return
        now = self._state.now
        call = now.call(max(now.eps, *now.every_eps))
        self._view.show_picture()
        self._wanted = None
        work = SmallestEpsWork(request, call, *self._subject(), self._cache)
        self._submit(work, partial(self._on_smallest, request))
        self._draw_curve(request, whatever_it_takes=True)

    @Slot(object)
    def show_eps(self, eps: float) -> None:
        """A point of the curve was chosen."""
        self._state.set(eps=eps)
        self.run()

    @Slot()
    def refresh(self) -> None:
        """The regions changed, or the model is known now."""
        self._forget_choices()
        self._debounce.start()

    def _connect(self) -> None:
        panel, actions = self._panel, self._actions
        self._state.changed.connect(self._debounce.start)
        self._selection.changed.connect(self._on_selection)
        self._models.info_changed.connect(self._on_info)
        self._display.changed.connect(self._on_display)
        panel.cancel_requested.connect(self.cancel)
        panel.smallest_requested.connect(self.find_smallest)
        actions["attack_smallest"].triggered.connect(self.find_smallest)
        self._view.picture.curve.point_chosen.connect(self.show_eps)
        self._view.closed.connect(self.leave)
        self._dock.visibilityChanged.connect(self._on_sight)
        self._dock.bind(actions["attack"], panel.chooser.box)
        self._viewed.changed.connect(self._enable)
        self._on_display(_LOOKS)

    @Slot(bool)
    def _on_sight(self, in_sight: bool) -> None:
        self._in_sight = in_sight
        if in_sight:
            self.opening.emit()
            self._open_page()
            self._debounce.start()
        elif self._viewed.now.page is Page.ATTACK:
            self._viewed.set(page=Page.PICTURE)

    def _open_page(self) -> None:
        if self._selection.now.picture is not None and self._viewed.now.page is not Page.COMPARE:
            self._viewed.set(page=Page.ATTACK)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "picture" in changed:
            self._forget_choices()  # the same file may hold another picture
            if self._in_sight:
                self._open_page()
        self._debounce.start()

    @Slot()
    def _on_info(self) -> None:
        info = self._models.info
        self._panel.show_classes(() if info is None else info.class_names)
        self._debounce.start()

    @Slot(object)
    def _on_display(self, changed: frozenset[str]) -> None:
        now, picture = self._display.now, self._view.picture
        if changed & _LOOKS:
            picture.link.set_opacity(now.opacity)
            picture.link.set_view(now.view)
            if picture.shown is not None:
                picture.show_attacked(picture.shown, now)

    @Slot()
    def _enable(self) -> None:
        is_open = self._viewed.now.page is Page.ATTACK
        self._actions["attack_smallest"].setEnabled(is_open)
        self._actions["save_attacked"].setEnabled(is_open and self.attacked is not None)
        self._panel.set_attacked(self.attacked is not None)
        if is_open:
            self._viewed.set(is_signed=self._view.picture.is_signed)

    @Slot()
    def _look(self) -> None:
        """Attack what is selected, if that takes one pass."""
        if self._in_sight:
            self._attack(whatever_it_takes=self._chosen.is_live)

    def _attack(self, *, whatever_it_takes: bool) -> None:
        request = self._request()
        if request is None:
            self._forget()
            return
        call = self._state.now.call(self._state.now.eps)
        if (request, call) == self._wanted:
            return
        work = self._work(request, call)
        if not (whatever_it_takes or work.is_quick):
            self._wanted = None
            self._show_stale(request)
            self._enable()
            return
        self._wanted = request, call
        self._submit(work, self._on_attacked)
        self._draw_curve(request, whatever_it_takes=whatever_it_takes)

    def _show_stale(self, request: Request) -> None:
        """What is seen is of other choices; of another picture nothing is seen."""
        reason, shown = tr("Press Run to attack with these choices."), self._view.picture.shown
        if shown is not None and shown.attacked.before.request.image == request.image:
            self._view.picture.show_stale(reason)
        else:
            self._view.show_nothing(reason)

    def _draw_curve(self, request: Request, *, whatever_it_takes: bool) -> None:
        call = self._state.now.call(*self._state.now.every_eps)
        works = [self._work(request, replace(call, eps=(eps,))) for eps in call.eps]
        works = [work for work in works if whatever_it_takes or work.is_quick]
        call = replace(call, eps=tuple(work.call.eps[0] for work in works))
        self._curve.draw(request, call, works, self._on_end, self._on_failed)

    def _work(self, request: Request, call: AttackCall) -> AttackWork:
        return self._recorded.work(request, call, *self._subject(), self._cache)

    def _submit(self, work: AttackWork, found: Callable[[object], None]) -> None:
        """`found`: called with the outcome, and with what is found on the way."""
        job = Job(work).listen(submitted=self._on_submitted, result=found, done=found, failed=self._on_failed)
        self._board.submit(job.listen(cancelled=self._on_cancelled))

    def _on_submitted(self, job: Job) -> None:
        self._jobs = [*(one for one in self._jobs if not one.is_finished), job]
        self._on_end()

    def _request(self) -> Request | None:
        """Of what is chosen; None where nothing can be attacked."""
        request = self._chosen.request
        if request is None or not self._models.require(request.model, self._debounce.start):
            return None
        if self._models.info is None:
            self.model_requested.emit()
        return request

    def _subject(self) -> tuple[Picture, np.ndarray | None]:
        """The picture, and where its object is."""
        picture = self._chosen.picture
        assert picture is not None
        return picture, self._chosen.region

    def _on_attacked(self, found: object) -> None:
        assert isinstance(found, AttackedPicture | AttackSoFar)
        source = found.source if isinstance(found, AttackSoFar) else found.attacked.before.source
        shown = self._selection.now.picture
        if shown is None or shown.picture.source.digest != source.digest:
            return
        if isinstance(found, AttackSoFar):
            self._view.picture.show_so_far(found)
        else:
            self._view.picture.show_attacked(found, self._display.now)
        self._view.pages.show_content()
        self._on_end()

    def _on_cancelled(self) -> None:
        if self._view.picture.is_on_its_way and not self._view.picture.end_so_far():
            self._view.show_nothing()
        self._on_end()

    def _on_smallest(self, request: Request, outcome: object) -> None:
        """The slider goes to what was found; nothing is computed again for that."""
        if isinstance(outcome, AttackedPicture) and outcome.attacked.success:
            eps = outcome.attacked.eps
            self._wanted = request, self._state.now.call(eps)
            self._state.set(eps=eps)
        self._on_attacked(outcome)

    def _on_failed(self, failure: Failure) -> None:
        self._forget(message(failure))
        self._on_end()

    def _on_end(self, *_: object) -> None:
        is_busy = self._curve.is_busy or any(not job.is_finished for job in self._jobs)
        self._panel.set_busy(AttackScope.SHOWN, busy=is_busy)
        self._enable()

    def _forget(self, reason: str = "") -> None:
        self._forget_choices()
        self._view.show_nothing(reason)
        self._enable()

    def _forget_choices(self) -> None:
        self._wanted = None
        self._curve.forget()
