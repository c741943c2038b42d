"""What an attack did to a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.drift import Drift, drift
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.images import Picture, Source
from attnstudio.core.request import Prediction, Result
from attnstudio.core.text import Notice

_SLACK = 1e-6  # of eps: what single precision may add


@dataclass(frozen=True, eq=False)
class Attacked:
    """One picture, attacked with one eps.

    Attributes:
        call: the attack.
        norm: of its change.
        eps: how large the change may be; of an attack that looks for the smallest, which changes count.
        original, adversarial: uint8 (height, width, channels), read-only, at the model's input size: what the model
            got, and what it gets now. Rounded to 8 bits, so that a saved picture is the attacked one.
        before, after: what the model says of both, with the maps of the request. A target such as top1 is that of the
            picture in question; a class by its name is the same in both.
        label: the class that the picture is to lose: its own, or else the model's answer.
        is_labelled: whether it is its own.
        target: the class that it is to get; None: any other.
        success: whether the model gives the wanted answer to the adversarial picture, whose change is not larger than
            eps; of an attack on the explanation, whether the answer stayed; None: the picture is left out, because the
            model is wrong about it without an attack, or because it is of the target already.
        seconds: that the attack took of the picture, without the building of graphs.
        notices: what is to be said of it.
    """

    call: AttackCall
    norm: Norm
    eps: float
    original: np.ndarray
    adversarial: np.ndarray
    before: Result
    after: Result
    label: int
    is_labelled: bool
    target: int | None
    success: bool | None
    seconds: float
    notices: tuple[Notice, ...] = ()

    @cached_property
    def noise(self) -> np.ndarray:
        """What was added: float32 (height, width, channels), -1..1."""
        return (self.adversarial.astype(np.float32) - self.original) / np.float32(LEVELS)

    @property
    def l2(self) -> float:
        return float(projection.l2(self.noise[None])[0])

    @property
    def linf(self) -> float:
        return float(projection.linf(self.noise[None])[0])

    @property
    def l0(self) -> int:
        """How many pixels changed."""
        return int(projection.size(self.noise[None], Norm.L0)[0])

    @property
    def is_correct(self) -> bool:
        """Whether the model is still right about the picture: what accuracy under attack counts. A smallest change that
        is larger than eps does not count."""
        if not ATTACKS.discover()[self.call.id].bounded and self.size > self.eps * (1 + _SLACK):
            return answer(self.before.prediction) == self.label
        return answer(self.after.prediction) == self.label

    @property
    def size(self) -> float:
        """Of the change, in the attack's norm."""
        return float(projection.size(self.noise[None], self.norm)[0])

    @property
    def picture(self) -> Picture:
        """The adversarial picture, as if it were opened from a PNG."""
        return picture_of(self.adversarial, self.before.source)

    def drifts(self, region: np.ndarray | None = None) -> tuple[Drift, ...]:
        """Of each method that has a map before and after.

        Args:
            region: bool (height, width) at the model's input size, where the object is.
        """
        after = {one.method: one for one in self.after.heatmaps}
        return tuple(drift(one, after[one.method], region) for one in self.before.heatmaps if one.method in after)


def answer(prediction: Prediction) -> int:
    """The class that the model sees."""
    return int(np.argmax(prediction.logits))


def picture_of(pixels: np.ndarray, source: Source) -> Picture:
    """A changed picture at the model's input size: uint8 (height, width, 1 or 3)."""
    shown = np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))
    shown.setflags(write=False)
    digest = blake2b(shown.data, digest_size=16).hexdigest()
    return Picture(replace(source, digest=digest), shown)


def success_rate(outcomes: Sequence[Attacked]) -> tuple[int, int]:
    """Pictures on which the attack succeeded, and those that count: those that the model was right about."""
    counted = [one.success for one in outcomes if one.success is not None]
    return sum(counted), len(counted)
