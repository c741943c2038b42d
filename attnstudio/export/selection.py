"""The maps of many pictures as files: overlays, numbers, a figure of each picture, a figure and a report of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.images import Picture
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import Request, Result
from attnstudio.export import figure
from attnstudio.export.figure_of_all import FigureOfAll, pages
from attnstudio.export.report import formats
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock
from attnstudio.export.result_cell import cell_of
from attnstudio.runs.outputs import Outputs

_REPORT, _FIGURE = "report", "figure"  # the names of these files, without ending


class Existing(StrEnum):
    """What becomes of a picture of which there are files already."""

    SKIP = "skip"  # it is not computed, and its files stay
    REPLACE = "replace"
    KEEP_BOTH = "keep both"  # its files get a number


@dataclass(frozen=True)
class SelectionOutputs:
    """What is written.

    Attributes:
        maps: of each map.
        figures: whether a figure of each picture is written, with a column for each method.
        report: language of the report of all pictures; empty: none is written.
        decimal_sign: in the figures.
        report_ending: says the format of the report.
        title: of the report.
        figure_of_all: whether one is written, with a row for each picture.
        is_retry: these are some of the pictures only: what is of all of them is not replaced.
    """

    maps: Outputs
    figures: bool = False
    report: str = ""
    existing: Existing = Existing.SKIP
    decimal_sign: str = "."
    report_ending: str = ".html"
    title: TitleBlock = NO_TITLE
    figure_of_all: bool = False
    is_retry: bool = False

    @property
    def folder(self) -> Path:
        return self.maps.folder

    @property
    def needs_all(self) -> bool:
        """Whether something is written for which the maps of all pictures are needed at once."""
        return self.figure_of_all or bool(self.report)

    @property
    def is_empty(self) -> bool:
        return not self.figures and not self.needs_all and self.maps.overlay == self.maps.maps == "none"

    def files(self, name: str, methods: Sequence[str]) -> Iterator[Path]:
        """Those of one picture. `name`: as `unique_names` has it."""
        for method in methods:
            yield from self.maps.files(name, method)
        if self.figures:
            yield self._figure(name)

    def names(self, names: Sequence[str], methods: Sequence[str]) -> list[str]:
        """The name of each picture's files, as existing ones are dealt with; empty: it is skipped."""
        taken = self._taken()
        if self.existing is Existing.REPLACE or not taken:
            return list(names)
        found = []
        for name in names:
            free, number = name, 2
            while self._is_taken(free, methods, taken):
                if self.existing is Existing.SKIP:
                    free = ""
                    break
                free, number = f"{name}-{number}", number + 1
            taken |= {file.name for file in self.files(free, methods)} if free else set()
            found.append(free)
        return found

    def conflicts(self, names: Sequence[str], methods: Sequence[str]) -> int:
        """How many of the files are there already."""
        taken = self._taken()
        return sum(file.name in taken for name in names for file in self.files(name, methods)) if taken else 0

    def report_file(self) -> Path:
        """Of all pictures; one that is there is replaced where the user wants that, else this one gets a number."""
        return self._of_all(_REPORT, self._first(_REPORT, self.report_ending, 1), self.report_ending)

    def first_page(self, pictures: int) -> int:
        """The number of the first page of the figure of all: as many as it needs are free from there on."""
        return self._first(_FIGURE, ".png", pages(pictures))

    def page_files(self, pictures: int, first: int) -> list[Path]:
        """Those of the figure of all; empty: none is written. `first`: as `first_page` has it."""
        numbers = range(first, first + pages(pictures) * self.figure_of_all)
        return [self._of_all(_FIGURE, number, ".png") for number in numbers]

    def of_all(self, pictures: int) -> list[Path]:
        """The files that are of all pictures."""
        return self.page_files(pictures, self.first_page(pictures)) + [self.report_file()] * bool(self.report)

    def figure_writer(self, pictures: int, first: int, methods: Sequence[str]) -> FigureOfAll | None:
        """Of the figure of all; None: none is written."""
        if not self.figure_of_all:
            return None
        files, contrast = self.page_files(pictures, first), self.maps.contrast
        return FigureOfAll(files, methods, self._style(), contrast, force=self.replaces_what_is_of_all)

    @property
    def replaces_what_is_of_all(self) -> bool:
        return self.existing is Existing.REPLACE and not self.is_retry

    def write(self, result: Result, picture: Picture, name: str) -> None:
        """The files of one picture. Raises OutputFailure."""
        force = self.existing is Existing.REPLACE
        self.maps.write(result, picture.pixels, name, force=force)
        if self.figures and result.heatmaps:
            sign, contrast = self.decimal_sign, self.maps.contrast
            cells = [cell_of(result, heatmap, picture.pixels, sign, contrast) for heatmap in result.heatmaps]
            named = [METHODS.discover()[heatmap.method].name for heatmap in result.heatmaps]
            titled = [replace(cell, title=f"{method}\n{cell.title}") for method, cell in zip(named, cells, strict=True)]
            figure.write_figure(self._figure(name), [("", titled)], self._style(), force=force)

    def _style(self) -> figure.FigureStyle:
        maps = self.maps
        return figure.FigureStyle(maps.colormap, maps.opacity, colour_bar=True, decimal_sign=self.decimal_sign)

    def _first(self, name: str, ending: str, count: int) -> int:
        """The first of as many numbers of files that may be written."""
        first, taken = 1, set[str]() if self.replaces_what_is_of_all else self._taken()
        while any(self._of_all(name, number, ending).name in taken for number in range(first, first + count)):
            first += 1
        return first

    def _of_all(self, name: str, number: int, ending: str) -> Path:
        return self.folder / (f"{name}{ending}" if number == 1 else f"{name}-{number}{ending}")

    def _figure(self, name: str) -> Path:
        return self.folder / f"{name}.figure.png"

    def _is_taken(self, name: str, methods: Sequence[str], taken: set[str]) -> bool:
        return any(file.name in taken for file in self.files(name, methods))

    def _taken(self) -> set[str]:
        return {file.name for file in self.folder.iterdir()} if self.folder.is_dir() else set()


class ReportOfMaps:
    """Collects what a report of explained pictures needs, shrunk, and writes it."""

    def __init__(self, request: Request) -> None:
        self._request, self._pictures = request, list[Evaluated]()

    def add(self, result: Result, picture: Picture) -> None:
        case = Case(picture, target=result.request.target, label=result.request.label)
        self._pictures.append(compact(Evaluated(case, result, ()), len(self._pictures)))

    def write(self, outputs: SelectionOutputs, seconds: float) -> None:
        """Raises OutputFailure."""
        if not self._pictures:
            return
        evaluation = Evaluation(self._request, (), tuple(self._pictures), {}, None, seconds)
        file, force = outputs.report_file(), outputs.replaces_what_is_of_all
        formats.write_report(file, evaluation, outputs.report, outputs.title, force=force)
