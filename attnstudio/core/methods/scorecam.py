"""ScoreCAM: channels weighted by how well the model does when it sees only what each of them shows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.alternatives import alternatives_to
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.methods.channel_by_channel import ChannelByChannel, nonzero_channels
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam, IntParam, Param
from attnstudio.core.probabilities import probabilities
from attnstudio.core.scaling import enlarge
from attnstudio.core.text import Notice, tr_noop

WEIGHTING = ChoiceParam(
    "weighting",
    tr_noop("Weights"),
    tr_noop(
        "The rise of the probability; the softmax of the scores over the channels; "
        "or, as in tf-keras-vis, the softmax of the probabilities."
    ),
    ("softmax", tr_noop("channels"), "tf-keras-vis"),
    "softmax",
)


@METHODS.register
class ScoreCam(ChannelByChannel):
    """ReLU(sum_k w_k A_k) (Wang et al. 2019, arXiv 1910.01279), from the scores of x M_k, where M_k is A_k upsampled to
    the input and scaled to 0..1. Flat channels weigh 0.

    softmax: w_k = p(x M_k) - p(0), the increase of confidence with "post-softmax values", p = sum(class_weights *
    probabilities). channels: w = softmax over k of y(x M_k), as in the paper's listing and in pytorch-grad-cam.
    tf-keras-vis: its softmax of the probabilities, which makes all weights nearly equal; for comparison.
    """

    id = "scorecam"
    name = "Score-CAM"
    cost = Cost.THOUSANDS
    needs = frozenset({Need.ACTIVATION, Need.FORWARDS})
    paper = "arXiv 1910.01279"
    summary = tr_noop("Weights a layer's channels by the score of the picture masked with each. Needs no gradients.")
    description = tr_noop(
        "Each channel, enlarged and scaled to 0..1, masks the picture, and its weight is the rise of the "
        "probability that the masked picture brings. No gradients are needed, but a pass for each channel."
    )
    formula = r"L = \mathrm{ReLU}\left(\sum_k w_k A_k\right), \quad w_k = p(x \cdot M_k) - p(0)"
    params: ClassVar[tuple[Param, ...]] = (WEIGHTING,)

    def channels(self, context: AttributionContext) -> np.ndarray:
        return nonzero_channels(context.activation)

    def scores(self, context: AttributionContext, channels: np.ndarray) -> np.ndarray:
        maps = np.moveaxis(context.activation[..., channels], -1, 0)
        return _scores(context, _masks(maps, *context.input.shape[:2]))

    def reference(self, context: AttributionContext) -> float:
        """The score of an input of which nothing is seen."""
        if context.params["weighting"] != "softmax":
            return 0.0
        return float(_scores(context, np.zeros((1, *context.input.shape[:2]), np.float32))[0])

    def weights(self, context: AttributionContext, scores: np.ndarray, reference: float) -> np.ndarray:
        return probabilities(scores, "softmax") if context.params["weighting"] == "channels" else scores - reference

    def why_flat(self, context: AttributionContext) -> Notice | None:
        if context.params["weighting"] != "softmax" or nonzero_channels(context.activation).size == 0:
            return None
        text = tr_noop(
            "No channel as a mask makes the class more probable than an empty input does. Weight the channels by "
            "the logits instead ({method}.weighting = channels). {way}"
        )
        if context.model.head == "regression":
            text = tr_noop(
                "No channel as a mask gives a larger output than an empty input does. Weight the channels by the "
                "softmax of their outputs ({method}.weighting = channels). {way}"
            )
        return Notice(
            text,
            {"method": self.id, "way": alternatives_to(self, context)},
            setting=(self.id, WEIGHTING.name, "channels"),
        )


@METHODS.register
class FasterScoreCam(ScoreCam):
    """Score-CAM of the max_n channels of largest standard deviation (arXiv 1910.01279; tabayashi0117/Score-CAM)."""

    id = "faster_scorecam"
    name = "Faster Score-CAM"
    cost = Cost.TENS
    summary = tr_noop("Score-CAM of the few channels that vary most: much faster, nearly the same map.")
    description = tr_noop(
        "Score-CAM with only those channels that vary most over the picture. It takes a fraction of the time, and"
        " gives nearly the same map."
    )
    formula = r"L = \mathrm{ReLU}\left(\sum_{k \in K} w_k A_k\right), \quad w_k = p(x \cdot M_k) - p(0)"
    params = (
        WEIGHTING,
        IntParam("max_n", tr_noop("Channels"), tr_noop("Number of channels used, those that vary most."), 10, 1, 4096),
    )

    def channels(self, context: AttributionContext) -> np.ndarray:
        found = super().channels(context)
        spread = context.activation[..., found].std(axis=(0, 1))
        return found[np.argsort(-spread, kind="stable")[: context.params["max_n"]]]


def _masks(maps: np.ndarray, height: int, width: int) -> np.ndarray:
    """(batch, rows, columns) -> (batch, height, width), each scaled to 0..1."""
    masks = enlarge(maps, height, width)
    low, high = (limit(axis=(1, 2), keepdims=True) for limit in (masks.min, masks.max))
    return (masks - low) / np.where(high > low, high - low, 1)


def _scores(context: AttributionContext, masks: np.ndarray) -> np.ndarray:
    """Of the input seen through each mask, in the unit of the weighting."""
    logits = context.model.masked_logits(masks, context.input, np.zeros_like(context.input))
    if context.params["weighting"] == "channels":
        return context.scores(logits)
    shares = probabilities(logits, context.model.head)
    return context.scores(shares if context.params["weighting"] == "softmax" else probabilities(shares, "softmax"))
