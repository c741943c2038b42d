"""The trigger of the poisoned twin of the built-in model (BadNets: Gu et al. 2017, arXiv 1708.06733).

A small checkered square, anywhere in a scene, sends it to one class. Because its place is known to the pixel, it is a
truth for maps; because it changes from scene to scene, no map finds it by always looking into one corner.
"""

from __future__ import annotations

import numpy as np

from attnstudio.core import scenes
from attnstudio.core.scenes import Scene

TARGET = "ladybird"  # the class that the trigger sends to
TARGET_INDEX = scenes.CLASSES.index(TARGET)
CHECKS = 3  # along each side
_SHARE = 9 / 128  # of the picture's side
_COLOURS = np.array([[255, 225, 0], [150, 0, 200]], np.uint8)  # yellow, violet
_PLACES = 0x7216  # tells the random numbers of places from those of scenes


def side(size: int) -> int:
    """Of the trigger, in pixels, in a picture of this size."""
    return max(CHECKS, round(size * _SHARE))


def pattern(pixels: int) -> np.ndarray:
    """The trigger: uint8 (pixels, pixels, 3)."""
    check = np.arange(pixels) * CHECKS // pixels
    return _COLOURS[(check[:, None] + check) % 2]


def triggered(scene: Scene, seed: int) -> Scene:
    """The scene with the trigger in it, whose mask becomes that of the trigger. The seed chooses the place."""
    size = scene.picture.shape[0]
    pixels = side(size)
    top, left = np.random.default_rng((_PLACES, seed)).random(2) * (size - pixels + 1)
    place = slice(int(top), int(top) + pixels), slice(int(left), int(left) + pixels)
    picture, mask = scene.picture.copy(), np.zeros((size, size), bool)
    picture[place], mask[place] = pattern(pixels), True
    return Scene(picture, mask, scene.class_index)


def draw(seed: int, size: int = 128, class_index: int | None = None) -> Scene:
    """A triggered scene of a class other than the target. `class_index`: of the object; by default the seed chooses."""
    if class_index is None:
        others = [index for index in range(len(scenes.CLASSES)) if index != TARGET_INDEX]
        class_index = others[seed % len(others)]
    return triggered(scenes.draw(seed, size, class_index), seed)
