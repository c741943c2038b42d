"""Which layer of a Keras model a map explains: the rules `auto` and `last-conv`, and names."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from attnstudio.core.attention import attentions
from attnstudio.core.calls import Call, ancestors, calls, calls_of
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.grids import explainable_layers, grids, grids_of
from attnstudio.core.once_a_model import once_a_model
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    import keras

# After these the map shows less than before them, or the same.
_PASSED_OVER = ("Pooling", "Padding", "Dropout", "InputLayer", "Flatten", "Reshape", "Activity")
OTHER_LAYERS = "joined"  # the value of a notice that names layers whose maps could be averaged with the one shown


@dataclass(frozen=True)
class Branches:
    """The last layers with height and width of the branches that the model joins after them.

    Attributes:
        chosen: what `auto` stands for; None where no layer has places.
        others: the last layers of the other branches, whose part of the answer the chosen one does not show.
        bypassed: whether a part of the answer does not pass through the chosen layer.
    """

    chosen: str | None
    others: tuple[str, ...] = ()
    bypassed: bool = False


def gateways(model: keras.Model) -> list[str]:
    """Layers of `grids` that every path from input to output goes through, in the order of the data, without pooling.

    Where a class token is in front, the places behind the last attention no longer count: none of the output depends
    on them.
    """
    every = calls(model)
    candidates = _candidates(every)
    return [every[index].name for index in crossings(every) if index in candidates]


def crossings(every: Sequence[Call]) -> list[int]:
    """Places of the calls that every path from input to output goes through."""
    furthest_consumer = -1
    consumers = _consumers(every)
    found = []
    for index in range(len(every)):
        # Nothing computed before this call is used behind it: every path goes through.
        if furthest_consumer <= index:
            found.append(index)
        furthest_consumer = max([furthest_consumer, *consumers[index]])
    return found


def _candidates(every: Sequence[Call]) -> list[int]:
    """Places of the calls that `auto` may choose."""
    usable = grids_of(every)
    attention = {id(one.operation) for one, _ in attentions(every)}
    last_attention = max((index for index, one in enumerate(every) if id(one.operation) in attention), default=None)
    return [
        index
        for index, one in enumerate(every)
        if one.name in usable
        and not (usable[one.name].prefix and last_attention is not None and index > last_attention)
        and not any(word in type(one.operation).__name__ for word in _PASSED_OVER)
    ]


def _consumers(every: Sequence[Call]) -> list[list[int]]:
    """Of each call, the places of those that take its outputs."""
    found: list[list[int]] = [[] for _ in every]
    for index, one in enumerate(every):
        for parent in one.parents:
            found[parent].append(index)
    return found


@once_a_model
def branches(model: keras.Model) -> Branches:
    """The branches of a model: the layer that `auto` stands for, and those it leaves out.

    The last layer with places that every path from input to output goes through, after its activation, before pooling:
    in residual and dense networks the last convolution is only one of several branches; the merge behind it is not.

    Where most of the network stands behind that layer, in branches that come together behind their pooling (ensembles,
    fusion of several sizes), the last layer of the branch with the most parameters instead.
    """
    every = calls(model)
    names = [one.name for one in every]
    gateway = next(reversed(gateways(model)), None)
    before = set() if gateway is None else ancestors(every, names.index(gateway))
    parameters = [_parameters(one) for one in every]
    behind = [index for index in _candidates(every) if index not in before]
    ends = _last(every, behind)
    # In front of the ends, but behind what all share.
    weights = {end: sum(parameters[index] for index in ancestors(every, end) - before) for end in ends}
    of_branches = sum(parameters[index] for index in set().union(*(ancestors(every, end) for end in ends)) - before)
    of_stem = sum(parameters[index] for index in before)
    if not ends or (gateway is not None and (of_branches <= of_stem or (of_stem > 0 and len(ends) == 1))):
        return Branches(gateway)
    heaviest = max(ends, key=lambda end: (weights[end], -end))
    others = tuple(names[end] for end in ends if end != heaviest and weights[end] > 0)
    return Branches(names[heaviest], others, bypassed=True)


def _last(every: Sequence[Call], places: Sequence[int]) -> list[int]:
    """Those of the places from which no other of them is computed."""
    used = set().union(*(ancestors(every, place) - {place} for place in places))
    return [place for place in places if place not in used]


def _parameters(one: Call) -> int:
    return sum(prod(variable.shape) for variable in getattr(one.operation, "weights", ()))


def auto_layer(model: keras.Model) -> str | None:
    """The layer that `auto` stands for, see `branches`. None where no layer qualifies."""
    return branches(model).chosen


@once_a_model
def last_conv(model: keras.Model) -> str | None:
    """The last convolution, which is tf-keras-vis's default."""
    from keras.src.layers.convolutional.base_conv import BaseConv

    every = calls(model)
    usable = grids(model)
    # In the order in which the model lists its layers, as tf-keras-vis goes through them.
    place = {id(layer): number for number, layer in enumerate(model.layers)}
    found = [one for one in every if isinstance(one.operation, BaseConv) and one.name in usable]
    return max(found, key=lambda one: place[id(one.operation)]).name if found else None


