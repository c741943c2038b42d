"""A folder with one subfolder a class, as Keras's `image_dataset_from_directory` and torchvision's `ImageFolder`."""

from __future__ import annotations

import os
from array import array
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from attnstudio.core.datasets.base import FORMS, DataSet, DataSetForm, LeftOut, Reading
from attnstudio.core.datasets.folders import Listing, Place, below, has_pictures, listing
from attnstudio.core.datasets.sequences import LazyPaths, Texts
from attnstudio.core.errors import DataSetFailure

SPLITS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing"})
SPLIT_COLUMN = "split"
_TRIED = 50  # subfolders in which a picture is looked for


@FORMS.register
class ClassFolders(DataSetForm):
    """With subfolders such as `train` and `test` that hold the classes, all are read, and a column tells which.

    Pictures right inside the folder have no class; where they are the most, the folder is one of plain pictures.
    """

    id = "class_folders"
    name = "folder with one subfolder a class"
    rank = 60

    def recognises(self, place: Place) -> bool:
        here = place.inside
        with_pictures = sum(has_pictures(place.path / name) for name in islice(here.folders, _TRIED))
        if here.pictures:
            return with_pictures >= 2 and max(with_pictures, len(here.folders) - _TRIED) > len(here.pictures)
        return with_pictures > 0

    def read(self, path: Path, reading: Reading) -> DataSet:
        here = listing(path)
        splits = _splits(path, here)
        classes = sorted({name for names in splits.values() for name in names}) if splits else here.folders
        index = {name: place for place, name in enumerate(classes)}
        texts, labels, left_out = Texts(), array("i"), list[LeftOut]()
        columns: dict[str, Sequence[str]] = {}
        if splits:
            of_split = columns[SPLIT_COLUMN] = Texts()
            for split, names in splits.items():
                for name in names:
                    count = _add(path, f"{split}/{name}", index[name], texts, labels, left_out, reading)
                    for _ in range(count):
                        of_split.append(split)
        else:
            for name in classes:
                _add(path, name, index[name], texts, labels, left_out, reading)
        left_out += [
            LeftOut(
                name,
                DataSetFailure(
                    "{file} lies in no folder of a class. Move it into that of its class.", file=path / name
                ),
                is_picture=True,
            )
            for name in here.pictures
        ]
        found = np.array(labels, np.int32)
        return DataSet(path, LazyPaths(path, texts), tuple(classes), found, columns, tuple(left_out))


def _splits(path: Path, here: Listing) -> dict[str, list[str]]:
    """The class folders of each split; none where the folders are classes themselves."""
    if not here.folders or not all(name.lower() in SPLITS for name in here.folders):
        return {}
    inside = {name: listing(path / name) for name in here.folders}
    if any(found.pictures or not found.folders for found in inside.values()):
        return {}
    return {name: found.folders for name, found in inside.items()}


def _add(
    root: Path,
    folder: str,
    label: int,
    texts: Texts,
    labels: array[int],
    left_out: list[LeftOut],
    reading: Reading,
) -> int:
    """Add the pictures anywhere below a class's folder; returns how many. Raises Cancelled."""
    failed: list[tuple[Path, DataSetFailure]] = []
    before, start = len(texts), len(str(root / "x")) - 1
    for place, names in below(root / folder, failed):
        inside = str(place)[start:]
        for name in names:
            texts.append(f"{inside}{os.sep}{name}")
        labels.extend([label] * len(names))
        reading.step(len(texts))
    left_out += [LeftOut(str(place)[start:], failure) for place, failure in failed]
    if len(texts) == before and not failed:
        reason = DataSetFailure("There are no pictures in {folders}.", folders=root / folder)
        left_out.append(LeftOut(folder, reason))
    return len(texts) - before
