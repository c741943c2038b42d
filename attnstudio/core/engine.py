"""run(request, ctx) -> Result, and the same for many pictures. Owns the models and TensorFlow's state.

One thread makes the engine and uses it: Keras keeps state by thread.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core import device, layers, memory, targets
from attnstudio.core.channels import Channels, look_inside
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure, ModelFailure
from attnstudio.core.evaluation.cascade import Cascade
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener, choose_metrics, measure
from attnstudio.core.explain import BoundMethod, choose, explain_each
from attnstudio.core.files import FileState, state
from attnstudio.core.images import Picture, Placement
from attnstudio.core.methods.base import Family
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models import loading, self_check_store
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.models.self_check import self_check
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.predictions import PredictedInput, answers
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.unfit import UnfitFailure, why_unfit
from attnstudio.core.wrappers import extra_layers

if TYPE_CHECKING:
    import keras

Outcome = tuple[Picture, Result] | Failure
GROUP, GROUP_BYTES = 16, 64 * 2**20  # pictures that may share a pass, and their pixels


@dataclass(frozen=True, eq=False)
class _Explained:
    """A picture whose maps are made, and what made them."""

    picture: Picture
    result: Result
    model: LoadedModel
    answer: PredictedInput


class Engine:
    """Explains pictures.

    Args:
        weight_folders: where weights are looked for, first match wins.
        random_weights: use seeded random weights where a model's are not found (for measurements only).
        kept_models: how many stay in memory.
        check_anew: make the self-check of each model that is loaded, also where it was passed before.
        pictures: where pictures are decoded; None: a store of its own, of the last picture.
    """

    def __init__(
        self,
        weight_folders: Sequence[Path],
        *,
        random_weights: bool = False,
        kept_models: int = 1,
        check_anew: bool = False,
        pictures: PictureStore | None = None,
    ) -> None:
        self._pictures = PictureStore(limit=0) if pictures is None else pictures
        self._weight_folders = tuple(weight_folders)
        self._random_weights, self._kept_models, self._check_anew = random_weights, kept_models, check_anew
        self._models: OrderedDict[tuple[str, str, FileState | None, str], LoadedModel] = OrderedDict()

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
        pictures: Iterable[Picture | Failure],
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
    ) -> Iterator[Outcome]:
        """Explain many pictures as the request says; as many as fit share one pass of the model.

        Args:
            pictures: taken a few ahead of what comes out; a failure in place of a picture comes out in its turn.

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
        chosen, wanted = choose(request.methods), choose_metrics(metrics)
        cascade = lru_cache(maxsize=1)(Cascade)
        for case in cases:
            if isinstance(case, Failure):
                yield case
                continue
            asked = replace(request, target=case.target or request.target)
            try:
                (outcome,) = self._explained(
                    asked, [case.picture], ctx.part(0, 2), lambda one, _: listener.heatmap(one)
                )
            except ChoiceFailure as failure:
                if not case.target:
                    raise  # the call is wrong for this model, so for every picture
                outcome = failure
            if isinstance(outcome, Failure):
                yield outcome
                continue
            made = _made(chosen, outcome.result)
            measurements = measure(
                outcome.model,
                case,
                outcome.answer,
                outcome.result,
                made,
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
                    "There is not enough memory to measure maps of {model}. Close other programs, or let a batch take "
                    "less: --memory, or Explain > Device in the window.",
                    model=outcome.model.info.name,
                ) from error
            yield Evaluated(case, outcome.result, found)

    def _explained(
        self,
        request: Request,
        pictures: Iterable[Picture | Failure],
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
    ) -> Iterator[_Explained | Failure]:
        """As `run_each`."""
        chosen = choose(request.methods)
        processor, moved = request.device, tuple[Notice, ...]()
        for left in _groups(pictures):
            if isinstance(left, Failure):
                yield left
                continue
            while left:
                ctx.check_cancelled()
                try:
                    model = self._ready(request, processor)
                    ctx.check_cancelled()
                    together = left[: model.network.gradient_batch]
                    for outcome in _explain_group(model, request, chosen, together, moved, ctx, on_heatmap):
                        yield outcome
                        del left[0]
                except Exception as error:
                    if not device.is_exhausted(error):
                        raise
                    moved = (_move_to_cpu(spec_of(request.model, request.options).name, processor, error),)
                    processor = "cpu"

    def channels(self, request: Request, ctx: RunContext) -> Channels:
        """What the request's layer shows of its picture, channel by channel; its methods are passed over.

        Raises:
            Failure: readable.
            Cancelled: the context's token was set.
        """
        ctx.check_cancelled()
        picture, processor = self._pictures.get(request.image, request.levels), request.device
        while True:
            try:
                model = self._ready(request, processor)
                ctx.check_cancelled()
                return look_inside(model, request, picture)
            except Exception as error:
                if not device.is_exhausted(error):
                    raise
                _move_to_cpu(spec_of(request.model, request.options).name, processor, error)
                processor = "cpu"

    def load(
        self,
        model_id: str,
        weights: Path | None = None,
        device_choice: str = "auto",
        options: ModelOptions = NONE_CHOSEN,
    ) -> LoadedModel:
        """The model, ready; it stays in memory until another is asked for. Raises ChoiceFailure or ModelFailure."""
        spec = spec_of(model_id, options)
        file = loading.find_weights(spec, weights, self._weight_folders)
        key = (spec.id, spec.version, None if file is None else state(file), device_choice)
        if key in self._models:
            self._models.move_to_end(key)
            return self._models[key]
        if file is None and not self._random_weights:
            raise loading.missing(spec, self._weight_folders)
        processor = device.choose(device_choice)
        import tensorflow as tf

        if len(self._models) >= self._kept_models:
            self._models.popitem(last=False)
            memory.give_back()
        with tf.device(processor):
            model = loading.load(spec, file)
            loaded = LoadedModel.of(spec, model, processor, random_weights=file is None)
            if file is not None:
                loaded = self._checked(loaded, model, file)
        self._models[key] = loaded
        return loaded

    def _checked(self, loaded: LoadedModel, model: keras.Model, file: Path) -> LoadedModel:
        """The model with its self-check, made once. Raises ModelFailure where it fails."""
        key = self_check_store.key_of(loaded.spec, state(file), loaded.info.device)
        check = None if self._check_anew else self_check_store.known(key)
        if check is None:
            check = self_check(model, loaded)
            self_check_store.keep(key, check)
        return replace(loaded, info=replace(loaded.info, check=check))

    def _ready(self, request: Request, processor: str) -> LoadedModel:
        """The request's model, with the memory that it may take."""
        model = self.load(request.model, request.weights, processor, request.options)
        model.network.set_budget(request.memory)
        return model


