"""Pictures whose annotations name the objects on them. The label is the category that takes most of a picture; all of
them stand in a column."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from attnstudio.core.datasets.base import NO_LABEL, DataSet, DataSetForm, LeftOut, Reading
from attnstudio.core.datasets.class_folders import SPLIT_COLUMN
from attnstudio.core.datasets.folders import Listing, listing
from attnstudio.core.datasets.picture_places import PicturePlaces
from attnstudio.core.datasets.sequences import LazyPaths, Texts
from attnstudio.core.errors import DataSetFailure, RegionFailure

CATEGORIES_COLUMN = "categories"
EVERY = 500
_JOINT = "; "


class Entry(NamedTuple):
    """Of one picture. `areas`: of all objects of each category, in pixels, in their order."""

    name: str
    areas: Mapping[str, float]
    file: Path
    split: str


class Annotated(DataSetForm):
    """A form that says of each picture what is on it."""

    @abstractmethod
    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[Entry]:
        """Raises DataSetFailure or RegionFailure where nothing can be read."""

    def read(self, path: Path, reading: Reading) -> DataSet:
        left_out: list[LeftOut] = []
        try:
            entries = list(self.entries(path, left_out, reading))
        except RegionFailure as failure:
            raise DataSetFailure(failure.template, **failure.values) from failure
        places: dict[Path, PicturePlaces] = {}
        by_folder = defaultdict[Path, list[str]](list)
        for one in entries:
            if len(by_folder[one.file.parent]) < EVERY:
                by_folder[one.file.parent].append(one.name)
        root = path if path.is_dir() else path.parent
        found: dict[Path, Entry] = {}
        for number, one in enumerate(entries):
            if number % EVERY == 0:
                reading.step(number, len(entries))
            folder = one.file.parent
            if folder not in places:
                places[folder] = PicturePlaces(folder, by_folder[folder])
            where = places[folder].find(one.name)
            if where is None:
                reason = DataSetFailure("{file} names {picture}, which is not there.", file=one.file, picture=one.name)
                left_out.append(LeftOut(one.name, reason, is_picture=True))
            else:
                found.setdefault(folder / where, one)
        if path.is_dir():
            for name in listing(path).pictures:
                found.setdefault(path / name, Entry(name, {}, path, ""))
        if not found:
            reasons = [one.reason for one in left_out]
            raise reasons[0] if reasons else DataSetFailure("There are no pictures in {folders}.", folders=path)
        return _data_set(path, root, found, left_out)


def _data_set(path: Path, root: Path, found: Mapping[Path, Entry], left_out: list[LeftOut]) -> DataSet:
    names = sorted({name for one in found.values() for name in one.areas})
    index = {name: place for place, name in enumerate(names)}
    texts, categories, splits, labels = Texts(), Texts(), Texts(), []
    for picture in sorted(found):
        areas = found[picture].areas
        ranked = sorted(areas, key=lambda name: -areas[name])  # the first of equal ones stays first
        texts.append(str(picture.relative_to(root)) if picture.is_relative_to(root) else str(picture.absolute()))
        labels.append(index[ranked[0]] if ranked else NO_LABEL)
        categories.append(_JOINT.join(ranked))
        splits.append(found[picture].split)
    columns = {CATEGORIES_COLUMN: categories}
    if any(splits):
        columns[SPLIT_COLUMN] = splits
    files = {one.file for one in found.values() if one.areas}
    sources = {file.parent if file.suffix.lower() == ".xml" else file for file in files}
    regions = sources.pop() if len(sources) == 1 else None
    return DataSet(
        path, LazyPaths(root, texts), tuple(names), np.array(labels, np.int32), columns, tuple(left_out), regions
    )


def head(file: Path, count: int) -> bytes:
    """Its first bytes; none of a file that may not be read, which lies beside others that may."""
    try:
        with file.open("rb") as stream:
            return stream.read(count)
    except OSError:
        return b""


def inside(folder: Path) -> Listing:
    """Of a folder below the opened one, which may not be readable."""
    try:
        return listing(folder)
    except OSError:
        return Listing([], [], [])


def with_suffix(folder: Path, here: Listing, suffix: str) -> list[Path]:
    return [folder / name for name in here.others if name.lower().endswith(suffix)]
