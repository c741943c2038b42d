"""Bounds of an attack: balls round a picture in a norm, within the values that a picture can have.

Pictures are float32 (batch, height, width, channels) in 0..1; a radius is a number, or float32 (batch,).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

LEVELS = 255  # steps between black and white
_LEAST = np.float32(1e-12)  # keeps a division by the length of nothing at 0


class Norm(StrEnum):
    """How the size of a change is measured, as a share of 0..1."""

    LINF = "linf"  # the largest change of a value
    L2 = "l2"  # the length of the change, over all values
    L0 = "l0"  # how many pixels change
    STRENGTH = "strength"  # of a shift, 0..1 from none to the strongest: no distance


def largest(norm: Norm, shape: tuple[int, ...]) -> float:
    """The largest change that there can be of pictures of this (height, width, channels)."""
    height, width, channels = shape
    return {Norm.L2: float(height * width * channels) ** 0.5, Norm.L0: float(height * width)}.get(norm, 1.0)


def per_picture(values: np.ndarray | float) -> np.ndarray:
    """A number for each picture, or for all, in the shape that multiplies a batch."""
    return np.asarray(values, np.float32).reshape(-1, 1, 1, 1)


def l2(changes: np.ndarray) -> np.ndarray:
    """(batch, height, width, channels) -> the length of each, float32 (batch,)."""
    return np.sqrt(np.square(changes).sum(axis=(1, 2, 3)))


def linf(changes: np.ndarray) -> np.ndarray:
    """(batch, ...) -> the largest value of each, float32 (batch,)."""
    return np.abs(changes).max(axis=(1, 2, 3))


def size(changes: np.ndarray, norm: Norm) -> np.ndarray:
    """(batch, ...) -> how large each is, float32 (batch,). L0 counts pixels, whatever their channels."""
    if norm is Norm.L0:
        return changes.any(axis=-1).sum(axis=(1, 2)).astype(np.float32)
    return l2(changes) if norm is Norm.L2 else linf(changes)


def unit(gradients: np.ndarray, norm: Norm) -> np.ndarray:
    """The change of size 1 along which a linear score of this gradient grows most."""
    if norm is Norm.L2:
        return gradients / np.maximum(per_picture(l2(gradients)), _LEAST)
    return np.sign(gradients)


def project(pixels: np.ndarray, centres: np.ndarray, radius: np.ndarray | float, norm: Norm) -> np.ndarray:
    """The nearest pictures within the ball, of LINF or L2, and then within 0..1."""
    reach = per_picture(radius)
    changes = pixels - centres
    if norm is Norm.L2:
        changes = changes * np.minimum(1, reach / np.maximum(per_picture(l2(changes)), _LEAST))
    elif norm is Norm.LINF:
        changes = np.clip(changes, -reach, reach)
    return np.clip(centres + changes, 0, 1)


def rounded(pixels: np.ndarray, centres: np.ndarray, radius: np.ndarray, norm: Norm) -> np.ndarray:
    """Pictures of 8 bits that lie in the ball where the given ones do: uint8, of the same shape.

    Args:
        centres: uint8, of the same shape.
        radius: float (batch,); infinite where nothing bounds the change.
    """
    changes = pixels * np.float32(LEVELS) - centres
    whole = np.rint(changes)
    if norm is Norm.LINF:
        reach = per_picture(np.floor(np.minimum(radius, 1) * LEVELS + 1e-3))
        whole = np.clip(whole, -reach, reach)
    elif norm is Norm.L2:
        for number in np.flatnonzero(l2(whole) > radius * LEVELS):
            whole[number] = _shortened(changes[number], whole[number], float(radius[number]) * LEVELS)
    return np.clip(centres + whole, 0, LEVELS).astype(np.uint8)


def _shortened(change: np.ndarray, whole: np.ndarray, length: float) -> np.ndarray:
    """A rounded change that is too long, with as many values as necessary rounded towards 0: those first that rounding
    to the nearest moved most. Rounded so, every value is nearer to 0, so the length cannot exceed that of `change`."""
    towards = np.trunc(change)
    gain = (np.square(whole) - np.square(towards)).ravel()
    order = np.argsort(np.abs(change).ravel() - np.abs(whole).ravel(), kind="stable")
    excess = np.square(whole).sum(dtype=np.float64) - length**2
    count = int(np.searchsorted(np.cumsum(gain[order], dtype=np.float64), excess)) + 1
    result: np.ndarray = whole.ravel().copy()
    result[order[:count]] = towards.ravel()[order[:count]]
    return result.reshape(whole.shape)
