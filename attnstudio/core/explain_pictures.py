"""The maps of pictures that share one pass of a model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import numpy as np

from attnstudio.core import device, indifference, layers, targets
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.explain import BoundMethod, MadePasses, explain_each, required_passes
from attnstudio.core.images import Picture
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.passes import Pass
from attnstudio.core.placement import Placement
from attnstudio.core.predictions import PredictedInput, inputs_of, predict, weights_before
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result, Subject
from attnstudio.core.text import Notice, listed
from attnstudio.core.unsupported import UnsupportedMethodFailure, unsupported_reason
from attnstudio.core.wrappers import extra_layers

GROUP, GROUP_BYTES = 16, 64 * 2**20  # pictures that may share a pass, and their pixels


@dataclass(frozen=True, eq=False)
class ExplainedPicture:
    """An explained picture: its result, and the model and prediction that the maps were computed with."""

    picture: Picture
    result: Result
    model: LoadedModel
    predicted: PredictedInput


def groups(pictures: Iterable[Picture | Subject | Failure], most: int = GROUP) -> Iterator[list[Subject] | Failure]:
    """A few pictures at a time, fewer of large ones; each failure by itself, in its turn."""
    group: list[Subject] = []
    for one in pictures:
        if not isinstance(one, Failure):
            group.append(one if isinstance(one, Subject) else Subject(one))
            if len(group) < most and sum(subject.picture.pixels.nbytes for subject in group) < GROUP_BYTES:
                continue
        if group:
            yield group
            group = []
        if isinstance(one, Failure):
            yield one
    if group:
        yield group


def explain_group(
    model: LoadedModel,
    request: Request,
    chosen: Sequence[BoundMethod],
    group: Sequence[Subject],
    moved: tuple[Notice, ...],
    ctx: RunContext,
    on_heatmap: Callable[[Heatmap, Placement], None] | None,
    *,
    needs_maps: bool = True,
) -> Iterator[ExplainedPicture | Failure]:
    """Explain pictures that share one pass of the model.

    Args:
        needs_maps: whether a picture of which no method gives a map is a failure; else its result says why in
            `left_out`.
    """
    started = time.perf_counter()
    layer = model.layer(request.layer)
    fitting, unfit = (supported if needs_maps else sorted_out)(chosen, layer, model.info)
    extra = layers.resolve_each([name for one in fitting for name in extra_layers(one.params)], model.network.model)
    about_layer = model.layer_notices(request.layer) if any(one.method.uses_layer for one in fitting) else ()
    about_extra = {name: notice for name in extra if (notice := model.placement_notice(name)) is not None}
    left_out = list(unfit)
    model_inputs = inputs_of(model, request, group)
    passes = _passes(model, request, fitting, group, [one for one, _ in model_inputs], layer)
    logits = None if passes is None else [one.logits for one in passes.passes]
    outcomes = predict(model, request, group, model_inputs, logits)
    if passes is not None:
        right = [number for number, one in enumerate(outcomes) if isinstance(one, PredictedInput)]
        passes = replace(passes, passes=[passes.passes[number] for number in right])
    inputs = [predicted for predicted in outcomes if isinstance(predicted, PredictedInput)]
    every_maps = explain_each(
        fitting,
        model.network,
        [predicted.model_input for predicted in inputs],
        [predicted.class_weights for predicted in inputs],
        layer,
        ctx,
        lambda number, heatmap: None if on_heatmap is None else on_heatmap(heatmap, inputs[number].placement),
        lambda method, failure: left_out.append((method, failure)),
        about_layer,
        about_extra,
        passes,
    )
    for subject, predicted in zip(group, outcomes, strict=True):
        picture = subject.picture
        if isinstance(predicted, Failure):
            yield predicted
            continue
        heatmaps = next(every_maps)
        if needs_maps and left_out and not heatmaps:
            raise left_out[-1][1]
        class_warning = _class_check(predicted, model.info)
        if class_warning is not None:
            names = model.info.class_names
            heatmaps = indifference.warned(heatmaps, fitting, model.network, predicted, names, layer, ctx)
        result = Result(
            request=replace(
                request,
                image=picture.path,
                target=subject.target or request.target,
                label=request.label if subject.label is None else subject.label,
            ),
            source=picture.source,
            model=model.info,
            placement=predicted.placement,
            prediction=predicted.prediction,
            target=predicted.target,
            heatmaps=heatmaps,
            notices=(*picture.notices, *model.info.notices, *moved),
            class_warning=class_warning,
            seconds=time.perf_counter() - started,
            memory_bytes=device.bytes_in_use(model.info.device),
            left_out=tuple(left_out),
        )
        left_out = list(unfit)
        yield ExplainedPicture(picture, result, model, predicted)
        started = time.perf_counter()


def _passes(
    model: LoadedModel,
    request: Request,
    methods: Sequence[BoundMethod],
    group: Sequence[Subject],
    inputs: Sequence[ModelInput],
    layer: str | None,
) -> MadePasses | None:
    """The pass that the methods share, which predicts the pictures too: without it each takes a forward pass more.
    None: the methods share none, it fails, or what is to be explained depends on the prediction."""
    network = model.network
    required = reduce(or_, required_passes(methods, network, inputs[0], layer), Pass())
    weights = None if required == Pass() else weights_before(model, request, group)
    if weights is None:
        return None
    started, built = time.perf_counter(), network.build_seconds
    try:
        passes = network.single_passes(np.stack([one.input for one in inputs]), weights, required)
    except Failure:
        return None  # the methods are tried one by one
    return MadePasses(passes, time.perf_counter() - started, network.build_seconds - built)


def _class_check(predicted: PredictedInput, info: ModelInfo) -> Notice | None:
    """A regression has no classes to take for each other."""
    if predicted.prediction.regression:
        return None
    return targets.class_check(predicted.target, predicted.prediction.probabilities, info.class_names)


def supported(
    chosen: Sequence[BoundMethod], layer: str | None, info: ModelInfo
) -> tuple[list[BoundMethod], list[tuple[str, Failure]]]:
    """The methods that this model can carry, and the others, each with the reason; found before anything is computed.

    Raises:
        UnsupportedMethodFailure: it can carry none of them.
    """
    fitting, unfit = sorted_out(chosen, layer, info)
    if unfit and not fitting:
        first = unfit[0][1].template
        unfit_ids = {name for name, failure in unfit if failure.template == first}
        names = listed(Notice(one.method.name) for one in chosen if one.method.id in unfit_ids)
        raise UnsupportedMethodFailure(first, info=info, methods=names)
    return fitting, unfit


def sorted_out(
    chosen: Sequence[BoundMethod], layer: str | None, info: ModelInfo
) -> tuple[list[BoundMethod], list[tuple[str, Failure]]]:
    """As `supported`, also where the model can carry none of the methods."""
    fitting, unfit = list[BoundMethod](), list[tuple[str, Failure]]()
    for one in chosen:
        if template := unsupported_reason(one.method, info, layer):
            name = Notice(one.method.name)
            unfit.append((one.method.id, ChoiceFailure(template, model=info.name, methods=name)))
        else:
            fitting.append(one)
    return fitting, unfit
