"""One flat graph of layers: models inside models unfolded, every layer called where it stands, all in float32."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attnstudio.core.errors import ModelFailure, first_line
from attnstudio.core.models.kernels import made_by, zeros

if TYPE_CHECKING:
    import keras


def needs_flattening(model: keras.Model, input_shape: Sequence[int | None]) -> bool:
    """Whether the model is anything but one plain graph, in float32, of inputs of this shape."""
    import keras

    graph = graph_of(model)
    return (
        len(graph.outputs) != 1
        or tuple(graph.inputs[0].shape[1:]) != tuple(input_shape)
        or graph.inputs[0].dtype != "float32"
        or any(isinstance(one, (keras.Model, keras.layers.MultiHeadAttention)) for one in graph.operations)
        or any(layer.compute_dtype != "float32" for layer in graph.layers)
    )


def flatten(model: keras.Model, input_shape: Sequence[int], output: int = 0) -> keras.Model:
    """A copy of the model that is one graph; the model itself is left as it is.

    Layers keep their names; of two that share one, the inner one is called "inner_model.name". Attention layers also
    give their scores (see layers.attention_scores). Layers of mixed precision run in float32.

    Args:
        input_shape: (height, width, channels) of the copy's input.
        output: number of the output that the copy has.

    Raises:
        ModelFailure: the network does not fit this input.
    """
    import keras

    graph = graph_of(model)
    inputs = keras.Input(tuple(input_shape), name=graph.inputs[0]._keras_history.operation.name)
    copies = _Copies({inputs._keras_history.operation.name})
    try:
        with made_by(zeros):
            outputs = copies.run(graph, [inputs], "")
            flat = keras.Model(inputs, _leaves(outputs)[output], name=model.name)
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


class _Copies:
    """The copy of each layer, made when the graph first comes to it."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._made: dict[int, tuple[Any, Any]] = {}  # by id: a layer and its copy

    def run(self, graph: keras.Model, inputs: Sequence[Any], inside: str) -> Any:
        """The outputs of a graph of copies. `inside`: names of the models around it, each with a dot."""
        import keras

        def called(operation: Any) -> Any:
            if isinstance(operation, keras.Model):
                return lambda *args, **kwargs: self.run(
                    graph_of(operation), _leaves(args[0] if args else kwargs["inputs"]), f"{inside}{operation.name}."
                )
            copy = self._copy(operation, inside)
            if isinstance(operation, keras.layers.MultiHeadAttention):
                return lambda *args, **kwargs: copy(*args, **{**kwargs, "return_attention_scores": True})
            return copy

        return graph._run_through_graph(
            list(inputs), called, call_fn=lambda copy, *args, **kwargs: copy(*args, **kwargs)
        )

    def take_weights(self) -> None:
        for original, copy in self._made.values():
            if getattr(original, "weights", None):
                copy.set_weights(original.get_weights())
                if hasattr(copy, "finalize_state"):  # of Normalization: made from its weights
                    copy.finalize_state()

    def _copy(self, operation: Any, inside: str) -> Any:
        if id(operation) not in self._made:
            config = {**_in_float32(operation.get_config()), "name": self._name(operation.name, inside)}
            self._made[id(operation)] = operation, type(operation).from_config(config)
        return self._made[id(operation)][1]

    def _name(self, name: str, inside: str) -> str:
        free = name if name not in self._taken else inside + name
        number = 2
        while free in self._taken:
            free = f"{inside}{name}_{number}"
            number += 1
        self._taken.add(free)
        return free


def graph_of(model: keras.Model) -> Any:
    """The functional graph of a model. Raises ModelFailure where it has none."""
    import keras

    functional = model._functional if isinstance(model, keras.Sequential) else model
    if functional is None or not hasattr(functional, "_run_through_graph"):
        raise ModelFailure(
            "The model {model} does not say what its input is. Build it with a keras.Input layer and save it again.",
            model=model.name,
        )
    return functional


def _leaves(structure: Any) -> list[Any]:
    import keras

    return list(keras.tree.flatten(structure))


def _in_float32(config: Any) -> Any:
    """The configuration with every dtype policy in it, its own and those of layers inside it, replaced."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy":
            return {**config, "config": {"name": "float32"}}
        return {key: _in_float32(value) for key, value in config.items()}
    if isinstance(config, (list, tuple)):
        return type(config)(_in_float32(value) for value in config)
    return config
