"""How relevance goes through attention (Achtibat et al. 2024, arXiv 2402.05602; Ali et al. 2022, arXiv 2202.07304)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attnstudio.core.calls import Call
from attnstudio.core.errors import ChoiceFailure

if TYPE_CHECKING:
    from attnstudio.core.relevance.relevance_walk import RelevanceWalk


def attended(walk: RelevanceWalk, call: Call, arguments: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
    """Keras's multi-head attention, recorded on the walk's tape: its output and its scores.

    AttnLRP: half of the relevance at each matrix product, and the Taylor rule at the softmax. CP-LRP (`conservative`):
    all of it to the values.
    """
    import tensorflow as tf

    layer = call.operation
    given = dict(zip(("query", "value", "key"), arguments, strict=False)) | dict(named)
    if any(given.get(name) is not None for name in _MASKS) or given.get("use_causal_mask") or _has_gate(layer):
        raise ChoiceFailure(
            "There is no rule for how relevance passes the layer {layer}: its attention has a mask or a gate. Choose "
            "integrated_gradients, which shares out the score of any model.",
            layer=layer.name,
        )
    query = walk.dense(layer._query_dense, given["query"])
    values = walk.dense(layer._value_dense, given["value"])
    keys = walk.dense(layer._key_dense, given["value"] if given.get("key") is None else given["key"])
    products = tf.einsum(layer._dot_product_equation, keys, query)
    walk.share_out(products, [keys, query], 2)
    scaled = products * layer._inverse_sqrt_key_dim
    walk.tape.record(scaled, [products], lambda relevance: [relevance])
    scores = tf.nn.softmax(scaled)
    walk.softmax(scores, scaled)
    mixed = tf.einsum(layer._combine_equation, scores, values)
    if walk.conservative:
        walk.share_out(mixed, [values])
    else:
        walk.share_out(mixed, [scores, values], 2)
    return [walk.dense(layer._output_dense, mixed), scores]


_MASKS = ("query_mask", "value_mask", "key_mask", "attention_mask")


def _has_gate(layer: Any) -> bool:
    return bool(getattr(layer, "_use_gate", False))
