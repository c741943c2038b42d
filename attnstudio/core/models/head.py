"""The explained score is a logit, where there is one: a model rebuilt to end before its probabilities."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models import graph_walk, value_ranges
from attnstudio.core.models.output_kinds import OutputKind
from attnstudio.core.probabilities import Head

if TYPE_CHECKING:
    import keras

_OF_SCORES: dict[OutputKind, Head] = {  # where the output is the scores
    "softmax": "logits",
    "logits": "logits",
    "sigmoid": "sigmoid_logits",
    "regression": "regression",
}
_JOINING = ("Concatenate", "Stack", "Hstack")
_LEAST = 1e-30  # a probability below this has no logarithm in float32 that helps


def unit_count(model: keras.Model) -> int:
    """The number of outputs for one picture. Raises ModelFailure if the output is not one list of numbers a picture, or
    has no score."""
    shape = tuple(model.outputs[0].shape)
    if shape[:1] != (None,):
        raise ModelFailure(
            "The output {output} of {model} does not have one row for each picture (its shape is {shape}): a step in "
            "the model mixes the pictures of a batch, or fixes their number. Let every step keep the first axis, and "
            "save the model again.",
            output=graph_walk.operation_of(model.outputs[0]).name,
            model=model.name,
            shape=shape,
        )
    if "float" not in str(model.outputs[0].dtype):
        raise ModelFailure(
            "The output {output} of {model} gives integers or booleans, as an argmax does, so there is no score "
            "to explain. Save the model without its last step, so that it ends in probabilities or logits.",
            output=graph_walk.operation_of(model.outputs[0]).name,
            model=model.name,
        )
    if len(shape) < 1 or None in shape[1:] or sum(side != 1 for side in shape[1:]) > 1 or 0 in shape[1:]:
        raise ModelFailure(
            "The output {output} of {model} has the shape {shape}; a classifier's is one number a class.",
            output=graph_walk.operation_of(model.outputs[0]).name,
            model=model.name,
            shape="x".join("?" if side is None else str(side) for side in shape[1:]) or "()",
        )
    return int(prod(shape[1:]))


def to_logits(model: keras.Model, kind: OutputKind = "", *, exclusive: bool = True) -> tuple[keras.Model, Head]:
    """A model that shares its layers with `model` and ends in the explained scores, (batch, scores).

    softmax, sigmoid: what these are taken of. Activations inside the last layer (which is copied without it) and of
    their own are found, also before steps that only change the shape. logits, regression: the output. probabilities
    that exclude each other: log p less its mean over the classes, of which the softmax is p; like a logit it still
    moves where p is nearly 1. Other probabilities: log(p / (1 - p)), of which the sigmoid is p. A single unit z becomes
    the scores (-z, z) of its two sides, unless it is a regression.

    Args:
        kind: what the output is; empty: as the graph says.
        exclusive: whether probabilities sum to 1.

    Raises:
        ModelFailure: the output is no list of numbers.
    """
    import keras

    unit_count(model)
    output = model.outputs[0]
    inside = _before_activation(output) if kind in ("", "softmax", "sigmoid") else None
    head: Head
    if inside is not None and kind in ("", inside[1]):
        scores, head = inside
    elif kind == "":
        found = value_ranges.values(output)
        if not found.are_probabilities:
            scores, head = output, "logits"
        else:
            scores, head = _of_probabilities(output, exclusive=found.sum_to_one)
    elif kind == "probabilities":
        scores, head = _of_probabilities(output, exclusive=exclusive)
    else:
        scores, head = output, _OF_SCORES[kind]
    scores = _flat(scores)
    if scores.shape[-1] == 1 and head != "regression":
        scores = keras.ops.concatenate([-scores, scores], axis=-1)
        head = "sigmoid_logits" if head in ("logits", "sigmoid_logits") else "sigmoid"
    if scores is output:
        return model, head
    _rename_copies(scores, model)
    return keras.Model(model.inputs, scores), head


def _rename_copies(scores: Any, model: keras.Model) -> None:
    """Give new operations names of their own: Keras refuses a model in which two are called alike."""
    own = {id(one) for one in model.operations}
    on_path = {id(one): one for one in map(graph_walk.operation_of, graph_walk.behind(scores))}
    taken = {one.name for key, one in on_path.items() if key in own}
    for one in (one for key, one in on_path.items() if key not in own):
        free, number = one.name, 2
        while free in taken:
            free, number = f"{one.name}_{number}", number + 1
        one.name = free
        taken.add(free)


def reached(model: keras.Model) -> Head | None:
    """The function from logits to the output, "softmax" or "sigmoid"; None if the graph has no logits."""
    found = _before_activation(model.outputs[0])
    return None if found is None else found[1]


def _flat(tensor: Any) -> Any:
    import keras

    if len(tensor.shape) == 1:
        return keras.ops.expand_dims(tensor, -1)
    return tensor if len(tensor.shape) == 2 else keras.layers.Flatten()(tensor)


def _of_probabilities(output: Any, *, exclusive: bool) -> tuple[Any, Head]:
    import keras

    ops = keras.ops
    output = _flat(output)
    if exclusive and output.shape[-1] > 1:
        logarithms = _log_of_average(output)
        if logarithms is None:
            logarithms = ops.log(ops.maximum(output, _LEAST))
        return logarithms - ops.mean(logarithms, axis=-1, keepdims=True), "softmax"
    return ops.log(ops.maximum(output, _LEAST)) - ops.log(ops.maximum(1 - output, _LEAST)), "sigmoid"


def _log_of_average(output: Any) -> Any | None:
    """log(mean(softmax(z_i))) of the logits z_i, exact where the probabilities are 0 or 1 in float32; None: it is no
    average of softmaxes."""
    import keras

    ops = keras.ops
    parts = graph_walk.node_of(output).input_tensors
    if type(graph_walk.operation_of(output)) is not keras.layers.Average:
        return None
    inside = [_before_activation(one) for one in parts]
    logits = [_flat(one[0]) for one in inside if one is not None and one[1] == "softmax"]
    if len(logits) < len(parts):
        return None
    stacked = ops.stack([ops.log_softmax(one, axis=-1) for one in logits])
    return ops.logsumexp(stacked, axis=0) - float(np.log(len(logits)))


def _before_activation(output: Any) -> tuple[Any, Head] | None:
    """The logits behind an output, and what makes probabilities of them; None: no such logits can be reached."""

    last, before = graph_walk.operation_of(output), graph_walk.node_of(output).input_tensors
    kind = type(last).__name__
    if not before:
        return None
    if kind in (*value_ranges.SAME, "Activation") and value_ranges.activation_of(last) == value_ranges.LINEAR:
        return _before_activation(before[0])
    if kind in value_ranges.RESHAPING or (kind in value_ranges.PICKING and kind != "Split"):
        return _reshaped(output, before[0])
    if kind in _JOINING:
        return _joined(output, before)
    if kind == "Subtract":
        first, *others = graph_walk.arguments(output)
        inside = _before_activation(before[0]) if isinstance(first, (int, float)) and first == 1 and others else None
        return (-inside[0], "sigmoid") if inside is not None and inside[1] == "sigmoid" else None
    activation = value_ranges.activation_of(last)
    if activation not in ("softmax", "sigmoid"):
        return None
    head: Head = "softmax" if activation == "softmax" else "sigmoid"
    if head == "softmax" and not _is_over_all(output):
        return None
    if kind in ("Activation", "Softmax", "Sigmoid"):
        return before[0], head
    if "Dense" not in kind and "Conv" not in kind:  # it may do something behind its activation
        return None
    linear = type(last).from_config({**last.get_config(), "activation": "linear"})
    logits = linear(before[0])
    linear.set_weights(last.get_weights())
    return logits, head


def _is_over_all(output: Any) -> bool:
    """Whether a softmax is taken over all numbers that there are of an input."""
    found = value_ranges.values(output)
    return found.total is not None and output.shape[found.axis] == prod(side or 0 for side in output.shape[1:])


def _reshaped(output: Any, before: Any) -> tuple[Any, Head] | None:
    """Steps that only move numbers can be taken by the logits too; of a softmax, if none is left out."""
    inside = _before_activation(before)
    if inside is None:
        return None
    logits, head = inside
    if head == "softmax":
        whole = prod(side or 0 for side in output.shape[1:]) == prod(side or 0 for side in before.shape[1:])
        return inside if whole and type(graph_walk.operation_of(output)).__name__ in value_ranges.RESHAPING else None
    return (logits if logits is before else _again(output, [logits])), head


def _joined(output: Any, before: list[Any]) -> tuple[Any, Head] | None:
    """Sigmoids side by side are the sigmoid of their logits side by side."""
    inside = [_before_activation(one) for one in before]
    found = [one[0] for one in inside if one is not None and one[1] == "sigmoid"]
    if len(found) < len(before) or len(before) != len(graph_walk.arguments(output)):
        return None
    return _again(output, found), "sigmoid"


def _again(output: Any, inputs: list[Any]) -> Any:
    """The operation that gives a tensor, on other inputs: a copy, so that the original is called no more often."""
    import keras

    operation, node = graph_walk.operation_of(output), graph_walk.node_of(output)
    replaced = {id(old): new for old, new in zip(node.input_tensors, inputs, strict=True)}
    args, kwargs = keras.tree.map_structure(
        lambda one: replaced.get(id(one), one), (node.arguments.args, node.arguments.kwargs)
    )
    copy = type(operation).from_config(operation.get_config())
    return keras.tree.flatten(copy(*args, **kwargs))[0]
