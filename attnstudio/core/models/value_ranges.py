"""What the numbers of a tensor can be, found from the graph behind it: their bounds, and what they sum to.

Interval arithmetic over the nodes of a Keras graph, from the output back to the inputs. What an operation is not known
to do leaves its values unbounded, which is always true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import exp, inf, isclose, log, prod, sqrt
from typing import Any

import numpy as np

from attnstudio.core.models.graph_walk import arguments, behind, node_of, operation_of

LINEAR = "linear"
# The bounds of activations, by the name that Keras gives them. Others are unbounded.
_ACTIVATIONS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("softmax", "sparsemax", "sigmoid", "hard_sigmoid", "sparse_sigmoid"), (0.0, 1.0)),
    **dict.fromkeys(("tanh", "hard_tanh", "soft_sign", "softsign"), (-1.0, 1.0)),
    **dict.fromkeys(
        ("relu", "softplus", "exponential", "exp", "squareplus", "sparse_plus", "square", "abs"), (0.0, inf)
    ),
    "relu6": (0.0, 6.0),
    "log_softmax": (-inf, 0.0),
    "log_sigmoid": (-inf, 0.0),
    **dict.fromkeys(("elu", "celu", "gelu", "silu", "swish", "selu", "mish", "hard_silu"), (-2.0, inf)),
    **dict.fromkeys(("leaky_relu", "threshold", "tanh_shrink", "hard_shrink", "soft_shrink", "prelu"), (-inf, inf)),
}
_SUMMING = ("softmax", "sparsemax")
# Operations, and layers of the same names, that are activations.
_CALLED = {
    **{name.title().replace("_", ""): name for name in _ACTIVATIONS},
    **{"ReLU": "relu", "ELU": "elu", "LeakyReLU": "leaky_relu", "PReLU": "prelu", "Relu6": "relu6", "Absolute": "abs"},
}
# Layers and operations that change no number when the model predicts.
SAME = (
    *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
    *("ActivityRegularization", "Identity", "Cast", "StopGradient", "InputLayer"),
)
RESHAPING = ("Flatten", "Reshape", "Squeeze", "ExpandDims")
PICKING = ("GetItem", "Take", "Split", "Transpose", "Permute", "RepeatVector", "Cropping1D", "Cropping2D")
_MAXIMA = ("Max", "Amax", "Min", "Amin", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "MaxPooling1D", "MaxPooling2D")
_MEANS = ("Mean", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "AveragePooling1D", "AveragePooling2D")
_AFFINE = ("BatchNormalization", "LayerNormalization", "Matmul", "Dot")
_COUNTING = ("Argmax", "Argmin", "Round", "Floor", "Ceil")
_MONOTONE: dict[str, Callable[[float], float]] = {"Log": lambda one: log(one) if one > 0 else -inf, "Sqrt": sqrt}
_UNIT = ("UnitNormalization", "Normalize")


@dataclass(frozen=True)
class Values:
    """Known properties of a tensor's values.

    Attributes:
        low, high: their bounds.
        total: what they sum to along `axis` (the batch is axis 0), where that is the same for every input.
        end: name of the activation that they come out of, also through steps that keep its meaning; empty: unknown.
        sources: the nodes of the softmaxes and sigmoids that they are computed from.
        kinds: which of "softmax" and "sigmoid" those are.
        step: how they were put together: "average", "sum", "product", "extreme", "joined", "complement", "units",
            "places", "division"; empty where they come out of one activation.
    """

    low: float = -inf
    high: float = inf
    total: float | None = None
    axis: int = 0
    end: str = ""
    sources: frozenset[tuple[int, int]] = field(default=frozenset())
    kinds: frozenset[str] = field(default=frozenset())
    step: str = ""

    @property
    def are_probabilities(self) -> bool:
        return self.low >= -1e-6 and self.high <= 1 + 1e-6

    @property
    def sum_to_one(self) -> bool:
        return self.are_probabilities and self.total is not None and isclose(self.total, 1, rel_tol=1e-5)

    @property
    def always(self) -> float | None:
        """The number that they all are, where that is known."""
        return self.low if self.low == self.high else None


_UNKNOWN = Values()


def values(tensor: Any, known: dict[int, Values] | None = None) -> Values:
    """Known properties of a KerasTensor's values.

    Args:
        known: what was found before, by the tensors' ids.
    """
    known = {} if known is None else known
    for one in behind(tensor):  # inputs first: no recursion at any depth
        if id(one) not in known:
            known[id(one)] = _of(one, known)
    return known[id(tensor)]


def activation_of(operation: Any) -> str:
    """The name of the activation that an operation is, or ends with; "linear" where it has none."""
    import keras

    kind = type(operation).__name__
    if kind in _CALLED:
        return _CALLED[kind]
    activation = keras.activations.serialize(getattr(operation, "activation", None) or keras.activations.linear)
    return activation if isinstance(activation, str) else str(activation.get("class_name", "?")).lower()


def _of(tensor: Any, known: dict[int, Values]) -> Values:
    operation, operand_tensors = operation_of(tensor), arguments(tensor)
    kind = type(operation).__name__
    operands = [_operand(one, known) for one in operand_tensors]
    before = operands[0] if operands else _UNKNOWN
    shape = tuple(tensor.shape)
    if kind in SAME:
        return before
    if kind in _CALLED or hasattr(operation, "activation"):
        name = activation_of(operation)
        return Values(end=LINEAR) if name == LINEAR and kind != "Activation" else _activated(tensor, name, before)
    if kind in RESHAPING:
        return _reshaped(before, tuple(operand_tensors[0].shape), shape)
    if kind in PICKING:
        return replace(before, total=None, step="units" if before.total is not None else before.step)
    if kind in _MAXIMA:
        return replace(before, total=None, step="extreme" if before.step == "joined" else "places")
    if kind in _COUNTING:
        return Values(end=kind.lower())
    if kind in _MONOTONE and before.low >= 0:
        return Values(_MONOTONE[kind](before.low), _MONOTONE[kind](before.high))
    if kind == "Power" and len(operands) == 2 and before.low >= 0 and (operands[1].always or 0) > 0:
        return Values(before.low ** operands[1].low, before.high ** operands[1].low)
    if kind in _MEANS:
        return _mean(tensor, before, operand_tensors[0], shape)
    if kind in _AFFINE:
        return Values(end=LINEAR)
    if kind in _UNIT:
        return Values(-1.0, 1.0, end="normalisation")
    if kind == "Negative":
        return replace(before, low=-before.high, high=-before.low, total=None)
    if kind == "Normalization" and getattr(operation, "invert", False):
        return Values(end="inverse normalisation")
    if kind == "Rescaling":
        return _rescaled(operation, before)
    if kind in _MERGES:
        return _MERGES[kind](tensor, operand_tensors, operands)
    return _UNKNOWN


def _operand(one: Any, known: dict[int, Values]) -> Values:
    """A tensor's, or those of a constant."""
    if id(one) in known:
        return known[id(one)]
    try:
        numbers = np.asarray(one, np.float64)
        return Values(float(numbers.min()), float(numbers.max())) if numbers.size else _UNKNOWN
    except (TypeError, ValueError):  # slices, names
        return _UNKNOWN


