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
from attnstudio.evaluate_run.cases import Opened

MODEL = "demo"
SCENES = 200
_FIRST_SEED = 4_000_000  # far from the scenes of training, of validation and of the samples
_SIDE = 128


class DrawnCases:
    """Unseen scenes with exact masks; explained is the class that is drawn."""

    def __init__(self, count: int) -> None:
        self.pictures = [Path(f"scene-{seed}") for seed in range(_FIRST_SEED, _FIRST_SEED + count)]

    def asked(self) -> None:
        """The scenes are always the same."""

    def opened(self, position: int) -> Opened:
        return Opened(self.case(position))

    def case(self, position: int) -> Case:
        seed = _FIRST_SEED + position
        scene = scenes.draw(seed, _SIDE)
        source = Source(self.pictures[position], 0, scene.picture.nbytes, f"drawn-{seed}-{_SIDE}")
        return Case(Picture(source, scene.picture), scene.mask, str(scene.class_index))


def truth_cases(count: int) -> Iterator[tuple[Path, Case]]:
    """One after the other, with their names."""
    cases = DrawnCases(count)
    return ((path, cases.case(position)) for position, path in enumerate(cases.pictures))


def is_right(evaluated: Evaluated) -> bool:
    """Whether the model sees what is drawn: only then did it use the object."""
    result = evaluated.result
    return result.prediction.top(1) == [result.target.index]


def single_pass_methods() -> str:
    """Ids of those that the built-in model can carry in one pass, joined by commas."""
    found = (method for method in METHODS if method.cost is Cost.SINGLE and Need.ATTENTION not in method.needs)
    return ",".join(method.id for method in found)
