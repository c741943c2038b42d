"""The arrays of a saved model, put into the model that was built from its config, each by its name.

Two layouts: whole-model HDF5 (`model_weights/<layer>`, with the names of its arrays in an attribute), and the one of
the `.keras` files of Keras 2 (`layers/<class of the layer>_<number>/vars/<number>`). An array that is missing, that is
too many or that has another shape is a failure. Failures do not name the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.allowlist import printable, unlike_keras
from attnstudio.core.models.legacy.operators import clean

if TYPE_CHECKING:
    import h5py
    import keras

CHUNKS = 64  # an attribute that is too long is written in parts
_OF_MODELS = ("layers", "_layer_checkpoint_dependencies")  # where Keras 2 keeps the layers of a model: now, and before
# Layers inside a layer, by the attributes that hold them in Keras 2 and in Keras 3.
_INSIDE = frozenset({
    *("layer", "forward_layer", "backward_layer", "cell", "cells"),
    *("_query_dense", "_key_dense", "_value_dense", "_output_dense"),
})  # fmt: skip
_OLD_NAMES = {"depthwise_kernel": "kernel"}  # of arrays of DepthwiseConv2D
_WITHOUT_ARRAYS = ("Random", "Dropout", "Gaussian", "SpatialDropout", "AlphaDropout")  # only the state of a generator


def set_by_name(model: keras.Model, stored: h5py.Group) -> None:
    """From the group `model_weights` of whole-model HDF5. Raises ModelFailure."""
    filled = _Filled(model)
    layers = {layer.name: layer for layer in model.layers}
    for name in [*names(stored, "layer_names"), *({"top_level_model_weights"} & set(stored))]:
        group = _group(stored, name)
        arrays = [(array, _array(group, array)) for array in names(group, "weight_names")]
        if not arrays:
            continue
        layer = layers.get(clean(name))
        if layer is None:
            raise ModelFailure(
                "{file} holds arrays of {layer}, which is not a layer of its model. Save the model again with Keras.",
                layer=printable(name),
            )
        filled.take(layer, arrays)
    filled.check()


def set_by_place(model: keras.Model, config: dict[str, Any], stored: h5py.Group) -> None:
    """From the `model.weights.h5` of a `.keras` file of Keras 2.

    Args:
        config: the model's, as Keras 2 wrote it: the layers stand in the order in which they are counted.

    Raises:
        ModelFailure: the arrays are not those of the model.
    """
    filled = _Filled(model)
    _fill_model(model, config, stored, filled)
    filled.check()


def names(group: h5py.Group, attribute: str) -> list[str]:
    """A list of texts that is written as an attribute, or as several."""
    found = group.attrs.get(attribute)
    parts = [found] if found is not None else []
    while found is None and len(parts) < CHUNKS and (part := group.attrs.get(f"{attribute}{len(parts)}")) is not None:
        parts.append(part)
    values = [value for part in parts for value in np.atleast_1d(np.asarray(part, object)).tolist()]
    texts = [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in values]
    if not all(isinstance(text, str) for text in texts):
        raise unlike_keras(attribute)
    return texts


def _group(parent: h5py.Group, name: str) -> h5py.Group:
    return _member(parent, name, "Group")


def _array(parent: h5py.Group, name: str) -> h5py.Dataset:
    return _member(parent, name, "Dataset")


def _member(parent: h5py.Group, name: str, kind: str) -> Any:
    import h5py

    found = parent.get(name)
    if not isinstance(found, getattr(h5py, kind)):
        raise ModelFailure(
            "{file} is incomplete: it refers to {entry}, which is missing. Copy it again from the original.",
            entry=printable(f"{parent.name}/{name}"),
        )
    return found


class _Filled:
    """What has been set."""

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self._set: set[int] = set()

    def take(self, layer: keras.layers.Layer, arrays: Sequence[tuple[str, h5py.Dataset]]) -> None:
        """The arrays of a layer or of a model inside, with the names that the file has for them."""
        if not layer.weights and _only_draws(layer):
            return
        for variable, array in zip(_matched(layer, [name for name, _ in arrays]), arrays, strict=True):
            self._assign(layer, variable, array[1])
        for one in _leaves(layer):
            if hasattr(one, "finalize_state"):
                one.finalize_state()

    def take_in_order(self, layer: keras.layers.Layer, arrays: Sequence[h5py.Dataset]) -> None:
        """The arrays that a layer has by itself, without those of layers inside, in the order in which it has them."""
        variables = [*layer._trainable_variables, *layer._non_trainable_variables]
        if not variables and _only_draws(layer):
            return
        if len(arrays) != len(variables):
            raise _another_count(layer, len(variables), len(arrays))
        for variable, array in zip(variables, arrays, strict=True):
            self._assign(layer, variable, array)
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()

    def _assign(self, layer: keras.layers.Layer, variable: Any, array: h5py.Dataset) -> None:
        if tuple(array.shape) != tuple(variable.shape):
            raise ModelFailure(
                "The array {array} of the layer {layer} in {file} has the shape {found}, and the layer needs {needed}. "
                "Save the model again with Keras.",
                array=variable.name,
                layer=printable(layer.name),
                found=tuple(array.shape),
                needed=tuple(variable.shape),
            )
        variable.assign(np.asarray(array[()]))
        self._set.add(id(variable))

    def check(self) -> None:
        """Raises ModelFailure where an array of the model was not in the file."""
        for layer in _leaves(self._model):
            missing = [variable.name for variable in layer.weights if id(variable) not in self._set]
            if missing:
                raise ModelFailure(
                    "{file} lacks the array {array} of the layer {layer}. Save the model again with Keras.",
                    array=missing[0],
                    layer=printable(layer.name),
                )


def _leaves(layer: Any) -> Iterator[Any]:
    """The layers in a model, and in models inside; a layer itself."""
    inside = getattr(layer, "layers", None)
    if isinstance(inside, list):
        for one in inside:
            yield from _leaves(one)
    else:
        yield layer


def _only_draws(layer: Any) -> bool:
    return type(layer).__name__.startswith(_WITHOUT_ARRAYS)


def _matched(layer: keras.layers.Layer, stored: Sequence[str]) -> list[Any]:
    """The layer's variable of each stored name, by the longest suffix that makes it unique."""
    variables = list(layer.weights)
    if len(stored) != len(variables):
        raise _another_count(layer, len(variables), len(stored))
    paths = [_parts(name) for name in stored]
    owns = [_own(variable.path) for variable in variables]
    for simplified in (_as_it_is, _unnumbered, _joined):
        mine = owns if simplified is _joined else [simplified(own) for own in owns]
        found = _by_ends([simplified(path) for path in paths], mine)
        if found is not None:
            return [variables[place] for place in found]
    # Layers of one name in several models inside: then the order counts, as it does for Keras.
    in_order = [*layer.trainable_weights, *layer.non_trainable_weights]
    if all(path[-1] == _own(variable.path)[-1] for path, variable in zip(paths, in_order, strict=True)):
        return in_order
    raise ModelFailure(
        "The arrays of the layer {layer} in {file} have other names than Keras gives them. It is not loaded. "
        "Save the model again with Keras.",
        layer=printable(layer.name),
    )


