"""The toolbar's controls for how maps are shown: opacity, colormap, normalisation. Views of the display options."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import QComboBox, QListView, QSlider, QToolBar

from attnstudio.core import overlay
from attnstudio.core.text import tr_noop
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.state.display_options import DisplayOptions, Normalisation
from attnstudio.ui.state.viewed import Viewed
from attnstudio.ui.widgets.plain import PlainLabel

_SWATCH = QSize(64, 12)
_RAMP = np.tile(np.linspace(0, 1, _SWATCH.width(), dtype=np.float32), (_SWATCH.height(), 1))
_NORMALISATIONS = {Normalisation.PER_MAP: tr_noop("per map"), Normalisation.SHARED: tr_noop("shared")}


class DisplayControls(QObject):
    """Sets the display options, and shows them.

    Args:
        viewed: while signed maps are in view, which the chosen colormap has no part in, theirs is shown instead.
    """

    def __init__(self, display: DisplayOptions, viewed: Viewed | None = None) -> None:
        super().__init__()
        self._display, self._viewed = display, viewed
        self._opacity_label, self._colormap_label, self._normalise_label = PlainLabel(), PlainLabel(), PlainLabel()
        self._labels: list[QAction] = []
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setFixedWidth(110)
        self.opacity_value = PlainLabel()
        self.opacity_value.setFont(theme.tabular(self.opacity_value.font()))
        self.opacity_value.setFixedWidth(self.opacity_value.fontMetrics().horizontalAdvance("100 %") + 4)
        self.opacity_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.colormap = QComboBox()
        for name in (*overlay.COLORMAPS, overlay.DIVERGING):
            self.colormap.addItem(_swatch(name), name, name)
        _hide_last(self.colormap)
        self.colormap.setIconSize(_SWATCH)
        self.normalisation = QComboBox()
        self.normalisation.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # in any language
        for key in _NORMALISATIONS:
            self.normalisation.addItem("", key.value)
        self._show()
        self.opacity.valueChanged.connect(self._on_control)
        self.colormap.currentIndexChanged.connect(self._on_control)
        self.normalisation.currentIndexChanged.connect(self._on_control)
        display.changed.connect(self._show)
        if viewed is not None:
            viewed.changed.connect(self._on_viewed)
        self.retranslate()

    def add_to(self, bar: QToolBar) -> None:
        for label, controls in (
            (self._opacity_label, (self.opacity, self.opacity_value)),
            (self._colormap_label, (self.colormap,)),
            (self._normalise_label, (self.normalisation,)),
        ):
            label.setContentsMargins(theme.SPACE, 0, 0, 0)
            self._labels.append(bar.addWidget(label))
            for widget in controls:
                bar.addWidget(widget)

    def show_labels(self, shown: bool) -> None:
        """Beside the controls; where there is no room, their tool tips say what they are."""
        for label in self._labels:
            label.setVisible(shown)

    def retranslate(self) -> None:
        self._opacity_label.setText(tr("Opacity"))
        self._colormap_label.setText(tr("Colormap"))
        self._normalise_label.setText(tr("Normalise"))
        self.opacity.setAccessibleName(tr("Opacity"))
        self.opacity.setToolTip(tr("Opacity of the map over the picture"))
        self.colormap.setAccessibleName(tr("Colormap"))
        self.normalisation.setAccessibleName(tr("Normalise"))
        self.normalisation.setToolTip(
            tr("per map: each map from its minimum to its maximum. shared: one scale for all maps of the method.")
        )
        for row in range(self.colormap.count()):
            self.colormap.setItemText(row, tr(str(self.colormap.itemData(row))))
        for row, text in enumerate(_NORMALISATIONS.values()):
            self.normalisation.setItemText(row, tr(text))
        self._show()

    @Slot()
    def _on_control(self) -> None:
        self._display.set(
            opacity=self.opacity.value() / 100,
            colormap=self._display.now.colormap if self._is_signed else str(self.colormap.currentData()),
            normalisation=Normalisation(self.normalisation.currentData()),
        )

    @property
    def _is_signed(self) -> bool:
        return self._viewed is not None and self._viewed.now.is_signed

    @Slot(object)
    def _on_viewed(self, changed: frozenset[str]) -> None:
        if "is_signed" in changed:
            self._show()

    def _show_colormap(self) -> None:
        """The one in which the maps in view are drawn; that of signed maps cannot be chosen, nor another for them."""
        box, tip = self.colormap, tr("Colormap")
        if self._is_signed:
            tip = tr("Signed maps are always blue for what speaks against the class and red for what speaks for it.")
        box.setEnabled(not self._is_signed)
        box.setToolTip(tip)
        box.setCurrentIndex(max(0, box.findData(overlay.DIVERGING if self._is_signed else self._display.now.colormap)))

    @Slot()
    def _show(self) -> None:
        now = self._display.now
        controls = (self.opacity, self.colormap, self.normalisation)
        blocked = [control.blockSignals(True) for control in controls]
        self.opacity.setValue(round(now.opacity * 100))
        self.opacity_value.setText(percent(now.opacity, 0))
        self._show_colormap()
        self.normalisation.setCurrentIndex(max(0, self.normalisation.findData(now.normalisation.value)))
        for control, before in zip(controls, blocked, strict=True):
            control.blockSignals(before)


def _hide_last(box: QComboBox) -> None:
    """It has its room in the box, and cannot be chosen."""
    last, listed = box.count() - 1, box.view()
    assert isinstance(listed, QListView)
    listed.setRowHidden(last, True)
    box.setItemData(last, 0, Qt.ItemDataRole.UserRole - 1)  # the flags of the item


def _swatch(colormap: str) -> QIcon:
    """A strip of the colormap's colours, in a box that is disabled, too."""
    strip = QPixmap.fromImage(to_qimage(overlay.coloured(_RAMP, colormap)))
    icon = QIcon(strip)
    icon.addPixmap(strip, QIcon.Mode.Disabled)
    return icon
