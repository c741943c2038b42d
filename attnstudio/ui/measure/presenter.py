"""Shows what was measured so far: the table of scores and the curves of one metric."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from attnstudio.core.metrics.base import METRICS
from attnstudio.ui.measure.accumulator import Accumulator, lines_of
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.selection import Selection

_REFRESH_MS, _SHARE_OF_TIME = 100, 0.1  # how often the table is refreshed, and how much of the time that may take


class MeasurePresenter(QObject):
    """Owns which measurements are shown, and when they are shown next."""

    map_requested = Signal(object)  # Request: the map of a cell, on the picture that is shown

    def __init__(self, panel: MeasurePanel, selection: Selection) -> None:
        super().__init__()
        self._panel, self._selection = panel, selection
        self._measured: Accumulator | None = None
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(_REFRESH_MS)
        self._throttle.timeout.connect(self.refresh)
        panel.plot_requested.connect(self.plot)
        panel.table.cell_chosen.connect(self._on_cell)
        selection.changed.connect(self._on_selection)

    def show(self, measured: Accumulator, metric_id: str) -> None:
        """Show these measurements from now on, and the curves of this metric if it has any."""
        self._measured = measured
        self._panel.show_scores()
        self.refresh()
        self._plot_metric(metric_id)

    def refresh_later(self) -> None:
        """There are more measurements."""
        if not self._throttle.isActive():
            self._throttle.start()

    @Slot()
    def refresh(self) -> None:
        """Show means and intervals; over many pictures that takes a while, so it is then done less often."""
        self._throttle.stop()
        measured = self._measured
        if measured is None:
            return
        began = time.perf_counter()
        self._panel.show_summary(measured.methods, measured.metrics, measured.summary())
        self.plot()
        self._throttle.setInterval(max(_REFRESH_MS, round(1000 * (time.perf_counter() - began) / _SHARE_OF_TIME)))

    def refresh_curves(self, metric_id: str) -> None:
        """A curve of this metric has grown."""
        if metric_id == self._panel.plotted_metric.currentData():
            self.plot()

    @Slot()
    def plot(self) -> None:
        """Draw the curves of the metric that is chosen."""
        panel, measured = self._panel, self._measured
        metric_id = panel.plotted_metric.currentData()
        if measured is None or metric_id is None:
            panel.plot.show_lines(tr("Curves"), (), ("", ""), tr("None of these metrics has a curve."))
            return
        shown = self._selection.now.picture
        path = None if panel.plots_mean or shown is None else shown.picture.path
        lines = lines_of(measured, metric_id, path, panel.table.chosen)
        metric = METRICS.discover()[metric_id]
        assert metric.axes is not None
        labels = tr(metric.axes[0]), tr(metric.axes[1])
        panel.plot.show_lines(tr(metric.name), lines, labels, tr("No curve for this picture."))

    def _plot_metric(self, metric_id: str) -> None:
        box = self._panel.plotted_metric
        if (row := box.findData(metric_id)) >= 0:
            box.setCurrentIndex(row)
        self.plot()

    @Slot(str, str)
    def _on_cell(self, method: str, metric: str) -> None:
        self._plot_metric(metric)
        shown, measured = self._selection.now.picture, self._measured
        if measured is not None and shown is not None:
            call = next(one for one in measured.request.methods if one.id == method)
            self.map_requested.emit(replace(measured.request, image=shown.picture.path, methods=(call,)))

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "picture" in changed:
            self.plot()
