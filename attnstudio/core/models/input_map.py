"""Transformation of the pixels before the first layer with weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

# "affine": gain * pixel + offset for each channel. "other": anything else, such as a gamma curve or a statistic of the
# whole picture.
MapKind = Literal["unchanged", "affine", "other"]
Order = Literal["rgb", "bgr", "grey", "mixed", ""]


@dataclass(frozen=True)
class InputMap:
    """Transformation of pixels 0..255 before one of the first layers with weights.

    Attributes:
        layer: name of that layer.
        kind: see MapKind.
        changed_by: names of the layers in front that change the range of the values, in the order of the data; all
            in front where none does, and yet the values are not those of the pixels.
        gains, offsets: of each channel, where the kind is "unchanged" or "affine"; grey pixels become
            gain * pixel + offset.
        order: of the channels at the layer; empty if unknown.
        low, high: the values at the layer for pixels 0..255.
        statistics: (mean, standard deviation) over the channels of the training inputs of a BatchNormalization, if
            the layer is a trained one; else of the pixels that a Normalization in front was adapted to.
        normalization: name of a Normalization in front.
        whole_numbers: whether the layer, or the model's input, takes whole numbers only, so no pixels of 0..1.
    """

    layer: str
    kind: MapKind
    changed_by: tuple[str, ...]
    gains: tuple[float, ...]
    offsets: tuple[float, ...]
    order: Order
    low: float
    high: float
    is_batch_norm: bool = False
    statistics: tuple[float, float] | None = None
    normalization: str = ""
    whole_numbers: bool = False

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> InputMap:
        """Raises KeyError or TypeError for anything but what `dataclasses.asdict` gave."""
        lists = {name: tuple(content[name]) for name in ("changed_by", "gains", "offsets")}
        statistics = content["statistics"]
        return InputMap(**{**content, **lists, "statistics": None if statistics is None else tuple(statistics)})
