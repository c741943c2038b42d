"""Pictures that excite units most: made ones, and those of a data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.features.excitation import spectrum_of
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.request import Request
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, EngineWork, Steps

_RANKED_EVERY = 1.0  # seconds


@dataclass(frozen=True, eq=False)
class Maximisation:
    """The pictures so far.

    Attributes:
        found: one for each unit that has begun; the last one may be unfinished.
    """

    request: Request
    call: MaximisationCall
    found: tuple[Maximised, ...] = ()


class MaximisationWork(EngineWork):
    """Make a picture for each unit. Results and outcome: `Maximisation`. Progress: steps.

    Args:
        request: the model.
        spectrum_of: pictures whose magnitudes the made ones are to have; none: those of most photos.
    """

    kind = "maximisation"
    replaces = True
    is_long = True

    def __init__(self, request: Request, call: MaximisationCall, spectrum_of: Sequence[Path] = ()) -> None:
        self.request, self.call, self._spectrum_of = request, call, spectrum_of

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Activation maximisation"))

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        request, call, throttle = self.request, self.call, Throttle()
        if self._spectrum_of:
            model = engine.load(request.model, request.weights, request.device, request.options, ctx)
            call = replace(call, spectrum=spectrum_of(model, request, self._spectrum_of, ctx))
            yield
        finished = list[Maximised]()
        for found in engine.maximise(request, call, replace(ctx, seed=request.seed)):
            if found.done == 1:
                finished.append(found)
                emit(Maximisation(request, call, tuple(finished)))
            elif throttle.is_due():
                emit(Maximisation(request, call, (*finished, found)))
            yield
        return Maximisation(request, call, tuple(finished))


@dataclass(frozen=True, eq=False)
class Ranking:
    """How much pictures excite units.

    Attributes:
        values: float32 (pictures, units); NaN: not known, or the picture cannot be read.
        looked: so many of the pictures were looked at.
    """

    request: Request
    units: tuple[Unit, ...]
    pictures: Sequence[Path]
    values: np.ndarray
    looked: int

    @property
    def is_complete(self) -> bool:
        return self.looked == len(self.pictures)

    def strongest(self, unit: int, count: int) -> list[tuple[Path, float]]:
        """Those that excite the unit of this number most, with its value, the strongest first."""
        values = self.values[:, unit]
        known = np.flatnonzero(np.isfinite(values))
        order = known[np.argsort(-values[known], kind="stable")][:count]
        return [(self.pictures[int(number)], float(values[number])) for number in order]


class RankingWork(EngineWork):
    """Look which pictures excite units most. Results and outcome: `Ranking`. Progress: pictures.

    Args:
        request: the model, and how pictures become its inputs.
    """

    kind = "ranking"
    replaces = True
    counts_pictures = True

    def __init__(self, request: Request, units: Sequence[Unit], pictures: Sequence[Path]) -> None:
        self.request, self.units, self._pictures = request, tuple(units), pictures

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Pictures that excite a unit most"))

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        values = np.full((len(self._pictures), len(self.units)), np.nan, np.float32)
        throttle, reason, looked = Throttle(_RANKED_EVERY), None, 0
        for number, found in engine.excite_each(self.request, self.units, self._pictures, ctx):
            if isinstance(found, Failure):
                reason = found
            else:
                values[number] = found
            looked += 1
            if throttle.is_due():
                emit(self._ranking(values.copy(), looked))
            yield
        if reason is not None and np.isnan(values).all():
            raise reason
        return self._ranking(values, looked)

    def _ranking(self, values: np.ndarray, looked: int) -> Ranking:
        return Ranking(self.request, self.units, self._pictures, values, looked)
