"""SmoothGrad: the mean of many saliency maps, each of a noisy copy of the picture."""

from __future__ import annotations

import numpy as np

from attnstudio.core.methods.base import METHODS, Cost, Family, Job, Method, Need
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import mark

BATCH = 10


@METHODS.register
class SmoothGrad(Method):
    """max over channels of mean_n |dy/dx| at x + N(0, (noise * (max x - min x))^2) (Smilkov et al. 2017, arXiv
    1706.03825, with the absolute value inside the mean, as tf-keras-vis takes it)."""

    id = "smoothgrad"
    name = "SmoothGrad"
    family = Family.GRADIENT
    cost = Cost.TENS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1706.03825"
    summary = mark("Saliency averaged over noisy copies of the picture. The noise of single gradients cancels out.")
    params = (
        IntParam("samples", mark("Samples"), mark("How many noisy copies are averaged."), 20, 1, 1000),
        FloatParam(
            "noise", mark("Noise"), mark("Spread of the noise, as a share of the input's range."), 0.20, 0.0, 1.0
        ),
    )

    def attribute(self, job: Job) -> np.ndarray:
        samples, rng = job.params["samples"], job.ctx.rng()
        sigma = np.float32(job.params["noise"] * (job.input.max() - job.input.min()))
        total = np.zeros(job.input.shape, np.float32)
        for start in range(0, samples, BATCH):
            job.ctx.check_cancelled()
            count = min(BATCH, samples - start)
            noise = rng.standard_normal((count, *job.input.shape), np.float32)
            gradients = job.model.input_gradients(job.input + sigma * noise, job.class_weights)
            total += np.abs(gradients).sum(axis=0)
            done = start + count
            job.ctx.progress(done, samples)
            if done < samples:
                job.ctx.partial((total / done).max(axis=-1))
        return (total / samples).max(axis=-1)
