"""Superpixels: the parts of a picture that look alike, hidden as wholes."""

from __future__ import annotations

import numpy as np

from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop

SEGMENTS = IntParam("segments", tr_noop("Superpixels"), tr_noop("Approximate number of superpixels."), 50, 2, 200)
SAMPLES = IntParam(
    "samples", tr_noop("Samples"), tr_noop("Number of pictures with hidden parts that are evaluated."), 1000, 10, 20000
)


def superpixels(pixels: np.ndarray, count: int) -> np.ndarray:
    """The number of each pixel's superpixel, 0 .. n - 1: uint8 (height, width, 3) -> (height, width).

    n is near `count`. SLIC (Achanta et al. 2012) as scikit-image has it.
    """
    from skimage.segmentation import slic

    # Smoothed, and more compact than usual: in grain, superpixels would fall to pieces, which SLIC merges into one.
    labels = slic(pixels, n_segments=count, compactness=20, sigma=1, start_label=0, channel_axis=-1)
    return np.unique(labels, return_inverse=True)[1].reshape(pixels.shape[:2])
