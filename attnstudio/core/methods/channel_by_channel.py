"""What ScoreCAM and AblationCAM share: channels weighted by a run of the model for each, in bounded batches."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import ChannelSum, Family


class ChannelByChannel(ChannelSum):
    """ReLU(sum_k w_k A_k), each w_k from the model's answer to a changed input or layer."""

    family = Family.CAM

    @abstractmethod
    def channels(self, context: AttributionContext) -> np.ndarray:
        """Indices of the channels that are tried; the others weigh 0."""

    @abstractmethod
    def scores(self, context: AttributionContext, channels: np.ndarray) -> np.ndarray:
        """One number for each of a batch of channels, (batch,)."""

    @abstractmethod
    def reference(self, context: AttributionContext) -> float:
        """What the scores are compared with."""

    @abstractmethod
    def weights(self, context: AttributionContext, scores: np.ndarray, reference: float) -> np.ndarray:
        """From the scores of all channels so far to their weights."""

    def weighted(self, context: AttributionContext) -> np.ndarray:
        activation = context.activation
        channels = self.channels(context)
        reference = self.reference(context)
        weights = np.zeros(activation.shape[-1], np.float32)
        scores = np.zeros(0, np.float32)
        while len(scores) < len(channels):
            context.run.check_cancelled()
            batch = channels[len(scores) : len(scores) + context.model.forward_batch]
            scores = np.concatenate([scores, self.scores(context, batch)])
            weights[channels[: len(scores)]] = self.weights(context, scores, reference)
            context.run.progress(len(scores), len(channels))
            if len(scores) < len(channels):
                context.run.partial(np.maximum(activation @ weights, 0))
        return activation * weights


def nonzero_channels(activation: np.ndarray) -> np.ndarray:
    """Indices of the channels that are not flat."""
    return np.flatnonzero(np.ptp(activation, axis=(0, 1)) > 0)
