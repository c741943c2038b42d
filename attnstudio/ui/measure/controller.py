"""Connects the measuring panel with the engine's thread: methods and pictures become scores, scores become views."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from attnstudio.core.errors import Failure, OutputFailure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Evaluated, Measurement
from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS, Curve, MetricCall
from attnstudio.core.models.base import all_specs
from attnstudio.core.regions import Region
from attnstudio.core.request import Request, Result
from attnstudio.core.text import tr_noop
from attnstudio.export import tables
from attnstudio.jobs.evaluating import Task
from attnstudio.ui.bridge import Studio
from attnstudio.ui.measure.accumulator import Accumulator, lines_of
from attnstudio.ui.measure.panel import Scope
from attnstudio.ui.notify.left_out import left_out_text
from attnstudio.ui.shell.i18n import message, tr

_SANITY = "randomisation"
_SOON_MS, _SHARE_OF_TIME = 100, 0.1  # how often the table is made anew, and how much of the time that may take


class MeasureController(QObject):
    """Measures the chosen methods and the controls, and shows what is known at any moment.

    Args:
        region_of: where the object is in a picture, if that is known.
    """

    changed = Signal()  # another evaluation is there
    settled = Signal()  # a task was done, stopped, or failed

    def __init__(self, studio: Studio, region_of: Callable[[Path], Region | None]) -> None:
        super().__init__()
        self._studio, self._window, self._queue = studio, studio.window, studio.queue
        self._jobs, self._region_of = studio.queue.evaluations, region_of
        self._panel, self._dock = self._window.measure, self._window.measure_dock
        self._measured: Accumulator | None = None
        self._waiting: Sequence[MetricCall] = ()  # for the model's file to be looked into
        self._started = 0.0
        self._left_out: tuple[tuple[str, Failure], ...] = ()  # methods that the model cannot carry
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._show)
        self._connect()

    @property
    def evaluation(self) -> Evaluation | None:
        """What was measured on the pictures that are done."""
        return None if self._measured is None else self._measured.evaluation()

    @property
    def has_evaluation(self) -> bool:
        return self._measured is not None and self._measured.is_evaluation

    @Slot()
    def toggle(self) -> None:
        """Bring the panel into sight, or take it away."""
        if self._dock.isVisible() and not self._panel.visibleRegion().isEmpty():
            self._dock.close()
        else:
            self._dock.open()
            self._panel.measure.setFocus()

    @Slot()
    def measure(self) -> None:
        """Judge by the ticked metrics."""
        self._start(self._panel.metrics.calls())

    @Slot()
    def check(self) -> None:
        """Only the sanity check; it joins what was measured of the same maps."""
        self._start((self._panel.metrics.call(_SANITY),))

    def measure_all(self, metric_ids: Sequence[str]) -> None:
        """Judge by these metrics on all pictures that are open."""
        self._panel.metrics.choose(metric_ids)
        self._panel.scope.setCurrentIndex(self._panel.scope.findData(Scope.ALL))
        self._dock.open()
        self.measure()

    def know_region(self, path: Path) -> None:
        """A region was drawn or taken away."""
        if self._region_of(path) is not None:
            self._panel.metrics.know_regions()

    def _start(self, metrics: Sequence[MetricCall]) -> None:
        request, pictures = self._studio.request(), self._pictures()
        self._waiting = ()
        if not self._may_start(request, pictures, metrics):
            if not self._waiting:
                self.settled.emit()
            return
        assert request is not None
        regions = {path: region for path in pictures if (region := self._region_of(path)) is not None}
        asked = replace(request, image=Path(), methods=add_controls(request.methods))
        task = Task(asked, tuple(metrics), tuple(pictures), regions)
        self._jobs.cancel()
        if self._measured is None or self._measured.request != asked:
            self._measured = Accumulator(asked)
        self._measured.begin(task)
        self._left_out = ()
        self._started = time.monotonic()
        self._jobs.start(task)
        self._dock.open()
        self._panel.show_scores()
        self._show()
        self._plot_metric(metrics[0].id)
        self.changed.emit()

    def _may_start(self, request: Request | None, pictures: Sequence[Path], metrics: Sequence[MetricCall]) -> bool:
        """Whether there is something to measure; says what is lacking."""
        if request is None or not pictures:
            self._studio.say(lambda: tr("There is no picture to measure on. Open one, or select some in the list."))
        elif not request.methods:
            self._studio.say(lambda: tr("There is nothing to measure. Choose one method or several."))
        elif not metrics:
            self._studio.say(lambda: tr("No metric selected. Tick one metric or several."))
        elif request.model not in all_specs() and not self._studio.own.is_open(request.model):
            self._waiting = metrics
            self._studio.explain()  # which looks into the model's file first
        else:
            return True
        return False

    @Slot()
    def _on_opener(self) -> None:
        """The model's file was looked into, or cannot be."""
        own = self._studio.own
        if own.opener.busy or not self._waiting:
            return
        if own.is_open(self._window.model_picker.chosen):
            self._start(self._waiting)
        else:
            self._waiting = ()
            self.settled.emit()

    def _pictures(self) -> list[Path]:
        browser, shown = self._window.browser, self._window.canvas.picture
        match self._panel.scope.currentData():
            case Scope.SELECTED:
                return browser.selected()
            case Scope.ALL:
                return [browser.pictures.path(row) for row in range(browser.pictures.rowCount())]
            case _:
                return [] if shown is None else [shown.picture.path]

    # What comes of it

    @Slot(object, str, str, object)
    def _on_curve(self, path: Path, method: str, metric: str, curve: Curve) -> None:
        if self._measured is not None:
            self._measured.grow(path, method, metric, curve)
            if metric == self._panel.plotted_metric.currentData():
                self._plot()

    @Slot(object, object)
    def _on_measured(self, path: Path, measurement: Measurement) -> None:
        if self._measured is not None:
            self._measured.add(path, measurement)
            self._show_soon()

    @Slot(object, object)
    def _on_evaluated(self, evaluated: Evaluated, result: Result) -> None:
        self._queue.cache.keep(result)
        for notice in result.notices:
            self._window.log.say(message(notice))
        for heatmap in result.heatmaps:
            for notice in heatmap.warnings:
                self._window.log.say(f"{METHODS.discover()[heatmap.method].name}: {message(notice)}")
        if result.left_out:
            self._left_out = result.left_out
        if self._measured is not None:
            self._measured.keep(evaluated)
            self.changed.emit()

    @Slot(object, object)
    def _on_picture_failed(self, path: Path, failure: Failure) -> None:
        self._window.log.say(message(failure))
        if self._measured is not None:
            self._measured.fail(path, failure)

    @Slot(float)
    def _on_progressed(self, share: float) -> None:
        self._window.progress.setRange(0, 1000)
        self._window.progress.setValue(round(share * 1000))
        gone = time.monotonic() - self._started
        if share > 0 and gone > 1:
            left = _clock(gone / share - gone)
            self._window.activity.setText(tr("Measuring, {time} left", time=left))
        else:
            self._window.activity.setText(tr("Measuring..."))

    @Slot()
    def _on_done(self) -> None:
        self._end()
        assert self._measured is not None
        failed, count = self._measured.failures, len(self._measured.pictures)
        said = tr("Measured on {count} pictures in {time}", count=count, time=_clock(time.monotonic() - self._started))
        self._window.activity.setText(said)
        self._window.log.say(said)
        told: list[Callable[[], str]] = []
        if failed:
            text = tr_noop("{count} pictures could not be measured; the log says why. The others were.")
            told.append(lambda: tr(text, count=failed))
        if self._left_out:
            told.append(partial(left_out_text, self._left_out))
        if told:
            self._studio.say(lambda: "\n".join(one() for one in told))
        self.settled.emit()

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._end()
        self._window.activity.setText("")
        self._studio.say_failure(failure)
        self.settled.emit()

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        said = tr("Cancelled; what was measured stays")
        self._window.activity.setText(said)
        self._window.log.say(said)
        self.settled.emit()

    def _end(self) -> None:
        if self._measured is not None:
            self._measured.end(time.monotonic() - self._started)
            self._show()
        self.changed.emit()

    # What is shown

    def _show_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _show(self) -> None:
        """Means and intervals of what is there; with many pictures that takes a while, so it is done less often."""
        self._soon.stop()
        measured = self._measured
        if measured is None:
            return
        began = time.perf_counter()
        self._panel.show_summary(measured.methods, measured.metrics, measured.summary())
        self._plot()
        self._soon.setInterval(max(_SOON_MS, round(1000 * (time.perf_counter() - began) / _SHARE_OF_TIME)))

    @Slot()
    def _plot(self) -> None:
        """The curves of one metric."""
        panel, measured = self._panel, self._measured
        metric_id = panel.plotted_metric.currentData()
        if measured is None or metric_id is None:
            panel.plot.show_lines(tr("Curves"), (), ("", ""), tr("None of these metrics has a curve."))
            return
        shown = self._window.canvas.picture
        path = None if panel.plots_mean or shown is None else shown.picture.path
        lines = lines_of(measured, metric_id, path, panel.table.chosen)
        metric = METRICS.discover()[metric_id]
        assert metric.axes is not None
        labels = tr(metric.axes[0]), tr(metric.axes[1])
        panel.plot.show_lines(tr(metric.name), lines, labels, tr("No curve of this picture was measured."))

    def _plot_metric(self, metric_id: str) -> None:
        box = self._panel.plotted_metric
        if (row := box.findData(metric_id)) >= 0:
            box.setCurrentIndex(row)
        self._plot()

    @Slot(str, str)
    def _on_cell(self, method: str, metric: str) -> None:
        """Show the method's map of the picture that is shown, and its curve."""
        self._plot_metric(metric)
        shown, measured = self._window.canvas.picture, self._measured
        if measured is None or shown is None:
            return
        self._window.actions_by_id["leave_compare"].trigger()
        call = next(one for one in measured.request.methods if one.id == method)
        self._queue.submit(replace(measured.request, image=shown.picture.path, methods=(call,)))

    @Slot()
    def _save(self) -> None:
        model, proposal = self._panel.table.model, str(Path(self._studio.settings.text("folder")) / "scores.csv")
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save table"), proposal, "CSV (*.csv)")
        if not name or not model.methods:
            return
        try:
            tables.write_csv(Path(name), tables.SUMMARY, tables.summary(model.summary), force=True)
        except OutputFailure as failure:
            self._studio.say_failure(failure)

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        self._panel.set_busy(busy)

    @Slot(bool)
    def _on_sight(self, in_sight: bool) -> None:
        self._window.actions_by_id["measure"].setChecked(in_sight)

    def _connect(self) -> None:
        jobs, panel, window = self._jobs, self._panel, self._window
        jobs.curve_grew.connect(self._on_curve)
        jobs.measured.connect(self._on_measured)
        jobs.evaluated.connect(self._on_evaluated)
        jobs.picture_failed.connect(self._on_picture_failed)
        jobs.progressed.connect(self._on_progressed)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)
        jobs.stopped.connect(self._on_stopped)
        jobs.busy_changed.connect(self._on_busy)
        panel.measure_wanted.connect(self.measure)
        panel.check_wanted.connect(self.check)
        panel.cancel_wanted.connect(jobs.cancel)
        panel.save_wanted.connect(self._save)
        panel.plot_wanted.connect(self._plot)
        panel.table.cell_chosen.connect(self._on_cell)
        self._studio.own.opener.busy_changed.connect(self._on_opener)
        self._studio.loader.loaded.connect(lambda _: self._plot())
        window.retranslated.connect(self._show)
        window.actions_by_id["measure"].triggered.connect(self.toggle)
        self._dock.visibilityChanged.connect(self._on_sight)


def _clock(seconds: float) -> str:
    """Minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
