"""YOLO: text, one file a picture, one object a line; boxes, turned boxes and outlines, in shares of its size.

    class x y width height      a box by its centre; a sixth number is how sure a model was of it
    class x1 y1 x2 y2 ...       an outline, or the corners of a turned box (OBB)
    class x y width height x1 y1 v1 ...     a box with key points, each with its visibility

Class names are in a file in the same folder or in one above. A data.yaml is read as all files of its data set. https://docs.ultralytics.com/datasets/detect/
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from attnstudio.core import images
from attnstudio.core.annotations import yolo_names
from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.builder import RegionBuilder
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.values import invalid, invalid_value, label, number, points, rectangle
from attnstudio.core.errors import PictureFailure, RegionFailure
from attnstudio.core.regions import Polygon, Shape, Size
from attnstudio.core.text import Notice, tr_noop

_LINES = 20  # in which an object is looked for
_BEYOND = 1.0  # how far a share may lie outside of 0..1; pixels lie farther
_DEEP = 3  # folders below a data set's in which labels lie


@FORMATS.register
class Yolo(Format):
    id = "yolo"
    name = "YOLO txt"
    suffixes = frozenset({".txt", ".yaml", ".yml"})
    nameless = True

    def recognises(self, content: Content) -> bool:
        if not content.start:
            return content.path.suffix.lower() == ".txt"  # a picture without an object
        if yolo_names.is_data_set(content):
            return True
        lines = content.start.decode("ascii", "replace").splitlines()[:_LINES]
        return any(len(words := line.split()) >= 5 and all(map(_is_number, words)) for line in lines)

    def may_be(self, path: Path) -> bool:
        """Most text files are something else."""
        try:
            return self.recognises(Content.of(path))
        except RegionFailure:
            return False

    def file_of(self, picture: Path) -> Path | None:
        """labels/train/fish.txt of images/train/fish.jpg, as Ultralytics has it."""
        parts = picture.absolute().parts
        if "images" not in parts:
            return None
        place = len(parts) - 1 - parts[::-1].index("images")
        return Path(*parts[:place], "labels", *parts[place + 1 :]).with_suffix(".txt")

    def entries(self, content: Content) -> Sequence[Entry]:
        if not yolo_names.is_data_set(content):
            return [Entry((content.path.name,), partial(_read, content, None))]
        files = _label_files(content.path.parent)
        if not files:
            raise RegionFailure(
                "{file} describes a data set, but there is no folder 'labels' with .txt files next to it. Choose "
                "the folder of the .txt files.",
                file=content.path,
            )
        names = yolo_names.names_in(content)
        return [Entry((file.name,), partial(_read_file, file, names)) for file in files]


def _label_files(folder: Path) -> list[Path]:
    """In the folders of the name of labels, not too deep."""
    found: list[Path] = []
    for here, folders, files in os.walk(folder):
        parts = Path(here).relative_to(folder).parts
        if len(parts) >= _DEEP:
            folders.clear()
        if "labels" in parts:
            found += [Path(here, file) for file in files if file.lower().endswith(".txt")]
    return sorted(found)


def _read_file(file: Path, names: yolo_names.Names, builder: RegionBuilder) -> None:
    _read(Content.of(file), names, builder)


def _read(content: Content, names: yolo_names.Names | None, builder: RegionBuilder) -> None:
    lines = [(place, words) for place, line in enumerate(content.text.splitlines(), 1) if (words := line.split())]
    if not lines:
        return
    size = _picture_size(builder, content.path)
    names = yolo_names.names_near(content.path) if names is None else names
    unnamed = set[float]()
    for place, words in lines:
        with builder.object(f"line {place}") as found:
            numbers = [_number(word, builder.name) for word in words]
            found.label = label(names.get(numbers[0], ""), "class", builder.name)
            found.shapes.append(_shape(numbers[1:], size, builder))
            if not found.label:
                unnamed.add(numbers[0])
    if not unnamed or not builder.shapes:
        return
    if names:
        template = tr_noop(
            "{name}: classes missing from classes.txt or data.yaml: {classes}. Does that file belong to this data set?"
        )
        builder.note(template, name=builder.name, classes=", ".join(f"{number:g}" for number in sorted(unnamed)))
    else:
        template = tr_noop(
            "{name}: the classes have no names. Put classes.txt or data.yaml next to the file to name them."
        )
        builder.note(template, name=builder.name)


def _shape(values: Sequence[float], size: Size, builder: RegionBuilder) -> Shape:
    name = builder.name
    is_box = len(values) in (4, 5) or _has_key_points(values)
    shares = values[:4] if is_box else values
    if not all(-_BEYOND <= share <= 1 + _BEYOND for share in shares):
        raise invalid(Notice(tr_noop("its coordinates are not fractions of the picture's size, from 0 to 1")), name)
    if is_box:
        if len(values) == 5 and not 0 <= values[4] <= 1:
            raise invalid(Notice(tr_noop("the meaning of its sixth number is unknown")), name)
        x, y, width, height = (share * size[place % 2] for place, share in enumerate(shares))
        return rectangle([x - width / 2, y - height / 2, x + width / 2, y + height / 2], "box", name)
    if len(shares) % 2 or not shares:
        raise invalid(
            Notice(tr_noop("its numbers are neither a box nor an outline: {count}"), {"count": len(values)}), name
        )
    pairs = [[x * size[0], y * size[1]] for x, y in zip(shares[::2], shares[1::2], strict=True)]
    return Polygon(points(pairs, "points", name, least=3))


def _has_key_points(values: Sequence[float]) -> bool:
    """Whether x, y and a visibility follow a box, time and again."""
    return len(values) > 5 and (len(values) - 4) % 3 == 0 and all(seen in (0, 1, 2) for seen in values[6::3])


def _picture_size(builder: RegionBuilder, file: Path) -> Size:
    """(width, height) of the picture, or of the picture with this stem next to the file or in Ultralytics' layout."""
    parts = file.absolute().parts
    place = len(parts) - 1 - parts[::-1].index("labels") if "labels" in parts else 0
    mirrored = Path(*parts[:place], "images", *parts[place + 1 :]) if place else file
    stem = builder.picture.name
    candidates = [builder.picture, file.with_name(stem), mirrored.with_name(stem)]
    picture = next((one for one in candidates if one.is_file()), None)
    if picture is None:
        raise RegionFailure(
            "{name}: YOLO coordinates are fractions of the picture's size, but the picture {picture} was not "
            "found. Give the picture with its folder.",
            name=builder.name,
            picture=builder.picture,
        )
    try:
        return images.upright_size(picture)
    except PictureFailure as failure:
        raise RegionFailure(failure.template, **failure.values) from failure


def _number(word: str, name: str) -> float:
    try:
        return number(float(word), "number", name)
    except ValueError as error:
        raise invalid_value(word, "number", name) from error


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
