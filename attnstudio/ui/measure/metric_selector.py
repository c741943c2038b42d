"""Which metrics: by family, each with its cost, one sentence and its paper; the form of the current one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.evaluation.cascade import STAGES
from attnstudio.core.metrics.base import METRICS, Family, Metric, MetricCall
from attnstudio.core.params import Value
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel, faint_with_link, heading
from attnstudio.ui.widgets.param_form import ParamForm

_FAMILIES = {
    Family.FAITHFULNESS: tr_noop("Faithfulness: do the highlighted pixels matter to the model?"),
    Family.LOCALISATION: tr_noop("Localisation: does the map lie on the region?"),
    Family.ROBUSTNESS: tr_noop("Robustness: is the map stable under small changes?"),
    Family.CONCISENESS: tr_noop("Conciseness: does the map highlight few pixels?"),
    Family.SANITY: tr_noop("Sanity check: does the map depend on what the model has learned?"),
}
_AT_FIRST, _WITH_REGIONS = ("insertion", "deletion"), "energy"


class _Ticks(QStyledItemDelegate):
    """Boxes that are seen on a dark ground too: Fusion frames them in a shade of the window's colour."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        super().initStyleOption(option, index)
        option.palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours().faint))


class MetricSelector(Panel):
    """Emits `changed` when a tick or a parameter changes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, dict[str, Value]] = {}
        self._families: dict[Family, QTreeWidgetItem] = {}
        self._items: list[tuple[Metric, QTreeWidgetItem]] = []
        self._regions_known = False
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setItemDelegate(_Ticks(self.tree))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._name, self._summary = heading(), faint_with_link()
        self.form = ParamForm()
        self.form.changed.connect(self._on_form)
        about = QVBoxLayout()
        for widget in (self._name, self._summary, self.form):
            about.addWidget(widget)
        about.addStretch()
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self.tree, 3)
        row.addLayout(about, 2)
        self.stack.addLayout(row)
        self._fill()
        self.choose(_AT_FIRST)
        self.tree.currentItemChanged.connect(lambda *_: self._show_current())
        self.tree.itemChanged.connect(lambda *_: self.changed.emit())
        self.tree.setCurrentItem(self._item(_AT_FIRST[0]))
        self.retranslate()

    def calls(self) -> tuple[MetricCall, ...]:
        """The ticked metrics with the parameters that differ from their defaults."""
        return tuple(
            self.call(metric.id) for metric, item in self._items if item.checkState(0) is Qt.CheckState.Checked
        )

    def call(self, metric_id: str) -> MetricCall:
        """A metric with the parameters that were set."""
        return MetricCall(metric_id, tuple(sorted(self._values.get(metric_id, {}).items())))

    def choose(self, metric_ids: Sequence[str]) -> None:
        """Tick these and no others; unknown ones are passed over."""
        for metric, item in self._items:
            item.setCheckState(0, Qt.CheckState.Checked if metric.id in metric_ids else Qt.CheckState.Unchecked)

    def set_has_regions(self) -> None:
        """A region is marked: the first time, a metric that uses it is ticked."""
        if not self._regions_known:
            self._regions_known = True
            self._item(_WITH_REGIONS).setCheckState(0, Qt.CheckState.Checked)

    def retranslate(self) -> None:
        self.tree.setAccessibleName(tr("Metrics"))
        self.tree.blockSignals(True)
        for family, item in self._families.items():
            item.setText(0, tr(_FAMILIES[family]))
        for metric, item in self._items:
            item.setText(0, tr(metric.name))
            item.setToolTip(0, tr(metric.summary))
            self._show_cost(metric, item)
        self.tree.blockSignals(False)
        self.form.retranslate()
        self._show_current()

    def _fill(self) -> None:
        for family in Family:
            parent = self._families[family] = QTreeWidgetItem(self.tree)
            parent.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for metric in METRICS:
                if metric.family is family:
                    item = QTreeWidgetItem(parent)
                    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
                    self._items.append((metric, item))
            parent.setFirstColumnSpanned(True)
            parent.setExpanded(True)

    def _item(self, metric_id: str) -> QTreeWidgetItem:
        return next(item for metric, item in self._items if metric.id == metric_id)

    def _current(self) -> Metric | None:
        return next((metric for metric, item in self._items if item is self.tree.currentItem()), None)

    def _show_cost(self, metric: Metric, item: QTreeWidgetItem) -> None:
        short, long = _cost(metric, self._values.get(metric.id, {}))
        item.setText(1, short)
        item.setToolTip(1, long)

    def _show_current(self) -> None:
        metric = self._current()
        if metric is None:
            return
        number = metric.paper.rpartition(" ")[2]
        link = f' <a href="https://arxiv.org/abs/{number}">{metric.paper}</a>' if metric.paper else ""
        better = tr("Higher is better.") if metric.higher_is_better else tr("Lower is better.")
        self._name.setText(tr(metric.name))
        self._summary.setText(f"{escape(tr(metric.summary))} {better}{link}")
        self.form.show_params(metric.params, self._values.get(metric.id, {}))

    @Slot()
    def _on_form(self) -> None:
        metric = self._current()
        if metric is None:
            return
        values = self.form.values()
        self._values[metric.id] = {
            param.name: values[param.name] for param in metric.params if values[param.name] != param.default
        }
        self._show_cost(metric, self._item(metric.id))
        self.changed.emit()


def _cost(metric: Metric, values: dict[str, Value]) -> tuple[str, str]:
    """Short and long: what judging one map takes."""
    counts = [values.get(param.name, param.default) for param in metric.params if param.name in ("steps", "samples")]
    if metric.needs_model:
        count = counts[0] if counts else STAGES
        return tr("{count}× map", count=count), tr("Computes the map {n} more times.", n=count)
    if metric.family in (Family.LOCALISATION, Family.CONCISENESS):
        return "0×", tr("Needs no pass of the model.")
    if counts:
        return f"{counts[0]}×", tr("Needs {n} passes of the model.", n=counts[0])
    return (
        ("10×", tr("Needs tens of passes of the model.")) if metric.axes else ("1×", tr("Needs one pass of the model."))
    )
