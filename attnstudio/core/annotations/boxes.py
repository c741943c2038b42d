"""The program's own file of regions, and the plain boxes that it grew from: JSON, any number of pictures.

{"about": "...", "shark.jpg": {"class_index": 3, "boxes": [[left, top, right, bottom]], "shapes": [...]}}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from attnstudio.core.annotations.base import FORMATS, Entry, Format
from attnstudio.core.annotations.builder import RegionBuilder
from attnstudio.core.annotations.content import Content
from attnstudio.core.annotations.region_json import box_from_json, class_index, shape_from_json, to_json
from attnstudio.core.annotations.values import as_list, as_object, invalid_value, label
from attnstudio.core.files import write_atomically
from attnstudio.core.regions import Region

_ABOUT = "about"
_MEANING = "Regions in pixels of the picture as displayed (EXIF applied). A box is [left, top, right, bottom]."


@FORMATS.register
class Boxes(Format):
    id = "boxes"
    name = "attnstudio JSON"
    suffixes = frozenset({".json"})

    def recognises(self, content: Content) -> bool:
        return any(
            name != _ABOUT and isinstance(entry, dict) and bool({"boxes", "shapes"} & entry.keys())
            for name, entry in content.json.items()
        )

    def entries(self, content: Content) -> Sequence[Entry]:
        return [Entry((name,), partial(_read, entry)) for name, entry in content.json.items() if name != _ABOUT]


def save(path: Path, regions: Mapping[str, Region], *, force: bool) -> None:
    """Writes regions, by the name of the picture, to a file that `load` reads.

    Raises:
        OutputFailure: as `write_atomically`.
    """
    content: dict[str, object] = {_ABOUT: _MEANING} | {name: to_json(region) for name, region in regions.items()}
    lines = (f"  {_dumped(name)}: {_dumped(entry)}" for name, entry in content.items())
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    write_atomically(path, lambda stream: stream.write(text.encode("utf-8", "backslashreplace")), force=force)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(entry: object, builder: RegionBuilder) -> None:
    content = as_object(entry, "region", builder.name)
    if not {"shapes", "boxes"} & content.keys():
        raise invalid_value(content, "region", builder.name)
    builder.class_index = class_index(content, builder.name)
    its_label = label(content.get("label", ""), "label", builder.name)
    for key, read in (("boxes", box_from_json), ("shapes", shape_from_json)):
        for place, one in enumerate(as_list(content.get(key, []), key, builder.name), 1):
            with builder.object(f"{key} #{place}") as found:
                found.shapes.append(read(one, builder.name))
                found.label = its_label
