"""How far a map drifts while its picture is attacked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnstudio.core.request import Heatmap
from attnstudio.core.similarity import rank_correlation, structural_similarity

TOP_SHARE = 0.1  # of the pixels, whose places are compared


@dataclass(frozen=True)
class Drift:
    """Of one method's map, before and after.

    Attributes:
        method: its id.
        spearman: rank correlation of all pixels, -1..1.
        ssim: structural similarity, -1..1.
        top: share of the strongest tenth of the pixels that is among the strongest tenth after, too (Ghorbani et al.
            2019, arXiv 1710.10547).
        energy_before, energy_after: share of the map that lies in the region, 0..1; None without a region.
    """

    method: str
    spearman: float
    ssim: float
    top: float
    energy_before: float | None = None
    energy_after: float | None = None


def drift(before: Heatmap, after: Heatmap, region: np.ndarray | None = None) -> Drift:
    """Args: region: bool (height, width) at the model's input size."""
    one, other = before.values, after.values
    energies = (None, None) if region is None else (_energy(one, region), _energy(other, region))
    return Drift(
        before.method,
        rank_correlation(one, other),
        structural_similarity(one, other),
        top_overlap(one, other),
        *energies,
    )


def top_overlap(one: np.ndarray, other: np.ndarray, share: float = TOP_SHARE) -> float:
    """Of two maps of one shape: the share of the strongest pixels of one that are among those of the other.

    Pixels that tie are taken in their order, the same in both maps, so that equal maps have 1.
    """
    count = max(1, round(one.size * share))
    return int(np.count_nonzero(_strongest(one.ravel(), count) & _strongest(other.ravel(), count))) / count


def _strongest(values: np.ndarray, count: int) -> np.ndarray:
    """Which they are, bool (pixels,)."""
    least = np.partition(values, -count)[-count]
    found = values > least
    found[np.flatnonzero(values == least)[: count - np.count_nonzero(found)]] = True
    return found


def _energy(values: np.ndarray, region: np.ndarray) -> float:
    total = float(values.sum(dtype=np.float64))
    return float(values[region].sum(dtype=np.float64)) / total if total else 0.0
