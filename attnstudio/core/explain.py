"""The maps of one preprocessed input: looks the methods up, shares one pass among them, normalises what they give."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from attnstudio.core.compiled import CompiledModel, SinglePass
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import METHODS, Cost, Job, Method, Need
from attnstudio.core.params import Value, complete
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.scaling import enlarge, normalised
from attnstudio.core.wrappers import all_params, attribute

_LAYER_NEEDS = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})


@dataclass(frozen=True, eq=False)
class Seen:
    """What a model sees of a picture.

    `pixels`: uint8 (height, width, 3) at the model's input size. `preprocess` makes its input of such pixels.
    """

    pixels: np.ndarray
    preprocess: Callable[[np.ndarray], np.ndarray]

    @cached_property
    def input(self) -> np.ndarray:
        """float32 (height, width, channels)."""
        return self.preprocess(self.pixels)


@dataclass(frozen=True)
class Chosen:
    """A method with the value of every parameter."""

    method: Method
    params: dict[str, Value]


def choose(calls: Sequence[MethodCall]) -> tuple[Chosen, ...]:
    """Look the methods up and check their parameters. Raises ChoiceFailure, naming what there is."""
    known = METHODS.discover()
    for call in calls:
        if call.id not in known:
            raise ChoiceFailure(
                "There is no method {method}. The methods are: {methods}.", method=call.id, methods=", ".join(known)
            )
    return tuple(Chosen(known[call.id], complete(all_params(known[call.id]), dict(call.params))) for call in calls)


def ignore(_: Heatmap) -> None:
    return None


def explain(
    chosen: Sequence[Chosen],
    network: CompiledModel,
    seen: Seen,
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
    shared = _SharedPass([one.method for one in chosen], network, seen.input, class_weights, layer)
    heatmaps = []
    for number, one in enumerate(chosen):
        ctx.check_cancelled()
        job = Job(
            model=network,
            pixels=seen.pixels,
            preprocess=seen.preprocess,
            class_weights=class_weights,
            layer=layer,
            params=one.params,
            ctx=ctx,
            input=seen.input,
            needs=one.method.needs,
            shared=shared,
        )
        heatmaps.append(_one_map(one.method, job, shared, (number, len(chosen)), on_heatmap))
    return tuple(heatmaps)


def _one_map(
    method: Method, job: Job, shared: _SharedPass, place: tuple[int, int], on_heatmap: Callable[[Heatmap], None]
) -> Heatmap:
    """Run one method; `place` is (number, how many) in the request."""
    started = time.perf_counter()
    spent_before, uses_before = shared.seconds, shared.uses
    number, count = place

    def heatmap(raw: np.ndarray, is_partial: bool) -> Heatmap:
        values, low, high = normalised(enlarge(raw, *job.input.shape[:2]))
        layer = job.layer if method.uses_layer else None
        seconds = time.perf_counter() - started + (spent_before if shared.uses > uses_before else 0.0)
        return Heatmap(values, low, high, method.id, layer, seconds, is_partial)

    within_request = replace(
        job.ctx,
        on_progress=lambda done, total: job.ctx.progress(number * total + done, count * total),
        on_partial=lambda raw: on_heatmap(heatmap(raw, True)),
    )
    finished = heatmap(attribute(method, replace(job, ctx=within_request)), False)
    job.ctx.progress(number + 1, count)
    on_heatmap(finished)
    return finished


class _SharedPass:
    """One pass for all methods of a request that need one; made when the first of them asks."""

    def __init__(
        self,
        methods: Sequence[Method],
        network: CompiledModel,
        one_input: np.ndarray,
        class_weights: np.ndarray,
        layer: str | None,
    ) -> None:
        wants_layer = any(method.needs & _LAYER_NEEDS for method in methods)
        to_input = any(Need.INPUT_GRADIENT in method.needs and method.cost is Cost.SINGLE for method in methods)
        self._make = partial(network.single_pass, one_input, class_weights, layer if wants_layer else None, to_input)
        self._made: SinglePass | None = None
        self.seconds = 0.0
        self.uses = 0

    def __call__(self) -> SinglePass:
        self.uses += 1
        if self._made is None:
            started = time.perf_counter()
            self._made = self._make()
            self.seconds = time.perf_counter() - started
        return self._made
