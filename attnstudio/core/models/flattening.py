"""Flattens nested models into one graph of layers in one precision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attnstudio.core.calls import is_attention, nodes
from attnstudio.core.errors import ModelFailure, first_line
from attnstudio.core.grids import AS_PICTURE
from attnstudio.core.models.initializers import initialize_with, zeros

if TYPE_CHECKING:
    import keras

_UNFIT = re.compile(r"[^A-Za-z0-9_.>-]")  # in names of TensorFlow


def needs_flattening(model: keras.Model, input_shape: Sequence[int | None]) -> bool:
    """Whether the model is anything but one plain graph, in float32, of any number of inputs of this shape."""
    import keras

    graph = graph_of(model)
    return (
        len(graph.outputs) != 1
        or tuple(graph.inputs[0].shape) != (None, *input_shape)
        or graph.inputs[0].dtype != "float32"
        or any(isinstance(one, (keras.Model, keras.layers.MultiHeadAttention)) for one in graph.operations)
        or any(layer.compute_dtype != "float32" for layer in graph.layers)
        or any(_UNFIT.search(one.name) for one in graph.operations)
    )


def as_one_graph(model: keras.Model, input_shape: Sequence[int], output: int = 0) -> keras.Model:
    """The model itself where it is one plain graph, else a copy, see `flatten`: a copy takes as long as loading it."""
    return flatten(model, input_shape, output) if needs_flattening(model, input_shape) else graph_of(model)


def flatten(model: keras.Model, input_shape: Sequence[int], output: int = 0, dtype: str = "float32") -> keras.Model:
    """A copy of the model as one graph; the model itself does not change.

    Layers are named as in `names`. Attention layers also return their scores (see `attention`). Layers of
    mixed precision run in float32 too. Where the model's input has no axis of channels, or is a list of numbers, the
    copy takes a picture all the same and begins with a layer AS_PICTURE that reshapes it row by row.

    Args:
        input_shape: (height, width, channels) of the copy's input.
        output: number of the only output of the copy.
        dtype: of the copy's computation.

    Raises:
        ModelFailure: the network does not fit this input.
    """
    import keras

    graph = graph_of(model)
    called = names(model)
    inputs = keras.Input(tuple(input_shape), dtype=dtype, name=called[id(graph.inputs[0]._keras_history.operation)])
    copies = _Copies(called, dtype)
    try:
        with initialize_with(zeros):
            outputs = copies.run(graph, [_as_list(inputs, graph.inputs[0])])
            flat = keras.Model(inputs, outputs[output], name=model.name)
        copies.take_weights()
    except (ValueError, TypeError) as error:
        raise ModelFailure(
            "The model {model} cannot run on inputs of {width}x{height} pixels: {reason}. Choose another input size.",
            model=model.name,
            width=input_shape[1],
            height=input_shape[0],
            reason=first_line(error),
        ) from error
    return flat


def _as_list(picture: Any, wanted: Any) -> Any:
    """The picture in the shape of the model's own input, which may be (rows, columns) or a list."""
    import keras

    if len(wanted.shape) == len(picture.shape):
        return picture
    shape = tuple(wanted.shape[1:])
    if None in shape:
        shape = (-1,) if len(shape) == 1 else tuple(picture.shape[1:3])
    return keras.layers.Reshape(shape, name=AS_PICTURE)(picture)


def names(model: keras.Model) -> dict[int, str]:
    """The name of each layer in the flat copy, by id(layer): its own one, or "inner_model.name" if it is not unique.
    Characters that TensorFlow does not accept become "_"; a name that is not ASCII becomes the layer's class."""
    every = list(_walk(model, ""))
    shared = Counter(operation.name for operation, _ in every)
    unique: dict[int, str] = {}
    taken: set[str] = set()
    for operation, inside in sorted(every, key=lambda one: one[1] != ""):  # the outermost first
        if id(operation) in unique:
            continue
        own = operation.name if shared[operation.name] == 1 or not inside else inside + operation.name
        name = _UNFIT.sub("_", own) if own.isascii() else type(operation).__name__.lower()
        free, number = name, 2
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        unique[id(operation)] = free
        taken.add(free)
    return unique


def _walk(model: keras.Model, inside: str) -> Iterator[tuple[Any, str]]:
    """Each layer, also of models inside, with the names of these, each with a dot."""
    import keras

    for operation in graph_of(model).operations:
        if isinstance(operation, keras.Model):
            yield from _walk(operation, f"{inside}{operation.name}.")
        else:
            yield operation, inside


class _Copies:
    """The copies of layers, each created at its first call in the graph.

    Args:
        called: names of the copies, by the layers' ids.
        dtype: what they compute in.
    """

    def __init__(self, called: Mapping[int, str], dtype: str) -> None:
        self._called, self._dtype = called, dtype
        self._made: dict[int, tuple[Any, Any]] = {}  # by id: a layer and its copy

    def run(self, graph: keras.Model, inputs: Sequence[Any]) -> list[Any]:
        """The outputs of a graph of copies. Each layer is called in the order of its calls in the graph."""
        found = {id(tensor): value for tensor, value in zip(graph.inputs, inputs, strict=True)}
        for node in nodes(graph):
            if any(id(tensor) not in found for tensor in node.input_tensors) or node.is_input:
                continue
            arguments, named = node.arguments.fill_in(found)
            outputs = _leaves(self._call(node.operation, *arguments, **named))
            found |= {id(tensor): value for tensor, value in zip(node.outputs, outputs, strict=False)}
        return [found[id(tensor)] for tensor in graph.outputs]

    def _call(self, operation: Any, *arguments: Any, **named: Any) -> Any:
        import keras

        if isinstance(operation, keras.Model):
            return self.run(graph_of(operation), _leaves(arguments[0] if arguments else named["inputs"]))
        if is_attention(operation):
            named["return_attention_scores"] = True
        return self._copy(operation)(*arguments, **named)

    def take_weights(self) -> None:
        for original, copy in self._made.values():
            if getattr(original, "weights", None):
                copy.set_weights(original.get_weights())
                if hasattr(copy, "finalize_state"):  # of Normalization: computed from its weights
                    copy.finalize_state()

    def _copy(self, operation: Any) -> Any:
        if id(operation) not in self._made:
            config = {**_in_precision(operation.get_config(), self._dtype), "name": self._called[id(operation)]}
            self._made[id(operation)] = operation, type(operation).from_config(config)
        return self._made[id(operation)][1]


def graph_of(model: keras.Model) -> Any:
    """The functional graph of a model. Raises ModelFailure where it has none."""
    import keras

    functional = model._functional if isinstance(model, keras.Sequential) else model
    if functional is None or not hasattr(functional, "_run_through_graph"):
        raise ModelFailure(
            "The model {model} does not declare its input. Build it with a keras.Input layer and save it again.",
            model=model.name,
        )
    return functional


def _leaves(structure: Any) -> list[Any]:
    import keras

    return list(keras.tree.flatten(structure))


def _in_precision(config: Any, dtype: str) -> Any:
    """The configuration with every dtype policy in it, its own and those of layers inside it, replaced."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy":
            return {**config, "config": {"name": dtype}}
        return {key: _in_precision(value, dtype) for key, value in config.items()}
    if isinstance(config, (list, tuple)):
        return type(config)(_in_precision(value, dtype) for value in config)
    return config
