"""The engine as jobs see it, which lives in another process. Used by one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core import dataset_predictions
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.backdoors.base import ClassFinding, Finding
from attnstudio.core.channels import Channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import OnHeatmap, Outcome
from attnstudio.core.errors import EngineDied, EngineDiedAgain, Failure
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener
from attnstudio.core.examination import MAX_PICTURES, examination_call
from attnstudio.core.features.excitation import excite_each
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.files import state
from attnstudio.core.images import Picture
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models import loading, self_check_store
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import ModelInfo, Request, Result, Subject
from attnstudio.engine_process import checked, protocol
from attnstudio.engine_process.calls import PATIENCE, Asked, Calls, Given, Outcomes, of_kind
from attnstudio.engine_process.host import EngineHost
from attnstudio.engine_process.outcomes import (
    Begin,
    T,
    each,
    evaluated_of,
    methods_of,
    own_request,
    renewed,
    result_of,
    subjects_of,
)
from attnstudio.engine_process.protocol import AttackOutcomes, Loaded
from attnstudio.engine_process.remote_model import RemoteModel


class ProcessEngine:
    """As `core.engine.Engine`. What the process answers is checked as if a stranger had said it.

    Args:
        pictures: where pictures are decoded.
        share: as `protocol.Begin` has it.
        patience: seconds for an answer to a cancel; then the process is ended.
        goes_on: where given, work over many pictures goes on where the process has ended, once and with half the batch,
            and this is called.
    """

    def __init__(
        self,
        host: EngineHost,
        pictures: PictureStore,
        share: int = 1,
        patience: float = PATIENCE,
        goes_on: Callable[[EngineDied], object] | None = None,
    ) -> None:
        self._host, self._pictures, self._patience, self._goes_on = host, pictures, patience, goes_on
        self._calls = Calls(host, share, patience)
        self._remembered: ModelInfo | None = None

    def careful(self) -> ProcessEngine:
        """The same, with half the batch: for a job that has ended the process once."""
        return ProcessEngine(self._host, self._pictures, 2, self._patience)

    def run(self, request: Request, ctx: RunContext, on_heatmap: OnHeatmap | None = None) -> Result:
        picture, methods = self._pictures.get(request.image, request.levels), methods_of(request)
        found = self._calls.answer(protocol.RUN, request, ctx, Result, picture, on_heatmap)
        with self._calls.trusted():
            result = result_of(found, request, Subject(picture), methods)
        self._remember(request, result.model)
        return result

    def _each(
        self, begin: Callable[[Calls, Iterator[Given]], Outcomes], inputs: Iterable[T | Failure]
    ) -> Iterator[tuple[T | Failure, object]]:
        def again(failure: EngineDied) -> Begin:
            return partial(begin, self._again(failure))

        return each(partial(begin, self._calls), inputs, None if self._goes_on is None else again)

    def _again(self, failure: EngineDied) -> Calls:
        """With half the batch."""
        assert self._goes_on is not None
        self._goes_on(failure)
        return Calls(self._host, 2, self._patience)

    def run_each(
        self,
        request: Request,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
        on_heatmap: OnHeatmap | None = None,
    ) -> Iterator[Outcome]:
        methods = methods_of(request)

        def begin(calls: Calls, inputs: Iterator[Given]) -> Outcomes:
            return calls.outcomes(protocol.RUN_EACH, request, Asked(ctx, methods, inputs, on_heatmap))

        for subject, found in self._each(begin, subjects_of(pictures)):
            if isinstance(subject, Failure):
                yield subject
            elif isinstance(found, Failure):
                yield found
            else:
                with self._calls.trusted():
                    result = result_of(found, request, subject, methods)
                self._remember(request, result.model)
                yield subject.picture, result

    def evaluate(
        self,
        request: Request,
        metrics: Sequence[MetricCall],
        cases: Iterable[Case | Failure],
        ctx: RunContext,
        listener: Listener = Listener(),  # noqa: B008
    ) -> Iterator[Evaluated | Failure]:
        methods = methods_of(request)

        def begin(calls: Calls, inputs: Iterator[Given]) -> Outcomes:
            asked = Asked(ctx, methods, inputs, None, listener)
            return calls.outcomes(protocol.EVALUATE, request, asked, metrics=tuple(metrics))

        for case, found in self._each(begin, cases):
            if isinstance(case, Failure):
                yield case
            elif isinstance(found, Failure):
                yield found
            else:
                with self._calls.trusted():
                    evaluated = evaluated_of(found, request, case, methods)
                yield evaluated

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

        def begin(calls: Calls, inputs: Iterator[Given]) -> Outcomes:
            asked = Asked(ctx, methods, inputs)
            return calls.outcomes(operation, request, asked, attack=call, wants_pictures=ctx.wants_partial)

        for subject, found in self._each(begin, subjects_of(pictures)):
            if isinstance(subject, Failure):
                yield subject
            elif isinstance(found, Failure):
                yield found
            else:
                with self._calls.trusted():
                    outcomes = of_kind(found, AttackOutcomes).attacked
                    own = own_request(request, subject)
                    attacked = checked.attacked(outcomes, call, own, subject.picture, methods)
                self._remember(request, attacked[0].before.model)
                yield attacked

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

        yield from excite_each(self._loaded(request, ctx), request, len(units), values, pictures, ctx)

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
        calls, quiet = self._calls, RunContext(cancelled=ctx.cancelled)

        def answer(operation: str, ctx: RunContext, kind: type[Any], **more: Any) -> Any:
            nonlocal calls
            try:
                return calls.answer(operation, request, ctx, kind, **more)
            except EngineDied as failure:
                if self._goes_on is None or isinstance(failure, EngineDiedAgain):
                    raise
                calls = self._again(failure)
                return calls.answer(operation, request, ctx, kind, **more)

        def logits(batch: np.ndarray) -> np.ndarray:
            said = answer(protocol.LOGITS, quiet, np.ndarray, batch=batch)
            with calls.trusted():
                return checked.logits(said, batch, found.class_count)

        found: Loaded = answer(protocol.LOAD, ctx, Loaded)
        with calls.trusted():
            checked.loaded(found)
        self._remember(request, found.info)
        return RemoteModel.of(spec_of(request.model, request.options), found, logits)

    def _remember(self, request: Request, info: ModelInfo) -> None:
        """That a model has passed its self-check: the process can read this, and not write it."""
        if info is self._remembered or info.check is None:
            return
        self._remembered = info
        spec = spec_of(request.model, request.options)
        file = loading.find_weights(spec, request.weights, self._host.weight_folders)
        key = self_check_store.key_of(spec, None if file is None else state(file), info.device)
        if self_check_store.load(key) is None:
            self_check_store.save(key, info.check)
