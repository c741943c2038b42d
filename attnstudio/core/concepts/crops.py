"""Concepts as people see them: crops of pictures where a concept is strongest."""

from __future__ import annotations

import numpy as np

from attnstudio.core.concepts.concepts import Concepts, ConceptSample

_SHARE = 0.4  # of the input's side


def crops(sample: ConceptSample, concepts: Concepts, concept: int, count: int) -> list[tuple[int, np.ndarray]]:
    """Pictures with most of a concept: their number in the sample, and the part round the strongest place, uint8 (side,
    side, 3)."""
    height, width = sample.pixels.shape[1:3]
    side = max(1, round(_SHARE * min(height, width)))
    found = []
    for number, down, across in concepts.strongest(concept, count):
        top, left = (
            int(np.clip(round(share * whole - side / 2), 0, whole - side))
            for share, whole in ((down, height), (across, width))
        )
        found.append((number, sample.pixels[number, top : top + side, left : left + side]))
    return found
