"""What became of many pictures: a conclusion, curves over eps, and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum, StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.accuracy import Share
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.robustness import conclusion as robustness
from attnstudio.core.robustness.record import AttackKey
from attnstudio.core.robustness.summary import Line, Summary
from attnstudio.core.text import tr_noop
from attnstudio.jobs.attacking import AttackRun
from attnstudio.ui.attacks import many_text
from attnstudio.ui.attacks.choices import attack_name, eps_text
from attnstudio.ui.attacks.eps_line import EpsLine, Point
from attnstudio.ui.attacks.eps_plot import EpsPlot
from attnstudio.ui.attacks.gallery import Gallery
from attnstudio.ui.attacks.number_table import NumberTable
from attnstudio.ui.attacks.transfer_view import TransferView
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import Pages, Panel, faint
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import PlainLabel
from attnstudio.ui.widgets.scroll_area import ScrollArea


class Quantity(StrEnum):
    """What is drawn against eps."""

    ACCURACY = "accuracy"
    SUCCESS = "success"
    SPEARMAN = "spearman"
    SSIM = "ssim"
    TOP = "top"


_QUANTITIES = {
    Quantity.ACCURACY: tr_noop("Accuracy under attack"),
    Quantity.SUCCESS: tr_noop("Success of the attack"),
    Quantity.SPEARMAN: tr_noop("Likeness of the maps (Spearman)"),
    Quantity.SSIM: tr_noop("Likeness of the maps (SSIM)"),
    Quantity.TOP: tr_noop("Top tenth in common"),
}


class Table(IntEnum):
    """The pages below the plot."""

    WORDS = 0
    NUMBERS = 1
    MODELS = 2
    TRANSFER = 3
    PICTURES = 4


_TITLES = {
    Table.WORDS: tr_noop("Conclusion"),
    Table.NUMBERS: tr_noop("Numbers"),
    Table.MODELS: tr_noop("Models and defences"),
    Table.TRANSFER: tr_noop("Transfer"),
    Table.PICTURES: tr_noop("Pictures"),
}


class ManyView(Panel):
    """Emits `key_chosen` with the attack and eps whose pictures are to be selected, `point_chosen` with those whose
    pictures are to be seen, and `save_requested` with those whose pictures are to be saved."""

    key_chosen = Signal(object)  # AttackKey
    point_chosen = Signal(object)  # AttackKey
    save_requested = Signal(object)  # AttackKey

    def __init__(self) -> None:
        super().__init__()
        self.summary: Summary | None = None
        self._run: AttackRun | None = None
        self._names: Mapping[str, str] = {}
        self.said, self.warnings, self._count = PlainLabel(), PlainLabel(), faint()
        self.quantity, self.plot = QComboBox(), EpsPlot()
        self.lines, self.models, self.transfer, self.gallery = NumberTable(), NumberTable(), TransferView(), Gallery()
        self.save, self.tables = QPushButton(), QTabWidget()
        for quantity in Quantity:
            self.quantity.addItem("", quantity)
        for label in (self.said, self.warnings):
            label.setWordWrap(True)
        as_problem(self.warnings)
        for table in (self._words(), self.lines, self.models, self.transfer, self.gallery):
            self.tables.addTab(table, "")
        self.tables.setDocumentMode(True)
        self.pages = Pages(self._content())
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.pages)
        self.plot.point_chosen.connect(self._on_point)
        self.lines.row_chosen.connect(lambda row: self.key_chosen.emit(self._rows[row].key))
        self.quantity.activated.connect(self._show_plot)
        self.save.clicked.connect(self._on_save)
        self._rows: tuple[Line, ...] = ()
        self.retranslate()

    def show_run(self, run: AttackRun, names: Mapping[str, str]) -> None:
        """`names`: of the models, by id."""
        self._run, self._names = run, names
        self.summary = Summary(list(run.records.values()))
        if run.records:
            self.pages.show_content()
        self._show()

    def show_nothing(self) -> None:
        self._run = self.summary = None
        self.pages.setCurrentIndex(0)
        self.gallery.show_nothing()
        self.tables.setCurrentIndex(Table.WORDS)

    def retranslate(self) -> None:
        self._area.setAccessibleName(tr(_TITLES[Table.WORDS]))
        self.pages.empty.setText(
            tr(
                "Accuracy against eps, sizes of the changes and the drift of the maps of many pictures appear here: "
                "choose selected or listed pictures in the panel Attack, and press Run. Pictures with labels are "
                "attacked where the model is right; of others the model's own answer is attacked."
            )
        )
        for row, text in enumerate(_QUANTITIES.values()):
            self.quantity.setItemText(row, tr(text))
        self.quantity.setAccessibleName(tr("What is drawn"))
        self.save.setText(tr("Save attacked pictures..."))
        self.save.setToolTip(
            tr("As exact PNGs with their labels, of the attack and eps of the row: a folder that opens as a data set")
        )
        for place, text in _TITLES.items():
            self.tables.setTabText(place, tr(text))
        self.lines.setAccessibleName(tr("Numbers of each attack"))
        self.models.setAccessibleName(tr("Accuracy of models and defences"))
        self.transfer.retranslate()
        self.gallery.retranslate()
        self._show()

    def _content(self) -> QWidget:
        content, row = QWidget(), QHBoxLayout()
        row.addWidget(self.quantity)
        row.addWidget(self._count, 1)
        row.addWidget(self.save)
        splitter = QSplitter()
        splitter.setOrientation(splitter.orientation().Vertical)
        splitter.addWidget(self.plot)
        splitter.addWidget(self.tables)
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(splitter, 1)
        return content

    def _words(self) -> QWidget:
        """The warnings first."""
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2)
        column.addWidget(self.warnings)
        column.addWidget(self.said)
        column.addStretch()
        self._area = ScrollArea(words, horizontal=False)
        return self._area

    @Slot(object)
    def _on_point(self, key: AttackKey) -> None:
        self.tables.setCurrentIndex(Table.PICTURES)
        self.point_chosen.emit(key)

    @Slot()
    def _on_save(self) -> None:
        if self._rows:
            self.save_requested.emit(self._rows[max(0, self.lines.currentRow())].key)

    def _show(self) -> None:
        run, summary = self._run, self.summary
        if run is None or summary is None or not run.records:
            return
        self._rows = tuple(line for line in summary.lines if line.key.model == summary.models[0])
        self.said.setText("\n".join(map(message, robustness.conclusion(summary, self._names))))
        left_out = {failure.template: failure for one in run.records.values() for _, failure in one.left_out}
        warnings = [message(notice) for notice in robustness.warnings(summary, self._names)]
        warnings += map(message, left_out.values())
        self.warnings.setText("\n".join(warnings))
        self.warnings.setVisible(bool(warnings))
        title = tr(_TITLES[Table.WORDS])
        self.tables.setTabText(Table.WORDS, f"⚠ {title}" if warnings else title)
        count = tr("pictures: {done} of {total}", done=len(run.records), total=run.total)
        failed = tr("not attacked: {count}, see the log", count=len(run.failures)) if run.failures else ""
        self._count.setText(", ".join(filter(None, (count, failed))))
        self.save.setEnabled(run.is_whole)
        self.lines.show_cells(*many_text.lines_cells(self._rows))
        self.models.show_cells(*many_text.models_cells(summary, self._names))
        has_others = len(summary.models) > 1
        self.tables.setTabVisible(Table.MODELS, has_others or bool(summary.defended))
        self.tables.setTabVisible(Table.TRANSFER, has_others)
        if has_others:
            self.transfer.show_summary(summary, self._names)
        self._show_plot()

    @Slot()
    def _show_plot(self) -> None:
        quantity = Quantity(self.quantity.currentData())
        lines = []
        for attack in dict.fromkeys(line.key.attack for line in self._rows):
            of_attack = [line for line in self._rows if line.key.attack == attack and line.key.eps is not None]
            points = [point for line in of_attack if (point := _point(line, quantity)) is not None]
            if points:
                lines.append(EpsLine(attack_name(attack), tuple(points)))
        norm = self._rows[0].key.norm if self._rows else None
        text: Callable[[float], str] = str if norm is None else lambda eps: eps_text(eps, norm)
        self.plot.show_lines(tr(_QUANTITIES[quantity]), lines, text, tr("No curve: there are no maps."))


def _point(line: Line, quantity: Quantity) -> Point | None:
    drift, key = line.drifts[0] if line.drifts else None, line.key
    match quantity:
        case Quantity.ACCURACY:
            return _of_share(key, line.accuracy)
        case Quantity.SUCCESS:
            return _of_share(key, line.success)
        case _:
            return None if drift is None else _of_estimate(key, getattr(drift, quantity.value))


def _of_share(key: AttackKey, share: Share) -> Point | None:
    if share.value is None or key.eps is None:
        return None
    low, high = share.interval
    return Point(key.eps, share.value, low, high, key)


def _of_estimate(key: AttackKey, found: Estimate) -> Point | None:
    if key.eps is None:
        return None
    low, high = (found.mean if end is None else end for end in (found.low, found.high))
    return Point(key.eps, found.mean, low, high, key)
