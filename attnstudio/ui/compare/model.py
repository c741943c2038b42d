"""What is compared: a request for each cell of a grid, and what has come of it so far. It paints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from attnstudio.core import overlay
from attnstudio.core.context import RunContext
from attnstudio.core.contrast import ALL_PLAIN, Contrast, Contrasts
from attnstudio.core.errors import Failure
from attnstudio.core.overlay import Scale
from attnstudio.core.picture_facts import NO_FACTS, PictureFacts
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, Request, Result
from attnstudio.core.similarity import Measure, matrix, placed_on
from attnstudio.core.text import Notice
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.shell.i18n import class_name, method_name, model_name, tr
from attnstudio.ui.shell.numbers import decimal, number
from attnstudio.ui.viewer.layers import MapImage

MOST_ROWS, MOST_COLUMNS = 12, 8
Place = tuple[int, int]  # row, column


class Axis(StrEnum):
    """What the rows are."""

    METHODS = "methods"
    MODELS = "models"
    TARGETS = "targets"


@dataclass(frozen=True)
class Line:
    """A row: its name, and its request for every picture. The request's own image is left out."""

    name: str
    request: Request


@dataclass(frozen=True)
class Plan:
    """The rows and the columns."""

    axis: Axis
    lines: tuple[Line, ...] = ()
    pictures: tuple[Path, ...] = ()
    facts: tuple[PictureFacts, ...] = ()  # of the pictures

    @property
    def places(self) -> Iterator[Place]:
        """Column after column, so that the maps of a picture come together."""
        return ((row, column) for column in range(len(self.pictures)) for row in range(len(self.lines)))

    @property
    def levels(self) -> str:
        """By which the pictures are shown."""
        return self.lines[0].request.levels if self.lines else "auto"

    def request(self, place: Place) -> Request:
        row, column = place
        facts = self.facts[column] if self.facts else NO_FACTS
        return facts.request(self.lines[row].request, self.pictures[column])


