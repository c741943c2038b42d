"""What attnstudio.explain gives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from attnstudio.core.errors import Failure
from attnstudio.core.files import make_folder
from attnstudio.core.methods.base import METHODS
from attnstudio.core.overlay import DEFAULT_COLORMAP, DEFAULT_OPACITY, colour_table
from attnstudio.core.request import MethodCall, Result
from attnstudio.core.text import counted
from attnstudio.export import figure as figures
from attnstudio.export.arrays import write_array, write_png
from attnstudio.export.file_names import unique_names
from attnstudio.export.result_cell import cell_of
from attnstudio.notebook import html
from attnstudio.notebook.call import Call
from attnstudio.notebook.choices import Params
from attnstudio.notebook.method_maps import MethodMaps
from attnstudio.notebook.picture_maps import NoMap, PictureMaps
from attnstudio.notebook.predictions import Predictions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from attnstudio.notebook.regions import Regions
    from attnstudio.notebook.scores import Scores


class Maps(Sequence[PictureMaps]):
    """Maps by picture and by method.

    `maps[0]` is the first picture, `maps["gradcam"]` one method of all pictures; `for one in maps` goes through the
    pictures, `maps.methods` names the methods.

    Args:
        call: what was explained.
        calls: the methods, with the parameters that were set.
        results: of the engine, one a picture.
        failures: pictures of a data set that are left out, each with the reason.
    """

    def __init__(
        self, call: Call, calls: Sequence[MethodCall], results: Sequence[Result], failures: Mapping[Path, Failure]
    ) -> None:
        self._call, self._calls, self._results = call, tuple(calls), tuple(results)
        self.failures = dict(failures)

    @property
    def methods(self) -> tuple[str, ...]:
        """Their ids: those that gave a map of at least one picture."""
        there = {one.method for result in self._results for one in result.heatmaps}
        return tuple(call.id for call in self._calls if call.id in there)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Of the pictures; of arrays "image-0", "image-1"..."""
        return self._call.pictures.paths

    @property
    def class_names(self) -> tuple[str, ...]:
        return self._results[0].model.class_names

    @property
    def predictions(self) -> Predictions:
        """What the model answers to the pictures."""
        return Predictions(
            self.paths, [one.prediction for one in self._results], self._call.pictures.labels, self.failures
        )

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """What is explained of each picture: the name of a class, or "A - B"."""
        return tuple(one.target.name(one.model.class_names) for one in self._results)

    def __len__(self) -> int:
        return len(self._results)

    @overload
    def __getitem__(self, which: int) -> PictureMaps: ...

    @overload
    def __getitem__(self, which: str) -> MethodMaps: ...

    @overload
    def __getitem__(self, which: slice) -> Sequence[PictureMaps]: ...

    def __getitem__(self, which: int | str | slice) -> PictureMaps | MethodMaps | Sequence[PictureMaps]:
        """Raises IndexError for a picture that is not there, attnstudio.Failure (also a KeyError) for a method."""
        if isinstance(which, str):
            return self._of_method(which)
        if isinstance(which, slice):
            return [self[number] for number in range(len(self))[which]]
        number = range(len(self))[which]
        return PictureMaps(self._call.pictures.get(number), self._results[number])

    def __contains__(self, which: object) -> bool:
        """Whether there are maps of a method."""
        return which in self.methods

    def __iter__(self) -> Iterator[PictureMaps]:
        return (self[number] for number in range(len(self)))

    def keys(self) -> tuple[str, ...]:
        """As `methods`."""
        return self.methods

    def values(self) -> tuple[MethodMaps, ...]:
        """Of each method."""
        return tuple(self._of_method(method) for method in self.methods)

    def items(self) -> tuple[tuple[str, MethodMaps], ...]:
        """Each method with its maps."""
        return tuple(zip(self.methods, self.values(), strict=True))

    def figure(
        self,
        colormap: str = figures.LAB_COLORMAP,
        opacity: float = figures.LAB_OPACITY,
        *,
        dpi: int = figures.DPI,
        colour_bar: bool = False,
    ) -> Figure:
        """The maps over their pictures: a row for each method, a column for each picture.

        Raises:
            attnstudio.Failure: there is no such colormap.
        """
        colour_table(colormap)
        rows: dict[str, list[figures.Cell | None]] = {METHODS.discover()[one].name: [] for one in self.methods}
        for one in self:
            for method in self.methods:
                heatmap = one.get(method)
                cell = None if heatmap is None else cell_of(one.result, heatmap, one.picture.pixels)
                rows[METHODS.discover()[method].name].append(cell)
        return figures.grid(list(rows.items()), figures.FigureStyle(colormap, opacity, dpi, colour_bar))

    def overlay(
        self,
        picture: int,
        method: str,
        colormap: str = DEFAULT_COLORMAP,
        opacity: float = DEFAULT_OPACITY,
    ) -> np.ndarray:
        """A picture under a map: uint8 (height, width, 3) at the picture's size.

        Raises:
            IndexError, attnstudio.Failure: there is no such picture, map or colormap.
        """
        return self[picture].overlay(method, colormap, opacity)

    def save(
        self,
        folder: str | os.PathLike[str],
        colormap: str = DEFAULT_COLORMAP,
        opacity: float = DEFAULT_OPACITY,
        *,
        overwrite: bool = True,
    ) -> list[Path]:
        """Write NAME.METHOD.npy, the map, and NAME.METHOD.png, the overlay, for each picture and method.

        Returns:
            The files.

        Raises:
            attnstudio.Failure: a file cannot be written, or is there and must not be overwritten.
        """
        target, written = Path(folder), list[Path]()
        make_folder(target)
        for one, name in zip(self, unique_names(self.paths), strict=True):
            for method, heatmap in one.items():
                array, picture = target / f"{name}.{method}.npy", target / f"{name}.{method}.png"
                write_array(array, heatmap.values, force=overwrite)
                write_png(picture, one.overlay(method, colormap, opacity), force=overwrite)
                written += [array, picture]
        return written

    def scores(
        self, metrics: str | Iterable[str] | None = None, *, regions: Regions = None, params: Params = None
    ) -> Scores:
        """Judge the maps by metrics; see `attnstudio.evaluate`. `params`: of the metrics."""
        from attnstudio.notebook.evaluate import evaluate

        return evaluate(self, metrics=metrics, regions=regions, metric_params=params)

    def report(
        self,
        path: str | os.PathLike[str],
        metrics: str | Iterable[str] = (),
        *,
        regions: Regions = None,
        language: str = "en",
        title: Mapping[str, str] | None = None,
        overwrite: bool = True,
    ) -> Path:
        """Write a report of the maps, .html, .docx or .pdf; with metrics, of their scores too.

        Args:
            title: student, group, teacher, course, aim; printed at the top.

        Raises:
            attnstudio.Failure: no report has this ending, there is no such language or field of the title, or the file
                cannot be written.
        """
        from attnstudio.notebook.evaluate import judged

        metrics = (metrics,) if isinstance(metrics, str) else tuple(metrics)
        return judged(self, metrics, regions, None).report(path, language=language, title=title, overwrite=overwrite)

    def explained(self) -> tuple[Call, tuple[MethodCall, ...], tuple[Result, ...]]:
        """What these maps were made from, for `attnstudio.evaluate`."""
        return self._call, self._calls, self._results

    def __repr__(self) -> str:
        return f"<Maps: {counted(len(self), 'picture')}, methods {', '.join(self.methods)}>"

    def _repr_html_(self) -> str:
        return html.grid(self[: html.SHOWN], self.methods, max(0, len(self) - html.SHOWN))

    def _of_method(self, method: str) -> MethodMaps:
        if method in self.methods:
            found = ((one for one in result.heatmaps if one.method == method) for result in self._results)
            return MethodMaps(method, [next(maps, None) for maps in found])
        why = dict(self._results[0].left_out).get(method)
        if why is not None:
            raise NoMap("There is no map of {method}: {reason}", method=method, reason=why)
        raise NoMap(
            "There is no map of {method}. There are: {methods}.", method=method, methods=", ".join(self.methods)
        )


def with_methods(result: Result, others: Result | Failure, calls: Sequence[MethodCall]) -> Result:
    """The maps of two results of the same picture, in the order of the methods. Raises the failure of the other."""
    if isinstance(others, Failure):
        raise others
    maps = {one.method: one for one in (*result.heatmaps, *others.heatmaps)}
    return replace(
        result,
        request=replace(result.request, methods=tuple(calls)),
        heatmaps=tuple(maps[call.id] for call in calls if call.id in maps),
        left_out=(*result.left_out, *others.left_out),
    )
