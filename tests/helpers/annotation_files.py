"""Annotation files for tests, and what the regions in them are, pixel by pixel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from attnstudio.core.annotations.base import Annotations, load
from attnstudio.core.regions import Region, check, mask

SIZE = (40, 30)  # width, height


def written(path: Path, content: object) -> Path:
    """Bytes and text as they are, anything else as JSON; with the folders above."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def picture(path: Path, size: tuple[int, int] = SIZE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "grey").save(path)
    return path


def only(found: Annotations) -> Region:
    """The one region of a file."""
    (region,) = found.regions.values()
    return region


def pixels_of(file: Path, size: tuple[int, int] = SIZE, *, count_difficult: bool = False) -> np.ndarray:
    """bool (height, width), of fish.png."""
    region = only(load(file, [file.parent / "fish.png"], count_difficult=count_difficult))
    check(region, size, "fish.png")
    return mask(region, size)


def box(left: int, top: int, right: int, bottom: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    covered = np.zeros(size[::-1], bool)
    covered[top:bottom, left:right] = True
    return covered


def notices(found: Annotations) -> list[str]:
    """Without the file and the picture, which all of them name."""
    return [str(notice).split("): ", 1)[1] for notice in found.notices]


def inside(points: list[tuple[float, float]], size: tuple[int, int] = SIZE) -> np.ndarray:
    """The pixels whose centre lies in a convex polygon with corners in clockwise order: bool (height, width)."""
    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    covered = np.ones(size[::-1], bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        covered &= (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > 0
    return covered


def coco(*objects: Mapping[str, object]) -> dict[str, object]:
    return {
        "images": [{"id": 7, "file_name": "fish.png", "width": SIZE[0], "height": SIZE[1]}],
        "annotations": [
            {"id": 10 + place, "image_id": 7, "category_id": 1, **one} for place, one in enumerate(objects)
        ],
        "categories": [{"id": 1, "name": "fish"}],
    }


def labelme(*shapes: Mapping[str, object]) -> dict[str, object]:
    return {
        "imagePath": "fish.png",
        "imageWidth": SIZE[0],
        "imageHeight": SIZE[1],
        "shapes": [{"label": "fish", **shape} for shape in shapes],
    }


def voc(*objects: str, declaration: str = "", name: str = "fish") -> str:
    size = f"<size><width>{SIZE[0]}</width><height>{SIZE[1]}</height></size>"
    inner = "".join(f"<object><name>{name}</name>{one}</object>" for one in objects)
    return f"{declaration}<annotation><filename>fish.png</filename>{size}{inner}</annotation>"


def voc_box(left: object, top: object, right: object, bottom: object) -> str:
    edges = {"xmin": left, "ymin": top, "xmax": right, "ymax": bottom}
    return f"<bndbox>{''.join(f'<{name}>{edge}</{name}>' for name, edge in edges.items())}</bndbox>"


def cvat(*shapes: str) -> str:
    image = f'<image id="0" name="train/fish.png" width="{SIZE[0]}" height="{SIZE[1]}">{"".join(shapes)}</image>'
    return f'<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version>{image}</annotations>'


def cvat_box(left: float, top: float, right: float, bottom: float, more: str = "", inner: str = "") -> str:
    return f'<box label="fish" xtl="{left}" ytl="{top}" xbr="{right}" ybr="{bottom}" {more}>{inner}</box>'
