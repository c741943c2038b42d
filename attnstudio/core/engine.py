"""run(request, ctx) -> Result, and the same for many pictures. Owns the models and TensorFlow's state.

One thread makes the engine and uses it: Keras keeps state by thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from attnstudio.core import device, memory
from attnstudio.core.attacks.attack_call import AttackCall, BoundAttack, bind
from attnstudio.core.attacks.known_before import KnownBefore
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.attacks.run import attack_group, fitted, group_size
from attnstudio.core.attacks.smallest_eps import smallest_eps_group
from attnstudio.core.backdoors.base import ClassFinding, Finding
from attnstudio.core.channels import Channels, layer_channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts, concept_maps, find_concepts
from attnstudio.core.context import RunContext
from attnstudio.core.dataset_predictions import PictureLogits, logits_each, predict_each
from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.evaluation.cascade import Cascade
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener, bind_metrics, measure
from attnstudio.core.examination import MAX_PICTURES, ExaminationCall, examination_call, examine
from attnstudio.core.explain import BoundMethod, bind_methods
from attnstudio.core.explain_pictures import ExplainedPicture, explain_group, groups
from attnstudio.core.features.excitation import excite_each
from attnstudio.core.features.maximise import MaximisationCall, Maximised, maximise
from attnstudio.core.features.unit import Unit, check_units, excitations
from attnstudio.core.images import Picture
from attnstudio.core.layer_strip import LayerStrip, layer_strip
from attnstudio.core.methods.base import Family
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models.base import Specs, spec_of
from attnstudio.core.models.cache import ModelCache
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.placement import Placement
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.predictions import predict
from attnstudio.core.request import Answer, Heatmap, Request, Result, Subject
from attnstudio.core.text import Notice, tr_noop

Outcome = tuple[Picture, Result] | Failure
Moved = tuple[Notice, ...]  # that the processor was changed
T = TypeVar("T")


class Engine:
    """Explains pictures.

    Args:
        weight_folders: where weights are looked for, first match wins.
        random_weights: use seeded random weights where a model's are not found (for measurements only).
        max_models: how many stay in memory.
        check_anew: make the self-check of each model that is loaded, also where it was passed before.
        pictures: where pictures are decoded; None: a store of its own, of the last picture.
        specs: where models are looked up.
    """

    def __init__(
        self,
        weight_folders: Sequence[Path],
        *,
        random_weights: bool = False,
        max_models: int = 1,
        check_anew: bool = False,
        pictures: PictureStore | None = None,
        specs: Specs = spec_of,
    ) -> None:
        memory.own_heap()  # before there are threads: each keeps the heap that it gets first
        self._specs = specs
        self._pictures = PictureStore(limit=0) if pictures is None else pictures
        self._before = KnownBefore()
        self._models = ModelCache(
            weight_folders,
            random_weights=random_weights,
            max_models=max_models,
            check_anew=check_anew,
            specs=specs,
        )

    def keep_models(self, count: int) -> None:
        """So many stay in memory from now on."""
        self._models.keep(count)

    def for_job(self, *, careful: bool) -> Engine:
        """This one: what ends a process has ended this one, too."""
        return self

    def run(
        self,
        request: Request,
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
    ) -> Result:
        """Explain the request's picture with every method of it.

        Args:
            on_heatmap: called with each finished or partial map, and where it lies in the picture.

        Raises:
            Failure: readable; what was handed to `on_heatmap` before stays valid.
            Cancelled: the context's token was set.
        """
        (outcome,) = self.run_each(request, [self._pictures.get(request.image, request.levels)], ctx, on_heatmap)
        if isinstance(outcome, Failure):
            raise outcome
        return outcome[1]

    def run_each(
        self,
        request: Request,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
    ) -> Iterator[Outcome]:
        """Explain many pictures as the request says; as many as fit share one pass of the model.

        Args:
            pictures: taken a few ahead of what comes out; a failure in place of a picture comes out in its turn. One
                with a target or a label of its own is a Subject.

        Raises:
            Failure: no picture can be explained. What is wrong with a single one comes out in its place.
            Cancelled: the context's token was set.
        """
        for outcome in self._explained(request, pictures, ctx, on_heatmap):
            yield outcome if isinstance(outcome, Failure) else (outcome.picture, outcome.result)

    def evaluate(
        self,
        request: Request,
        metrics: Sequence[MetricCall],
        cases: Iterable[Case | Failure],
        ctx: RunContext,
        listener: Listener = Listener(),  # noqa: B008
    ) -> Iterator[Evaluated | Failure]:
        """Explain pictures as the request says and judge every map by every metric.

        Args:
            cases: taken one by one; a failure in place of a case comes out in its turn.
            ctx: its progress is that of the picture at hand.

        Raises:
            Failure: no picture can be evaluated. What is wrong with a single one comes out in its place.
            Cancelled: the context's token was set.
        """
        chosen, wanted = bind_methods(request.methods), bind_metrics(metrics)
        cascade = lru_cache(maxsize=1)(Cascade)
        for case in cases:
            if isinstance(case, Failure):
                yield case
                continue
            subject = Subject(case.picture, case.target, case.label)
            outcome: ExplainedPicture | Failure
            if case.if_predicted:
                (outcome,) = self._explained(replace(request, methods=()), [subject], ctx.part(0, 2))
                if not isinstance(outcome, Failure) and not outcome.result.says_target:
                    yield Evaluated(case, outcome.result, ())
                    continue
            if case.result is not None:
                outcome = self._judgeable(request, subject, case.result)
            else:
                (outcome,) = self._explained(request, [subject], ctx.part(0, 2), lambda one, _: listener.heatmap(one))
            if isinstance(outcome, Failure):
                yield outcome
                continue
            computed = _computed_methods(chosen, outcome.result)
            measurements = measure(
                outcome.model,
                case,
                outcome.predicted,
                outcome.result,
                computed,
                wanted,
                partial(cascade, outcome.model.network),
                ctx.part(1, 2),
                listener,
            )
            try:
                found = tuple(measurements)
            except Exception as error:
                if not device.is_exhausted(error):
                    raise
                raise ModelFailure(
                    "There is not enough memory to evaluate maps of {model}. Close other programs, or reduce the "
                    "memory for a batch.",
                    model=outcome.model.info.name,
                ) from error
            yield Evaluated(case, outcome.result, found)

    def _explained(
        self,
        request: Request,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
    ) -> Iterator[ExplainedPicture | Failure]:
        """As `run_each`."""
        chosen = bind_methods(request.methods)

        def explained(model: LoadedModel, left: list[Subject], moved: Moved) -> Iterator[ExplainedPicture | Failure]:
            together = left[: model.network.gradient_batch]
            return explain_group(model, request, chosen, together, moved, ctx, on_heatmap)

        return self._in_groups(request, groups(pictures), ctx, explained)

    def attack_each(
        self,
        request: Request,
        call: AttackCall,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
    ) -> Iterator[tuple[Attacked, ...] | Failure]:
        """Attack many pictures, and explain each before and after by the request's methods.

        Args:
            pictures: as of `run_each`; the label of a Subject is the class that the picture is to lose.
            ctx: its progress is that of the pictures that are attacked together, its partial results float32 (pictures,
                height, width, channels) in 0..1.

        Returns:
            Of each picture, in their order, one result for each eps.

        Raises:
            Failure: no picture can be attacked. What is wrong with a single one comes out in its place.
            Cancelled: the context's token was set.
        """
        chosen = bind_methods(request.methods)

        def attacked(
            bound: BoundAttack, model: LoadedModel, left: list[Subject], moved: Moved
        ) -> Iterator[tuple[Attacked, ...] | Failure]:
            return attack_group(model, request, bound, chosen, left, moved, ctx, self._before)

        return self._attacks(request, bind(call), pictures, ctx, attacked)

    def smallest_eps_each(
        self,
        request: Request,
        call: AttackCall,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
    ) -> Iterator[Attacked | Failure]:
        """As `attack_each`, with the smallest eps that succeeds for each picture, found by bisection up to the largest
        eps of the call; a picture on which that fails has the result of the largest."""
        chosen = bind_methods(request.methods)

        def attacked(
            bound: BoundAttack, model: LoadedModel, left: list[Subject], moved: Moved
        ) -> Iterator[Attacked | Failure]:
            return smallest_eps_group(model, request, bound, chosen, left, moved, ctx, self._before)

        return self._attacks(request, bind(call), pictures, ctx, attacked)

    def _attacks(
        self,
        request: Request,
        bound: BoundAttack,
        pictures: Iterable[Picture | Subject | Failure],
        ctx: RunContext,
        outcomes: Callable[[BoundAttack, LoadedModel, list[Subject], Moved], Iterator[T | Failure]],
    ) -> Iterator[T | Failure]:
        model = self.load(request.model, request.weights, request.device, request.options)
        size = group_size(model, bound)
        return self._in_groups(request, groups(pictures, size), ctx, partial(outcomes, fitted(model, bound)))

    def _in_groups(
        self,
        request: Request,
        grouped: Iterable[list[Subject] | Failure],
        ctx: RunContext,
        outcomes: Callable[[LoadedModel, list[Subject], Moved], Iterator[T | Failure]],
    ) -> Iterator[T | Failure]:
        """Outcomes of pictures in their order, on the CPU from that on for which the processor has too little memory.

        Args:
            outcomes: of some pictures that are left of a group, at least the first of them.
        """
        processor, moved = request.device, tuple[Notice, ...]()
        for left in grouped:
            if isinstance(left, Failure):
                yield left
                continue
            while left:
                ctx.check_cancelled()
                try:
                    model = self._ready(request, processor)
                    ctx.check_cancelled()
                    for outcome in outcomes(model, list(left), moved):
                        yield outcome
                        del left[0]
                except Exception as error:
                    moved = (self._move_to_cpu(request, processor, error),)
                    processor = "cpu"

    def predict_each(
        self,
        request: Request,
        pictures: Sequence[Path | Picture],
        labels: Sequence[int | None] | np.ndarray | None,
        ctx: RunContext,
        cache: PredictionCache | None = None,
    ) -> Iterator[tuple[int, PredictedRow | Failure]]:
        """Predict many pictures, in their order, each with its number. Arguments as `dataset_predictions` has them.

        Raises:
            Failure: no picture can be predicted. What is wrong with a single one comes out in its place.
            Cancelled: the context's token was set.
        """

        def rows(model: LoadedModel, first: int, _: Moved) -> Iterator[tuple[int, PredictedRow | Failure]]:
            return predict_each(model, request, pictures, labels, ctx, cache, first)

        return self._from_where_it_stopped(request, ctx, rows)

    def answer_each(
        self, request: Request, pictures: Sequence[Path | Picture], ctx: RunContext, at_most: int | None = None
    ) -> Iterator[tuple[int, Answer | Failure]]:
        """All that the model says of many pictures, in their order, each with its number. Arguments as `logits_each`
        has them.

        Raises:
            Failure: no picture can be predicted. What is wrong with a single one comes out in its place.
            Cancelled: the context's token was set.
        """

        def answers(model: LoadedModel, first: int, moved: Moved) -> Iterator[tuple[int, Answer | Failure]]:
            for number, one in logits_each(model, request, pictures, ctx, first, at_most):
                yield number, one if isinstance(one, Failure) else _answer(model, one, moved)

        return self._from_where_it_stopped(request, ctx, answers)

    def _from_where_it_stopped(
        self,
        request: Request,
        ctx: RunContext,
        outcomes: Callable[[LoadedModel, int, Moved], Iterator[tuple[int, T]]],
    ) -> Iterator[tuple[int, T]]:
        """Outcomes by number, on the CPU from that on for which the processor has too little memory.

        Args:
            outcomes: called with the model, the number of the first one, and the notice about the processor.
        """
        processor, done, moved = request.device, 0, tuple[Notice, ...]()
        while True:
            ctx.check_cancelled()
            try:
                for number, outcome in outcomes(self._ready(request, processor), done, moved):
                    yield number, outcome
                    done = number + 1
                return
            except Exception as error:
                moved = (self._move_to_cpu(request, processor, error),)
                processor = "cpu"

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
        """Check the request's model for backdoors. Arguments as those of `examination_call`, findings and errors as
        those of `examine`."""
        call = self._on_processor(
            request,
            ctx,
            lambda model: examination_call(model, request, pictures, labels, checks, classes, ctx, at_most, known),
        )
        yield from self.examine_sample(request, call, ctx)

    def examine_sample(self, request: Request, call: ExaminationCall, ctx: RunContext) -> Iterator[Finding]:
        """As `examine`, of pictures that are read already."""

        def findings(model: LoadedModel, first: int, moved: Moved) -> Iterator[tuple[int, Finding]]:
            done = first - 1  # the check that is finished: where memory runs out, the next one begins anew
            for finding in examine(model, call, ctx, first):
                done += finding.done == 1
                yield done, replace(finding, limits=(*finding.limits, *moved))

        for _, finding in self._from_where_it_stopped(request, ctx, findings):
            yield finding

    def maximise(self, request: Request, call: MaximisationCall, ctx: RunContext) -> Iterator[Maximised]:
        """Make pictures that excite units of the request's model most. Arguments, what comes out and errors as those of
        `maximise`."""

        def found(model: LoadedModel, first: int, _: Moved) -> Iterator[tuple[int, Maximised]]:
            number = first - 1  # of the unit that is finished: where memory runs out, the next one begins anew
            for one in maximise(model, call, ctx, first):
                number += one.done == 1
                yield number, one

        for _, one in self._from_where_it_stopped(request, ctx, found):
            yield one

    def excite_each(
        self, request: Request, units: Sequence[Unit], pictures: Sequence[Path | Picture], ctx: RunContext
    ) -> Iterator[tuple[int, np.ndarray | Failure]]:
        """How much each of many pictures excites units, with its number: float32 (units,).

        Raises:
            ChoiceFailure: the model has no such unit.
            Failure: no picture can be looked at. What is wrong with a single one comes out in its place.
            Cancelled: the context's token was set.
        """

        def values(model: LoadedModel, first: int, _: Moved) -> Iterator[tuple[int, np.ndarray | Failure]]:
            check_units(model.network, units)
            of_inputs = partial(excitations, model.network, units)
            return excite_each(model, request, len(units), of_inputs, pictures, ctx, first)

        return self._from_where_it_stopped(request, ctx, values)

    def excitations(self, request: Request, units: Sequence[Unit], batch: np.ndarray, ctx: RunContext) -> np.ndarray:
        """How much inputs excite units of the request's model: float32 (inputs, height, width, channels) -> (inputs,
        units). Errors as those of `logits`."""
        return self._on_processor(request, ctx, lambda model: excitations(model.network, units, batch))

    def find_concepts(self, request: Request, call: ConceptCall, ctx: RunContext) -> Iterator[float | Concepts]:
        """Concepts of a layer of the request's model. What comes out and errors as those of `find_concepts`."""

        def found(model: LoadedModel, _: int, moved: Moved) -> Iterator[tuple[int, float | Concepts]]:
            for one in find_concepts(model, call, ctx):  # where memory runs out, it begins anew
                yield -1, replace(one, notices=(*one.notices, *moved)) if isinstance(one, Concepts) else one

        for _, one in self._from_where_it_stopped(request, ctx, found):
            yield one

    def concept_maps(self, request: Request, layer: str, basis: np.ndarray, ctx: RunContext) -> ConceptMaps:
        """Where concepts of a layer stand in the request's picture.

        Raises:
            Failure: readable.
            Cancelled: the context's token was set.
        """
        return self._of_picture(request, ctx, partial(concept_maps, request=request, layer=layer, basis=basis))

    def channels(self, request: Request, ctx: RunContext) -> Channels:
        """Return the channels of the request's layer for its picture. The request's methods are ignored.

        Raises:
            Failure: readable.
            Cancelled: the context's token was set.
        """
        return self._of_picture(request, ctx, partial(layer_channels, request=request))

    def layer_strip(self, request: Request, ctx: RunContext) -> LayerStrip:
        """Return the maps of the request's one method at several depths of the network.

        Raises:
            Failure: readable.
            Cancelled: the context's token was set.
        """
        return self._of_picture(request, ctx, partial(layer_strip, request=request, ctx=ctx))

    def logits(self, request: Request, batch: np.ndarray, ctx: RunContext) -> np.ndarray:
        """What the request's model says of inputs: float32 (inputs, height, width, channels) -> (inputs, classes).

        Raises:
            Failure: readable.
            Cancelled: the context's token was set.
        """
        return self._on_processor(request, ctx, lambda model: model.network.logits(batch))

    def _of_picture(self, request: Request, ctx: RunContext, look: Callable[..., T]) -> T:
        """What a look at the request's picture gives."""
        ctx.check_cancelled()
        picture = self._pictures.get(request.image, request.levels)
        return self._on_processor(request, ctx, lambda model: look(model, picture=picture))

    def _on_processor(self, request: Request, ctx: RunContext, use: Callable[[LoadedModel], T]) -> T:
        """What the request's model is used for, on the CPU where the processor has too little memory."""
        processor = request.device
        while True:
            ctx.check_cancelled()
            try:
                model = self._ready(request, processor)
                ctx.check_cancelled()
                return use(model)
            except Exception as error:
                self._move_to_cpu(request, processor, error)
                processor = "cpu"

    def load(
        self,
        model_id: str,
        weights: Path | None = None,
        device_choice: str = "auto",
        options: ModelOptions = NONE_CHOSEN,
        ctx: RunContext = RunContext(),  # noqa: B008
    ) -> LoadedModel:
        """Load a model; it stays in memory until another is loaded. Raises ChoiceFailure, ModelFailure or Cancelled."""
        ctx.check_cancelled()
        return self._models.load(model_id, weights, device_choice, options)

    def checksum(self, model_id: str, weights: Path | None = None, options: ModelOptions = NONE_CHOSEN) -> str:
        """Of the weights, or of the file of a user's model and its options. Raises ChoiceFailure or ModelFailure."""
        return self._models.checksum(model_id, weights, options)

    def _judgeable(self, request: Request, subject: Subject, result: Result) -> ExplainedPicture | Failure:
        """Maps that are there already, with what the model makes of the picture."""
        model = self._ready(request, request.device)
        (predicted,) = predict(model, request, [subject])
        if isinstance(predicted, Failure):
            return predicted
        return ExplainedPicture(subject.picture, result, model, predicted)

    def _ready(self, request: Request, processor: str) -> LoadedModel:
        """The request's model, with the memory that it may take."""
        model = self.load(request.model, request.weights, processor, request.options)
        model.network.set_budget(request.memory)
        return model

    def _move_to_cpu(self, request: Request, processor: str, error: Exception) -> Notice:
        """The notice about the move to the CPU, after an error of a processor without memory.

        Raises:
            ModelFailure: there is no other processor.
            Exception: the error, if it is another one.
        """
        if not device.is_exhausted(error):
            raise error
        name = self._specs(request.model, request.options).name
        if not device.may_fall_back(processor):
            raise ModelFailure(
                "There is not enough memory to run {model}. Close other programs, or choose a smaller model.",
                model=name,
            ) from error
        return Notice(
            tr_noop("The graphics processor has too little memory for {model}: the maps were computed on the CPU."),
            {"model": name},
        )


def _answer(model: LoadedModel, found: PictureLogits, moved: Moved) -> Answer | Failure:
    try:
        prediction = model.prediction(found.logits)
    except ModelFailure as failure:
        return failure
    return Answer(model.info, prediction, (*found.notices, *model.info.notices, *moved))


def _computed_methods(chosen: Sequence[BoundMethod], result: Result) -> list[BoundMethod]:
    """The methods that computed the result's maps. Raises Failure if all but controls were left out."""
    out = dict(result.left_out)
    computed = [one for one in chosen if one.method.id not in out]
    if out and all(one.method.family is Family.CONTROL for one in computed):
        raise result.left_out[0][1]
    return computed
