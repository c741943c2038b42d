"""A map on its way to a file or the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.placement import Placement


@dataclass(frozen=True, eq=False)
class ExportableMap:
    """A map that can be written.

    Attributes:
        path: of its picture.
        name: of the map, for the name of its file.
        values: float32 in 0..1 at the model's size.
        seen: the same as places in the colormap.
        pixels: gives those of the picture at its own size; may raise PictureFailure.
    """

    path: Path
    name: str
    values: np.ndarray
    seen: np.ndarray
    placement: Placement
    colormap: str
    pixels: Callable[[], np.ndarray]

    def file(self, ending: str) -> Path:
        """The suggested file name, next to the picture."""
        return self.path.with_name(f"{self.path.stem}.{self.name}{ending}")
