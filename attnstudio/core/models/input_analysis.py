"""Determines how a model transforms pixels before its first layer with weights, by measurements on a few pictures.

The part of the graph in front of the first weighted layers is run on pictures of one colour, whose values say what
becomes of each channel wherever padding, cropping and resizing put it, and on two pictures of noise, one of them of low
contrast, which show what depends on the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.models.input_map import InputMap, MapKind, Order
from attnstudio.core.models.input_samples import NOISE, MeasuredValues, measure_values

if TYPE_CHECKING:
    import keras

_TOLERANCE = 3e-3  # of the range of the values: half a pixel level, as rounding leaves it


def analyse(flat: keras.Model, *, whole_numbers: bool = False) -> tuple[InputMap, ...]:
    """One map for each first layer with weights, in the order of the data; those that are alike only once.

    Args:
        flat: a model as one graph, see `flattening.flatten`, with one input of pixels.
        whole_numbers: whether the model's own input holds whole numbers.
    """
    front = _Front(flat)
    if not front.entries:
        return ()
    measured = measure_values(flat, front.tensors)
    maps: dict[tuple[object, ...], InputMap] = {}
    for layer, tensor in front.entries:
        one = _map_of(layer, measured[id(tensor)], front.changing(tensor, measured), front.on_the_way(tensor))
        if (norm := front.normalization(tensor)) is not None and not one.is_batch_norm:
            adapted_to = _adapted_to(norm.operation, measured[id(norm.input_tensors[0])])
            one = replace(one, normalization=str(norm.operation.name), statistics=adapted_to)
        one = replace(one, whole_numbers=whole_numbers or (one.kind == "unchanged" and _is_embedding(layer)))
        maps.setdefault((one.kind, one.gains, one.offsets, one.order, one.statistics), one)
    return tuple(maps.values())


class _Front:
    """The tensors computed from the input without weights, and the layers with weights that consume them."""

    def __init__(self, flat: keras.Model) -> None:
        self.tensors: dict[int, Any] = {id(one): one for one in flat.inputs}  # in the order of the data
        self.entries: list[tuple[Any, Any]] = []  # layer, tensor
        self._node_of: dict[int, Any] = {}
        nodes_by_depth = flat._nodes_by_depth
        for node in (one for depth in sorted(nodes_by_depth, reverse=True) for one in nodes_by_depth[depth]):
            inputs = node.input_tensors
            if not inputs or not any(id(one) in self.tensors for one in inputs):
                continue
            if _is_weighted(node.operation):
                entering = {id(one): one for one in inputs if id(one) in self.tensors}
                # Masks, of which steps a recurrent layer passes over, are no pixels.
                self.entries += [(node.operation, one) for one in entering.values() if one.dtype != "bool"]
            elif all(id(one) in self.tensors for one in inputs):
                for one in node.outputs:
                    self.tensors[id(one)] = one
                    self._node_of[id(one)] = node

    def changing(self, tensor: Any, measured: Mapping[int, MeasuredValues]) -> tuple[str, ...]:
        """Names of the layers before a tensor that change the range of values."""
        names: list[str] = []
        for node in self._way_to(tensor):
            before = [measured[id(one)].range for one in node.input_tensors]
            after = measured[id(node.outputs[0])].range
            at_input = min(low for low, _ in before), max(high for _, high in before)
            if not np.allclose(after, at_input, rtol=0, atol=_TOLERANCE * max(at_input[1] - at_input[0], 1e-6)):
                names.append(str(node.operation.name))
        return tuple(dict.fromkeys(names))

    def on_the_way(self, tensor: Any) -> tuple[str, ...]:
        """Names of all layers on the way to a tensor."""
        return tuple(dict.fromkeys(str(node.operation.name) for node in self._way_to(tensor)))

    def normalization(self, tensor: Any) -> Any | None:
        """The call of the last Normalization on the way to a tensor."""
        import keras

        found = [node for node in self._way_to(tensor) if isinstance(node.operation, keras.layers.Normalization)]
        return found[-1] if found and not found[-1].operation.invert else None

    def _way_to(self, tensor: Any) -> Iterator[Any]:
        wanted, waiting = set[int](), [tensor]
        while waiting:
            node = self._node_of.get(id(waiting.pop()))
            if node is not None and id(node) not in wanted:
                wanted.add(id(node))
                waiting += node.input_tensors
        yield from dict.fromkeys(node for node in self._node_of.values() if id(node) in wanted)


def _is_weighted(operation: Any) -> bool:
    """Whether a layer has weights that training finds. A Normalization's are statistics of the pixels."""
    import keras

    return bool(getattr(operation, "weights", ())) and not isinstance(operation, keras.layers.Normalization)


def _is_embedding(layer: Any) -> bool:
    import keras

    return isinstance(layer, keras.layers.Embedding)


