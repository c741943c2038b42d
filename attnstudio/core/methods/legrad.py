"""LeGrad: how the answer at every depth of a vision transformer depends on where its attention goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.attention import attention_grid, attentions
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.calls import Call, calls
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.layers import crossings
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.passes import Pass
from attnstudio.core.text import tr_noop

if TYPE_CHECKING:
    import keras


@METHODS.register
class LeGrad(Method):
    """Mean over the layers l of the mean over heads and queries of ReLU(ds_l / dA_l) (Bousselham et al. 2024,
    arXiv 2404.03214). A_l is the attention of layer l, s_l the score that the head of the model gives to the mean of
    the tokens behind it. After the authors' code; of the paper itself only the abstract was read.
    """

    id = "legrad"
    name = "LeGrad"
    family = Family.ATTENTION
    cost = Cost.SINGLE
    needs = frozenset({Need.ATTENTION})
    paper = "arXiv 2404.03214"
    summary = tr_noop("Gradients of the attention in every layer, each for the answer that the tokens behind it give.")
    description = tr_noop(
        "The head of the model judges the tokens behind each layer, and the gradient of this score by the attention "
        "of the layer is taken. What raises the score is averaged over heads, queries and layers."
    )
    formula = (
        r"L = \mathrm{E}_{l} \, \mathrm{E}_{h, i} \left[ \mathrm{ReLU}\left( "
        r"\frac{\partial y_l}{\partial A_l^{h i}} \right) \right]"
    )
    params = (
        IntParam(
            "last", tr_noop("Last layers"), tr_noop("Only so many of the last layers count. 0: all of them."), 0, 0, 100
        ),
    )

    def required_pass(self, context: AttributionContext) -> Pass:
        return Pass()

    def attribute(self, context: AttributionContext) -> np.ndarray:
        (by_layer,) = context.run_batched(AttentionSlopes())
        grid = attention_grid(context.model.model)
        assert grid is not None  # the engine has checked that there is attention
        mean = by_layer[-context.params["last"] :].mean(axis=0)
        return np.asarray(mean[grid.prefix :].reshape(grid.rows or 1, grid.columns or 1), np.float32)


@dataclass(frozen=True)
class AttentionSlopes(GraphSpec):
    """(inputs, class weights of each) -> (batch, layers, tokens): ReLU(ds_l / dA_l), mean over heads and queries."""

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        every = list(blocks(network.model))
        forward = network.outputs(*(scores for scores, _ in every), *(block.output for _, block in every))
        head = network.behind(every[-1][1].name)

        def run(x: Any, class_weights: Any) -> list[Any]:
            found = forward(x)
            slopes = []
            for scores, tokens in zip(found[: len(every)], found[len(every) :], strict=True):
                # With their mean in every place, a head may read the class token or all of them.
                mean = tf.broadcast_to(tf.reduce_mean(tokens, axis=1, keepdims=True), tf.shape(tokens))
                score = tf.reduce_sum(head(mean)[0] * class_weights, axis=-1)
                (gradient,) = tf.gradients(score, [scores])
                slopes.append(tf.reduce_mean(tf.nn.relu(gradient), axis=(1, 2)))
            return [tf.stack(slopes, axis=1)]

        return run


def blocks(model: keras.Model) -> Iterator[tuple[Any, Call]]:
    """The scores of each attention, and the last call before the next one that all tokens go through.

    Raises:
        ChoiceFailure: behind an attention there is none.
    """
    every = calls(model)
    found = [(every.index(call), scores) for call, scores in attentions(every) if scores is not None]
    ends = [place for place, _ in found[1:]] + [len(every)]
    usual = None
    for (place, scores), end in zip(found, ends, strict=True):
        behind = [every[one] for one in crossings(every) if place < one < end and _is_tokens(every[one], scores)]
        if not behind:
            raise ChoiceFailure(
                "Behind the attention {layer} there is no layer that all tokens go through, and LeGrad needs one. "
                "Choose gradient_attention.",
                layer=every[place].name,
            )
        block = behind[-1]
        if end == len(every):  # the norm behind the last block is a part of the head
            block = next((one for one in reversed(behind) if type(one.operation) is usual), block)
        usual = type(block.operation)
        yield scores, block


def _is_tokens(one: Call, scores: Any) -> bool:
    shape: Sequence[int | None] = one.shape
    return len(shape) == 3 and shape[1] == scores.shape[-1]
