"""Procedurally drawn scenes whose truth is known: one object, an exact mask, a cluttered background.

The built-in `demo` model is trained on them (`packaging/train_demo.py`), and because the mask of the object is
exact, they show how honest an attribution method is. A scene is a function of its seed alone: the same seed gives
the same composition at every size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

Array = np.ndarray
SUPERSAMPLE = 2


@dataclass(frozen=True)
class Scene:
    """`picture`: uint8 (size, size, 3), sRGB. `mask`: bool (size, size), the object. `class_index`: into CLASSES."""

    picture: Array
    mask: Array
    class_index: int


# An object: from coordinates u (right), v (down), both about -1..1, to (inside, colour index 0..2 at each point).
Drawing = Callable[[Array, Array], tuple[Array, Array]]


def _pick(*layers: tuple[Array, int], of: Array) -> Array:
    """Colour index for each point: 0, then every (where, index) layer painted in order."""
    index = np.zeros(of.shape, np.uint8)
    for where, value in layers:
        index[where] = value
    return index


def _wave(x: Array, period: float, duty: float = 0.5) -> Array:
    return (x / period) % 1.0 < duty


def _fish(u: Array, v: Array) -> tuple[Array, Array]:
    body = ((u + 0.2) / 0.72) ** 2 + (v / 0.42) ** 2 < 1
    tail = (u > 0.38) & (u < 0.98) & (np.abs(v) < 0.75 * (u - 0.3))
    fin = (v < -0.3) & (v > -0.72 + 0.8 * np.abs(u + 0.1))
    eye = (u + 0.62) ** 2 + (v + 0.1) ** 2 < 0.012
    return body | tail | fin, _pick((_wave(u, 0.3), 1), (fin, 2), (eye, 2), of=u)


def _ladybird(u: Array, v: Array) -> tuple[Array, Array]:
    radius = np.hypot(u / 0.92, v / 0.78)
    spots = (((u + 0.1) / 0.42) % 1 - 0.5) ** 2 + ((v / 0.42) % 1 - 0.5) ** 2 < 0.1
    return radius < 1, _pick((spots, 1), (np.abs(v) < 0.045, 2), (u < -0.5, 2), of=u)


def _flower(u: Array, v: Array) -> tuple[Array, Array]:
    radius, angle = np.hypot(u, v), np.arctan2(u, -v)
    ridge = np.abs((angle / (2 * np.pi / 5) + 0.5) % 1 - 0.5) * radius < 0.05
    return radius < 0.56 + 0.4 * np.cos(5 * angle), _pick((ridge, 1), (radius < 0.16, 2), of=u)


def _mushroom(u: Array, v: Array) -> tuple[Array, Array]:
    cap = ((u / 0.95) ** 2 + ((v - 0.05) / 0.85) ** 2 < 1) & (v < 0.1)
    stem = (np.abs(u) < 0.2 + 0.1 * v) & (v >= 0.1) & (v < 0.9)
    return cap | stem, _pick((_wave(v, 0.24), 1), (stem, 2), of=u)


def _leaf(u: Array, v: Array) -> tuple[Array, Array]:
    blade = np.abs(v) < 0.55 * np.cos(np.clip(u, -1, 1) * np.pi / 2) ** 0.8
    stalk = (u > 0.8) & (u < 1.15) & (np.abs(v) < 0.05)
    veins = _wave(u + 0.9 * np.abs(v), 0.27, 0.25)
    return (blade & (np.abs(u) < 1)) | stalk, _pick((veins, 1), (np.abs(v) < 0.045, 2), of=u)


def _butterfly(u: Array, v: Array) -> tuple[Array, Array]:
    side = np.abs(u)
    upper = np.hypot((side - 0.5) / 0.95, (v + 0.3) / 1.05)
    lower = np.hypot((side - 0.38) / 0.75, (v - 0.42) / 0.8)
    body = (side < 0.08) & (np.abs(v) < 0.72)
    rings = _wave(np.where(upper < 0.48, upper, lower), 0.2)
    return (upper < 0.48) | (lower < 0.48) | body, _pick((rings, 1), (body, 2), of=u)


def _umbrella(u: Array, v: Array) -> tuple[Array, Array]:
    scallop = 0.08 - 0.12 * np.abs(np.sin(u * np.pi * 2))
    canopy = (np.hypot(u, v) < 0.97) & (v < scallop)
    handle = (np.abs(u) < 0.05) & (v > -0.1) & (v < 0.72)
    hook = (np.abs(np.hypot(u - 0.15, v - 0.72) - 0.15) < 0.05) & (v >= 0.72)
    ribs = _wave(np.arctan2(u, -v + 0.15), np.pi / 3)
    return canopy | handle | hook, _pick((ribs, 1), ((handle | hook) & ~canopy, 2), of=u)


def _kite(u: Array, v: Array) -> tuple[Array, Array]:
    sail = np.abs(u) / 0.62 + np.abs(v + 0.25) / np.where(v < -0.25, 0.55, 0.8) < 1
    tail = (v >= 0.45) & (v < 1.1) & (np.abs(u - 0.12 * np.sin((v - 0.45) * 12)) < 0.06)
    checks = _wave(u, 0.5) ^ _wave(v, 0.5)
    return sail | tail, _pick((checks, 1), (tail & ~sail, 2), of=u)


def _ball(u: Array, v: Array) -> tuple[Array, Array]:
    radius = np.hypot(u, v)
    panels = _wave(np.arctan2(v, u) + 0.9 * radius, 2 * np.pi / 4)
    return radius < 0.88, _pick((panels, 1), (radius < 0.2, 2), of=u)


def _cup(u: Array, v: Array) -> tuple[Array, Array]:
    bowl = (np.abs(u + 0.15) < 0.58 - 0.15 * v) & (np.abs(v) < 0.72)
    handle = np.abs(np.hypot((u - 0.45) / 0.9, v) - 0.36) < 0.09
    zigzag = _wave(v + 0.2 * np.abs((u / 0.4) % 1 - 0.5) * 2, 0.34)
    return bowl | handle, _pick((zigzag, 1), ((handle & ~bowl) | (v < -0.6), 2), of=u)


OBJECTS: dict[str, Drawing] = {
    "ball": _ball,
    "butterfly": _butterfly,
    "cup": _cup,
    "fish": _fish,
    "flower": _flower,
    "kite": _kite,
    "ladybird": _ladybird,
    "leaf": _leaf,
    "mushroom": _mushroom,
    "umbrella": _umbrella,
}
CLASSES: tuple[str, ...] = tuple(OBJECTS)


def _colour(rng: np.random.Generator, lightness: tuple[float, float] = (0.25, 0.95)) -> Array:
    """A random sRGB colour in 0..1 of any hue."""
    value = rng.uniform(*lightness)
    grey_to_vivid = rng.uniform(0.1, 1.0)
    hue = rng.uniform(0, 3)
    rgb = np.clip(np.abs((hue + np.array([0.0, 1.0, 2.0])) % 3 - 1.5) * 2 - 0.5, 0, 1)
    return value * (1 - grey_to_vivid * (1 - rgb))


def _palette(rng: np.random.Generator) -> Array:
    """Three colours, the first two far enough apart for the texture to be seen."""
    while True:
        palette = np.stack([_colour(rng) for _ in range(3)])
        if np.linalg.norm(palette[0] - palette[1]) > 0.45:
            return palette


def _cloud(rng: np.random.Generator, cells: int, size: int) -> Array:
    """Smooth noise in 0..1, (size, size), that varies over about size / cells pixels."""
    coarse = Image.fromarray(rng.random((cells, cells)).astype(np.float32))
    return np.asarray(coarse.resize((size, size), Image.Resampling.BICUBIC))


def _texture(kind: int, x: Array, y: Array, period: float) -> Array:
    """One of six patterns over the plane, as colour indices 0 and 1."""
    if kind == 0:
        return _wave(x, period).astype(np.uint8)
    if kind == 1:
        return (((x / period) % 1 - 0.5) ** 2 + ((y / period) % 1 - 0.5) ** 2 < 0.1).astype(np.uint8)
    if kind == 2:
        return (_wave(x, period) ^ _wave(y, period)).astype(np.uint8)
    if kind == 3:
        return _wave(np.hypot(x, y), period).astype(np.uint8)
    if kind == 4:
        return _wave(y + 0.5 * period * np.abs((x / period) % 1 - 0.5), period).astype(np.uint8)
    return np.zeros(x.shape, np.uint8)


def _background(rng: np.random.Generator, x: Array, y: Array) -> Array:
    size = x.shape[0]
    first, second = _colour(rng, (0.15, 0.9)), _colour(rng, (0.15, 0.9))
    angle, period, kind = rng.uniform(0, np.pi), rng.uniform(0.12, 0.5), int(rng.integers(0, 6))
    turned = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    mix = 0.6 * _cloud(rng, 5, size) + 0.4 * _cloud(rng, 16, size)
    mix = np.clip(mix + rng.uniform(0.1, 0.45) * (_texture(kind, *turned, period) - 0.5), 0, 1)
    return first + mix[..., None] * (second - first)


def _distractor(rng: np.random.Generator, x: Array, y: Array) -> tuple[Array, Array]:
    """A textured shape that belongs to no class: where it is, and its colours."""
    centre, angle = rng.uniform(-1, 1, 2), rng.uniform(0, 2 * np.pi)
    half, shape, kind = rng.uniform(0.08, 0.32, 2), int(rng.integers(0, 4)), int(rng.integers(0, 6))
    period, palette = rng.uniform(0.08, 0.25), _palette(rng)
    u = np.cos(angle) * (x - centre[0]) + np.sin(angle) * (y - centre[1])
    v = np.cos(angle) * (y - centre[1]) - np.sin(angle) * (x - centre[0])
    if shape == 0:
        inside = (np.abs(u) < half[0]) & (np.abs(v) < half[1])
    elif shape == 1:
        inside = (np.abs(u) < half[0]) & (np.abs(v) < 0.3 * half[1])
    elif shape == 2:
        inside = (v < half[1]) & (v > -half[1] + 2 * np.abs(u) * half[1] / half[0])
    else:
        inside = np.abs(u / half[0]) ** 3 + np.abs(v / half[1]) ** 3 < 1
    return inside, palette[_texture(kind, u, v, period)]


def draw(seed: int, size: int = 128, class_index: int | None = None) -> Scene:
    """Draw the scene of one seed.

    Args:
        seed: Everything random comes from it; scenes of other seeds are independent.
        size: Side of the picture in pixels.
        class_index: The object to draw, an index into CLASSES; by default the seed chooses.
    """
    rng = np.random.default_rng(seed)
    chosen = int(rng.integers(0, len(CLASSES)))
    index = chosen if class_index is None else class_index
    steps = ((np.arange(size * SUPERSAMPLE) + 0.5) * (2 / (size * SUPERSAMPLE)) - 1).astype(np.float32)
    x, y = np.meshgrid(steps, steps)

    canvas = _background(rng, x, y)
    for _ in range(int(rng.integers(2, 7))):
        inside, colours = _distractor(rng, x, y)
        canvas[inside] = colours[inside]

    radius, angle = rng.uniform(0.3, 0.8), rng.uniform(0, 2 * np.pi)
    squeeze = rng.uniform(0.8, 1.0)
    centre = rng.uniform(-1, 1, 2) * max(0.0, 1 - 0.85 * radius)
    palette, mirror = _palette(rng), rng.choice((-1.0, 1.0))
    u = mirror * (np.cos(angle) * (x - centre[0]) + np.sin(angle) * (y - centre[1])) / radius
    v = (np.cos(angle) * (y - centre[1]) - np.sin(angle) * (x - centre[0])) / (radius * squeeze)
    inside, colour_index = OBJECTS[CLASSES[index]](u, v)
    shade = 1 + rng.uniform(0.0, 0.3) * (u * rng.uniform(-1, 1) + v * rng.uniform(-1, 1))
    canvas[inside] = (palette[colour_index] * shade[..., None])[inside]

    light = rng.uniform(0.6, 1.15) * (1 + 0.35 * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)))
    tint = rng.uniform(0.85, 1.15, 3)
    lit = np.clip(canvas * light[..., None] * tint, 0, 1) ** rng.uniform(0.8, 1.25)

    blocks = (size, SUPERSAMPLE, size, SUPERSAMPLE)
    picture = lit.reshape(*blocks, 3).mean(axis=(1, 3))
    picture = picture + rng.normal(0, rng.uniform(0.0, 0.04), picture.shape)
    mask = inside.reshape(blocks).mean(axis=(1, 3)) >= 0.5
    return Scene((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8), mask, index)
