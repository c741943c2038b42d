"""The toolbar's button for the contrast: a histogram with two handles, percentiles, gamma, auto and reset."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QPushButton

from attnstudio.core.contrast import AUTO, LEAST_GAMMA, MOST_GAMMA, PLAIN, Contrast
from attnstudio.ui.contrast.histogram import Histogram
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import in_range
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.widgets.base import Panel, faint
from attnstudio.ui.widgets.decimal_box import DecimalBox
from attnstudio.ui.widgets.plain import PlainLabel
from attnstudio.ui.widgets.popup_button import PopupButton
from attnstudio.ui.widgets.range_slider import RangeSlider

_STEPS = 1000
_WIDTH = 300


class ContrastPanel(Panel):
    """Emits `chosen` with another contrast, and `scope_chosen` with whether it is for the shown map alone."""

    chosen = Signal(object, object)  # Contrast, and what is moved, of which all steps are one change; None: a button
    scope_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ExportableMap | None = None
        self._contrast = PLAIN
        self._handles = 0, _STEPS  # of the slider
        self.histogram, self.slider, self.ends = Histogram(), RangeSlider(_STEPS), faint(wrapped=False)
        self.percentiles = DecimalBox(), DecimalBox()
        self.gamma, self.scope = DecimalBox(), QComboBox()
        self.auto, self.reset = QPushButton(), QPushButton()
        self._labels = PlainLabel(), PlainLabel(), PlainLabel()
        for box in self.percentiles:
            box.setRange(0, 100)
            box.setDecimals(1)
            box.setSingleStep(0.5)
        self.gamma.setRange(LEAST_GAMMA, MOST_GAMMA)
        self.gamma.setDecimals(2)
        self.gamma.setSingleStep(0.1)
        for box in (*self.percentiles, self.gamma):
            box.setKeyboardTracking(False)
        self.scope.addItems(["", ""])
        self._arrange()
        self.slider.changed.connect(self._on_slider)
        for box in self.percentiles:
            box.valueChanged.connect(self._on_percentiles)
        self.gamma.valueChanged.connect(lambda gamma: self._choose(replace(self._contrast, gamma=gamma), "gamma"))
        self.auto.clicked.connect(lambda: self._choose(replace(AUTO, gamma=self._contrast.gamma)))
        self.reset.clicked.connect(lambda: self._choose(PLAIN))
        self.scope.currentIndexChanged.connect(lambda place: self.scope_chosen.emit(place == 1))
        self.retranslate()

    def show_map(self, shown: ExportableMap | None, contrast: Contrast, *, is_own: bool) -> None:
        """Show a map with its contrast, and whether that is its own; emits nothing."""
        self._shown, self._contrast = shown, contrast
        controls = (self.slider, *self.percentiles, self.gamma, self.scope)
        blocked = [control.blockSignals(True) for control in controls]
        self.slider.setEnabled(shown is not None)
        self.scope.setEnabled(shown is not None)
        self.gamma.setValue(contrast.gamma)
        self.scope.setCurrentIndex(int(is_own))
        self._show_ends()
        for control, before in zip(controls, blocked, strict=True):
            control.blockSignals(before)

    def retranslate(self) -> None:
        percentiles, gamma, scope = self._labels
        percentiles.setText(tr("Percentiles"))
        gamma.setText(tr("Gamma"))
        scope.setText(tr("For"))
        self.scope.setItemText(0, tr("all maps"))
        self.scope.setItemText(1, tr("this map"))
        self.scope.setAccessibleName(tr("For"))
        self.auto.setText(tr("Auto"))
        self.auto.setToolTip(tr("From the 1st to the 99th percentile of each map"))
        self.reset.setText(tr("Reset"))
        self.reset.setToolTip(tr("The whole range, evenly"))
        self.gamma.setAccessibleName(tr("Gamma"))
        self.gamma.setToolTip(tr("Below 1, small values are lifted; above 1, only large ones stand out"))
        self.slider.setAccessibleName(tr("Contrast"))
        for box, name in zip(self.percentiles, (tr("Lower percentile"), tr("Upper percentile")), strict=True):
            box.setAccessibleName(name)
            box.setToolTip(tr("This share of the map's values lies below. Each map has its own limits."))
        self._show_ends()

    def _arrange(self) -> None:
        form, below, boxes = QFormLayout(), QHBoxLayout(), QHBoxLayout()
        for box in self.percentiles:
            boxes.addWidget(box)
        form.addRow(self._labels[0], boxes)
        form.addRow(self._labels[1], self.gamma)
        form.addRow(self._labels[2], self.scope)
        below.addWidget(self.auto)
        below.addWidget(self.reset)
        self.stack.addWidget(self.histogram)
        self.stack.addWidget(self.slider)
        self.stack.addWidget(self.ends)
        self.stack.addSpacing(theme.SPACE)
        self.stack.addLayout(form)
        self.stack.addSpacing(theme.SPACE)
        self.stack.addLayout(below)
        self.setFixedWidth(_WIDTH)

    def _show_ends(self) -> None:
        """Where the handles stand, in the units of the map, and as percentiles."""
        shown, contrast = self._shown, self._contrast
        shares = contrast.low, contrast.high
        if shown is None:
            self.ends.setText(tr("No map is shown."))
            self._show_percentiles(shares if contrast.by_percentile else (0, 1))
            return
        values, scale = shown.on_scale, shown.scale
        low, high = scale.contrast.low, scale.contrast.high
        if scale.is_signed:  # 0 stays in the middle
            reach = max(abs(2 * low - 1), abs(2 * high - 1))
            low, high = (1 - reach) / 2, (1 + reach) / 2
        self.histogram.show_values(values, scale)
        self._handles = round(low * _STEPS), round(high * _STEPS)
        self.slider.set_range(*self._handles)
        raw = [in_range(scale.low + end * (scale.high - scale.low), scale.low, scale.high) for end in (low, high)]
        self.ends.setText(tr("From {low} to {high}", low=raw[0], high=raw[1]))
        if not contrast.by_percentile:
            shares = float(np.mean(values < low)), float(np.mean(values <= high))
        self._show_percentiles(shares)

    def _show_percentiles(self, shares: tuple[float, float]) -> None:
        for box, share in zip(self.percentiles, shares, strict=True):
            box.setValue(100 * share)

    def _choose(self, contrast: Contrast, moved: str | None = None) -> None:
        if contrast.is_valid and contrast != self._contrast:
            self.chosen.emit(contrast, moved)

    @Slot(int, int)
    def _on_slider(self, low: int, high: int) -> None:
        """Of a signed map both handles move: 0 stays in the middle."""
        shown = self._shown
        if shown is not None and shown.scale.is_signed:
            reach = abs(_STEPS - 2 * (high if low == self._handles[0] else low))
            low, high = (_STEPS - reach) // 2, (_STEPS + reach + 1) // 2
        high = max(high, low + 1)
        moved = "high" if self.slider.moves_high else "low"
        self._choose(Contrast(low / _STEPS, high / _STEPS, self._contrast.gamma), moved)

    @Slot()
    def _on_percentiles(self) -> None:
        low, high = (box.value() / 100 for box in self.percentiles)
        self._choose(Contrast(low, high, self._contrast.gamma, by_percentile=True), "percentiles")


class ContrastButton(PopupButton):
    """Attributes:
    panel: what it opens.
    """

    def __init__(self) -> None:
        self.panel = ContrastPanel()
        super().__init__(self.panel)
        self.menu().aboutToShow.connect(self.panel.slider.setFocus)
        self.setAutoRaise(True)
        self.retranslate()

    def retranslate(self) -> None:
        self.setIcon(theme.icon("contrast"))
        self.setAccessibleName(tr("Contrast"))
        self.setToolTip(tr("Contrast: which part of a map's range the colours span"))
        self.panel.retranslate()
