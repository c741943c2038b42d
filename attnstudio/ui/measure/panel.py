"""Measuring: which metrics over which pictures; then the table of scores and the curves."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.evaluation.signs import FAILS
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import tr_noop
from attnstudio.ui.measure import score_text
from attnstudio.ui.measure.curve_plot import CurvePlot
from attnstudio.ui.measure.metric_selector import MetricSelector
from attnstudio.ui.measure.score_table import ScoreTable
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Pages, Panel, faint
from attnstudio.ui.widgets.plain import PlainLabel


class PictureScope(StrEnum):
    """On which pictures to measure."""

    SHOWN = "shown"
    SELECTED = "selected"
    ALL = "all"


_SCOPES = {
    PictureScope.SHOWN: tr_noop("shown"),
    PictureScope.SELECTED: tr_noop("selected"),
    PictureScope.ALL: tr_noop("all"),
}


class MeasurePanel(Panel):
    """Emits what the user wants of the scores; `plot_requested` when other curves are to be drawn."""

    measure_requested = Signal()
    check_requested = Signal()
    cancel_requested = Signal()
    save_requested = Signal()
    plot_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.metrics, self.table, self.plot = MetricSelector(), ScoreTable(), CurvePlot()
        self._over, self.verdict, self._legend = PlainLabel(), faint(), faint()
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.scope, self.plotted_metric, self.plotted_pictures = QComboBox(), QComboBox(), QComboBox()
        for scope in PictureScope:
            self.scope.addItem("", scope)
        self._over.setBuddy(self.scope)
        self.measure, self.check, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self.copy, self.save = QToolButton(), QToolButton()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_padded(self.metrics), "")
        self.pages = Pages(self._scores())
        self.tabs.addTab(self.pages, "")
        self.tabs.setCornerWidget(self._bar())
        self.stack.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.tabs)
        self.measure.clicked.connect(self.measure_requested)
        self.check.clicked.connect(self.check_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.copy.clicked.connect(self.table.copy)
        self.save.clicked.connect(self.save_requested)
        for box in (self.plotted_metric, self.plotted_pictures):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # the plot may be narrow
            box.activated.connect(lambda _: self.plot_requested.emit())
        self.set_busy(False)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(760, 390)

    def show_scores(self) -> None:
        """There is something to see in the table."""
        self.pages.show_content()
        self.tabs.setCurrentIndex(1)

    def show_summary(self, methods: tuple[str, ...], metrics: tuple[str, ...], summary: Summary) -> None:
        """`methods` and `metrics`: all that are to be measured."""
        self.table.show_summary(methods, metrics, summary)
        self._show_verdict()
        box, before = self.plotted_metric, self.plotted_metric.currentData()
        curved = [name for name in metrics if METRICS.discover()[name].axes]
        if [box.itemData(row) for row in range(box.count())] != curved:
            box.clear()
            for name in curved:
                box.addItem(tr(METRICS.discover()[name].name), name)
            box.setCurrentIndex(max(0, box.findData(before)))

    def set_busy(self, busy: bool) -> None:
        self.cancel.setEnabled(busy)

    def retranslate(self) -> None:
        self._over.setText(tr("&Pictures:"))
        for row, text in enumerate(_SCOPES.values()):
            self.scope.setItemText(row, tr(text))
        self.scope.setToolTip(tr("Ctrl+click or Shift+click selects several pictures in the list."))
        self.measure.setText(tr("&Measure"))
        self.measure.setToolTip(
            tr("Measure the maps of the chosen methods and of two controls with the ticked metrics")
        )
        self.check.setText(tr("Sanit&y check"))
        self.check.setToolTip(
            tr("How much the maps change when the model's layers are re-initialised from the top; they should change")
        )
        self.cancel.setText(tr("Cancel"))
        for button, icon, text in (
            (self.copy, "copy", tr("Copy the table as text (Ctrl+C in the table)")),
            (self.save, "save", tr("Save the table...")),
        ):
            button.setIcon(theme.icon(icon))
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.tabs.setTabText(0, tr("Metrics"))
        self.tabs.setTabText(1, tr("Scores"))
        self.pages.empty.setText(
            tr("No scores yet. Choose methods on the right (Ctrl+click for several), tick metrics, and press Measure.")
        )
        for row in range(self.plotted_metric.count()):
            name = self.plotted_metric.itemData(row)
            self.plotted_metric.setItemText(row, tr(METRICS.discover()[name].name))
        self.plotted_metric.setAccessibleName(tr("Metric of the curves"))
        shown = self.plotted_pictures.currentIndex()
        self.plotted_pictures.clear()
        self.plotted_pictures.addItems([tr("Mean"), tr("Shown picture")])
        self.plotted_pictures.setCurrentIndex(max(0, shown))
        self.plotted_pictures.setAccessibleName(tr("Pictures of the curves"))
        self.plotted_pictures.setToolTip(tr("The mean over all measured pictures, or the shown picture"))
        self.metrics.retranslate()
        self.table.retranslate()
        self._show_verdict()

    @property
    def plots_mean(self) -> bool:
        """Whether curves are means over pictures, rather than of the picture that is shown."""
        return self.plotted_pictures.currentIndex() == 0

    def _show_verdict(self) -> None:
        self._legend.setText(score_text.legend(self.table.model.summary))
        fails, said = score_text.verdict(self.table.model.summary)
        self.verdict.setText(f"{FAILS} {said}" if fails else said)
        self.verdict.setStyleSheet(f"color: {theme.colours().failure};" if fails else "")
        self.verdict.setVisible(bool(said))

    def _bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, theme.SPACE // 2)
        row.setSpacing(theme.SPACE)
        for widget in (self._over, self.scope, self.measure, self.check, self.cancel):
            row.addWidget(widget)
        return bar

    def _scores(self) -> QWidget:
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.plotted_metric, 1)
        row.addWidget(self.plotted_pictures, 1)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(curves)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([532, 210])
        whole = Panel()
        whole.stack.addWidget(split, 1)
        whole.stack.addWidget(self.verdict)
        below = QHBoxLayout()
        below.addWidget(self._legend, 1)
        below.addWidget(self.copy)
        below.addWidget(self.save)
        whole.stack.addLayout(below)
        return _padded(whole)


def _padded(widget: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, theme.SPACE // 2, 0, 0)
    column.addWidget(widget)
    return page
