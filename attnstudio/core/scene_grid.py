"""Four scenes of different classes in one picture, for the grid pointing game (Boehle et al. 2021, arXiv 2104.00032).

A map of one class has to lie in the quarter with its object, while the others hold objects that speak for their own.
"""

from __future__ import annotations

import numpy as np

from attnstudio.core import scenes
from attnstudio.core.scenes import Scene

SIDE = 2  # scenes along each side


def draw(seed: int, size: int = 128) -> Scene:
    """The grid of one seed, `size` an even number: the class is that of one quarter, which is the mask."""
    rng = np.random.default_rng(seed)
    count, side = SIDE**2, size // SIDE
    classes = rng.permutation(len(scenes.CLASSES))[:count]
    asked = int(rng.integers(count))
    picture, mask = np.zeros((size, size, 3), np.uint8), np.zeros((size, size), bool)
    for number, class_index in enumerate(classes):
        top, left = (side * place for place in divmod(number, SIDE))
        cell = slice(top, top + side), slice(left, left + side)
        picture[cell] = scenes.draw(count * seed + number, side, int(class_index)).picture
        mask[cell] = number == asked
    return Scene(picture, mask, int(classes[asked]))
