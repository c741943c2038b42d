"""How strong an attack is: a slider over usual values of eps, and a box for any other."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.ui.attacks.choices import eps_words
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.decimal_box import DecimalBox

_STEPS = (*range(1, 17), 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160, 192, 224, 255)
PLACES = {  # of the slider
    Norm.LINF: tuple(step / LEVELS for step in _STEPS),
    Norm.L2: tuple(round(0.05 * 2 ** (place / 2), 3) for place in range(24)),
    Norm.L0: (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 16.0, 20.0, 25.0, 32.0, 40.0, 50.0, 64.0, 80.0, 100.0),
    Norm.STRENGTH: tuple(place / 20 for place in range(1, 21)),
}
_UNIT = {Norm.LINF: LEVELS, Norm.STRENGTH: 100}  # of the box, in eps of 1
_MOST = {Norm.LINF: float(LEVELS), Norm.L2: 1000.0, Norm.L0: 100_000.0, Norm.STRENGTH: 100.0}
_DECIMALS = {Norm.LINF: 1, Norm.L2: 3, Norm.L0: 0, Norm.STRENGTH: 0}


class StrengthSlider(QWidget):
    """Emits `changed` with eps when the user changes it."""

    changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._norm, self._eps, self._scale = Norm.LINF, 0.0, ""
        self.slider, self.box, self._words = QSlider(Qt.Orientation.Horizontal), DecimalBox(), faint()
        self.slider.setPageStep(4)
        self.box.setKeyboardTracking(False)
        self.box.lineEdit().setAcceptDrops(False)  # what is dropped here is for the window
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._words)
        self.slider.valueChanged.connect(self._on_slider)
        self.box.valueChanged.connect(self._on_box)
        self.show_eps(PLACES[Norm.LINF][3], Norm.LINF)

    def show_eps(self, eps: float, norm: Norm, scale: str = "") -> None:
        """`scale`: what the eps of a strength is a share of, as the attack has it."""
        places, unit = PLACES[norm], _UNIT.get(norm, 1)
        with QSignalBlocker(self.slider), QSignalBlocker(self.box):
            if norm is not self._norm or self.box.maximum() != _MOST[norm]:
                least = 10.0 ** -_DECIMALS[norm]
                self.box.setDecimals(_DECIMALS[norm])
                self.box.setRange(least, _MOST[norm])
                self.box.setSingleStep(max(least, 0.1 if norm is Norm.L2 else 1.0))
            self.slider.setRange(0, len(places) - 1)
            self.slider.setValue(min(bisect_left(places, eps * (1 - 1e-6)), len(places) - 1))
            self.box.setValue(eps * unit)
        self._norm, self._eps, self._scale = norm, eps, scale
        self.retranslate()

    def retranslate(self) -> None:
        suffix = {Norm.LINF: f" / {LEVELS}", Norm.STRENGTH: " %"}.get(self._norm, "")
        self.box.setSuffix(suffix)
        self._words.setText(eps_words(self._eps, self._norm, self._scale))
        for widget in (self.slider, self.box):
            widget.setAccessibleName(tr("Strength (eps)"))
            widget.setAccessibleDescription(self._words.text())

    @Slot(int)
    def _on_slider(self, place: int) -> None:
        self.changed.emit(PLACES[self._norm][place])

    @Slot(float)
    def _on_box(self, value: float) -> None:
        self.changed.emit(value / _UNIT.get(self._norm, 1))
