"""Activation maximisation: pictures that excite units of a network most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.features.base import DEFAULT_MAXIMISER, MAXIMISERS, Climb, Maximiser
from attnstudio.core.features.unit import Unit, UnitGradient, check_units, unit_count
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import preset
from attnstudio.core.params import Value, complete

_STRONGEST = 99.0  # percentile of the weights that counts as full


@dataclass(frozen=True, eq=False)
class MaximisationCall:
    """What is asked for.

    Attributes:
        id: of the maximiser.
        params: those that were set.
        spectrum: magnitudes that a picture is to have, as `fourier_basis.mean_spectrum` has them; None: those of most
            photos.
    """

    units: tuple[Unit, ...]
    id: str = DEFAULT_MAXIMISER
    params: tuple[tuple[str, Value], ...] = ()
    spectrum: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Maximised:
    """A picture that excites a unit, finished or on its way.

    Attributes:
        pixels: uint8 (height, width, 3).
        weight: uint8 (height, width): how much each place counted on the way, 255: most.
        before, value: of the unit: of the first picture, and of this one. On the way, the mean of what the model is
            shown.
        done: share of the steps, in 0..1.
    """

    unit: Unit
    pixels: np.ndarray
    weight: np.ndarray
    before: float
    value: float
    done: float


def maximiser_of(name: str) -> Maximiser:
    """By its id. Raises ChoiceFailure."""
    known = MAXIMISERS.discover()
    if name not in known:
        raise ChoiceFailure(
            "There is no way {name} to maximise an activation. There are: {names}.", name=name, names=", ".join(known)
        )
    return known[name]


def bind(call: MaximisationCall) -> tuple[Maximiser, dict[str, Any]]:
    """The maximiser, and the value of each parameter. Raises ChoiceFailure."""
    maximiser = maximiser_of(call.id)
    if not call.units:
        raise ChoiceFailure("Name a class, or channels of a layer, that are to be excited.")
    return maximiser, complete(maximiser.params, dict(call.params))


def maximise(model: LoadedModel, call: MaximisationCall, ctx: RunContext, first: int = 0) -> Iterator[Maximised]:
    """The picture of each unit after every step; one whose `done` is 1 is finished.

    Args:
        first: number of the unit to begin with.

    Raises:
        ChoiceFailure: there is no such maximiser, parameter or unit.
        ModelFailure: the model has no gradient, or what it answers is not finite.
        Cancelled: the context's token was set.
    """
    maximiser, params = bind(call)
    check_units(model.network, call.units)
    width, height = model.spec.input_size
    shape, steps = (height, width, model.spec.channels), params["steps"]
    spectrum = call.spectrum if maximiser.takes_spectrum else None
    if spectrum is not None and spectrum.shape != (height, width // 2 + 1, shape[-1]):
        raise ChoiceFailure("The spectrum is not of pictures of the model's input size.")
    chain = PixelChain.of(preset(model.spec.preprocessing, shape[-1]), shape[-1])
    for number, unit in list(enumerate(call.units))[first:]:
        passes = _Passes(model, unit, chain, ctx)
        rng = np.random.default_rng((ctx.seed, crc32(unit.layer.encode()), unit.index))
        climb = maximiser.begin(shape, params, rng, spectrum)
        before, _ = passes.of(_rounded(climb)[None] / np.float32(255))
        for step in range(steps):
            scores, gradients = passes.of(climb.show(step / steps))
            climb.step(gradients)
            ctx.progress(number * steps + step + 1, len(call.units) * steps)
            if step + 1 < steps:
                yield _found(unit, climb, before, scores, (step + 1) / steps)
        scores, _ = passes.of(_rounded(climb)[None] / np.float32(255))
        yield _found(unit, climb, before, scores, 1.0)


class _Passes:
    """Runs a model there and back for one unit, in batches that fit the memory."""

    def __init__(self, model: LoadedModel, unit: Unit, chain: PixelChain, ctx: RunContext) -> None:
        self._network, self._ctx, self._name = model.network, ctx, model.info.name
        self._spec = UnitGradient(unit.layer, chain)
        self._weights = np.eye(unit_count(model.network, unit.layer), dtype=np.float32)[unit.index]

    def of(self, views: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The unit's value for each view, and its gradient in the pixels."""
        size, found = self._network.gradient_batch, []
        for start in range(0, len(views), size):
            self._ctx.check_cancelled()
            some = views[start : start + size]
            weights = np.broadcast_to(self._weights, (len(some), len(self._weights)))
            found.append(self._network.run(self._spec, some, weights))
        values, gradients = (np.concatenate(parts) for parts in zip(*found, strict=True))
        if not (np.isfinite(values).all() and np.isfinite(gradients).all()):
            raise ModelFailure("What {model} answers to a picture that is being made is not finite.", model=self._name)
        return values, gradients


def _rounded(climb: Climb) -> np.ndarray:
    """uint8 (height, width, channels)."""
    return np.rint(climb.picture * 255).astype(np.uint8)


def _found(unit: Unit, climb: Climb, before: np.ndarray, values: np.ndarray, done: float) -> Maximised:
    pixels = _rounded(climb)
    shown = np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))
    return Maximised(unit, shown, _as_bytes(climb.weight), float(before.mean()), float(values.mean()), done)


def _as_bytes(weight: np.ndarray) -> np.ndarray:
    full = float(np.percentile(weight, _STRONGEST))
    return (
        np.rint(np.clip(weight / full, 0, 1) * 255).astype(np.uint8) if full > 0 else np.zeros(weight.shape, np.uint8)
    )


def faded(found: Maximised, grey: int = 128) -> np.ndarray:
    """The picture where the unit looks, grey elsewhere: uint8 (height, width, 3)."""
    share = found.weight[..., None] / np.float32(255)
    return np.rint(share * found.pixels + (1 - share) * grey).astype(np.uint8)
