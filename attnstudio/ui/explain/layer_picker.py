"""Which layer a class activation map explains, and how the picture becomes the model's input."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from attnstudio.core.params import Value
from attnstudio.core.request import INPUT_PARAMS, ModelInfo
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel, heading
from attnstudio.ui.widgets.fold import Fold
from attnstudio.ui.widgets.param_form import ParamForm


class LayerPicker(Panel):
    """Emits `changed` when the user chooses another layer or another way of resizing."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._is_used = True
        self._heading = heading()
        self.box = QComboBox()
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMaxVisibleItems(20)
        self.box.currentIndexChanged.connect(self._on_changed)
        self.form = ParamForm()
        self.input_fold = Fold(self.form)
        self.form.show_params(INPUT_PARAMS, {})
        self.form.changed.connect(self.changed)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self._heading)
        row.addWidget(self.box, 1)
        self.stack.addLayout(row)
        self.stack.addWidget(self.input_fold)
        self.retranslate()

    @property
    def layer(self) -> str:
        return str(self.box.currentData() or "auto")

    @property
    def name(self) -> str | None:
        """Of the layer that is explained; None: it is known when the model is loaded."""
        if self._info is not None:
            return self._info.layer(self.layer)
        return None if self.box.currentIndex() < 2 else self.layer

    def input_values(self) -> dict[str, Value]:
        return self.form.values()

    def choose(self, layer: str) -> None:
        """Choose a layer. One that is not listed is, until the model is loaded and shows whether it has it."""
        if self.box.findData(layer) < 0:
            self.box.addItem(layer, layer)
        self.box.setCurrentIndex(self.box.findData(layer))

    def choose_input(self, values: Mapping[str, Value]) -> None:
        """How the picture becomes the model's input: values of INPUT_PARAMS."""
        self.form.show_params(INPUT_PARAMS, values)
        if any(values.get(param.name, param.default) != param.default for param in INPUT_PARAMS):
            self.input_fold.open()

    def set_used(self, used: bool) -> None:
        """Whether a chosen method explains a layer; where none does, there is nothing to choose."""
        self._is_used = used
        self.box.setEnabled(used)
        self._show_hint()

    def show_model(self, info: ModelInfo | None) -> None:
        """List a model's layers. The chosen layer stays if the model has it; None: the model is not loaded yet."""
        chosen = self.layer
        self._info = info
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem("", "auto")
        self.box.addItem("", "last-conv")
        self._name_choices()
        for name in reversed(info.layers if info else ()):
            self.box.addItem(name, name)
        if self.box.findData(chosen) < 0:
            chosen = f"{chosen}@1"  # the first call of a layer that is called several times, as the engine takes it
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)))
        self.box.blockSignals(False)

    def retranslate(self) -> None:
        self._heading.setText(tr("Layer"))
        self.input_fold.set_title(tr("Model input"))
        self.box.setAccessibleName(tr("Layer"))
        self._show_hint()
        self.form.retranslate()
        if self.box.count() == 0:
            self.show_model(None)
        self._name_choices()

    def _show_hint(self) -> None:
        if not self._is_used:
            self.box.setToolTip(tr("The chosen methods explain the whole model, not a layer of it."))
            return
        self.box.setToolTip(
            tr(
                "auto: the last layer before pooling that all paths go through. "
                "last-conv: the last convolution, as in tf-keras-vis."
            )
        )

    def _name_choices(self) -> None:
        """Of the rows that are no layers."""
        auto = self._info.auto_layer if self._info else None
        self.box.setItemText(0, f"{tr('auto')}: {auto}" if auto else tr("auto"))
        self.box.setItemText(1, tr("last-conv"))

    @Slot(int)
    def _on_changed(self, _: int) -> None:
        self.changed.emit()
