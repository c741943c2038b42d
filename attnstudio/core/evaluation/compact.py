"""Reduces an evaluated picture to what reports need: a camera's photo would take a hundred megabytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from attnstudio.core.evaluation.measure import Evaluated

WITH_MAPS = 30  # pictures that keep their maps
_SIDE, _THUMBNAIL_SIDE = 1200, 128  # pixels of them, and of the others


def compact(evaluated: Evaluated, index: int) -> Evaluated:
    """Shrink an evaluated picture; only the first ones of an evaluation retain their maps. `index`: its place in it."""
    with_maps = index < WITH_MAPS
    return shrunk(evaluated, _SIDE if with_maps else _THUMBNAIL_SIDE, with_maps=with_maps)


def shrunk(evaluated: Evaluated, side: int, *, with_maps: bool) -> Evaluated:
    """The same, its picture shrunk to at most `side` pixels and its region and placement with it; numbers stay."""
    picture, placement = evaluated.case.picture, evaluated.result.placement
    width, height = placement.picture_size
    scale = min(1.0, side / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    pixels = np.asarray(Image.fromarray(picture.pixels).resize(size, Image.Resampling.BOX))
    region = evaluated.case.region
    if isinstance(region, np.ndarray):
        region = np.asarray(Image.fromarray(region).resize(size, Image.Resampling.NEAREST))
    heatmaps = evaluated.result.heatmaps if with_maps else ()
    return Evaluated(
        case=replace(evaluated.case, picture=replace(picture, pixels=pixels), region=region),
        result=replace(evaluated.result, placement=placement.scaled(size), heatmaps=heatmaps),
        measurements=evaluated.measurements,
    )
