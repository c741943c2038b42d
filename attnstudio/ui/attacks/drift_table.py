"""How far a map drifted, in numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from attnstudio.core.attacks.drift import Drift
from attnstudio.ui.attacks.eps_line import LineSample
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import DASH, number, percent
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel


class DriftTable(QWidget):
    """Names and values; the names have the colours of the lines of the plot below."""

    def __init__(self) -> None:
        super().__init__()
        self._drift: Drift | None = None
        self.names = [faint(wrapped=False) for _ in range(4)]
        self.values = [PlainLabel(DASH) for _ in range(4)]
        self._samples = [LineSample(place) for place in range(4)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setHorizontalSpacing(theme.SPACE)
        for place, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            value.setFont(theme.tabular(value.font()))
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._samples[place], place, 0)
            grid.addWidget(name, place, 1)
            grid.addWidget(value, place, 2)
        grid.setColumnStretch(1, 1)
        self.retranslate()

    def show_drift(self, drift: Drift | None) -> None:
        """None: there is no map."""
        self._drift = drift
        texts = [DASH] * 4
        if drift is not None:
            texts[:3] = [number(drift.spearman, 2), number(drift.ssim, 2), percent(drift.top, 0)]
            if drift.energy_before is not None:
                texts[3] = f"{percent(drift.energy_before, 0)} → {percent(drift.energy_after, 0)}"
        for value, text in zip(self.values, texts, strict=True):
            value.setText(text)
        has_region = drift is not None and drift.energy_before is not None
        for widget in (self._samples[3], self.names[3], self.values[3]):
            widget.setVisible(has_region)

    def retranslate(self) -> None:
        for label, (text, help_text) in zip(
            self.names,
            (
                (tr("Spearman"), tr("Rank correlation of all pixels of both maps: 1 where they rank alike")),
                (tr("SSIM"), tr("Structural similarity of both maps: 1 where they are equal")),
                (tr("Top tenth in common"), tr("Share of the strongest tenth of the pixels that stays among them")),
                (tr("Energy in the region"), tr("Share of the map that lies in the region, before and after")),
            ),
            strict=True,
        ):
            label.setText(text)
            label.setToolTip(help_text)
        self.show_drift(self._drift)
