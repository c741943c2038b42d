"""What jobs ask of an engine, wherever it runs: in their own thread, or in another process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.backdoors.base import ClassFinding, Finding
from attnstudio.core.channels import Channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener
from attnstudio.core.examination import MAX_PICTURES
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.images import Picture
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.placement import Placement
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Heatmap, Request, Result, Subject

Outcome = tuple[Picture, Result] | Failure
OnHeatmap = Callable[[Heatmap, Placement], None]


class EngineInterface(Protocol):
    """Arguments, results and errors are those of `core.engine.Engine`."""

    def for_job(self, *, careful: bool) -> EngineInterface:
        """The engine for one job, which goes on with half the batch where it has ended its process.

        Args:
            careful: it has done so before.
        """

    def run(self, request: Request, ctx: RunContext, on_heatmap: OnHeatmap | None = None) -> Result: ...

    def run_each(
        self,
        request: Request,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
        on_heatmap: OnHeatmap | None = None,
    ) -> Iterator[Outcome]: ...

    def evaluate(
        self,
        request: Request,
        metrics: Sequence[MetricCall],
        cases: Iterable[Case | Failure],
        ctx: RunContext,
        listener: Listener = Listener(),  # noqa: B008
    ) -> Iterator[Evaluated | Failure]: ...

    def attack_each(
        self, request: Request, call: AttackCall, pictures: Iterable[Picture | Subject | Failure], ctx: RunContext
    ) -> Iterator[tuple[Attacked, ...] | Failure]: ...

    def smallest_eps_each(
        self, request: Request, call: AttackCall, pictures: Iterable[Picture | Subject | Failure], ctx: RunContext
    ) -> Iterator[Attacked | Failure]: ...

    def predict_each(
        self,
        request: Request,
        pictures: Sequence[Path | Picture],
        labels: Sequence[int | None] | np.ndarray | None,
        ctx: RunContext,
        cache: PredictionCache | None = None,
    ) -> Iterator[tuple[int, PredictedRow | Failure]]: ...

    def examine(
        self,
        request: Request,
        pictures: Sequence[Path],
        labels: np.ndarray,
        checks: Sequence[str],
        classes: Sequence[str],
        ctx: RunContext,
        at_most: int = MAX_PICTURES,
        known: tuple[ClassFinding, ...] = (),
    ) -> Iterator[Finding]: ...

    def maximise(self, request: Request, call: MaximisationCall, ctx: RunContext) -> Iterator[Maximised]: ...

    def excite_each(
        self, request: Request, units: Sequence[Unit], pictures: Sequence[Path | Picture], ctx: RunContext
    ) -> Iterator[tuple[int, np.ndarray | Failure]]: ...

    def find_concepts(self, request: Request, call: ConceptCall, ctx: RunContext) -> Iterator[float | Concepts]: ...

    def concept_maps(self, request: Request, layer: str, basis: np.ndarray, ctx: RunContext) -> ConceptMaps: ...

    def channels(self, request: Request, ctx: RunContext) -> Channels: ...

    def layer_strip(self, request: Request, ctx: RunContext) -> LayerStrip: ...

    def load(
        self,
        model_id: str,
        weights: Path | None = None,
        device_choice: str = "auto",
        options: ModelOptions = NONE_CHOSEN,
        ctx: RunContext = RunContext(),  # noqa: B008
    ) -> Predictor: ...

    def checksum(self, model_id: str, weights: Path | None = None, options: ModelOptions = NONE_CHOSEN) -> str: ...
