"""The map of a pass that hands relevance back: what the methods that do so have in common."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.path_integral import by_pixel
from attnstudio.core.relevance.graph import Relevance
from attnstudio.core.text import Notice, tr_noop


def relevance_map(context: AttributionContext, spec: Relevance) -> np.ndarray:
    """float32 (height, width), signed. How much of the score it does not hand out is noted."""
    ends = [context.preprocess(np.full_like(context.pixels, level)) for level in (0, 255)]
    (logits,), (relevance,) = context.model.run(
        spec, context.input[None], context.class_weights[None], np.minimum(*ends), np.maximum(*ends)
    )
    score, total = float(context.scores(logits)), float(relevance.sum())
    context.run.note(
        Notice(
            tr_noop(
                "The relevance sums to {total:.4g}, and the score is {score:.4g}: biases and stabilisers absorb "
                "{rest:.2g}."
            ),
            {"total": total, "score": score, "rest": score - total},
        )
    )
    return by_pixel(relevance)
