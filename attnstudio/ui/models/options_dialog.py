"""What a user's model file does not tell: its classes' names, its preprocessing, which output, which input size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.errors import Failure
from attnstudio.core.models import class_names, keras_file
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.metadata import LARGEST_SIDE, ModelMetadata, Output
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.preprocessing import LABELS, preset
from attnstudio.core.models.vetting import VettedModel
from attnstudio.core.placement import Placement, fit
from attnstudio.jobs.pictures import to_qimage
from attnstudio.ui.models.output_kind_box import OutputKindBox
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import kind_of, open_file
from attnstudio.ui.shell.i18n import class_name, message, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.widgets.base import faint, heading
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import PlainLabel

_PREVIEW = 208  # pixels, the longer side
_NAMES_SHOWN = 4


class OptionsDialog(QDialog):
    """Shows the choices for one model, and what each makes of a picture. `options()` are those chosen.

    Args:
        pixels: uint8 (height, width, 3), of the picture that the preview shows.
    """

    forget_requested = Signal()

    def __init__(self, vetted: VettedModel, options: ModelOptions, pixels: np.ndarray, parent: QWidget) -> None:
        super().__init__(parent)
        self.vetted, self._pixels = vetted, pixels
        self._labels = options.labels
        metadata = vetted.metadata
        self.setWindowTitle(tr("Model: {name}", name=vetted.path.name))
        self.output, self.preprocessing = QComboBox(), QComboBox()
        for one in metadata.outputs:
            self.output.addItem(_output_title(one), one.name)
        self.output.setCurrentIndex(self.output.findData(options.output or metadata.output("").name))
        self.kind = OutputKindBox(options.output_kind)
        guess, reason = metadata.guess()
        for name, label in LABELS.items():
            self.preprocessing.addItem(tr(label), name)
        self.preprocessing.setCurrentIndex(self.preprocessing.findData(options.preprocessing or guess))
        self._why = faint()
        name = tr(LABELS[guess]).partition(":")[0]  # what follows is in the reason
        self._why.setText(tr("Guess: {name}. {reason}", name=name, reason=message(reason)))
        self._names, self.choose_labels = faint(), QPushButton(tr("Choose..."))
        self._names_title = PlainLabel(tr("Class names"))
        width, height = options.input_size or metadata.input_size
        self.width_box, self.height_box = _side(width), _side(height)
        self._problem = PlainLabel()
        as_problem(self._problem)
        self._picture, self._range = PlainLabel(), faint()
        self._picture.setFixedSize(_PREVIEW, _PREVIEW)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(tr("Model input"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.forget = self.buttons.addButton(
            tr("Remove this model from the list"), QDialogButtonBox.ButtonRole.ResetRole
        )
        self.forget.setToolTip(tr("Remove it from the list of models. Its file stays."))
        self._lay_out()
        self.choose_labels.clicked.connect(self._ask_labels)
        for box in (self.output, self.kind.box, self.preprocessing):
            box.currentIndexChanged.connect(self._update)
        for side in (self.width_box, self.height_box):
            side.valueChanged.connect(self._update)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.forget.clicked.connect(self.forget_requested)
        self._update()

    def options(self) -> ModelOptions:
        """What is chosen now."""
        metadata = self.vetted.metadata
        return ModelOptions(
            labels=self._labels,
            preprocessing=str(self.preprocessing.currentData()),
            output=str(self.output.currentData()) if len(metadata.outputs) > 1 else "",
            output_kind=self.kind.chosen,
            input_size=(self.width_box.value(), self.height_box.value()) if metadata.takes_any_size else None,
        )

    def use_labels(self, path: Path) -> None:
        """Take the class names from this file."""
        self._labels = path
        self._update()

    def _lay_out(self) -> None:
        metadata = self.vetted.metadata
        about = faint()
        about.setText(tr("{count} parameters, {size}", count=_spaced(metadata.parameters), size=_input_title(metadata)))
        names = QHBoxLayout()
        names.addWidget(self._names, 1)
        names.addWidget(self.choose_labels, 0, Qt.AlignmentFlag.AlignTop)
        sides = QHBoxLayout()
        for widget in (self.width_box, PlainLabel("×"), self.height_box):
            sides.addWidget(widget)
        sides.addStretch()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(theme.SPACE)
        if len(metadata.outputs) > 1:
            form.addRow(tr("Output"), self.output)
            self.output.setAccessibleName(tr("Output"))
        form.addRow(tr("Output is"), self.kind.box)
        self.kind.box.setAccessibleName(tr("Output is"))
        form.addRow("", self.kind.found)
        form.addRow(self._names_title, names)
        if metadata.takes_any_size:
            form.addRow(tr("Input size"), sides)
        form.addRow(tr("Preprocessing"), self.preprocessing)
        self.preprocessing.setAccessibleName(tr("Preprocessing"))
        form.addRow("", self._why)
        left = QVBoxLayout()
        left.setSpacing(2 * theme.SPACE)
        left.addWidget(about)
        left.addLayout(form)
        left.addWidget(self._problem)
        left.addStretch()
        right = QVBoxLayout()
        title = heading()
        title.setText(tr("Model input"))
        for widget in (title, self._picture, self._range):
            right.addWidget(widget)
        right.addStretch()
        columns = QHBoxLayout()
        columns.setSpacing(3 * theme.SPACE)
        columns.addLayout(left, 1)
        columns.addLayout(right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(2 * theme.SPACE)
        whole.addLayout(columns)
        whole.addWidget(self.buttons)
        self.resize(700, 380)

    def _ask_labels(self) -> None:
        kind = kind_of(tr("Class names"), class_names.SUFFIXES)
        chosen = open_file(self, tr("Class names"), str(self.vetted.path.parent), kind)
        if chosen is not None:
            self.use_labels(chosen)

    def _update(self) -> None:
        """Say what the choices mean, and what is wrong with them."""
        problem = ""
        self.kind.show_output(self.vetted.metadata.output(str(self.output.currentData())))
        try:
            spec = keras_file.spec(self.vetted, self.options())
        except Failure as failure:
            problem = message(failure)
            self._names.setText("" if self._labels is None else self._labels.name)
        else:
            numbers = spec.meaning is not None and spec.meaning.kind == "regression"
            self._names_title.setText(tr("Names of the outputs") if numbers else tr("Class names"))
            self._names.setText(_describe(spec))
            self._preview(spec.input_size, spec.preprocessing, spec.channels)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

    def _preview(self, size: tuple[int, int], preprocessing: str, channels: int) -> None:
        height, width = self._pixels.shape[:2]
        fitted = fit(self._pixels, Placement.of((width, height), size, "stretch"), "bilinear")
        preprocess = preset(preprocessing, channels)
        seen = preprocess(fitted)
        ends = [preprocess(np.full((1, 1, 3), level, np.uint8)) for level in (0, 255)]
        least, most = float(min(end.min() for end in ends)), float(max(end.max() for end in ends))
        shown = np.broadcast_to((seen - least) / (most - least) * 255, (*seen.shape[:2], 3))
        pixmap = QPixmap.fromImage(to_qimage(np.clip(shown, 0, 255).astype(np.uint8)))
        mode = Qt.TransformationMode.SmoothTransformation
        self._picture.setPixmap(pixmap.scaled(_PREVIEW, _PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, mode))
        ranges = [(number(one.min(), 2), number(one.max(), 2)) for one in np.moveaxis(seen, -1, 0)]
        rows = [
            tr("channel {name}: {low} to {high}", name=channel, low=low, high=high)
            for channel, (low, high) in enumerate(ranges, start=1)
        ]
        self._range.setText("\n".join(rows))


def _describe(spec: ModelSpec) -> str:
    """How many names, where they come from, and the first of them."""
    names = spec.names
    some = ", ".join(map(class_name, names[:_NAMES_SHOWN])) + (", ..." if len(names) > _NAMES_SHOWN else "")
    return "\n".join([tr("{count}: {names}", count=len(names), names=some), *map(message, spec.names_from)])


def _output_title(output: Output) -> str:
    if output.meaning.kind == "regression":
        return tr("{name}: {n} numbers", name=output.name, n=output.classes)
    return tr("{name}: {n} classes", name=output.name, n=output.classes)


def _input_title(metadata: ModelMetadata) -> str:
    """What goes into the model."""
    if metadata.values:
        return tr("a list of {count} numbers", count=_spaced(metadata.values))
    if metadata.takes_any_size:
        return tr("any size")
    width, height = metadata.input_size
    return tr("{width} × {height} pixels", width=width, height=height)


def _spaced(count: int) -> str:
    return f"{count:,}".replace(",", "\u2009")


def _side(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, LARGEST_SIDE)
    box.setValue(value)
    box.setKeyboardTracking(False)
    return box
