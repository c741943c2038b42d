"""Controls built from parameter specs: the form shows whatever a method declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from attnstudio.core.params import (
    AUTO,
    BoolParam,
    ChoiceParam,
    EditableChoiceParam,
    FloatParam,
    FolderParam,
    IntParam,
    Param,
    SizeParam,
    TextParam,
    Value,
)
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.decimal_box import DecimalBox
from attnstudio.ui.widgets.editable_choice import EditableChoice
from attnstudio.ui.widgets.folder_edit import FolderEdit
from attnstudio.ui.widgets.plain import PlainLabel

_MOST_DECIMALS = 12


class ParamForm(QWidget):
    """One labelled control a parameter. `changed` is emitted on every edit by the user."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._params: tuple[Param, ...] = ()
        self._controls: dict[str, QWidget] = {}
        self._readers: dict[str, Callable[[], Value]] = {}

    def show_params(self, params: Sequence[Param], values: Mapping[str, Value]) -> None:
        """Make controls for these parameters, set to `values` or their defaults."""
        while self._layout.rowCount():
            self._layout.removeRow(0)
        self._params = tuple(params)
        self._controls, self._readers = {}, {}
        for param in params:
            control, read = self._make(param, values.get(param.name, param.default))
            control.setToolTip(tr(param.help))
            control.setAccessibleName(tr(param.label))
            label = PlainLabel(tr(param.label))
            label.setToolTip(tr(param.help))
            label.setBuddy(control)
            self._layout.addRow(label, control)
            self._controls[param.name] = control
            self._readers[param.name] = read
        self.setVisible(bool(params))

    def values(self) -> dict[str, Value]:
        return {name: read() for name, read in self._readers.items()}

    def control(self, name: str) -> QWidget:
        """The widget of one parameter."""
        return self._controls[name]

    def retranslate(self) -> None:
        self.show_params(self._params, self.values())

    def _make(self, param: Param, value: Value) -> tuple[QWidget, Callable[[], Value]]:
        match param:
            case IntParam():
                whole = QSpinBox()
                whole.setRange(param.min, param.max)
                whole.setValue(int(value))
                whole.setKeyboardTracking(False)
                whole.lineEdit().setAcceptDrops(False)  # what is dropped here is for the window
                whole.valueChanged.connect(self.changed)
                return whole, whole.value
            case FloatParam():
                number = DecimalBox()
                number.setDecimals(decimals(param.step, param.default, float(value)))
                number.setRange(param.min, param.max)
                number.setSingleStep(param.step)
                number.setValue(float(value))
                number.setKeyboardTracking(False)
                number.lineEdit().setAcceptDrops(False)
                number.valueChanged.connect(self.changed)
                return number, number.value
            case SizeParam():
                return self._size(param, value)
            case BoolParam():
                tick = QCheckBox()
                tick.setChecked(bool(value))
                tick.toggled.connect(self.changed)
                return tick, tick.isChecked
            case ChoiceParam():
                choice = QComboBox()
                for word in param.choices:
                    choice.addItem(tr(word), word)
                choice.setCurrentIndex(param.choices.index(str(value)))
                choice.currentIndexChanged.connect(self.changed)
                return choice, choice.currentData
            case EditableChoiceParam():
                words = EditableChoice(param, str(value))
                words.changed.connect(self.changed)
                return words, lambda: words.value
            case FolderParam():
                folder = FolderEdit(str(value))
                folder.changed.connect(self.changed)
                return folder, lambda: folder.value
            case TextParam():
                text = QLineEdit(str(value))
                text.editingFinished.connect(self.changed)
                return text, text.text
            case _:
                raise TypeError(f"no control for {type(param).__name__}")

    def _size(self, param: SizeParam, value: Value) -> tuple[QWidget, Callable[[], Value]]:
        """A number whose lowest value, one step below the smallest size, reads "auto"."""
        size: QSpinBox | DecimalBox
        if param.step == 1:
            size = QSpinBox()
            size.setRange(int(param.min) - 1, int(param.max))
            size.setValue(size.minimum() if value == AUTO else int(value))
            size.valueChanged.connect(self.changed)
        else:
            size = DecimalBox()
            size.setDecimals(decimals(param.step, *(one for one in (param.default, value) if one != AUTO)))
            size.setRange(param.min - param.step, param.max)
            size.setSingleStep(param.step)
            size.setValue(size.minimum() if value == AUTO else float(value))
            size.valueChanged.connect(self.changed)
        size.setSpecialValueText(tr("auto"))
        size.setKeyboardTracking(False)
        size.lineEdit().setAcceptDrops(False)
        return size, lambda: AUTO if size.value() == size.minimum() else size.value()


def decimals(*numbers: Value) -> int:
    """After the point, so that a box shows each of these as it is."""
    exponents = (Decimal(repr(float(one))).normalize().as_tuple().exponent for one in numbers)
    return max(2, *(min(-exponent, _MOST_DECIMALS) for exponent in exponents if isinstance(exponent, int)))
