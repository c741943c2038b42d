"""Maps of one method at several depths of a network, from one pass."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from attnstudio.core.calls import Call, calls
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.explain import MadePasses, bind_methods, explain_each, required_passes
from attnstudio.core.images import Picture, Source
from attnstudio.core.layers import auto_layer, gateways
from attnstudio.core.methods.base import Cost, Method
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.passes import Pass
from attnstudio.core.placement import Placement
from attnstudio.core.predictions import predict
from attnstudio.core.request import Heatmap, Request, Subject
from attnstudio.core.text import Notice
from attnstudio.core.unsupported import UnsupportedMethodFailure, unsupported_reason

if TYPE_CHECKING:
    import keras

MOST = 12
# What belongs to the layer in front of it.
_APPENDED = ("Normalization", "Activation", "ReLU", "Dropout", "GELU", "ELU", "Softmax")


@dataclass(frozen=True, eq=False)
class LayerStrip:
    """
    Attributes:
        request: with one method; its layer is passed over.
        maps: from the first layer to the last.
    """

    request: Request
    source: Source
    placement: Placement
    maps: tuple[Heatmap, ...]


def has_strip(method: Method) -> bool:
    """Whether its maps are of a layer, and come from a pass that all layers share."""
    return method.uses_layer and method.cost is Cost.SINGLE


def depths(model: keras.Model, most: int = MOST) -> list[str]:
    """Layers that every path goes through, each after its normalisation and activation, in the order of the data; of
    many, some at even distances. The layer that `auto` stands for is among them."""
    every = {one.name: one for one in calls(model)}
    passed = [one for one in gateways(model) if one in every]
    found = [
        one for one, after in zip(passed, [*passed[1:], ""], strict=True) if not after or not _is_appended(every[after])
    ]
    if len(found) > most:
        found = [found[round(place * (len(found) - 1) / (most - 1))] for place in range(most)]
    auto = auto_layer(model)
    return found if auto is None or auto in found else [*found[1 - most :], auto]


def layer_strip(model: LoadedModel, request: Request, picture: Picture, ctx: RunContext) -> LayerStrip:
    """The map of the request's one method at each depth.

    Raises:
        Failure: readable.
        Cancelled: the context's token was set.
    """
    (chosen,) = bind_methods(request.methods)
    network = model.network
    reason = unsupported_reason(chosen.method, model.info, model.info.auto_layer)
    if reason:
        raise UnsupportedMethodFailure(reason, info=model.info, methods=Notice(chosen.method.name))
    (predicted,) = predict(model, request, [Subject(picture)])
    if isinstance(predicted, Failure):
        raise predicted
    one, names = predicted.model_input, depths(network.model)
    required: Sequence[Pass] = [required_passes([chosen], network, one, name)[0] for name in names]
    started, built = time.perf_counter(), network.build_seconds
    passes = network.single_passes(one.input[None], predicted.class_weights, reduce(or_, required, Pass()))
    made = MadePasses(passes, time.perf_counter() - started, network.build_seconds - built)
    maps = list[Heatmap]()
    for number, name in enumerate(names):
        ctx.check_cancelled()
        part = ctx.part(number, len(names))
        weights = [predicted.class_weights]
        ((heatmap,),) = explain_each([chosen], network, [one], weights, name, part, made=made)
        maps.append(replace(heatmap, layer=name))
    return LayerStrip(request, picture.source, predicted.placement, tuple(maps))


def _is_appended(one: Call) -> bool:
    operation: Any = one.operation
    return any(word in type(operation).__name__ for word in _APPENDED)