def _activated(tensor: Any, name: str, before: Values) -> Values:
    if name == LINEAR:
        return before
    low, high = _ACTIVATIONS.get(name, (-inf, inf))
    operation = operation_of(tensor)
    if type(operation).__name__ == "ReLU" and getattr(operation, "max_value", None) is not None:
        high = float(operation.max_value)
    if low == 0 and high == inf and name == "relu" and before.low >= 0:
        return before
    if name in ("exp", "exponential"):
        low, high = exp(min(before.low, 700.0)), exp(before.high) if before.high < 700 else inf
    found = Values(low, high, end=name)
    if name in _SUMMING:
        axis = getattr(operation, "axis", -1)
        if not isinstance(axis, int):
            return found
        axis %= len(tensor.shape)
        if tensor.shape[axis] == 1:
            found = replace(found, low=1.0)
        found = replace(found, total=1.0, axis=axis)
    if name in ("softmax", "sigmoid"):
        history = tensor._keras_history
        found = replace(found, sources=frozenset({(id(operation), history.node_index)}), kinds=frozenset({name}))
    return found


def _rescaled(operation: Any, before: Values) -> Values:
    scale, offset = np.asarray(operation.scale, np.float64), np.asarray(operation.offset, np.float64)
    if not np.isfinite([before.low, before.high]).all():
        return Values(end=before.end)
    ends = np.stack([before.low * scale + offset, before.high * scale + offset])
    return replace(before, low=float(ends.min()), high=float(ends.max()), total=None)


