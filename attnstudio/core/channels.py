"""Channels of one layer's activation for a picture, each with its weight for the target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.passes import Pass
from attnstudio.core.placement import Placement
from attnstudio.core.predictions import predict
from attnstudio.core.request import Request, Subject
from attnstudio.core.scaling import enlarge, normalised
from attnstudio.core.targets import Target

MAX_CACHED_BYTES = 32 * 2**20


@dataclass(frozen=True, eq=False)
class Channels:
    """The channels of a layer for one picture, in falling order of their Grad-CAM weight.

    Attributes:
        request: what they were computed from; `source`: the file as it was read.
        layer: its name; the request may have a rule such as `auto`.
        placement: where the model's input, and so each channel, lies in the picture.
        numbers: int64 (count,): which channel of the layer each is.
        weights: float32 (count,), falling: Grad-CAM's, the mean of dy/dA over the places.
        values: float32 (count, rows, columns): the activations A.
        total: number of channels of the layer; of a very large layer, those of the smallest weights are left out.
    """

    request: Request
    source: Source
    layer: str
    target: Target
    placement: Placement
    numbers: np.ndarray
    weights: np.ndarray
    values: np.ndarray
    total: int

    def large(self, place: int) -> tuple[np.ndarray, float, float]:
        """A channel as a map: float32 (input height, input width) in 0..1, and its range before that."""
        width, height = self.placement.input_size
        return normalised(enlarge(self.values[place], height, width))


def layer_channels(model: LoadedModel, request: Request, picture: Picture) -> Channels:
    """The channels of the request's layer.

    Raises:
        ChoiceFailure: the model has no such layer or target.
        ModelFailure: the model's answer is not finite.
    """
    layer = model.layer(request.layer)
    if layer is None:
        raise ChoiceFailure("{model} has no layer with height and width to inspect.", model=model.info.name)
    (predicted,) = predict(model, request, [Subject(picture)])
    if isinstance(predicted, Failure):
        raise predicted
    required_pass = Pass(layers=frozenset({layer}))
    (found,) = model.network.single_passes(predicted.model_input.input[None], predicted.class_weights, required_pass)
    at_layer = found.layers[layer]
    weights = at_layer.gradient.mean(axis=(0, 1))
    numbers = heaviest_channels(weights, at_layer.activation[..., 0].nbytes)
    values = np.ascontiguousarray(np.moveaxis(at_layer.activation, -1, 0)[numbers])
    strongest = (numbers, weights[numbers], values)
    for array in strongest:
        array.setflags(write=False)
    return Channels(
        request, picture.source, layer, predicted.target, predicted.placement, *strongest, total=len(weights)
    )


def heaviest_channels(weights: np.ndarray, bytes_each: int) -> np.ndarray:
    """Numbers of the channels with the largest weights, of either sign, that fit; in falling order of the weight."""
    heaviest = np.argsort(-np.abs(weights), kind="stable")[: max(1, MAX_CACHED_BYTES // bytes_each)]
    return heaviest[np.argsort(-weights[heaviest], kind="stable")]
