"""Shows what was measured so far: the sentence, the forest plots, the table, and the curves of one metric."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from attnstudio.core.metrics.base import METRICS, Curve
from attnstudio.core.request import Request, Result
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.summary import Findings, SummaryWork
from attnstudio.ui.measure.accumulator import Accumulator, lines_of
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.results import Row
from attnstudio.ui.state.selection import Selection

_REFRESH_MS, _SHARE_OF_TIME = 100, 0.3  # how often there is a new summary, and how much of the time that may take


class MeasurePresenter(QObject):
    """Owns which measurements are shown, what they show, and the job that finds that out.

    Args:
        computed: finds the maps of a request among those that were computed.
    """

    map_requested = Signal(object)  # Request: the map of a cell
    row_requested = Signal(object)  # Row: this map is to be seen, with its picture
    picture_requested = Signal(object)  # Path

    def __init__(
        self,
        panel: MeasurePanel,
        selection: Selection,
        models: Models,
        board: JobBoard,
        computed: Callable[[Request], Result | None],
    ) -> None:
        super().__init__()
        self._panel, self._selection, self._models = panel, selection, models
        self._board, self._computed = board, computed
        self._measured: Accumulator | None = None
        self._findings: Findings | None = None
        self._job: Job | None = None
        self._is_stale = False
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(_REFRESH_MS)
        self._throttle.timeout.connect(self.refresh)
        panel.plot_requested.connect(self._on_plot_requested)
        panel.table.cell_chosen.connect(self._on_cell)
        panel.forests.row_chosen.connect(self._on_cell)
        panel.forests.picture_chosen.connect(self._on_picture)
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._show_model)

    def show(self, measured: Accumulator, metric_id: str) -> None:
        """Show these measurements from now on, and the curves of this metric if it has any."""
        is_new = measured is not self._measured
        if is_new:
            self._measured, self._findings = measured, None
        self._panel.begin(measured.methods, measured.metrics, anew=is_new)
        self._panel.plot_metric(metric_id)
        self._show_model()
        self.plot()
        self.refresh_later()

    @property
    def is_pending(self) -> bool:
        """Whether findings are about to be computed."""
        return self._throttle.isActive()

    def refresh_later(self) -> None:
        """There are more measurements."""
        if not self._throttle.isActive():
            self._throttle.start()

    @Slot()
    def refresh(self) -> None:
        """Compute means, intervals and differences in a thread; over many pictures that is done less often."""
        self._throttle.stop()
        if self._measured is None:
            return
        if self._job is not None:
            self._is_stale = True
            return
        self._is_stale = False
        work = SummaryWork(self._measured.measurements, self._panel.plotted)
        self._job = Job(work).listen(
            done=partial(self._on_found, self._measured), failed=self._on_ended, cancelled=self._on_ended
        )
        self._board.submit(self._job)

    def _on_found(self, measured: Accumulator, findings: object) -> None:
        assert isinstance(findings, Findings) and self._job is not None
        self._throttle.setInterval(max(_REFRESH_MS, round(1000 * self._job.seconds / _SHARE_OF_TIME)))
        self._job = None
        if measured is self._measured:  # else another evaluation has begun
            self._findings = findings
            self.reshow()
        if self._is_stale:
            self.refresh()

    def _on_ended(self, *_: object) -> None:
        self._job = None

    @Slot()
    def reshow(self) -> None:
        """The language or the theme changed, or there are new findings."""
        if self._measured is None:
            return
        if self._findings is not None:
            self._panel.show_findings(self._measured.methods, self._measured.metrics, self._findings)
        self.plot()

    def refresh_curves(self, metric_id: str) -> None:
        """A curve of this metric has grown."""
        if metric_id == self._panel.plotted:
            self.plot()

    @Slot()
    def plot(self) -> None:
        """Draw the curves of the metric that is chosen."""
        panel, measured, metric_id = self._panel, self._measured, self._panel.plotted
        if measured is None or metric_id is None:
            panel.plot.show_lines(tr("Curves"), (), ("", ""), tr("None of these metrics has a curve."))
            return
        metric = METRICS.discover()[metric_id]
        assert metric.axes is not None
        lines = lines_of(measured, metric_id, self._curves(measured, metric_id), panel.table.chosen)
        labels = tr(metric.axes[0]), tr(metric.axes[1])
        panel.plot.show_lines(tr(metric.name), lines, labels, tr("No curve for this picture."))

    def _curves(self, measured: Accumulator, metric_id: str) -> dict[str, Curve]:
        shown = self._selection.now.picture
        if not self._panel.plots_mean and shown is not None:
            return measured.curves(metric_id, shown.picture.path)
        known = self._findings is not None and self._findings.curved == metric_id
        return dict(self._findings.curves) if self._findings is not None and known else {}

    @Slot()
    def _on_plot_requested(self) -> None:
        """Another metric or other pictures are chosen."""
        self.plot()
        if self._findings is None or self._findings.curved != self._panel.plotted:
            self.refresh()

    @Slot(str, str)
    def _on_cell(self, method: str, metric: str) -> None:
        self._panel.choose(method, metric)
        self._on_plot_requested()
        shown = self._selection.now.picture
        if self._measured is not None and shown is not None:
            self.map_requested.emit(self._measured.map_request(shown.picture.path, method))

    @Slot(str, str, int)
    def _on_picture(self, method: str, metric: str, number: int) -> None:
        """A dot: its picture with the map that has this score."""
        if self._measured is None or self._findings is None:
            return
        self._panel.choose(method, metric)
        request = self._measured.map_request(self._findings.pictures[number], method)
        found = self._computed(request)
        if found is not None and found.heatmaps:
            self.row_requested.emit(Row(found, found.heatmaps[0]))
        else:
            self.picture_requested.emit(request.image)
            self.map_requested.emit(request)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed:
            self._show_model()
        if "picture" in changed:
            self.plot()

    @Slot()
    def _show_model(self) -> None:
        """Of which model the scores are, which stay when another is chosen."""
        if self._measured is None:
            return
        request, chosen = self._measured.request, self._selection.now.model
        spec = self._models.specs().get(request.model)
        name = Path(request.model).name if spec is None else spec.name
        is_chosen = (request.model, request.options) == (chosen, self._models.options(chosen))
        self._panel.show_model(name, chosen=is_chosen)