def _reshaped(before: Values, old: tuple[int | None, ...], new: tuple[int | None, ...]) -> Values:
    """Sums stay where the axis stays whole: all other sides are 1, or all before it stay."""
    if before.total is None:
        return before
    size = old[before.axis]
    if None not in old[1:] and prod(side or 1 for side in old[1:]) == size and size in new[1:]:
        return replace(before, axis=new.index(size, 1))
    if before.axis == len(old) - 1 and new[-1] == size and len(new) > 1:
        return replace(before, axis=len(new) - 1)
    return replace(before, total=None)


def _mean(tensor: Any, before: Values, operand_tensors: Any, shape: tuple[int | None, ...]) -> Values:
    """Of an average over places, or over tensors that were stacked."""
    last = len(operand_tensors.shape) - 1
    keeps_last = before.total is not None and before.axis == last and shape[-1:] == tuple(operand_tensors.shape[-1:])
    stacked = before.step == "joined" and type(operation_of(tensor)).__name__ in ("Mean", "Average")
    return replace(
        before,
        total=before.total if keeps_last else None,
        axis=len(shape) - 1,
        step="average" if stacked else "places",
    )


def _merged(operands: list[Values], step: str, low: float, high: float) -> Values:
    """Bounds, and all that several tensors have in common; constants have no say in that."""
    parts = [one for one in operands if one.always is None] or operands
    ends = {one.end for one in parts}
    kinds = frozenset[str]().union(*(one.kinds for one in parts))
    sources = frozenset[tuple[int, int]]().union(*(one.sources for one in parts))
    end = ends.pop() if len(ends) == 1 else ""
    return Values(low, high, end=end, sources=sources, kinds=kinds, step=step)


def _common_axis(operands: list[Values]) -> int | None:
    axes = {one.axis for one in operands if one.always is None}
    known = all(one.total is not None for one in operands if one.always is None)
    return axes.pop() if known and len(axes) == 1 else None


