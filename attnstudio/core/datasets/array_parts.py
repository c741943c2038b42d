"""Arrays that are read one after the other and become one data set, whatever the files are that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from attnstudio.core.array_pictures import require_range
from attnstudio.core.array_rows import rows_of
from attnstudio.core.datasets.base import NO_LABEL, DataSet, LeftOut, Reading
from attnstudio.core.datasets.class_folders import SPLIT_COLUMN
from attnstudio.core.datasets.sequences import ArrayPaths, Joined, Repeated
from attnstudio.core.errors import DataSetFailure, Failure, PictureFailure


class Labels(NamedTuple):
    """int32 (n,), and the names of the classes where the labels are names."""

    indices: np.ndarray
    names: tuple[str, ...] = ()


class ArrayPictures(NamedTuple):
    """Those of an array that are there, how many there should be, and what says that the file is cut off."""

    paths: Sequence[Path]
    declared: int
    left_out: list[LeftOut]


class ArrayParts:
    """Owns what was read so far.

    Args:
        path: of the data set.
        expected: how many arrays of pictures there are; what is wrong with a single one is raised.
    """

    def __init__(self, path: Path, expected: int, reading: Reading) -> None:
        self._path, self._expected, self._reading = path, expected, reading
        self._pictures: list[Sequence[Path]] = []
        self._labels: list[Labels] = []
        self._splits: list[Sequence[str]] = []
        self.left_out: list[LeftOut] = []

    @contextmanager
    def attempt(self, name: str) -> Iterator[None]:
        """Leave out a part, called so, that cannot be read inside."""
        try:
            yield
        except Failure as failure:
            if self._expected == 1:
                raise
            self.left_out.append(LeftOut(name, failure))

    def add(self, pictures: ArrayPictures, labels: Labels, split: str) -> None:
        """Raises Cancelled."""
        self.left_out += pictures.left_out
        self._pictures.append(pictures.paths)
        self._labels.append(labels)
        self._splits.append(Repeated(split, len(pictures.paths)))
        self._reading.step(sum(map(len, self._pictures)))

    def data_set(self, class_names: tuple[str, ...], file: Path) -> DataSet:
        """All parts, one behind the other.

        Args:
            class_names: by label; () where they are not known. Labels that are names have their own.
            file: which is named where a label has no class.

        Raises:
            Failure: there are no parts: why the first one could not be read.
        """
        if not self._pictures:
            raise self.left_out[0].reason
        labels, names = _join(self._labels, class_names, file, self.left_out)
        columns = {SPLIT_COLUMN: Joined(self._splits)} if len(self._pictures) > 1 else {}
        return DataSet(self._path, Joined(self._pictures), names, labels, columns, tuple(self.left_out))


def picture_paths(file: Path, array: str, reading: Reading) -> ArrayPictures:
    """A compressed array is unpacked here, where that can be cancelled. Raises DataSetFailure, Cancelled."""
    try:
        rows = rows_of(file, array, reading.step)
        declared, count = rows.declared, rows.count
        if count:
            require_range(file, array)
    except PictureFailure as failure:
        raise as_data_set(failure) from failure
    if not count:
        raise DataSetFailure("{array} in {file} holds no pictures.", file=file, array=array)
    left_out = []
    if count < declared:
        reason = DataSetFailure(
            "{file} is cut off after {count} of {n} pictures. Copy or download it again.",
            file=file,
            count=count,
            n=declared,
        )
        left_out.append(LeftOut(f"{array}[{count}]", reason))
    return ArrayPictures(ArrayPaths(file, array, count), declared, left_out)


def _join(
    labels: Sequence[Labels], class_names: tuple[str, ...], file: Path, left_out: list[LeftOut]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The labels of several arrays with the classes of all. A label that no class has is left out."""
    if any(part.names for part in labels):
        class_names = tuple(sorted({name for part in labels for name in part.names}))
        index = {name: place for place, name in enumerate(class_names)}
        moved = []
        for part in labels:
            table = np.array([*(index[name] for name in part.names), NO_LABEL], np.int32)
            moved.append(table[part.indices])
        return np.concatenate(moved), class_names
    joined = np.concatenate([part.indices for part in labels])
    wrong = joined < NO_LABEL
    if class_names:
        wrong |= joined >= len(class_names)
    for value in np.unique(joined[wrong])[:100]:
        count = int((joined == value).sum())
        reason = DataSetFailure(
            "{n} pictures of {file} have the label {label}, which no class has. They have no label.",
            n=count,
            file=file,
            label=int(value),
        )
        left_out.append(LeftOut(str(value), reason))
    joined[wrong] = NO_LABEL
    return joined, class_names


def as_data_set(failure: PictureFailure) -> DataSetFailure:
    return DataSetFailure(failure.template, **failure.values)
