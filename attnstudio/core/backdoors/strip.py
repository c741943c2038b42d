"""STRIP: a triggered picture keeps its class whatever is laid over it. Gao et al. 2019, arXiv 1902.06531."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnstudio.core.backdoors.anomaly import NORMAL
from attnstudio.core.backdoors.base import CHECKS, Check, ClassFinding, Finding, Sample, shares, too_few
from attnstudio.core.context import RunContext
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.text import Notice, tr_noop

_OVERLAYS = 32  # pictures laid over each one
_WEIGHT = 0.5  # of the picture that is examined
_LOW = 2.326  # deviations below the middle: 1 % of a normal distribution
_LEAST_REFERENCES = 20
_LEAST, _LEAST_SHARE = 3, 0.05  # pictures of a class that are suspicious, and of all that are predicted as it


@CHECKS.register
class Strip(Check):
    """H = mean over overlays z of the entropy of f((x + z) / 2); pictures are suspicious whose H is below the first
    percentile of pictures that are predicted right."""

    id, name, paper = "strip", "STRIP", "arXiv 1902.06531"
    unit = tr_noop("Median entropy, bits")
    summary = tr_noop(
        "Lays other pictures over each one. The prediction of a clean picture then wavers; a trigger holds its class, "
        "and the entropy stays low."
    )
    limits = (
        Notice(
            tr_noop(
                "STRIP judges pictures: it sees a backdoor only if pictures of the data set carry the trigger. It "
                "misses triggers that other pictures cover, and triggers that work for some classes alone."
            )
        ),
    )

    def passes(self, pictures: int, classes: int) -> int:
        return pictures * min(_OVERLAYS, pictures)

    def examine(self, model: LoadedModel, sample: Sample, classes: Sequence[int], ctx: RunContext) -> Iterator[Finding]:
        entropies = np.full(len(sample), np.nan)
        for number in range(len(sample)):
            ctx.check_cancelled()
            entropies[number] = entropy(model, sample, number, ctx.seed)
            if number % 16 == 0:
                yield Finding(self.id, (), (), number / len(sample), len(sample))
        yield self._finding(sample, entropies, classes)

    def _finding(self, sample: Sample, entropies: np.ndarray, classes: Sequence[int]) -> Finding:
        is_right = sample.labels == sample.predicted
        limits = []
        if is_right.sum() < _LEAST_REFERENCES:
            is_right = np.ones(len(sample), bool)
            limits.append(
                Notice(
                    tr_noop(
                        "Too few pictures have a label that the model predicts, so the limit of the entropy is that of "
                        "all pictures: where most carry a trigger, STRIP sees none."
                    )
                )
            )
        limit = boundary(entropies[is_right])
        if limit <= 0:
            limits.append(
                Notice(
                    tr_noop(
                        "The entropies of clean pictures reach down to 0: overlays hardly confuse this model, and "
                        "STRIP cannot tell triggered pictures from clean ones."
                    )
                )
            )
        is_low = entropies < limit
        rows = []
        for index in classes:
            of_class = sample.predicted == index
            low = np.flatnonzero(of_class & is_low)
            is_many = len(low) >= max(_LEAST, _LEAST_SHARE * of_class.sum())
            rows.append(
                ClassFinding(
                    class_index=index,
                    value=float(np.median(entropies[of_class])) if of_class.any() else None,
                    suspicious=bool(is_many),
                    pictures=tuple(sample.paths[number] for number in low[np.argsort(entropies[low])]),
                    undecided=too_few(int(of_class.sum()), _LEAST) if of_class.sum() < _LEAST else None,
                )
            )
        rows.sort(key=lambda row: (not row.suspicious, -len(row.pictures)))
        return Finding(self.id, tuple(rows), tuple(limits), 1.0, len(sample))


def entropy(model: LoadedModel, sample: Sample, number: int, seed: int) -> float:
    """The mean entropy of one picture's predictions under overlays, in bits."""
    rng = np.random.default_rng((seed, number))
    overlays = sample.inputs[rng.choice(len(sample), min(_OVERLAYS, len(sample)), replace=False)]
    # A mean of two inputs is the input of the mean of two pictures, because every preprocessing is affine.
    blended = _WEIGHT * sample.inputs[number] + (1 - _WEIGHT) * overlays
    size = model.network.forward_batch
    logits = [model.network.logits(blended[start : start + size]) for start in range(0, len(blended), size)]
    found = shares(model, np.concatenate(logits))
    return float(-(found * np.log2(np.maximum(found, 1e-12))).sum(axis=-1).mean())


def boundary(entropies: np.ndarray) -> float:
    """Below it lie 1 % of clean pictures, if the entropies of clean ones are normal; these are given."""
    middle = np.median(entropies)
    return float(middle - _LOW * NORMAL * np.median(np.abs(entropies - middle)))
