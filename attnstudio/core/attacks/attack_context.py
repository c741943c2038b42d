"""What an attack computes its pictures from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_pass import AttackPass, Loss
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.context import RunContext
from attnstudio.core.graphs import GraphSpec

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel


@dataclass(frozen=True, eq=False)
class AttackContext:
    """A batch of pictures to attack. A picture is attacked alike in every batch.

    Attributes:
        network: the compiled model.
        chain: from pixels of 0..1 to what the network takes.
        pixels: float32 (batch, height, width, channels) in 0..1, at the model's input size.
        labels: int64 (batch,): the class that each picture is to lose.
        targets: int64 (batch,): the class that it is to get; None: any other than its label.
        eps: float32 (batch,): how large the change may be, in the norm; infinite: as large as it must.
        norm: of the change.
        params: every declared parameter, checked.
        run: progress, partial pictures, cancelling, random numbers.
        keeps_answer: whether the attack is to leave the answer as it is.
    """

    network: CompiledModel
    chain: PixelChain
    pixels: np.ndarray
    labels: np.ndarray
    targets: np.ndarray | None
    eps: np.ndarray
    norm: Norm
    params: Mapping[str, Any]
    run: RunContext
    keeps_answer: bool = False

    def __len__(self) -> int:
        return len(self.pixels)

    def logits(self, pixels: np.ndarray) -> np.ndarray:
        """(any number, height, width, channels) of 0..1 -> float32 (the same number, classes)."""
        network = self.network

        def some(rows: slice) -> list[np.ndarray]:
            return [network.logits(self.chain(pixels[rows]))]

        return self._in_parts(len(pixels), max(network.forward_batch, network.long_batch), some)[0]

    def loss_and_gradient(self, pixels: np.ndarray, loss: Loss = Loss.CROSS_ENTROPY) -> tuple[np.ndarray, np.ndarray]:
        """Of changed pictures of the whole batch: the loss that the attack makes grow, float32 (batch,), and its
        gradient in the pixels, of their shape.

        Raises:
            ModelFailure: the model has no gradient.
        """
        classes = self.labels if self.targets is None else self.targets
        weights = np.eye(self.network.class_count, dtype=np.float32)[classes]
        _, value, gradient = self.passes(AttackPass(self.chain, loss), pixels, weights)
        return (value, gradient) if self.targets is None else (-value, -gradient)

    def scores_and_gradients(
        self, pixels: np.ndarray, class_weights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Logits (n, classes), y = sum(class_weights * logits) (n,), and dy/dx, of any n pictures and their weights."""
        logits, score, gradient = self.passes(AttackPass(self.chain, Loss.SCORE), pixels, class_weights)
        return logits, score, gradient

    def passes(self, spec: GraphSpec, *arguments: np.ndarray) -> list[np.ndarray]:
        """What a graph gives; each argument has a row for each of any number of pictures."""
        network = self.network

        def some(rows: slice) -> list[np.ndarray]:
            return network.run(spec, *(argument[rows] for argument in arguments))

        return self._in_parts(len(arguments[0]), network.long_batch, some)

    def _in_parts(self, count: int, size: int, some: Callable[[slice], list[np.ndarray]]) -> list[np.ndarray]:
        """Bounded batches, between which the attack can be stopped."""
        parts = []
        for first in range(0, count, size):
            self.run.check_cancelled()
            parts.append(some(slice(first, first + size)))
        return parts[0] if len(parts) == 1 else [np.concatenate(one) for one in zip(*parts, strict=True)]

    def succeeds(self, logits: np.ndarray) -> np.ndarray:
        """bool (batch,): whether these answers, (batch, classes), are what the attack wants."""
        answers = logits.argmax(axis=-1)
        if self.keeps_answer:
            return answers == self.labels
        return answers != self.labels if self.targets is None else answers == self.targets

    def margins(self, logits: np.ndarray) -> np.ndarray:
        """(batch, classes) -> how far each answer is on the wanted side, float32 (batch,): above 0 where the attack
        succeeds."""
        classes = self.labels if self.targets is None else self.targets
        rows = np.arange(len(logits))
        own, others = logits[rows, classes], logits.copy()
        others[rows, classes] = -np.inf
        margins = others.max(axis=-1) - own
        return margins if self.targets is None else -margins

    def project(self, pixels: np.ndarray) -> np.ndarray:
        """The nearest pictures that the attack may make."""
        return projection.project(pixels, self.pixels, self.eps, self.norm)

    def only(self, rows: np.ndarray) -> AttackContext:
        """Of some of the pictures, by number or as a mask."""
        targets = None if self.targets is None else self.targets[rows]
        return replace(self, pixels=self.pixels[rows], labels=self.labels[rows], targets=targets, eps=self.eps[rows])

    def generators(self, stream: int = 0) -> list[np.random.Generator]:
        """One for each picture: of the seed and the picture, so that the batch does not matter."""
        return [np.random.default_rng((self.run.seed, key, stream)) for key in self._keys]

    def normal(self, stream: int = 0) -> np.ndarray:
        """float32, of the pictures' shape: standard normal numbers."""
        shape = self.pixels.shape[1:]
        return np.stack([one.standard_normal(shape, np.float32) for one in self.generators(stream)])

    def uniform(self, stream: int = 0) -> np.ndarray:
        """float32, of the pictures' shape: uniform in -1..1."""
        shape = self.pixels.shape[1:]
        return np.stack([one.random(shape, np.float32) * 2 - 1 for one in self.generators(stream)])

    @cached_property
    def _keys(self) -> list[int]:
        return [crc32(np.rint(one * projection.LEVELS).astype(np.uint8).tobytes()) for one in self.pixels]
