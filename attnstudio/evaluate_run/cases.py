"""Pictures with their regions, each made when its turn comes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from attnstudio.cluster import plain
from attnstudio.cluster.message import Item
from attnstudio.core import images, regions, targets
from attnstudio.core.annotations.base import Annotations
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.evaluation.evaluation import ANNOTATED
from attnstudio.core.evaluation.measure import Case, case_of
from attnstudio.core.text import Notice
from attnstudio.labelled_pictures import LabelledPictures


@dataclass(frozen=True, eq=False)
class Opened:
    """`notices`: of the picture and its region."""

    case: Case | Failure
    notices: tuple[str, ...] = ()


class Cases(Protocol):
    """What a call evaluates on."""

    @property
    def pictures(self) -> Sequence[Path]: ...

    def asked(self) -> Sequence[str] | None:
        """Of each picture, what decides its scores besides the request; None: nothing."""

    def opened(self, position: int) -> Opened:
        """In any thread."""


@dataclass(frozen=True, eq=False)
class GivenCases:
    """Of pictures in files. `target`: as on the command line, of those that have none of their own."""

    rows: LabelledPictures
    annotations: Annotations
    target: str
    levels: str = "auto"

    @property
    def pictures(self) -> Sequence[Path]:
        return self.rows.pictures

    def asked(self) -> Sequence[str] | None:
        rows = self.rows
        follow = rows.own_targets is not None or targets.depends_on_label(self.target)
        if not (follow or self.annotations.regions or (rows.labels >= 0).any()):
            return None
        return [
            f"{rows.target(number)}|{label}|{_digest(self.annotations.region_of(path))}"
            for number, (path, label) in enumerate(zip(rows.pictures, rows.labels.tolist(), strict=True))
        ]

    def opened(self, position: int) -> Opened:
        """What is wrong with a region costs the metrics that need it, not the picture."""
        rows, path = self.rows, self.rows.pictures[position]
        found: list[Notice] = []
        try:
            picture, region = images.decode(path, self.levels), self.annotations.region_of(path)
            case = case_of(picture, region, self._target(path, region), found.append)
        except Failure as failure:
            return Opened(failure)
        notices = (*(f"{path}: {notice}" for notice in picture.notices), *map(str, found))
        return Opened(replace(case, target=rows.target(position) or case.target, label=rows.label(position)), notices)

    def item(self, position: int) -> Item:
        """For a cluster. Raises ChoiceFailure."""
        rows, path = self.rows, self.rows.pictures[position]
        region = self.annotations.region_of(path)
        target = rows.target(position) or self._target(path, region)
        return Item(position, path, target=target, label=rows.label(position), region=region)

    def _target(self, path: Path, region: regions.Region | None) -> str:
        """The picture's own; empty: that of the request. Raises ChoiceFailure where the annotations name none."""
        if self.target != ANNOTATED:
            return ""
        if region is not None and region.class_index is not None:
            return str(region.class_index)
        if region is not None and region.label:
            return region.label
        raise ChoiceFailure("The annotations name no class of {picture}. Choose another --target.", picture=path.name)


def _digest(region: regions.Region | None) -> str:
    if region is None:
        return ""
    shown = replace(region, file=None)
    return blake2b(json.dumps(plain.written(shown), default=bytes.hex).encode(), digest_size=8).hexdigest()