def _parts(name: str) -> tuple[str, ...]:
    *folders, last = name.partition(":")[0].split("/")
    return (*folders, last)


def _as_it_is(path: tuple[str, ...]) -> tuple[str, ...]:
    return path


def _own(path: str) -> tuple[str, ...]:
    """Keras 3 gives no name to the one array of ConvNeXt's LayerScale, which Keras 2 calls gamma."""
    *folders, last = path.split("/")
    return (*folders, "gamma" if re.fullmatch(r"variable(_\d+)?", last) else last)


def _joined(path: tuple[str, ...]) -> tuple[str, ...]:
    """`conv1/bn/gamma` of a layer that Keras 2 calls `conv1/bn`, and Keras 3 `conv1_bn`."""
    return ("_".join(path[:-1]), path[-1])


def _unnumbered(path: tuple[str, ...]) -> tuple[str, ...]:
    """Keras numbers the cells of recurrent layers anew each time."""
    return tuple(re.sub(r"_\d+$", "", part) for part in path)


def _by_ends(paths: Sequence[tuple[str, ...]], owns: Sequence[tuple[str, ...]]) -> list[int] | None:
    """Place in `owns` of each of `paths`; None where they do not pair off."""
    ends: dict[tuple[str, ...], list[int]] = {}
    for place, own in enumerate(owns):
        for start in range(len(own)):
            ends.setdefault(own[start:], []).append(place)
    found = [_place(path, ends) for path in paths]
    return [place for place in found if place is not None] if len({*found} - {None}) == len(owns) else None


