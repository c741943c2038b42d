"""What a metric is: a number that says how good a map is. A metric is one file in this folder that registers itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.methods.base import Method
from attnstudio.core.model_input import ModelInput
from attnstudio.core.params import Param, Value
from attnstudio.core.probabilities import probabilities
from attnstudio.core.registry import Registry
from attnstudio.core.request import Heatmap
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel


class Family(StrEnum):
    """What a metric asks of a map."""

    FAITHFULNESS = "faithfulness"  # do the pixels that it marks decide the answer?
    LOCALISATION = "localisation"  # does it lie on the object?
    ROBUSTNESS = "robustness"  # does it stay when the picture hardly changes?
    CONCISENESS = "conciseness"  # does it say little?
    SANITY = "sanity check"  # does it depend on what the model has learned?


@dataclass(frozen=True)
class MetricCall:
    """A metric with every parameter that was set; the others keep their defaults."""

    id: str
    params: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, eq=False)
class Curve:
    """A score as a function of, for example, the share of removed pixels. `x`, `y`: float64 (points,)."""

    x: np.ndarray
    y: np.ndarray

    @property
    def area(self) -> float:
        """Under the curve, of a unit width."""
        return float(np.trapezoid(self.y, self.x) / (self.x[-1] - self.x[0]))


@dataclass(frozen=True, eq=False)
class Score:
    """The value of a metric for one map. `curve`: the curve that the value summarises, if any."""

    value: float
    curve: Curve | None = None


def _ignore(_: Curve) -> None:
    return None


@dataclass(frozen=True, eq=False)
class Trial:
    """One map of one picture, and all that a metric may use to judge it.

    Attributes:
        heatmap: what is judged.
        method: of the map.
        network: the compiled model.
        seen: the picture as the model sees it.
        target, class_weights: what is explained; class_weights float32 (classes,).
        region: bool (height, width) at the model's input size, where the object is; or why that is not known.
        params: every declared parameter, checked.
        ctx: progress, cancelling, random numbers.
        on_curve: called with the curve so far.
        again: the strengths of maps of the same method on other pixels: uint8 (height, width, 3) each.
        of_classes: maps of the same method for other class weights: float32 (height, width) each, in 0..1.
        cascade: the curve of how alike the map stays as the model is randomised, layer by layer.
        randomised: the same method's map of the model that has lost all it learned: float32 (height, width), in 0..1.
    """

    heatmap: Heatmap
    method: Method
    network: CompiledModel
    model_input: ModelInput
    target: Target
    class_weights: np.ndarray
    region: np.ndarray | Notice
    params: Mapping[str, Any]
    ctx: RunContext
    again: Callable[[Sequence[np.ndarray]], list[np.ndarray]]
    of_classes: Callable[[Sequence[np.ndarray]], list[np.ndarray]]
    cascade: Callable[[], Curve]
    randomised: Callable[[], np.ndarray]
    on_curve: Callable[[Curve], None] = _ignore

    @property
    def values(self) -> np.ndarray:
        """The map as it is shown: float32 (height, width) in 0..1."""
        return self.heatmap.values

    @cached_property
    def attribution(self) -> np.ndarray:
        """The map with its own zero where the method knows one, at most 1 in size: float32 (height, width)."""
        return self.method.strengths(self.heatmap)

    @cached_property
    def evidence(self) -> np.ndarray:
        """What the map says in favour of the target: nowhere negative, at most 1. float32 (height, width)."""
        favour = np.maximum(self.attribution, 0)
        return favour / favour.max() if favour.any() else favour

    @cached_property
    def ranks(self) -> np.ndarray:
        """0 at the strongest pixel, and so on; int (height, width).

        Equal pixels come in a random order: a ReLU leaves thousands at 0, and that of the rows would favour the top.
        """
        order = np.lexsort((self.ctx.rng().random(self.values.size), -self.values.ravel()))
        ranks = np.empty(order.size, np.int64)
        ranks[order] = np.arange(order.size)
        return ranks.reshape(self.values.shape)

    @property
    def object(self) -> np.ndarray:
        """The region, for metrics that need one; the evaluation has checked that there is one."""
        assert isinstance(self.region, np.ndarray)
        return self.region

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """(batch, classes) -> the target's probability in each, float64 (batch,).

        Of a difference of two classes: that of the first, where only these two could be.
        """
        if self.target.minus is not None:
            return probabilities(logits.astype(np.float64) @ self.class_weights, "sigmoid")
        return probabilities(logits.astype(np.float64), self.network.head)[:, self.target.index]


class Metric(ABC):
    """A stateless metric, shared by all evaluations.

    `id`, `name`, `family`, `paper`, `summary` and `params` describe it everywhere; the name is marked for translation
    unless it is a proper name. `higher_is_better`: as it says.
    `limit`: of a sanity check; a map whose mean surely lies above it fails.
    `axes`: what its curve is drawn over and what it shows, empty where it has none. `needs_region`: it compares the map
    with where the object is. `needs_model`: it asks how the map follows the model, so it means nothing for a control.
    `needs_probability`: it uses the target's probability, which a regression does not have.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[Family]
    higher_is_better: ClassVar[bool]
    paper: ClassVar[str]
    summary: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()
    axes: ClassVar[tuple[str, str] | None] = None
    limit: ClassVar[float | None] = None
    needs_region: ClassVar[bool] = False
    needs_model: ClassVar[bool] = False
    needs_probability: ClassVar[bool] = False

    def obstacle(self, trial: Trial) -> Notice | None:
        """Why the metric has no meaning for this map; None where it has one."""
        if self.needs_model and not trial.method.needs:
            return Notice(tr_noop("{method} does not depend on the model."), {"method": Notice(trial.method.name)})
        if self.needs_probability and trial.network.head == "regression":
            return Notice(
                tr_noop("{metric} needs the probabilities of a classifier, and this model is a regression."),
                {"metric": Notice(self.name)},
            )
        if self.needs_region and isinstance(trial.region, Notice):
            return trial.region
        if trial.heatmap.raw_min == trial.heatmap.raw_max:
            return Notice(tr_noop("The map of {method} is flat."), {"method": Notice(trial.method.name)})
        return None

    @abstractmethod
    def measure(self, trial: Trial) -> Score:
        """Judge the map. Called only where there is no obstacle."""

    def describe(self) -> dict[str, object]:
        """As the command line's `metrics --json` prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "family": str(self.family),
            "better": "higher" if self.higher_is_better else "lower",
            "needs_region": self.needs_region,
            "paper": self.paper,
            "summary": self.summary,
            "params": [param.describe() for param in self.params],
        }


METRICS: Registry[Metric] = Registry("attnstudio.core.metrics")
