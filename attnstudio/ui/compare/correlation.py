"""How alike the compared maps of a picture are: a table of coloured numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.overlay import DIVERGING, colour_table
from attnstudio.core.similarity import Measure
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.base import Pages
from attnstudio.ui.widgets.plain import PlainLabel, plain

MEASURES = {Measure.SPEARMAN: tr_noop("Spearman"), Measure.SSIM: "SSIM"}
_NARROWEST = 84


class Correlation(QWidget):
    """Emits `wanted` when the user chooses another measure or picture."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.values: np.ndarray | None = None  # that are shown; nan where a map is missing
        self._pictures: tuple[str, ...] = ()
        self.measure_box, self.picture_box = QComboBox(), QComboBox()
        for measure in MEASURES:
            self.measure_box.addItem("", measure)
        self.picture_box.addItem("", None)
        self._measure_label, self._picture_label = PlainLabel(), PlainLabel()
        self.table = QTableWidget()
        self.table.setTabKeyNavigation(False)  # Tab leads on to the next control
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setFont(theme.tabular(self.table.font()))
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        small = self.table.font()
        small.setPixelSize(theme.BASE_PIXELS - 1)
        for header in (self.table.horizontalHeader(), self.table.verticalHeader()):
            header.setFont(small)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setMinimumSectionSize(28)
        self.table.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self._pages = Pages(self.table)
        choices = QHBoxLayout()
        choices.setSpacing(theme.SPACE)
        for label, box in ((self._measure_label, self.measure_box), (self._picture_label, self.picture_box)):
            label.setBuddy(box)
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.currentIndexChanged.connect(lambda _: self.wanted.emit())
            choices.addWidget(label)
            choices.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        column.addLayout(choices)
        column.addWidget(self._pages, 1)
        self.retranslate()

    @property
    def measure(self) -> Measure:
        return Measure(self.measure_box.currentData())

    @property
    def column(self) -> int | None:
        """The picture whose maps are compared; None: the mean over all."""
        chosen: int | None = self.picture_box.currentData()
        return chosen

    @property
    def title(self) -> str:
        return f"{self.measure_box.currentText()}, {self.picture_box.currentText()}"

    def show_pictures(self, names: Sequence[str]) -> None:
        """Those that can be chosen, in the order of the columns."""
        if tuple(names) == self._pictures:
            return
        self._pictures = tuple(names)
        self.picture_box.blockSignals(True)
        while self.picture_box.count() > 1:
            self.picture_box.removeItem(1)
        for column, name in enumerate(names):
            self.picture_box.addItem(name, column)
        self.picture_box.blockSignals(False)

    def show_matrix(self, names: Sequence[str], values: np.ndarray) -> None:
        """(names, names) similarities in -1..1; nan where a map is missing."""
        self.names, self.values = tuple(names), values
        self.table.setRowCount(len(names))
        self.table.setColumnCount(len(names))
        self.table.setHorizontalHeaderLabels(list(names))
        self.table.setVerticalHeaderLabels(list(names))
        for place, name in enumerate(names):
            for header in (self.table.horizontalHeaderItem(place), self.table.verticalHeaderItem(place)):
                if header is not None:
                    header.setToolTip(plain(name))
        for row in range(len(names)):
            for column in range(len(names)):
                self.table.setItem(row, column, _item(names[row], names[column], float(values[row, column])))
        self._pages.show_content()

    def show_nothing(self, reason: str) -> None:
        self.names, self.values = (), None
        self._pages.show_empty(reason)

    def retranslate(self) -> None:
        self._measure_label.setText(tr("Similarity"))
        self._picture_label.setText(tr("Picture"))
        self.measure_box.setAccessibleName(tr("Similarity"))
        self.picture_box.setAccessibleName(tr("Picture"))
        self.table.setAccessibleName(tr("Similarity of the maps"))
        self.measure_box.setToolTip(
            tr("Spearman: rank correlation of the pixels. SSIM: structural similarity, computed in small windows.")
        )
        for row, name in enumerate(MEASURES.values()):
            self.measure_box.setItemText(row, tr(name))
        self.picture_box.setItemText(0, tr("mean of all"))


def _item(one: str, other: str, value: float) -> QTableWidgetItem:
    if np.isnan(value):
        item = QTableWidgetItem("-")
    else:
        item = QTableWidgetItem(number(value, 2))
        red, green, blue = colour_table(DIVERGING)[round((value + 1) / 2 * 255)].tolist()
        item.setBackground(QColor(red, green, blue))
        bright = 0.299 * red + 0.587 * green + 0.114 * blue > 128
        item.setForeground(QColor("#000000" if bright else "#ffffff"))
        item.setToolTip(plain(f"{one} / {other}: {number(value, 4)}"))
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    return item
