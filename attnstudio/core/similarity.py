"""How alike two maps are: by the order of their pixels, by their structure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from PIL import Image

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.placement import Placement

ALIKE = 0.8  # rank correlation above which two maps show the same
_WINDOW = 11  # pixels, of SSIM
_SIGMA = 1.5


class Measure(StrEnum):
    SPEARMAN = "spearman"
    SSIM = "ssim"


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation of two maps of one shape, -1..1; pixels of one value share their mean rank.

    A constant map puts nothing in order: its correlation is 0, and 1 with another constant map.
    """
    return rank_correlations(one, [other])[0]


def rank_correlations(one: np.ndarray, others: Sequence[np.ndarray]) -> list[float]:
    """`rank_correlation` of one map with each of several."""
    ranks = _centred_ranks(one)
    return [_cosine(ranks, _centred_ranks(other)) for other in others]


def structural_similarity(one: np.ndarray, other: np.ndarray) -> float:
    """SSIM of two maps of one shape with values in 0..1, -1..1: the mean over Gaussian windows of 11 pixels
    (Wang et al. 2004, doi 10.1109/TIP.2003.819861); of smaller ones where a map is smaller. Equal maps have 1.
    """
    from skimage import metrics

    smallest = min(_WINDOW, *one.shape)
    both = np.asarray(one, np.float64), np.asarray(other, np.float64)
    return float(
        metrics.structural_similarity(
            *both,
            data_range=1.0,
            win_size=smallest - (smallest + 1) % 2,  # odd
            gaussian_weights=True,
            sigma=_SIGMA,
            use_sample_covariance=False,
        )
    )


def matrix(maps: Sequence[np.ndarray], measure: Measure, ctx: RunContext) -> np.ndarray:
    """float64 (maps, maps): each with each, symmetric, 1 on the diagonal. The maps have one shape.

    Raises:
        Cancelled: the context's token was set.
    """
    result = np.eye(len(maps))
    ranks = [_centred_ranks(one) for one in maps] if measure is Measure.SPEARMAN else []
    for row in range(len(maps)):
        for column in range(row):
            ctx.check_cancelled()
            if measure is Measure.SPEARMAN:
                alike = _cosine(ranks[row], ranks[column])
            else:
                alike = structural_similarity(maps[row], maps[column])
            result[row, column] = result[column, row] = alike
    return result


def placed_on(wanted: Placement, values: np.ndarray, placement: Placement) -> np.ndarray:
    """A map at the input size of another model that sees the same part of the picture: float32, bilinear.

    Raises:
        ChoiceFailure: the two models see different parts of it.
    """
    if wanted.picture_size != placement.picture_size or not np.allclose(wanted.box, placement.box, atol=0.5):
        raise ChoiceFailure(
            "These maps cover different parts of the picture, so they cannot be compared pixel by pixel. "
            'Choose "stretch" for Resize and run again.'
        )
    if wanted.input_size == placement.input_size:
        return values
    resized = Image.fromarray(np.asarray(values, np.float32)).resize(wanted.input_size, Image.Resampling.BILINEAR)
    return np.asarray(resized)


def _centred_ranks(values: np.ndarray) -> np.ndarray:
    """float64 (pixels,) with mean 0."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean_ranks: np.ndarray = (last - (counts - 1) / 2)[place.ravel()]
    return mean_ranks - (values.size + 1) / 2


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    lengths = float(np.linalg.norm(one)), float(np.linalg.norm(other))
    if 0.0 in lengths:
        return 1.0 if lengths == (0.0, 0.0) else 0.0
    return float(np.clip(one @ other / (lengths[0] * lengths[1]), -1, 1))
