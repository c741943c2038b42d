"""Two clusters of points, and how far apart they are."""

from __future__ import annotations

import numpy as np

_STARTS, _ITERATIONS = 10, 50


def principal(points: np.ndarray, count: int) -> np.ndarray:
    """The first principal components of points (points, dimensions), at most `count` of them: float64."""
    centred = points.astype(np.float64) - points.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    kept = min(count, len(sizes))
    return left[:, :kept] * sizes[:kept]


def two_means(points: np.ndarray, seed: int) -> np.ndarray:
    """The best of ten runs of 2-means: int (points,), 1 in the smaller cluster."""
    rng = np.random.default_rng(seed)
    best, least = np.zeros(len(points), int), np.inf
    for _ in range(_STARTS):
        centres = points[rng.choice(len(points), 2, replace=False)]
        for _ in range(_ITERATIONS):
            distances = ((points[:, None] - centres) ** 2).sum(axis=-1)
            nearest = distances.argmin(axis=1)
            if len(np.unique(nearest)) < 2:
                break
            moved = np.stack([points[nearest == cluster].mean(axis=0) for cluster in (0, 1)])
            if np.allclose(moved, centres):
                break
            centres = moved
        inertia = distances.min(axis=1).sum()
        if inertia < least:
            best, least = nearest, inertia
    return best if best.mean() <= 0.5 else 1 - best


def silhouette(points: np.ndarray, clusters: np.ndarray) -> float:
    """The mean silhouette of two clusters in -1..1 (Rousseeuw 1987): 1 is far apart, 0 is no gap. A point that is a
    cluster by itself counts 0."""
    distances = np.sqrt(((points[:, None] - points) ** 2).sum(axis=-1))
    found = np.zeros(len(points))
    for number, cluster in enumerate(clusters):
        own, other = clusters == cluster, clusters != cluster
        if own.sum() < 2 or not other.any():
            continue
        inside = distances[number, own].sum() / (own.sum() - 1)
        outside = distances[number, other].mean()
        found[number] = (outside - inside) / max(inside, outside, np.finfo(float).tiny)
    return float(found.mean())
