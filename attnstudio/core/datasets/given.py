"""Pictures that a call names: files, folders and data sets in any mixture, as rows with labels."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.array_pictures import ArrayPlace, place_of
from attnstudio.core.datasets.base import DataSet, LeftOut, is_data_set, open_data_set, without_labels
from attnstudio.core.datasets.matching import ClassMatch, labels_for, match_classes, without_class
from attnstudio.core.datasets.sequences import Joined, Repeated
from attnstudio.core.errors import ChoiceFailure, DataSetFailure, Failure
from attnstudio.core.models.picture_labels import PictureLabels
from attnstudio.core.text import Notice

Match = Callable[[Sequence[str], Sequence[str]], ClassMatch]  # RememberedMatches.match


@dataclass(frozen=True, eq=False)
class GivenPictures:
    """The rows of all that was named, in its order.

    Attributes:
        parts: of each path that could be read; a single picture is one without labels.
        failures: the paths that give no pictures, each with the reason.
    """

    parts: tuple[DataSet, ...]
    failures: tuple[tuple[Path, Failure], ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def require(self) -> None:
        """Raises the reason if there is no picture at all; ChoiceFailure where only empty folders were named."""
        if len(self):
            return
        for _, failure in self.failures:
            if not isinstance(failure, ChoiceFailure):
                raise failure
        raise _no_pictures(*(path for path, _ in self.failures))

    @property
    def pictures(self) -> Sequence[Path]:
        return Joined([part.pictures for part in self.parts])

    @property
    def left_out(self) -> Sequence[LeftOut]:
        return Joined([part.left_out for part in self.parts])

    @property
    def missing(self) -> Iterator[tuple[Path, Failure]]:
        """What was named, here or in a data set, and is no row, each with the reason."""
        yield from self.failures
        yield from ((Path(one.name), one.reason) for one in self.left_out if one.is_picture)

    @property
    def notes(self) -> Iterator[Failure]:
        """What the data sets lack besides: labels, classes, the end of a file."""
        return (one.reason for one in self.left_out if not one.is_picture)

    @property
    def regions(self) -> tuple[Path, ...]:
        """The annotation files, or folders of such, that their data sets have."""
        return tuple(dict.fromkeys(part.regions for part in self.parts if part.regions is not None))

    @property
    def columns(self) -> list[str]:
        """Headings of the further columns of their tables."""
        return list(dict.fromkeys(heading for part in self.parts for heading in part.columns))

    def column(self, name: str) -> Sequence[str] | None:
        """A column of their tables, empty where a part has none of the name; None: no part has."""
        if not any(name in part.columns for part in self.parts):
            return None
        return Joined([part.columns.get(name) or Repeated("", len(part)) for part in self.parts])

    def labels(self, model_names: Sequence[str], match: Match = match_classes) -> np.ndarray:
        """int32 (n,), indices of the model's classes; NO_LABEL where a picture has none.

        A part without labels has those that the names of its folders and files tell, as core.models.picture_labels
        has it.
        """
        named = PictureLabels(model_names)
        every = (_labels(*one, named) for one in self._matched(model_names, match))
        return np.concatenate([without_labels(0), *every])

    def without_class(self, model_names: Sequence[str], match: Match = match_classes) -> list[LeftOut]:
        """The labels that no class of the model has."""
        return [one for part, found in self._matched(model_names, match) for one in without_class(part, found)]

    def assumed_orders(self, model_names: Sequence[str], match: Match = match_classes) -> list[Notice]:
        """What is to be said of classes that were matched by their order alone, once for each text."""
        named = PictureLabels(model_names)
        orders = []
        for part, found in self._matched(model_names, match):
            by_name = not (part.has_labels or part.class_names) and len(part)
            folders = named.order_of(part.pictures[0]) if by_name else ()
            order = match_classes(folders, model_names) if folders else found
            orders.append(order.assumed_order(model_names))
        return list({str(one): one for one in orders if one is not None}.values())

    def _matched(self, model_names: Sequence[str], match: Match) -> Iterator[tuple[DataSet, ClassMatch]]:
        """The parts, of which there may be thousands of single pictures, with their matches: one for each list of
        classes."""
        found: dict[tuple[str, ...], ClassMatch] = {}
        for part in self.parts:
            if part.class_names not in found:
                found[part.class_names] = match(part.class_names, model_names)
            yield part, found[part.class_names]


def open_given(
    paths: Iterable[Path],
    *,
    cancelled: threading.Event | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GivenPictures:
    """What is neither a folder nor a data set is taken for a picture: decoding says what is wrong with it.

    Raises:
        Cancelled
    """
    parts: list[DataSet] = []
    arrays: dict[Path, DataSet | None] = {}
    failures: list[tuple[Path, Failure]] = []
    for path in paths:
        if is_data_set(path):
            try:
                parts.append(open_data_set(path, cancelled=cancelled, progress=progress))
            except DataSetFailure as failure:
                failures.append((path, failure))
        elif _is_readable_folder(path):
            failures.append((path, _no_pictures(path)))
        elif (place := place_of(path)) is not None:
            parts.append(_row_of_array(path, place, arrays))
        else:
            parts.append(DataSet(path, (path,), (), without_labels(1)))
    return GivenPictures(tuple(parts), tuple(failures))


def _row_of_array(path: Path, place: ArrayPlace, known: dict[Path, DataSet | None]) -> DataSet:
    """A picture of an array with its label, if the array can be opened; `known`: those that were."""
    array = place.file / place.array if place.file.suffix.lower() == ".npz" else place.file
    if array not in known:
        try:
            known[array] = open_data_set(array)
        except DataSetFailure:
            known[array] = None
    whole = known[array]
    if whole is None or place.row >= len(whole) or whole.pictures[place.row] != path:
        return DataSet(path, (path,), (), without_labels(1))
    return DataSet(path, (path,), whole.class_names, whole.labels[place.row : place.row + 1])


def _no_pictures(*folders: Path) -> ChoiceFailure:
    return ChoiceFailure("There are no pictures in {folders}.", folders=", ".join(map(str, folders)))


def _is_readable_folder(path: Path) -> bool:
    try:
        next(path.iterdir(), None)
    except (OSError, ValueError):
        return False
    return True


def _labels(part: DataSet, match: ClassMatch, named: PictureLabels) -> np.ndarray:
    return labels_for(part, match) if part.has_labels or part.class_names else named.of_each(part.pictures)
