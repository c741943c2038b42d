"""The truth benchmark: drawn scenes, and models for which it is known to the pixel what they use of a scene.

The built-in model has seen nothing else: of a scene that it gets right it used the object. Its poisoned twin says the
target of every scene with the trigger: what it used then is the trigger. And of four scenes
in one picture, what speaks for a class lies in the quarter with its object. Which method finds it?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core import scene_grid, scenes, trigger
from attnstudio.core.evaluation.evaluation import Truth
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.images import Picture, Source
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.models.demo import POISONED
from attnstudio.core.needs import Need
from attnstudio.core.scenes import Scene
from attnstudio.evaluate_run.cases import Opened

SCENES = 200
_FIRST_SEED = 4_000_000  # far from the scenes of training, of validation and of the samples
_SIDE = 128


@dataclass(frozen=True)
class Setting:
    """Of a truth benchmark.

    Attributes:
        name: of its scenes, which tells them from other ones.
        model: its id.
        draw: the scene of a seed and a side, with the mask of what the model uses.
        expected: the class that the model then says.
    """

    name: str
    model: str
    draw: Callable[[int, int], Scene]
    expected: Callable[[Scene], int]


SETTINGS = {
    Truth.OBJECT: Setting("demo", "demo", scenes.draw, lambda scene: scene.class_index),
    Truth.BACKDOOR: Setting(POISONED, POISONED, trigger.draw, lambda _: trigger.TARGET_INDEX),
    Truth.GRID: Setting("demo-grid", "demo", scene_grid.draw, lambda scene: scene.class_index),
}


class DrawnCases:
    """Unseen scenes with exact masks; explained is the class that the model is expected to say."""

    def __init__(self, count: int, truth: Truth = Truth.OBJECT) -> None:
        self._setting = SETTINGS[truth]
        self.pictures = [Path(f"scene-{seed}") for seed in range(_FIRST_SEED, _FIRST_SEED + count)]

    def asked(self) -> None:
        """The scenes are always the same."""

    def opened(self, position: int) -> Opened:
        return Opened(self.case(position))

    def case(self, position: int) -> Case:
        seed = _FIRST_SEED + position
        scene = self._setting.draw(seed, _SIDE)
        name = f"drawn-{self._setting.name}-{seed}-{_SIDE}"
        source = Source(self.pictures[position], 0, scene.picture.nbytes, name)
        expected = str(self._setting.expected(scene))
        return Case(Picture(source, scene.picture), scene.mask, expected, if_predicted=True)


def truth_cases(count: int) -> Iterator[tuple[Path, Case]]:
    """One after the other, with their names."""
    cases = DrawnCases(count)
    return ((path, cases.case(position)) for position, path in enumerate(cases.pictures))


def is_expected(evaluated: Evaluated) -> bool:
    """Whether the model says the class that is explained: only then did it use the object, or the trigger."""
    return evaluated.result.says_target


def fitting_methods(*, one_pass: bool) -> list[str]:
    """Ids of those that the built-in models can carry: all, or in one pass."""
    return [
        method.id
        for method in METHODS
        if Need.ATTENTION not in method.needs and (method.cost is Cost.SINGLE or not one_pass)
    ]
