"""From uint8 pixels to what a network was trained on. NumPy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_CAFFE_MEAN = np.array([103.939, 116.779, 123.68], np.float32)  # of ImageNet, blue green red
_TORCH_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_TORCH_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


def minus_one_to_one(pixels: np.ndarray) -> np.ndarray:
    """-1..1: MobileNet, Inception, Xception, ResNet V2, NASNet."""
    return pixels.astype(np.float32) / np.float32(127.5) - 1


def caffe(pixels: np.ndarray) -> np.ndarray:
    """Blue, green, red, less ImageNet's mean: VGG, ResNet."""
    return pixels[..., ::-1].astype(np.float32) - _CAFFE_MEAN


def torch(pixels: np.ndarray) -> np.ndarray:
    """Less ImageNet's mean, by its standard deviation: DenseNet."""
    return (pixels.astype(np.float32) / np.float32(255) - _TORCH_MEAN) / _TORCH_DEVIATION


def as_it_is(pixels: np.ndarray) -> np.ndarray:
    """0..255, because the network rescales by itself: EfficientNet, MobileNetV3, ConvNeXt."""
    return pixels.astype(np.float32)


# uint8 (..., 3) -> float32 (..., 3)
Preprocessing = Callable[[np.ndarray], np.ndarray]
PREPROCESSING: dict[str, Preprocessing] = {
    "minus_one_to_one": minus_one_to_one,
    "caffe": caffe,
    "torch": torch,
    "as_it_is": as_it_is,
}
