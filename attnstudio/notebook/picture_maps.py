"""The maps of one picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from attnstudio.core import overlay
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.images import Picture
from attnstudio.core.request import Heatmap, Prediction, Result
from attnstudio.core.text import Notice
from attnstudio.notebook import html


class NoMap(ChoiceFailure, KeyError):
    """There is no map of this method."""


class PictureMaps(Mapping[str, Heatmap]):
    """Made by `maps[0]`: `maps[0]["gradcam"].values` is float32 (height, width).

    Attributes:
        picture: its `pixels` are uint8 (height, width, 3).
        result: all that the engine gave.
    """

    def __init__(self, picture: Picture, result: Result) -> None:
        self.picture, self.result = picture, result
        self._heatmaps = {one.method: one for one in result.heatmaps}

    @property
    def prediction(self) -> Prediction:
        return self.result.prediction

    @property
    def target(self) -> str:
        """What is explained: the name of a class, or "A - B"."""
        return self.result.target.name(self.result.model.class_names)

    @property
    def target_index(self) -> int:
        """Its class index; of a difference that of the first."""
        return self.result.target.index

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Of the picture, the model and the class; each map has its own."""
        warning = self.result.class_warning
        return (*self.result.notices, *(() if warning is None else (warning,)))

    def overlay(
        self, method: str, colormap: str = overlay.DEFAULT_COLORMAP, opacity: float = overlay.DEFAULT_OPACITY
    ) -> np.ndarray:
        """The picture under the map: uint8 (height, width, 3) at the picture's size.

        Raises:
            attnstudio.Failure: there is no such map or colormap.
        """
        return overlay.overlaid(self.picture.pixels, self[method], self.result.placement, colormap, opacity)

    def __getitem__(self, method: str) -> Heatmap:
        if method in self._heatmaps:
            return self._heatmaps[method]
        why = dict(self.result.left_out).get(method)
        if why is not None:
            raise NoMap("There is no map of {method}: {reason}", method=method, reason=why)
        raise NoMap(
            "There is no map of {method}. There are: {methods}.", method=method, methods=", ".join(self._heatmaps)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._heatmaps)

    def __len__(self) -> int:
        return len(self._heatmaps)

    def __repr__(self) -> str:
        return f"<PictureMaps {self.picture.path.name}: {self.target}, {', '.join(self)}>"

    def _repr_html_(self) -> str:
        return html.grid([self], list(self))
