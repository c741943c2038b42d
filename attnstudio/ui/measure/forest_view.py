"""The forest plots of all metrics, as many beside each other as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from attnstudio.core.evaluation.summary import Summary
from attnstudio.jobs.summary import Findings
from attnstudio.ui.measure import score_text
from attnstudio.ui.measure.curve_style import Look
from attnstudio.ui.measure.forest_plot import ForestPlot
from attnstudio.ui.shell import theme
from attnstudio.ui.widgets.plain import plain

_WIDTH = 330  # pixels that a plot needs


class ForestView(QScrollArea):
    """Emits what is chosen in a plot. Owns the plots, by metric."""

    row_chosen = Signal(str, str)  # method id, metric id
    picture_chosen = Signal(str, str, int)  # and the number of the picture

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: dict[str, ForestPlot] = {}
        self._arranged: tuple[int, tuple[str, ...]] = (0, ())
        self._grid_widget = QWidget()
        self._grid = QGridLayout(self._grid_widget)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE)
        self.setWidget(self._grid_widget)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the plots have it

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * _WIDTH, 220)

    def show_findings(self, findings: Findings, looks: dict[str, Look]) -> None:
        for metric in [metric for metric in self.plots if metric not in findings.forests]:
            self.plots.pop(metric).deleteLater()
        names = [path.name for path in findings.pictures]
        for metric, forest in findings.forests.items():
            plot = self.plots.get(metric) or self._add(metric)
            tips = {method: _tip(findings.summary, method, metric) for method in looks}
            plot.setToolTip(score_text.header_sentences(metric))
            plot.show_forest(forest, looks, tips, names)
        self.plots = {metric: self.plots[metric] for metric in findings.forests}
        self._arrange()

    def clear(self) -> None:
        for plot in self.plots.values():
            plot.deleteLater()
        self.plots = {}

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def _add(self, metric: str) -> ForestPlot:
        plot = self.plots[metric] = ForestPlot()
        plot.row_chosen.connect(lambda method: self.row_chosen.emit(method, metric))
        plot.picture_chosen.connect(lambda method, number: self.picture_chosen.emit(method, metric, number))
        return plot

    def _arrange(self) -> None:
        columns = max(1, min(len(self.plots), self.viewport().width() // _WIDTH))
        arranged = columns, tuple(self.plots)
        if arranged == self._arranged:
            return
        self._arranged = arranged
        for place, plot in enumerate(self.plots.values()):
            self._grid.removeWidget(plot)
            self._grid.addWidget(plot, *divmod(place, columns), Qt.AlignmentFlag.AlignTop)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _tip(summary: Summary, method: str, metric: str) -> str:
    return plain(score_text.cell_sentences(summary, method, metric))
