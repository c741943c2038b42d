"""Base of annotation formats, and finding regions in files and folders of any format.

A form is one file in this folder that registers its class; nothing else changes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from attnstudio.core.annotations.builder import RegionBuilder
from attnstudio.core.annotations.content import Content, too_large, unreadable
from attnstudio.core.annotations.picture_names import Index, Pictures, by_name, found_in, stem_of
from attnstudio.core.annotations.values import first_names
from attnstudio.core.errors import RegionFailure
from attnstudio.core.images import SUFFIXES
from attnstudio.core.regions import Region, Size, check_place, named
from attnstudio.core.registry import Registry
from attnstudio.core.text import Notice, tr_noop


@dataclass(frozen=True)
class Entry:
    """The entry of one picture in an annotation file.

    Attributes:
        pictures: names by which the file knows the picture.
        read: adds the entry's objects to the builder. Raises RegionFailure if none can be used.
        size: (width, height) of the picture, if the file has it.
    """

    pictures: tuple[str, ...]
    read: Callable[[RegionBuilder], None]
    size: Size | None = None


class Format(ABC):
    """A stateless form of annotation file.

    `suffixes`: of such files, in lower case. `nameless`: such a file does not name its picture, so it belongs to the
    requested picture if there is only one.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    suffixes: ClassVar[frozenset[str]]
    nameless: ClassVar[bool] = False

    @abstractmethod
    def recognises(self, content: Content) -> bool:
        """Whether a file is of this form; its name says nothing. Raises RegionFailure where it cannot be read."""

    def may_be(self, path: Path) -> bool:
        """Whether a file of one of the suffixes is probably meant as annotations; where others use the suffix too, by
        what it holds."""
        return True

    def file_of(self, picture: Path) -> Path | None:
        """The annotation file of a picture where this format keeps it in another folder by convention."""
        return None

    @abstractmethod
    def entries(self, content: Content) -> Sequence[Entry]:
        """The entries of a recognised file. Raises RegionFailure if it is damaged."""


FORMATS: Registry[Format] = Registry("attnstudio.core.annotations")


@dataclass(frozen=True)
class Annotations:
    """Regions by the base name of the requested picture, with notices for the user."""

    regions: Mapping[str, Region]
    notices: tuple[Notice, ...] = ()
    others: tuple[str, ...] = ()  # all pictures that the file names, requested or not

    def region_of(self, picture: Path) -> Region | None:
        """By the base name, else by the stem. Letter case and the forms of Unicode make no difference."""
        return next(iter(found_in(self._index, picture.name)), None)

    @cached_property
    def _index(self) -> Index[Region]:
        return by_name(((name,), region) for name, region in self.regions.items())


def load(path: Path, pictures: Sequence[Path | str], *, count_difficult: bool = False) -> Annotations:
    """The regions of pictures, from an annotation file, or from a folder with one file a picture, of its stem.

    A shape that cannot be used is left out with a notice. If the file has the size of the picture, shapes are checked
    against it; `regions.check` checks them against the picture itself, with a notice of what is cut off.

    Args:
        path: its format is recognised by its content.
        pictures: paths or names; entries of other pictures are not read.
        count_difficult: whether objects count that are marked as a crowd (COCO) or as difficult (Pascal VOC), which
            their evaluations leave out.

    Raises:
        RegionFailure: the file cannot be read, is wrong, or says nothing of these pictures.
    """
    try:
        folder = path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from error
    wanted = Pictures.of(tuple(pictures))
    found = _in_folder(path, wanted, count_difficult) if folder else _in_file(Content.of(path), wanted, count_difficult)
    for name in found.regions:
        if name in wanted.doubled:
            raise RegionFailure(
                "{file} has a region for {picture}, but several of these pictures have this name. Rename them.",
                file=path,
                picture=name,
            )
    if not found.regions:
        raise _without_regions(path, list(wanted.paths), found.others, is_folder=folder)
    return found


def _without_regions(path: Path, names: Sequence[str], others: Sequence[str], *, is_folder: bool) -> RegionFailure:
    index = by_name(((name,), name) for name in others)
    if any(found_in(index, name) for name in names):
        reason = Notice(tr_noop("they have no annotated objects"))
    elif others:
        reason = Notice(tr_noop("it describes {others}"), {"others": first_names(others)})
    elif is_folder:
        reason = Notice(tr_noop("no annotation file in it has their names"))
    else:
        reason = Notice(tr_noop("it has no annotated objects"))
    return RegionFailure(
        "{file} has no region for {pictures}: {reason}. Choose the annotation file of these pictures.",
        file=path,
        pictures=first_names(names),
        reason=reason,
    )


