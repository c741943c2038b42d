"""XRAI: integrated gradients gathered in regions of the picture, the densest region first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import RULE, integrate
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.text import tr_noop

# Felzenszwalb's parameters mean something for one size and range of values only: pictures are brought to these.
_SIDE, _LOW, _HIGH = 224, -1.0, 1.0
_SCALES, _SIGMA, _MIN_SIZE = (50, 100, 150, 250, 500, 1200), 0.8, 150
_PICTURES = 8  # whose segments are remembered: another map of the same picture needs the same ones
_RADIUS = 5  # of the dilation: an edge, where gradients are large, shall be inside of its region
_FEWEST_NEW = 50  # pixels of the 224 x 224 that a region has to add


def segmentations(pixels: np.ndarray, check: Callable[[], None]) -> list[np.ndarray]:
    """From the finest to the coarsest: labels 0.., integers (224, 224). `check` is called before each."""
    found, content = [], pixels.tobytes()
    for scale in _SCALES:
        check()
        found.append(_segmentation(content, pixels.shape, scale))
    return found


@lru_cache(maxsize=len(_SCALES) * _PICTURES)
def _segmentation(content: bytes, shape: tuple[int, ...], scale: int) -> np.ndarray:
    from skimage.segmentation import felzenszwalb

    image = Image.fromarray(np.frombuffer(content, np.uint8).reshape(shape))
    resized = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC), np.float64)
    span = resized.max() - resized.min()
    picture = _LOW + (resized - resized.min()) / (span or 1.0) * (_HIGH - _LOW)
    labels: np.ndarray = felzenszwalb(picture, scale=scale, sigma=_SIGMA, min_size=_MIN_SIZE).astype(np.int32)
    labels.setflags(write=False)
    return labels


def regions(labels: np.ndarray, shape: tuple[int, int]) -> list[np.ndarray]:
    """Each segment dilated, at another size: the flat indices of its pixels.

    Indices and not masks: all segments of a picture together then take no more than a few pictures.
    """
    places = _resized(np.arange(labels.size).reshape(labels.shape), shape).ravel()
    return [
        np.flatnonzero(_dilated(labels, label).ravel()[places]).astype(np.int32) for label in range(labels.max() + 1)
    ]


def _dilated(labels: np.ndarray, label: int) -> np.ndarray:
    """Mask of all that is within _RADIUS of a segment."""
    from skimage.morphology import dilation

    offsets = np.arange(-_RADIUS, _RADIUS + 1)
    disk = np.hypot(offsets[:, None], offsets) <= _RADIUS
    found = labels == label
    # Most segments are small: only their surroundings can change.
    rows, columns = (np.flatnonzero(found.any(axis=axis)) for axis in (1, 0))
    window = tuple(slice(max(0, line[0] - _RADIUS), line[-1] + _RADIUS + 1) for line in (rows, columns))
    found[window] = dilation(found[window], disk)
    return found


def grow(
    attribution: np.ndarray, candidates: Sequence[np.ndarray], fewest_new: int, check: Callable[[], None]
) -> np.ndarray:
    """Add the region with the highest mean attribution over its new pixels, again and again; these get that mean.

    Args:
        attribution: (height, width).
        candidates: flat indices of each region's pixels.
        fewest_new: regions that would add fewer pixels are dropped; what no region covers gets its own mean.
        check: called before each round.
    """
    values = attribution.ravel()
    result, free = np.zeros_like(values), np.ones(values.shape, bool)
    while True:
        check()
        candidates = [new for region in candidates if (new := region[free[region]]).size >= fewest_new]
        if not candidates:
            break
        means = [values[new].mean() for new in candidates]
        best = int(np.argmax(means))
        result[candidates[best]] = means[best]
        free[candidates[best]] = False
    if free.any():
        result[free] = values[free].mean()
    return result.reshape(attribution.shape)


@METHODS.register
class Xrai(Method):
    """Mean of A over the region that a pixel came in with. A: integrated gradients, averaged over a black and a white
    baseline, then the maximum over the channels. Regions: Felzenszwalb segments of six scales, dilated, taken greedily
    by the mean of A over the pixels that they add (Kapishnikov et al. 2019, arXiv 1906.02825).

    Signed: a region whose pixels lower the score comes last, with a negative mean. As the authors' code does,
    segments are found in the picture at 224 x 224 with values from -1 to 1.
    """

    id = "xrai"
    name = "XRAI"
    family = Family.GRADIENT
    cost = Cost.HUNDREDS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1906.02825"
    summary = tr_noop("Integrated gradients summed over segments of the picture: shows whole objects instead of dots.")
    description = tr_noop(
        "The picture is divided into segments of several sizes, over which the integrated gradients a are "
        "averaged. The regions are taken in the order of these means, so that whole objects stand out instead of "
        "dots."
    )
    formula = r"L(p) = \frac{1}{|R_p|} \sum_{q \in R_p} a(q), \quad p \in R_p"
    params = (
        IntParam(
            "steps",
            tr_noop("Steps"),
            tr_noop("Number of gradients along the path from each of the two baselines."),
            50,
            2,
            1000,
        ),
        RULE,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        height, width = context.input.shape[:2]
        segmented = segmentations(context.pixels, context.run.check_cancelled)
        finest = _resized(segmented[0], (height, width))
        starts = np.stack([baseline(context, kind) for kind in ("black", "white")])
        attribution = integrate(
            context,
            starts,
            context.params["steps"],
            context.params["rule"],
            lambda so_far: _means(so_far.max(axis=-1), finest),
        ).max(axis=-1)
        candidates = [region for labels in segmented for region in regions(labels, (height, width))]
        fewest_new = max(1, round(_FEWEST_NEW * height * width / _SIDE**2))
        return grow(attribution, candidates, fewest_new, context.run.check_cancelled).astype(np.float32)


def _resized(labels: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Nearest neighbours."""
    rows, columns = (
        ((np.arange(wanted) + 0.5) * size / wanted).astype(int)
        for wanted, size in zip(shape, labels.shape, strict=True)
    )
    return labels[np.ix_(rows, columns)]


def _means(attribution: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Each pixel's segment's mean, float32: near enough to show before the regions are grown."""
    sums = np.bincount(labels.ravel(), attribution.ravel())
    return (sums / np.maximum(1, np.bincount(labels.ravel())))[labels].astype(np.float32)
