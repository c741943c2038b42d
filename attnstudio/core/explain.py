"""Computes the maps of preprocessed inputs: binds methods, shares one pass among them, normalises their maps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from types import MappingProxyType

import numpy as np

from attnstudio.core import map_notices, wrappers
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.input_batch import InputBatch
from attnstudio.core.methods.base import METHODS, Method
from attnstudio.core.model_input import ModelInput
from attnstudio.core.params import Value, complete
from attnstudio.core.passes import Pass, SinglePass
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.scaling import enlarge, normalised, shrunk
from attnstudio.core.text import Notice


@dataclass(frozen=True)
class BoundMethod:
    """A method with the value of every parameter."""

    method: Method
    params: dict[str, Value]


def bind_methods(calls: Sequence[MethodCall]) -> tuple[BoundMethod, ...]:
    """Look up the methods and check their parameters. Raises ChoiceFailure, which lists the valid ones."""
    known = METHODS.discover()
    for call in calls:
        if call.id not in known:
            raise ChoiceFailure(
                "There is no method {method}. The methods are: {methods}.", method=call.id, methods=", ".join(known)
            )
    methods = [known[call.id] for call in calls]
    return tuple(
        BoundMethod(method, complete(wrappers.all_params(method), dict(call.params)))
        for method, call in zip(methods, calls, strict=True)
    )


def ignore(_: Heatmap) -> None:
    return None


def explain(
    chosen: Sequence[BoundMethod],
    network: CompiledModel,
    model_inputs: ModelInput,
    class_weights: np.ndarray,
    layer: str | None,
    ctx: RunContext,
    on_heatmap: Callable[[Heatmap], None] = ignore,
) -> tuple[Heatmap, ...]:
    """One map a method, for y = sum(class_weights * logits).

    Args:
        class_weights: float32 (classes,).
        on_heatmap: called with each finished map, and with partial ones.
    """
    return next(
        explain_each(chosen, network, [model_inputs], [class_weights], layer, ctx, lambda _, one: on_heatmap(one))
    )


def required_passes(
    chosen: Sequence[BoundMethod], network: CompiledModel, model_input: ModelInput, layer: str | None
) -> list[Pass]:
    """What each method takes of the pass that they share."""
    nothing = np.zeros(network.class_count, np.float32)
    return [
        wrappers.required_pass(
            each.method,
            AttributionContext(
                network,
                model_input.pixels,
                model_input.preprocess,
                nothing,
                layer,
                each.params,
                RunContext(),
                model_input.input,
            ),
        )
        for each in chosen
    ]


def explain_each(
    chosen: Sequence[BoundMethod],
    network: CompiledModel,
    model_inputs: Sequence[ModelInput],
    class_weights: Sequence[np.ndarray],
    layer: str | None,
    ctx: RunContext,
    on_heatmap: Callable[[int, Heatmap], None] = lambda *_: None,
    on_failure: Callable[[str, Failure], None] | None = None,
    about_layer: tuple[Notice, ...] = (),
    about_extra: Mapping[str, Notice] = MappingProxyType({}),
    made: MadePasses | None = None,
) -> Iterator[tuple[Heatmap, ...]]:
    """As `explain`, for several inputs that are one batch: they share one pass.

    Args:
        class_weights: for each input.
        on_heatmap: called with the number of the input, too.
        on_failure: called with the id of a method that fails on the input at hand, whose map is left out; without it,
            such a failure is raised.
        about_layer: notices of each map of the layer.
        about_extra: a notice of each map to which the further layer of this name adds its own.
        made: the pass that the methods share, where it was made already.
    """
    if not model_inputs:
        return

    def context_of(number: int, params: Mapping[str, Value]) -> AttributionContext:
        one = model_inputs[number]
        return AttributionContext(
            network, one.pixels, one.preprocess, class_weights[number], layer, params, ctx, one.input
        )

    required = required_passes(chosen, network, model_inputs[0], layer)
    inputs = [one.input for one in model_inputs]
    batch = InputBatch(network, inputs, class_weights)
    shared = _SharedPass(network, inputs, class_weights, reduce(or_, required, Pass()), made)
    parts = len(model_inputs) * len(chosen)
    for number in range(len(model_inputs)):
        heatmaps = []
        for column, each in enumerate(chosen):
            ctx.check_cancelled()
            ready = replace(
                context_of(number, each.params),
                required_pass=required[column],
                shared=partial(shared, number, required[column]),
                batch=(batch, number),
                run=ctx.part(number * len(chosen) + column, parts),
            )
            try:
                heatmaps.append(
                    _one_map(each.method, ready, shared, batch, about_layer, about_extra, partial(on_heatmap, number))
                )
            except Failure as failure:
                if on_failure is None:
                    raise
                on_failure(each.method.id, failure)
        yield tuple(heatmaps)


def _one_map(
    method: Method,
    context: AttributionContext,
    shared: _SharedPass,
    batch: InputBatch,
    about_layer: tuple[Notice, ...],
    about_extra: Mapping[str, Notice],
    on_heatmap: Callable[[Heatmap], None],
) -> Heatmap:
    started, spent_before, uses_before = time.perf_counter(), shared.seconds, shared.uses
    network = context.model
    built_before, shared_before = network.build_seconds, shared.build_seconds
    uncharged, uncharged_built = batch.seconds - batch.charged, batch.build_seconds - batch.build_charged

    def heatmap(raw: np.ndarray, is_partial: bool, notices: tuple[Notice, ...] = ()) -> Heatmap:
        values, low, high = normalised(enlarge(raw, *context.input.shape[:2]))
        small = None if raw.shape == values.shape else shrunk(raw, low, high)
        layer = context.layer if method.uses_layer else None
        # Who makes the shared pass is charged no more for it than the others that use it.
        seconds = time.perf_counter() - started - (shared.seconds - spent_before)
        built = network.build_seconds - built_before - (shared.build_seconds - shared_before)
        if shared.uses > uses_before:
            seconds += shared.seconds_each
            built += shared.build_seconds_each
        seconds += uncharged - (batch.seconds - batch.charged)
        built += uncharged_built - (batch.build_seconds - batch.build_charged)
        return Heatmap(values, low, high, method.id, layer, seconds, is_partial, notices, built, small)

    noted: list[Notice] = []
    run = replace(context.run, on_partial=lambda raw: on_heatmap(heatmap(raw, True)), on_note=noted.append)
    raw = wrappers.attribute(method, replace(context, run=run))
    notices = map_notices.check_map(method, context, raw, noted)
    if method.uses_layer:
        further = (about_extra[name] for name in wrappers.further_layers(context) if name in about_extra)
        notices = (*notices, *wrappers.with_suggestions(about_layer, method, context.params), *further)
    finished = heatmap(raw, False, notices)
    context.run.progress(1, 1)
    on_heatmap(finished)
    return finished


@dataclass(frozen=True)
class MadePasses:
    """The pass of several inputs, and what it took, of which building its graph took a part."""

    passes: Sequence[SinglePass]
    seconds: float
    build_seconds: float


class _SharedPass:
    """One pass for all inputs and methods of a request, run when the first method needs it.

    If it fails, each method gets a pass of its own, so that one method's requirements cannot fail the others.
    """

    def __init__(
        self,
        network: CompiledModel,
        inputs: Sequence[np.ndarray],
        class_weights: Sequence[np.ndarray],
        required: Pass,
        made: MadePasses | None,
    ) -> None:
        self._make = partial(network.single_passes, np.stack(inputs), np.stack(class_weights))
        self._required = required
        self._together: Sequence[SinglePass] | None = None
        self._apart: dict[Pass, list[SinglePass]] | None = None  # where it failed
        self._count = len(inputs)
        self._network = network
        self.seconds = self.build_seconds = 0.0
        if made is not None:
            self._together, self.seconds, self.build_seconds = made.passes, made.seconds, made.build_seconds
        self.uses = 0

    @property
    def seconds_each(self) -> float:
        return self.seconds / self._count

    @property
    def build_seconds_each(self) -> float:
        return self.build_seconds / self._count

    def __call__(self, number: int, required_pass: Pass) -> SinglePass:
        """The pass of one input, with everything in `required_pass`."""
        self.uses += 1
        if self._together is None and self._apart is None:
            self._begin(required_pass)
        if self._together is not None:
            return self._together[number]
        assert self._apart is not None
        if required_pass not in self._apart:
            self._apart[required_pass] = self._make(required_pass)
        return self._apart[required_pass][number]

    def _begin(self, required_pass: Pass) -> None:
        started, built_before = time.perf_counter(), self._network.build_seconds
        try:
            self._together = self._make(self._required)
        except Failure:
            if required_pass == self._required:
                raise
            self._apart = {}
        else:
            self.seconds = time.perf_counter() - started
            self.build_seconds = self._network.build_seconds - built_before
