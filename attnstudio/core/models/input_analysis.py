"""What a model does to its pixels before its first layer with weights: measured on a few pictures, not read from names.

The part of the graph in front of the first weighted layers is run on pictures of one colour, whose values say what
becomes of each channel wherever padding, cropping and resizing put it, and on two pictures of noise, one of them of low
contrast, which show what depends on the whole picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import keras

# "affine": gain * pixel + offset for each channel. "other": anything else, such as a gamma curve or a statistic of the
# whole picture.
MapKind = Literal["unchanged", "affine", "other"]
Order = Literal["rgb", "bgr", "grey", "mixed", ""]

_COLOURS = np.array(
    [
        *([0, 0, 0], [255, 255, 255], [128, 128, 128], [255, 0, 0], [0, 255, 0], [0, 0, 255]),
        *([31, 200, 90], [170, 20, 240], [64, 64, 64], [215, 130, 45]),
    ],
    np.float32,
)
_NOISE = ((0, 255), (100, 150))
_SEED = 0
_POSITIONS = 16  # sampled along each axis of a tensor
_POSITIONS_OF_VECTOR = 1024
_TOLERANCE = 3e-3  # of the range of the values: half a pixel level, as rounding leaves it


@dataclass(frozen=True)
class InputMap:
    """What becomes of pixels 0..255 on their way to one of the first layers with weights.

    Attributes:
        layer: name of that layer.
        kind: see MapKind.
        changed_by: names of the layers in front that change the range of the values, in the order of the data; all
            in front where none does, and yet the values are not those of the pixels.
        gains, offsets: of each channel, where the kind is "unchanged" or "affine"; grey pixels become
            gain * pixel + offset.
        order: of the channels that the layer sees; empty where the layout does not tell.
        low, high: the values that pixels 0..255 reach the layer as.
        statistics: (mean, standard deviation) over the channels of what a BatchNormalization saw in training, where
            the layer is one and was trained; else of the pixels that a Normalization in front was adapted to.
        normalization: name of a Normalization in front.
        whole_numbers: whether the layer, or the model's input, takes whole numbers only, so no pixels of 0..1.
    """

    layer: str
    kind: MapKind
    changed_by: tuple[str, ...]
    gains: tuple[float, ...]
    offsets: tuple[float, ...]
    order: Order
    low: float
    high: float
    is_batch_norm: bool = False
    statistics: tuple[float, float] | None = None
    normalization: str = ""
    whole_numbers: bool = False

    @staticmethod
    def of_json(content: Mapping[str, Any]) -> InputMap:
        """Raises KeyError or TypeError for anything but what `dataclasses.asdict` gave."""
        lists = {name: tuple(content[name]) for name in ("changed_by", "gains", "offsets")}
        statistics = content["statistics"]
        return InputMap(**{**content, **lists, "statistics": None if statistics is None else tuple(statistics)})


def analyse(flat: keras.Model, *, whole_numbers: bool = False) -> tuple[InputMap, ...]:
    """One map for each first layer with weights, in the order of the data; those that are alike only once.

    Args:
        flat: a model as one graph, see `flat.flatten`, with one input of pixels.
        whole_numbers: whether the model's own input holds whole numbers.
    """
    front = _Front(flat)
    if not front.entries:
        return ()
    measured = _measure(flat, front.tensors)
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
    """The tensors that are made of the input without any weights, and where they enter layers that have some."""

    def __init__(self, flat: keras.Model) -> None:
        self.tensors: dict[int, Any] = {id(one): one for one in flat.inputs}  # in the order of the data
        self.entries: list[tuple[Any, Any]] = []  # layer, tensor
        self._made_by: dict[int, Any] = {}
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
                    self._made_by[id(one)] = node

    def changing(self, tensor: Any, measured: Mapping[int, _Values]) -> tuple[str, ...]:
        """Names of the layers on the way to a tensor that do not give out the range that they were given."""
        names: list[str] = []
        for node in self._way_to(tensor):
            before = [measured[id(one)].range for one in node.input_tensors]
            after = measured[id(node.outputs[0])].range
            given = min(low for low, _ in before), max(high for _, high in before)
            if not np.allclose(after, given, rtol=0, atol=_TOLERANCE * max(given[1] - given[0], 1e-6)):
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
            node = self._made_by.get(id(waiting.pop()))
            if node is not None and id(node) not in wanted:
                wanted.add(id(node))
                waiting += node.input_tensors
        yield from dict.fromkeys(node for node in self._made_by.values() if id(node) in wanted)


def _is_weighted(operation: Any) -> bool:
    """Whether a layer has weights that training finds. A Normalization's are statistics of the pixels."""
    import keras

    return bool(getattr(operation, "weights", ())) and not isinstance(operation, keras.layers.Normalization)


