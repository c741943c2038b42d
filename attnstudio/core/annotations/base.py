"""What a form of annotation file is, and how regions are found in files and folders of any form.

A form is one file in this folder that registers its class; nothing else changes.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import ClassVar, TypeVar

from attnstudio.core.annotations.content import Content, unreadable
from attnstudio.core.annotations.values import limited
from attnstudio.core.errors import RegionFailure
from attnstudio.core.images import Note
from attnstudio.core.regions import Region, Shape, Size, check_place, named
from attnstudio.core.registry import Registry
from attnstudio.core.text import Notice, mark

T = TypeVar("T")
Index = dict[str, list[T]]  # by base name and by stem
_SHOWN = 5  # names in a message


@dataclass(frozen=True)
class Entry:
    """What a file says of one picture.

    Attributes:
        pictures: names by which the file knows the picture.
        read: from what messages call the entry, and a taker of notices, to the region. Raises RegionFailure.
        size: (width, height) of the picture, where the file tells it.
    """

    pictures: tuple[str, ...]
    read: Callable[[str, Note], Region]
    size: Size | None = None


class Format(ABC):
    """A stateless form of annotation file.

    `suffixes`: of such files, in lower case. `nameless`: they do not say whose they are, so a picture that is asked for
    alone is meant.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    suffixes: ClassVar[frozenset[str]]
    nameless: ClassVar[bool] = False

    @abstractmethod
    def recognises(self, content: Content) -> bool:
        """Whether a file is of this form; its name says nothing. Raises RegionFailure where it cannot be read."""

    @abstractmethod
    def entries(self, content: Content) -> Sequence[Entry]:
        """What a recognised file says, before it is read. Raises RegionFailure where it is damaged."""


FORMATS: Registry[Format] = Registry("attnstudio.core.annotations")


@dataclass(frozen=True)
class Annotations:
    """Regions by the base name of the picture that was asked for, and what the user should know of them."""

    regions: Mapping[str, Region]
    notices: tuple[Notice, ...] = ()

    def region_of(self, picture: Path) -> Region | None:
        """By the base name, else by the stem. Letter case and the forms of Unicode make no difference."""
        return next(iter(_found(self._index, picture.name)), None)

    @cached_property
    def _index(self) -> Index[Region]:
        return _by_name(((name,), region) for name, region in self.regions.items())


def load(path: Path, pictures: Sequence[Path | str]) -> Annotations:
    """The regions of pictures, from an annotation file, or from a folder with one file a picture, of its stem.

    Where a file tells the size of a picture, its shapes are checked against it; `regions.check` does so in any case,
    and says what is cut off.

    Args:
        path: its content says of what form it is.
        pictures: paths or names; what the file says of others is not read.

    Raises:
        RegionFailure: the file cannot be read, is wrong, or says nothing of these pictures.
    """
    try:
        folder = path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from error
    found = _in_folder(path, pictures) if folder else _in_file(path, pictures)
    names = [PurePath(picture).name for picture in pictures]
    for name in found.regions:
        if names.count(name) > 1:
            raise RegionFailure(
                "{file} has a region of {picture}, and several of these pictures are called so. Rename them.",
                file=path,
                picture=name,
            )
    if not found.regions:
        raise RegionFailure(
            "{file} has no region of {pictures}. Choose the annotations of these pictures.",
            file=path,
            pictures=few(names),
        )
    return found


def united(shapes: Iterable[Shape], labels: Iterable[str], name: str, note: Note) -> Region:
    """The region of several objects, with the labels that they have."""
    kinds = list(dict.fromkeys(label for label in labels if label))
    if len(kinds) > 1:
        note(mark("{name}: the region joins objects of several classes: {labels}."), name=name, labels=few(kinds))
    return Region(tuple(shapes), label=", ".join(kinds))


def few(names: Iterable[str]) -> str:
    """The first of many names, for a message."""
    shown = [name if name.isprintable() else repr(name) for name in names]
    return ", ".join(shown[:_SHOWN]) + (", ..." if len(shown) > _SHOWN else "")


