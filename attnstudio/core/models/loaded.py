"""A model ready to run: its network compiled to logits, its preprocessing, its layers and class names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attnstudio.core import attention, device, grids, layer_placement, layers
from attnstudio.core.calls import calls
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.flattening import as_one_graph, flatten
from attnstudio.core.models.head import to_logits, unit_count
from attnstudio.core.models.layer_tree import totals, tree
from attnstudio.core.models.output_kinds import OutputKind
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.needs import Need
from attnstudio.core.request import ModelInfo
from attnstudio.core.text import Notice

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True, eq=False)
class LoadedModel(Predictor):
    """Made by `LoadedModel.of`.

    Attributes:
        keras_model: one flat graph, the model as it was built where that is one.
        placements: what is wrong with the places of layers that were explained, see layer_placement.
        identity: key of all that changes the logits of an input; empty if the weights are not from a file.
    """

    spec: ModelSpec
    info: ModelInfo
    keras_model: keras.Model
    network: CompiledModel
    random_weights: bool
    placements: dict[str, Notice | None] = field(default_factory=dict)
    identity: str = ""

    @staticmethod
    def of(spec: ModelSpec, model: keras.Model, processor: str, *, random_weights: bool) -> LoadedModel:
        """Raises ModelFailure if the model does not end as a classifier does."""
        rows_of = model
        width, height = spec.input_size
        input_shape = (height, width, spec.channels)
        model = (flatten if spec.in_memory else as_one_graph)(model, input_shape, spec.output)
        meaning = spec.meaning
        kind: OutputKind
        kind, exclusive = (meaning.kind, meaning.exclusive) if meaning is not None else ("", True)
        logits_model, head = to_logits(model, kind, exclusive=exclusive)
        usable, auto = tuple(grids.grids(logits_model)), layers.auto_layer(logits_model)
        info = ModelInfo(
            id=spec.id,
            name=spec.name,
            input_size=spec.input_size,
            class_names=spec.class_names(),
            layers=usable,
            auto_layer=auto,
            offered=_offered(logits_model, auto),
            device=processor,
            device_name=device.name(processor),
            memory_bytes=device.bytes_in_use(processor),
            devices=device.choices(),
            tree=tree(rows_of, frozenset(one.operation.name for one in calls(logits_model) if one.name in usable)),
            totals=totals(rows_of),
            last_conv=layers.last_conv(logits_model),
            notices=spec.notices,
            meaning=None if meaning is None else meaning.text,
        )
        return LoadedModel(spec, info, model, CompiledModel(logits_model, head, processor), random_weights)

    def layer(self, choice: str) -> str | None:
        """The layer that `auto`, `last-conv` or a name stands for. Raises ChoiceFailure."""
        return layers.resolve(choice, self.network.model)

    def layer_notices(self, choice: str) -> tuple[Notice, ...]:
        """Notices of what a map of the layer omits without the user's choice, and of misalignment."""
        layer, model = self.layer(choice), self.network.model
        if layer is None:
            return ()
        about_choice = layers.notice(choice, model, lambda name: self.placement_notice(name) is not None)
        return tuple(one for one in (about_choice, self.placement_notice(layer)) if one is not None)

    def placement_notice(self, layer: str) -> Notice | None:
        """The misalignment notice of a layer with a grid, by its exact name; None if it is aligned."""
        if layer not in self.placements:
            self.placements[layer] = layer_placement.notice(self.network.model, layer, self.preprocessing)
        return self.placements[layer]

    @property
    def is_single_unit(self) -> bool:
        return unit_count(self.keras_model) == 1


def _offered(model: keras.Model, auto_layer: str | None) -> frozenset[Need]:
    """What methods may ask of it."""
    offered = {Need.INPUT_GRADIENT, Need.FORWARDS}
    if auto_layer is not None:
        offered |= {Need.ACTIVATION, Need.LAYER_GRADIENT}
    if layers.has_relu(model):
        offered.add(Need.RELU)
    if attention.attention_grid(model) is not None:
        offered.add(Need.ATTENTION)
    return frozenset(offered)
