"""The engine as jobs see it, which lives in another process. Used by one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from attnstudio.core import dataset_predictions
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.backdoors.base import ClassFinding, Finding
from attnstudio.core.channels import Channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import OnHeatmap, Outcome
from attnstudio.core.errors import EngineDied, Failure
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener
from attnstudio.core.examination import MAX_PICTURES, examination_call
from attnstudio.core.features.excitation import excite_each
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.going_on import each, each_alone, renewed
from attnstudio.core.images import Picture
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models import loading
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request, Result, Subject
from attnstudio.engine_process import checked, protocol
from attnstudio.engine_process.calls import PATIENCE, Asked, Calls, Given, Outcomes, of_kind
from attnstudio.engine_process.host import EngineHost
from attnstudio.engine_process.outcomes import evaluated_of, methods_of, own_request, result_of, subjects_of
from attnstudio.engine_process.protocol import AttackOutcomes, Loaded
from attnstudio.engine_process.remote_model import RemoteModel
from attnstudio.engine_process.self_checks import SelfChecks

T = TypeVar("T", Subject, Case)
S = TypeVar("S")
R = TypeVar("R")


class ProcessEngine:
    """As `core.engine.Engine`. What the process answers is checked as if a stranger had said it.

    Calls over many inputs, and the loading of a model, go on by themselves where the process ends, as `going_on.each`
    has it.

    Args:
        pictures: where pictures are decoded.
        patience: seconds for an answer to a cancel; then the process is ended.
    """

    def __init__(self, host: EngineHost, pictures: PictureStore, patience: float = PATIENCE) -> None:
        self._host, self._pictures, self._patience = host, pictures, patience
        self._calls = Calls(host, patience, careful=False)
        self._self_checks = SelfChecks(host.weight_folders)

    def for_job(self, *, careful: bool) -> ProcessEngine:
        found = copy(self)
        found._calls = Calls(self._host, self._patience, careful=careful)
        return found

    def run(self, request: Request, ctx: RunContext, on_heatmap: OnHeatmap | None = None) -> Result:
        picture, methods = self._pictures.get(request.image, request.levels), methods_of(request)
        found = self._calls.answer(protocol.RUN, request, ctx, Result, picture, on_heatmap)
        with self._calls.trusted():
            result = result_of(found, request, Subject(picture), methods)
        self._self_checks.keep(request, result.model)
        return result

    def _each(
        self,
        begin: Callable[[Iterator[Given]], Outcomes],
        inputs: Iterable[T | Failure],
        result_of: Callable[[T, object], R],
    ) -> Iterator[R | Failure]:
        """The result of each input, or what is wrong with it."""

        def trusted(one: T | Failure, found: object) -> R | Failure:
            if isinstance(one, Failure):
                return one
            if isinstance(found, Failure):
                return found
            with self._calls.trusted():
                return result_of(one, found)

        with self._calls.trusted():
            for _, result in each(begin, inputs, trusted):
                yield result

    def run_each(
        self,
        request: Request,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
        on_heatmap: OnHeatmap | None = None,
    ) -> Iterator[Outcome]:
        methods = methods_of(request)

        def begin(inputs: Iterator[Given]) -> Outcomes:
            return self._calls.outcomes(protocol.RUN_EACH, request, Asked(ctx, methods, inputs, on_heatmap))

        def result(subject: Subject, found: object) -> tuple[Picture, Result]:
            result = result_of(found, request, subject, methods)
            self._self_checks.keep(request, result.model)
            return subject.picture, result

        return self._each(begin, subjects_of(pictures), result)

    def evaluate(
        self,
        request: Request,
        metrics: Sequence[MetricCall],
        cases: Iterable[Case | Failure],
        ctx: RunContext,
        listener: Listener = Listener(),  # noqa: B008
    ) -> Iterator[Evaluated | Failure]:
        methods = methods_of(request)

        def begin(inputs: Iterator[Given]) -> Outcomes:
            asked = Asked(ctx, methods, inputs, None, listener)
            return self._calls.outcomes(protocol.EVALUATE, request, asked, metrics=tuple(metrics))

        return self._each(begin, cases, lambda case, found: evaluated_of(found, request, case, methods))

    def attack_each(
        self, request: Request, call: AttackCall, pictures: Iterable[Picture | Subject | Failure], ctx: RunContext
    ) -> Iterator[tuple[Attacked, ...] | Failure]:
        return self._attacks(protocol.ATTACK_EACH, request, call, pictures, ctx)

    def smallest_eps_each(
        self, request: Request, call: AttackCall, pictures: Iterable[Picture | Subject | Failure], ctx: RunContext
    ) -> Iterator[Attacked | Failure]:
        for outcome in self._attacks(protocol.SMALLEST_EPS_EACH, request, call, pictures, ctx):
            yield outcome if isinstance(outcome, Failure) else outcome[0]

    def _attacks(
        self,
        operation: str,
        request: Request,
        call: AttackCall,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
    ) -> Iterator[tuple[Attacked, ...] | Failure]:
        methods = methods_of(request)

        def begin(inputs: Iterator[Given]) -> Outcomes:
            asked = Asked(ctx, methods, inputs)
            return self._calls.outcomes(operation, request, asked, attack=call, wants_pictures=ctx.wants_partial)

        def attacked(subject: Subject, found: object) -> tuple[Attacked, ...]:
            outcomes = of_kind(found, AttackOutcomes).attacked
            own = own_request(request, subject)
            attacked = checked.attacked(outcomes, call, own, subject.picture, methods)
            self._self_checks.keep(request, attacked[0].before.model)
            return attacked

        return self._each(begin, subjects_of(pictures), attacked)

    def predict_each(
        self,
        request: Request,
        pictures: Sequence[Path | Picture],
        labels: Sequence[int | None] | np.ndarray | None,
        ctx: RunContext,
        cache: PredictionCache | None = None,
    ) -> Iterator[tuple[int, PredictedRow | Failure]]:
        """Pictures are decoded here, and become inputs; the process predicts these."""
        yield from dataset_predictions.predict_each(self._loaded(request, ctx), request, pictures, labels, ctx, cache)

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
    ) -> Iterator[Finding]:
        """Pictures are decoded here, and become inputs; the process examines these."""
        model = self._loaded(request, ctx)
        left = examination_call(model, request, pictures, labels, checks, classes, ctx, at_most, known)

        def begin() -> Outcomes | None:
            if not left.checks:
                return None
            return self._calls.outcomes(protocol.EXAMINE, request, Asked(ctx, methods_of(request)), examination=left)

        for outcome in renewed(begin):
            with self._calls.trusted():
                finding = checked.finding(of_kind(outcome, Finding), left)
            if finding.done == 1:
                left = replace(left, checks=left.checks[1:])
            yield finding

    def maximise(self, request: Request, call: MaximisationCall, ctx: RunContext) -> Iterator[Maximised]:
        left = call

        def begin() -> Outcomes | None:
            if not left.units:
                return None
            return self._calls.outcomes(protocol.MAXIMISE, request, Asked(ctx, frozenset()), maximisation=left)

        for outcome in renewed(begin):
            with self._calls.trusted():
                one = checked.maximised(of_kind(outcome, Maximised), next(iter(left.units), None))
            if one.done == 1:
                left = replace(left, units=left.units[1:])
            yield one

    def excite_each(
        self, request: Request, units: Sequence[Unit], pictures: Sequence[Path | Picture], ctx: RunContext
    ) -> Iterator[tuple[int, np.ndarray | Failure]]:
        """Pictures are decoded here, and become inputs; the process sees these."""
        quiet = RunContext(cancelled=ctx.cancelled)

        def values(batch: np.ndarray) -> np.ndarray:
            said = self._calls.answer(protocol.EXCITE, request, quiet, np.ndarray, batch=batch, units=tuple(units))
            with self._calls.trusted():
                return checked.logits(said, batch, len(units))

        model, gone_on = self._loaded(request, ctx), partial(_of_one, values)
        yield from excite_each(model, request, len(units), gone_on, pictures, ctx)

    def find_concepts(self, request: Request, call: ConceptCall, ctx: RunContext) -> Iterator[float | Concepts]:
        def begin() -> Outcomes:
            return self._calls.outcomes(protocol.FIND_CONCEPTS, request, Asked(ctx, frozenset()), concepts=call)

        for outcome in renewed(begin):
            with self._calls.trusted():
                one = checked.concepts(of_kind(outcome, (float, Concepts)), call)
            yield one

    def concept_maps(self, request: Request, layer: str, basis: np.ndarray, ctx: RunContext) -> ConceptMaps:
        picture, asked = self._pictures.get(request.image, request.levels), replace(request, layer=layer)
        found = self._calls.answer(protocol.CONCEPT_MAPS, asked, ctx, ConceptMaps, picture, basis=basis)
        with self._calls.trusted():
            return checked.concept_maps(found, request, picture, basis)

    def channels(self, request: Request, ctx: RunContext) -> Channels:
        picture = self._pictures.get(request.image, request.levels)
        found = self._calls.answer(protocol.CHANNELS, request, ctx, Channels, picture)
        with self._calls.trusted():
            return checked.channels(found, request, picture)

    def layer_strip(self, request: Request, ctx: RunContext) -> LayerStrip:
        picture = self._pictures.get(request.image, request.levels)
        found = self._calls.answer(protocol.LAYER_STRIP, request, ctx, LayerStrip, picture)
        with self._calls.trusted():
            return checked.layer_strip(found, request, picture)

    def load(
        self,
        model_id: str,
        weights: Path | None = None,
        device_choice: str = "auto",
        options: ModelOptions = NONE_CHOSEN,
        ctx: RunContext = RunContext(),  # noqa: B008
    ) -> RemoteModel:
        return self._loaded(Request(Path(), model_id, weights=weights, device=device_choice, options=options), ctx)

    def checksum(self, model_id: str, weights: Path | None = None, options: ModelOptions = NONE_CHOSEN) -> str:
        return loading.checksum(spec_of(model_id, options), weights, self._host.weight_folders)

    def _loaded(self, request: Request, ctx: RunContext) -> RemoteModel:
        quiet = RunContext(cancelled=ctx.cancelled)

        def logits(batch: np.ndarray) -> np.ndarray:
            said = self._calls.answer(protocol.LOGITS, request, quiet, np.ndarray, batch=batch)
            with self._calls.trusted():
                return checked.logits(said, batch, found.class_count)

        def loaded(_: object) -> Loaded:
            found: Loaded = self._calls.answer(protocol.LOAD, request, ctx, Loaded)
            with self._calls.trusted():
                checked.loaded(found)
            return found

        found = _of_one(loaded, None)
        self._self_checks.keep(request, found.info)
        return RemoteModel.of(spec_of(request.model, request.options), found, partial(_of_one, logits))


def _of_one(result_of: Callable[[S], R], given: S) -> R:
    """Of one input. Raises EngineDiedAgain."""
    ((_, found),) = each_alone(result_of, (given,))
    if isinstance(found, EngineDied):
        raise found
    return found