@dataclass
class Comparison:
    """A plan, the maps and pictures that are there, and how maps are normalised and coloured."""

    plan: Plan
    colormap: str = overlay.DEFAULT_COLORMAP
    shared: bool = False  # one scale for all maps of one method and model
    contrasts: Contrasts = ALL_PLAIN
    running: bool = False
    results: dict[Place, Result] = field(default_factory=dict)
    failures: dict[Place, Failure] = field(default_factory=dict)
    pictures: dict[Path, DisplayPicture] = field(default_factory=dict)
    _painted: dict[Place, tuple[object, MapImage]] = field(default_factory=dict)  # each with what it was computed from
    _faint: dict[Place, tuple[object, bool]] = field(default_factory=dict)  # likewise

    def places_of(self, request: Request) -> list[Place]:
        """The cells of a request; more than one if two rows have the same request."""
        return [place for place in self.plan.places if self.plan.request(place) == request]

    def picture(self, place: Place) -> DisplayPicture | None:
        return self.pictures.get(self.plan.pictures[place[1]])

    def heatmap(self, place: Place) -> Heatmap | None:
        result = self.results.get(place)
        return result.heatmaps[0] if result is not None and result.heatmaps else None

    def warnings(self, place: Place) -> tuple[Notice, ...]:
        heatmap = self.heatmap(place)
        return () if heatmap is None else heatmap.warnings

    def is_faint(self, place: Place) -> bool:
        """Whether a few values of its map stand out so far that nothing else is seen."""
        heatmap = self.heatmap(place)
        if heatmap is None:
            return False
        looked_at = id(heatmap), self._contrast(place)
        if place not in self._faint or self._faint[place][0] != looked_at:
            self._faint[place] = looked_at, overlay.is_faint(heatmap, looked_at[1])
        return self._faint[place][1]

    def map(self, place: Place) -> MapImage | None:
        """Ready to paint over the picture as it is shown here, which may be smaller than its file's."""
        heatmap, result = self.heatmap(place), self.results.get(place)
        if heatmap is None or result is None:
            return None
        scale = self._scale(place, self._alike(place) if self.shared else [heatmap])
        placement, picture = result.placement, self.picture(place)
        if picture is not None:
            placement = scaled(placement, picture)
        made_from = id(heatmap), placement, scale
        if place not in self._painted or self._painted[place][0] != made_from:
            image = MapImage(overlay.on_scale(heatmap, scale), placement, scale, heatmap.partial)
            self._painted[place] = made_from, image
        return self._painted[place][1]

    def values(self, place: Place) -> np.ndarray:
        """Of a map that is there: float32 in 0..1, the ends of its range, or of the one that it shares."""
        heatmap = self.heatmap(place)
        assert heatmap is not None
        if not self.shared:
            return heatmap.values
        return overlay.in_range(heatmap, *overlay.shared_range(self._alike(place)))

    def shrink(self, place: Place) -> float:
        """Pixels of the picture's file for one of the picture as it is shown here."""
        picture, result = self.picture(place), self.results.get(place)
        if picture is None or result is None:
            return 1.0
        return result.placement.picture_size[0] / picture.levels[0].width()

    def row_name(self, row: int) -> str:
        return model_name(self.plan.lines[row].name)

    def class_text(self, place: Place) -> str:
        """The target and its prediction."""
        result = self.results.get(place)
        if result is None:
            return ""
        target, names = result.target, result.prediction.class_names
        index = str(target.index) if target.minus is None else f"{target.index}-{target.minus}"
        return f"{class_name(target.name(names))} ({index}) {decimal(result.prediction.explained_text(target))}"

    def column_class(self, column: int) -> str:
        """What is explained of a picture, where it is the same in all rows."""
        texts = {self.class_text((row, column)) for row in range(len(self.plan.lines))} - {""}
        return texts.pop() if self.plan.axis is Axis.METHODS and len(texts) == 1 else ""

    def seconds(self, place: Place) -> str:
        heatmap = self.heatmap(place)
        return "" if heatmap is None else tr("{seconds} s", seconds=number(heatmap.map_seconds, 2))

    def method(self) -> str:
        """Of all rows, where they have but one; else empty."""
        calls = {line.request.methods for line in self.plan.lines}
        return method_name(next(iter(calls))[0].id) if len(calls) == 1 else ""

    def is_signed(self, place: Place) -> bool:
        """Whether the map has diverging colours, not the chosen ones."""
        return overlay.is_signed(self.plan.lines[place[0]].request.methods[0].id)

    def common_scale(self, places: Iterable[Place]) -> Scale | None:
        """The scale that these maps share; None where each has its own."""
        scales = {self._scale(place, self._alike(place)) for place in places if self.heatmap(place) is not None}
        return scales.pop() if self.shared and len(scales) == 1 else None

    def _scale(self, place: Place, alike: Sequence[Heatmap]) -> Scale:
        return overlay.scale_of(alike, self.colormap, self._contrast(place))

    def _contrast(self, place: Place) -> Contrast:
        request = self.plan.request(place)
        return self.contrasts.of(request.image, request.methods[0].id)

    def _alike(self, place: Place) -> list[Heatmap]:
        """The maps of the same method and model."""
        kind = self._kind(place)
        return [
            heatmap
            for other in self.results
            if (heatmap := self.heatmap(other)) is not None and self._kind(other) == kind
        ]

    def _kind(self, place: Place) -> tuple[object, ...]:
        """Maps of one kind have one unit."""
        request = self.plan.lines[place[0]].request
        return request.methods, request.model, request.options, request.version


def scaled(placement: Placement, picture: DisplayPicture) -> Placement:
    """Where the map lies in the picture as it is shown."""
    height, width = picture.picture.pixels.shape[:2]
    return placement.scaled((width, height))


def similarities(comparison: Comparison, measure: Measure, column: int | None, ctx: RunContext) -> np.ndarray:
    """How alike the maps of a picture are, or, without a column, of each picture on the average.

    Returns:
        float64 (rows, rows); nan where a map is missing.

    Raises:
        ChoiceFailure: the maps cover different parts of the picture.
        Cancelled: the context's token was set.
    """
    rows = len(comparison.plan.lines)
    total, count = np.zeros((rows, rows)), np.zeros((rows, rows))
    for one in range(len(comparison.plan.pictures)) if column is None else (column,):
        there = [row for row in range(rows) if comparison.heatmap((row, one)) is not None]
        maps = _on_one_grid(comparison, [(row, one) for row in there])
        total[np.ix_(there, there)] += matrix(maps, measure, ctx)
        count[np.ix_(there, there)] += 1
    return np.divide(total, count, out=np.full((rows, rows), np.nan), where=count > 0)


def _on_one_grid(comparison: Comparison, places: Sequence[Place]) -> list[np.ndarray]:
    """Maps of one picture, each normalised by itself, at the size of the first."""
    maps = []
    for place in places:
        heatmap, placement = comparison.heatmap(place), comparison.results[place].placement
        assert heatmap is not None
        maps.append(placed_on(comparison.results[places[0]].placement, heatmap.values, placement))
    return maps
