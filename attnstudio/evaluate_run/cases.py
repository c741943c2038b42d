"""Pictures with their regions, one by one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from attnstudio.core import images, regions
from attnstudio.core.annotations.base import Annotations
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.evaluation.evaluation import ANNOTATED
from attnstudio.core.evaluation.measure import Case, case_of
from attnstudio.labelled_pictures import LabelledPictures


def cases(
    rows: LabelledPictures, annotations: Annotations, target: str, levels: str = "auto"
) -> Iterator[tuple[Path, Case | Failure]]:
    """Pictures with their regions. What is wrong with a region costs the metrics that need it, not the picture."""
    for number, path in enumerate(rows.pictures):
        try:
            case = _case(path, annotations, rows.target(number) or target, levels)
            yield path, replace(case, target=rows.target(number) or case.target, label=rows.label(number))
        except Failure as failure:
            yield path, failure


def _case(path: Path, annotations: Annotations, target: str, levels: str) -> Case:
    picture, region = images.decode(path, levels), annotations.region_of(path)
    wanted = target_of(path, region, target)
    return case_of(picture, region, wanted, lambda notice: print(f"attnstudio: {notice}", file=sys.stderr))


def target_of(path: Path, region: regions.Region | None, target: str) -> str:
    """The picture's own; empty: that of the request. Raises ChoiceFailure where the annotations name none."""
    if target != ANNOTATED:
        return ""
    if region is not None and region.class_index is not None:
        return str(region.class_index)
    if region is not None and region.label:
        return region.label
    raise ChoiceFailure("The annotations name no class of {picture}. Choose another --target.", picture=path.name)