def _map_of(layer: Any, values: MeasuredValues, changed_by: tuple[str, ...], every: tuple[str, ...]) -> InputMap:
    """`changed_by`: layers that do not keep the range; `every`: all that stand in front."""
    kind: MapKind = "other"
    gains, offsets, order = _fit(values)
    if gains and not _holds_for_noise(values, gains, offsets):
        gains, offsets, order = (), (), ""
    elif gains and np.allclose(gains, 1, atol=_TOLERANCE) and np.allclose(offsets, 0, atol=255 * _TOLERANCE):
        kind = "unchanged"
    elif gains:
        kind = "affine"
    if kind in ("unchanged", "affine"):
        ends = _ends(gains, offsets, (0, 255))
    else:
        finite = values.noise[np.isfinite(values.noise)]
        ends = list(finite) or [0.0]
    low, high = min(ends), max(ends)
    low, high = (0.0 if abs(one) < 1e-5 * (high - low) else _rounded(one) for one in (low, high))
    is_batch_norm, statistics = _batch_norm(layer)
    return InputMap(
        layer=str(layer.name),
        kind=kind,
        changed_by=() if kind == "unchanged" else changed_by or every,
        gains=gains,
        offsets=offsets,
        order=order,
        low=low,
        high=high,
        is_batch_norm=is_batch_norm,
        statistics=statistics,
    )


def _fit(values: MeasuredValues) -> tuple[tuple[float, ...], tuple[float, ...], Order]:
    """Gain, offset and order of the channels that a layer sees; without any where the values are no such map."""
    nothing: tuple[tuple[float, ...], tuple[float, ...], Order] = (), (), ""
    if not np.isfinite(values.colours).all():
        return nothing
    known = np.concatenate([values.pixels, np.ones((len(values.pixels), 1))], axis=1)
    solved = np.linalg.lstsq(known, values.colours, rcond=None)[0]
    errors = np.abs(known @ solved - values.colours).max(axis=0)
    slopes, offsets = solved[:-1].T, solved[-1]  # (samples, channels), (samples,)
    heights = 255 * np.abs(slopes).sum(axis=1)
    alive = heights > max(1e-9, 1e-3 * heights.max(initial=0))  # the others show padding
    if not alive.any() or (errors > _TOLERANCE * heights)[alive].mean() > 0.02:
        return nothing
    slopes, offsets = slopes[alive], offsets[alive]
    groups = np.abs(slopes).argmax(axis=1) if values.channel is None else values.channel[alive]
    rows = np.array([np.median(slopes[groups == group], axis=0) for group in np.unique(groups)])
    shifts = [float(np.median(offsets[groups == group])) for group in np.unique(groups)]
    order = _order(rows)
    if order == "mixed":
        return nothing
    known_order: Order = "" if values.channel is None and order != "grey" else order
    gains = tuple(_rounded(one) for one in rows.sum(axis=1))
    widest = 255 * max(abs(gain) for gain in gains)
    return gains, tuple(_rounded(one) if abs(one) > 1e-5 * widest else 0.0 for one in shifts), known_order


def _holds_for_noise(values: MeasuredValues, gains: Sequence[float], offsets: Sequence[float]) -> bool:
    """Whether pictures that are not of one colour stay in the map's range; enlarging may overshoot."""
    for limits, row in zip(NOISE, values.noise, strict=True):
        ends = _ends(gains, offsets, limits)
        room = 0.3 * (max(ends) - min(ends))
        middle = np.quantile(row, (0.05, 0.95))  # without padding
        if not (min(ends) - room <= middle[0] and middle[1] <= max(ends) + room):
            return False
    return True


def _ends(gains: Sequence[float], offsets: Sequence[float], levels: tuple[int, int]) -> list[float]:
    """Where the lowest and the highest level of each channel get to."""
    return [offset + gain * level for gain, offset in zip(gains, offsets, strict=True) for level in levels]


def _order(rows: np.ndarray) -> Order:
    """Of (channels of the layer, channels of the picture), the part that each of these has in each of those."""
    shares = np.abs(rows) / np.abs(rows).sum(axis=1, keepdims=True)
    if rows.shape[1] == 1 or ((rows >= 0).all() and np.allclose(shares, shares[0], atol=0.01)):
        return "grey"
    for order, wanted in (("rgb", np.eye(3)), ("bgr", np.eye(3)[::-1])):
        if shares.shape == wanted.shape and np.allclose(shares, wanted, atol=0.01):
            return "rgb" if order == "rgb" else "bgr"
    return "mixed"


def _adapted_to(norm: Any, measured: MeasuredValues) -> tuple[float, float] | None:
    """Mean and standard deviation of the pixels that a Normalization was adapted to; None: unknown, or it never was."""
    mean, variance = (np.asarray(one, np.float64) for one in (norm.mean, norm.variance))
    gains, offsets, _ = _fit(measured)
    if not gains or (not mean.any() and (variance == 1).all()):
        return None
    gain, offset = np.mean(gains), np.mean(offsets)
    deviation = np.sqrt(variance.mean() + (mean.var() if mean.size > len(gains) else 0))
    return _rounded((mean.mean() - offset) / gain), _rounded(deviation / abs(gain))


def _batch_norm(layer: Any) -> tuple[bool, tuple[float, float] | None]:
    """Whether it is a BatchNormalization, and what that learned of its inputs; None: it was never trained."""
    import keras

    if not isinstance(layer, keras.layers.BatchNormalization):
        return False, None
    mean, variance = (np.asarray(one, np.float64) for one in (layer.moving_mean, layer.moving_variance))
    if not mean.any() and (variance == 1).all():
        return True, None
    return True, (_rounded(mean.mean()), _rounded(np.sqrt(max(variance.mean(), 0))))


def _rounded(value: float) -> float:
    """To six digits: float32 has no more."""
    return float(f"{value:.6g}")
