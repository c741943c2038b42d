"""How long the next attack will take: said on its button, learned from those that end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.expected_times import ExpectedTimes, Place
from attnstudio.core.robustness.expected import expected_seconds, learn
from attnstudio.core.robustness.plan import Plan
from attnstudio.jobs.attack import AttackedPicture, AttackWork
from attnstudio.jobs.attacking import AttackingWork, AttackRun
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.chosen import ChosenAttack
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.scope import AttackScope
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection

_SHORT = 1.0  # seconds: less is not worth a word


class AttackTimes(QObject):
    """Owns nothing.

    Args:
        plan: what is done to many pictures.
    """

    def __init__(
        self,
        panel: AttackPanel,
        state: AttackState,
        chosen: ChosenAttack,
        plan: Callable[[], Plan],
        dataset: DatasetState,
        pictures: PictureList,
        selection: Selection,
        board: JobBoard,
        times: ExpectedTimes,
    ) -> None:
        super().__init__()
        self._panel, self._state, self._chosen, self._plan, self._times = panel, state, chosen, plan, times
        options = panel.options
        for changed in (
            *(state.changed, selection.changed, dataset.changed, pictures.selection_changed),
            *(panel.scope.currentIndexChanged, options.control.toggled),
            *(options.models.changed, options.defences.changed),
        ):
            changed.connect(self.refresh)
        board.added.connect(self._on_job)
        self.refresh()

    @property
    def seconds(self) -> float | None:
        """None: it comes by itself, is short, or there is nothing to attack."""
        try:
            found = self._of_shown() if self._panel.chosen_scope is AttackScope.SHOWN else self._of_many()
        except ChoiceFailure:  # said when it is run
            return None
        return None if found is None or found < _SHORT else found

    @Slot()
    def refresh(self) -> None:
        self._panel.show_expected(self.seconds)

    def _of_shown(self) -> float | None:
        request = self._chosen.request
        if request is None or self._chosen.is_live:
            return None
        place, call = Place(request.model, request.device), self._state.now.call(self._state.now.eps)
        maps = sum(self._times.of_map(place, method) for method in request.methods)
        return self._times.of_attack(place, call) + 2 * maps

    def _of_many(self) -> float | None:
        count = self._panel.chosen_count
        return expected_seconds(self._plan(), self._times, count) if count else None

    @Slot(object)
    def _on_job(self, job: Job) -> None:
        """One whose outcome is not known yet."""
        if type(job.work) is AttackWork:  # not one that attacks nothing, or many times
            job.done.connect(partial(self._learn_one, job.work))
        elif isinstance(job.work, AttackingWork):
            job.done.connect(self._learn_many)

    def _learn_one(self, work: AttackWork, outcome: object) -> None:
        assert isinstance(outcome, AttackedPicture)
        if outcome.attacked.success is not None:
            place = Place(work.request.model, work.request.device)
            self._times.learn_attack(place, work.call, outcome.attacked.seconds)
            self.refresh()

    def _learn_many(self, run: object) -> None:
        assert isinstance(run, AttackRun)
        learn(run.plan, self._times, run.records.values())
        self.refresh()
