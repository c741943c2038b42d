"""The class of a picture from the name of its folder or file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.models import class_names

_IMAGENET_CLASSES = 1000
_WNID = re.compile(r"^n\d{8}(?=$|[ _.-])")
_NUMBER_BEHIND = re.compile(r"[\s_.-]*\(?\d+\)?$")  # goldfish_017, goldfish (2)
_NUMBER_BEFORE = re.compile(r"^\d+[\s_.-]+")


class PictureLabels:
    """Finds the class index of pictures.

    Args:
        names: of the classes, by index. Where they are only numbers, folders may be called by these, or be as many as
            the classes, in the order of the alphabet, as Keras's `image_dataset_from_directory` takes them. Then a
            model of 1000 classes is also taken for one of ImageNet's.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._count = len(names)
        self._numbered = tuple(names) == class_names.numbered(len(names))
        if self._numbered and len(names) == _IMAGENET_CLASSES:
            names = paths.resource("labels", "imagenet.txt").read_text(encoding="utf-8").splitlines()
        elif self._numbered:
            names = ()
        self._exact = unique_names(
            (" ".join(name.replace("_", " ").split()), index) for index, name in enumerate(names)
        )
        whole = [(_plain(name), index) for index, name in enumerate(names)]
        # "tench, Tinca tinca"
        synonyms = [
            (_plain(part), index) for index, name in enumerate(names) for part in name.split(",") if "," in name
        ]
        self._plain = unique_names(synonyms) | unique_names(whole)
        self._folders: dict[Path, tuple[str, ...]] = {}

    def of(self, picture: Path) -> int | None:
        """The class index; None if the names match no class, or two."""
        picture = picture.absolute()
        found = {self._of_folder(picture.parent), self._of_file(picture.stem)} - {None}
        return found.pop() if len(found) == 1 else None

    def of_each(self, pictures: Sequence[Path]) -> np.ndarray:
        """int32 (n,): class indices; -1: none, as of all pictures of an array."""
        found = (self.of(path) if path.suffix else None for path in pictures)
        return np.fromiter((-1 if label is None else label for label in found), np.int32, len(pictures))

    def order_of(self, picture: Path) -> tuple[str, ...]:
        """The folders, in the order of the classes, where a picture has its class by the place of its folder among
        these alone; (): it does not."""
        folder = picture.absolute().parent
        siblings = self._folders.get(folder.parent, ()) if self._of_folder(folder) is not None else ()
        by_number = folder.name.isdecimal() and int(folder.name) < self._count
        return () if by_number or folder.name not in siblings else siblings

    def choose(self, pictures: Iterable[Path], most: int) -> list[tuple[Path, int]]:
        """At most so many pictures that have a label, evenly of all classes."""
        by_class = defaultdict[int, list[Path]](list)
        for picture in pictures:
            if (label := self.of(picture)) is not None:
                by_class[label].append(picture)
        rounds = zip_longest(*([(path, label) for path in found] for label, found in by_class.items()))
        return [one for one in chain.from_iterable(rounds) if one is not None][:most]

    def _of_file(self, stem: str) -> int | None:
        return self._named(stem, stem.split(".")[0], _NUMBER_BEHIND.sub("", stem), _NUMBER_BEFORE.sub("", stem))

    def _of_folder(self, folder: Path) -> int | None:
        if not self._numbered or self._plain:
            return self._named(folder.name)
        if folder.name.isdecimal() and int(folder.name) < self._count:
            return int(folder.name)
        if folder.parent not in self._folders:
            self._folders[folder.parent] = tuple(_folders_of_pictures(folder.parent))
        siblings = self._folders[folder.parent]
        return siblings.index(folder.name) if len(siblings) == self._count and folder.name in siblings else None

    def _named(self, *candidates: str) -> int | None:
        for text in dict.fromkeys(chain.from_iterable((one, _WNID.sub("", one)) for one in candidates)):
            spaced = " ".join(text.replace("_", " ").split())
            if (index := self._exact.get(spaced, self._plain.get(_plain(text)))) is not None:
                return index
        return None


def labels_by_name(pictures: Sequence[Path], class_names: Sequence[str]) -> np.ndarray:
    """int32 (n,): class indices of pictures that are named after a class, or whose folder is; -1: not so."""
    return PictureLabels(class_names).of_each(pictures)


def _plain(name: str) -> str:
    """Without the differences that folders' and files' names do not keep."""
    return " ".join(re.sub(r"[\W_]+", " ", _WNID.sub("", name.strip())).casefold().split())


def unique_names(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Names that only one class has."""
    found = defaultdict[str, set[int]](set)
    for name, index in pairs:
        if name:
            found[name].add(index)
    return {name: next(iter(indices)) for name, indices in found.items() if len(indices) == 1}


def with_class_folders(files: Iterable[Path]) -> Iterator[Path]:
    """Each path, and behind a folder those right inside it that hold pictures: courses sort these by class."""
    for path in files:
        yield path
        yield from (path / name for name in _folders_of_pictures(path))


def _folders_of_pictures(folder: Path) -> Iterator[str]:
    try:
        inside = sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
    except OSError:
        return
    for one in inside:
        if any(images.list_pictures([one])):
            yield one.name
