"""Baselines: black, grey, white, blurred or noise pictures in the model's input space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from PIL import Image, ImageFilter

from attnstudio.core.placement import GREY

_BLUR_SHARE = 0.1  # radius of the blur, as a share of the shorter side


class Subject(Protocol):
    """A picture at the model's input size, and what makes the input of it: an AttributionContext or a ModelInput."""

    @property
    def pixels(self) -> np.ndarray: ...

    @property
    def preprocess(self) -> Callable[[np.ndarray], np.ndarray]: ...


def baseline(subject: Subject, kind: str) -> np.ndarray:
    """`kind`: "black", "white", "grey" or "blur". float32 (height, width, channels)."""
    if kind == "blur":
        radius = _BLUR_SHARE * min(subject.pixels.shape[:2])
        pixels = np.asarray(Image.fromarray(subject.pixels).filter(ImageFilter.GaussianBlur(radius)))
    else:
        pixels = np.full_like(subject.pixels, {"black": 0, "white": 255, "grey": GREY}[kind])
    return subject.preprocess(pixels)
