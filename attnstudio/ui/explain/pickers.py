"""Ties the pickers to the state: a choice in one sets the selection, and each shows what is selected."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Slot

from attnstudio.core.methods.base import METHODS
from attnstudio.core.targets import column_of
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import MOST_PROBABLE, Selection


class Pickers(QObject):
    """Owns nothing. The methods' picker sets the selection itself; the target is set by the controller, which checks it
    against the model's classes."""

    def __init__(
        self,
        methods: MethodSelector,
        layers: LayerPicker,
        targets: TargetPicker,
        selection: Selection,
        models: Models,
        dataset: DatasetState,
    ) -> None:
        super().__init__()
        self._methods, self._layers, self._targets = methods, layers, targets
        self._selection, self._models, self._dataset = selection, models, dataset
        layers.changed.connect(self._on_layer)
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._show_classes)
        models.info_changed.connect(self._show_info)
        dataset.changed.connect(self._on_dataset)
        self._show(frozenset({"layer", "inputs", "model", "target", "methods"}))

    @Slot()
    def _on_layer(self) -> None:
        self._selection.choose(layer=self._layers.layer, inputs=self._layers.input_values())

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        self._show(changed)

    def _show(self, changed: frozenset[str]) -> None:
        now = self._selection.now
        with QSignalBlocker(self._layers):  # it shows two choices, of which the first is shown before the second
            if "layer" in changed and now.layer != self._layers.layer:
                self._layers.choose(now.layer)
            if "inputs" in changed and now.inputs != self._layers.input_values():
                self._layers.choose_input(now.inputs)
        if "target" in changed:
            self._targets.show_choice(now.target)
        if "model" in changed:
            self._show_classes()
        if "methods" in changed:
            known = METHODS.discover()
            self._layers.set_used(not now.methods or any(known[call.id].uses_layer for call in now.methods))

    @Slot(object)
    def _on_dataset(self, changed: frozenset[str]) -> None:
        """The columns of another data set may name targets; a column that is gone gives way to the prediction."""
        if "dataset" not in changed:
            return
        columns = () if self._dataset.dataset is None else tuple(self._dataset.dataset.columns)
        self._targets.rules.show_columns(columns)
        column = column_of(self._selection.now.target)
        if column is not None and column not in columns:
            self._selection.set(target=MOST_PROBABLE)

    @Slot()
    def _show_info(self) -> None:
        info = self._models.info
        self._methods.show_model(info)
        self._layers.show_model(info)
        self._selection.set(layer=self._layers.layer)  # a layer that the model does not have gives way to auto

    @Slot()
    def _show_classes(self) -> None:
        spec = self._models.specs().get(self._selection.now.model)
        if spec is not None:
            about = () if spec.meaning is None else (spec.meaning.notice,)
            self._targets.show_classes(spec.class_names(), (*about, *spec.names_from))
