"""The four IDX files of MNIST and its relatives (Fashion-MNIST, KMNIST, EMNIST), packed by gzip or not."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.array_rows import IMAGES
from attnstudio.core.datasets.array_parts import ArrayParts, picture_paths
from attnstudio.core.datasets.arrays import Pair, read_labels
from attnstudio.core.datasets.base import FORMS, DataSet, DataSetForm, LeftOut, Reading
from attnstudio.core.datasets.folders import Place, listing
from attnstudio.core.errors import DataSetFailure

_PICTURES, _LABELS = "idx3-ubyte", "idx1-ubyte"


@FORMS.register
class Idx(DataSetForm):
    """Opened by their folder, all of them are read; by a file of pictures or of labels, these with those that belong
    to them."""

    id = "idx"
    name = "MNIST's IDX files"
    rank = 20

    def recognises(self, place: Place) -> bool:
        if _is_idx(place.path.name):
            return place.is_file
        return any(map(_is_of_pictures, place.inside.others))

    def read(self, path: Path, reading: Reading) -> DataSet:
        files = _files(path) if path.is_dir() else [_of_pictures(path)]
        parts = ArrayParts(path, len(files), reading)
        for file in files:
            with parts.attempt(file.name):
                there = picture_paths(file, IMAGES, reading)
                labels = _of_labels(file)
                if labels is None:
                    reason = DataSetFailure(
                        "There is no file of labels beside {file}: its pictures have none.", file=file
                    )
                    parts.left_out.append(LeftOut(file.name, reason))
                pair = Pair((file, IMAGES), None if labels is None else (labels, IMAGES), _split(file))
                parts.add(there, read_labels(pair, there, parts.left_out, reading), pair.split)
        return parts.data_set((), path)


def _is_idx(name: str) -> bool:
    name = name.lower().removesuffix(".gz")
    return name.endswith((_PICTURES, _LABELS))


def _is_of_pictures(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(_PICTURES)


def _files(folder: Path) -> list[Path]:
    """The files of pictures, those of tests first; one of two copies, packed and not."""
    found: dict[str, Path] = {}
    for name in sorted(listing(folder).others, key=lambda name: name.lower().endswith(".gz")):
        if _is_of_pictures(name):
            found.setdefault(name.lower().removesuffix(".gz"), folder / name)
    return [found[name] for name in sorted(found)]


def _of_pictures(file: Path) -> Path:
    """The file of pictures that a file of labels belongs to; another file itself."""
    return _counterpart(file, _LABELS, _PICTURES, "labels", "images") or file


def _of_labels(file: Path) -> Path | None:
    return _counterpart(file, _PICTURES, _LABELS, "images", "labels")


def _counterpart(file: Path, its: str, other: str, word: str, other_word: str) -> Path | None:
    """The file in its folder that differs by these words, packed or not."""
    if its not in file.name.lower():
        return None
    wanted = file.name.lower().removesuffix(".gz").replace(its, other).replace(word, other_word)
    try:
        neighbours = {name.lower(): file.with_name(name) for name in listing(file.parent).others}
    except OSError:
        return None
    return neighbours.get(wanted) or neighbours.get(f"{wanted}.gz")


def _split(file: Path) -> str:
    name = file.name.lower()
    return "test" if name.startswith(("t10k", "test")) else "train" if name.startswith("train") else name.split("-")[0]