def _move_to_cpu(name: str, processor: str, error: Exception) -> Notice:
    """What the user is told. Raises ModelFailure where there is no other processor to move to."""
    if not device.may_fall_back(processor):
        raise ModelFailure(
            "There is not enough memory to run {model}. Close other programs, or choose a smaller model.", model=name
        ) from error
    return Notice(
        tr_noop("The graphics processor has too little memory for {model}: the maps were computed on the CPU."),
        {"model": name},
    )


def _groups(pictures: Iterable[Picture | Failure]) -> Iterator[list[Picture] | Failure]:
    """A few pictures at a time, fewer of large ones; each failure by itself, in its turn."""
    group: list[Picture] = []
    for one in pictures:
        if isinstance(one, Picture):
            group.append(one)
            if len(group) < GROUP and sum(picture.pixels.nbytes for picture in group) < GROUP_BYTES:
                continue
        if group:
            yield group
            group = []
        if isinstance(one, Failure):
            yield one
    if group:
        yield group


def _explain_group(
    model: LoadedModel,
    request: Request,
    chosen: Sequence[BoundMethod],
    group: Sequence[Picture],
    moved: tuple[Notice, ...],
    ctx: RunContext,
    on_heatmap: Callable[[Heatmap, Placement], None] | None,
) -> Iterator[_Explained | Failure]:
    """Explain pictures that share one pass of the model."""
    started = time.perf_counter()
    layer = model.layer(request.layer)
    fitting, unfit = _fitting(chosen, layer, model.info)
    extra = layers.resolve_each([name for one in fitting for name in extra_layers(one.params)], model.network.model)
    about_layer = model.layer_notices(request.layer) if any(one.method.uses_layer for one in fitting) else ()
    about_extra = {name: notice for name in extra if (notice := model.placement_notice(name)) is not None}
    left_out = list(unfit)
    every_answer = answers(model, request, group)
    answered = [answer for answer in every_answer if isinstance(answer, PredictedInput)]
    every_maps = explain_each(
        fitting,
        model.network,
        [answer.seen for answer in answered],
        [answer.class_weights for answer in answered],
        layer,
        ctx,
        lambda number, heatmap: None if on_heatmap is None else on_heatmap(heatmap, answered[number].placement),
        lambda method, failure: left_out.append((method, failure)),
        about_layer,
        about_extra,
    )
    for picture, answer in zip(group, every_answer, strict=True):
        if isinstance(answer, Failure):
            yield answer
            continue
        heatmaps = next(every_maps)
        if left_out and not heatmaps:
            raise left_out[-1][1]
        result = Result(
            request=replace(request, image=picture.path),
            source=picture.source,
            model=model.info,
            placement=answer.placement,
            prediction=answer.prediction,
            target=answer.target,
            heatmaps=heatmaps,
            notices=(*picture.notices, *model.info.notices, *moved),
            class_warning=_class_check(answer, model.info),
            seconds=time.perf_counter() - started,
            memory_bytes=device.bytes_in_use(model.info.device),
            left_out=tuple(left_out),
        )
        left_out = list(unfit)
        yield _Explained(picture, result, model, answer)
        started = time.perf_counter()


def _class_check(answer: PredictedInput, info: ModelInfo) -> Notice | None:
    """A regression has no classes to take for each other."""
    if answer.prediction.regression:
        return None
    return targets.class_check(answer.target, answer.prediction.probabilities, info.class_names)


def _made(chosen: Sequence[BoundMethod], result: Result) -> list[BoundMethod]:
    """The methods that gave the result's maps. Raises Failure where none but controls are left of others."""
    out = dict(result.left_out)
    made = [one for one in chosen if one.method.id not in out]
    if out and all(one.method.family is Family.CONTROL for one in made):
        raise result.left_out[0][1]
    return made


def _fitting(
    chosen: Sequence[BoundMethod], layer: str | None, info: ModelInfo
) -> tuple[list[BoundMethod], list[tuple[str, Failure]]]:
    """The methods that this model can carry, and the others, each with the reason; found before anything is computed.

    Raises:
        UnfitFailure: it can carry none of them.
    """
    unfit = [(one, template) for one in chosen if (template := why_unfit(one.method, info, layer))]
    if unfit and len(unfit) == len(chosen):
        first = unfit[0][1]
        names = ", ".join(one.method.name for one, template in unfit if template == first)
        raise UnfitFailure(first, info=info, methods=names)
    return (
        [one for one in chosen if not why_unfit(one.method, info, layer)],
        [(one.method.id, ChoiceFailure(template, model=info.name, methods=one.method.name)) for one, template in unfit],
    )
