"""Where the objects are in the pictures of a call."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from attnstudio.core.annotations.base import load
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.evaluation.measure import Case, case_of
from attnstudio.core.images import Picture
from attnstudio.core.text import Notice
from attnstudio.notebook.notice import warn
from attnstudio.notebook.pictures import Pictures

Box: TypeAlias = tuple[float, float, float, float]
Regions: TypeAlias = "str | os.PathLike[str] | np.ndarray | Sequence[np.ndarray | Box | None] | None"


def case_maker(regions: Regions, pictures: Pictures) -> Callable[[int], Case]:
    """What gives the case of a picture by its number.

    Args:
        regions: an annotation file; or one for each picture: a mask, bool (height, width) at the picture's size, a box
            (left, top, right, bottom) in its pixels, or None.

    Raises:
        ChoiceFailure: there are more or fewer than pictures.
        RegionFailure: the annotation file cannot be used.
    """
    if regions is None:
        return lambda number: Case(pictures.get(number))
    if isinstance(regions, (str, os.PathLike)):
        annotations = load(Path(regions), pictures.paths)
        warn(annotations.notices)

        def annotated(number: int) -> Case:
            notices: list[Notice] = []
            found = case_of(
                pictures.get(number), annotations.region_of(pictures.paths[number]), on_notice=notices.append
            )
            warn(notices)
            return found

        return annotated
    given = list(regions)
    if len(given) != len(pictures):
        raise ChoiceFailure(
            "There are {found} regions and {count} pictures. Give one for each picture, or None.",
            found=len(given),
            count=len(pictures),
        )

    def with_mask(number: int) -> Case:
        picture = pictures.get(number)
        return Case(picture) if given[number] is None else Case(picture, _mask(given[number], picture))

    return with_mask


def _mask(region: Any, picture: Picture) -> np.ndarray:
    """bool (height, width)."""
    array = np.asarray(region)
    height, width = picture.pixels.shape[:2]
    if array.shape == (height, width):
        return array.astype(bool)
    if array.shape == (4,) and array.dtype.kind in "uif":
        left, top, right, bottom = (round(float(side)) for side in array)
        mask = np.zeros((height, width), bool)
        mask[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
        if mask.any():
            return mask
    raise ChoiceFailure(
        "A region of {picture} is a mask of {height} rows and {width} columns, or a box (left, top, right, bottom) "
        "inside the picture; its shape is {shape}.",
        picture=picture.path.name,
        height=height,
        width=width,
        shape=array.shape,
    )
