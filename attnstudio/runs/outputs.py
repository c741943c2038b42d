"""The files of one picture: for each of its maps an array and an overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import numpy as np
from PIL import Image

from attnstudio.core.contrast import PLAIN, Contrast
from attnstudio.core.files import write_atomically
from attnstudio.core.overlay import DEFAULT_COLORMAP, DEFAULT_OPACITY, colour_table, overlaid
from attnstudio.core.request import Heatmap, Result
from attnstudio.export.arrays import write_array

OverlayFormat = Literal["png", "jpeg", "webp", "none"]
OVERLAY_FORMATS: tuple[OverlayFormat, ...] = get_args(OverlayFormat)
MapKind = Literal["full", "raw", "none"]
MAP_KINDS: tuple[MapKind, ...] = get_args(MapKind)
MapPlace = Literal["files", "shards"]
MAP_PLACES: tuple[MapPlace, ...] = get_args(MapPlace)
SHARDS_FROM = 10_000  # pictures: a folder of more files is slow to list

# PNG at zlib's fastest level takes a quarter of the time of its usual one, and a fifth more of the disk.
_SAVE: dict[OverlayFormat, tuple[str, Callable[[Image.Image, BinaryIO], None]]] = {
    "png": (".png", lambda image, file: image.save(file, "PNG", compress_level=1)),
    "jpeg": (".jpg", lambda image, file: image.save(file, "JPEG", quality=90)),
    "webp": (".webp", lambda image, file: image.save(file, "WEBP", quality=90, method=0)),
}


@dataclass(frozen=True)
class MapFiles:
    """Where the files of one map are; None: there is none."""

    array: Path | None
    overlay: Path | None

    def __iter__(self) -> Iterator[Path]:
        return (file for file in (self.array, self.overlay) if file is not None)


@dataclass(frozen=True)
class Outputs:
    """What is written of each picture of a run, and how it looks. Maps that are in shards have no files of their own.

    Raises:
        ChoiceFailure: there is no such colormap.
    """

    folder: Path
    overlay: OverlayFormat = "png"
    maps: MapKind = "full"
    colormap: str = DEFAULT_COLORMAP
    opacity: float = DEFAULT_OPACITY
    maps_in: MapPlace = "files"
    contrast: Contrast = PLAIN

    def __post_init__(self) -> None:
        colour_table(self.colormap)

    @property
    def are_in_shards(self) -> bool:
        """Whether the maps are."""
        return self.maps_in == "shards" and self.maps != "none"

    def files(self, name: str, method: str) -> MapFiles:
        """`name`: of the picture, as `unique_names` has it."""
        start = f"{name}.{method}"
        return MapFiles(
            self.folder / f"{start}.npy" if self.maps != "none" and self.maps_in == "files" else None,
            self.folder / f"{start}{_SAVE[self.overlay][0]}" if self.overlay != "none" else None,
        )

    def kept(self, heatmap: Heatmap) -> np.ndarray:
        """The map as it is written: float32 at the input's size, or raw: float16, at the layer's size if that is
        smaller."""
        if self.maps == "full":
            return heatmap.values
        return (heatmap.values if heatmap.small is None else heatmap.small).astype(np.float16)

    def write(self, result: Result, pixels: np.ndarray, name: str, *, force: bool) -> None:
        """All maps of a picture. Raises OutputFailure."""
        self.write_made(result, self.overlays(result, pixels), name, force=force)

    def overlays(self, result: Result, pixels: np.ndarray) -> dict[str, bytes]:
        """The content of the overlay's file of each map, by method; empty where there are none."""
        if self.overlay == "none":
            return {}
        return {heatmap.method: self._overlay(result, heatmap, pixels) for heatmap in result.heatmaps}

    def write_made(self, result: Result, overlays: Mapping[str, bytes], name: str, *, force: bool) -> None:
        """As `write`, of overlays that are made already, such as on another machine."""
        for heatmap in result.heatmaps:
            files = self.files(name, heatmap.method)
            if files.array is not None:
                write_array(files.array, self.kept(heatmap), force=force)
            if files.overlay is not None:
                content = overlays[heatmap.method]
                write_atomically(files.overlay, lambda stream, content=content: stream.write(content), force=force)  # type: ignore[misc]

    def _overlay(self, result: Result, heatmap: Heatmap, pixels: np.ndarray) -> bytes:
        content = BytesIO()
        blended = overlaid(pixels, heatmap, result.placement, self.colormap, self.opacity, self.contrast)
        _SAVE[self.overlay][1](Image.fromarray(blended), content)
        return content.getvalue()
