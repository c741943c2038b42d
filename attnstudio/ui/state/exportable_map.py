"""A map on its way to a file or the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.overlay import Scale
from attnstudio.core.placement import Placement


@dataclass(frozen=True, eq=False)
class ExportableMap:
    """A map that can be written.

    Attributes:
        path: of its picture.
        name: of the map, for the name of its file.
        method: its id; empty for a channel of a layer.
        values: float32 in 0..1 at the model's size.
        on_scale: the same from 0 to 1, the ends of `scale`, as it is seen.
        pixels: gives those of the picture at its own size; may raise PictureFailure.
    """

    path: Path
    name: str
    method: str
    values: np.ndarray
    on_scale: np.ndarray
    placement: Placement
    scale: Scale
    pixels: Callable[[], np.ndarray]

    @property
    def file_name(self) -> str:
        """The suggested name of its file, without an ending."""
        return f"{self.path.stem}.{self.name}"
