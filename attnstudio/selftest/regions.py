"""Every form of annotation file is read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from attnstudio.core.annotations import boxes
from attnstudio.core.annotations.base import FORMATS, load
from attnstudio.core.regions import Rectangle, Region, mask
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import Subject

_PICTURE, _SIZE = "Рыба.png", (40, 30)  # width, height
_LEFT, _TOP, _RIGHT, _BOTTOM = _BOX = (8, 6, 24, 18)


def checks(_: Subject) -> Iterator[Check]:
    for form in FORMATS:
        yield f"annotations {form.name}", partial(_check_form, form.id)


def _check_form(form: str) -> None:
    """A box, as another program writes it down, becomes the same pixels."""
    with tempfile.TemporaryDirectory() as folder:
        file = _WRITERS[form](Path(folder))
        Image.new("RGB", _SIZE).save(Path(folder, _PICTURE))
        region = load(file, [Path(folder, _PICTURE)]).region_of(Path(_PICTURE))
        require(region is not None, "the picture has no region")
        assert region is not None
        found = mask(region, _SIZE)
    require(np.array_equal(found, _inside()), "the region differs")


def _inside() -> np.ndarray:
    """bool (height, width)."""
    pixels = np.zeros(_SIZE[::-1], bool)
    pixels[_TOP:_BOTTOM, _LEFT:_RIGHT] = True
    return pixels


def _boxes(folder: Path) -> Path:
    boxes.save(folder / "boxes.json", {_PICTURE: Region((Rectangle(*_BOX),))}, force=True)
    return folder / "boxes.json"


def _coco(folder: Path) -> Path:
    image = {"id": 1, "file_name": _PICTURE, "width": _SIZE[0], "height": _SIZE[1]}
    fish = {"image_id": 1, "category_id": 3, "bbox": [_LEFT, _TOP, _RIGHT - _LEFT, _BOTTOM - _TOP]}
    content = {"images": [image], "annotations": [fish], "categories": [{"id": 3, "name": "fish"}]}
    return _written(folder / "coco.json", json.dumps(content))


def _labelme(folder: Path) -> Path:
    shape = {"label": "fish", "shape_type": "rectangle", "points": [[_LEFT, _TOP], [_RIGHT, _BOTTOM]]}
    content = {"imagePath": _PICTURE, "imageWidth": _SIZE[0], "imageHeight": _SIZE[1], "shapes": [shape]}
    return _written(folder / "labelme.json", json.dumps(content))


def _mask(folder: Path) -> Path:
    Image.fromarray(_inside()).save(folder / "mask.png")
    return folder / "mask.png"


def _voc(folder: Path) -> Path:
    """Pixels are counted from 1, and the last belongs to the box."""
    edges = {"xmin": _LEFT + 1, "ymin": _TOP + 1, "xmax": _RIGHT, "ymax": _BOTTOM}
    box = "".join(f"<{name}>{edge}</{name}>" for name, edge in edges.items())
    size = f"<size><width>{_SIZE[0]}</width><height>{_SIZE[1]}</height></size>"
    fish = f"<object><name>fish</name><bndbox>{box}</bndbox></object>"
    return _written(folder / "voc.xml", f"<annotation><filename>{_PICTURE}</filename>{size}{fish}</annotation>")


def _cvat(folder: Path) -> Path:
    edges = {"xtl": _LEFT, "ytl": _TOP, "xbr": _RIGHT, "ybr": _BOTTOM}
    box = " ".join(f'{name}="{edge}"' for name, edge in edges.items())
    image = f'<image name="{_PICTURE}" width="{_SIZE[0]}" height="{_SIZE[1]}"><box label="fish" {box}/></image>'
    return _written(folder / "cvat.xml", f"<annotations><version>1.1</version>{image}</annotations>")


def _yolo(folder: Path) -> Path:
    """In shares of the picture's size."""
    width, height = _SIZE
    box = (
        (_LEFT + _RIGHT) / 2 / width,
        (_TOP + _BOTTOM) / 2 / height,
        (_RIGHT - _LEFT) / width,
        (_BOTTOM - _TOP) / height,
    )
    _written(folder / "classes.txt", "fish")
    return _written(folder / Path(_PICTURE).with_suffix(".txt"), " ".join(map(str, (0, *box))))


def _written(file: Path, text: str) -> Path:
    file.write_text(text, "utf-8")
    return file


_WRITERS: dict[str, Callable[[Path], Path]] = {
    "boxes": _boxes,
    "coco": _coco,
    "cvat_xml": _cvat,
    "labelme": _labelme,
    "mask_png": _mask,
    "pascal_voc": _voc,
    "yolo": _yolo,
}
