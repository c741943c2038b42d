"""Neural Cleanse: the smallest trigger of each class. Wang et al. 2019, IEEE S&P."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.backdoors.anomaly import anomaly_index
from attnstudio.core.backdoors.base import (
    CHECKS,
    FEW_TO_TELL,
    FEW_TRIGGERS,
    SUSPICIOUS,
    Check,
    ClassFinding,
    Finding,
    FoundTrigger,
    Sample,
)
from attnstudio.core.backdoors.trigger_graph import TriggerGradient
from attnstudio.core.context import RunContext
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import pixels_of, preset
from attnstudio.core.text import Notice, tr_noop

_SUCCESS = 0.99  # of the pictures that a trigger must send to the class
_PICTURES = 16  # of a step, where memory does not limit them
_STEPS = 10  # in a round; the weight of the mask's size changes between rounds
_ROUNDS, _LEAST_ROUNDS = 45, 15
_PATIENCE = 2  # rounds of success, or without, after which that weight changes
_UNIMPROVED = 6  # rounds without a trigger that is 1 % smaller, after which the search ends
_BETTER = 0.99
_FIRST_MASK = -1.0  # before the sigmoid
_FIRST_WEIGHT, _UP, _DOWN = 4.0, 2.0, 2.0**1.5  # of the mask's share of the picture, in the loss
_UNFINISHED = 0.999
_LEAST_CLASSES = 3  # of two triggers none is unusual: both are as far from their median
_FEW = 8  # triggers below which an anomaly index says little: of six, a clean one was called suspicious


@CHECKS.register
class NeuralCleanse(Check):
    """min over mask m, pattern p of cross-entropy(f((1 - m) x + m p), class) + w |m|, by Adam; the class whose |m| is
    far below the median of all classes is the target of a backdoor."""

    id, name, paper = "neural_cleanse", "Neural Cleanse", "doi 10.1109/SP.2019.00031"
    unit = tr_noop("Size of the trigger, pixels")
    summary = tr_noop(
        "Searches for each class the smallest pattern that sends any picture to it; one far smaller than those of the "
        "other classes is the sign of a backdoor."
    )
    limits = (
        Notice(
            tr_noop(
                "Neural Cleanse finds small, fixed patterns. It does not see large or faint triggers, such as a "
                "blended picture or a filter, nor triggers that differ from picture to picture, nor a backdoor of "
                "most classes."
            )
        ),
    )
    needs_gradient = True

    def passes(self, pictures: int, classes: int) -> int:
        rounds = (_LEAST_ROUNDS + _ROUNDS) // 2
        return 2 * classes * rounds * _STEPS * min(_PICTURES, pictures)

    def examine(self, model: LoadedModel, sample: Sample, classes: Sequence[int], ctx: RunContext) -> Iterator[Finding]:
        known = {one.class_index: one.trigger for one in sample.known if one.class_index in classes}
        found: dict[int, FoundTrigger | None] = dict(known)
        for number, index in enumerate([index for index in classes if index not in known], len(known)):
            search = _Search(model, sample, index, ctx.seed)
            while not search.is_finished:
                ctx.check_cancelled()
                search.round(ctx)
                done = (number + search.done) / len(classes)
                yield self._finding(found, sample, min(done, _UNFINISHED), len(classes))
            found[index] = search.best
            yield self._finding(found, sample, min((number + 1) / len(classes), _UNFINISHED), len(classes))
        yield self._finding(found, sample, 1.0, len(classes))

    def _finding(self, found: dict[int, FoundTrigger | None], sample: Sample, done: float, count: int) -> Finding:
        norms = np.array([np.nan if one is None else one.norm for one in found.values()])
        is_over = done == 1
        compared = int(np.isfinite(norms).sum())
        has_index = compared >= _LEAST_CLASSES
        few = Notice(FEW_TO_TELL, {"count": compared}) if has_index else Notice(FEW_TRIGGERS)

        def is_small(anomaly: float) -> bool:
            return bool(is_over and has_index and anomaly > SUSPICIOUS)

        rows = [
            ClassFinding(
                class_index=index,
                value=None if trigger is None else trigger.norm,
                index=float(anomaly) if is_over and has_index and trigger is not None else None,
                suspicious=is_small(anomaly),
                trigger=trigger,
                undecided=few if is_over and compared < _FEW and not is_small(anomaly) else None,
            )
            for (index, trigger), anomaly in zip(found.items(), anomaly_index(norms), strict=True)
        ]
        rows.sort(key=lambda row: np.inf if row.value is None else row.value)
        limits = []
        if count < _FEW:
            limits.append(
                Notice(
                    tr_noop(
                        "So few classes ({count}) are too few for an anomaly index: compare the sizes of the triggers "
                        "yourself."
                    ),
                    {"count": count},
                )
            )
        if is_over and (without := sum(row.trigger is None for row in rows)):
            limits.append(Notice(tr_noop("Classes for which no trigger was found: {count}."), {"count": without}))
        return Finding(self.id, tuple(rows), tuple(limits), done, len(sample))


class _Search:
    """Owns the search for one class: Adam on mask and pattern before their sigmoids."""

    def __init__(self, model: LoadedModel, sample: Sample, class_index: int, seed: int) -> None:
        self._network, self._channels = model.network, sample.inputs.shape[-1]
        self._sample, self._others = sample, np.flatnonzero(sample.predicted != class_index)
        self._rng = np.random.default_rng((seed, class_index))
        self._preset = model.spec.preprocessing
        chain = PixelChain.of(preset(self._preset, self._channels), self._channels)
        self._spec = TriggerGradient(chain, model.network.head not in ("sigmoid", "sigmoid_logits"))
        self._target = np.eye(model.network.class_count, dtype=np.float32)[class_index]
        shape = sample.inputs.shape[1:3]
        self._mask = _Adam(self._rng.normal(_FIRST_MASK, 0.1, shape))
        self._pattern = _Adam(self._rng.normal(0, 0.1, (*shape, self._channels)))
        self._weight = 0.0  # until the first success
        self._rounds = self._up = self._down = self._unimproved = 0
        self.best: FoundTrigger | None = None

    @property
    def is_finished(self) -> bool:
        if not len(self._others) or self._rounds >= _ROUNDS:
            return True
        return self._rounds >= _LEAST_ROUNDS and self.best is not None and self._unimproved >= _UNIMPROVED

    @property
    def done(self) -> float:
        return min(1.0, self._rounds / _ROUNDS)

    def round(self, ctx: RunContext) -> None:
        """Some steps, and what follows from their success."""
        hits = []
        for _ in range(_STEPS):
            ctx.check_cancelled()
            hits.append(self._step())
        self._rounds += 1
        self._unimproved += 1
        success = float(np.mean(np.concatenate(hits)))
        if success >= _SUCCESS:
            self._keep(success)
        self._weigh(success >= _SUCCESS)

    def _step(self) -> np.ndarray:
        """Returns which inputs of the batch were sent to the class."""
        count = min(self._network.gradient_batch, len(self._others))
        batch = self._sample.inputs[self._rng.choice(self._others, count, replace=False)]
        arguments = (self._mask.value, self._pattern.value, self._target)
        hits, to_mask, to_pattern = self._network.run(self._spec, batch, *arguments)
        mask = _sigmoid(self._mask.value)
        smaller = self._weight / mask.size * mask * (1 - mask)
        self._mask.step(to_mask.sum(axis=0) / count + smaller)
        self._pattern.step(to_pattern.sum(axis=0) / count)
        return hits

    def _keep(self, success: float) -> None:
        mask = _sigmoid(self._mask.value)
        if self.best is not None and mask.sum() >= _BETTER * self.best.norm:
            return
        colours, covered = _sigmoid(self._pattern.value), mask[..., None]
        picture = np.clip(pixels_of(self._preset, self._sample.inputs[self._others[0]]), 0, 255)
        example = (1 - covered) * picture + covered * 255 * colours
        self.best = FoundTrigger(mask, _as_pixels(255 * colours), success, _as_pixels(example))
        self._unimproved = 0

    def _weigh(self, is_success: bool) -> None:
        self._up, self._down = (self._up + 1, 0) if is_success else (0, self._down + 1)
        if self._up >= _PATIENCE:
            self._weight, self._up = self._weight * _UP or _FIRST_WEIGHT, 0
        elif self._down >= _PATIENCE:
            self._weight, self._down = self._weight / _DOWN, 0


class _Adam:
    """A float32 array that is optimised: Kingma and Ba 2015, with the decay rates of Neural Cleanse."""

    _RATE, _FIRST, _SECOND, _EPSILON = 0.1, 0.5, 0.9, 1e-8

    def __init__(self, value: np.ndarray) -> None:
        self.value = value.astype(np.float32)
        self._mean, self._square, self._steps = np.zeros_like(self.value), np.zeros_like(self.value), 0

    def step(self, gradient: np.ndarray) -> None:
        self._steps += 1
        self._mean += (1 - self._FIRST) * (gradient - self._mean)
        self._square += (1 - self._SECOND) * (gradient**2 - self._square)
        mean = self._mean / (1 - self._FIRST**self._steps)
        square = self._square / (1 - self._SECOND**self._steps)
        self.value -= self._RATE * mean / (np.sqrt(square) + self._EPSILON)


def _as_pixels(levels: np.ndarray) -> np.ndarray:
    """Of 0..255 in one channel or three: uint8 (height, width, 3)."""
    return np.ascontiguousarray(np.broadcast_to((levels + 0.5).astype(np.uint8), (*levels.shape[:2], 3)))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return (0.5 * np.tanh(0.5 * values) + 0.5).astype(np.float32)
