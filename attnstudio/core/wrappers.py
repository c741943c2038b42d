"""What can be laid round any method that it fits: noise, flips and contrast, the first component, several layers, a
low-pass filter.

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
from attnstudio.core.noise import noise_param, noisy_copies
from attnstudio.core.params import BoolParam, IntParam, Param, TextParam, Value
from attnstudio.core.passes import Pass
from attnstudio.core.refine import STOP_AT, RunningMean, average
from attnstudio.core.scaling import enlarge, first_component, is_flat, low_pass, normalised
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

    def is_on(self, params: Mapping[str, Value]) -> bool:
        """Whether its first parameter, without which the others mean nothing, enables it."""
        return params[self.params[0].name] != self.params[0].default

    @abstractmethod
    def fits(self, method: Method) -> bool:
        """Whether the method can wear it."""

    @abstractmethod
    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        """The method within the wrapper; does nothing unless its parameters enable it."""


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
        def wrapped(context: AttributionContext) -> np.ndarray:
            if not context.params["eigen_smooth"] or not isinstance(method, ChannelSum):
                return attribute(context)
            return np.maximum(first_component(method.weighted(context)), 0)

        return wrapped


class Layers(Wrapper):
    """The mean of the normalised maps of several layers."""

    params = (_LAYERS,)

    def fits(self, method: Method) -> bool:
        return method.uses_layer

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(context: AttributionContext) -> np.ndarray:
            names = further_layers(context)
            if not names:
                return attribute(context)
            every = tuple(dict.fromkeys((context.layer_name, *names)))
            maps: list[np.ndarray] = []

            def fused(raw: np.ndarray) -> np.ndarray:
                return np.asarray(np.mean([*maps, full(raw)], axis=0), np.float32)

            def full(raw: np.ndarray) -> np.ndarray:
                return normalised(enlarge(raw, *context.input.shape[:2]))[0]

            for number, name in enumerate(every):
                context.run.check_cancelled()
                part = replace(
                    context.run.part(number, len(every)), on_partial=lambda raw: context.run.partial(fused(raw))
                )
                raw = attribute(replace(context.at(name), run=part))
                if is_flat(raw):
                    context.run.note(
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
        def wrapped(context: AttributionContext) -> np.ndarray:
            if not context.params["aug_smooth"]:
                return attribute(context)
            variants = [(flip, factor) for flip in (False, True) for factor in self.factors]

            def sample(done: int, count: int) -> np.ndarray:
                now = variants[done : done + count]
                inputs = [
                    (context.input[:, ::-1] if flip else context.input) * np.float32(factor) for flip, factor in now
                ]
                raw = [attribute(one) for one in context.on(np.stack(inputs))]
                return np.stack([one[:, ::-1] if flip else one for one, (flip, _) in zip(raw, now, strict=True)])

            return average(context.run, len(variants), context.model.gradient_batch, sample, _mean)

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
        noise_param(0.1, "noise_level"),
    )

    def fits(self, method: Method) -> bool:
        return method.cost is Cost.SINGLE and method.family is not Family.CONTROL

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(context: AttributionContext) -> np.ndarray:
            samples = context.params["noise_samples"]
            if samples == 0:
                return attribute(context)
            noisy = noisy_copies(context, context.params["noise_level"])

            def sample(_: int, count: int) -> np.ndarray:
                return np.stack([attribute(one) for one in context.on(noisy(count))])

            return average(context.run, samples, context.model.gradient_batch, sample, _mean)

        return wrapped


class LowPass(Wrapper):
    """The map without its high frequencies: FORGrad (Muzellec et al. 2023, arXiv 2307.09591), with the filter as
    Xplique has it, on the map. What falls below 0 of a map that cannot is cut off."""

    params = (
        IntParam(
            "low_pass",
            tr_noop("Low-pass filter"),
            tr_noop("Keep only this many periods across the shorter side of the map: FORGrad; 15 is usual. 0: all."),
            0,
            0,
            512,
        ),
    )

    def fits(self, method: Method) -> bool:
        return method.family is Family.GRADIENT

    def wrap(self, attribute: Attribute, method: Method) -> Attribute:
        def wrapped(context: AttributionContext) -> np.ndarray:
            periods = context.params["low_pass"]
            if periods == 0:
                return attribute(context)

            def filtered(raw: np.ndarray) -> np.ndarray:
                low = low_pass(raw, periods)
                return low if method.signed else np.maximum(low, 0)

            run = replace(context.run, on_partial=lambda raw: context.run.partial(filtered(raw)))
            return filtered(attribute(replace(context, run=run)))

        return wrapped


WRAPPERS: tuple[Wrapper, ...] = (EigenSmooth(), Layers(), Augmented(), Noise(), LowPass())


def wrapper_params(method: Method) -> tuple[Param, ...]:
    """The parameters of the wrappers that a method fits."""
    return tuple(param for wrapper in WRAPPERS if wrapper.fits(method) for param in wrapper.params)


def all_params(method: Method) -> tuple[Param, ...]:
    """The method's own parameters, then those of its wrappers."""
    return (*method.params, *wrapper_params(method))


def effective(method: Method, params: Mapping[str, Value]) -> dict[str, Value]:
    """Those of a method's parameters that have an effect: its own, without an early end that is off, and those of the
    wrappers that are on."""
    named = [*method.params]
    for wrapper in WRAPPERS:
        if wrapper.fits(method) and wrapper.is_on(params):
            named += wrapper.params
    return {
        param.name: params[param.name] for param in named if param != STOP_AT or params[param.name] != STOP_AT.default
    }


def extra_layers(params: Mapping[str, Value]) -> list[str]:
    """Names of the further layers in a method's parameters."""
    return [name for name in str(params.get("layers", "")).replace(" ", "").split("+") if name]


def further_layers(context: AttributionContext) -> list[str]:
    """The further layers of a context, by their exact names. Raises ChoiceFailure where the model has no such layer."""
    names = extra_layers(context.params)
    return layers.resolve_each(names, context.model.model) if names else []


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


def required_pass(method: Method, context: AttributionContext) -> Pass:
    """The shared pass that a method and its wrappers require."""
    every = [method.required_pass(one) for one in (context, *(context.at(name) for name in further_layers(context)))]
    return reduce(or_, every)


def attribute(method: Method, context: AttributionContext) -> np.ndarray:
    """The raw map of a method within its wrappers."""
    wrapped: Attribute = method.attribute
    for wrapper in WRAPPERS:
        if wrapper.fits(method):
            wrapped = wrapper.wrap(wrapped, method)
    return wrapped(context)


def _mean(mean: RunningMean) -> np.ndarray:
    return mean.mean