def _in_file(path: Path, pictures: Sequence[Path | str]) -> Annotations:
    content = Content.of(path)
    form = next((form for form in FORMATS if form.recognises(content)), None)
    if form is None:
        raise RegionFailure(
            "{file} is none of the annotations that are read: {forms}. Export it as one of these.",
            file=path,
            forms=", ".join(form.name for form in FORMATS),
        )
    entries = form.entries(content)
    index = _by_name((entry.pictures, entry) for entry in entries)
    regions: dict[str, Region] = {}
    notices: list[Notice] = []
    failures: list[RegionFailure] = []

    def note(template: str, **values: object) -> None:
        notices.append(Notice(template, values))

    for picture in (PurePath(picture).name for picture in pictures):
        matching = entries if form.nameless and len(pictures) == 1 else _found(index, picture)
        try:
            if len(matching) > 1:
                raise RegionFailure(
                    "{file} speaks of several pictures that may be {picture}. Rename them, or split the file.",
                    file=path,
                    picture=picture,
                )
            for entry in matching:
                name = named(path, picture)
                region = replace(entry.read(name, note), file=path, picture_size=entry.size)
                region = limited(region, name)
                if entry.size is not None:
                    check_place(region, entry.size, picture)
                if region.shapes:
                    regions[picture] = region
        except RegionFailure as failure:  # of this picture; the others have theirs
            failures.append(failure)
    if failures and not regions:
        raise failures[0]
    notices += [Notice(failure.template, failure.values) for failure in failures]
    return Annotations(regions, tuple(notices))


def _in_folder(folder: Path, pictures: Sequence[Path | str]) -> Annotations:
    files = _by_name(((file.name,), file) for file in _files(folder, pictures))
    naming = _suffixes(nameless=False)
    regions: dict[str, Region] = {}
    notices: list[Notice] = []
    failures: list[RegionFailure] = []
    for picture in {PurePath(picture).name: None for picture in pictures}:
        beside = files.get(_stem(picture), [])
        # A copy of the picture may lie beside what is said of it: only where nothing is said it is taken for a mask.
        beside = [file for file in beside if file.suffix.lower() in naming] or beside
        if len(beside) > 1:
            raise RegionFailure(
                "{folder} has several annotation files for {picture}: {files}. Leave one of them there.",
                folder=folder,
                picture=picture,
                files=few(file.name for file in beside),
            )
        for file in beside:
            try:
                found = _in_file(file, [picture])
            except RegionFailure as failure:  # of this file; the others may be good
                failures.append(failure)
            else:
                regions |= found.regions
                notices += found.notices
    if failures and not regions:
        raise failures[0]
    notices += [Notice(failure.template, failure.values) for failure in failures]
    return Annotations(regions, tuple(notices))


def _files(folder: Path, pictures: Sequence[Path | str]) -> list[Path]:
    """The annotation files of a folder; the pictures themselves, which may lie there too, are none."""
    suffixes = _suffixes(nameless=True) | _suffixes(nameless=False)
    try:
        themselves = {path.parent.resolve() / path.name for path in map(Path, pictures)}
        here = folder.resolve()
        return [
            folder / file.name
            for file in sorted(here.iterdir())
            if file.suffix.lower() in suffixes and file not in themselves
        ]
    except (OSError, RuntimeError) as error:
        raise unreadable(folder, error) from error


def _suffixes(*, nameless: bool) -> set[str]:
    return {suffix for form in FORMATS if form.nameless == nameless for suffix in form.suffixes}


def _by_name(named: Iterable[tuple[Iterable[str], T]]) -> Index[T]:
    index: Index[T] = {}
    for names, value in named:
        for key in {key for name in names for key in (_key(name), _stem(name))}:
            index.setdefault(key, []).append(value)
    return index


def _found(index: Index[T], picture: str) -> list[T]:
    return index.get(_key(picture)) or index.get(_stem(picture)) or []


def _key(name: str) -> str:
    """The base name of a path of any system, as it is compared."""
    return unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1]).casefold()


def _stem(name: str) -> str:
    return PurePath(_key(name)).stem
