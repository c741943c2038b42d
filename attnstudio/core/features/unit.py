"""Units of a network, the classes and the channels of its layers, and how much inputs excite them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core import targets
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.calls import call, calls
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.graphs import GraphSpec, Network, Run, on_grid
from attnstudio.core.grids import explainable_layers

if TYPE_CHECKING:
    import keras

_MOST_IN_A_RANGE = 64
_CHANNELS = re.compile(r"(?P<layer>.+)\[(?P<first>\d+)(?:-(?P<last>\d+))?\]")


@dataclass(frozen=True)
class Unit:
    """A class, whose logit is to be excited, or a channel of a layer, of which it is the mean over the places.

    Attributes:
        layer: empty: the classes.
    """

    layer: str
    index: int

    def name(self, class_names: Sequence[str]) -> str:
        return f"{self.layer}[{self.index}]" if self.layer else class_names[self.index]


def read_units(text: str, class_names: Sequence[str]) -> list[Unit]:
    """Of a class, by name or index, or of channels: LAYER[NUMBER] or LAYER[FIRST-LAST].

    Raises:
        ChoiceFailure: no class is called so, or the range is empty or too long.
    """
    try:
        return [Unit("", targets.class_index(text, class_names))]
    except ChoiceFailure:  # a class may be called as channels are
        if (match := _CHANNELS.fullmatch(text.strip())) is None:
            raise
    first = int(match["first"])
    last = first if match["last"] is None else int(match["last"])
    if not 0 <= last - first < _MOST_IN_A_RANGE:
        raise ChoiceFailure(
            "{text} is not from 1 to {most} channels: write LAYER[FIRST-LAST].", text=text, most=_MOST_IN_A_RANGE
        )
    return [Unit(match["layer"], index) for index in range(first, last + 1)]


def check_units(network: CompiledModel, units: Sequence[Unit]) -> None:
    """Raises ChoiceFailure where the model has no such layer, class or channel."""
    for unit in units:
        width = unit_count(network, unit.layer)
        if 0 <= unit.index < width:
            continue
        if not unit.layer:
            raise ChoiceFailure(
                "The model has no class {index}: its classes are 0 to {last}.", index=unit.index, last=width - 1
            )
        raise ChoiceFailure(
            "The layer {layer} has no channel {index}: its channels are 0 to {last}.",
            layer=unit.layer,
            index=unit.index,
            last=width - 1,
        )


def unit_count(network: CompiledModel, layer: str) -> int:
    """Of a layer, or of the classes. Raises ChoiceFailure where there is no such layer, or it has no channels."""
    if not layer:
        return network.class_count
    if all(one.name != layer for one in calls(network.model)):
        raise ChoiceFailure("The model has no layer {layer}, as its layers are named in the inspector.", layer=layer)
    count = _width(network.model, layer)
    if not count:
        raise ChoiceFailure("The output of the layer {layer} has no channels: choose another layer.", layer=layer)
    return count


def excitations(network: CompiledModel, units: Sequence[Unit], batch: np.ndarray) -> np.ndarray:
    """How much inputs excite units: float32 (inputs, height, width, channels) -> (inputs, units).

    Raises:
        ChoiceFailure: the model has no such unit.
    """
    check_units(network, units)
    of_layer = {layer: network.run(UnitValues(layer), batch)[0] for layer in dict.fromkeys(one.layer for one in units)}
    return np.stack([of_layer[unit.layer][:, unit.index] for unit in units], axis=-1)


@dataclass(frozen=True)
class UnitValues(GraphSpec):
    """(inputs) -> (batch, units): the value of each unit of a layer."""

    layer: str

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape]

    def function(self, network: Network) -> Run:
        forward = network.outputs(_tensor(network.model, self.layer))
        return lambda x: [_means(forward(x)[0], network, self.layer)]


@dataclass(frozen=True)
class UnitGradient(GraphSpec):
    """(pixels of 0..1, weights of the layer's units) -> y = sum(weights * values), and dy / dpixels."""

    layer: str
    chain: PixelChain

    @property
    def passes(self) -> int:
        return 2

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, _width(network.model, self.layer))]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(_tensor(network.model, self.layer))

        def run(pixels: Any, weights: Any) -> list[Any]:
            values = _means(forward(self.chain(pixels))[0], network, self.layer)
            score = tf.reduce_sum(values * weights, axis=-1)
            (gradient,) = tf.gradients(score, [pixels])
            if gradient is None:
                raise ModelFailure(
                    "No gradient reaches the model's input: the model has an operation without a gradient, such as "
                    "rounding or argmax, so no picture can be made that excites a unit."
                )
            return [score, gradient]

        return run


def _tensor(model: keras.Model, layer: str) -> Any:
    return call(model, layer).output if layer else model.output


def _width(model: keras.Model, layer: str) -> int:
    """Number of the units of a layer; 0: its output has no channels."""
    shape = tuple(_tensor(model, layer).shape)
    grid = explainable_layers(model).get(layer)
    if grid is None:
        return int(shape[-1] or 0) if len(shape) == 2 else 0
    return int((shape[1] if grid.channels_first else shape[-1]) or 0)


def _means(values: Any, network: Network, layer: str) -> Any:
    """Of a batch: the mean of each channel over its places."""
    import tensorflow as tf

    if layer not in network.grids:
        return values
    return tf.reduce_mean(on_grid(values, network.grids[layer]), axis=(1, 2))
