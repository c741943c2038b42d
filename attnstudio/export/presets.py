"""Named sets of what is exported of pictures, as text in the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from attnstudio.core.text import tr_noop
from attnstudio.export.codec import Codec, CodecError
from attnstudio.export.selection import Existing
from attnstudio.runs.outputs import OVERLAY_FORMATS, OverlayFormat

REPORTS = {"": "", ".html": "HTML", ".docx": "Word", ".pdf": "PDF"}  # by ending; empty: none

_LAST = "last"


@dataclass(frozen=True)
class Preset:
    """What is written, not where to.

    Attributes:
        overlay: format of the overlays, "none" for none.
        report: ending of the report's file; empty: none is written.
    """

    overlay: OverlayFormat = "png"
    numbers: bool = False
    figures: bool = False
    figure_of_all: bool = False
    report: str = ""
    existing: Existing = Existing.SKIP

    @property
    def is_valid(self) -> bool:
        return self.overlay in OVERLAY_FORMATS and self.report in REPORTS


BUILT_IN: Mapping[str, Preset] = {
    tr_noop("Overlays"): Preset(),
    tr_noop("Numbers for further analysis"): Preset("none", numbers=True),
    tr_noop("One figure for a paper"): Preset("none", figure_of_all=True),
    tr_noop("All for a lab report"): Preset(figures=True, report=".docx"),
}


def read(text: str) -> dict[str, Preset]:
    """What a damaged text does not have is left out."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    presets = dict[str, Preset]()
    for name, value in found.items() if isinstance(found, dict) else ():
        try:
            preset = Codec().decode(Preset, value)
        except CodecError:
            continue
        if preset.is_valid:
            presets[name] = preset
    return presets


def last(text: str) -> Preset:
    """The one that `written_last` was given, or that of a first export."""
    return read(text).get(_LAST, Preset())


def written_last(preset: Preset) -> str:
    """Files that exist are asked about anew: nothing is replaced because something else was."""
    return written({_LAST: replace(preset, existing=Existing.SKIP)})


def written(presets: Mapping[str, Preset]) -> str:
    """As `read` reads them."""
    found = {name: Codec().encode(preset) for name, preset in presets.items()}
    return json.dumps(found, ensure_ascii=False) if found else ""
