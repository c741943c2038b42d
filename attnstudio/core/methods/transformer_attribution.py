"""Transformer attribution: the relevance of the attention, weighted by its gradient and multiplied up."""

from __future__ import annotations

from collections.abc import Sequence

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.attention import GradientAttention
from attnstudio.core.methods.base import METHODS
from attnstudio.core.passes import Attention, Pass
from attnstudio.core.relevance.of_attention import AttentionRelevance
from attnstudio.core.text import tr_noop


@METHODS.register
class TransformerAttribution(GradientAttention):
    """R <- R + mean over heads of ReLU(G R_A) R, from R = I, R_A the relevance of the attention and G = dy/dA (Chefer
    et al. 2021, arXiv 2012.09838). Relevance goes back by the positive products of each linear layer, without biases,
    half of it at each matrix product; as in the authors' code."""

    id = "transformer_attribution"
    name = tr_noop("Transformer attribution")
    paper = "arXiv 2012.09838"
    summary = tr_noop("Relevance of the attention of a vision transformer, weighted by the gradient of the class.")
    description = tr_noop(
        "The score is handed back from layer to layer, and what reaches the attention of each layer is weighted by "
        "its gradient for the class. The positive part is averaged over the heads and accumulated through the layers."
    )
    formula = (
        r"R \leftarrow R + \mathrm{E}_h \left[ \mathrm{ReLU}(G \cdot R_A) \right] R, \quad "
        r"G = \frac{\partial y}{\partial A}"
    )

    def required_pass(self, context: AttributionContext) -> Pass:
        return Pass()

    def attentions(self, context: AttributionContext) -> Sequence[Attention]:
        found = iter(context.run_batched(AttentionRelevance()))
        return [Attention(relevance, next(found)) for relevance in found]
