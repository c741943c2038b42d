"""Which pictures are listed: a text, chips with counts, and a range of the probability."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from attnstudio.core.picture_columns import Column
from attnstudio.core.review import NAMES, Review
from attnstudio.core.row_filter import RowFilter
from attnstudio.core.text import tr_noop
from attnstudio.ui.pictures.class_chip import ClassChip
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name, tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.flow_layout import FlowLayout
from attnstudio.ui.widgets.labels import as_chip
from attnstudio.ui.widgets.plain import plain_button
from attnstudio.ui.widgets.range_slider import STEPS, RangeSlider

FLAGS = {
    "wrong": (tr_noop("Wrong"), tr_noop("The most probable class is not the label")),
    "unsure": (tr_noop("Unsure"), tr_noop("The probability of the most probable class is below 0.5")),
    "region": (tr_noop("Region"), tr_noop("The object is marked on the picture")),
    "failed": (tr_noop("Failed"), tr_noop("The picture cannot be read, predicted or explained")),
}
_ARROW = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
_CLASSES = {"label": Column.LABEL, "predicted": Column.PREDICTED, "review": Column.REVIEW}


class FilterBar(QWidget):
    """A view of the filter of the state. A chip is there when there are pictures that it could list."""

    def __init__(self, state: DatasetState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.text.setAcceptDrops(False)  # what is dropped here is for the window
        self.text.textChanged.connect(self._on_text)
        self.chips = {name: _chip() for name in FLAGS}
        self.class_chips = {name: ClassChip() for name in _CLASSES}
        self.slider, self.range_text = RangeSlider(), faint(wrapped=False)
        self.slider.changed.connect(self._on_range)
        self._range = QWidget()
        row = QHBoxLayout(self._range)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.range_text)
        row.addWidget(self.slider, 1)
        self._row = QWidget()
        flow = FlowLayout(self._row)
        for name, chip in self.chips.items():
            chip.toggled.connect(lambda on, name=name: self._set(**{name: on}))
            flow.addWidget(chip)
        for name, class_chip in self.class_chips.items():
            class_chip.opening.connect(lambda name=name: self._list_classes(name))
            class_chip.chosen.connect(lambda index, name=name: self._set(**{name: index}))
            flow.addWidget(class_chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        for widget in (self.text, self._row, self._range):
            column.addWidget(widget)
        state.changed.connect(self._on_changed)
        self.retranslate()

    def retranslate(self) -> None:
        self.text.setPlaceholderText(tr("Filter by name"))
        self.text.setAccessibleName(tr("Filter by name"))
        for name, chip in self.chips.items():
            chip.setToolTip(tr(FLAGS[name][1]))
        self.slider.setAccessibleName(tr("Range of the probability"))
        self.slider.setToolTip(tr("Pictures whose top-1 probability is in this range. Space: the other handle"))
        self._show()

    @Slot(object)
    def _on_changed(self, _: object) -> None:
        self._show()

    def _show(self) -> None:
        wanted, counts = self._state.filter, self._state.columns.counts()
        if self.text.text() != wanted.text:
            self.text.blockSignals(True)
            self.text.setText(wanted.text)
            self.text.blockSignals(False)
        for name, chip in self.chips.items():
            is_on = bool(getattr(wanted, name))
            chip.setText(f"{tr(FLAGS[name][0])}  {counts[name]}")
            chip.setAccessibleName(tr("{filter}: {n} pictures", filter=tr(FLAGS[name][0]), n=counts[name]))
            chip.blockSignals(True)
            chip.setChecked(is_on)
            chip.blockSignals(False)
            chip.setVisible(is_on or counts[name] > 0)
        for name, class_chip in self.class_chips.items():
            self._show_class(name, class_chip)
        low, high = wanted.probability
        self.slider.set_range(round(low * STEPS), round(high * STEPS))
        self.range_text.setText(tr("Probability {low} to {high} %", low=self.slider.low, high=self.slider.high))
        has_predictions = self._state.predicted_by is not None
        self._range.setVisible(has_predictions)
        self._row.setVisible(any(not chip.isHidden() for chip in (*self.chips.values(), *self.class_chips.values())))

    def _show_class(self, name: str, chip: ClassChip) -> None:
        chosen: int | None = getattr(self._state.filter, name)
        found = self._state.columns.class_counts(_CLASSES[name])
        texts = {
            "label": (tr("Label"), tr("Label is...")),
            "predicted": (tr("Predicted"), tr("Predicted as...")),
            "review": (tr("Review"), tr("Reviewed as...")),
        }[name]
        if chosen is None:
            text = texts[0]
        else:
            text = f"{self._name(name, chosen)}  {dict(found).get(chosen, 0)}"
            text = f"{texts[0]}: {text}"
        chip.show_text(f"{plain_button(text)}  {_ARROW}", texts[1])
        chip.setToolTip(texts[1])
        chip.setChecked(chosen is not None)
        chip.setVisible(bool(found) or chosen is not None)

    def _list_classes(self, name: str) -> None:
        found = self._state.columns.class_counts(_CLASSES[name])
        listed = sorted((self._name(name, index), index, count) for index, count in found)
        self.class_chips[name].show_classes([(index, called, count) for called, index, count in listed])

    def _name(self, name: str, index: int) -> str:
        return tr(NAMES[Review(index)]) if name == "review" else class_name(self._state.class_name(index))

    @Slot(str)
    def _on_text(self, text: str) -> None:
        self._set(text=text)

    @Slot(int, int)
    def _on_range(self, low: int, high: int) -> None:
        self._set(probability=(low / STEPS, high / STEPS))

    def _set(self, **conditions: object) -> None:
        wanted: RowFilter = replace(self._state.filter, **conditions)  # type: ignore[arg-type]
        self._state.set_filter(wanted)


def _chip() -> QToolButton:
    chip = QToolButton()
    chip.setCheckable(True)
    as_chip(chip)
    return chip