def _average(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    if tuple(operand_tensors[0].shape) != tuple(tensor.shape):  # ops.average of one tensor
        return _mean(tensor, operands[0], operand_tensors[0], tuple(tensor.shape))
    low, high = (sum(each) / len(operands) for each in zip(*((one.low, one.high) for one in operands), strict=True))
    found = _merged(operands, "average", low, high)
    axis = _common_axis(operands)
    if axis is None:
        return found
    return replace(found, total=sum(one.total or 0.0 for one in operands) / len(operands), axis=axis)


def _add(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    low, high = sum(one.low for one in operands), sum(one.high for one in operands)
    constants = sum(one.always or 0.0 for one in operands)
    found = _merged(operands, "sum", low, high)
    axis = _common_axis(operands)
    if axis is None or constants:
        return found
    return replace(found, total=sum(one.total or 0.0 for one in operands), axis=axis)


def _subtract(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    if len(operands) != 2:
        return _UNKNOWN
    one, other = operands
    found = _merged(operands, "sum", one.low - other.high, one.high - other.low)
    return replace(found, step="complement") if one.always == 1 and other.are_probabilities else found


def _multiply(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    low, high = 1.0, 1.0
    for one in operands:
        ends = [_product(a, b) for a in (low, high) for b in (one.low, one.high)]
        low, high = min(ends), max(ends)
    constants = [one.always for one in operands if one.always is not None]
    parts = [one for one in operands if one.always is None]
    if len(parts) == 1:  # scaled
        (part,), scale = parts, prod(constants)
        return replace(part, low=low, high=high, total=None if part.total is None else part.total * scale)
    return replace(_merged(operands, "product", low, high), end="")


def _product(one: float, other: float) -> float:
    return 0.0 if 0 in (one, other) else one * other


def _divide(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    if len(operands) != 2:
        return _UNKNOWN
    one, other = operands
    if other.always:
        scaled = Values(1 / other.always, 1 / other.always)
        return _multiply(tensor, operand_tensors, [one, scaled])
    if one.low >= 0 and (axis := _divided_by_its_sum(operand_tensors)) is not None:
        found = _merged([one], "division", 0.0, 1.0)
        return replace(found, total=1.0, axis=axis, end="")
    if one.low >= 0 and other.low > 0:
        return _merged(operands, "division", one.low / other.high, one.high / other.low)
    return _UNKNOWN


def _divided_by_its_sum(operand_tensors: list[Any]) -> int | None:
    """The axis of x / sum(x, axis, keepdims=True)."""
    whole, part = operand_tensors
    if not hasattr(part, "_keras_history"):
        return None
    total = operation_of(part)
    if type(total).__name__ != "Sum" or node_of(part).input_tensors[0] is not whole:
        return None
    if len(whole.shape) != len(part.shape) or whole.shape[0] != part.shape[0]:
        return None
    changed = [axis for axis, side in enumerate(part.shape) if side != whole.shape[axis]]
    return changed[0] if len(changed) == 1 else None


def _extreme(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    pick = max if "Max" in type(operation_of(tensor)).__name__ else min
    return _merged(operands, "extreme", pick(one.low for one in operands), pick(one.high for one in operands))


def _clip(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    operation, part = operation_of(tensor), operands[0]
    try:
        low, high = float(operation.x_min), float(operation.x_max)
    except (AttributeError, TypeError, ValueError):
        return _UNKNOWN
    inside = low <= part.low + 1e-6 and part.high - 1e-6 <= high  # as ops.clip(p, 1e-7, 1 - 1e-7)
    if inside or (part.are_probabilities and low < 1e-3 and high > 1 - 1e-3):
        return part
    return Values(max(low, part.low), min(high, part.high))


def _joined(tensor: Any, operand_tensors: list[Any], operands: list[Values]) -> Values:
    tensors = [
        (one, found) for one, found in zip(operand_tensors, operands, strict=True) if hasattr(one, "_keras_history")
    ]
    found = [one for _, one in tensors] or operands
    low, high = min(one.low for one in found), max(one.high for one in found)
    merged = _merged(found, "joined", low, high)
    if len(tensors) == 2 and found[0].are_probabilities and _complements(tensors[0][0], tensors[1][0]):
        return replace(merged, total=1.0, axis=_axis(tensor), step="complement")
    stacked = type(operation_of(tensor)).__name__ == "Stack"
    axis, totals = _common_axis(found), {one.total for one in found}
    if axis is None or (not stacked and axis == _axis(tensor)) or len(totals) != 1:
        return merged
    return replace(merged, total=totals.pop(), axis=axis + (stacked and _axis(tensor) <= axis))


def _axis(tensor: Any) -> int:
    """That a tensor was joined along."""
    return int(getattr(operation_of(tensor), "axis", -1)) % len(tensor.shape)


def _complements(one: Any, other: Any) -> bool:
    """Whether one of two tensors is 1 less the other, each one number an input."""
    if any(prod(side or 1 for side in tensor.shape[1:]) != 1 for tensor in (one, other)):
        return False
    return _is_complement(one, other) or _is_complement(other, one)


def _is_complement(one: Any, other: Any) -> bool:
    """Whether `one` is 1 - `other`, also where both were sliced or reshaped alike."""
    if type(operation_of(one)).__name__ == "Subtract":
        first, second = [*arguments(one), None][:2]
        return isinstance(first, (int, float)) and first == 1 and _plain(second) is _plain(other)
    plain = _plain(one)
    return plain is not one and _is_complement(plain, other)


def _plain(tensor: Any) -> Any:
    """Of one number an input: the tensor before it was reshaped or sliced."""
    while hasattr(tensor, "_keras_history") and type(operation_of(tensor)).__name__ in (*RESHAPING, "GetItem", *SAME):
        inputs = node_of(tensor).input_tensors
        if not inputs or prod(side or 1 for side in inputs[0].shape[1:]) != 1:
            return tensor
        tensor = inputs[0]
    return tensor


_MERGES: dict[str, Callable[[Any, list[Any], list[Values]], Values]] = {
    "Average": _average,
    "Add": _add,
    "Subtract": _subtract,
    "Multiply": _multiply,
    "TrueDivide": _divide,
    "Divide": _divide,
    "Concatenate": _joined,
    "Stack": _joined,
    "Hstack": _joined,
    "Maximum": _extreme,
    "Minimum": _extreme,
    "Clip": _clip,
}
