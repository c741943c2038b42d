"""The pictures of a call with their labels and targets, and those among them that `--only` selects."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from attnstudio import paths
from attnstudio.core import targets
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.base import without_labels
from attnstudio.core.datasets.given import GivenPictures, Match
from attnstudio.core.datasets.matching import ClassMatch, How
from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.core.datasets.sequences import Chosen
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import ChoiceFailure, Failure, first_line
from attnstudio.core.files import TooLargeError, read_bounded
from attnstudio.core.images import Picture
from attnstudio.core.models.base import spec_of
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request, Subject
from attnstudio.core.row_filter import PictureRow, RowFilter, parse
from attnstudio.core.text import counted
from attnstudio.terminal import ProgressBar

_MAX_BYTES = 256 * 2**20


@dataclass(frozen=True)
class RowChoice:
    """What the command line says of the rows.

    Attributes:
        only: the words of `--only`.
        targets: a table of pictures and their targets.
        class_map: a table of the data set's classes and the model's.
    """

    only: tuple[str, ...] = ()
    targets: Path | None = None
    class_map: Path | None = None


@dataclass(frozen=True, eq=False)
class LabelledPictures:
    """Rows of equal number. `labels`: int32, indices of the model's classes, negative: none. `own_targets`: of each
    picture, empty where the request's holds."""

    pictures: Sequence[Path]
    labels: np.ndarray
    own_targets: Sequence[str] | None = None

    @staticmethod
    def without_labels(pictures: Sequence[Path]) -> LabelledPictures:
        return LabelledPictures(pictures, without_labels(len(pictures)))

    def __len__(self) -> int:
        return len(self.pictures)

    def label(self, number: int) -> int | None:
        label = int(self.labels[number])
        return label if label >= 0 else None

    def target(self, number: int) -> str:
        return "" if self.own_targets is None else self.own_targets[number]

    def subject(self, number: int, picture: Picture) -> Subject:
        return Subject(picture, self.target(number), self.label(number))

    def at(self, numbers: Sequence[int]) -> LabelledPictures:
        """Some of them."""
        own = None if self.own_targets is None else [self.own_targets[number] for number in numbers]
        places = np.array(numbers, np.intp)
        return LabelledPictures(Chosen(self.pictures, places), self.labels[places], own)


def class_names(request: Request) -> tuple[str, ...]:
    """Of the request's model, before it is loaded."""
    return spec_of(request.model, request.options).class_names()


def labelled(given: GivenPictures, request: Request, choice: RowChoice) -> LabelledPictures:
    """The rows of what was named; labels that are no class of the model are printed on stderr, where they matter.

    Raises:
        ChoiceFailure: a table of the call cannot be used.
    """
    names = class_names(request)
    match = _match(choice.class_map)
    rows = LabelledPictures(given.pictures, given.labels(names, match))
    column = targets.column_of(request.target)
    if choice.targets is not None:
        rows = replace(rows, own_targets=_own_targets(choice.targets, rows.pictures))
    elif column is not None:
        rows = replace(rows, own_targets=_column(column, given))
    if request.methods and not (choice.only or choice.class_map or targets.depends_on_label(request.target)):
        return rows
    _print_matching(given, names, match)
    if choice.targets is None and targets.depends_on_label(request.target):
        _require_labels(rows, f"--target {request.target}")
    return rows


def _require_labels(rows: LabelledPictures, option: str) -> None:
    """Raises ChoiceFailure where no picture has one; where only some have none, these fail by themselves."""
    if len(rows) and not (rows.labels >= 0).any():
        raise ChoiceFailure(
            "{option} needs labels, and no picture has one. Sort the pictures into one folder per class, or name a CSV "
            "file of paths and labels instead.",
            option=option,
        )


def select(
    rows: LabelledPictures,
    request: Request,
    choice: RowChoice,
    engine: EngineInterface,
    ctx: RunContext,
    has_region: Callable[[Path], bool] | None = None,
) -> LabelledPictures:
    """The rows that `--only` selects; where that takes predictions, they are computed, or found in the cache.

    Raises:
        ChoiceFailure: a word means nothing, or asks for what there is not; or none is left.
        Failure: the model cannot be used.
        Cancelled: the context's token was set.
    """
    if not choice.only:
        return rows
    wanted = parse(choice.only, class_names(request))
    if wanted.needs_label:
        _require_labels(rows, f"--only {' '.join(choice.only)}")
    if wanted.region and has_region is None:
        raise ChoiceFailure("--only region needs --boxes, which says where the objects are.")
    numbers = list(_selected(rows, request, wanted, engine, ctx, has_region))
    if not numbers:
        raise ChoiceFailure(
            "--only {filters} leaves none of the {n} pictures. Choose another filter.",
            filters=" ".join(choice.only),
            n=len(rows),
        )
    print(
        f"attnstudio: --only {' '.join(choice.only)}: {len(numbers)} of {counted(len(rows), 'picture')}",
        file=sys.stderr,
    )
    return rows.at(numbers)


