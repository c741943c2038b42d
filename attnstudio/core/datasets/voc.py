"""Pascal VOC: one XML file a picture, and lists of the pictures of a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.values import label
from attnstudio.core.annotations.xml_values import parsed
from attnstudio.core.datasets.annotated import EVERY, Annotated, Entry, head, inside, with_suffix
from attnstudio.core.datasets.base import FORMS, LeftOut, Reading
from attnstudio.core.datasets.folders import Place
from attnstudio.core.errors import Failure


@FORMS.register
class VocSet(Annotated):
    """A folder with XML files beside the pictures, or in `Annotations` with the pictures in `JPEGImages`."""

    id: ClassVar[str] = "voc"
    name: ClassVar[str] = "folder of Pascal VOC"
    rank: ClassVar[int] = 45

    def recognises(self, place: Place) -> bool:
        return place.is_folder and any(_may_be_voc(file) for file in _voc_files(place)[:3])

    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[Entry]:
        return _voc_entries(_voc_files(Place(path)), left_out, reading)


@FORMS.register
class VocList(Annotated):
    """A file of `ImageSets`: the pictures that it names, one a line. In that of a category, as `cat_val.txt`, a number
    follows: -1 means that the picture shows none."""

    id: ClassVar[str] = "voc_list"
    name: ClassVar[str] = "list of Pascal VOC (ImageSets/Main/val.txt)"
    rank: ClassVar[int] = 46

    def recognises(self, place: Place) -> bool:
        path = place.path.absolute()
        is_list = path.suffix.lower() == ".txt" and path.parent.parent.name == "ImageSets"
        return is_list and place.is_file and (_voc_root(path) / "Annotations").is_dir()

    def entries(self, path: Path, left_out: list[LeftOut], reading: Reading) -> Iterator[Entry]:
        lines = (line.split() for line in Content.of(path).text.splitlines())
        names = [line[0] for line in lines if line and line[1:] != ["-1"]]
        folder = _voc_root(path) / "Annotations"
        return _voc_entries([folder / f"{name}.xml" for name in names], left_out, reading, may_lack=True)


def _voc_root(path: Path) -> Path:
    return path.absolute().parents[2]


def _voc_entries(
    files: Sequence[Path], left_out: list[LeftOut], reading: Reading, *, may_lack: bool = False
) -> Iterator[Entry]:
    """`may_lack`: a picture whose file is not there, as those of the test set, has no objects."""
    for number, file in enumerate(files):
        if number % EVERY == 0:
            reading.step(number, len(files))
        if may_lack and not file.exists():
            yield Entry(file.stem, {}, file, "")
            continue
        try:
            root = parsed(Content.of(file))
            yield Entry(root.findtext("filename") or file.stem, _areas(root, file), file, "")
        except Failure as failure:
            left_out.append(LeftOut(file.name, failure))


def _areas(root: ElementTree.Element, file: Path) -> dict[str, float]:
    """Objects that are marked as difficult count least."""
    found: dict[str, float] = {}
    for one in root.iter("object"):
        name = label(one.findtext("name") or "", "name", file)
        edges = [_number(one.findtext(f"bndbox/{edge}")) for edge in ("xmin", "ymin", "xmax", "ymax")]
        area = max(0.0, edges[2] - edges[0]) * max(0.0, edges[3] - edges[1])
        if (one.findtext("difficult") or "").strip() == "1":
            area = min(area, 1e-6)
        if name:
            found[name] = found.get(name, 0.0) + area
    return found


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e9 else 0.0


def _may_be_voc(file: Path) -> bool:
    return b"<annotation" in head(file, 4096)


def _voc_files(place: Place) -> list[Path]:
    folder = place.path / "Annotations"
    if "Annotations" in place.inside.folders:
        return with_suffix(folder, inside(folder), ".xml")
    return with_suffix(place.path, place.inside, ".xml")
