"""Preprocessing presets: from uint8 pixels to model inputs. NumPy only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from attnstudio.core.text import tr_noop

# uint8 (..., 3) -> float32 (..., channels)
Preprocessing = Callable[[np.ndarray], np.ndarray]

_CAFFE_MEAN = np.array([103.939, 116.779, 123.68], np.float32)  # of ImageNet, blue green red
_TORCH_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_TORCH_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R 601, as Pillow's and Keras's greyscale


def minus_one_to_one(pixels: np.ndarray) -> np.ndarray:
    """-1..1: MobileNet, Inception, Xception, ResNet V2, NASNet."""
    return pixels.astype(np.float32) / np.float32(127.5) - 1


def zero_to_one(pixels: np.ndarray) -> np.ndarray:
    """0..1: what most training scripts do."""
    return pixels.astype(np.float32) / np.float32(255)


def caffe(pixels: np.ndarray) -> np.ndarray:
    """Blue, green, red, less ImageNet's mean: VGG, ResNet."""
    return pixels[..., ::-1].astype(np.float32) - _of(pixels, _CAFFE_MEAN)


def torch(pixels: np.ndarray) -> np.ndarray:
    """Less ImageNet's mean, by its standard deviation: DenseNet."""
    scaled = pixels.astype(np.float32) / np.float32(255)
    return (scaled - _of(pixels, _TORCH_MEAN)) / _of(pixels, _TORCH_DEVIATION)


def as_it_is(pixels: np.ndarray) -> np.ndarray:
    """0..255, because the network rescales by itself: EfficientNet, MobileNetV3, ConvNeXt."""
    return pixels.astype(np.float32)


PREPROCESSING: dict[str, Preprocessing] = {
    "minus_one_to_one": minus_one_to_one,
    "zero_to_one": zero_to_one,
    "caffe": caffe,
    "torch": torch,
    "as_it_is": as_it_is,
}
LABELS = {
    "minus_one_to_one": tr_noop("-1 to 1"),
    "zero_to_one": tr_noop("0 to 1"),
    "caffe": tr_noop("Caffe: blue, green, red, less ImageNet's mean"),
    "torch": tr_noop("ImageNet's mean and standard deviation"),
    "as_it_is": tr_noop("None: the model rescales by itself"),
}


def preset(name: str, channels: int) -> Preprocessing:
    """The preset for a network whose inputs have 3 channels, or 1, the luminance."""
    return PREPROCESSING[name] if channels == 3 else partial(_grey, PREPROCESSING[name])


def pixels_of(name: str, values: np.ndarray) -> np.ndarray:
    """The inverse of a preset: float32 (..., channels) of a model input -> red, green, blue, or luminance, in
    0..255 if the input has this preset."""
    if name == "minus_one_to_one":
        return (values + 1) * np.float32(127.5)
    if name == "zero_to_one":
        return values * np.float32(255)
    if name == "caffe":
        return (values + _of(values, _CAFFE_MEAN))[..., ::-1]
    if name == "torch":
        return (values * _of(values, _TORCH_DEVIATION) + _of(values, _TORCH_MEAN)) * np.float32(255)
    return values


def luminance(pixels: np.ndarray) -> np.ndarray:
    """uint8 (..., 3) -> float32 (..., 1), whole numbers."""
    return (pixels @ _LUMINANCE).round()[..., None]


def _grey(preprocess: Preprocessing, pixels: np.ndarray) -> np.ndarray:
    return preprocess(luminance(pixels))


def _of(pixels: np.ndarray, constants: np.ndarray) -> np.ndarray:
    """Constants of three channels, for pixels of three or of one."""
    return constants if pixels.shape[-1] == 3 else constants.mean(keepdims=True)
