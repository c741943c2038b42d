"""Evaluations from hand-made scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import NO_REGION, Case, Evaluated, Measurement
from attnstudio.core.images import Picture, Source
from attnstudio.core.metrics.base import MetricCall, Score
from attnstudio.core.placement import Placement
from attnstudio.core.request import MethodCall, ModelInfo, Prediction, Request, Result
from attnstudio.core.targets import Target, class_check

CLASSES = ("shark", "fly", "cat")
Values = Mapping[str, Sequence[float | None]]  # by method, one a picture


def evaluation(scores: Mapping[str, Values], pictures: int = 6, *, explained: int = 0, regions: int = 6) -> Evaluation:
    """Of these scores by metric, with a model that sees a shark."""
    methods = list(dict.fromkeys(name for values in scores.values() for name in values)) or ["saliency"]
    request = Request(Path(), "hand_made", tuple(map(MethodCall, methods)))
    done = tuple(
        Evaluated(
            Case(_picture(number), np.ones((4, 4), bool) if number < regions else NO_REGION),
            _result(request, explained),
            tuple(
                Measurement(method, metric, None if value is None else Score(value), None, 0.0)
                for metric, values in scores.items()
                for method, value in ((name, each[number]) for name, each in values.items())
            ),
        )
        for number in range(pictures)
    )
    return Evaluation(request, tuple(map(MetricCall, scores)), done, {}, None, 1.0)


def _picture(number: int) -> Picture:
    source = Source(Path(f"{number}.png"), 0, 1, str(number))
    return Picture(source, np.zeros((4, 4, 3), np.uint8))


def _result(request: Request, explained: int) -> Result:
    probabilities = np.array([0.99, 0.002, 0.008])
    target = Target(explained)
    return Result(
        request=request,
        source=Source(Path("0.png"), 0, 1, ""),
        model=ModelInfo("hand_made", "Hand-made", (4, 4), CLASSES, (), None, frozenset(), "", "", 0),
        placement=Placement((4, 4), (4, 4), (0, 0, 4, 4)),
        prediction=Prediction(np.log(probabilities), probabilities, CLASSES),
        target=target,
        heatmaps=(),
        notices=(),
        class_warning=class_check(target, probabilities, CLASSES),
        seconds=0.0,
        memory_bytes=0,
    )
