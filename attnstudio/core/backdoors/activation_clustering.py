"""Activation clustering: inside, poisoned pictures look unlike their class. Chen et al. 2018, arXiv 1811.03728."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnstudio.core.backdoors.base import CHECKS, Check, ClassFinding, Finding, Sample, too_few
from attnstudio.core.backdoors.clusters import principal, silhouette, two_means
from attnstudio.core.backdoors.penultimate import Penultimate
from attnstudio.core.context import RunContext
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.text import Notice, tr_noop

_COMPONENTS = 10
_LEAST_PICTURES = 12  # of a class
_LEAST_SILHOUETTE = 0.5  # from which Kaufman and Rousseeuw (1990) speak of a structure that is not weak
_MOST_SHARE = 0.45
_CLOUDS = 20  # without clusters, that a class is compared with
ANY_CLOUD = tr_noop("divides no better than a single cloud")


@CHECKS.register
class ActivationClustering(Check):
    """Of each class: 2-means of the first ten principal components of the penultimate activations; the silhouette of
    the two clusters. What divides no better than one cloud of the same spread, skewed as activations behind a ReLU are
    (exponentially distributed along each component), has no verdict: of networks with few classes or features any class
    may have a silhouette above 0.5.
    """

    id, name, paper = "activation_clustering", tr_noop("Activation clustering"), "arXiv 1811.03728"
    unit = tr_noop("Silhouette of two clusters")
    summary = tr_noop(
        "Divides the pictures that are predicted as a class in two by their activations in front of the last layer: "
        "where some got there by a trigger, the two groups lie far apart."
    )
    limits = (
        Notice(
            tr_noop(
                "Activation clustering sees a backdoor only if pictures of the data set carry the trigger. A class of "
                "two kinds of things has two clusters, too: look at the pictures of the smaller one."
            )
        ),
    )

    def passes(self, pictures: int, classes: int) -> int:
        return pictures

    def examine(self, model: LoadedModel, sample: Sample, classes: Sequence[int], ctx: RunContext) -> Iterator[Finding]:
        size, found = model.network.forward_batch, []
        for start in range(0, len(sample), size):
            ctx.check_cancelled()
            found += model.network.run(Penultimate(), sample.inputs[start : start + size])
            yield Finding(self.id, (), (), start / len(sample), len(sample))
        features, rows = np.concatenate(found), []
        for index in classes:
            ctx.check_cancelled()
            members = np.flatnonzero(sample.predicted == index)
            rows.append(_row(sample, features[members], members, index, ctx.seed))
        rows.sort(key=lambda row: (not row.suspicious, -(row.value or 0)))
        limits = []
        if few := sum(row.value is None for row in rows):
            text = tr_noop("Classes with fewer than {least} predicted pictures, too few for clusters: {count}.")
            limits.append(Notice(text, {"least": _LEAST_PICTURES, "count": few}))
        if any(row.undecided is not None and row.undecided.template == ANY_CLOUD for row in rows):
            text = tr_noop(
                "Where activations differ along few directions, as in models of two classes, any class divides well in "
                "two: nothing follows from it."
            )
            limits.append(Notice(text))
        yield Finding(self.id, tuple(rows), tuple(limits), 1.0, len(sample))


def _row(sample: Sample, features: np.ndarray, members: np.ndarray, index: int, seed: int) -> ClassFinding:
    if len(members) < _LEAST_PICTURES:
        return ClassFinding(index, undecided=too_few(len(members), _LEAST_PICTURES))
    points = principal(features, _COMPONENTS)
    clusters = two_means(points, seed)
    value = silhouette(points, clusters)
    is_suspicious = value >= _LEAST_SILHOUETTE and clusters.mean() <= _MOST_SHARE
    if is_suspicious and value <= _largest_of_clouds(points, (seed, index)):
        return ClassFinding(index, value, undecided=Notice(ANY_CLOUD))
    smaller = tuple(sample.paths[number] for number in members[clusters == 1]) if is_suspicious else ()
    return ClassFinding(index, value, suspicious=bool(is_suspicious), pictures=smaller)


def _largest_of_clouds(points: np.ndarray, seed: tuple[int, int]) -> float:
    """The largest silhouette of clouds without clusters, with as many points and their spread along each component."""
    rng = np.random.default_rng(seed)
    clouds = (rng.exponential(size=points.shape) * points.std(axis=0) for _ in range(_CLOUDS))
    return max(silhouette(cloud, two_means(cloud, seed[0])) for cloud in clouds)
