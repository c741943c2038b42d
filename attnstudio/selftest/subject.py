"""What the checks are tried on: the built-in model, and drawn scenes whose object is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import MethodCall, Request
from attnstudio.evaluate_run.truth import truth_cases

MODEL = "demo"
_SCENES = 2  # the fewest that have an interval
_METRICS = (MetricCall("energy"), MetricCall("insertion", (("steps", 4),)))


@dataclass(frozen=True)
class Subject:
    """Made once for all checks. `weight_folders`: where the engine looks for weights."""

    engine: Engine
    weight_folders: tuple[Path, ...]

    @cached_property
    def scene(self) -> Path:
        """A picture that comes with the program."""
        return sorted(paths.resource("demo", "scenes").iterdir())[0]

    @cached_property
    def evaluation(self) -> Evaluation:
        """A method and the controls, with scores and curves."""
        calls = add_controls([MethodCall("gradcam")])
        found = tuple(self.evaluated(calls, _METRICS, _SCENES))
        return Evaluation(Request(Path(), MODEL, calls), _METRICS, found, {}, None, 1.0, _SCENES)

    def evaluated(self, calls: Sequence[MethodCall], metrics: Sequence[MetricCall], scenes: int) -> list[Evaluated]:
        """Maps of as many scenes, and their scores."""
        cases = [case for _, case in truth_cases(scenes)]
        outcomes = list(self.engine.evaluate(Request(Path(), MODEL, tuple(calls)), metrics, cases, RunContext()))
        for one in outcomes:
            if isinstance(one, Failure):
                raise one
        return [one for one in outcomes if isinstance(one, Evaluated)]