def has_relu(model: keras.Model) -> bool:
    """Whether any layer is a ReLU, or has one for its activation."""
    import keras

    def is_relu(one: Any) -> bool:
        activation = getattr(one, "activation", None)
        known = activation in (keras.activations.relu, keras.activations.relu6)
        return known or isinstance(one, keras.layers.ReLU) or type(one).__name__ in ("Relu", "Relu6")

    return any(is_relu(one) for one in model.operations)


def resolve(choice: str, model: keras.Model) -> str | None:
    """The layer that `auto`, `last-conv` or a name stands for; of one that is called several times, the first call.
    None: no layer of the model has places.

    Raises:
        ChoiceFailure: the name is of no layer, or of one without height and width.
    """
    if choice == "auto":
        return auto_layer(model)
    if choice == "last-conv":
        return last_conv(model)
    every = calls(model)
    usable = list(grids(model))
    named = calls_of(every, choice)
    explained = explainable_layers(model)
    for one in sorted(named, key=lambda one: one.name not in usable):
        if one.name in explained:
            return one.name
    if named:
        raise ChoiceFailure(
            "The layer {layer} has no height and width, so it has no map. The last layers that have: {near}.",
            layer=choice,
            near=", ".join(usable[-3:]) or "-",
        )
    raise ChoiceFailure(
        "The model has no layer {layer}. Similar names: {near}. Or choose auto or last-conv.",
        layer=choice,
        near=", ".join(difflib.get_close_matches(choice, usable, 3, 0.3) or usable[-3:]) or "-",
    )


def resolve_each(choices: Iterable[str], model: keras.Model) -> list[str]:
    """As `resolve`, for several names, each layer once; but a layer that is called several times stands for all its
    calls."""
    found: list[str] = []
    for choice in choices:
        first = resolve(choice, model)
        every = calls(model)
        usable = grids(model)
        found += [one.name for one in calls_of(every, choice) if one.name in usable] or ([first] if first else [])
    return list(dict.fromkeys(found))


def notice(choice: str, model: keras.Model, misplaced: Callable[[str], bool] = lambda _: False) -> Notice | None:
    """The notice of what a map of the chosen layer omits without the user's choice; None if nothing.

    Args:
        misplaced: whether a layer is not aligned with the picture; its map is not offered for an average.
    """
    if choice == "auto":
        found = branches(model)
        if not found.bypassed:
            return None
        if any(map(misplaced, found.others)):
            return Notice(
                tr_noop(
                    "The model's branches join after their last layers with height and width. The map shows "
                    "{layer}, of the branch with the most parameters, and not {others}."
                ),
                {"layer": found.chosen, "others": ", ".join(found.others), OTHER_LAYERS: ""},
                warning=True,
            )
        if found.others:
            return Notice(
                tr_noop(
                    "The model's branches join after their last layers with height and width. The map shows "
                    "{layer}, of the branch with the most parameters, and not {others}. To average all, set More "
                    "layers ({method}.layers) to {joined}."
                ),
                {
                    "layer": found.chosen,
                    "others": ", ".join(found.others),
                    OTHER_LAYERS: "+".join(found.others),
                    "method": "METHOD",
                },
                warning=True,
            )
        return Notice(
            tr_noop("Part of the score does not pass through the layer {layer}; the map does not show that part."),
            {"layer": found.chosen},
            warning=True,
        )
    every = calls(model)
    usable = grids(model)
    same = [one.name for one in calls_of(every, choice) if one.name in usable]
    if any(map(misplaced, same[1:])):
        return Notice(
            tr_noop("The layer {layer} is called {count} times. The map shows the first call, {shown}."),
            {"layer": choice, "count": len(same), "shown": same[0], OTHER_LAYERS: ""},
            warning=True,
        )
    if len(same) > 1:
        return Notice(
            tr_noop(
                "The layer {layer} is called {count} times. The map shows the first call, {shown}. To average all, set "
                "More layers ({method}.layers) to {joined}."
            ),
            {
                "layer": choice,
                "count": len(same),
                "shown": same[0],
                OTHER_LAYERS: "+".join(same[1:]),
                "method": "METHOD",
            },
            warning=True,
        )
    return None
