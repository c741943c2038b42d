"""The map of a pass that hands relevance back: what the methods that do so have in common."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.alternatives import alternatives_to
from attnstudio.core.methods.base import Method
from attnstudio.core.methods.path_integral import by_pixel
from attnstudio.core.relevance.composites import EPSILON_PLUS
from attnstudio.core.relevance.graph import Relevance
from attnstudio.core.text import Notice, Number, tr_noop


def relevance_map(method: Method, context: AttributionContext, spec: Relevance) -> np.ndarray:
    """float32 (height, width), signed. How much of the score it does not hand out is noted."""
    ends = [context.preprocess(np.full_like(context.pixels, level)) for level in (0, 255)]
    logits, relevance = context.run_batched(spec, np.minimum(*ends), np.maximum(*ends))
    total, size = float(relevance.sum()), float(np.abs(relevance).sum())
    given = float(np.abs(logits * context.class_weights).sum())
    if not size * np.finfo(np.float32).eps <= given:  # NaN too: rounding alone exceeds what was handed out
        context.run.note(_grows(method, context, size, given))
    else:
        score = float(context.scores(logits))
        context.run.note(
            Notice(
                tr_noop(
                    "The relevance sums to {total:.4g}, and the score is {score:.4g}: biases and stabilisers absorb "
                    "{rest:.4g}."
                ),
                {"total": total, "score": score, "rest": score - total},
            )
        )
    return by_pixel(relevance)


def _grows(method: Method, context: AttributionContext, size: float, given: float) -> Notice:
    """Without a bias, or by rules that count both signs, the shares of a unit whose inputs nearly cancel are divided by
    next to nothing, in layer after layer: zennit's grow alike, and no precision mends that."""
    reached = Number(f"{size:.1g}") if np.isfinite(size) else Notice(tr_noop("infinity"))
    setting = None
    if context.params.get("biases") == "ignore":
        way = Notice(tr_noop("Let biases absorb their share ({method}.biases = absorb)."), {"method": method.id})
        setting = (method.id, "biases", "absorb")
    elif context.params.get("composite", EPSILON_PLUS) != EPSILON_PLUS:
        way = Notice(
            tr_noop("Choose {method}.composite = epsilon_plus, which counts only what is positive."),
            {"method": method.id},
        )
        setting = (method.id, "composite", EPSILON_PLUS)
    else:
        way = alternatives_to(method, context, ("integrated_gradients", "gradcam"))
    return Notice(
        tr_noop(
            "The relevance grows from layer to layer without bound: to {size}, of a score of {given:.3g}. Units whose "
            "inputs nearly cancel hand on far more than they are given. {way}"
        ),
        {"size": reached, "given": given, "way": way},
        warning=True,
        setting=setting,
    )
