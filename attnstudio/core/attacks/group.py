"""Pictures that are attacked together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

import numpy as np

from attnstudio.core.attacks import attack_notices, projection
from attnstudio.core.attacks.attack_call import BoundAttack
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attempt import Attempt, attempt_of, chain_of
from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.known_before import KnownBefore
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.attacks.projection import LEVELS
from attnstudio.core.attacks.result import Attacked, picture_of
from attnstudio.core.attacks.shifts import as_jpeg
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.explain import BoundMethod
from attnstudio.core.explain_pictures import ExplainedPicture, explain_group
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.request import Request, Result, Subject
from attnstudio.core.text import Notice

# Changes below half a level vanish otherwise.
_LARGER = (1.02, 1.05, 1.1, 1.2, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 16.0, 32.0, 64.0)


class Group:
    """Pictures that are attacked together.

    Args:
        methods: whose maps are wanted, before and after.
        moved: the notice that the processor was changed.
        known: what is known of the pictures before.
    """

    def __init__(
        self,
        model: LoadedModel,
        request: Request,
        bound: BoundAttack,
        methods: Sequence[BoundMethod],
        subjects: Sequence[Subject],
        moved: tuple[Notice, ...],
        ctx: RunContext,
        known: KnownBefore,
    ) -> None:
        self._model, self._request, self._bound, self._methods = model, request, bound, methods
        self._moved = moved
        explained = known.explained(
            model, request, subjects, moved, ctx.seed, lambda: self._explained(request, subjects, ctx)
        )
        self.attempts = [attempt_of(model, bound, *pair) for pair in zip(subjects, explained, strict=True)]
        self.rows = [one for one in self.attempts if isinstance(one, Attempt) and not one.is_left_out]
        self._chain: PixelChain | None = None

    def attack(self, eps: np.ndarray, ctx: RunContext) -> tuple[np.ndarray, np.ndarray]:
        """The attacked pictures of `rows`.

        Args:
            eps: (rows,), of each.

        Returns:
            float32 (rows, height, width, channels) in 0..1, and the same as uint8.
        """
        context = self.context(eps, ctx)
        ctx.partial(context.pixels)  # as they are now: what comes later is compared with it
        found = self._bound.attack.attack(context).astype(np.float32, copy=False)
        whole = np.stack([one.pixels for one in self.rows])
        if self._bound.attack.bounded:
            eight_bit = projection.rounded(found, whole, eps, self._bound.norm)
        else:
            eight_bit = self._still_fooling(found, whole, context)
        if self._bound.call.jpeg:
            eight_bit = np.stack([as_jpeg(one, self._bound.call.jpeg) for one in eight_bit])
        return found, eight_bit

    def _still_fooling(self, found: np.ndarray, whole: np.ndarray, context: AttackContext) -> np.ndarray:
        """The smallest change ends just behind the border between two classes, where rounding may undo it: it is made a
        little larger then."""
        unbounded = np.full(len(found), np.inf)
        eight_bit = projection.rounded(found, whole, unbounded, self._bound.norm)
        for factor in _LARGER:
            undone = np.flatnonzero(~self.fools(eight_bit, context.run) & (found != context.pixels).any(axis=(1, 2, 3)))
            if not len(undone):
                break
            start = context.pixels[undone]
            larger = np.clip(start + np.float32(factor) * (found[undone] - start), 0, 1)
            eight_bit[undone] = projection.rounded(larger, whole[undone], unbounded[undone], self._bound.norm)
        return eight_bit

    def fools(self, eight_bit: np.ndarray, ctx: RunContext) -> np.ndarray:
        """bool (rows,): whether the model gives the wanted answer to these pictures of `rows`."""
        context = self.context(np.zeros(len(eight_bit)), ctx)
        return context.succeeds(context.logits(eight_bit.astype(np.float32) / np.float32(LEVELS)))

    def of_rows(self, numbers: np.ndarray) -> Group:
        """Some of `rows`, without the others."""
        part = copy(self)
        part.rows = [self.rows[number] for number in numbers]
        return part

    def context(self, eps: np.ndarray, ctx: RunContext) -> AttackContext:
        rows, bound = self.rows, self._bound
        reached = [one.target for one in rows if one.target is not None]
        return AttackContext(
            self._model.network,
            self.chain,
            np.stack([one.pixels for one in rows]).astype(np.float32) / np.float32(LEVELS),
            np.array([one.label for one in rows]),
            np.array(reached) if reached else None,
            np.asarray(eps, np.float32),
            bound.norm,
            bound.params,
            ctx,
            bound.attack.kind is Kind.EXPLANATION,
        )

    @property
    def chain(self) -> PixelChain:
        if self._chain is None:
            self._chain = chain_of(self._model)
        return self._chain

    def finished(
        self, eps: np.ndarray, found: np.ndarray, eight_bit: np.ndarray, seconds: float, ctx: RunContext
    ) -> list[Attacked]:
        """What the attacked pictures came to. Arguments as `attack` has and returns them; seconds: of each."""
        request = replace(self._request, resize="stretch", label=None)
        subjects = [
            Subject(picture_of(pixels, one.before.source), one.subject.target, one.label if one.is_labelled else None)
            for one, pixels in zip(self.rows, eight_bit, strict=True)
        ]
        outcomes = []
        context = self.context(eps, ctx)
        after = list(self._explained(request, subjects, ctx))
        for failure in after:
            if isinstance(failure, Failure):
                raise failure
        results = [one.result for one in after if isinstance(one, ExplainedPicture)]
        fooled = context.succeeds(np.stack([one.prediction.logits for one in results]))
        originals = np.stack([one.pixels for one in self.rows]).astype(np.float32)
        changes = (eight_bit.astype(np.float32) - originals) / np.float32(LEVELS)
        sizes = projection.size(changes, self._bound.norm)
        lost = np.zeros(len(fooled), bool)
        if not fooled.all():
            failing = np.flatnonzero(~fooled)
            part = context.only(failing)
            lost[failing] = part.succeeds(part.logits(found[failing]))
        for number, one in enumerate(self.rows):
            counts = self._bound.attack.bounded or sizes[number] <= eps[number] * (1 + 1e-6)
            outcomes.append(
                self._outcome(
                    one,
                    float(eps[number]),
                    eight_bit[number],
                    results[number],
                    bool(fooled[number] and counts),
                    seconds,
                    attack_notices.of_attempt(
                        self._bound,
                        float(eps[number]),
                        one.before,
                        changes[number],
                        found[number] - originals[number] / np.float32(LEVELS),
                        lost[number],
                    ),
                )
            )
        return outcomes

    def left_out(self, one: Attempt, eps: float) -> Attacked:
        """A picture that is not attacked stays as it is."""
        said = attack_notices.wrong_before if one.is_wrong else attack_notices.of_target
        notice = said(one.before, one.label)
        return self._outcome(one, eps, one.pixels, one.before, None, 0.0, (notice,))

    def _outcome(
        self,
        one: Attempt,
        eps: float,
        pixels: np.ndarray,
        after: Result,
        success: bool | None,
        seconds: float,
        notices: tuple[Notice, ...],
    ) -> Attacked:
        original, adversarial = one.pixels, np.array(pixels)
        adversarial.setflags(write=False)
        if not one.is_labelled:
            notices = (attack_notices.without_label(one.before), *notices)
        return Attacked(
            self._bound.call,
            self._bound.norm,
            eps,
            original,
            adversarial,
            one.before,
            after,
            one.label,
            one.is_labelled,
            one.target,
            success,
            seconds,
            notices,
        )

    def _explained(
        self, request: Request, subjects: Sequence[Subject], ctx: RunContext
    ) -> Iterator[ExplainedPicture | Failure]:
        """An attack needs the answers alone: a method that gives no map does not prevent it."""
        network = self._model.network
        size = network.gradient_batch if self._methods else max(network.long_batch, network.forward_batch)
        for first in range(0, len(subjects), size):
            ctx.check_cancelled()
            part = subjects[first : first + size]
            yield from explain_group(
                self._model, request, self._methods, part, self._moved, ctx, None, needs_maps=False
            )
