"""What a data set says of a picture, and the request that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from attnstudio.core.images import Picture
from attnstudio.core.request import Request, Subject
from attnstudio.core.targets import column_of, depends_on_label


@dataclass(frozen=True)
class PictureFacts:
    """
    Attributes:
        label: its class, an index of the model's; None: not known.
        cells: of the further columns of the data set, by heading.
    """

    label: int | None = None
    cells: Mapping[str, str] = field(default_factory=dict)

    def target(self, text: str) -> str:
        """The target of this picture: the cell, where the text names a column that has one; else the text itself."""
        column = column_of(text)
        return text if column is None else self.cells.get(column, "").strip() or text

    def request(self, request: Request, image: Path) -> Request:
        """What is explained of this picture. Its label is left out where the target does not depend on it, so that
        another label does not compute the same map again."""
        target = self.target(request.target)
        return replace(request, image=image, target=target, label=self.label if depends_on_label(target) else None)

    def subject(self, request: Request, picture: Picture) -> Subject:
        return Subject(picture, self.target(request.target), self.label)


NO_FACTS = PictureFacts()


@dataclass(frozen=True, eq=False)
class RowFacts:
    """Of the pictures of a list, by row.

    Attributes:
        labels: int32 (n,), indices of the model's classes; negative: none.
        columns: by heading; of as many rows as the data set has, which come first.
    """

    labels: np.ndarray
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, row: int) -> PictureFacts:
        label = int(self.labels[row])
        cells = {heading: texts[row] for heading, texts in self.columns.items() if row < len(texts)}
        return PictureFacts(label if label >= 0 else None, cells)

    def part(self, rows: np.ndarray) -> RowFacts:
        """Of some rows, in their order."""
        columns = {
            heading: [texts[row] if row < len(texts) else "" for row in rows.tolist()]
            for heading, texts in self.columns.items()
        }
        return RowFacts(self.labels[rows], columns)
