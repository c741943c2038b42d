"""STRIP: a triggered picture keeps its class whatever is laid over it. Gao et al. 2019, arXiv 1902.06531."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnstudio.core.backdoors.base import CHECKS, Check, ClassFinding, Finding, Sample, shares, too_few
from attnstudio.core.context import RunContext
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.text import Notice, tr_noop

_OVERLAYS = 32  # pictures laid over each one
_WEIGHT = 0.5  # of the picture that is examined
_LEAST_REFERENCES = 50
_LEAST = 3  # pictures of other classes that are predicted as a class
_LEVEL = 0.01  # of significance, of all classes together
_LEVEL_OWN = 0.05  # of the comparison within a class that is suspicious already
_LEAST_ORDERED = 0.7  # area under the ROC curve, from which the entropies count as lower
_SATURATED = 0.01  # of the largest entropy
# A poisoned network of two classes kept its answer under 97 % of the overlays, and of clean pictures under 78 %, but
# was less sure of it: the entropies of the triggered pictures were the higher ones.
OF_TWO = tr_noop("two classes: entropy cannot tell")
_WHY_NOT_OF_TWO = tr_noop(
    "With two classes, the entropy says how sure the model is, not whether its prediction wavers: STRIP may miss a "
    "backdoor."
)


@CHECKS.register
class Strip(Check):
    """H = mean over overlays z of the entropy of f((x + z) / 2). A class is suspicious if pictures of other classes
    that are predicted as it have less H than pictures that are predicted right: one-sided rank-sum test of Mann and
    Whitney (1947), with Bonferroni's correction for the classes. The limit of the paper, a percentile of a normal
    distribution, takes far more clean pictures than a small data set has, and entropies that are normally distributed.
    """

    id, name, paper = "strip", "STRIP", "arXiv 1902.06531"
    unit = tr_noop("Median entropy, bits")
    summary = tr_noop(
        "Lays other pictures over each one. The prediction of a clean picture then wavers; a trigger holds its class, "
        "and the entropy stays low."
    )
    limits = (
        Notice(
            tr_noop(
                "STRIP judges pictures: it sees a backdoor only if pictures of the data set carry the trigger and the "
                "label of what they show. It misses triggers that other pictures cover."
            )
        ),
    )

    def passes(self, pictures: int, classes: int) -> int:
        return pictures * min(_OVERLAYS, pictures)

    def examine(self, model: LoadedModel, sample: Sample, classes: Sequence[int], ctx: RunContext) -> Iterator[Finding]:
        count = int((sample.labels == sample.predicted).sum())
        if count < _LEAST_REFERENCES:
            text = tr_noop("too few pictures whose label the model predicts: {count} of {least}")
            yield _undecided(sample, classes, Notice(text, {"count": count, "least": _LEAST_REFERENCES}))
            return
        entropies = np.full(len(sample), np.nan)
        for number in range(len(sample)):
            ctx.check_cancelled()
            entropies[number] = entropy(model, sample, number, ctx.seed)
            if number % 16 == 0:
                yield Finding(self.id, (), (), number / len(sample), len(sample))
        yield judged(sample, entropies, classes, model.network.class_count)


def judged(sample: Sample, entropies: np.ndarray, classes: Sequence[int], class_count: int) -> Finding:
    """What the entropies of the pictures, in bits, say of each class."""
    is_right = sample.labels == sample.predicted
    if np.median(entropies[is_right]) < _SATURATED * np.log2(max(2, class_count)):
        text = tr_noop("the predictions are so sure that overlays hardly change them")
        return _undecided(sample, classes, Notice(text))
    rows = []
    for index in classes:
        of_class = sample.predicted == index
        sent = np.flatnonzero(of_class & ~is_right & (sample.labels >= 0))
        # A clean class may have little entropy as a whole, so its own pictures are no higher than what it gets wrong.
        own = entropies[of_class & is_right]
        is_lower = len(sent) >= _LEAST and is_suspicious(entropies[sent], entropies[is_right], own, len(classes))
        undecided = None
        if 0 < len(sent) < _LEAST:
            undecided = too_few(len(sent), _LEAST)
        elif len(sent) and not is_lower and class_count == 2:
            undecided = Notice(OF_TWO)
        rows.append(
            ClassFinding(
                class_index=index,
                value=float(np.median(entropies[of_class])) if of_class.any() else None,
                suspicious=is_lower,
                pictures=tuple(sample.paths[number] for number in sent[np.argsort(entropies[sent])])
                if is_lower
                else (),
                undecided=undecided,
            )
        )
    rows.sort(key=lambda row: (not row.suspicious, -len(row.pictures)))
    limits = (Notice(_WHY_NOT_OF_TWO),) if class_count == 2 else ()
    return Finding(Strip.id, tuple(rows), limits, 1.0, len(sample))


def is_suspicious(sent: np.ndarray, right: np.ndarray, own: np.ndarray, classes: int) -> bool:
    """Whether the entropies of pictures that were sent to a class are lower than chance allows.

    Args:
        right: entropies of all pictures that are predicted right; `own`: of those of the class.
        classes: that are judged together.
    """
    from scipy.stats import mannwhitneyu

    if (
        ordered(sent, right) < _LEAST_ORDERED
        or mannwhitneyu(sent, right, alternative="less").pvalue >= _LEVEL / classes
    ):
        return False
    return not len(own) or bool(mannwhitneyu(sent, own, alternative="less").pvalue < _LEVEL_OWN)


def ordered(low: np.ndarray, high: np.ndarray) -> float:
    """The area under the ROC curve: of all pairs, the share of which the first is lower; equal ones count half."""
    return float((low[:, None] < high).mean() + (low[:, None] == high).mean() / 2)


def _undecided(sample: Sample, classes: Sequence[int], reason: Notice) -> Finding:
    rows = tuple(ClassFinding(index, undecided=reason) for index in classes)
    return Finding(Strip.id, rows, (), 1.0, len(sample))


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