def _is_embedding(layer: Any) -> bool:
    import keras

    return isinstance(layer, keras.layers.Embedding)


@dataclass(frozen=True, eq=False)
class _Values:
    """Sampled values of one tensor.

    Attributes:
        colours: (pictures of one colour, samples).
        noise: (pictures of noise, samples).
        pixels: (pictures of one colour, channels), what they were made of.
        channel: (samples,), the place of each along the axis of channels; None where there is no such axis.
    """

    colours: np.ndarray
    noise: np.ndarray
    pixels: np.ndarray
    channel: np.ndarray | None

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest of all pictures of one colour."""
        values = self.colours[np.isfinite(self.colours)]
        if not values.size:
            return 0.0, 0.0
        return float(values.min()), float(values.max())


def _measure(flat: keras.Model, tensors: Mapping[int, Any]) -> dict[int, _Values]:
    """The tensors' values for each picture, by id. Only samples are kept: inputs may be large."""
    import keras

    shape = tuple(flat.inputs[0].shape[1:])
    channels = shape[-1] if len(shape) == 3 and shape[-1] in (1, 3) else 1
    pixels = _COLOURS if channels == 3 else _COLOURS[:, :1]
    colours = [np.full(shape, colour, np.float32) for colour in pixels[:, : None if channels == 3 else 1]]
    rng = np.random.default_rng(_SEED)
    noise = [rng.integers(low, high + 1, shape).astype(np.float32) for low, high in _NOISE]
    network = keras.Model(flat.inputs, list(tensors.values()))
    samples = [_Sample(tuple(tensor.shape), channels) for tensor in tensors.values()]

    def values(pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
        rows = []
        for picture in pictures:
            outputs = network([picture[None]], training=False)
            outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
            rows.append([sample.of(output) for sample, output in zip(samples, outputs, strict=True)])
        return [np.stack(column) for column in zip(*rows, strict=True)]

    every = zip(values(colours), values(noise), samples, strict=True)
    return {
        name: _Values(one, other, pixels, sample.channel)
        for name, (one, other, sample) in zip(tensors, every, strict=True)
    }


class _Sample:
    """Positions in a tensor, from the middle of its long axes, where padding has no part.

    Args:
        shape: of the tensor; without a free batch in front where it is a statistic of all that was given.
        channels: of the picture.
    """

    def __init__(self, shape: tuple[int | None, ...], channels: int) -> None:
        self._has_batch = shape[:1] == (None,)
        shape = shape[1:] if self._has_batch else shape
        rng = np.random.default_rng(_SEED)
        most = _POSITIONS_OF_VECTOR if len(shape) < 2 else _POSITIONS
        self._picked = []
        for side in shape:
            length = side or 1
            middle = np.arange(length // 4, length - length // 4) if length > most else np.arange(length)
            self._picked.append(np.sort(rng.choice(middle, min(most, len(middle)), replace=False)))
        axis = next((axis for axis in (-1, 0) if len(shape) > 1 and shape[axis] == 3), None)
        self.channel: np.ndarray | None = None
        if axis is not None:
            places = np.indices([len(one) for one in self._picked])
            self.channel = places[axis % len(shape)].ravel()
        elif len(shape) > 1 and shape[-1] == channels == 1:
            self.channel = np.zeros(int(np.prod([len(one) for one in self._picked])), int)

    def of(self, output: Any) -> np.ndarray:
        array = np.asarray(output)[0] if self._has_batch else np.asarray(output)
        return np.asarray(array[np.ix_(*self._picked)] if self._picked else array, np.float64).ravel()


def _map_of(layer: Any, values: _Values, changed_by: tuple[str, ...], every: tuple[str, ...]) -> InputMap:
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


def _fit(values: _Values) -> tuple[tuple[float, ...], tuple[float, ...], Order]:
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


def _holds_for_noise(values: _Values, gains: Sequence[float], offsets: Sequence[float]) -> bool:
    """Whether pictures that are not of one colour stay in the map's range; enlarging may overshoot."""
    for limits, row in zip(_NOISE, values.noise, strict=True):
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


def _adapted_to(norm: Any, given: _Values) -> tuple[float, float] | None:
    """Mean and standard deviation of the pixels that a Normalization was adapted to; None: unknown, or it never was."""
    mean, variance = (np.asarray(one, np.float64) for one in (norm.mean, norm.variance))
    gains, offsets, _ = _fit(given)
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
