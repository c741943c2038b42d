"""The attention that a Keras model computes between the tokens of a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attnstudio.core.calls import Call, calls, is_attention
from attnstudio.core.grids import Grid, grids

if TYPE_CHECKING:
    import keras


def attention_scores(model: keras.Model) -> list[Any]:
    """The attention each head pays from token to token, (batch, heads, tokens, tokens), in the order of the data: of
    attention layers that give it, and of softmaxes between tokens."""
    return [scores for _, scores in attentions(calls(model)) if scores is not None]


def attention_grid(model: keras.Model) -> Grid | None:
    """The places of the tokens that the attention scores refer to."""
    scores = attention_scores(model)
    counts = {int(one.shape[-1]) for one in scores}
    found = [grid for grid in grids(model).values() if grid.tokens]
    fitting = [grid for grid in found if {grid.prefix + (grid.rows or 0) * (grid.columns or 0)} == counts]
    return fitting[-1] if fitting else None


def attentions(every: Sequence[Call]) -> Iterator[tuple[Call, Any]]:
    """Each call that mixes tokens by attention, with its scores where it gives them."""
    for one in every:
        if is_attention(one.operation):
            yield one, one.outputs[1] if len(one.outputs) > 1 else None
        elif _is_softmax(one.operation):
            shape = one.shape
            if len(shape) == 4 and shape[-1] == shape[-2] and (shape[-1] or 0) > 1:
                yield one, one.output


def _is_softmax(operation: Any) -> bool:
    import keras

    return type(operation).__name__ == "Softmax" or (
        getattr(operation, "activation", None) is keras.activations.softmax
    )
