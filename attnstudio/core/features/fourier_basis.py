"""Pictures by their Fourier coefficients, in colours that vary independently of each other in photos."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

# Rows: light, blue to red, green; the square root of the covariance of ImageNet's colours (Olah et al. 2017).
_COLOURS = np.array(
    [[0.5628, 0.5845, 0.5845], [0.1948, 0.0, -0.1948], [0.0433, -0.1082, 0.0649]],
    np.float32,
)
_LEAST = np.float32(1e-12)


def colours(channels: int) -> np.ndarray:
    """float32 (channels, channels): independent colours -> those of pixels, before their sigmoid."""
    return _COLOURS if channels == 3 else np.eye(channels, dtype=np.float32) * _COLOURS[0].mean()


def frequencies(height: int, width: int) -> np.ndarray:
    """float32 (height, width // 2 + 1): cycles a pixel of each coefficient that `coefficients` has."""
    found = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    return np.maximum(found, 1 / max(height, width)).astype(np.float32)


def values(coefficients: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Coefficients (height, width // 2 + 1, channels), complex -> float32 of the shape (height, width, channels)."""
    return np.fft.irfft2(coefficients, shape[:2], axes=(0, 1)).astype(np.float32)


def gradient_of_coefficients(gradient: np.ndarray) -> np.ndarray:
    """The adjoint of `values`: dy/dvalues -> dy/dRe + i dy/dIm of each coefficient."""
    height, width = gradient.shape[:2]
    found = np.fft.rfft2(gradient, axes=(0, 1)) / (height * width)
    # Each stands for its mirror image, too, but for those that are their own.
    found[:, 1 : (width + 1) // 2] *= 2
    return found.astype(np.complex64)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return (0.5 * np.tanh(0.5 * x) + 0.5).astype(np.float32)


def natural_spectrum(shape: tuple[int, int, int]) -> np.ndarray:
    """Of most photos: magnitudes fall as 1 / frequency (Field 1987). As `mean_spectrum` has it."""
    height, width, channels = shape
    falling = 1 / frequencies(height, width)
    return scaled(np.repeat(falling[..., None], channels, axis=-1), shape)


def mean_spectrum(pictures: Iterable[np.ndarray]) -> np.ndarray | None:
    """The mean magnitude of each coefficient: pictures (height, width, channels) in 0..1, all of one shape -> float32
    (height, width // 2 + 1, channels), for values of mean 0 and deviation 1; None where there is no picture, or
    nothing in them but one colour."""
    total, shape = None, (0, 0, 0)
    for picture in pictures:
        shape = picture.shape
        independent = picture.astype(np.float64) @ np.linalg.inv(colours(shape[-1]).astype(np.float64))
        found = np.abs(np.fft.rfft2(independent, axes=(0, 1)))
        total = found if total is None else total + found
    if total is None or not total[1:].any():
        return None
    return scaled(total, shape)


def scaled(magnitudes: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Without a mean, and so that values of these magnitudes have the deviation 1, whatever their phases."""
    found = magnitudes.astype(np.float64)
    found[0, 0] = 0
    twice = np.full(found.shape[1], 2.0)
    twice[0] = 1
    if shape[1] % 2 == 0:
        twice[-1] = 1
    power = (twice[None, :, None] * found**2).sum() / (shape[0] * shape[1]) ** 2 / shape[2]
    return (found / np.sqrt(max(power, _LEAST))).astype(np.float32)
