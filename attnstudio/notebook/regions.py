"""Where the objects are in the pictures of a call."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from attnstudio.core.annotations.base import Annotations, load
from attnstudio.core.errors import ChoiceFailure, RegionFailure
from attnstudio.core.evaluation.measure import Case, case_of
from attnstudio.core.images import Picture
from attnstudio.core.text import Notice, tr_noop
from attnstudio.notebook.notice import warn
from attnstudio.notebook.pictures import Pictures

Box: TypeAlias = tuple[float, float, float, float]
Regions: TypeAlias = "str | os.PathLike[str] | np.ndarray | Sequence[np.ndarray | Box | None] | None"

_SHOWN = 10  # notices: a data set may have one a picture


@dataclass(frozen=True)
class OwnRegions:
    """Regions that the data set of the pictures brings. `file`: its annotations."""

    file: Path
    annotations: Annotations


def own_regions(pictures: Pictures) -> OwnRegions | None:
    """Those of the data set, with a warning that they are used, or why they are not; None: there are none."""
    if len(pictures.regions) > 1:
        files = ", ".join(map(str, pictures.regions))
        warn(
            [Notice(tr_noop("There are regions in several files: {files}. Name one with regions=."), {"files": files})]
        )
    if len(pictures.regions) != 1:
        return None
    (file,) = pictures.regions
    try:
        found = OwnRegions(file, load(file, pictures.paths))
    except RegionFailure as failure:
        warn([str(failure)])
        return None
    warn([Notice(tr_noop("The regions are those of the data set: {file}."), {"file": file})])
    return found


def case_maker(regions: Regions | OwnRegions, pictures: Pictures) -> Callable[[int], Case]:
    """What gives the case of a picture by its number.

    Args:
        regions: those of the data set; an annotation file; or one for each picture: a mask, bool (height, width) at the
            picture's size, a box (left, top, right, bottom) in its pixels, or None.

    Raises:
        ChoiceFailure: there are more or fewer than pictures.
        RegionFailure: the annotation file cannot be used.
    """
    if regions is None:
        return lambda number: Case(pictures.get(number))
    if isinstance(regions, (str, os.PathLike, OwnRegions)):
        known = regions.annotations if isinstance(regions, OwnRegions) else load(Path(regions), pictures.paths)
        warn(known.notices[:_SHOWN])
        if (more := len(known.notices) - _SHOWN) > 0:
            warn([Notice(tr_noop("And {count} more."), {"count": more})])

        def annotated(number: int) -> Case:
            notices: list[Notice] = []
            found = case_of(pictures.get(number), known.region_of(pictures.paths[number]), on_notice=notices.append)
            warn(notices)
            return found

        return annotated
    given = list(regions)
    if len(given) != len(pictures):
        raise ChoiceFailure(
            "Regions: {found}; pictures: {count}. Give one for each picture, or None.",
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
