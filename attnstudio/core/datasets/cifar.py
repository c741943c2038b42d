"""The binary batches of CIFAR-10 and CIFAR-100, which hold no pickles."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from attnstudio.core.array_rows import IMAGES, cifar_labels, rows_of
from attnstudio.core.datasets.array_parts import ArrayParts, Labels, as_data_set, picture_paths
from attnstudio.core.datasets.base import FORMS, DataSet, DataSetForm, Reading
from attnstudio.core.datasets.folders import Place, listing
from attnstudio.core.errors import PictureFailure
from attnstudio.core.files import read_bounded

_NAMES_10, _NAMES_100 = "batches.meta.txt", "fine_label_names.txt"
_MAX_NAMES_BYTES = 2**20


@FORMS.register
class Cifar(DataSetForm):
    """The fine labels of CIFAR-100; names from the text file beside the batches."""

    id = "cifar"
    name = "CIFAR's binary batches"
    rank = 30

    def recognises(self, place: Place) -> bool:
        if _is_batch(place.path.name):
            return place.is_file
        return any(map(_is_batch, place.inside.others))

    def read(self, path: Path, reading: Reading) -> DataSet:
        folder = path if path.is_dir() else path.parent
        is_fine = False
        files = _batches(path) if path.is_dir() else [path]
        parts = ArrayParts(path, len(files), reading)
        for file in files:
            with parts.attempt(file.name):
                there = picture_paths(file, IMAGES, reading)
                labels = Labels(_labels(file, len(there.paths)))
                is_fine |= cifar_labels(file) == 2
                parts.add(there, labels, "test" if "test" in file.name.lower() else "train")
        return parts.data_set(_names(folder / (_NAMES_100 if is_fine else _NAMES_10)), path)


def _is_batch(name: str) -> bool:
    name = name.lower()
    return name.endswith(".bin") and (
        name.startswith(("data_batch", "test_batch")) or name in ("train.bin", "test.bin")
    )


def _batches(folder: Path) -> list[Path]:
    """That of tests first."""
    found = [folder / name for name in listing(folder).others if _is_batch(name)]
    return sorted(found, key=lambda file: ("test" not in file.name.lower(), file.name))


def _labels(file: Path, count: int) -> np.ndarray:
    """The byte right before each picture: int32 (count,)."""
    try:
        rows = rows_of(file, IMAGES)
    except PictureFailure as failure:
        raise as_data_set(failure) from failure
    found = np.empty(count, np.int32)
    with file.open("rb") as stream:
        for place in range(count):
            stream.seek(rows.start - 1 + place * rows.stride)
            found[place] = stream.read(1)[0]
    return found


def _names(file: Path) -> tuple[str, ...]:
    try:
        data, _ = read_bounded(file, _MAX_NAMES_BYTES)
    except (OSError, ValueError):
        return ()
    return tuple(line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip())
