"""Attacks the selected or the listed pictures in the background, and shows what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.base import ATTACKS, Kind
from attnstudio.core.errors import Failure
from attnstudio.core.request import Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.record import AttackKey
from attnstudio.export.file_names import unique_names
from attnstudio.jobs.attacking import AttackingWork, AttackRun, SavingAttackedWork
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.settings import Settings
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.many_view import ManyView
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.recorded import Recorded
from attnstudio.ui.attacks.scope import AttackScope
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.notify.notifier import Action, Notifier, Scope
from attnstudio.ui.shell.i18n import message, model_name, tr
from attnstudio.ui.shell.saving import ask_folder
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import request_for
from attnstudio.ui.state.selection import Selection

_CONTROL = "uniform_noise"


class ManyController(QObject):
    """Owns the job. What it found is in `recorded`."""

    run_changed = Signal()

    open_requested = Signal(object)  # list[Path]

    def __init__(
        self,
        panel: AttackPanel,
        view: AttackView,
        many: ManyView,
        state: AttackState,
        dataset: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
        board: JobBoard,
        settings: Settings,
        notifier: Notifier,
        recorded: Recorded,
    ) -> None:
        super().__init__()
        self._panel, self._view, self._many, self._state = panel, view, many, state
        self._dataset, self._pictures, self._selection, self._models = dataset, pictures, selection, models
        self._board, self._settings, self._notifier = board, settings, notifier
        self._recorded = recorded
        self._job: Job | None = None
        self._earlier: AttackRun | None = None  # of other attacks, which join those of the job
        panel.cancel_requested.connect(self.cancel)
        many.key_chosen.connect(self.select)
        many.save_requested.connect(self.save)
        pictures.selection_changed.connect(self._count)
        pictures.modelReset.connect(self._on_reset)
        dataset.changed.connect(self._count)
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._show_models)
        self._count()
        self._show_models()

    @Slot()
    def run_selected(self) -> None:
        """The selected pictures, or all that are listed where at most one is selected."""
        is_several = len(self._pictures.selected_rows) > 1
        self._panel.choose_scope(AttackScope.SELECTED if is_several else AttackScope.LISTED)
        self._view.show_many()
        self.run()

    @Slot()
    def run(self) -> None:
        is_selected = self._panel.chosen_scope is AttackScope.SELECTED
        rows = np.sort(self._pictures.selected_rows if is_selected else self._dataset.view)
        plan = self.plan()
        if not rows.size:
            self._notifier.show(lambda: tr("No picture to attack. Select pictures in the list."), Scope.JOB)
        elif all(self._models.require(request.model, self.run) for request in plan.requests):
            self._start(plan, rows)

    def plan(self) -> Plan:
        """What is done to every picture."""
        first, now, options = request_for(Path(), self._selection, self._models), self._state.now, self._panel.options
        first = replace(first, methods=first.methods[:1])
        others = (model for model in options.chosen_models if model != first.model)
        requests = [first, *(self._request_of(model) for model in others)]
        attacks = [now.call(*now.every_eps)]
        control = ATTACKS.discover()[_CONTROL]
        if options.control.isChecked() and now.form.kind is Kind.GRADIENT and now.norm in control.norms:
            attacks.append(AttackCall(_CONTROL, now.every_eps, str(now.norm)))
        return Plan(tuple(requests), tuple(attacks), options.chosen_defences, keep_pictures=True)

    @Slot()
    def cancel(self) -> None:
        """What was found stays."""
        if self._job is not None:
            self._board.cancel(self._job)

    @Slot(object)
    def select(self, key: AttackKey) -> None:
        """The pictures on which an attack succeeded become the selected ones."""
        rows = [row for row, one in self._recorded.of(key) if one.success]
        self._pictures.select([self._pictures.path(row) for row in rows])
        count = len(rows)
        self._notifier.set_status(lambda: tr("Selected: {n} pictures that fool the model", n=count))

    @Slot(object)
    def save(self, key: AttackKey) -> None:
        """The attacked pictures of one attack with one eps."""
        folder = ask_folder(self._panel, tr("Folder for the attacked pictures"), self._settings)
        if folder is None:
            return
        found = [(row, one) for row, one in self._recorded.of(key) if one.png]
        spec = self._models.specs()[key.model]
        names = list(unique_names([self._pictures.path(row) for row, _ in found]))
        labels = spec.class_names()
        files = [
            (f"{name}.png", one.png, labels[one.label] if one.is_labelled else None)
            for name, (_, one) in zip(names, found, strict=True)
        ]
        inside = folder / "-".join(filter(None, (key.attack, str(key.norm), key.eps_text.replace("/", "-of-"))))
        job = Job(SavingAttackedWork(inside, key, files))
        self._board.submit(job.listen(done=self._on_saved, failed=self._on_failed))

    def _request_of(self, model: str) -> Request:
        first = request_for(Path(), self._selection, self._models)
        return replace(
            first,
            model=model,
            methods=(),
            layer="auto",
            options=self._models.options(model),
            version=self._models.version(model),
        )

    def _start(self, plan: Plan, rows: np.ndarray) -> None:
        self._notifier.clear(Scope.JOB)
        self._earlier = self._recorded.run
        self._many.show_nothing()
        self._view.show_many()
        paths = [self._pictures.path(int(row)) for row in rows]
        work = AttackingWork(plan, paths, rows, self._dataset.facts, self._board.pictures)
        self._job = Job(work).listen(
            submitted=self._on_submitted,
            result=self._on_run,
            done=self._on_done,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
        )
        self._board.submit(self._job)

    def _on_submitted(self, job: Job) -> None:
        """It may be run again."""
        self._job = job
        self._panel.set_busy(AttackScope.LISTED, busy=True)

    def _on_run(self, run: object) -> None:
        assert isinstance(run, AttackRun)
        run = run.joined(self._earlier)
        self._recorded.set_run(run)
        specs = self._models.specs()
        self._many.show_run(run, {model: specs[model].name for model in run.plan.models if model in specs})
        self.run_changed.emit()

    def _on_done(self, run: object) -> None:
        assert isinstance(run, AttackRun)
        self._panel.set_busy(AttackScope.LISTED, busy=False)
        self._on_run(run)
        count = len(run.records)
        self._notifier.set_status(lambda: tr("Attacked {n} pictures", n=count), log=True)
        for row, failure in run.failures.items():
            self._notifier.log(f"{self._pictures.path(row).name}: {message(failure)}")
        if run.failures and not run.records:
            self._notifier.show_failure(next(iter(run.failures.values())), Scope.JOB)

    def _on_saved(self, folder: object) -> None:
        assert isinstance(folder, Path)
        self._notifier.set_saved(folder)
        self._notifier.show(
            lambda: tr("The attacked pictures are in {folder}.", folder=folder.name),
            Scope.PROGRAM,
            Action(lambda: tr("Open as a data set"), lambda: self.open_requested.emit([folder])),
        )

    def _on_failed(self, failure: Failure) -> None:
        self._panel.set_busy(AttackScope.LISTED, busy=False)
        self._notifier.show_failure(failure, Scope.JOB)

    def _on_cancelled(self) -> None:
        self._panel.set_busy(AttackScope.LISTED, busy=False)
        self._notifier.set_status(lambda: tr("Cancelled; the results so far are shown"), log=True)

    @Slot()
    def _on_reset(self) -> None:
        """Other pictures are open."""
        self.cancel()
        self._earlier = None
        self._recorded.set_run(None)
        self._many.show_nothing()
        self.run_changed.emit()
        self._count()

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed:
            self._show_models()

    @Slot()
    def _count(self) -> None:
        self._panel.show_counts(len(self._pictures.selected_rows), len(self._dataset.view))

    @Slot()
    def _show_models(self) -> None:
        """Only those that are here and speak of as many classes."""
        specs, chosen = self._models.specs(), self._selection.now.model
        if chosen not in specs:
            return
        classes = len(specs[chosen].class_names())
        others = {model for model in self._models.available() if model != chosen and model in specs}
        alike = [model for model in sorted(others) if len(specs[model].class_names()) == classes]
        self._panel.options.show_models({model: model_name(specs[model].name) for model in alike})