def _place(path: tuple[str, ...], ends: dict[tuple[str, ...], list[int]]) -> int | None:
    renamed = (*path[:-1], _OLD_NAMES.get(path[-1], path[-1]))
    for start in range(len(path)):
        for end in dict.fromkeys((path[start:], renamed[start:])):
            if end in ends:
                return ends[end][0] if len(ends[end]) == 1 else None
    return None


def _another_count(layer: keras.layers.Layer, expected: int, found: int) -> ModelFailure:
    return ModelFailure(
        "The layer {layer} in {file} has {n} arrays, and the file holds {found}. Save the model again with Keras.",
        layer=printable(layer.name),
        n=expected,
        found=found,
    )


# The layout of Keras 2's .keras files


def _fill_model(model: keras.Model, config: dict[str, Any], stored: h5py.Group, filled: _Filled) -> None:
    layers = {layer.name: layer for layer in model.layers}
    place = next((name for name in _OF_MODELS if name in stored), None)
    if place is None:
        raise unlike_keras(stored.name)
    groups = _by_class(_group(stored, place))
    counted: dict[str, int] = {}
    for part in config["layers"]:
        kind = _snake(part["class_name"])
        number = counted[kind] = counted.get(kind, -1) + 1
        layer = layers.get(clean(part["config"]["name"]))
        if layer is None:
            continue  # an input, or a function between layers: they have no arrays
        found = groups.get(kind, [])
        if number < len(found):
            _fill_layer(layer, part, found[number], filled)
    for kind, found in groups.items():
        if len(found) > counted.get(kind, -1) + 1 and any(map(_has_arrays, found)):
            raise unlike_keras(found[-1].name)


def _by_class(group: h5py.Group) -> dict[str, list[h5py.Group]]:
    """The groups of each class of layer, in the order of their numbers."""
    found: dict[str, list[tuple[int, h5py.Group]]] = {}
    for name in group:
        kind, number = re.fullmatch(r"(.*?)(?:_(\d+))?", name, re.DOTALL).groups()  # type: ignore[union-attr]
        found.setdefault(kind, []).append((int(number or 0), _group(group, name)))
    return {kind: [one for _, one in sorted(those, key=lambda pair: pair[0])] for kind, those in found.items()}


def _snake(kind: str) -> str:
    """`Conv2DTranspose` -> `conv2d_transpose`, as Keras 2 does it."""
    kind = re.sub(r"\W+", "", kind)
    kind = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", kind).lower()


def _fill_layer(layer: Any, part: dict[str, Any], stored: h5py.Group, filled: _Filled) -> None:
    if isinstance(getattr(layer, "layers", None), list):
        _fill_model(layer, part["config"], stored, filled)
        return
    arrays = _group(stored, "vars") if "vars" in stored else {}
    filled.take_in_order(layer, [_array(stored, f"vars/{number}") for number in range(len(arrays))])
    for name in stored:
        if name in _INSIDE and _has_arrays(stored[name]):
            inside = getattr(layer, name, None)
            if isinstance(inside, list | tuple):
                cells = [one for those in _by_class(stored[name]).values() for one in those]
                if len(cells) != len(inside):
                    raise _another_count(layer, len(inside), len(cells))
                for one, group in zip(inside, cells, strict=True):
                    _fill_layer(one, part, group, filled)
            elif inside is not None:
                _fill_layer(inside, part, stored[name], filled)


def _has_arrays(group: h5py.Group) -> bool:
    import h5py

    found = group.visititems(lambda _, member: True if isinstance(member, h5py.Dataset) else None)
    return found is True
