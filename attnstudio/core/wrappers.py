"""What can be laid round any method that it fits: noise, flips and contrast, the first component, several layers.

A wrapper declares parameters as methods do; they are off by default, and appear among the method's own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import ClassVar

import numpy as np

from attnstudio.core import layers
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.layers import OTHER_LAYERS
from attnstudio.core.methods.base import ChannelSum, Cost, Family, Method
from attnstudio.core.params import BoolParam, FloatParam, IntParam, Param, TextParam, Value
from attnstudio.core.passes import Pass
from attnstudio.core.refine import RunningMean, average
from attnstudio.core.scaling import enlarge, first_component, is_flat, normalised
from attnstudio.core.text import Notice, tr_noop

Attribute = Callable[[AttributionContext], np.ndarray]


_LAYERS = TextParam(
    "layers",
    tr_noop("More layers"),
    tr_noop("Names of more layers, joined by +. The maps of all, normalised, are averaged."),
)


class Wrapper(ABC):
    """Stateless. The first of WRAPPERS lies innermost."""

    params: ClassVar[tuple[Param, ...]]

    @abstractmethod
    def fits(self, method: Method) -> bool:
        """Whether the method can wear it."""

    @abstractmethod
    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        """The method within the wrapper; does nothing where the job's parameters say so."""


class EigenSmooth(Wrapper):
    """The first principal component of the weighted activations instead of their sum (2008.00299)."""

    params = (
        BoolParam(
            "eigen_smooth",
            tr_noop("First component"),
            tr_noop("Show the first principal component of the weighted activations instead of their sum: less noise."),
        ),
    )

    def fits(self, method: Method) -> bool:
        return isinstance(method, ChannelSum)

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(job: AttributionContext) -> np.ndarray:
            if not job.params["eigen_smooth"] or not isinstance(method, ChannelSum):
                return attribute(job)
            return np.maximum(first_component(method.weighted(job)), 0)

        return wrapped


class Layers(Wrapper):
    """The mean of the normalised maps of several layers."""

    params = (_LAYERS,)

    def fits(self, method: Method) -> bool:
        return method.uses_layer

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(job: AttributionContext) -> np.ndarray:
            names = further_layers(job)
            if not names:
                return attribute(job)
            every = tuple(dict.fromkeys((job.layer_name, *names)))
            maps: list[np.ndarray] = []

            def fused(raw: np.ndarray) -> np.ndarray:
                return np.asarray(np.mean([*maps, full(raw)], axis=0), np.float32)

            def full(raw: np.ndarray) -> np.ndarray:
                return normalised(enlarge(raw, *job.input.shape[:2]))[0]

            for number, name in enumerate(every):
                job.ctx.check_cancelled()
                part = replace(job.ctx.part(number, len(every)), on_partial=lambda raw: job.ctx.partial(fused(raw)))
                raw = attribute(replace(job.at(name), ctx=part))
                if is_flat(raw):
                    job.ctx.note(
                        Notice(tr_noop("The map of the layer {layer} is flat: it adds nothing."), {"layer": name}, True)
                    )
                maps.append(full(raw))
            return np.asarray(np.mean(maps, axis=0), np.float32)

        return wrapped


class Augmented(Wrapper):
    """The mean over the picture and its mirror image, each at 0.9, 1 and 1.1 of its contrast."""

    params = (
        BoolParam(
            "aug_smooth",
            tr_noop("Flips and contrast"),
            tr_noop("Average the maps of the picture and its mirror image at 0.9, 1.0 and 1.1 of their values."),
        ),
    )
    factors = (0.9, 1.0, 1.1)

    def fits(self, method: Method) -> bool:
        return method.cost is Cost.SINGLE and method.family is not Family.CONTROL

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(job: AttributionContext) -> np.ndarray:
            if not job.params["aug_smooth"]:
                return attribute(job)
            variants = [(flip, factor) for flip in (False, True) for factor in self.factors]

            def sample(done: int, count: int) -> np.ndarray:
                now = variants[done : done + count]
                inputs = [(job.input[:, ::-1] if flip else job.input) * np.float32(factor) for flip, factor in now]
                raw = [attribute(one) for one in job.on(np.stack(inputs))]
                return np.stack([one[:, ::-1] if flip else one for one, (flip, _) in zip(raw, now, strict=True)])

            return average(job.ctx, len(variants), job.model.gradient_batch, sample, _mean)

        return wrapped


class Noise(Wrapper):
    """The mean over noisy copies of the picture: SmoothGrad's idea round any method (1706.03825)."""

    params = (
        IntParam(
            "noise_samples",
            tr_noop("Noisy copies"),
            tr_noop("Average the maps of this many noisy copies of the picture. 0: no noise."),
            0,
            0,
            200,
        ),
        FloatParam(
            "noise_level",
            tr_noop("Noise"),
            tr_noop("Spread of the noise, as a share of the input's range."),
            0.1,
            0.0,
            1.0,
        ),
    )

    def fits(self, method: Method) -> bool:
        return method.cost is Cost.SINGLE and method.family is not Family.CONTROL

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(job: AttributionContext) -> np.ndarray:
            samples = job.params["noise_samples"]
            if samples == 0:
                return attribute(job)
            sigma = np.float32(job.params["noise_level"] * (job.input.max() - job.input.min()))
            rng = job.ctx.rng()

            def sample(_: int, count: int) -> np.ndarray:
                noise = rng.standard_normal((count, *job.input.shape), np.float32)
                return np.stack([attribute(one) for one in job.on(job.input + sigma * noise)])

            return average(job.ctx, samples, job.model.gradient_batch, sample, _mean)

        return wrapped


WRAPPERS: tuple[Wrapper, ...] = (EigenSmooth(), Layers(), Augmented(), Noise())


def all_params(method: Method) -> tuple[Param, ...]:
    """The method's own parameters, then those of the wrappers that it fits."""
    return (*method.params, *(param for wrapper in WRAPPERS if wrapper.fits(method) for param in wrapper.params))


def extra_layers(params: Mapping[str, Value]) -> list[str]:
    """Names of the further layers that a method's parameters ask for."""
    return [name for name in str(params.get("layers", "")).replace(" ", "").split("+") if name]


def further_layers(job: AttributionContext) -> list[str]:
    """The further layers of a job, by their exact names. Raises ChoiceFailure where the model has no such layer."""
    names = extra_layers(job.params)
    return layers.resolve_each(names, job.model.model) if names else []


def with_suggestions(notices: Sequence[Notice], method: Method, params: Mapping[str, Value]) -> tuple[Notice, ...]:
    """Notices of a layer, those of other layers that could be shown too with the setting that does it; without these
    where the method shows more layers already."""
    found = []
    for notice in notices:
        if OTHER_LAYERS in notice.values and extra_layers(params):
            continue
        if others := notice.values.get(OTHER_LAYERS):
            values = {**notice.values, "method": method.id}
            notice = replace(notice, values=values, setting=(method.id, _LAYERS.name, str(others)))
        found.append(notice)
    return tuple(found)


def asked(method: Method, job: AttributionContext) -> Pass:
    """What a method and its wrappers take of the one pass that is shared."""
    every = [method.asked(one) for one in (job, *(job.at(name) for name in further_layers(job)))]
    return reduce(or_, every)


def attribute(method: Method, job: AttributionContext) -> np.ndarray:
    """The raw map of a method within its wrappers."""
    made: Attribute = method.attribute
    for wrapper in WRAPPERS:
        if wrapper.fits(method):
            made = wrapper.wrap(made, method)
    return made(job)


def _mean(mean: RunningMean) -> np.ndarray:
    return mean.mean
