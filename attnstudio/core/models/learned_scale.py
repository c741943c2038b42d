"""The preprocessing under which pictures have the mean and the standard deviation that a model has learned."""

from __future__ import annotations

import math

import numpy as np

from attnstudio.core.models.preprocessing import PREPROCESSING

# Mean and standard deviation of the levels 0..255 of everyday pictures, and of drawings and scans on black (MNIST).
_EVERYDAY, _ON_BLACK = (115.0, 60.0), (33.0, 79.0)
_SPREAD = (45.0, 0.5)  # of these two from one data set to the next; of the second, in its logarithm
_ROOM = 1.2  # augmentation may leave 0..255
_LEAST = 1e-12  # variance
# Penalties of a reading, in the unit of the squared distance: colour pictures on black, presets that are
# rare without a network of keras.applications, and a running average that has hardly moved.
_COLOUR_ON_BLACK = 1.5
_RARE = {"minus_one_to_one": 1.5, "torch": 3.0, "caffe": 4.0}
_UNSETTLED = 1.5
_IMPOSSIBLE = 1000.0
_SHARES = np.geomspace(1, 0.03, 200).tolist()


def scale_of(mean: float, deviation: float, *, grey: bool = False, running: bool = False) -> str:
    """The likeliest preset.

    Args:
        mean, deviation: over all channels, of what reached the layer that has learned them.
        grey: whether the pictures are grey.
        running: whether they are averages that began at 0 and 1, as those of a BatchNormalization, which a short
            training leaves between there and what the pictures have.
    """
    return min(PREPROCESSING, key=lambda name: _distance(name, mean, deviation, grey, running))


def _distance(name: str, mean: float, deviation: float, grey: bool, running: bool) -> float:
    found = math.inf
    low, high = (float(PREPROCESSING[name](np.full(3, level, np.uint8)).mean()) for level in (0, 255))
    gain = (high - low) / 255
    for share in _SHARES if running else (1.0,):  # of the pictures in the running averages
        variance = max((deviation**2 - (1 - share)) / share, _LEAST)
        level, spread = (mean / share - low) / gain, math.sqrt(variance) / gain
        reading = min(_from(_EVERYDAY, level, spread), _from(_ON_BLACK, level, spread) + _COLOUR_ON_BLACK * (not grey))
        if spread**2 > _ROOM * level * (255 - level):  # more than black and white alone have
            reading += _IMPOSSIBLE
        found = min(found, reading + _UNSETTLED * (1 - share))
    return found + _RARE.get(name, 0.0)


def _from(usual: tuple[float, float], level: float, spread: float) -> float:
    return ((level - usual[0]) / _SPREAD[0]) ** 2 + (math.log(spread / usual[1]) / _SPREAD[1]) ** 2
