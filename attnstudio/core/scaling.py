"""From a layer's small map to the model's input size, and from any raw map to 0..1."""

from __future__ import annotations

from functools import reduce

import numpy as np

_ROUNDING = 1e-6  # spread of equal float32 numbers, as a share of their size


def enlarge(raw: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear, corner pixels on corner pixels, as scipy.ndimage.zoom(order=1) and so tf-keras-vis do it.

    (..., rows, columns) float32 -> (..., height, width) float32.
    """
    rows, columns = raw.shape[-2:]
    if (rows, columns) == (height, width):
        return raw
    return _weights(rows, height) @ raw @ _weights(columns, width).T


def _weights(size: int, wanted: int) -> np.ndarray:
    """(wanted, size): each row mixes at most two neighbours."""
    place = np.linspace(0, size - 1, wanted)
    lower = np.minimum(place.astype(int), max(size - 2, 0))
    weights = np.zeros((wanted, size), np.float32)
    rows = np.arange(wanted)
    weights[rows, lower] = 1 - (place - lower)
    if size > 1:
        weights[rows, lower + 1] = place - lower
    return weights


def first_component(maps: np.ndarray) -> np.ndarray:
    """Projection of each place on the first principal component of the channels (2008.00299).

    (rows, columns, filters) -> (rows, columns) float32, its sign fixed by `oriented`.
    """
    places = maps.reshape(-1, maps.shape[-1]).astype(np.float64)
    centred = places - places.mean(axis=0)
    # The smaller of the two Gram matrices: never (rows x columns) squared where filters are few, nor the reverse.
    if centred.shape[0] <= centred.shape[1]:
        values, vectors = np.linalg.eigh(centred @ centred.T)
        projection = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
    else:
        projection = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1]
    return oriented(projection, maps)


def oriented(projection: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """The projection of each place, with the sign with which it correlates with the mean over the channels.

    A decomposition leaves the sign open. (places,), (rows, columns, filters) -> (rows, columns) float32.
    """
    mean = maps.mean(axis=-1, dtype=np.float64).ravel()
    sign = -1.0 if projection @ (mean - mean.mean()) < 0 else 1.0
    return (sign * projection).reshape(maps.shape[:2]).astype(np.float32)


def low_pass(raw: np.ndarray, periods: float) -> np.ndarray:
    """A map without what has `periods` or more across its shorter side: float32 (rows, columns) -> the same."""
    rows, columns = raw.shape
    frequency = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)) * min(rows, columns)
    kept = np.where(frequency < periods, np.fft.rfft2(raw), 0)
    return np.fft.irfft2(kept, s=raw.shape).astype(np.float32)


def channel_max(values: np.ndarray) -> np.ndarray:
    """Largest over the last axis. NumPy's own `max` takes fifteen times as long where that axis is short."""
    return reduce(np.maximum, np.moveaxis(values, -1, 0))


def channel_sum(values: np.ndarray) -> np.ndarray:
    """Sum over the last axis; NumPy's own is slow in the same way."""
    return reduce(np.add, np.moveaxis(values, -1, 0))


def is_flat(raw: np.ndarray) -> bool:
    """Whether all finite values are the same, up to rounding."""
    finite = raw if np.isfinite(raw).all() else raw[np.isfinite(raw)]
    return bool(finite.size == 0 or np.ptp(finite) <= _ROUNDING * np.abs(finite).max())


def normalised(raw: np.ndarray) -> tuple[np.ndarray, float, float]:
    """The map scaled to 0..1 by min-max as tf-keras-vis does it, float32 and read-only; its minimum and maximum.

    A flat map becomes all 0. Places that are not finite become the minimum.
    """
    low, high = float(raw.min()), float(raw.max())
    if not np.isfinite([low, high]).all():
        finite = raw[np.isfinite(raw)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        raw = np.where(np.isfinite(raw), raw, low)
    values = ((raw - low) / _divisor(low, high)).astype(np.float32)
    values.setflags(write=False)
    return values, low, high


def shrunk(raw: np.ndarray, low: float, high: float) -> np.ndarray | None:
    """A map at a layer's own size on the scale of its normalised enlargement, float32; None where it is not finite."""
    if not np.isfinite(raw).all():
        return None
    return ((raw - low) / _divisor(low, high)).astype(np.float32)


def enlarged(small: np.ndarray, height: int, width: int) -> np.ndarray:
    """The map, float32 (height, width) in 0..1, that was kept at its layer's own size."""
    return normalised(enlarge(small.astype(np.float32), height, width))[0]


def denormalised(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """The map, float32, that `normalised` scaled to these values."""
    return (values.astype(np.float64) * _divisor(low, high) + low).astype(np.float32)


def _divisor(low: float, high: float) -> float:
    """tf-keras-vis adds 1e-7 to the range. Where the range itself is about as small, that would wash the map out."""
    span = high - low
    return span + 1e-7 if span > 1e-6 else span or 1.0
