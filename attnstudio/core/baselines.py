"""What a picture is compared with, or hidden behind: black, grey, its own blur, noise; in the model's input space."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from attnstudio.core.images import GREY
from attnstudio.core.methods.base import Job

_BLUR_SHARE = 0.1  # radius of the blur, as a share of the shorter side


def baseline(job: Job, kind: str) -> np.ndarray:
    """`kind`: "black", "white", "grey" or "blur". float32 (height, width, channels)."""
    if kind == "blur":
        radius = _BLUR_SHARE * min(job.pixels.shape[:2])
        pixels = np.asarray(Image.fromarray(job.pixels).filter(ImageFilter.GaussianBlur(radius)))
    else:
        pixels = np.full_like(job.pixels, {"black": 0, "white": 255, "grey": GREY}[kind])
    return job.preprocess(pixels)
