"""The truth benchmark: drawn scenes, whose objects are known to the pixel, and the built-in model, which has seen
nothing else. What it used of a scene that it gets right is the object: which method finds it?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attnstudio.core import scenes
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.images import Picture, Source
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.needs import Need

MODEL = "demo"
SCENES = 200
_FIRST_SEED = 4_000_000  # far from the scenes of training, of validation and of the samples
_SIDE = 128


def truth_cases(count: int) -> Iterator[tuple[Path, Case]]:
    """Unseen scenes with exact masks; explained is the class that is drawn."""
    for seed in range(_FIRST_SEED, _FIRST_SEED + count):
        scene, path = scenes.draw(seed, _SIDE), Path(f"scene-{seed}")
        picture = Picture(Source(path, 0, scene.picture.nbytes, f"drawn-{seed}-{_SIDE}"), scene.picture)
        yield path, Case(picture, scene.mask, str(scene.class_index))


def is_right(evaluated: Evaluated) -> bool:
    """Whether the model sees what is drawn: only then did it use the object."""
    result = evaluated.result
    return result.prediction.top(1) == [result.target.index]


def single_pass_methods() -> str:
    """Ids of those that the built-in model can carry in one pass, joined by commas."""
    found = (method for method in METHODS if method.cost is Cost.SINGLE and Need.ATTENTION not in method.needs)
    return ",".join(method.id for method in found)