def _selected(
    rows: LabelledPictures,
    request: Request,
    wanted: RowFilter,
    engine: EngineInterface,
    ctx: RunContext,
    has_region: Callable[[Path], bool] | None,
) -> Iterator[int]:
    for number, outcome in _predictions(rows, request, wanted, engine, ctx):
        row = PictureRow(
            name=str(rows.pictures[number]),
            label=rows.label(number),
            prediction=outcome if isinstance(outcome, PredictedRow) else None,
            has_region=has_region is not None and has_region(rows.pictures[number]),
            failed=isinstance(outcome, Failure),
        )
        if wanted(row):
            yield number


def _predictions(
    rows: LabelledPictures, request: Request, wanted: RowFilter, engine: EngineInterface, ctx: RunContext
) -> Iterator[tuple[int, PredictedRow | Failure | None]]:
    if not wanted.needs_prediction:
        yield from ((number, None) for number in range(len(rows)))
        return
    with PredictionCache() as cache, ProgressBar("predictions") as bar:
        shown = replace(ctx, on_progress=bar.show)
        yield from engine.predict_each(request, rows.pictures, rows.labels, shown, cache)


# Tables of the call


def _match(class_map: Path | None) -> Match:
    """The matches of the table, else those that the user confirmed before."""
    remembered = RememberedMatches.load(paths.class_matches_file())
    if class_map is None:
        return remembered.match
    table = {row[0].strip(): row[1].strip() if len(row) > 1 else "" for row in _table(class_map) if row}

    def match(dataset_name: Sequence[str], model_names: Sequence[str]) -> ClassMatch:
        found = remembered.match(dataset_name, model_names)
        indices = found.indices.tolist()
        for place, name in enumerate(found.names):
            if (model_name := table.get(name.strip())) is not None:
                indices[place] = targets.class_index(model_name, model_names) if model_name else -1
        return found.confirmed(indices)

    return match


def _own_targets(file: Path, pictures: Sequence[Path]) -> list[str]:
    """The target of each picture; empty if the table does not name it."""
    by_path: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for row in _table(file):
        if len(row) < 2 or not row[0].strip():
            continue
        name, target = row[0].strip(), row[1].strip()
        by_path[_whole(file.parent / name)] = target
        by_name[name] = target
    found = [by_path.get(_whole(path), by_name.get(str(path), by_name.get(path.name, ""))) for path in pictures]
    if not any(found):
        raise ChoiceFailure(
            "{file} names none of the pictures. Its rows are a picture's path or name, and its target.", file=file
        )
    if without := sum(not one for one in found):
        print(
            f"attnstudio: {file} has no target for {without} of {counted(len(found), 'picture')}: --target holds",
            file=sys.stderr,
        )
    return found


def _column(heading: str, given: GivenPictures) -> Sequence[str]:
    """The target that a column of the data sets' tables names for each picture; empty: none."""
    found = given.column(heading)
    if found is None:
        raise ChoiceFailure(
            "No table of the data set has a column {column}. Columns: {columns}.",
            column=heading,
            columns=", ".join(given.columns) or "-",
        )
    return found


def _whole(path: Path) -> str:
    return os.path.normpath(path.absolute())


def _table(file: Path) -> list[list[str]]:
    """Rows of a CSV file, its delimiter found by its first line. Raises ChoiceFailure."""
    try:
        text = read_bounded(file, _MAX_BYTES)[0].decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = max("\t;,", key=head.count)
        return list(csv.reader(text.splitlines(), delimiter=delimiter))
    except (OSError, TooLargeError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or first_line(error)
        raise ChoiceFailure("{file} cannot be read as a CSV file: {reason}.", file=file, reason=reason) from error


def _print_matching(given: GivenPictures, names: Sequence[str], match: Match) -> None:
    """Print to stderr what was assumed of classes, and the unmatched ones with the most similar class name of each."""
    for notice in given.assumed_orders(names, match):
        print(f"attnstudio: {notice} (--labels FILE, or --class-map FILE.csv)", file=sys.stderr)
    unmatched = given.without_class(names, match)
    if not unmatched:
        return
    near = {
        dataset_name: names[proposal.index]
        for part in given.parts
        if part.class_names
        for found in [match(part.class_names, names)]
        for dataset_name, proposal in zip(found.names, found.proposals, strict=True)
        if proposal is not None and proposal.how is How.NEAR
    }
    for one in unmatched:
        hint = f" Near: {near[one.name]}." if one.name in near else ""
        print(f"attnstudio: {one.reason}{hint}", file=sys.stderr)
    if any(part.class_names for part in given.parts):  # indices of the model's classes have no names to map
        print(
            "attnstudio: --class-map FILE.csv says which classes of the model these are: the data set's name, the "
            "model's",
            file=sys.stderr,
        )
