"""Base of the checks for backdoors. A check is one file in this folder that registers its class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.probabilities import probabilities
from attnstudio.core.registry import Registry
from attnstudio.core.text import Notice, tr_noop

FEW_TRIGGERS = tr_noop("too few triggers to compare")
FEW_TO_TELL = tr_noop("{count} triggers are too few to tell which is unusually small")
TOO_FEW = tr_noop("too few pictures: {count} of {least}")
SUSPICIOUS = 2.0  # anomaly index: of a normal distribution, 5 % lie farther out


@dataclass(frozen=True, eq=False)
class FoundTrigger:
    """What sends pictures to a class: x' = (1 - mask) x + mask pattern.

    Attributes:
        mask: float32 (height, width) in 0..1.
        pattern: uint8 (height, width, 3).
        success: the share of other pictures that it sends to the class.
        example: uint8 (height, width, 3), a picture of another class with the trigger in it.
    """

    mask: np.ndarray
    pattern: np.ndarray
    success: float
    example: np.ndarray

    @property
    def norm(self) -> float:
        """The sum of the mask, in pixels of the model input."""
        return float(self.mask.sum())

    @property
    def shown(self) -> np.ndarray:
        """The trigger alone, on black: uint8 (height, width, 3)."""
        return (self.mask[..., None] * self.pattern + 0.5).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class ClassFinding:
    """What a check says of one class.

    Attributes:
        value: what is measured, in the check's unit; None: it could not be.
        index: the anomaly index; None: the check has none for this class.
        suspicious: whether the check takes the class for the target of a backdoor.
        trigger: that was found.
        pictures: paths of those that are suspicious.
        undecided: why the check can say nothing of the class; None: it can.
    """

    class_index: int
    value: float | None = None
    index: float | None = None
    suspicious: bool = False
    trigger: FoundTrigger | None = None
    pictures: tuple[Path, ...] = ()
    undecided: Notice | None = None


def too_few(count: int, least: int) -> Notice:
    """Why a check that takes `least` predicted pictures of a class can say nothing of one with `count`."""
    return Notice(TOO_FEW, {"count": count, "least": least})


@dataclass(frozen=True, eq=False)
class Sample:
    """The pictures that a check looks at.

    Attributes:
        paths: of each.
        inputs: float32 (pictures, height, width, channels), as the model takes them.
        logits: float32 (pictures, classes), of these.
        labels: int (pictures,), indices of the model's classes; negative: none.
        unreadable: how many others were drawn, and cannot be read.
        known: what an earlier search for triggers on the same pictures has found, of some classes.
    """

    paths: Sequence[Path]
    inputs: np.ndarray
    logits: np.ndarray
    labels: np.ndarray
    unreadable: int = 0
    known: tuple[ClassFinding, ...] = ()

    def __len__(self) -> int:
        return len(self.inputs)

    @cached_property
    def predicted(self) -> np.ndarray:
        """int (pictures,): the class that the model says."""
        return self.logits.argmax(axis=-1)

    def classes(self) -> list[int]:
        """All that are predicted, the most frequent first."""
        classes, counts = np.unique(self.predicted, return_counts=True)
        return [int(one) for one in classes[np.argsort(-counts, kind="stable")]]


@dataclass(frozen=True, eq=False)
class Finding:
    """What a check says of a model.

    Attributes:
        classes: most suspicious first.
        limits: of what was done, in words, besides those of the check.
        done: share of the work, in 0..1.
        pictures: how many were looked at.
        unreadable: how many were left out because they cannot be read.
    """

    check: str
    classes: tuple[ClassFinding, ...]
    limits: tuple[Notice, ...] = ()
    done: float = 1.0
    pictures: int = 0
    unreadable: int = 0

    @property
    def suspicious(self) -> tuple[ClassFinding, ...]:
        return tuple(one for one in self.classes if one.suspicious)

    @property
    def undecided(self) -> tuple[ClassFinding, ...]:
        return tuple(one for one in self.classes if one.undecided is not None)


class Check(ABC):
    """A stateless check of a model.

    Attributes:
        unit: what its value is, for headings.
        summary: what it does, in a sentence.
        limits: what it cannot see, in words.
        needs_gradient: whether it takes gradients, so that its time grows with the number of classes.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    paper: ClassVar[str]
    unit: ClassVar[str]
    summary: ClassVar[str]
    limits: ClassVar[tuple[Notice, ...]]
    needs_gradient: ClassVar[bool] = False

    @abstractmethod
    def examine(self, model: LoadedModel, sample: Sample, classes: Sequence[int], ctx: RunContext) -> Iterator[Finding]:
        """Findings that grow more complete, one after every bounded step; the last one is that of the check.

        Args:
            classes: at least two, of which it is to speak.
            ctx: its progress is counted by the caller.

        Raises:
            ModelFailure: the model lacks what the check needs.
            Cancelled: the context's token was set.
        """

    @abstractmethod
    def passes(self, pictures: int, classes: int) -> int:
        """Forward passes that so many pictures and classes take; a pass there and back counts as two."""


CHECKS: Registry[Check] = Registry("attnstudio.core.backdoors")


def shares(model: LoadedModel, logits: np.ndarray) -> np.ndarray:
    """Probabilities that sum to 1: float64 (..., classes); those of independent classes are divided by their sum."""
    found = probabilities(logits.astype(np.float64), model.network.head)
    return found / np.maximum(found.sum(axis=-1, keepdims=True), 1e-12)
