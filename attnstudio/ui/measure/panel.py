"""Measuring: which metrics over which pictures; then what they show, in words, as plots, and as a table."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
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
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import tr_noop
from attnstudio.jobs.summary import Findings
from attnstudio.ui.measure import score_text
from attnstudio.ui.measure.curve_plot import CurvePlot
from attnstudio.ui.measure.curve_style import looks
from attnstudio.ui.measure.forest_view import ForestView
from attnstudio.ui.measure.metric_selector import MetricSelector
from attnstudio.ui.measure.score_table import NO_SUMMARY, ScoreTable
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message, tr
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

_NARROW = 56  # pixels: the least of the box that says on which pictures


class MeasurePanel(Panel):
    """Emits what the user wants of the scores; `plot_requested` when other curves are to be drawn."""

    measure_requested = Signal()
    check_requested = Signal()
    cancel_requested = Signal()
    save_requested = Signal()
    plot_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.metrics, self.table, self.plot, self.forests = MetricSelector(), ScoreTable(), CurvePlot(), ForestView()
        self._over, self.headline, self.verdict = PlainLabel(), PlainLabel(), faint()
        self._legends = faint(), faint()  # below the plots, and below the table
        self._origins = faint(), faint()  # above them
        self._model: tuple[str, bool] | None = None
        self.headline.setWordWrap(True)
        for said in (self.headline, self.verdict):
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._findings: Findings | None = None
        self._headlined = ""  # the metric that the sentence is of; the most telling one until another is chosen
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
        self.tabs.addTab(self._table(), "")
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

    def begin(self, methods: tuple[str, ...], metrics: tuple[str, ...], *, anew: bool) -> None:
        """All that are to be measured. `anew`: what was shown was of other maps."""
        if self.tabs.currentIndex() == 0:
            self.tabs.setCurrentIndex(1)
        self.pages.show_content()
        if anew:
            self._findings, self._headlined = None, ""
            self.forests.clear()
        self.table.show_summary(methods, metrics, self.table.model.summary if self._findings else NO_SUMMARY)
        box, before = self.plotted_metric, self.plotted
        curved = [name for name in metrics if METRICS.discover()[name].axes]
        if [box.itemData(row) for row in range(box.count())] != curved:
            box.clear()
            for name in curved:
                box.addItem(tr(METRICS.discover()[name].name), name)
            box.setCurrentIndex(max(0, box.findData(before)))
        self._show_words()

    def show_findings(self, methods: tuple[str, ...], metrics: tuple[str, ...], findings: Findings) -> None:
        self._findings = findings
        self.table.show_summary(methods, metrics, findings.summary)
        self.forests.show_findings(findings, looks(methods))
        self._show_words()

    def show_model(self, name: str, *, chosen: bool) -> None:
        """Of which model the scores are, and whether that is still the chosen one."""
        self._model = name, chosen
        self._show_words()

    def choose(self, method: str, metric: str) -> None:
        """The user looks at a method and a metric."""
        self._headlined = metric
        self.table.choose(method, metric)
        self.plot_metric(metric)
        self._show_words()

    def plot_metric(self, metric: str) -> None:
        """Choose whose curves are drawn, where it has any."""
        if (row := self.plotted_metric.findData(metric)) >= 0:
            self.plotted_metric.setCurrentIndex(row)

    def set_busy(self, busy: bool) -> None:
        self.cancel.setEnabled(busy)
        self._fit()

    def retranslate(self) -> None:
        self._over.setText(tr("&Pictures:"))
        self.scope.setAccessibleName(tr("Pictures"))
        for row, text in enumerate(_SCOPES.values()):
            self.scope.setItemText(row, tr(text))
        self.scope.setToolTip(tr("Ctrl+click or Shift+click selects several pictures in the list."))
        self.measure.setText(tr("&Measure"))
        self.measure.setToolTip(
            tr("Measure the maps of the chosen methods and of two controls with the ticked metrics")
        )
        self.check.setText(tr("Sanit&y check"))
        self.check.setToolTip(
            tr(
                "How much the maps change when the model's layers are re-initialised from the top, and when another "
                "class is explained; they should change"
            )
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
        self.tabs.setTabText(2, tr("Table"))
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
        self._show_words()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what would push a tab behind an arrow: the label, then what cannot be used, or not at once; at last
        the box of the pictures becomes narrower."""
        self.scope.setMaximumWidth(self.scope.sizeHint().width())
        left_out = (self._over, self.check if self.cancel.isEnabled() else self.cancel)
        for widget in (self._over, self.check, self.cancel):
            widget.show()
        for widget in left_out:
            if self._excess() > 0:
                widget.hide()
        if (excess := self._excess()) > 0:
            self.scope.setMaximumWidth(max(_NARROW, self.scope.sizeHint().width() - excess))

    def _excess(self) -> int:
        """Pixels by which the tabs and what is beside them are wider than the panel."""
        return self.tabs.cornerWidget().sizeHint().width() + self.tabs.tabBar().sizeHint().width() - self.tabs.width()

    @property
    def plotted(self) -> str | None:
        """The metric whose curves are drawn."""
        found: str | None = self.plotted_metric.currentData()
        return found

    @property
    def plots_mean(self) -> bool:
        """Whether curves are means over pictures, rather than of the picture that is shown."""
        return self.plotted_pictures.currentIndex() == 0

    def _show_words(self) -> None:
        """The sentence of the metric that is looked at, and the verdict of the sanity check."""
        summary, headlines = self.table.model.summary, self._findings.headlines if self._findings else {}
        said = headlines.get(self._headlined) or next(iter(headlines.values()), None)
        self.headline.setText(message(said) if said else "")
        self.headline.setVisible(said is not None)
        for origin in self._origins:
            origin.setText("" if self._model is None else score_text.origin(*self._model))
            origin.setVisible(self._model is not None)
        for legend in self._legends:
            legend.setText(score_text.legend(summary))
            legend.setVisible(bool(legend.text()))
        fails, verdict = score_text.verdict(summary)
        self.verdict.setText(f"{FAILS} {verdict}" if fails else verdict)
        self.verdict.setStyleSheet(f"color: {theme.colours().failure};" if fails else "")
        self.verdict.setVisible(bool(verdict))

    def _bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, theme.SPACE // 2)
        row.setSpacing(theme.SPACE // 2)
        for widget in (self._over, self.scope, self.measure, self.check, self.cancel):
            row.addWidget(widget)
        return bar

    def _scores(self) -> QWidget:
        whole = Panel()
        whole.stack.addWidget(self._origins[0])
        whole.stack.addWidget(self.headline)
        whole.stack.addWidget(self.verdict)
        whole.stack.addWidget(self.forests, 1)
        whole.stack.addWidget(self._legends[0])
        return _padded(whole)

    def _table(self) -> QWidget:
        """With the curves beside it."""
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
        whole.stack.addWidget(self._origins[1])
        whole.stack.addWidget(split, 1)
        below = QHBoxLayout()
        below.addWidget(self._legends[1], 1)
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
