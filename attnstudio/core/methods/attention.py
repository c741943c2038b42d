"""Methods of vision transformers: what the attention of all layers, taken together, passes from each place on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np

from attnstudio.core.attention import attention_grid
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam
from attnstudio.core.passes import Attention
from attnstudio.core.text import tr_noop


class AttentionFlow(Method):
    """Attention from token to token, multiplied up through the layers, and read where the answer is taken: at the class
    token, or, where there is none, at the mean of all tokens."""

    family = Family.ATTENTION
    cost = Cost.SINGLE
    needs = frozenset({Need.ATTENTION})

    @abstractmethod
    def through(self, context: AttributionContext, attention: Attention, before: np.ndarray) -> np.ndarray:
        """(tokens, tokens) so far -> behind this layer too."""

    def attentions(self, context: AttributionContext) -> Sequence[Attention]:
        """Of each layer, in the order of the data."""
        return context.single_pass.attentions

    def attribute(self, context: AttributionContext) -> np.ndarray:
        attentions = self.attentions(context)
        grid = attention_grid(context.model.model)
        assert grid is not None  # the engine has checked that there is attention
        tokens = attentions[0].scores.shape[-1]
        flow = np.eye(tokens, dtype=np.float32)
        for attention in attentions:
            flow = self.through(context, attention, flow)
        read = flow[0] if grid.prefix else flow.mean(axis=0)
        return np.asarray(read[grid.prefix :].reshape(grid.rows or 1, grid.columns or 1), np.float32)


@METHODS.register
class AttentionRollout(AttentionFlow):
    """Product over the layers of (A + I) / 2 with rows scaled to 1, A the attention fused over the heads (Abnar and
    Zuidema 2020, arXiv 2005.00928). Not class-specific."""

    id = "attention_rollout"
    name = "Attention rollout"
    paper = "arXiv 2005.00928"
    summary = tr_noop("Attention of a vision transformer, propagated through all layers. Not class-specific.")
    description = tr_noop(
        "The attention of a vision transformer is multiplied through all layers, with the connections that pass a"
        " layer by. The row of the class token says on which patches the answer rests, whatever the class is."
    )
    formula = r"R = \prod_{l} \tilde{A}_l, \quad \tilde{A}_l = \frac{1}{2} \left( \overline{A}_l + I \right)"
    params = (
        ChoiceParam(
            "heads",
            tr_noop("Heads"),
            tr_noop("How the heads of a layer are fused."),
            (tr_noop("mean"), tr_noop("max"), tr_noop("min")),
            "mean",
        ),
    )

    def through(self, context: AttributionContext, attention: Attention, before: np.ndarray) -> np.ndarray:
        fused = getattr(attention.scores, context.params["heads"])(axis=0)
        with_skip = fused + np.eye(len(fused), dtype=np.float32)
        return np.asarray(with_skip / with_skip.sum(axis=1, keepdims=True) @ before)


@METHODS.register
class GradientAttention(AttentionFlow):
    """R <- R + mean over heads of ReLU(G A) R, from R = I, A the attention and G = dy/dA (Chefer et al. 2021,
    arXiv 2103.15679)."""

    id = "gradient_attention"
    name = tr_noop("Gradient-weighted attention")
    paper = "arXiv 2103.15679"
    summary = tr_noop(
        "Attention of a vision transformer, weighted by the gradient of the class and propagated through all layers."
    )
    description = tr_noop(
        "The attention of each layer is weighted by its gradient for the class, averaged over the heads and "
        "accumulated through the layers. Unlike attention rollout the map depends on the class."
    )
    formula = (
        r"R \leftarrow R + \mathrm{E}_h \left[ \mathrm{ReLU}(G \cdot A) \right] R, \quad "
        r"G = \frac{\partial y}{\partial A}"
    )

    def through(self, context: AttributionContext, attention: Attention, before: np.ndarray) -> np.ndarray:
        relevance = np.maximum(attention.scores * attention.gradient, 0).mean(axis=0)
        return np.asarray(before + relevance @ before)
