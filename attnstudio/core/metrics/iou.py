"""IoU: how well the map, cut at its best threshold, has the object's shape."""

from __future__ import annotations

import numpy as np

from attnstudio.core.metrics.base import METRICS, Family, Metric, Score, Trial
from attnstudio.core.text import tr_noop


@METRICS.register
class BestIoU(Metric):
    """The largest intersection over union of the region and {map >= t}, over all thresholds t (as Choe et al. 2020,
    arXiv 2001.07437, choose it)."""

    id = "iou"
    name = tr_noop("Best IoU")
    family = Family.LOCALISATION
    higher_is_better = True
    paper = "arXiv 2001.07437"
    summary = tr_noop("Intersection over union of the region and the map above its best threshold.")
    needs_region = True

    def measure(self, trial: Trial) -> Score:
        order = np.argsort(-trial.evidence, axis=None, kind="stable")
        values, inside = trial.evidence.ravel()[order], trial.object.ravel()[order]
        shared = np.cumsum(inside)
        union = np.arange(1, inside.size + 1) + inside.sum() - shared
        last_of_equals = np.append(values[1:] != values[:-1], True)  # a threshold never parts equal pixels
        return Score(float((shared / union)[last_of_equals].max()))
