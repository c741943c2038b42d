"""How the figure of a comparison is to look."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QWidget

from attnstudio.core.overlay import COLORMAPS
from attnstudio.export.figure import DPI, LAB_COLORMAP, MAX_DPI, FigureStyle
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel

_LEAST_DPI = 50


class CompareFigureDialog(QDialog):
    """Proposes the lab's figure.

    Args:
        colormap, opacity: of the view.
    """

    def __init__(self, colormap: str, opacity: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export figure"))
        self.colormap = QComboBox()
        for name in COLORMAPS:
            self.colormap.addItem(_colormap_text(name, colormap), name)
        self.colormap.setCurrentIndex(self.colormap.findData(LAB_COLORMAP))
        self.opacity, self.dpi = QSpinBox(), QSpinBox()
        self.opacity.setRange(0, 100)
        self.opacity.setSuffix(" %")
        self.opacity.setValue(round(opacity * 100))
        self.dpi.setRange(_LEAST_DPI, MAX_DPI)
        self.dpi.setSingleStep(50)
        self.dpi.setValue(DPI)
        self.bar = QCheckBox(tr("Colour bar"))
        self.bar.setChecked(True)
        self.times = QCheckBox(tr("Times"))
        self.times.setChecked(True)
        about = faint()
        about.setText(tr("The file name extension sets the format: .png, .svg or .pdf."))
        form = QFormLayout(self)
        for text, control in (
            (tr("Colormap"), self.colormap),
            (tr("Opacity"), self.opacity),
            (tr("Dots per inch"), self.dpi),
        ):
            label = PlainLabel(text)
            label.setBuddy(control)
            control.setAccessibleName(text)
            form.addRow(label, control)
        form.addRow("", self.bar)
        form.addRow("", self.times)
        form.addRow(about)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText(tr("Save as..."))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def figure_style(self) -> FigureStyle:
        return FigureStyle(
            str(self.colormap.currentData()),
            self.opacity.value() / 100,
            self.dpi.value(),
            self.bar.isChecked(),
            self.times.isChecked(),
            tr("."),
        )


def _colormap_text(name: str, of_view: str) -> str:
    if name == LAB_COLORMAP:
        return tr("{name}, as in the lab assignment", name=name)
    return tr("{name}, as in the view", name=tr(name)) if name == of_view else tr(name)
