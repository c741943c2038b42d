"""Computes the maps of what is selected: at once where that is fast, else when the user runs it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from attnstudio.core import targets
from attnstudio.core.errors import Failure
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall, Request
from attnstudio.ui.explain.method_choice import FITS_ALL, fast_methods, is_fast, with_parameter
from attnstudio.ui.explain.presenter import Presenter
from attnstudio.ui.explain.runner import MapsRunner
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.requests import current_request
from attnstudio.ui.state.results import Row
from attnstudio.ui.state.selection import MOST_PROBABLE, Selection

_EXPLAINED = frozenset({"picture", "model", "target", "layer", "methods", "inputs", "device"})


class ExplainController(QObject):
    """Owns what waits: a map that is to be computed once its model can run, and one that is to be shown once its
    picture is open."""

    picture_requested = Signal(object)  # Path of a picture that is to be shown
    finished = Signal(object)  # Result
    reload_requested = Signal(object)  # Path of the picture that is shown, whose file changed

    def __init__(
        self, presenter: Presenter, runner: MapsRunner, selection: Selection, models: Models, notifier: Notifier
    ) -> None:
        super().__init__()
        self._presenter, self._selection, self._models = presenter, selection, models
        self._runner, self._notifier = runner, notifier
        self._run_when_ready = False
        self._pending_row: Row | None = None  # to be shown once its picture is open
        # Several choices may change at a time: one map of them all.
        self._debounce = QTimer(self, singleShot=True, interval=0)
        self._debounce.timeout.connect(self._on_choice)
        selection.changed.connect(self._on_selection)
        presenter.target_chosen.connect(self.choose_target)
        presenter.reload_requested.connect(self._on_changed_file)
        runner.finished.connect(self.finished)
        runner.other_method_requested.connect(partial(self._use, FITS_ALL))

    @property
    def is_pending(self) -> bool:
        """Whether a map is about to be computed."""
        return self._debounce.isActive()

    def run_next_picture(self) -> None:
        """The next picture that is opened is explained even if that is slow."""
        self._run_when_ready = True

    @Slot()
    def explain(self) -> None:
        """Compute the maps of the chosen methods on the picture that is shown."""
        self._debounce.stop()
        request: Request | None = current_request(self._selection, self._models)
        if request is None:
            return
        self._run_when_ready = not self._models.is_ready(request.model)
        if self._models.require(request.model):
            self._runner.compute(request)

    @Slot()
    def explain_fast_methods(self) -> None:
        """Every method of a single pass that the model can carry, in one go."""
        self._use(*fast_methods(self._models.info))

    @Slot(str, str, object)
    def use_parameter(self, method_id: str, name: str, value: Value) -> None:
        """Set a parameter of a method, as the warning of its map proposes, and compute the map."""
        self._use(*with_parameter(self._selection.now.methods, method_id, name, value))

    @Slot(str)
    def choose_target(self, target: str) -> None:
        """Explain another class from now on; one that the model does not have changes nothing."""
        prediction = self._presenter.prediction
        facts = self._selection.now.facts
        if prediction is not None:
            try:
                resolved = targets.resolve(
                    facts.target(target), prediction.class_names, prediction.ranking, facts.label
                )
            except Failure as failure:
                self._notifier.show_failure(failure, Scope.JOB)
                return
            if self._presenter.show_target(resolved) and not is_fast(self._selection.now.methods):
                self._presenter.clear_map()
        self._selection.choose(target=target)

    @Slot(object)
    def show_row(self, row: Row) -> None:
        """Show a map that was computed before, with its picture."""
        self._debounce.stop()
        request = row.result.request
        if request.model != self._selection.now.model:
            self._selection.set(model=request.model, target=MOST_PROBABLE)
            self._debounce.stop()
        self._notifier.clear(Scope.JOB, Scope.MAP)
        picture = self._selection.now.picture
        if picture is not None and picture.picture.path == request.image:
            self._presenter.show(row.result, row.heatmap)
        else:
            self._pending_row = row
            self.picture_requested.emit(request.image)

    @Slot(str)
    def on_model_ready(self, model_id: str) -> None:
        """A user's model can run, or runs otherwise than before."""
        if model_id == self._selection.now.model:
            self._runner.cancel()
            if self._run_when_ready:
                self.explain()
            else:
                self.explain_if_fast()

    @Slot()
    def explain_if_fast(self) -> None:
        """A choice changed. Of what is slow the prediction comes at once, and the map waits for Run."""
        now = self._selection.now
        if now.picture is not None and self._models.is_available(now.model):
            self._debounce.start()

    @Slot()
    def _on_choice(self) -> None:
        if is_fast(self._selection.now.methods) or self._run_when_ready:
            self.explain()
            return
        request = current_request(self._selection, self._models)
        if request is not None and self._models.require(request.model):
            self._runner.predict(request)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        row, now = self._pending_row, self._selection.now
        if "model" in changed:
            self._run_when_ready = False
            self._notifier.clear(Scope.JOB, Scope.MAP)
            if not (is_fast(self._selection.now.methods) and self._models.is_available(now.model)):
                self._presenter.clear_map()
        if "picture" in changed and now.picture is not None:
            self._presenter.begin_picture()
            if row is not None and row.result.request.image == now.picture.picture.path:
                self._pending_row = None
                self._presenter.show(row.result, row.heatmap)
                return
            self._pending_row = None
        if changed == {"facts"} and targets.depends_on_label(now.facts.target(now.target)):
            self.explain_if_fast()
        if changed & _EXPLAINED and (changed != {"methods"} or now.methods):
            self.explain_if_fast()

    @Slot(object)
    def _on_changed_file(self, row: Row) -> None:
        """The file changed since it was opened: it is opened again, and its new map shown over it."""
        self._pending_row = row
        self.reload_requested.emit(row.result.request.image)

    def _use(self, *methods: MethodCall) -> None:
        self._selection.choose(methods=methods)
        self.explain()