def _in_file(content: Content, pictures: Pictures, count_difficult: bool) -> Annotations:
    path = content.path
    entries, nameless = _entries(content)
    index = by_name((entry.pictures, entry) for entry in entries)
    regions: dict[str, Region] = {}
    notices: list[Notice] = []
    failures: list[RegionFailure] = []

    def note(template: str, **values: object) -> None:
        notices.append(Notice(template, values))

    names = [name for entry in entries for name in entry.pictures]
    alone = nameless and len(pictures.paths) == 1
    for picture in pictures.paths if alone else pictures.called(names):
        matching = entries if alone else found_in(index, picture)
        try:
            if len(matching) > 1:
                raise RegionFailure(
                    "{file} has several entries that match {picture}. Rename the pictures, or split the file.",
                    file=path,
                    picture=picture,
                )
            for entry in matching:
                builder = RegionBuilder(
                    named(path, picture), pictures.paths[picture], entry.size, note, count_difficult
                )
                entry.read(builder)
                region = replace(builder.build(), file=path, picture_size=entry.size, with_difficult=count_difficult)
                if entry.size is not None:
                    check_place(region, entry.size, picture)
                if region.shapes:
                    regions[picture] = region
        except RegionFailure as failure:
            failures.append(failure)
    if failures and not regions:
        raise failures[0]
    notices += [Notice(failure.template, failure.values) for failure in failures]
    return Annotations(regions, tuple(notices), tuple(entry.pictures[0] for entry in entries))


def _entries(content: Content) -> tuple[Sequence[Entry], bool]:
    """What a file says, and whether its form is nameless. Raises RegionFailure."""
    form = next((form for form in FORMATS if form.recognises(content)), None)
    if form is not None:
        return form.entries(content), form.nameless
    if content.is_large:
        raise too_large(content.path)
    if not content.data:
        raise RegionFailure("{file} is empty. Copy it again, or export the annotations again.", file=content.path)
    raise RegionFailure(
        "{file} is not in a supported annotation format ({forms}). Export it in one of these.",
        file=content.path,
        forms=", ".join(form.name for form in FORMATS),
    )


def _in_folder(folder: Path, pictures: Pictures, count_difficult: bool) -> Annotations:
    files = by_name(((file.name,), file) for file in _files(folder, pictures.paths.values()))
    regions: dict[str, Region] = {}
    notices: list[Notice] = []
    failures: list[RegionFailure] = []
    found: list[str] = []
    for picture, where in pictures.paths.items():
        candidates = files.get(stem_of(picture), []) or _at_standard_place(where, folder)
        # The folder may also hold a copy of the picture. An image is a mask only if no other file has this stem.
        for is_candidate in (_is_no_picture, _is_recognised):
            if len(candidates) > 1:
                candidates = [file for file in candidates if is_candidate(file)] or candidates
        if len(candidates) > 1:
            raise RegionFailure(
                "{folder} has several annotation files for {picture}: {files}. Keep only one of them.",
                folder=folder,
                picture=picture,
                files=first_names(file.name for file in candidates),
            )
        for file in candidates:
            found.append(picture)
            try:
                of_file = _in_file(Content.of(file), Pictures([where]), count_difficult)
            except RegionFailure as failure:
                failures.append(failure)
            else:
                regions |= of_file.regions
                notices += of_file.notices
    if not found and (whole := _of_all(files)) is not None:
        return _in_file(Content.of(whole), pictures, count_difficult)
    if failures and not regions:
        raise failures[0]
    notices += [Notice(failure.template, failure.values) for failure in failures]
    return Annotations(regions, tuple(notices), tuple(found))


def _of_all(files: Index[Path]) -> Path | None:
    """The only annotation file of a folder, which may then cover many pictures; None if there are several."""
    naming = {file for of_name in files.values() for file in of_name if _is_no_picture(file)}
    return naming.pop() if len(naming) == 1 else None


def _at_standard_place(picture: Path, folder: Path) -> list[Path]:
    """The file of a picture where its form keeps it, inside a folder."""
    places = (form.file_of(picture) for form in FORMATS)
    return [place for place in places if place is not None and folder.absolute() in place.parents and place.is_file()]


def _is_no_picture(file: Path) -> bool:
    return file.suffix.lower() not in SUFFIXES


def _is_recognised(file: Path) -> bool:
    try:
        content = Content.of(file)
        return any(form.recognises(content) for form in FORMATS)
    except RegionFailure:
        return True  # reading it fails with the reason


def _files(folder: Path, pictures: Iterable[Path]) -> list[Path]:
    """The annotation files of a folder; the pictures themselves, which may lie there too, are none."""
    suffixes = {suffix for form in FORMATS for suffix in form.suffixes}
    try:
        themselves = {path.parent.resolve() / path.name for path in pictures}
        here = folder.resolve()
        return [
            folder / file.name
            for file in sorted(here.iterdir())
            if file.suffix.lower() in suffixes and file not in themselves
        ]
    except (OSError, RuntimeError) as error:
        raise unreadable(folder, error) from error
